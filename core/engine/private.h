#ifndef ENGINE_PRIVATE_H
#define ENGINE_PRIVATE_H

#include "base/spans.h"
#include "base/strbuf.h"
#include "engine/engine.h"
#include "engine/tempo.h"
#include "job/past.h"

#include <pthread.h>

/*
 * The engine's inside. `lock` guards the command queue, the published snapshot and every change of the map; the engine
 * thread alone writes job, plans and accounts, and may read the map without the lock.
 */

/* One call of the drive layer, carried out by a worker thread. */
enum task_kind {
	TASK_OPEN, TASK_READ, TASK_MEDIUM, TASK_POLL, TASK_TRAY, TASK_SPEED, TASK_RETRIES, TASK_ABILITIES,
};

struct task {
	enum task_kind kind;
	struct span at;			/* READ; the data go to the worker's buffer */
	bool fresh;			/* READ: from the disc, not from the drive's cache */
	enum tray_action tray;
	unsigned kb_per_s;
	int retries;
	struct drive_abilities abilities;	/* ABILITIES: what is known, then what is found as well */
	/* the outcome */
	enum status st;
	struct read_info got;
	struct medium medium;
	struct fault fault;		/* OPEN */
};

struct engine;

enum { METER_S = 60 };

/* What was won, in the last minute second by second, and since the start of the run. */
struct meter {
	int64_t total;
	int64_t second[METER_S];	/* bytes won in second n % METER_S of reading */
	int64_t at;			/* the newest second counted */
};

/* A drive's way through the passes, and how fast its pass goes. Copied as a whole when the disc moves on. */
struct course {
	struct plan plan;
	int place;			/* plan_place() of the step that was announced last; -1: none */
	int64_t pass_ns;		/* engine.read_ns when it began */
	int64_t recent_ns;		/* the last stretch of the pass that was measured: since when, */
	int32_t recent_left;		/* what was left then, */
	double recent_speed;		/* sectors a second in the stretch before; 0: none yet */
	struct bill bill;		/* of the pass so far */
};

enum { AVOID_SPANS = 32 };

/* What a drive was told between its reads, and what came of it. */
struct adjusted {
	bool abilities_asked;		/* this, and up to lock_asked: since it was opened */
	struct tempo told;
	bool told_speed;		/* false: told.kb_per_s is nothing */
	bool locked, lock_asked;	/* the tray, since reading began */
	int64_t polled_ns;		/* worker.at_ns when its button was looked at */
	struct tempo_measure measure;
	bool measured;			/* with a result that is not kept yet */
	uint32_t kept_failed;		/* of view.failed and view.failed_s, what is in the drive's abilities */
	double kept_failed_s;
	const char *remark;		/* said last */
};

/* A drive and the thread that waits for it. */
struct worker {
	struct engine *e;
	struct drives *drives;
	int index;			/* in engine.workers */
	char spec[256];
	struct drive_settings open_with;
	pthread_t thread;
	struct task task;
	pthread_cond_t go;		/* for its thread: a task, or the end */
	enum { WORKER_IDLE, WORKER_BUSY, WORKER_READY, WORKER_QUIT } state;	/* under the lock */
	bool abandoned;			/* under the lock: the engine is gone, or will be */
	struct drive *drive;		/* NULL before TASK_OPEN; the worker thread's while BUSY, else the engine's */
	uint8_t *buf;			/* max_sectors * sector_size, aligned to 4096 */
	struct clock *clock;		/* of the drive; under the lock */
	int64_t began_ns;		/* by it: the read in flight; under the lock */
	int64_t sent_ns;		/* real clock: the task in hand */
	int64_t stuck_since_ns;		/* real clock; under the lock */
	/* the engine thread's */
	struct drive_view view;		/* .active: it reads for the job */
	int32_t limit;			/* sectors this drive can reach of the job's; 0: all */
	int32_t single;			/* so many reads of one ECC unit only: it refuses larger ones there */
	bool lost;			/* it hangs in a task that was given up; its outcome will be dropped */
	bool held_told;			/* that another program has its disc */
	bool open_when_back;		/* its tray was to open, and could not */
	bool seen_empty;		/* while a disc is looked for: this drive was without one */
	bool counted;			/* its time is counted, not lived: it never works while another such drive does */
	struct course course;		/* while it is active, and after it had to leave the others */
	bool on_course;			/* `course` is of this run */
	struct pass_ctx ctx;		/* as the read in flight was named */
	enum pace pace;			/* that its pass wishes for the read named last */
	struct lore *lore;		/* of the disc that it read last; owned; NULL: none yet */
	uint32_t named;			/* failed reads for which it has named a sector behind the first */
	bool lore_of_copy;		/* that is another copy than the job's own */
	struct span busy[ENGINE_DRIVES + AVOID_SPANS + DRIVE_HANGS];	/* ctx.busy; at most PASS_BUSY */
	/* Ascending and apart: not to be asked of it again; to be asked a unit at a time; units that failed so once. */
	struct span avoided[AVOID_SPANS], careful[AVOID_SPANS], suspects[AVOID_SPANS];
	int navoided, ncareful, nsuspects;
	bool reading;			/* a read of the plan is under way, or its outcome was not taken yet */
	bool set_aside;			/* that outcome is for the main loop alone */
	bool troubled;			/* a trouble of its last read is being met */
	bool waits;			/* nothing to be asked of it until something changes */
	bool left_out;			/* the user has left a pass out: nothing is caught up by itself */
	bool away;			/* its disc is looked for; when it is there, it joins the others */
	bool use_asked, leave_asked, speed_asked;	/* what the user wants of it */
	unsigned speed_wish;
	bool news;			/* another drive has failed on what this one has not failed on, since its last word */
	int64_t at_ns;			/* how far it is in the time of the run; see engine.read_ns */
	int timeouts;			/* in a row */
	int troubles;			/* transport troubles in a row */
	struct adjusted adjusted;
	struct meter meter;
	struct strbuf won, failed;	/* for the next line of history */
	struct span won_last;		/* not yet in `won` */
	bool moved;			/* what is in it may be another disc than at the last proof; as `drive` */
	int past;			/* its index there; -1: it is new to the job */
	uint32_t told_reads;		/* of view.reads and view.failed_s, what is in the history */
	double told_failed_s;
};

/* What reading on is worth, as seen last; for the snapshot. */
struct worth {
	int64_t at_ns;			/* real clock: when it was looked at */
	struct price price;
	struct coming coming[ENGINE_COMING];
	int ncoming;
	enum advice advice;
	double could_win[ENGINE_DRIVES];
	struct shape shapes[ENGINE_SHAPES];
	int nshapes;
	unsigned shapes_told;		/* bits of enum shape_kind */
	struct bill bills[ENGINE_BILLS];	/* the latest first */
	int nbills;
	unsigned nbilled;		/* in all */
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
	int64_t good_at_ns;		/* by `clock`; 0: none yet */
	int64_t saved_at_ns;		/* real clock; 0: not yet */
	struct clock *clock;		/* of the drive shown first; clock_real() before */

	/* the engine thread's own from here */
	struct job job;
	bool job_open;
	struct past past;		/* before this run */
	struct course course;		/* the job's, while no drive is shown first: whoever is next goes on with it */
	struct plan_settings plan_as;	/* what a plan is built from */
	bool settings_changed;		/* they are not what job.json says */
	int32_t unit;			/* sectors of an ECC block */
	struct worker *workers[ENGINE_DRIVES];
	int nworkers;
	int active;			/* of the drives that read, the one shown first; -1: none, or its disc is being moved */
	int learnt_in;			/* the drive in which the job's own disc, not a copy, was read last; -1: none yet */
	struct worker *in_call;		/* that worker_run() waits for */
	bool pumping;			/* in read_pump(): somebody waits, and his phase is shown */
	bool disk_asks;			/* what was read cannot be written: nothing else is read */
	uint8_t *failed_by;		/* per sector: bit n: drive n failed on it in this run */
	int32_t failed_by_n;
	unsigned failing;		/* the drives that have a bit in it */
	bool several;			/* at some time more than one drive read */
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
	int64_t impatient_ns;		/* real clock: since when a read under way is to be over; 0: it may take its time */
	int64_t refreshed_ns;		/* real clock: the last look for drives */
	int64_t looked_ns;		/* read_ns at the last look for discs that are away */
	bool move_asked, move_cancelled, eject_asked;
	char move_to[256];
	unsigned questions;
	unsigned asking;		/* the question that is open; 0: none */
	enum choice answer;		/* 0: none yet */
	struct meter meter;
	struct worth worth;
	int64_t read_ns;		/* time spent reading, by the drives' clocks; that of several at once counts once */
	bool mapped;			/* the map exists */
	struct mark marks[ENGINE_MARKS];	/* under the lock: as shown by engine_marks() */
	int nmarks;
	bool marks_changed;		/* they are not what the plans have */
	bool history_failed;		/* and that was said */
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

/* Hands a task to its thread; it must be idle. */
void worker_send(struct worker *w, struct task t);
/* Its outcome, if there is one. Never waits. */
bool worker_take(struct worker *w, struct task *out);
/* A read of a plan is over; `all`: also when its outcome was set aside for the main loop. With the lock. */
bool worker_any_news(const struct engine *e, bool all);
/* How long a drive is still waited for, ms; 0: as long as it takes. *stop: because the engine is to stop. */
int worker_grace(struct engine *e, bool *stop);

/*
 * Runs a task to its end; meanwhile the other drives read on (read_pump). A drive that does not come back is given up: 3 s
 * after the engine is to stop, with STATUS_STOPPED and e->stop set; 10 s after the user asked for the disc to be moved, with
 * STATUS_TIMEOUT. Not while a read of its plan is under way.
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
/* Waits for a command, at most `ms` of real time; takes none. The drives read on meanwhile. */
void engine_nap(struct engine *e, int ms);
/* The real time `ms` from now, for a condition variable. */
struct timespec engine_deadline(int ms);
/* The worker shown first, or NULL. */
static inline struct worker *engine_active(const struct engine *e)
{
	return e->active >= 0 ? e->workers[e->active] : NULL;
}
/* Where the job is: the course of the drive shown first, or what is kept for the next one. */
static inline struct course *engine_course(struct engine *e)
{
	return e->active >= 0 ? &e->workers[e->active]->course : &e->course;
}

/* commands.c ----------------------------------------------------------------------------------------------------- */

/* Carries out all commands that are waiting. None of them waits for a drive: what would is noted and done later. */
void engine_commands(struct engine *e);
/* Asks and waits for the answer. In batch: CHOICE_STOP at once. */
enum choice engine_ask(struct engine *e, struct question q);
/* The same about the job's own files: there is nothing to do but to try again or to stop, and until then what was read
 * is in the worker's buffer alone, so nothing else is taken from any drive. */
void engine_ask_disk(struct engine *e, struct question q);
/* Asks that drive for that speed; 0: its fastest. What it does not take is logged. */
void engine_set_speed(struct engine *e, struct worker *w, unsigned kb_per_s);

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
void engine_probe(struct engine *e, const char *where);

/* read.c --------------------------------------------------------------------------------------------------------- */

/* Nothing new is to be read: the user pauses, a hold has come, the time is up. */
bool read_rests(const struct engine *e);
/* A read is under way, or its outcome was not taken yet. */
bool read_under_way(const struct engine *e);
/* Takes what is there: into image, books and plans. Troubles are met here; that may take long, and more may be taken
 * meanwhile. */
void read_outcomes(struct engine *e);
/* Every drive that is free gets its next read. When none has any, all is done. */
void read_send(struct engine *e);
/* Waits for an outcome or a command. */
void read_wait(struct engine *e);
/*
 * For whoever waits for something else: takes the outcomes that only speak of sectors, and sends the next reads. All others
 * are left to the main loop, so that one trouble never begins inside another.
 */
void read_pump(struct engine *e);
/* Waits for all that is under way, as long as a stopping engine waits. */
void read_drain(struct engine *e);
/* Some drive has something to read. */
bool read_has_work(struct engine *e);

/* crew.c --------------------------------------------------------------------------------------------------------- */

/* Drives that read for the job. */
int crew_size(const struct engine *e);
/* `w` holds the job's disc, or a copy of it: it reads from now on. The first takes up the job's course, the others get one
 * of their own, if they have none yet. */
void crew_enter(struct engine *e, struct worker *w);
/* It reads no longer, because of `why` or (STATUS_OK) on the user's word; what it leaves is the others'. There must be
 * others. */
void crew_leave(struct engine *e, struct worker *w, enum status why);
/* Opens, identifies and takes in drive `i`. `asked`: by the user, who is told what is wrong with it. */
void crew_join(struct engine *e, int i, bool asked);
/* What the user wants of single drives, and discs that have come back. True if there was something to do. */
bool crew_wishes(struct engine *e);
/* The user wants something of that drive that is done between its reads. */
bool crew_has_wish(const struct worker *w);
/* Fills w->busy: what is not to be asked of it now. */
void crew_busy_spans(struct engine *e, struct worker *w);
/* Its plan is over: what others have left to be done; then what is bad, and not by its own word. True: the plan goes on. */
bool crew_help(struct engine *e, struct worker *w);
bool crew_last_word(struct engine *e, struct worker *w);

/* learnt.c ------------------------------------------------------------------------------------------------------- */

/* `w` is about to read: it has a lore then. The disc may have come from another drive. False: memory is out. */
bool learnt_enter(struct engine *e, struct worker *w);
/* The map has another size. False: memory is out. */
bool learnt_resize(struct engine *e);
/* A read that speaks of sectors, for the plan. */
struct outcome learnt_outcome(struct worker *w, const struct task *t);

/* worth.c -------------------------------------------------------------------------------------------------------- */

/* Sectors per minute: retries in that drive that are expected to bring less are not made; 0: all are. */
double worth_stop_below(const struct engine *e, const struct worker *w);
/* A pass begins in `w`: what it is expected to bring. */
void worth_begin(struct worker *w);
/* A read of it is over. */
void worth_count(struct worker *w, const struct task *t);
/* The pass at that place of its plan is over: its bill. */
const struct bill *worth_end(struct engine *e, struct worker *w, int place);
/* Looks at all that is left, if the last look is some time ago, or `now`. Takes less than a millisecond. */
void worth_look(struct engine *e, bool now);
/* Logs each kind of damage once. */
void worth_tell_shapes(struct engine *e);
void worth_view(const struct engine *e, struct snapshot *s);

/* avoid.c -------------------------------------------------------------------------------------------------------- */

/* A read that ended in TIMEOUT or PROTECTED. LATER: it may be asked again after others; FULL: there is no room for more. */
enum avoided { AVOID_LATER, AVOID_ALWAYS, AVOID_FULL };
enum avoided avoid_after(struct engine *e, struct worker *w, const struct task *t);
/* Whether no more than a unit at a time is to be asked there. */
bool avoid_is_careful(const struct worker *w, struct span at);

/* stuck.c -------------------------------------------------------------------------------------------------------- */

/* The task in hand takes longer than a drive is waited for. */
bool stuck_overdue(const struct engine *e, const struct worker *w);
/* A read that took so long, by the drive's clock, is a hang. */
bool stuck_is_hang(const struct engine *e, int64_t took_ns);
/* The worker is given up: its outcome will be dropped, and until it has come back after all (stuck_end), every task for it
 * ends with STATUS_STUCK at once. */
void stuck_begin(struct worker *w);
void stuck_end(struct worker *w);
/* For how long it has been stuck, real time. With the lock, or on the engine's thread. */
double stuck_seconds(const struct worker *w);
/* `w` hangs there: that command is not repeated, in this run or a later one; written to the history. */
void stuck_note(struct engine *e, struct worker *w, struct span at, const char *command, double seconds);
/* The same without the history. */
void stuck_place(struct engine *e, struct worker *w, struct span at);
/* The user wants that read all the same. */
void stuck_forgive(struct worker *w, struct span at);
/* An active drive is stuck: it leaves the work to the others; the last one is waited for, or the user is asked. True if
 * there was one. Not from within a wait. */
bool stuck_met(struct engine *e);

/* trouble.c ------------------------------------------------------------------------------------------------------ */

/* A failed read, for the log. */
void trouble_say(struct engine *e, struct worker *w, const struct task *t);
/* The drive, the bus or the disc is in trouble, not the sector: waits, repeats, leaves the place for later, or asks. */
void trouble_met(struct engine *e, struct worker *w, const struct task *t);

/* settings.c ----------------------------------------------------------------------------------------------------- */

/* The drive has just been opened. */
void settings_opened(struct worker *w);
/* Something is to be told to the drive before its next read, or asked of it. Not while a read is under way. */
bool settings_due(const struct engine *e, const struct worker *w);
/* Does that. The drive may not read for the job any more afterwards: its button was pressed, or the disc is out. */
void settings_make(struct engine *e, struct worker *w);
/* It was told that speed, with this result. */
void settings_told_speed(struct worker *w, unsigned kb_per_s, enum status st);
/* It reads no longer, or not now. */
void settings_unlock(struct worker *w);
/* The button of a locked drive was pressed: the tray opens, and the drive leaves, or the dialog of a move begins. */
void settings_button(struct engine *e, struct worker *w);
/* A read of a plan is over. */
void settings_read(struct engine *e, struct worker *w, const struct task *t);
/* What the drive has to say, once; it is idle. */
void settings_remark(struct worker *w);
/* What was measured is kept with the drive. */
void settings_keep(struct engine *e, struct worker *w);

/* identify.c ----------------------------------------------------------------------------------------------------- */

/*
 * Is the disc in drive `w` that of the job? A fresh job takes it as its own. STATUS_OK: go on. STATUS_WRONG_DISC,
 * STATUS_UNPROVEN: q tells what was compared. Else what the drive said.
 */
enum status identify(struct engine *e, struct worker *w, struct question *q);
/* STATUS_UNPROVEN, and the user says that it is the disc of the job. */
void identify_accept(struct engine *e, struct worker *w, const struct question *q);

/* samples.c ------------------------------------------------------------------------------------------------------ */

/* Finished sectors, `wanted` of them (0: as many as it takes), against what the drive reads now; `here`: sectors that it
 * says the disc has. Adds to p. STATUS_OK, or why the drive could not be asked. */
enum status samples_compare(struct engine *e, struct worker *w, int32_t here, int32_t wanted, struct proof *p);
/* Another disc is to be compared with the job's, which rests in drive `o`: where little is finished, sectors spread over
 * the radius are read there first, and kept. `here`: as above. */
void samples_sow(struct engine *e, struct worker *o, int32_t here);
/* One sector, from the disc itself, outside any pass. STATUS_UNPROVEN: perhaps from the cache. */
enum status sample_read(struct engine *e, struct worker *w, int32_t lsn, uint8_t *out);
/* The drive is there, but does not get this sector: no proof either way. */
bool sample_silent(enum status st);

/* capacity.c ----------------------------------------------------------------------------------------------------- */

/* The size of a fresh job's disc into m: what the drive says, if that can be, else what the TOC says, or its reads. */
enum status capacity_find(struct engine *e, struct worker *w, struct medium *m, const struct volume_id *volume,
			  enum capacity_source *source);
/* That drive's idea of the size. True: it is news for job.json. */
bool capacity_note(struct job_disc *disc, const struct drive_id *id, int32_t sectors, enum capacity_source source);
enum witness capacity_witness(struct engine *e, struct worker *w, int32_t here);
/* The disc in `w` is that of the job: how far the drive goes, and whether the job grows. */
enum status capacity_accept(struct engine *e, struct worker *w, const struct medium *m, bool *changed);
/* Sectors at the end that nothing speaks for any more are cut off. True: the map is another. */
bool capacity_settle(struct engine *e);

/* move.c --------------------------------------------------------------------------------------------------------- */

/* Opens worker `i`'s drive, waits until it is ready, identifies the disc. q->why is what comes of it. `f` may be NULL. */
enum status move_try(struct engine *e, int i, struct question *q, struct fault *f);
/* The speed that the user wants of every drive, if there is one. */
void move_speed(struct engine *e, struct worker *w);
/* What is in that drive now, cheaply. */
enum status move_look(struct worker *w);
/* Opens a tray that could not be opened while its drive was stuck. */
void move_open_late(struct worker *w);
/* Drives that have come back, or are new: looked for at most once a second. */
void move_refresh(struct engine *e);
/* Another program that has the disc is told of, before it is read; the user may have it unmounted. In holder.c. */
void move_ask_holder(struct engine *e, struct worker *w);
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
/* Unlocks the tray and opens it. False, and logged: it does not open. */
bool move_open_tray(struct engine *e, struct worker *w);
/* Just open the tray, on the user's word. */
void move_eject(struct engine *e);

/* event.c -------------------------------------------------------------------------------------------------------- */

/* ,"drive":{...} */
void event_drive(struct strbuf *b, const struct drive_id *id);
/* One line of history, if there is a job yet. NULL: about no drive, outside any pass, with no further members. */
void event_write(struct engine *e, const struct worker *w, const char *event, const struct plan_step *step,
		 const char *members);
/* The drive has just been opened for the first time: its row of the table starts with what the history tells of it. */
void event_recall(struct engine *e, struct worker *w);

/* account.c ------------------------------------------------------------------------------------------------------ */

/* placed: the first sector behind the good ones is known to be the one that failed. */
void account_read(struct engine *e, struct worker *w, const struct task *t, bool placed);
/* A pass has begun, or the last one is over. */
void account_pass(struct engine *e, struct worker *w);
/* After each read: how fast the last stretch of the pass went. */
void account_speed(struct engine *e, struct worker *w);
void account_view(struct engine *e, struct snapshot *s);
/* Writes what was won and failed since the last time as one line of history. */
void account_flush(struct engine *e);
/* `members` may be NULL. Of a drive, or of the one shown first. */
void account_event_of(struct engine *e, struct worker *w, const char *event, const char *members);
void account_event(struct engine *e, const char *event, const char *members);

#endif
