#ifndef PASS_LORE_H
#define PASS_LORE_H

#include "map/map.h"
#include "pass/shape.h"
#include "pass/turns.h"

/*
 * What has been learnt of one disc in one drive, from the results of its reads alone: which ECC blocks failed and how
 * often, how long a turn is, at which angles the damage lies, how likely a block is to be read, what a read costs.
 * Passes ask it and are its only writers. A function of the outcomes in their order, so that equal reads lead to equal
 * reads. Units are ECC blocks.
 */
struct lore;

/* How fast the drive is to go: full, what it falls to after an error anyway, its lowest. Which of its speeds that is, is
 * the engine's. */
enum pace { PACE_FULL, PACE_SLOW, PACE_LOW, PACES };

struct outcome {
	struct span asked;
	int32_t good;		/* sectors at the start of it that were read; the engine has already marked them */
	bool placed;		/* the drive says where it failed: the sector behind the good ones is bad. Else nothing is
				   known of those, unless they are of one ECC block */
	double seconds;		/* that the read took, by the drive's clock */
	enum pace pace;		/* in force */
};

/* NULL when memory is out. */
struct lore *lore_new(enum disc_kind kind, int32_t sectors, int32_t unit);
void lore_free(struct lore *l);

/* The disc has come to another drive, or this one is another drive with a copy of it: takes over what is of the disc and
 * the pressing. */
void lore_inherit(struct lore *l, const struct lore *other);

/* What the map tells, where nothing has been read in this run: bad blocks have failed once, finished ones were read. */
void lore_take_map(struct lore *l, const struct map *m);

/* A read is over. Before the map learns of it. */
void lore_tell(struct lore *l, const struct outcome *o);

enum disc_kind lore_kind(const struct lore *l);
int32_t lore_unit(const struct lore *l);	/* sectors of one */
int32_t lore_units(const struct lore *l);
const struct turns *lore_turns(const struct lore *l);
/* Attempts that have failed, per unit, at most 15; whether it was asked for or is known from the map. Borrowed. */
const uint8_t *lore_failed(const struct lore *l);
const uint8_t *lore_tried(const struct lore *l);

/* Seconds: of a failed attempt, and of a good sector at that place. By this drive's measured values. */
double lore_failed_s(const struct lore *l);
double lore_sector_s(const struct lore *l, int32_t lsn);

/* The chance that the next attempt at a unit reads it: of one never tried; of one that has failed. Cheap: from the
 * blocks around it and what such ones have shown so far, without the angle. For prices. */
double lore_hope_new(const struct lore *l, int32_t unit);
double lore_hope_again(const struct lore *l, int32_t unit);

#endif
