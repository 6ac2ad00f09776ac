#include "config.h"
#include "pass/pass.h"

/*
 * Somewhere in a failed area the damage begins and ends: unit by unit from the edge met first to the first failure,
 * then from the other edge back to the last one. What is left between them is for the scrape.
 */

static struct span trim_next(struct pass_ctx *c, struct pass_state *s)
{
	struct span area = pass_area(c, s, TAKES_UNTRIMMED);
	int32_t end = span_end(area);

	if (area.count == 0)
		return area;
	if (s->pos != (c->reverse ? end : area.lsn))
		s->run = 0;	/* another area than the one whose near edge failed */
	if ((s->run == 0) != c->reverse)
		return span_between(area.lsn, min_i32(end, align_down(area.lsn, c->unit) + c->unit));
	return span_between(max_i32(area.lsn, align_up(end, c->unit) - c->unit), end);
}

/* Between the near edge and what was asked for; empty when that was the near edge itself. What is closed is not of the
 * same area. */
static struct span inside_of(const struct pass_ctx *c, const struct pass_state *s, struct span asked)
{
	int32_t near = s->pos;

	for (int i = 0; i < c->nclosed; i++) {
		if (c->reverse && c->closed[i].lsn >= span_end(asked))
			near = min_i32(near, c->closed[i].lsn);
		else if (!c->reverse && span_end(c->closed[i]) <= asked.lsn)
			near = max_i32(near, span_end(c->closed[i]));
	}
	return c->reverse ? span_between(span_end(asked), near) : span_between(near, asked.lsn);
}

static void trim_learn(const struct pass_ctx *c, struct pass_state *s, const struct outcome *o)
{
	struct span inside = inside_of(c, s, o->asked);
	bool far_edge = map_count_in(c->map, inside, TAKES_UNTRIMMED) > 0;

	if (o->good == o->asked.count) {
		if (!far_edge)
			pass_move(c, s, o->asked);
		return;
	}
	pass_mark(c, o, TAKES_UNTRIMMED);
	map_change(c->map, inside, TAKES_UNTRIMMED, MAP_UNSCRAPED);
	pass_move(c, s, o->asked);
	s->run = !far_edge;
}

static void trim_skip(const struct pass_ctx *c, struct pass_state *s)
{
	pass_move(c, s, pass_area(c, s, TAKES_UNTRIMMED));
	s->run = 0;
}

const struct pass pass_trim = {
	.name = "trim", .title = N_("Trim the edges of failed areas"),
	.takes = TAKES_UNTRIMMED, .code = 't', .letter = MAP_UNTRIMMED,
	.next = trim_next, .learn = trim_learn, .skip = trim_skip,
};
