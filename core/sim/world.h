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
	struct span gap;		/* between two sessions; count 0: there is one */
	struct span lost;		/* what of it no drive reads */
	struct span differs[SCENARIO_DIFFERENCES];
	int differ_count;
};

/* Unit attentions and media events that wait to be told. */
enum { UA_RESET = 1, UA_MEDIUM = 2, UA_BUTTON = 4 };
enum media_event { MEDIA_NONE, MEDIA_EJECT_REQUEST, MEDIA_NEW, MEDIA_REMOVED };	/* MMC-6 table 292 */

enum { CACHE_PIECES = 32 };

struct sim_drive {
	const struct scenario_drive *say;
	int index;
	int host;		/* index of the first drive on the same host */
	uint64_t seed;
	const char *name;	/* now; owned by the world's list */
	unsigned life;		/* counts its returns: what was opened in an earlier life stays cut off */
	/* the tray */
	int disc;		/* index, also when it lies in the open tray; -1: none */
	bool open, locked, gone;
	uint64_t opened;	/* the how-manieth opening of a tray in this world; tells which was the last */
	unsigned loads;		/* counts every change of disc or tray */
	/* what comes by itself: ns, -1: nothing */
	int64_t back_at, swap_at;
	const struct trouble *back, *swap;
	/* getting ready */
	bool becoming;
	int64_t ready_at;	/* ns */
	unsigned attention;	/* UA_ bits */
	enum media_event event;
	/* the mechanism */
	bool busy;		/* a command that moves the head is running */
	bool blocked;		/* silent in real time: no command gets through */
	bool spinning;
	int32_t head;		/* LSN that comes next under the head */
	int64_t slow_until;	/* ns */
	struct span cached[CACHE_PIECES];	/* the last sectors read, the latest last; those of count 0 are free */
	bool flushed;		/* its cache has been emptied, and nothing read since */
	const struct trouble *fallen;	/* it goes slowly until it is switched off */
	const struct trouble *wedged;	/* it answers no read */
	int32_t wedge_lsn;
	uint32_t hits[SCENARIO_TROUBLES];	/* how often troubles that happen once in a while were met */
	uint32_t replies[SCENARIO_REPLIES];
	int32_t told;		/* the capacity that it told last; 0: none */
	unsigned limit;		/* kB/s by SET CD SPEED; 0: none */
	bool respeed;		/* that has changed since the last read */
	uint8_t error_page[2];	/* bytes 2 and 3 of mode page 01h */
	/* counted for tests */
	int64_t asked, failures;
};

struct sim_clock {
	struct clock clock;
	struct sim *world;
};

/* A name that a drive has or had; kept until the end, since others may still show it. */
struct sim_name {
	struct sim_name *next;
	char text[16];
};

struct sim {
	pthread_mutex_t lock;
	pthread_mutex_t *guard;	/* the same, for those who only look */
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
	struct sim_name *names;
	void (*told)(void *arg, const struct sim_read *r);
	void *told_arg;
};

/* All of these: with the lock held. */
int64_t world_now(const struct sim *w);
/* Lets `ns` go by. At a pace it sleeps, and lets go of the lock meanwhile. */
void world_spend(struct sim *w, int64_t ns);
/* The disc that can be read: in a closed tray. NULL if there is none. */
struct sim_disc *world_disc(struct sim *w, const struct sim_drive *d);
/* Opens the image, and finds where damage, sessions and differences lie. `name` is the scenario's, for faults. */
enum status world_open_disc(struct sim_disc *disc, const struct scenario_disc *say, const char *name, struct fault *f);
/* A seed out of a name: those of different names differ. */
uint64_t world_seed(const char *name);
enum status world_sector(const struct sim_disc *disc, int32_t lsn, uint8_t *out);
void world_open_tray(struct sim *w, struct sim_drive *d);
void world_close_tray(struct sim *w, struct sim_drive *d);
/* As after a bus reset: settings at their defaults, and a unit attention. */
void world_reset_drive(struct sim_drive *d);
/* Puts a disc into the tray, which opens for it, and closes it. */
void world_put_in(struct sim *w, struct sim_drive *d, int disc);
/* Somebody presses the button. False: the tray is locked, and the drive only tells of it. */
bool world_button(struct sim *w, struct sim_drive *d, bool force);
/* The cable is pulled. */
void world_vanish(struct sim *w, struct sim_drive *d);
/* Lets happen what was to come by now: drives that return, discs that are put in. */
void world_tick(struct sim *w);
/* The same after half a second, when time is only counted and something is to come: whoever asks in vain has waited. */
void world_wait(struct sim *w);
/* Forgets what was read. */
void world_empty_cache(struct sim_drive *d);
enum status world_name(struct sim *w, struct sim_drive *d, const char *name);

#endif
