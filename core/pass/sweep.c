#include "config.h"
#include "pass/lore_private.h"
#include "pass/pass.h"

/*
 * Read on in large requests and get away from damage: after a failure some of the radius is passed over untried, twice as
 * much after each further one; so most of what is good is read with few failures, and it is seen how far the damage
 * reaches. Only a read without any failure ends the row. A read that is far slower than others around there is a warning,
 * and left alone, too.
 */

static struct span sweep_next(struct pass_ctx *c, struct pass_state *s)
{
	c->pace = lore_pace(lore_lately(c->lore));
	return pass_take(c, s, TAKES_UNTRIED, c->cluster);
}

static void sweep_learn(const struct pass_ctx *c, struct pass_state *s, const struct outcome *o)
{
	struct span failed;

	if (o->good == o->asked.count) {
		pass_move(c, s, o->asked);
		s->run = s->skip = 0;
		if (c->lore->slow)
			pass_leap(c, s);
		return;
	}
	failed = pass_mark(c, o, TAKES_UNTRIED);
	pass_move(c, s, c->reverse ? o->asked : failed);
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
