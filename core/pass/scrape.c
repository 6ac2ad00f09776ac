#include "config.h"
#include "pass/lore_private.h"
#include "pass/pass.h"

/* What has never been asked for by itself, since it is expected to fail: unit by unit, the likeliest to be good first. What
 * has less hope than a second try elsewhere is left to the retries, if any come. */

enum { STATES = TAKES_UNTRIED | TAKES_UNSCRAPED };

static struct span scrape_next(struct pass_ctx *c, struct pass_state *s)
{
	return tail_next(c, s, STATES, true);
}

const struct pass pass_scrape = {
	.name = "scrape", .title = N_("Read what is expected to be bad, block by block"),
	.takes = STATES, .code = 'c', .letter = MAP_UNSCRAPED,
	.next = scrape_next, .learn = tail_learn, .skip = tail_skip,
};
