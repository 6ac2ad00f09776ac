#include "config.h"
#include "pass/zones.h"

#include <stdlib.h>

void zones_free(struct zones *z)
{
	free(z->list);
	*z = (struct zones){ .at = -1, .warm = -1 };
}

struct zone *zones_add(struct zones *z, int32_t lo, int32_t hi, int dir, enum zone_way way)
{
	struct zone *fresh;

	if (z->n == z->room) {
		int room = z->room ? 2 * z->room : 64;
		struct zone *list = realloc(z->list, (size_t)room * sizeof *list);

		if (!list)
			return NULL;
		z->list = list;
		z->room = room;
	}
	fresh = &z->list[z->n++];
	*fresh = (struct zone){ .lo = lo, .hi = hi, .pos = dir > 0 ? lo : hi, .dir = dir, .way = way, .failed_at = -1, .fresh = true,
				.hazard = 0.3, .chances = 150 };
	return fresh;
}
