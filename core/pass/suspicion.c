#include "config.h"
#include "pass/lore_private.h"

#include <math.h>
#include <stdlib.h>

/* What the blocks around one say of it: by the angle, going to it from both sides, or by nearness where no turn is known. */

#define USUAL 0.005		/* of an angle to be damaged, when nothing is known */
#define HAZARD 0.01		/* of a unit to fail without any reason of angle */
enum { NEIGHBOURS = 6, WARM_TURNS = 150 };

static double odds(double p)
{
	p = fmin(fmax(p, 1e-6), 1 - 1e-6);
	return p / (1 - p);
}

/* Goes to `unit` from so many turns before it in the direction of a. */
static void warm(struct lore *l, struct angles *a, int32_t unit, int dir)
{
	int32_t reach = (int32_t)(WARM_TURNS * turns_length(&l->turns, min_i32(unit, l->units - 1)));
	int32_t from = min_i32(max_i32(unit - dir * reach, 0), l->units - 1);

	if (dir < 0 && from < unit)
		from = unit;
	angles_begin(a, &l->turns, from, dir);
	while (a->next != unit)
		angles_step(a, &l->turns, HAZARD, lore_result(l, a->next));
}

/* By the angle. The cells of the way back are kept, and met by those of the way there. */
static bool by_angle(struct lore *l, int32_t lo, int32_t hi, float *out)
{
	double turns = fabs(turns_at(&l->turns, hi) - turns_at(&l->turns, lo));
	size_t most = (size_t)((turns + 1) * ANGLES) + (size_t)(hi - lo) * 2 + 2 * ANGLES;
	float *back = malloc(most * sizeof *back), cells[ANGLES];
	size_t n = 0;
	struct angles a;

	if (!back)
		return false;
	warm(l, &a, hi - 1, -1);
	for (int32_t u = hi - 1; u >= lo; u--) {
		int k = angles_cells(&a, &l->turns, HAZARD, lore_result(l, u), cells);

		for (int i = 0; i < k && n < most; i++)
			back[n++] = cells[i];
		out[u - lo] = (float)k;		/* how many, for the way there */
	}
	warm(l, &a, lo, 1);
	for (int32_t u = lo; u < hi; u++) {
		int k = angles_cells(&a, &l->turns, HAZARD, lore_result(l, u), cells), there = (int)out[u - lo];
		double sound = 1 - HAZARD;

		for (int i = 0; i < k; i++) {
			double b = i < there && n > (size_t)i ? back[n - 1 - (size_t)i] : USUAL;
			double o = odds(cells[i]) * odds(b) / odds(USUAL);

			sound *= 1 - ANGLES_SEEN * o / (1 + o);
		}
		n -= n < (size_t)there ? n : (size_t)there;
		out[u - lo] = (float)(1 - sound);
	}
	free(back);
	return true;
}

static double by_nearness(const struct lore *l, int32_t unit)
{
	double tried = 0.5, failed = 0.5 * lore_density(l, unit);

	for (int32_t d = 1; d <= NEIGHBOURS; d++)
		for (int side = -1; side <= 1; side += 2) {
			int32_t u = unit + side * d;

			if (u < 0 || u >= l->units || !l->tried[u])
				continue;
			tried += 1.0 / (1 + d);
			failed += (l->failed[u] > 0) / (1.0 + d);
		}
	return failed / tried;
}

static bool between_failed(const struct lore *l, int32_t u)
{
	return u > 0 && u + 1 < l->units && l->failed[u - 1] && l->failed[u + 1];
}

void suspicion_of(struct lore *l, int32_t lo, int32_t hi, float *out)
{
	bool known = l->turns.known && by_angle(l, lo, hi, out);

	for (int32_t u = lo; u < hi; u++) {
		if (!known)
			out[u - lo] = (float)by_nearness(l, u);
		if (between_failed(l, u))
			out[u - lo] = (float)fmax(out[u - lo], 0.6 + 0.4 * out[u - lo]);
	}
}
