#include "config.h"
#include "pass/plan.h"

#include <string.h>

/* A span put first is read at once: no skipping, the damage from its edges inwards, and one retry. */
static void arm_first(struct walk *w)
{
	static const struct pass *const list[] = { &pass_gaps, &pass_trim, &pass_scrape };

	w->nsteps = w->at = 0;
	w->begun = false;
	for (size_t i = 0; i < ARRAY_LEN(list); i++)
		walk_add(w, list[i], false);
	walk_add_retry(w, false);
}

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
		if (passes[i] == &pass_sweep)
			walk_add(&p->main, passes[i], !s->reverse);
	}
	if (p->retries > WALK_STEPS - p->main.nsteps)
		return fault_set(f, STATUS_USAGE, NULL, 0, N_("too many retry passes"), "%d", s->retries);
	for (int i = 0; i < p->retries; i++)
		plan_add_retry(p);
	arm_first(&p->first_walk);
	return STATUS_OK;
}

static int current_place(const struct plan *p)
{
	return p->nfirst ? PLAN_FIRST_WALK : p->in_extra ? PLAN_EXTRA : PLAN_MAIN;
}

static struct walk *walk_in(struct plan *p, int place)
{
	return place == PLAN_FIRST_WALK ? &p->first_walk : place == PLAN_EXTRA ? &p->extra : &p->main;
}

static struct walk *current(struct plan *p)
{
	return walk_in(p, current_place(p));
}

static const struct walk *current_const(const struct plan *p)
{
	return p->nfirst ? &p->first_walk : p->in_extra ? &p->extra : &p->main;
}

const struct plan_step *plan_current(const struct plan *p)
{
	return walk_step(current_const(p));
}

int plan_place(const struct plan *p)
{
	const struct walk *w = current_const(p);

	return walk_step(w) ? current_place(p) * WALK_STEPS + w->at : -1;
}

const struct plan_step *plan_step_at(const struct plan *p, int place)
{
	const struct walk *w;

	if (place < 0)
		return NULL;
	w = place / WALK_STEPS == PLAN_FIRST_WALK ? &p->first_walk : place / WALK_STEPS == PLAN_EXTRA ? &p->extra : &p->main;
	return place % WALK_STEPS < w->nsteps ? &w->steps[place % WALK_STEPS] : NULL;
}

/* Where the current step works, or would: all of the disc, or the span put first. */
static struct span whole(const struct plan *p, const struct map *m)
{
	return p->nfirst ? span_clip(p->first[0], map_all(m)) : map_all(m);
}

struct span plan_window(const struct plan *p, const struct map *m)
{
	const struct walk *w = current_const(p);

	return w->begun ? w->within : whole(p, m);
}

void plan_progress(const struct plan *p, const struct map *m, int32_t *left, int32_t *todo)
{
	const struct walk *w = current_const(p);
	const struct plan_step *step = walk_step(w);

	*left = *todo = 0;
	if (!step)
		return;
	*left = map_count_in(m, w->begun ? walk_ahead(w) : whole(p, m), step->pass->takes);
	*todo = w->begun ? w->todo : *left;
}

/* Ends the current step; after the last one in a span put first comes the next of these. Extra work is done once. */
static void step_on(struct plan *p)
{
	struct walk *w = current(p);

	walk_step_on(w);
	if (p->nfirst && !walk_step(w)) {
		p->nfirst--;
		memmove(p->first, p->first + 1, (size_t)p->nfirst * sizeof *p->first);
		arm_first(w);
	}
	if (w == &p->extra)
		p->in_extra = false;
}

struct span plan_next(struct plan *p, struct pass_ctx *c, bool *entered)
{
	const struct plan_step *step;

	p->asked = NULL;
	*entered = false;
	while ((step = plan_current(p))) {
		struct walk *w = current(p);
		bool fresh = !w->begun;
		struct span s = whole(p, c->map);

		if (fresh) {
			s = span_between(align_down(s.lsn, c->unit), align_up(span_end(s), c->unit));
			walk_begin(w, c->map, span_clip(s, map_all(c->map)));
		}
		c->window = p->limit ? span_clip(w->within, span_between(0, p->limit)) : w->within;
		c->reverse = step->reverse;
		c->spare = w == &p->extra && step->pass == &pass_retry;
		s = step->pass->next(c, &w->state);
		if (s.count > 0) {
			*entered = fresh;
			p->asked = step->pass;
			p->asked_state = w->state;
			p->asked_in = current_place(p);
			return s;
		}
		step_on(p);
	}
	return (struct span){ 0, 0 };
}

void plan_learn(struct plan *p, struct pass_ctx *c, const struct outcome *o)
{
	struct walk *w = walk_in(p, p->asked_in);
	struct pass_state then = p->asked_state;
	const struct pass *pass = p->asked;

	p->asked = NULL;
	if (!pass)
		return;
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
	return walk_add_retry(&p->main, p->backwards);
}

static void clear_extra(struct plan *p)
{
	p->extra.nsteps = p->extra.at = 0;
	p->extra.begun = false;
	p->in_extra = false;
}

/* Sectors in those states that the drive can reach and that are not closed to it now. */
static int32_t open_sectors(const struct plan *p, const struct pass_ctx *c, unsigned states)
{
	struct span all = p->limit ? span_clip(map_all(c->map), span_between(0, p->limit)) : map_all(c->map);
	int32_t n = map_count_in(c->map, all, states);

	for (int i = 0; i < c->nclosed; i++)
		n -= map_count_in(c->map, span_clip(c->closed[i], all), states);
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

bool plan_first(struct plan *p, struct span s)
{
	if (s.lsn < 0 || s.count <= 0 || s.count > MAP_MAX_SECTORS - s.lsn || p->nfirst == PLAN_FIRST)
		return false;
	p->first[p->nfirst++] = s;
	return true;
}

/* A step behind the current one takes any of those states. */
static bool comes_later(const struct walk *w, unsigned states)
{
	for (int i = w->at + 1; i < w->nsteps; i++)
		if (w->steps[i].pass->takes & states)
			return true;
	return false;
}

bool plan_catch_up(struct plan *p, const struct map *m)
{
	struct walk *w = &p->main;
	struct span all = p->limit ? span_clip(map_all(m), span_between(0, p->limit)) : map_all(m);
	const struct plan_step *now = walk_step(w);

	for (int i = 0; i <= w->at && i < w->nsteps; i++) {
		unsigned takes = w->steps[i].pass->takes;
		struct span ahead = { 0, 0 };

		if (takes == TAKES_BAD || comes_later(w, takes))
			continue;
		if (now && now->pass->takes == takes)
			ahead = span_clip(w->begun ? walk_ahead(w) : all, all);
		if (map_count_in(m, all, takes) > map_count_in(m, ahead, takes)) {
			w->at = i;
			w->begun = false;
			return true;
		}
	}
	return false;
}
