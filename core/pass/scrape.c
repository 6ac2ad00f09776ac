#include "config.h"
#include "pass/pass.h"

/* The inside of a failed area: every unit alone, once. What fails now is bad. */

static struct span scrape_next(const struct pass_ctx *c, struct pass_state *s)
{
	return pass_take(c, s, TAKES_UNSCRAPED, c->unit);
}

static void scrape_learn(const struct pass_ctx *c, struct pass_state *s, const struct outcome *o)
{
	pass_move(c, s, o->asked);
	if (o->good == o->asked.count) {
		s->run = s->skip = 0;
		return;
	}
	pass_mark(c, o, TAKES_UNSCRAPED, MAP_BAD);
	s->run++;
}

static void scrape_skip(const struct pass_ctx *c, struct pass_state *s)
{
	pass_leap_over(c, s, TAKES_UNSCRAPED);
}

const struct pass pass_scrape = {
	.name = "scrape", .title = N_("Read the inside of failed areas block by block"),
	.takes = TAKES_UNSCRAPED, .code = 'c', .letter = MAP_UNSCRAPED,
	.next = scrape_next, .learn = scrape_learn, .skip = scrape_skip,
};
