#include "config.h"
#include "pass/price.h"
#include "pass/plan_parts.h"

#include <math.h>

/* What is left, and how it looks, by a sample of places. */

enum { BORDER = 256 };		/* sectors: counts of the map are fast between multiples of it */

/* The chance that the next attempt at the unit of a sector in that state reads it. */
static double hope_of(const struct pass_ctx *c, int state, int32_t lsn)
{
	int32_t unit = min_i32(lsn / c->unit, lore_units(c->lore) - 1);

	if (state == map_state_index(MAP_BAD) && lore_failed(c->lore)[unit] > 0)
		return lore_hope_again(c->lore, unit);
	return lore_hope_new(c->lore, unit);
}

/* One stretch of the disc; *sums: hope by state, times sectors. */
static void look_at(struct survey *v, const struct pass_ctx *c, struct span at, double sums[MAP_STATES], double *seconds)
{
	int32_t count[MAP_STATES];

	map_count(c->map, at, count);
	for (int s = 0; s < map_state_index(MAP_GOOD); s++) {
		struct span first, last;
		double hope;

		if (!count[s])
			continue;
		first = map_find(c->map, at, 1u << s);
		last = map_find_last(c->map, at, 1u << s);
		hope = (hope_of(c, s, first.lsn) + hope_of(c, s, span_end(last) - 1)) / 2;
		sums[s] += hope * count[s];
		*seconds += lore_sector_s(c->lore, first.lsn) * count[s];
		if (s == map_state_index(MAP_BAD))
			v->bad[v->nbad++] = (struct survey_place){ .lsn = first.lsn, .sectors = count[s], .again = hope };
	}
}

/* What the user wants later or never is left out, as if it were like the rest. */
static void leave_out(struct survey *v, const struct plan *p, const struct pass_ctx *c, struct span within)
{
	bool last_too = plan_walk(p) == &p->last_walk;
	double bad = v->sectors[map_state_index(MAP_BAD)];

	if (!p->never.n && (last_too || !p->last.n))
		return;
	for (int s = 0; s < map_state_index(MAP_GOOD); s++)
		v->sectors[s] = plan_count(p, c->map, within, 1u << s, last_too);
	for (int i = 0; i < v->nbad; i++)
		v->bad[i].sectors *= v->sectors[map_state_index(MAP_BAD)] / bad;
}

void survey_take(struct survey *v, const struct plan *p, const struct pass_ctx *c)
{
	const struct walk *w = plan_walk(p);
	struct span within = plan_whole(p, c->map);
	double sums[MAP_STATES] = { 0 }, seconds = 0, all = 0;
	int32_t most;

	*v = (struct survey){ .nbad = 0 };
	if (p->limit)
		within = span_clip(within, span_between(0, p->limit));
	most = align_up(within.count / (SURVEY_PLACES - 1) + 1, BORDER);
	for (int32_t lsn = align_down(within.lsn, BORDER); lsn < span_end(within); lsn += most) {
		struct span at = span_clip((struct span){ lsn, most }, within);
		int32_t count[MAP_STATES];

		map_count(c->map, at, count);
		for (int s = 0; s < map_state_index(MAP_GOOD); s++)
			v->sectors[s] += count[s];
		if (count[map_state_index(MAP_GOOD)] < at.count)
			look_at(v, c, at, sums, &seconds);
	}
	for (int s = 0; s < map_state_index(MAP_GOOD); s++) {
		v->hope[s] = v->sectors[s] > 0 ? sums[s] / v->sectors[s] : 1;
		all += v->sectors[s];
	}
	v->sector_s = all > 0 ? seconds / all : lore_sector_s(c->lore, within.lsn);
	leave_out(v, p, c, within);
	v->ahead = v->sectors[map_state_index(MAP_UNTRIED)];
	if (walk_step(w) && w->begun)
		v->ahead = plan_count(p, c->map, span_clip(walk_ahead(w), within), TAKES_UNTRIED, w == &p->last_walk);
}
