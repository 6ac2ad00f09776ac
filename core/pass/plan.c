#include "config.h"
#include "pass/plan.h"
#include "pass/plan_parts.h"

#include <string.h>

/* The set of passes in a comma-separated list, by place in passes[]. */
static enum status parse_passes(const char *list, unsigned *set, struct fault *f)
{
	*set = 0;
	for (const char *name = list;; name++) {
		size_t len = strcspn(name, ",");
		int i = 0;

		while (passes[i] && (strlen(passes[i]->name) != len || strncmp(passes[i]->name, name, len) != 0))
			i++;
		if (!passes[i])
			return fault_set(f, STATUS_USAGE, NULL, 0, N_("there is no such pass"), "%.*s", (int)len, name);
		*set |= 1u << i;
		name += len;
		if (!*name)
			return STATUS_OK;
	}
}

enum status plan_build(struct plan *p, const struct plan_settings *s, struct fault *f)
{
	unsigned set = ~0u;
	enum status st;

	if (s->passes) {
		st = parse_passes(s->passes, &set, f);
		if (st != STATUS_OK)
			return st;
	}
	memset(p, 0, sizeof *p);
	p->backwards = s->reverse;
	for (int i = 0; passes[i]; i++) {
		if (!(set >> i & 1))
			continue;
		if (passes[i] == &pass_retry) {
			p->retries = max_i32(s->retries, 0);
			p->may_retry = true;
			continue;
		}
		walk_add(&p->main, passes[i], s->reverse);
	}
	if (p->retries > WALK_STEPS - p->main.nsteps)
		return fault_set(f, STATUS_USAGE, NULL, 0, N_("too many retry passes"), "%d", s->retries);
	for (int i = 0; i < p->retries; i++)
		plan_add_retry(p);
	walk_arm(&p->first_walk);
	walk_arm(&p->last_walk);
	p->dear_place = -1;
	return STATUS_OK;
}

static int current_place(const struct plan *p)
{
	if (p->nfirst)
		return PLAN_FIRST_WALK;
	if (p->in_extra)
		return PLAN_EXTRA;
	return p->in_last && !walk_step(&p->main) ? PLAN_LAST_WALK : PLAN_MAIN;
}

#define WALK_AT(p, place)									\
	((place) == PLAN_FIRST_WALK ? &(p)->first_walk : (place) == PLAN_EXTRA ? &(p)->extra :	\
	 (place) == PLAN_LAST_WALK ? &(p)->last_walk : &(p)->main)

static struct walk *current(struct plan *p)
{
	return WALK_AT(p, current_place(p));
}

const struct walk *plan_walk(const struct plan *p)
{
	return WALK_AT(p, current_place(p));
}

const struct plan_step *plan_current(const struct plan *p)
{
	return walk_step(plan_walk(p));
}

int plan_place(const struct plan *p)
{
	const struct walk *w = plan_walk(p);

	return walk_step(w) ? current_place(p) * WALK_STEPS + w->at : -1;
}

const struct plan_step *plan_step_at(const struct plan *p, int place)
{
	const struct walk *w;

	if (place < 0)
		return NULL;
	w = WALK_AT(p, place / WALK_STEPS);
	return place % WALK_STEPS < w->nsteps ? &w->steps[place % WALK_STEPS] : NULL;
}

struct span plan_whole(const struct plan *p, const struct map *m)
{
	switch (current_place(p)) {
	case PLAN_FIRST_WALK:
		return span_clip(p->first[0], map_all(m));
	case PLAN_LAST_WALK:
		return span_clip(p->last.at[p->last_at], map_all(m));
	default:
		return map_all(m);
	}
}

struct span plan_window(const struct plan *p, const struct map *m)
{
	const struct walk *w = plan_walk(p);

	return w->begun ? w->within : plan_whole(p, m);
}

void plan_progress(const struct plan *p, const struct map *m, int32_t *left, int32_t *todo)
{
	const struct walk *w = plan_walk(p);
	const struct plan_step *step = walk_step(w);
	struct span ahead;

	*left = *todo = 0;
	if (!step)
		return;
	ahead = w->begun ? walk_ahead(w) : plan_whole(p, m);
	*left = plan_count(p, m, ahead, step->pass->takes, w == &p->last_walk);
	if (w->begun)
		*left = max_i32(*left - w->vain, 0);
	*todo = w->begun ? max_i32(w->todo, *left) : *left;
}

/* Ends the current step; after the last one in a span put first or last comes the next of these. Extra work is done once. */
static void step_on(struct plan *p)
{
	struct walk *w = current(p);

	walk_step_on(w);
	if (p->nfirst && !walk_step(w)) {
		p->nfirst--;
		memmove(p->first, p->first + 1, (size_t)p->nfirst * sizeof *p->first);
		walk_arm(w);
	}
	if (w == &p->extra && !walk_step(w))
		p->in_extra = false;
	if (w == &p->last_walk && !walk_step(w)) {
		walk_arm(w);
		p->in_last = ++p->last_at < p->last.n;
	}
}

/* The current step begins, in whole units. */
static void begin_step(struct plan *p, struct walk *w, const struct pass_ctx *c)
{
	struct span s = plan_whole(p, c->map);

	s = span_between(align_down(s.lsn, c->unit), align_up(span_end(s), c->unit));
	walk_begin(w, c->map, span_clip(s, map_all(c->map)));
	w->todo = plan_count(p, c->map, w->within, w->steps[w->at].pass->takes, w == &p->last_walk);
}

/* What the pass of the current step may do now. */
static void fill_ctx(struct plan *p, const struct walk *w, struct pass_ctx *c)
{
	const struct plan_step *step = &w->steps[w->at];

	plan_close(p, c, w == &p->last_walk);
	c->window = p->limit ? span_clip(w->within, span_between(0, p->limit)) : w->within;
	c->reverse = step->reverse;
	c->spare = w == &p->extra && step->pass == &pass_retry;
	c->last = !walk_has_retry(w, w->at + 1);
	c->pace = PACE_FULL;
	c->too_dear = false;
}

struct span plan_next(struct plan *p, struct pass_ctx *c, bool *entered)
{
	const struct plan_step *step;

	p->asked = NULL;
	*entered = false;
	while ((step = plan_current(p))) {
		struct walk *w = current(p);
		bool fresh = !w->begun;
		struct span s;

		if (fresh)
			begin_step(p, w, c);
		fill_ctx(p, w, c);
		s = step->pass->next(c, &w->state);
		if (s.count > 0) {
			*entered = fresh;
			p->asked = step->pass;
			p->asked_state = w->state;
			p->asked_in = current_place(p);
			return s;
		}
		if (c->too_dear)
			p->dear_place = plan_place(p);
		step_on(p);
	}
	return (struct span){ 0, 0 };
}

void plan_learn(struct plan *p, struct pass_ctx *c, const struct outcome *o)
{
	struct walk *w = WALK_AT(p, (int)p->asked_in);
	struct pass_state then = p->asked_state;
	const struct pass *pass = p->asked;

	p->asked = NULL;
	if (!pass)
		return;
	lore_tell(c->lore, o);
	if (!w->begun) {
		/* its step was left with this read under way */
		pass->learn(c, &then, o);
	} else if (w->steps[w->at].reverse == c->reverse) {
		pass->learn(c, &w->state, o);
	} else {
		/* turned round with this read under way: where it would have come to is now the end of the way back */
		pass->learn(c, &then, o);
		w->within = c->reverse ? span_between(w->within.lsn, min_i32(span_end(w->within), then.pos))
				       : span_between(max_i32(w->within.lsn, then.pos), span_end(w->within));
	}
	if (pass_lists(pass) && w->begun && w->steps[w->at].pass == pass)
		w->vain += map_count_in(c->map, o->asked, pass->takes);
}

void plan_skip(struct plan *p, struct pass_ctx *c)
{
	struct walk *w = current(p);
	struct pass_ctx here = *c;

	if (!walk_step(w))
		return;
	here.window = w->within;
	here.reverse = w->steps[w->at].reverse;
	walk_skip(w, &here);
}

void plan_next_pass(struct plan *p)
{
	if (plan_current(p))
		step_on(p);
}

void plan_reverse(struct plan *p)
{
	walk_turn(current(p));
}

bool plan_add_retry(struct plan *p)
{
	if (!walk_add_retry(&p->main, p->backwards))
		return false;
	plan_rearm_last(p);
	return true;
}

static void clear_extra(struct plan *p)
{
	p->extra.nsteps = p->extra.at = 0;
	p->extra.begun = false;
	p->in_extra = false;
}

/* Sectors in those states that the drive can reach and that are not closed to it now. */
static int32_t open_sectors(struct plan *p, const struct pass_ctx *c, unsigned states)
{
	struct span all = p->limit ? span_clip(map_all(c->map), span_between(0, p->limit)) : map_all(c->map);
	struct pass_ctx open = *c;
	int32_t n = map_count_in(c->map, all, states);

	plan_close(p, &open, false);
	for (int i = 0; i < open.nclosed; i++)
		n -= map_count_in(c->map, span_clip(open.closed[i], all), states);
	return n;
}

bool plan_help(struct plan *p, const struct pass_ctx *c)
{
	unsigned takes = 0;

	clear_extra(p);
	for (int i = 0; i < p->main.nsteps; i++) {
		const struct pass *pass = p->main.steps[i].pass;

		if (pass == &pass_retry || walk_count(&p->extra, pass))
			continue;
		walk_add(&p->extra, pass, p->backwards);
		takes |= pass->takes;
	}
	p->in_extra = open_sectors(p, c, takes) > 0;
	return p->in_extra;
}

bool plan_last_word(struct plan *p)
{
	clear_extra(p);
	p->in_extra = p->may_retry && walk_add(&p->extra, &pass_retry, p->backwards);
	return p->in_extra;
}

/* A step behind the current one takes any of those states, and more than a block at a time. */
static bool comes_later(const struct walk *w, unsigned states)
{
	for (int i = w->at + 1; i < w->nsteps; i++)
		if (w->steps[i].pass != &pass_retry && (w->steps[i].pass->takes & states))
			return true;
	return false;
}

/* What was put last, and its walk has not read to the end. */
static bool last_left(struct plan *p, const struct map *m, struct span all)
{
	if (p->last_at < p->last.n)
		return false;
	for (int i = 0; i < p->last.n; i++)
		if (map_count_in(m, span_clip(p->last.at[i], all), TAKES_UNTRIED | TAKES_UNTRIMMED | TAKES_UNSCRAPED))
			return true;
	return false;
}

bool plan_catch_up(struct plan *p, const struct map *m)
{
	struct walk *w = &p->main;
	struct span all = p->limit ? span_clip(map_all(m), span_between(0, p->limit)) : map_all(m);
	const struct plan_step *now = walk_step(w);
	bool last = last_left(p, m, all);

	if (last)
		plan_rearm_last(p);
	for (int i = 0; i <= w->at && i < w->nsteps; i++) {
		unsigned takes = w->steps[i].pass->takes;
		struct span ahead = { 0, 0 };

		if (w->steps[i].pass == &pass_retry || comes_later(w, takes))
			continue;
		if (now && (now->pass->takes & takes) == takes)
			ahead = span_clip(w->begun ? walk_ahead(w) : all, all);
		if (plan_count(p, m, all, takes, false) > plan_count(p, m, ahead, takes, false)) {
			w->at = i;
			w->begun = false;
			return true;
		}
	}
	return last;
}
