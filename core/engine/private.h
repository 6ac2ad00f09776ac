#ifndef ENGINE_PRIVATE_H
#define ENGINE_PRIVATE_H

#include "base/strbuf.h"
#include "engine/engine.h"

#include <pthread.h>

/*
 * The engine's inside. `lock` guards the command queue, the published snapshot and every change of the map; the engine
 * thread alone writes job, plan and accounts, and may read the map without the lock.
 */

/* One call of the drive layer, carried out by a worker thread. */
enum task_kind { TASK_OPEN, TASK_READ, TASK_MEDIUM, TASK_POLL, TASK_TRAY, TASK_SPEED };

struct task {
	enum task_kind kind;
	struct span at;			/* READ; the data go to the worker's buffer */
	enum tray_action tray;
	unsigned kb_per_s;
	/* the outcome */
	enum status st;
	struct read_info got;
	struct medium medium;
	struct fault fault;		/* OPEN */
};

struct engine;

/* A drive and the thread that waits for it. */
struct worker {
	struct engine *e;
	struct drives *drives;
	char spec[256];
	struct drive_settings open_with;
	pthread_t thread;
	struct task task;
	pthread_cond_t go;		/* for its thread: a task, or the end */
	enum { WORKER_IDLE, WORKER_BUSY, WORKER_READY, WORKER_QUIT } state;	/* under the lock */
	bool abandoned;			/* under the lock: the engine is gone, or will be */
	struct drive *drive;		/* NULL before TASK_OPEN; the worker thread's while BUSY, else the engine's */
	uint8_t *buf;			/* max_sectors * sector_size, aligned to 4096 */
	/* the engine thread's */
	struct drive_view view;
	int32_t limit;			/* sectors this drive can reach of the job's; 0: all */
	int32_t single;			/* so many reads of one ECC unit only: it refuses larger ones there */
	bool lost;			/* it hangs in a task that was given up; its outcome will be dropped */
	bool seen_empty;		/* while the disc is moved: this drive was without a disc */
};

/* A rate over the last ten seconds and since the start of the run. */
struct meter {
	int64_t total;
	int64_t second[10];		/* bytes won in second n % 10 of reading */
	int64_t at;			/* the newest second counted */
};

struct engine {
	struct engine_settings set;
	char folder[PATH_MAX], image[PATH_MAX], map[PATH_MAX], passes[128];
	char specs[ENGINE_DRIVES][256];
	struct drives *drives;
	struct log *log;
	pthread_t thread;

	pthread_mutex_t lock;
	pthread_cond_t wake;		/* for the engine: a command, or a worker is ready */
	pthread_cond_t ended;
	struct command queue[256];
	unsigned first, queued;
	unsigned taken;			/* commands taken out of the queue so far; in pub.taken, those that have had effect */
	int abandoned;			/* workers that engine_free() left in a hanging call */
	bool dead;			/* engine_free() is over: the last of them frees the engine */
	bool stop_asked;		/* CMD_STOP has come: it needs no room in the queue */
	struct snapshot pub;
	int wake_fd;
	int64_t published_ns;		/* real time of the last publication */
	int64_t read_began_ns;		/* the drive's clock; while pub.in_flight.count */
	int64_t good_at_ns;		/* the drive's clock; 0: none yet */
	int64_t saved_at_ns;		/* real clock; 0: not yet */
	struct clock *clock;		/* of the active drive; clock_real() before */

	/* the engine thread's own from here */
	struct job job;
	bool job_open;
	struct plan plan;
	struct plan_settings plan_as;	/* what it was built from */
	bool settings_changed;		/* they are not what job.json says */
	struct pass_ctx ctx;
	struct worker *workers[ENGINE_DRIVES];
	int nworkers, active;
	uint8_t *failed_by;		/* per sector: bit n: drive n failed on it in this run */
	int32_t failed_by_n;
	unsigned failing;		/* the drives that have a bit in it */
	bool stop, user_paused, done;
	bool stop_told;			/* from outside */
	bool held;			/* stands still at a hold, without the user having said so */
	bool identified;		/* the disc of the job was in a drive: only then is anything written */
	enum status end;
	struct fault fault;
	struct command hold;
	long reads;
	long unsaved_reads;
	int64_t unsaved_since_ns;	/* real clock: the first of them; 0: none */
	int timeouts;			/* in a row */
	int troubles;			/* transport troubles in a row */
	bool move_asked, move_cancelled, eject_asked;
	char move_to[256];
	unsigned questions;
	unsigned asking;		/* the question that is open; 0: none */
	enum choice answer;		/* 0: none yet */
	struct meter meter;
	int64_t read_ns;		/* time spent reading, by the drives' clocks */
	int64_t pass_ns;		/* read_ns when the pass began */
	int32_t pass_todo;
	const struct plan_step *pass_step;
	int64_t recent_ns;		/* the last stretch of the pass that was measured: since when, */
	int32_t recent_left;		/* what was left then, */
	double recent_speed;		/* sectors a second in the stretch before; 0: none yet */
	bool mapped;			/* the map exists */
	bool history_failed;		/* and that was said */
	struct strbuf won, failed;	/* for the next line of history */
	struct span won_last;		/* not yet in `won` */
};

/* worker.c ------------------------------------------------------------------------------------------------------- */

/* The last of the engine, when no thread is left to use it. */
void engine_destroy(struct engine *e);

/* A worker for that spec; the drive is not opened yet. NULL when memory or threads are out. */
struct worker *worker_new(struct engine *e, const char *spec);
/* It is not lost, or no longer. */
bool worker_is_back(struct worker *w);
/* Ends the thread, closes the drive. A busy worker is abandoned: it closes and frees itself when it comes back, and needs
 * the engine's lock for that. True if it was not busy. */
bool worker_free(struct worker *w);

/*
 * Runs a task to its end. A drive that does not come back is given up: 3 s after the engine is to stop, with
 * STATUS_STOPPED and e->stop set; 10 s after the user asked for the disc to be moved, with STATUS_TIMEOUT. The worker is
 * `lost` then: every task for it ends with STATUS_TIMEOUT at once, until the drive has come back after all.
 */
enum status worker_run(struct worker *w, struct task t, struct task *out);

/* engine.c ------------------------------------------------------------------------------------------------------- */

/* Copies the engine's state to the snapshot and wakes the screen; at most every 20 ms unless `now`. */
void engine_publish(struct engine *e, bool now);
void engine_set_phase(struct engine *e, enum phase p);
/* A command that ends the reading shows at once, even while a read is in flight. With the lock. */
void engine_show_command(struct engine *e, enum command_kind kind);
/* All commands taken so far have had their effect, or it has begun: the screen learns it. */
void engine_settled(struct engine *e);
/* Waits for a command, at most `ms` of real time; takes none. */
void engine_nap(struct engine *e, int ms);
/* The real time `ms` from now, for a condition variable. */
struct timespec engine_deadline(int ms);
/* The worker in use, or NULL. */
static inline struct worker *engine_active(const struct engine *e)
{
	return e->active >= 0 ? e->workers[e->active] : NULL;
}

/* commands.c ----------------------------------------------------------------------------------------------------- */

/* Carries out all commands that are waiting. Only between reads. */
void engine_commands(struct engine *e);
/* Asks and waits for the answer. In batch: CHOICE_STOP at once. */
enum choice engine_ask(struct engine *e, struct question q);
/* The same about the job's own files: there is nothing to do but to try again or to stop, and until then what was read
 * is in the worker's buffer alone, so nothing else is read. */
void engine_ask_disk(struct engine *e, struct question q);
/* Asks the active drive for that speed; 0: its fastest. What it does not take is logged. */
void engine_set_speed(struct engine *e, unsigned kb_per_s);

/* Fills the unread sectors with zeros or markers, and has job.json say so. */
enum status engine_fill(struct engine *e, bool marker, struct fault *f);

/* run.c ---------------------------------------------------------------------------------------------------------- */

/* The engine's thread. */
void *engine_main(void *arg);
/* The job has its map: what depends on it follows. Under the lock, or before anybody looks. */
enum status engine_take_map(struct engine *e);
/* Everything safely on disk, and one line of history. Asks when the disk is full. */
enum status engine_save(struct engine *e);
/* Ends the run with that reason; `f` may be NULL. */
void engine_end(struct engine *e, enum status st, const struct fault *f);

/* trouble.c ------------------------------------------------------------------------------------------------------ */

/* A failed read, for the log. */
void trouble_say(struct engine *e, struct worker *w, const struct task *t);
/* The drive, the bus or the disc is in trouble, not the sector: waits, repeats, leaves the place for later, or asks. */
void trouble_met(struct engine *e, struct worker *w, const struct task *t);

/* identify.c ----------------------------------------------------------------------------------------------------- */

/*
 * Is the disc in drive `w` that of the job? A fresh job takes it as its own. STATUS_OK: go on. STATUS_WRONG_DISC,
 * STATUS_UNPROVEN: q tells what was compared. Else what the drive said.
 */
enum status identify(struct engine *e, struct worker *w, struct question *q);

/* move.c --------------------------------------------------------------------------------------------------------- */

/* Opens worker `i`'s drive if it is not open. */
enum status move_open(struct engine *e, int i, struct fault *f);
/* Makes sure a worker exists for that spec; its index, or -1. */
int move_worker(struct engine *e, const char *spec);
/* Waits until the drive is ready or says why it will not be. */
enum status move_ready(struct engine *e, struct worker *w);
/* The dialog from start to end: on the user's word (`eject`), or because the disc has gone. Returns with an active,
 * identified drive, or with e->stop set. */
void move_disc(struct engine *e, bool eject);
/* The first drive of the run: opens the given ones in order until one has the disc. */
void move_first(struct engine *e);
/* The screen shows from now on that the disc is to be moved. */
void move_begins(struct engine *e);
/* Takes that back while the disc is still in its drive. False: it is out. */
bool move_cancel(struct engine *e);
/* Just open the tray, on the user's word. */
void move_eject(struct engine *e);

/* account.c ------------------------------------------------------------------------------------------------------ */

void account_read(struct engine *e, struct worker *w, const struct task *t);
void account_pass(struct engine *e, bool entered);
/* After each read: how fast the last stretch of the pass went. */
void account_speed(struct engine *e);
void account_view(struct engine *e, struct snapshot *s);
/* Writes what was won and failed since the last time as one line of history. */
void account_flush(struct engine *e);
void account_event(struct engine *e, const char *event, const char *members);

#endif
