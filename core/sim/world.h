#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "sim/attempts.h"
#include "sim/builtin.h"
#include "sim/raw.h"
#include "sim/scenario.h"
#include "sim/sim.h"

#include <pthread.h>

/* The inside of a simulated world, for core/sim only. Everything in it is guarded by `lock`. */

struct sim_disc {
	const struct scenario_disc *say;
	int32_t sectors;
	struct builtin *builtin;	/* or else */
	int fd;				/* an image file; -1 */
	struct damage damage;		/* borrows say->hurts */
};

/* Unit attentions and media events that wait to be told. */
enum { UA_RESET = 1, UA_MEDIUM = 2 };
enum media_event { MEDIA_NONE, MEDIA_EJECT_REQUEST, MEDIA_NEW, MEDIA_REMOVED };	/* MMC-6 table 292 */

struct sim_drive {
	const struct scenario_drive *say;
	int index;
	uint64_t seed;
	/* the tray */
	int disc;		/* index, also when it lies in the open tray; -1: none */
	bool open, locked, gone;
	uint64_t opened;	/* the how-manieth opening of a tray in this world; tells which was the last */
	unsigned loads;		/* counts every change of disc or tray */
	/* getting ready */
	bool becoming;
	int64_t ready_at;	/* ns */
	unsigned attention;	/* UA_ bits */
	enum media_event event;
	/* the mechanism */
	bool busy;		/* a command that moves the head is running */
	bool spinning;
	int32_t head;		/* LSN that comes next under the head */
	int64_t slow_until;	/* ns */
	struct span cached;	/* the last sectors read, in one piece */
	unsigned limit;		/* kB/s by SET CD SPEED; 0: none */
	uint8_t error_page[2];	/* bytes 2 and 3 of mode page 01h */
	/* counted for tests */
	int64_t asked, failures;
};

struct sim_clock {
	struct clock clock;
	struct sim *world;
};

struct sim {
	pthread_mutex_t lock;
	pthread_cond_t wake;	/* something changed: pace, a tray, a drive no longer busy */
	struct sim_clock clock;
	double pace;		/* 0: time is counted */
	int64_t base, base_real;	/* ns: at base_real of the system's clock it was `base` here */
	struct scenario *scenario;
	struct sim_disc discs[SCENARIO_DISCS];
	struct sim_drive drives[SCENARIO_DRIVES];
	struct attempts attempts;
	struct raw_tables raw;
	uint64_t openings;
};

/* All of these: with the lock held. */
int64_t world_now(const struct sim *w);
/* Lets `ns` go by. At a pace it sleeps, and lets go of the lock meanwhile. */
void world_spend(struct sim *w, int64_t ns);
/* The disc that can be read: in a closed tray. NULL if there is none. */
struct sim_disc *world_disc(struct sim *w, const struct sim_drive *d);
enum status world_sector(const struct sim_disc *disc, int32_t lsn, uint8_t *out);
void world_open_tray(struct sim *w, struct sim_drive *d);
void world_close_tray(struct sim *w, struct sim_drive *d);
/* As after power-on or a bus reset: settings at their defaults, and a unit attention. */
void world_reset_drive(struct sim_drive *d);

#endif
