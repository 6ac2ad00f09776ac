#include "config.h"
#include "pass/lore_private.h"
#include "pass/pass.h"

#include <math.h>
#include <string.h>

/* What a tail will still do, class by class, as its batches would be chosen. */

struct outlook {
	double left[HOPE_TRIES][HOPE_STEPS];	/* units to be asked */
	double asked[HOPE_TRIES][HOPE_STEPS];	/* that failed in this pass, by their class then */
};

/* The best chance among classes that have units left: of those that have not failed yet, or of those that have. */
static double best_left(const struct lore *l, const struct outlook *x, bool again)
{
	double best = 0;

	for (int f = again; f < (again ? HOPE_TRIES : 1); f++)
		for (int k = 0; k < HOPE_STEPS; k++)
			if (x->left[f][k] > 0)
				best = fmax(best, hope_chance(&l->hope, f, k));
	return best;
}

/* Enough of those that failed in this pass would have that chance in the next. */
static bool next_is_better(const struct lore *l, const struct outlook *x, double chance)
{
	double n = 0;

	for (int f = 1; f < HOPE_TRIES; f++)
		for (int k = 0; k < HOPE_STEPS; k++)
			if (hope_chance(&l->hope, f, k) >= chance)
				n += x->asked[f][k];
	return n >= TAIL_ENOUGH;
}

static void ask(const struct lore *l, struct outlook *x, int f, int k, struct tail_outlook *o)
{
	double chance = hope_chance(&l->hope, f, k), n = x->left[f][k];

	o->asked += n;
	o->won += n * chance;
	x->asked[min_i32(f + 1, HOPE_TRIES - 1)][k] += n * (1 - chance);
	x->left[f][k] = 0;
}

bool tail_outlook(const struct pass_ctx *c, const struct pass_state *s, unsigned states, bool fresh, struct tail_outlook *o)
{
	const struct lore *l = c->lore;
	const struct tail *t = &l->tail;
	struct outlook x;

	if (s->skip == 0 || s->skip != t->stamp || t->states != states)
		return false;
	*o = (struct tail_outlook){ .asked = 0 };
	for (int f = 0; f < HOPE_TRIES; f++)
		for (int k = 0; k < HOPE_STEPS; k++) {
			x.left[f][k] = t->count[f][k];
			x.asked[f][k] = t->asked[f][k];
		}
	for (;;) {
		double first = best_left(l, &x, false), again = best_left(l, &x, true), best = fmax(first, again);
		bool pays = c->stop_below <= 0 || tail_per_minute(l, again) >= c->stop_below;

		if (!c->last && (next_is_better(l, &x, best / TAIL_AGAIN) ||
				 (fresh && best < TAIL_AGAIN * hope_chance(&l->hope, 1, 1))))
			return true;
		best = pays ? best : first;
		if (best <= 0)
			return true;
		for (int f = 0; f < HOPE_TRIES; f++)
			for (int k = 0; k < HOPE_STEPS; k++)
				if (x.left[f][k] > 0 && (f == 0 || pays) &&
				    hope_chance(&l->hope, f, k) >= TAIL_AS_GOOD_AS * best)
					ask(l, &x, f, k, o);
	}
}
