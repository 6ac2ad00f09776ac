#include "config.h"
#include "pass/lore_private.h"
#include "pass/pass.h"

/* What the zones of the gaps have not come to yet. */

bool gaps_outlook(const struct pass_ctx *c, const struct pass_state *s, double *ahead, double *solid)
{
	const struct zones *z = &c->lore->zones;

	if (s->skip == 0 || s->skip != z->stamp)
		return false;
	*ahead = *solid = 0;
	for (int i = 0; i < z->n; i++) {
		const struct zone *one = &z->list[i];
		int32_t lo = one->dir > 0 ? one->pos : one->lo, hi = one->dir > 0 ? one->hi : one->pos;
		int32_t n;

		if (one->over)
			continue;
		n = map_count_in(c->map, span_between(lo * c->unit, hi * c->unit), TAKES_UNTRIED);
		*(one->way == ZONE_SOLID ? solid : ahead) += n;
	}
	return true;
}
