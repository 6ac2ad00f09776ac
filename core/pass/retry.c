#include "config.h"
#include "pass/pass.h"

/* Every bad unit once more. One that fails again stays bad, for a later retry or another drive. */

static struct span retry_next(const struct pass_ctx *c, struct pass_state *s)
{
	return pass_take(c, s, TAKES_BAD, c->unit);
}

static void retry_learn(const struct pass_ctx *c, struct pass_state *s, const struct outcome *o)
{
	pass_move(c, s, o->asked);
	if (o->good == o->asked.count) {
		s->run = s->skip = 0;
		return;
	}
	s->run++;
}

static void retry_skip(const struct pass_ctx *c, struct pass_state *s)
{
	pass_leap_over(c, s, TAKES_BAD);
}

const struct pass pass_retry = {
	.name = "retry", .title = N_("Try bad sectors once more"),
	.takes = TAKES_BAD, .code = 'r', .letter = MAP_BAD,
	.next = retry_next, .learn = retry_learn, .skip = retry_skip,
};
