#include "config.h"
#include "pass/hope.h"

#include "base/span.h"

#include <math.h>

/* Attempts that what is usual stands for. */
#define WEIGHT 5.0
/* Chance of the first attempt at what is expected to fail, over all classes. */
#define AVERAGE 0.2

int hope_step(double q)
{
	double s = -1.1 * log2(1 - fmin(fmax(q, 0), 0.9999));

	return min_i32((int32_t)s, HOPE_STEPS - 1);
}

/* What such units do on most discs: a first attempt mostly as the neighbours say, a second one as here; a further one half
 * as often as the one before did on this disc. */
static double usual(const struct hope *h, int failed, int step)
{
	double half = pow(0.5, step / 1.1);

	if (failed == 0)
		return fmin(0.5, 2.5 * half);
	if (failed == 1)
		return step < 4 ? fmax(0.25, 0.15 * half + 0.03) : 0.15 * half + 0.03;
	return 0.5 * hope_chance(h, failed - 1, step);
}

double hope_chance(const struct hope *h, int failed, int step)
{
	const struct hope_class *c;

	failed = min_i32(failed, HOPE_TRIES - 1);
	c = &h->of[failed][step];
	return (c->won + WEIGHT * usual(h, failed, step)) / (c->tried + WEIGHT);
}

double hope_on_average(const struct hope *h, int failed)
{
	double won = 0, tried = 0;

	failed = min_i32(failed, HOPE_TRIES - 1);
	for (int k = 0; k < HOPE_STEPS; k++) {
		won += h->of[failed][k].won;
		tried += h->of[failed][k].tried;
	}
	return (won + 2 * WEIGHT * AVERAGE * pow(0.5, failed)) / (tried + 2 * WEIGHT);
}

void hope_count(struct hope *h, int failed, int step, bool won)
{
	struct hope_class *c = &h->of[min_i32(failed, HOPE_TRIES - 1)][step];

	c->tried++;
	c->won += won;
}
