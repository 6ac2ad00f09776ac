#include "config.h"
#include "pass/pass.h"

/*
 * Read on in large requests and get away from damage: behind every failure some sectors are passed over untried, twice
 * as many after each further one. Only a read without any failure ends the row.
 */

static struct span sweep_next(const struct pass_ctx *c, struct pass_state *s)
{
	return pass_take(c, s, TAKES_UNTRIED, c->cluster);
}

static void sweep_learn(const struct pass_ctx *c, struct pass_state *s, const struct outcome *o)
{
	pass_move(c, s, o->asked);
	if (o->good == o->asked.count) {
		s->run = s->skip = 0;
		return;
	}
	pass_mark(c, o, TAKES_UNTRIED, pass_one_unit(c, o->asked) ? MAP_BAD : MAP_UNTRIMMED);
	s->run++;
	pass_leap(c, s);
}

static void sweep_skip(const struct pass_ctx *c, struct pass_state *s)
{
	pass_leap_over(c, s, TAKES_UNTRIED);
}

const struct pass pass_sweep = {
	.name = "sweep", .title = N_("Read on, skipping after errors"),
	.takes = TAKES_UNTRIED, .code = 's', .letter = MAP_UNTRIED,
	.next = sweep_next, .learn = sweep_learn, .skip = sweep_skip,
};
