#ifndef PASS_SHAPE_SCAN_H
#define PASS_SHAPE_SCAN_H

#include "pass/shape.h"

/* What lies where on one layer, outwards: the part of shape.c that goes through the failed units. */

enum { SHAPE_BAND_RUNS = 512, SHAPE_TRACKS = 48, SHAPE_ZONES = 24 };

/* Failed units in a row. */
struct run {
	double from, to;	/* turns */
	int32_t place, count;	/* units along the spiral */
};

/* A shape in the making. */
struct track {
	bool ring;
	double angle, first_angle;	/* turns, fraction */
	double to;			/* turns: its end so far */
	int32_t first, last;		/* places */
	int32_t runs, failed;
	/* Its runs where it was the only mark: those of two marks may have grown together. */
	int32_t own_runs, own_failed;
	double own_squares;
	bool lone;			/* the only mark of the last band that had any */
};

struct scan {
	const struct turns *turns;
	const uint8_t *failed, *tried;
	int32_t mirror;		/* layer 1: place p is unit mirror - 1 - p; else 0 */
	int32_t skip, places;	/* from and to */
	double pitch;
	struct run runs[SHAPE_BAND_RUNS];
	int nruns;
	struct track tracks[SHAPE_TRACKS];
	int ntracks;
	int32_t loose[SHAPE_ZONES];	/* failed units that are of nothing, by place */
};

void shape_scan(struct scan *s);

/* Which of so many equal parts of the layer. */
static inline int shape_zone(const struct scan *s, int32_t place)
{
	return (int)((int64_t)place * SHAPE_ZONES / max_i32(s->places, 1));
}

static inline bool shape_tried(const struct scan *s, int32_t place)
{
	int32_t unit = s->mirror ? s->mirror - 1 - place : place;

	return !s->tried || s->tried[unit] || s->failed[unit];
}

#endif
