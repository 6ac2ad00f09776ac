#ifndef PASS_SHAPE_H
#define PASS_SHAPE_H

#include "map/map.h"
#include "pass/turns.h"

/*
 * What the damage looks like, for the eye and for advice; the passes go by lore.h, not by this. "Radial scratch, 14.2
 * sectors a turn, 31-44 mm".
 */

enum shape_kind {
	SHAPE_SCRATCH,		/* the same angle, turn after turn */
	SHAPE_BLOTCH,		/* the same angle, wide against its length along the radius */
	SHAPE_RING,		/* whole turns */
	SHAPE_EDGE,		/* scattered, denser towards the end */
	SHAPE_SCATTERED,	/* no shape */
};

struct shape {
	enum shape_kind kind;
	double from_mm, to_mm;	/* radius */
	double per_turn;	/* sectors in a turn, in its middle */
	double angle;		/* SCRATCH, BLOTCH: degrees, where it begins; from an arbitrary zero */
	double width;		/* SCRATCH, BLOTCH: sectors of a turn that it hurts, on average */
	int32_t failed;		/* sectors that belong to it and were not read at the first attempt */
};

/* An untranslated N_() word: "radial scratch". */
const char *shape_name(enum shape_kind kind);

/*
 * The shapes in what has failed so far, those with most failures first; at most `most`. `failed`: per ECC block, how many
 * attempts have failed (also where it was read later); `tried`: whether it was asked for at all (NULL: all below `units`).
 */
int shapes_find(const struct turns *t, const struct geometry *g, int32_t unit_sectors, const uint8_t *failed,
		const uint8_t *tried, int32_t units, struct shape *out, int most);

#endif
