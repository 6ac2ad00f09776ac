#ifndef PASS_LORE_PRIVATE_H
#define PASS_LORE_PRIVATE_H

#include "pass/angles.h"
#include "pass/hope.h"
#include "pass/lore.h"
#include "pass/tail.h"
#include "pass/zones.h"

/* The inside of what has been learnt, for lore*.c and the passes. */

enum { LORE_PLACES = 64, LORE_BLOCKS = 4096, LORE_MOST_FAILED = 15 };

/* First attempts in a stretch of the disc. */
struct lore_block {
	uint32_t tried, failed;
};

struct lore {
	enum disc_kind kind;
	int32_t sectors, unit, units;
	uint8_t *tried, *failed;	/* per unit; see lore_failed() */
	struct turns turns;
	/* costs, by the drive's clock */
	double failed_s, failed_n;	/* seconds in failed attempts, and how many; a few made up to begin with */
	double sector_s[LORE_PLACES];	/* per good sector at full speed, by place; 0: not known */
	bool begun, measured;		/* something was read; sector_s knows something */
	double since_failure;		/* seconds; drives are slow for a while */
	double lately, lately_failed;	/* units asked for, and those that failed, the older the less they count */
	bool slow;			/* the last read was good, but took far longer than reads around there */
	struct lore_block blocks[LORE_BLOCKS];
	int32_t block_units;
	/* the turn: the trials that are looked at next time */
	struct span window;		/* units */
	int32_t last;			/* the unit that failed last */
	int errors, fits;		/* failures in it; how often it was looked at */
	bool shapeless;			/* given up in this neighbourhood */
	struct zones zones;
	struct hope hope;
	struct tail tail;
	float *doubt;			/* owned; scratch of the tail, a stretch long */
	struct angles angles;		/* of the zone being read */
};

/* The unit that a sector is in, and the sectors of a unit. */
static inline int32_t lore_unit_of(const struct lore *l, int32_t lsn)
{
	return lsn / l->unit;
}

static inline struct span lore_span(const struct lore *l, int32_t unit)
{
	return span_clip((struct span){ unit * l->unit, l->unit }, (struct span){ 0, l->sectors });
}

/* The unit that a failed read says has failed; -1: it does not say. */
int32_t lore_culprit(const struct lore *l, const struct outcome *o);

enum result lore_result(const struct lore *l, int32_t unit);

/* A neighbourhood begins in which the turn is looked for, or made better known. */
void lore_look_anew(struct lore *l);
/* A unit has failed there. True: what is known of the turn has changed. */
bool lore_look(struct lore *l, int32_t culprit);

/* For units lo to hi (at most a stretch of the tail): the chance to fail at the first attempt as their neighbours tell, what
 * they did themselves left out. */
void suspicion_of(struct lore *l, int32_t lo, int32_t hi, float *out);

/* The speed to read at where a share of the blocks fails for no reason of angle: a drive is slow after a failure anyway, and
 * where they are so many that it always is, a low speed costs nothing and reads more. */
enum pace lore_pace(double failing);
/* That share among what was asked for lately, wherever that was. */
double lore_lately(const struct lore *l);

/* Share of first attempts that failed in the stretches around a unit. */
double lore_density(const struct lore *l, int32_t unit);

#endif
