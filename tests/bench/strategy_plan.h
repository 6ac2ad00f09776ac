#ifndef TESTS_STRATEGY_PLAN_H
#define TESTS_STRATEGY_PLAN_H

#include "disc/disc.h"

#include <stdbool.h>

/* What deciding on the next read, and taking in its outcome, costs on a map that is broken up. */

struct plan_cost {
	int runs;		/* of the map at the start */
	int reads;
	double mean_us, longest_us;	/* processor time of this thread, from one read to the next */
};

/* A job with all passes and `retries`, from there to its end or for so many reads. False: memory is out. */
bool plan_measure(enum disc_kind kind, int runs, int retries, int reads, struct plan_cost *out);

#endif
