#ifndef SIM_MEDIUM_H
#define SIM_MEDIUM_H

#include "sim/world.h"

/* The mechanism of a drive: one read of the medium, in counted time. All with the world's lock held. */

struct medium_read {
	struct span at;		/* inside the disc */
	int command;		/* row of the target's table */
	bool hot;		/* the cache may answer */
	uint8_t *buf;		/* at.count * 2048 bytes */
	int64_t limit_ns;	/* the host's patience: nothing later than this happens */
	/* the outcome */
	int32_t good;		/* sectors read; less than at.count: the next one failed */
	bool failed;		/* an attempt at the medium did, which took failed_read */
	double chance;		/* that it had at full speed */
	uint32_t sense;		/* what a trouble says of that; 0: as such a disc fails */
	uint32_t recovered;	/* the sense of recovered data; 0: all was read with ease */
	int32_t recovered_lsn;	/* the last that was read with difficulty */
	bool vanished;
	double block_s;		/* real seconds that it is silent */
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

/* kB/s that the drive says it reads with there, whether it does or not. */
double medium_nominal(const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn);

/* kB/s of 1x, as SET CD SPEED counts them. */
double medium_kb_per_s(enum disc_kind kind);

/*
 * Inside the mechanism: medium_trouble.c.
 */

/* Where a drive tried. */
struct attempts_key medium_key(const struct sim *w, const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn);

/* A number for a unit in a drive that is the same for ever; `what` tells uses apart. */
uint64_t medium_hash(const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn, unsigned what);
enum medium_use { USE_PERSONAL, USE_READ, USE_RECOVERED, USE_WRONG, USE_ANSWER, USE_HANG, USE_FALSE };

/* The first trouble of that kind that meets `at`, or NULL. */
const struct trouble *medium_trouble(const struct sim_drive *d, enum trouble_kind kind, struct span at);

/* Cuts `part` so that all of it, or nothing, lies in each place with an answer of its own. */
struct span medium_cut(const struct sim_drive *d, const struct sim_disc *disc, struct span part);

/* Whatever befalls a read when it comes to `part`, in the cache or not. False ends it: r says how. */
bool medium_befalls(struct sim *w, struct sim_drive *d, const struct sim_disc *disc, struct span part,
		    struct medium_read *r);

/* All of `part` is in the cache. */
bool medium_cached(const struct sim_drive *d, struct span part);

/* Seconds that the drive is silent there before it reads; r->block_s for real ones. */
double medium_silence(struct sim *w, struct sim_drive *d, const struct sim_disc *disc, struct span part,
		      struct medium_read *r);

#endif
