#ifndef PASS_ZONES_H
#define PASS_ZONES_H

#include "map/map.h"

/*
 * What the sweep left behind, as stretches of units that are read one by one: the one that brings most sectors per second
 * of drive time goes first, and is left for another when that one promises more. Kept in the lore; passes drive it.
 */

enum zone_way {
	ZONE_READ,	/* along the spiral, passing over what is expected to fail */
	ZONE_RIM,	/* from a good end up to the first failure; what is behind it is another zone */
	ZONE_SOLID,	/* bad at both ends: its middle is tried */
};

struct zone {
	int32_t lo, hi;		/* units */
	int32_t pos;		/* dir 1: what comes next; -1: one behind it */
	int dir;
	enum zone_way way;
	bool over;		/* nothing more in this round */
	bool fresh;		/* not begun */
	double hazard, chances;	/* failures that had no reason in the angle, weighted; units they happened among */
	double won, spent;	/* lately: sectors, seconds */
	int32_t failed_at;	/* the last failure; -1 */
	int row;		/* failures close together */
	int leaps;		/* the next unit is where the last of so many leaps has come down */
	int32_t leap_from;	/* the unit at which the leap began */
	int32_t chunk;		/* RIM: units to ask for next */
	int depth;		/* how often it was halved */
};

struct zones {
	struct zone *list;	/* owned */
	int n, room;
	int at;			/* the one being read; -1 */
	int round;		/* what is likelier to fail is asked in later ones */
	int warm;		/* the one that the filter of the angles stands in; -1 */
	int32_t stamp;		/* of the list that a pass's state speaks of; 0: none yet */
};

struct lore;
struct pass_ctx;
struct pass_state;

/* For the gaps in that state: untried sectors of zones that are still to be read, and of stretches that are bad at both ends.
 * False: they have not begun. In gaps_outlook.c. */
bool gaps_outlook(const struct pass_ctx *c, const struct pass_state *s, double *ahead, double *solid);

void zones_free(struct zones *z);

/* Adds one with usual values; NULL when memory is out. Pointers to others become stale. */
struct zone *zones_add(struct zones *z, int32_t lo, int32_t hi, int dir, enum zone_way way);

#endif
