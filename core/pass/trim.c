#include "config.h"
#include "pass/pass.h"

/*
 * Somewhere in a failed area the damage begins and ends: unit by unit from the edge met first to the first failure,
 * then from the other edge back to the last one. What is left between them is for the scrape.
 */

static struct span trim_area(const struct pass_ctx *c, const struct pass_state *s)
{
	struct span ahead = pass_ahead(c, s);

	return c->reverse ? map_find_last(c->map, ahead, TAKES_UNTRIMMED) : map_find(c->map, ahead, TAKES_UNTRIMMED);
}

static struct span trim_next(const struct pass_ctx *c, struct pass_state *s)
{
	struct span area = trim_area(c, s);
	int32_t end = span_end(area);

	if (area.count == 0)
		return area;
	if (s->pos != (c->reverse ? end : area.lsn))
		s->run = 0;	/* another area than the one whose near edge failed */
	if ((s->run == 0) != c->reverse)
		return span_between(area.lsn, min_i32(end, align_down(area.lsn, c->unit) + c->unit));
	return span_between(max_i32(area.lsn, align_up(end, c->unit) - c->unit), end);
}

static void trim_learn(const struct pass_ctx *c, struct pass_state *s, const struct outcome *o)
{
	/* between the near edge and what was asked for; empty when that was the near edge itself */
	struct span inside = c->reverse ? span_between(span_end(o->asked), s->pos) : span_between(s->pos, o->asked.lsn);
	bool far_edge = map_count_in(c->map, inside, TAKES_UNTRIMMED) > 0;

	if (o->good == o->asked.count) {
		if (!far_edge)
			pass_move(c, s, o->asked);
		return;
	}
	pass_mark(c, o, TAKES_UNTRIMMED, MAP_BAD);
	map_change(c->map, inside, TAKES_UNTRIMMED, MAP_UNSCRAPED);
	pass_move(c, s, o->asked);
	s->run = !far_edge;
}

static void trim_skip(const struct pass_ctx *c, struct pass_state *s)
{
	pass_move(c, s, trim_area(c, s));
	s->run = 0;
}

const struct pass pass_trim = {
	.name = "trim", .title = N_("Trim the edges of failed areas"),
	.takes = TAKES_UNTRIMMED, .code = 't', .letter = MAP_UNTRIMMED,
	.next = trim_next, .learn = trim_learn, .skip = trim_skip,
};
