#include "config.h"
#include "base/clock.h"

#include <time.h>

static int64_t real_now(struct clock *c)
{
	struct timespec ts;

	(void)c;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

struct clock *clock_real(void)
{
	static struct clock real = { .now = real_now };

	return &real;
}
