#ifndef ENGINE_SHELF_PRIVATE_H
#define ENGINE_SHELF_PRIVATE_H

#include "engine/shelf.h"

#include <limits.h>
#include <pthread.h>

/*
 * The shelf's inside. Its thread finds drives, lists jobs and puts together the view; it calls no drive. Each drive has a
 * looker, a thread that does: so a drive that does not come back keeps nobody waiting but its own.
 */

/* What a looker is to do next. */
enum errand { ERRAND_NONE, ERRAND_LOOK, ERRAND_LET_GO };

struct looker {
	struct shelf *s;
	pthread_t thread;
	uint8_t *sector;		/* its own: aligned room for one read */
	/* under the shelf's lock */
	char spec[256];
	enum errand errand;
	bool thorough;			/* also ask what takes an open */
	bool unmount;			/* first unmount its disc */
	bool running;			/* carrying one out */
	int64_t began_ns;		/* since when, by the real clock, */
	time_t began;			/* and by the wall's */
	struct shelf_drive seen;	/* at the end of the last look */
	struct drive *drive;		/* its own, but for drive_now; NULL: not open */
	char opened[256];		/* its own: the spec that `drive` was opened by */
	/* the shelf's thread's */
	bool here, left_alone;
	enum status shown;
	time_t since;
};

struct shelf {
	struct drives *drives;
	char folder[PATH_MAX];
	bool jobs, find, probe;
	pthread_t thread;
	int wake_fd;			/* for the shelf's thread: a looker is done, or somebody asks */
	bool answering;			/* its own: this round was asked for */
	struct job_brief *job;		/* its own: as listed last */
	int njobs;

	pthread_mutex_t lock;		/* guards what follows */
	pthread_cond_t go;		/* for lookers */
	pthread_cond_t ended;		/* a thread is over */
	struct looker **lookers;	/* one for each drive, in the order of the list */
	int nlookers;
	struct shelf_view view;
	char leave[SHELF_LEAVE][256];
	int nleave;
	int patience_ms;		/* a look that takes longer is stuck */
	bool quit, look;
	int alive;			/* threads */
	bool abandoned;			/* the last of them frees the shelf */
};

/* shelf_look.c --------------------------------------------------------------------------------------------------- */

/* A looker for drive `i` of the list, with its thread. NULL when memory or threads are out. */
struct looker *looker_new(struct shelf *s, int i);
void looker_free(struct looker *l);	/* its thread is over */

/* shelf_round.c; the shelf's thread ------------------------------------------------------------------------------- */

/* Sees which drives there are, and sends the lookers out. */
void shelf_begin_round(struct shelf *s);
/* Everybody has looked, or has taken longer than `ms`. With the lock. */
bool shelf_round_over(const struct shelf *s, int ms);
/* Puts the view together from what has been seen so far. */
void shelf_show(struct shelf *s);

/* shelf.c -------------------------------------------------------------------------------------------------------- */

/* A thread ends; the last one of an abandoned shelf frees it. With the lock, which is released. */
void shelf_leave(struct shelf *s);
void shelf_wake(struct shelf *s);
/* A copy of `n` things of `size` bytes; NULL for none, or when memory is out. */
void *shelf_copy(const void *from, int n, size_t size);

#endif
