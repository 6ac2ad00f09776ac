#include "config.h"
#include "pass/lore_private.h"
#include "pass/pass.h"

/* Units that have failed, and what the scrape had too little hope for: the likeliest to be read first, each at most once.
 * One that fails again stays bad, for a later retry or another drive. */

enum { STATES = TAKES_BAD | TAKES_UNTRIED | TAKES_UNSCRAPED };

static struct span retry_next(struct pass_ctx *c, struct pass_state *s)
{
	return tail_next(c, s, STATES, false);
}

const struct pass pass_retry = {
	.name = "retry", .title = N_("Try bad sectors once more"),
	.takes = STATES, .code = 'r', .letter = MAP_BAD,
	.next = retry_next, .learn = tail_learn, .skip = tail_skip,
};
