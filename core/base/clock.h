#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/*
 * Time as a drive lives it. A real drive lives in CLOCK_MONOTONIC; simulated drives live in counted time, which may
 * also be slept, scaled. Whoever measures a read or a rate asks the drive's clock, never the system's. Any thread.
 */
struct clock {
	/* Nanoseconds since some fixed start; never goes back. */
	int64_t (*now)(struct clock *c);
};

#define NS_PER_S INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)

static inline int64_t clock_now(struct clock *c)
{
	return c->now(c);
}

/* The system's monotonic clock; lives for ever. */
struct clock *clock_real(void);

#endif
