#include "config.h"
#include "pass/lore_private.h"

#include <math.h>
#include <stdlib.h>

/*
 * When to look for the length of a turn: from the fifth failure of a neighbourhood on, in its last 20 turns; and once it
 * is known, to fit it to a window that grows to 100 turns and more, which is then taken for good and the next one begins.
 */

enum { FIRST_LOOK = 5, EACH_LOOK = 8, LAST_LOOK = 70, MOST_TRIALS = 8192, LOOK_TURNS = 20, LOOK_UNITS = 240, FIT_TURNS = 400, COMMIT_TURNS = 100,
       COMMIT_ERRORS = 8, RARELY = 24,
       LOST_ERRORS = 7 };

void lore_look_anew(struct lore *l)
{
	l->window.count = 0;
	l->errors = l->fits = 0;
	l->shapeless = false;
}

/* What was tried in those units, ascending. */
static int collect(const struct lore *l, struct span units, struct trial *out, int most)
{
	int n = 0;

	units = span_clip(units, (struct span){ 0, l->units });
	for (int32_t u = units.lsn; u < span_end(units) && n < most; u++)
		if (l->tried[u])
			out[n++] = (struct trial){ u, l->failed[u] > 0 };
	return n;
}

/* To a small part of a unit over the next hundred turns. */
static bool well_known(const struct lore *l)
{
	const struct turns *t = &l->turns;
	double u = l->last, y = t->a + t->b * u, sd = sqrt(fmax(t->aa + u * (2 * t->ab + u * t->bb), 0)) / (2 * y);

	return 100 * sd * sqrt(y) < 0.15;
}

static bool due(const struct lore *l)
{
	int n = l->errors;

	if (n < FIRST_LOOK)
		return false;
	if (l->turns.known)
		return n >= l->fits + (well_known(l) ? RARELY : l->fits / 2);
	return n <= EACH_LOOK || (n - EACH_LOOK) % 3 == 0;
}

/* Grows the window over `unit`, and keeps it to so many turns on the side of it. */
static void grow(struct lore *l, int32_t unit, double turns)
{
	int32_t most = (int32_t)(turns * turns_length(&l->turns, unit));
	int32_t lo = l->window.count ? min_i32(l->window.lsn, unit) : unit;
	int32_t hi = l->window.count ? max_i32(span_end(l->window), unit + 1) : unit + 1;

	if (hi - lo > most) {
		if (unit == lo)
			hi = lo + most;
		else
			lo = hi - most;
	}
	l->window = span_between(lo, hi);
}

static bool fit(struct lore *l, struct trial *trials)
{
	int n = collect(l, l->window, trials, MOST_TRIALS);

	l->fits = l->errors;
	if (turns_refine(&l->turns, trials, n) != TURNS_FOUND) {
		/* what was learnt elsewhere does not hold here: from the beginning, then */
		struct turns t = turns_nominal(l->kind, l->sectors, l->unit);

		if (l->errors < LOST_ERRORS || turns_learn(&t, trials, n) != TURNS_FOUND)
			return false;
		l->turns = t;
		return true;
	}
	if (l->errors >= COMMIT_ERRORS && l->window.count >= COMMIT_TURNS * turns_length(&l->turns, l->window.lsn))
		lore_look_anew(l);
	return true;
}

static bool search(struct lore *l, struct trial *trials)
{
	int n = collect(l, l->window, trials, MOST_TRIALS);

	switch (turns_learn(&l->turns, trials, n)) {
	case TURNS_FOUND:
		l->fits = l->errors;
		return true;
	case TURNS_NONE:
		l->shapeless = true;
		return false;
	default:
		l->shapeless = l->errors >= LAST_LOOK;
		return false;
	}
}

bool lore_look(struct lore *l, int32_t culprit)
{
	struct trial *trials;
	bool changed;

	if (l->shapeless)
		return false;
	l->last = culprit;
	grow(l, culprit, l->turns.known ? FIT_TURNS : fmax(LOOK_TURNS, LOOK_UNITS / turns_length(&l->turns, culprit)));
	l->errors++;
	if (!due(l))
		return false;
	trials = malloc(MOST_TRIALS * sizeof *trials);
	if (!trials)
		return false;
	changed = l->turns.known ? fit(l, trials) : search(l, trials);
	free(trials);
	return changed;
}
