#include "config.h"
#include "pass/pass.h"

/*
 * What the sweeps passed over lies next to damage: smaller requests lose less to one failure, and nothing is skipped.
 */

static struct span gaps_next(const struct pass_ctx *c, struct pass_state *s)
{
	return pass_take(c, s, TAKES_UNTRIED, max_i32(c->unit, align_down(c->cluster / 4, c->unit)));
}

static void gaps_learn(const struct pass_ctx *c, struct pass_state *s, const struct outcome *o)
{
	pass_move(c, s, o->asked);
	if (o->good == o->asked.count) {
		s->run = s->skip = 0;
		return;
	}
	pass_mark(c, o, TAKES_UNTRIED, pass_one_unit(c, o->asked) ? MAP_BAD : MAP_UNTRIMMED);
	s->run++;
}

static void gaps_skip(const struct pass_ctx *c, struct pass_state *s)
{
	pass_leap_over(c, s, TAKES_UNTRIED);
}

const struct pass pass_gaps = {
	.name = "gaps", .title = N_("Read what was skipped"),
	.takes = TAKES_UNTRIED, .code = 'g', .letter = MAP_UNTRIED,
	.next = gaps_next, .learn = gaps_learn, .skip = gaps_skip,
};
