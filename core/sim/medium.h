#ifndef SIM_MEDIUM_H
#define SIM_MEDIUM_H

#include "sim/world.h"

/* The mechanism of a drive: one read of the medium, in counted time. All with the world's lock held. */

struct medium_read {
	struct span at;		/* inside the disc */
	bool fua;		/* not from the cache */
	uint8_t *buf;		/* at.count * 2048 bytes */
	int64_t limit_ns;	/* the host's patience: nothing later than this happens */
	/* the outcome */
	int32_t good;		/* sectors read; less than at.count: the next one failed */
	bool recovered, vanished;
	int32_t recovered_lsn;	/* the last that was read with difficulty */
	int64_t ns;		/* how long it took; above limit_ns: the host gave up */
	enum status st;		/* STATUS_OK, or memory or the image file failed */
};

void medium_read(struct sim *w, struct sim_drive *d, struct sim_disc *disc, struct medium_read *r);

/* Brings the disc up to speed; gives the ns it takes. */
int64_t medium_spin_up(struct sim_drive *d);

/* How likely one attempt of `d` reads the unit with `lsn` in it, with its speed halved so often. */
double medium_chance(const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn, double halvings);

/* The most the drive can do, times the kind's 1x. */
double medium_top_speed(const struct sim_drive *d, enum disc_kind kind);

/* kB/s of 1x, as SET CD SPEED counts them. */
double medium_kb_per_s(enum disc_kind kind);

#endif
