#include "config.h"
#include "pass/pass.h"

#include <string.h>

/* Sectors; of user data, 64 KiB and 1 GiB. */
enum { FIRST_SKIP = 32, MOST_SKIP = 1 << 19 };

/* From the fastest gain to the slowest: what reads well, what lies between, then the damage from its edges inwards. */
const struct pass *const passes[] = { &pass_sweep, &pass_gaps, &pass_trim, &pass_scrape, &pass_retry, NULL };

const struct pass *pass_find(const char *name)
{
	for (int i = 0; passes[i]; i++)
		if (strcmp(passes[i]->name, name) == 0)
			return passes[i];
	return NULL;
}

struct pass_state pass_begin(const struct pass_ctx *c)
{
	return (struct pass_state){ .pos = c->reverse ? span_end(c->window) : c->window.lsn };
}

struct span pass_ahead(const struct pass_ctx *c, const struct pass_state *s)
{
	if (c->reverse)
		return span_between(c->window.lsn, min_i32(s->pos, span_end(c->window)));
	return span_between(max_i32(s->pos, c->window.lsn), span_end(c->window));
}

struct span pass_take(const struct pass_ctx *c, const struct pass_state *s, unsigned states, int32_t most)
{
	struct span run;
	int32_t end;

	if (c->reverse) {
		run = map_find_last(c->map, pass_ahead(c, s), states);
		end = span_end(run);
		return span_between(max_i32(run.lsn, align_up(end, c->unit) - most), end);
	}
	run = map_find(c->map, pass_ahead(c, s), states);
	return span_between(run.lsn, min_i32(span_end(run), align_down(run.lsn, c->unit) + most));
}

void pass_move(const struct pass_ctx *c, struct pass_state *s, struct span done)
{
	s->pos = c->reverse ? min_i32(s->pos, done.lsn) : max_i32(s->pos, span_end(done));
}

void pass_leap(const struct pass_ctx *c, struct pass_state *s)
{
	int32_t most = max_i32(FIRST_SKIP, min_i32(map_size(c->map) / 100, MOST_SKIP));

	s->skip = s->skip ? min_i32(s->skip * 2, most) : FIRST_SKIP;
	if (c->reverse)
		s->pos = max_i32(align_down(max_i32(s->pos - s->skip, 0), c->unit), c->window.lsn);
	else
		s->pos = min_i32(align_up(s->pos + s->skip, c->unit), span_end(c->window));
}

void pass_leap_over(const struct pass_ctx *c, struct pass_state *s, unsigned states)
{
	struct span at = pass_take(c, s, states, c->unit);

	if (at.count == 0)
		return;
	s->pos = c->reverse ? span_end(at) : at.lsn;
	pass_leap(c, s);
}

void pass_mark(const struct pass_ctx *c, const struct outcome *o, unsigned from, enum map_state to)
{
	map_change(c->map, span_between(o->asked.lsn + o->good, span_end(o->asked)), from, to);
}

bool pass_one_unit(const struct pass_ctx *c, struct span asked)
{
	return asked.count > 0 && asked.lsn / c->unit == (span_end(asked) - 1) / c->unit;
}
