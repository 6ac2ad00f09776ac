#include "config.h"
#include "sim/damage.h"
#include "base/hash.h"

#include <math.h>

#define PI 3.14159265358979323846

/* How a depth becomes a chance: 0 gives 98 %, 0.4 gives 50 %, 0.7 gives 5 %, 1 gives a quarter of a per cent. */
static double depth_logit(double depth)
{
	return 4 - 10 * fmin(fmax(depth, 0), 1);
}

struct span damage_unit(const struct damage *g, int32_t lsn)
{
	int32_t n = disc_ecc_unit(g->kind);
	int32_t first = align_down(lsn, n);

	return span_clip((struct span){ first, n }, (struct span){ 0, g->sectors });
}

/* The sectors between two radii on both layers: layer 1 runs back over the same ground (disc/geometry.h). */
static void place_radii(const struct damage *g, struct hurt *h, double inner, double outer)
{
	int32_t layer = g->geo.layer_sectors ? g->geo.layer_sectors : g->sectors;
	struct span all = { 0, g->sectors };
	struct span low = span_between(min_i32(geometry_lsn(&g->geo, inner), layer),
				       min_i32(geometry_lsn(&g->geo, outer), layer));

	h->zone[0] = span_clip(low, all);
	h->zone[1] = (struct span){ 0, 0 };
	if (g->geo.layer_sectors && low.count > 0) {
		int64_t first = 2 * (int64_t)layer - span_end(low), end = 2 * (int64_t)layer - low.lsn;

		h->zone[1] = span_between((int32_t)first, (int32_t)(end < g->sectors ? end : g->sectors));
	}
}

const struct hurt *damage_place(struct damage *g)
{
	const struct hurt *lost = NULL;

	g->geo = geometry_of(g->kind, g->sectors, g->velocity, g->pitch_um);
	for (int i = 0; i < g->count; i++) {
		struct hurt *h = &g->hurts[i];

		h->zone[0] = h->zone[1] = (struct span){ 0, 0 };
		switch (h->kind) {
		case HURT_BAD:
		case HURT_WEAK:
		case HURT_SLOW:
			if (h->lsn + h->count <= g->sectors)
				h->zone[0] = (struct span){ (int32_t)h->lsn, (int32_t)h->count };
			break;
		case HURT_DUST:
			h->zone[0] = (struct span){ 0, g->sectors };
			break;
		case HURT_BLOTCH:
			place_radii(g, h, h->r0 - h->width / 2, h->r0 + h->width / 2);
			break;
		case HURT_SCRATCH:
		case HURT_ROT:
		case HURT_RING:
			place_radii(g, h, h->r0, h->r1);
			break;
		}
		if (!lost && h->zone[0].count <= 0 && h->zone[1].count <= 0)
			lost = h;
	}
	return lost;
}

/* A number in [0, 1) for thing `what` of hurt `h`. */
static double dice(const struct damage *g, const struct hurt *h, int64_t what)
{
	return hash_unit(hash_mix(hash_mix(g->seed, (uint64_t)(h - g->hurts) + 1), (uint64_t)what));
}

/* The arc of a unit: turns from its first to its last byte, ascending, and its radius. */
struct arc {
	double from, to, radius;
};

static struct arc arc_of(const struct damage *g, struct span unit)
{
	double a = geometry_turns(&g->geo, unit.lsn), b = geometry_turns(&g->geo, span_end(unit) - 1);
	double one = 1 / geometry_per_turn(&g->geo, unit.lsn);

	return (struct arc){ fmin(a, b), fmax(a, b) + one, geometry_radius(&g->geo, unit.lsn) };
}

/*
 * A radial line that may bend: it lies at one angle of each turn. Its depth differs from turn to turn, and fades
 * towards both ends. A unit that the line only touches is hurt less.
 */
static double scratch_depth(const struct damage *g, const struct hurt *h, struct arc arc)
{
	double along = (arc.radius - h->r0) / (h->r1 - h->r0);
	double angle = (h->angle + h->curve * along) / 360;
	double half = h->width / 2 / (2 * PI * arc.radius);
	double turn = ceil(arc.from - angle - half);	/* the first in which the line ends past the start */
	double from = turn + angle - half, to = turn + angle + half, covered, taper;

	if (from >= arc.to)
		return -1;
	covered = (fmin(to, arc.to) - fmax(from, arc.from)) / fmin(to - from, arc.to - arc.from);
	taper = fmin(1, 12 * fmin(along, 1 - along));
	return h->depth * (0.4 + 0.6 * taper) * (0.75 + 0.5 * dice(g, h, (int64_t)turn)) *
	       (0.5 + 0.5 * fmax(covered, 0));
}

/* A round spot: deep in the middle, weak on its rim. */
static double blotch_depth(const struct hurt *h, struct arc arc)
{
	double angle = h->angle / 360, near = 0, edge;

	/* how far the arc's nearest end is from the centre's angle, in turns; 0 when the arc goes over it */
	if (ceil(arc.from - angle) + angle > arc.to)
		near = fmin(ceil(arc.from - angle) + angle - arc.to, arc.from - angle - floor(arc.from - angle));
	edge = 1 - hypot(arc.radius - h->r0, near * 2 * PI * arc.radius) / (h->width / 2);
	return edge < 0 ? -1 : h->depth * fmin(1, 0.3 + 2.5 * edge);
}

/* How deep the hurt goes in that unit; negative: not at all. */
static double placed_depth(const struct damage *g, const struct hurt *h, struct span unit, struct arc arc)
{
	double x;

	switch (h->kind) {
	case HURT_SCRATCH:
		return scratch_depth(g, h, arc);
	case HURT_BLOTCH:
		return blotch_depth(h, arc);
	case HURT_RING:
		x = (arc.radius - h->r0) / (h->r1 - h->r0);
		return h->depth * fmin(1, 0.4 + 4 * fmin(fmax(x, 0), fmax(1 - x, 0)));
	case HURT_ROT:
		x = fmax(0, (arc.radius - h->r0) / (h->r1 - h->r0));
		if (dice(g, h, unit.lsn) >= h->share * x * x)
			return -1;
		return h->depth * (0.4 + 0.8 * dice(g, h, ~(int64_t)unit.lsn));
	case HURT_DUST:
		return dice(g, h, unit.lsn) < h->share ? h->depth * (0.5 + dice(g, h, ~(int64_t)unit.lsn)) : -1;
	default:
		return -1;
	}
}

struct wound damage_at(const struct damage *g, struct span unit)
{
	struct wound wound = { .logit = INFINITY, .placed = INFINITY };
	struct arc arc = { 0 };
	bool have_arc = false;

	for (int i = 0; i < g->count; i++) {
		const struct hurt *h = &g->hurts[i];
		double depth;

		if (span_clip(unit, h->zone[0]).count == 0 && span_clip(unit, h->zone[1]).count == 0)
			continue;
		if (h->kind == HURT_BAD) {
			wound.logit = -INFINITY;
		} else if (h->kind == HURT_WEAK) {
			wound.logit = fmin(wound.logit, log(h->chance / (1 - h->chance)));
		} else if (h->kind == HURT_SLOW) {
			wound.seconds += h->seconds;
		} else {
			if (!have_arc)
				arc = arc_of(g, unit);
			have_arc = true;
			depth = placed_depth(g, h, unit, arc);
			if (depth >= 0)
				wound.placed = fmin(wound.placed, depth_logit(depth));
		}
	}
	return wound;
}

double damage_chance(struct wound wound, double skill, double slower, uint64_t personal)
{
	double logit = fmin(wound.logit, wound.placed + 3 * (hash_unit(personal) - 0.5));

	if (isinf(logit))
		return logit > 0 ? 1 : 0;
	return 1 / (1 + exp(-(logit + 8 * (skill - 0.5) + slower)));
}
