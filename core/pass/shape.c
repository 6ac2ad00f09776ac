#include "config.h"
#include "pass/shape_scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846

enum { LEAST = 6 };	/* runs of a scratch or a blotch; what has fewer is scattered */

/* What is of no shape, on both layers together. */
struct rest {
	int32_t loose[SHAPE_ZONES], tried[SHAPE_ZONES], places;
};

static double radius(const struct turns *t, const struct geometry *g, double place)
{
	return g->r0_mm * sqrt((t->a + t->b * place) / t->a);
}

static void scan_rest(const struct scan *s, struct rest *r)
{
	for (int z = 0; z < SHAPE_ZONES; z++)
		r->loose[z] += s->loose[z];
	for (int32_t p = s->skip; p < s->places; p++)
		r->tried[shape_zone(s, p)] += shape_tried(s, p);
	r->places = max_i32(r->places, s->places);
}

/* How far outwards the errors lie, of all that was tried: 0 as that is, 1 all at its end. */
static double outwards(const struct rest *r)
{
	double rates = 0, rated = 0, zones = 0, zoned = 0, end = 0;

	for (int z = 0; z < SHAPE_ZONES; z++) {
		if (r->tried[z] < 50)
			continue;
		rates += (double)r->loose[z] / r->tried[z];
		rated += (double)r->loose[z] / r->tried[z] * z;
		zones++;
		zoned += z;
		end = z;
	}
	if (rates <= 0 || end <= zoned / zones)
		return 0;
	return (rated / rates - zoned / zones) / (end - zoned / zones);
}

static bool rest_shape(const struct rest *r, const struct turns *t, const struct geometry *g, int32_t sectors,
		       struct shape *out)
{
	int32_t all = 0, sum = 0;
	int first = -1, last = 0;

	for (int z = 0; z < SHAPE_ZONES; z++)
		all += r->loose[z];
	for (int z = 0; z < SHAPE_ZONES; z++) {
		if (first < 0 && sum + r->loose[z] > all / 20)
			first = z;
		if (sum <= all - 1 - all / 20)
			last = z;
		sum += r->loose[z];
	}
	if (all == 0)
		return false;
	*out = (struct shape){
		.kind = all >= 8 && outwards(r) > 0.45 ? SHAPE_EDGE : SHAPE_SCATTERED,
		.from_mm = radius(t, g, (double)first * r->places / SHAPE_ZONES),
		.to_mm = radius(t, g, (double)(last + 1) * r->places / SHAPE_ZONES),
		.per_turn = turns_length(t, (first + last) / 2 * (r->places / SHAPE_ZONES)) * sectors,
		.failed = all * sectors,
	};
	return true;
}

static struct shape track_shape(const struct track *k, const struct turns *t, const struct geometry *g, int32_t sectors)
{
	struct shape s = {
		.kind = k->ring ? SHAPE_RING : SHAPE_SCRATCH,
		.from_mm = radius(t, g, k->first),
		.to_mm = radius(t, g, k->last + 1.0),
		.per_turn = turns_length(t, k->first + (k->last - k->first) / 2) * sectors,
		.failed = k->failed * sectors,
	};
	double runs = k->own_runs, mean, spread, wide;

	if (k->ring)
		return s;
	s.angle = 360 * k->first_angle;
	if (k->own_runs > 0) {
		mean = k->own_failed / runs;
		spread = k->own_squares / runs - mean * mean;
	} else {
		runs = k->runs;
		mean = k->failed / runs;
		spread = mean * mean;
	}
	s.width = mean * sectors;
	/* a point of damage hurts one unit of a turn; what is more is its own width, with a doubt */
	wide = (mean - 1 - sqrt(fmax(spread, 0) / runs)) * 2 * PI * g->r0_mm / sqrt(t->a);
	if (wide > 0.3 * (s.to_mm - s.from_mm))
		s.kind = SHAPE_BLOTCH;
	return s;
}

static int by_failed(const void *a, const void *b)
{
	const struct shape *x = a, *y = b;

	return (x->failed < y->failed) - (x->failed > y->failed);
}

int shapes_find(const struct turns *t, const struct geometry *g, int32_t unit_sectors, const uint8_t *failed,
		const uint8_t *tried, int32_t units, struct shape *out, int most)
{
	struct shape all[2 * SHAPE_TRACKS + 1];
	struct rest rest = { { 0 }, { 0 }, 0 };
	int n = 0;

	for (int layer = 0; layer < (t->layer ? 2 : 1); layer++) {
		struct scan s = { .turns = t, .failed = failed, .tried = tried, .pitch = g->pitch_mm };

		s.places = t->layer ? min_i32(t->layer, units) : units;
		if (layer) {
			s.mirror = 2 * t->layer;
			s.skip = max_i32(2 * t->layer - units, 0);
			s.places = t->layer;
		}
		shape_scan(&s);
		for (int i = 0; i < s.ntracks; i++)
			if (s.tracks[i].runs >= (s.tracks[i].ring ? 1 : LEAST))
				all[n++] = track_shape(&s.tracks[i], t, g, unit_sectors);
			else
				s.loose[shape_zone(&s, s.tracks[i].last)] += s.tracks[i].failed;
		scan_rest(&s, &rest);
	}
	if (rest_shape(&rest, t, g, unit_sectors, &all[n]) && (n == 0 || all[n].failed >= 3 * unit_sectors))
		n++;
	qsort(all, (size_t)n, sizeof all[0], by_failed);
	n = max_i32(min_i32(n, most), 0);
	memcpy(out, all, (size_t)n * sizeof all[0]);
	return n;
}
