#include "config.h"
#include "pass/walk.h"

#include <string.h>

int walk_count(const struct walk *w, const struct pass *pass)
{
	int n = 0;

	for (int i = 0; i < w->nsteps; i++)
		n += w->steps[i].pass == pass;
	return n;
}

bool walk_has_retry(const struct walk *w, int from)
{
	for (int i = from; i < w->nsteps; i++)
		if (w->steps[i].pass == &pass_retry)
			return true;
	return false;
}

bool walk_add(struct walk *w, const struct pass *pass, bool reverse)
{
	if (w->nsteps == WALK_STEPS)
		return false;
	w->steps[w->nsteps] = (struct plan_step){ pass, reverse, walk_count(w, pass) + 1 };
	w->nsteps++;
	return true;
}

void walk_arm(struct walk *w)
{
	static const struct pass *const list[] = { &pass_gaps, &pass_trim, &pass_scrape };

	w->nsteps = w->at = 0;
	w->begun = false;
	for (size_t i = 0; i < ARRAY_LEN(list); i++)
		walk_add(w, list[i], false);
	walk_add_retry(w, false);
}

bool walk_add_retry(struct walk *w, bool reverse)
{
	return walk_add(w, &pass_retry, !(w->nsteps ? w->steps[w->nsteps - 1].reverse : reverse));
}

const struct plan_step *walk_step(const struct walk *w)
{
	return w->at < w->nsteps ? &w->steps[w->at] : NULL;
}

void walk_step_on(struct walk *w)
{
	if (w->at < w->nsteps)
		w->at++;
	w->begun = false;
}

/* A walk seen as its current pass sees it. */
static struct pass_ctx walk_ctx(const struct walk *w)
{
	return (struct pass_ctx){ .window = w->within, .reverse = w->steps[w->at].reverse };
}

void walk_begin(struct walk *w, const struct map *m, struct span within)
{
	struct pass_ctx c;

	w->within = within;
	c = walk_ctx(w);
	w->state = pass_begin(&c);
	w->todo = map_count_in(m, within, w->steps[w->at].pass->takes);
	w->vain = 0;
	w->begun = true;
}

struct span walk_ahead(const struct walk *w)
{
	struct pass_ctx c = walk_ctx(w);

	return pass_ahead(&c, &w->state);
}

bool walk_meets_again(const struct walk *w, int i)
{
	unsigned takes = w->steps[i].pass->takes;

	if (w->steps[i].pass == &pass_retry)
		return true;
	while (++i < w->nsteps)
		if (w->steps[i].pass->takes & takes)
			return true;
	return false;
}

/* Puts the current step once more behind itself, the other way round, if there is room. */
static void walk_repeat(struct walk *w)
{
	struct plan_step *next = &w->steps[w->at + 1], again = w->steps[w->at];

	if (w->nsteps == WALK_STEPS)
		return;
	again.reverse = !again.reverse;
	again.number++;
	memmove(next + 1, next, (size_t)(w->nsteps - w->at - 1) * sizeof *next);
	*next = again;
	w->nsteps++;
}

void walk_skip(struct walk *w, const struct pass_ctx *c)
{
	if (w->at == w->nsteps || !w->begun)
		return;
	w->steps[w->at].pass->skip(c, &w->state);
	if (!walk_meets_again(w, w->at))
		walk_repeat(w);
}

void walk_turn(struct walk *w)
{
	struct pass_ctx c;
	struct span rest;
	bool listed = w->at < w->nsteps && pass_lists(w->steps[w->at].pass);
	int32_t run = w->state.run;

	if (w->at == w->nsteps)
		return;
	if (!w->begun) {
		w->steps[w->at].reverse = !w->steps[w->at].reverse;
		return;
	}
	rest = walk_ahead(w);
	w->steps[w->at].reverse = !w->steps[w->at].reverse;
	w->within = rest;
	c = walk_ctx(w);
	w->state = pass_begin(&c);
	if (listed)
		w->state.run = run;
}
