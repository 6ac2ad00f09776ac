#include "config.h"
#include "pass/pass.h"

#include <string.h>

/* ECC blocks: a tenth of a millimetre of radius on a CD, half of one on DVD and BD. And sectors: a skip may always be so
 * long, however small the disc. */
enum { FIRST_SKIP = 1000, LEAST_SKIP = 64 };

/* From the fastest gain to the slowest: what reads well, what lies between, then the damage from its edges inwards. */
const struct pass *const passes[] = { &pass_sweep, &pass_gaps, &pass_trim, &pass_scrape, &pass_retry, NULL };

const struct pass *pass_find(const char *name)
{
	for (int i = 0; passes[i]; i++)
		if (strcmp(passes[i]->name, name) == 0)
			return passes[i];
	return NULL;
}

bool pass_lists(const struct pass *pass)
{
	return pass == &pass_scrape || pass == &pass_retry;
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

/* The closed span that holds `lsn`; count 0 if it is open. */
static struct span closed_at(const struct pass_ctx *c, int32_t lsn)
{
	for (int i = 0; i < c->nclosed; i++)
		if (span_has(c->closed[i], lsn))
			return c->closed[i];
	return (struct span){ lsn, 0 };
}

static bool spared(const struct pass_ctx *c, int32_t lsn)
{
	return c->spare && c->failed_by && (c->failed_by[lsn] & c->mine);
}

/* Where the part of `run` before the first spared sector ends, and where that behind the last one starts. */
static int32_t open_end(const struct pass_ctx *c, struct span run)
{
	int32_t end = run.lsn;

	while (end < span_end(run) && !spared(c, end))
		end++;
	return end;
}

static int32_t open_start(const struct pass_ctx *c, struct span run)
{
	int32_t lsn = span_end(run);

	while (lsn > run.lsn && !spared(c, lsn - 1))
		lsn--;
	return lsn;
}

struct span pass_first(const struct pass_ctx *c, struct span ahead, unsigned states, int32_t most)
{
	for (;;) {
		struct span run = map_find(c->map, ahead, states), shut = closed_at(c, run.lsn);
		int32_t end;

		if (run.count == 0)
			return run;
		if (shut.count || spared(c, run.lsn)) {
			ahead = span_between(shut.count ? span_end(shut) : run.lsn + 1, span_end(ahead));
			continue;
		}
		end = min_i32(span_end(run), align_down(run.lsn, c->unit) + most);
		for (int i = 0; i < c->nclosed; i++)
			if (c->closed[i].count && c->closed[i].lsn > run.lsn)
				end = min_i32(end, c->closed[i].lsn);
		return span_between(run.lsn, open_end(c, span_between(run.lsn, end)));
	}
}

struct span pass_last(const struct pass_ctx *c, struct span ahead, unsigned states, int32_t most)
{
	for (;;) {
		struct span run = map_find_last(c->map, ahead, states), shut;
		int32_t end = span_end(run), lsn;

		if (run.count == 0)
			return run;
		shut = closed_at(c, end - 1);
		if (shut.count || spared(c, end - 1)) {
			ahead = span_between(ahead.lsn, shut.count ? shut.lsn : end - 1);
			continue;
		}
		lsn = max_i32(run.lsn, align_up(end, c->unit) - most);
		for (int i = 0; i < c->nclosed; i++)
			if (span_end(c->closed[i]) < end)
				lsn = max_i32(lsn, span_end(c->closed[i]));
		return span_between(open_start(c, span_between(lsn, end)), end);
	}
}

struct span pass_area(const struct pass_ctx *c, const struct pass_state *s, unsigned states)
{
	return pass_take(c, s, states, align_up(map_size(c->map), c->unit));
}

struct span pass_take(const struct pass_ctx *c, const struct pass_state *s, unsigned states, int32_t most)
{
	return c->reverse ? pass_last(c, pass_ahead(c, s), states, most) : pass_first(c, pass_ahead(c, s), states, most);
}

void pass_move(const struct pass_ctx *c, struct pass_state *s, struct span done)
{
	s->pos = c->reverse ? min_i32(s->pos, done.lsn) : max_i32(s->pos, span_end(done));
}

void pass_leap(const struct pass_ctx *c, struct pass_state *s)
{
	int32_t most = max_i32(LEAST_SKIP, map_size(c->map) / 20);

	s->skip = min_i32(s->skip ? s->skip * 2 : FIRST_SKIP * c->unit, most);
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

struct span pass_mark(const struct pass_ctx *c, const struct outcome *o, unsigned from)
{
	struct span left = span_between(o->asked.lsn + o->good, span_end(o->asked));
	bool one = left.count > 0 && left.lsn / c->unit == (span_end(left) - 1) / c->unit;

	if (o->placed && !one)
		left = span_clip(left, (struct span){ align_down(left.lsn, c->unit), c->unit });
	map_change(c->map, left, from, o->placed || one ? MAP_BAD : MAP_UNTRIMMED);
	return left;
}
