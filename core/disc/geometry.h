#ifndef DISC_GEOMETRY_H
#define DISC_GEOMETRY_H

#include "disc/disc.h"

/*
 * Where a sector lies on the disc: a spiral of constant linear velocity. CD: ECMA-130 (program area from 25 mm, pitch
 * 1.6 um, 1.3 m/s at 75 sectors/s); DVD: ECMA-267 (24 mm, 0.74 um; 3.49 m/s, where there are two layers 3.84); BD: 0.32
 * um, 24 mm; denser where the disc would not end by 58 mm. One layer; on a disc of two, layer 1 comes back from the rim (opposite track path).
 */
struct geometry {
	double r0_mm;		/* radius of LSN 0 */
	double pitch_mm;	/* from turn to turn */
	double sector_mm;	/* length of one sector along the track */
	int32_t layer_sectors;	/* sectors on layer 0; 0: one layer only */
};

struct geometry geometry_for(enum disc_kind kind, int32_t sectors);

/* Of a disc of which more is known: recorded at so many m/s of 1x, with the turns so many um apart; 0: not known. */
struct geometry geometry_of(enum disc_kind kind, int32_t sectors, double velocity, double pitch_um);

/* Radius in mm. */
double geometry_radius(const struct geometry *g, int32_t lsn);

/* Turns since LSN 0 of its layer; the fraction is the angle (1.0 = 360 degrees). */
double geometry_turns(const struct geometry *g, int32_t lsn);

/* Sectors in the turn at `lsn`. */
double geometry_per_turn(const struct geometry *g, int32_t lsn);

/* The first sector of layer 0 at or outside that radius; 0 inside the program area's start. */
int32_t geometry_lsn(const struct geometry *g, double radius_mm);

#endif
