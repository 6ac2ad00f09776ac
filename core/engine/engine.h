#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "base/log.h"
#include "base/status.h"
#include "drive/drives.h"
#include "engine/proof.h"
#include "job/job.h"
#include "map/cells.h"
#include "pass/price.h"

/*
 * The engine works on one job: it has a thread that owns job, map and plans, and a worker thread for each drive. Several
 * drives may read at once, each with a plan of its own over the one map; no sector is asked of two at a time. The outside posts commands, which never blocks, and copies snapshots. It never waits for a drive.
 */

enum command_kind {
	CMD_PAUSE, CMD_RESUME,
	CMD_SKIP,		/* leave this area for now */
	CMD_NEXT_PASS,
	CMD_REVERSE,		/* turn the current pass round */
	CMD_ADD_RETRY,
	CMD_FIRST,		/* span: read this first */
	CMD_LAST,		/* span: after everything else */
	CMD_NEVER,		/* span: not at all */
	CMD_NORMAL,		/* span: takes first, last and never back there */
	CMD_STOP_BELOW,		/* rate: retries that bring less, in sectors per minute, are not made; 0: all are made;
				   negative: as usual */
	CMD_SET_SPEED,		/* kb_per_s; 0: the fastest; drive, or "" for the one shown first. From then on the passes do
				   not choose it */
	CMD_MOVE,		/* move the disc: drive (or "": wherever it appears) */
	CMD_USE,		/* read in `drive`, too: it holds another copy */
	CMD_LEAVE,		/* `drive` reads no longer, the others go on */
	CMD_CANCEL_MOVE,	/* stay in the drive it came from */
	CMD_INSERT,		/* only where hands are simulated: put the disc into `drive` */
	CMD_EJECT,		/* save, pause, open the tray */
	CMD_ANSWER,		/* question, choice */
	CMD_FILL,		/* marker */
	CMD_STOP,		/* save and end */
	CMD_HOLD,		/* for scripts and tests: pause by itself when `hold` comes */
};

enum hold_kind { HOLD_NONE, HOLD_PASS_DONE, HOLD_READS };

enum choice { CHOICE_RETRY = 1, CHOICE_GO_ON, CHOICE_STOP, CHOICE_OTHER_DRIVE, CHOICE_UNMOUNT };

struct command {
	enum command_kind kind;
	struct span span;
	unsigned kb_per_s;
	double rate;
	char drive[256];	/* a spec */
	unsigned question;
	enum choice choice;
	bool marker;
	enum hold_kind hold;
	char pass[16];		/* HOLD_PASS_DONE: which; empty: any */
	long reads;		/* HOLD_READS: after so many reads since the start */
};

enum phase {
	PHASE_OPENING,		/* the drive is being opened, or becomes ready */
	PHASE_IDENTIFYING,	/* is it the disc of the job? */
	PHASE_READING,
	PHASE_PAUSING,		/* a read is still in flight */
	PHASE_PAUSED,
	PHASE_ASKING,		/* a question is open */
	PHASE_MOVING,		/* the disc is being moved */
	PHASE_SAVING,
	PHASE_DONE,		/* the plan is finished; the engine idles and still takes commands */
	PHASE_ENDED,		/* stopped, or failed: `end` says why; the thread is gone */
};

/* Why it waits for an answer. The sentence is the status's; the screen words the choices. */
struct question {
	unsigned id;		/* 0: none */
	enum status why;
	char place[256];
	int drive;			/* index; -1: about none */
	struct proof proof;		/* WRONG_DISC, UNPROVEN, OTHER_COPY */
	enum verdict verdict;
	double seconds;			/* STUCK: silent for so long */
	int32_t lsn;			/* STUCK: where */
};

enum read_error { ERR_MEDIUM, ERR_TIMEOUT, ERR_HARDWARE, ERR_TRANSPORT, ERR_NOT_READY, ERR_OTHER, ERR_RECOVERED, ERR_KINDS };
/* "medium", "timeout"... untranslated N_() text */
const char *read_error_name(enum read_error e);

enum { ENGINE_DRIVES = 8, DRIVE_HANGS = 16, SPEED_YIELDS = 8 };

/* Reads of retry passes at one speed. */
struct speed_yield {
	unsigned kb_per_s;	/* 0: the fastest */
	uint32_t tried, won;
	double seconds;
};

struct drive_view {
	struct drive_id id;
	bool known;		/* it was opened in this run, or its state was polled */
	enum status state;	/* OK: a disc is in it */
	int32_t sectors;	/* what it says; 0: unknown */
	int32_t won, only_here;	/* sectors read here; of those, some that another drive had failed on */
	uint32_t reads, failed;
	double failed_s;	/* seconds spent in failed reads */
	uint32_t errors[ERR_KINDS];
	unsigned speed;		/* kB/s as set; 0: the fastest */
	bool speed_by_hand;	/* by CMD_SET_SPEED or the settings: the passes do not choose it */
	bool active;		/* reads for the job now */
	const char *pass_name;	/* that it is at; NULL */
	int pass_number;
	struct span in_flight;	/* count 0: no read under way */
	double read_s;		/* seconds that read has taken so far */
	double rate;		/* bytes won per second, last 10 s */
	enum verdict verdict;	/* on the disc in it */
	/* stuck: a command was given up, and the drive has not come back */
	bool stuck;
	double stuck_s;		/* for how long */
	struct drive_now stuck_in;
	int nhangs;		/* places that it is not asked for again */
	struct span hangs[DRIVE_HANGS];		/* the first of them */
	struct drive_abilities abilities;
	struct speed_yield yields[SPEED_YIELDS];	/* what retries brought at each speed */
	int nyields;
	char mounted[256];	/* where; empty: nowhere */
	double could_win;	/* sectors that it may still win of what is not finished; negative: not known */
};

/* What a pass that is over was expected to bring, and has brought. */
struct bill {
	const char *pass_name;	/* "sweep" */
	int pass_number;
	struct price expected;	/* when it began */
	int32_t won;		/* sectors */
	double seconds;		/* of drive time */
	uint32_t failed;	/* attempts that failed */
	char drive[24];		/* short name */
	bool too_dear;		/* a retry that ended by the rate it is stopped below */
};

/* A pass that is still to come, and what it would bring if it began now. */
struct coming {
	const char *pass_name;
	int pass_number;
	struct price price;
};

/* What the user said of a place. */
enum word { WORD_FIRST, WORD_LAST, WORD_NEVER };
struct mark {
	struct span span;
	enum word word;
};

enum { ENGINE_BILLS = 8, ENGINE_SHAPES = 4, ENGINE_COMING = 4, ENGINE_MARKS = PLAN_FIRST + 2 * PLAN_MARKS };

enum move_step { MOVE_NONE, MOVE_FINISH_READ, MOVE_SAVE, MOVE_OPEN, MOVE_INSERT, MOVE_IDENTIFY, MOVE_WRONG };

struct snapshot {
	unsigned generation;	/* changes whenever anything else here or the map does */
	unsigned taken;		/* commands so far whose effect, or the beginning of it, is in this copy */
	enum phase phase;
	enum status end;	/* PHASE_ENDED: STATUS_OK, STOPPED or what broke it; PHASE_PAUSED: why, if not by the user */
	struct fault fault;	/* the place of `end`, when there is one */
	bool user_paused;
	/* the job */
	char folder[PATH_MAX];
	struct job_about about;
	struct job_disc disc;
	int sector_size, unit;
	bool mapped;		/* the map exists: the disc was seen */
	struct map_tally tally;
	/* the pass */
	const char *pass_name, *pass_title;	/* NULL before the first and after the last */
	int pass_at, pass_of;	/* 1-based step of the plan */
	int pass_number;	/* of its kind: retry 2 */
	bool reverse, in_first;	/* in_first: inside a span put first, of which nfirst are left */
	bool in_last;		/* all else is over: inside a span put last */
	int nfirst;
	int32_t pass_left, pass_todo;
	double pass_eta_s, pass_eta_low_s, pass_eta_high_s;	/* negative: not known yet */
	/* the price */
	struct price price;	/* of what is left of the pass */
	double per_minute;	/* sectors won per minute of drive time, over the last minute */
	double stop_below;	/* in force; 0: retries are made whatever they bring */
	double budget_s;	/* of reading that the time limit leaves; negative: there is none */
	struct bill bills[ENGINE_BILLS];	/* the passes that are over, the latest first */
	int nbills;
	unsigned nbilled;	/* passes that are over, in this run */
	struct coming coming[ENGINE_COMING];	/* the passes after this one, the next first */
	int ncoming;
	enum advice advice;
	struct shape shapes[ENGINE_SHAPES];	/* that the damage has, as far as it is seen in the drive shown first */
	int nshapes;
	enum pace pace;		/* that the pass wishes now */
	int32_t position;	/* where it reads, or read last */
	struct span in_flight;	/* count 0: no read under way */
	double read_s;		/* seconds the read in flight has taken so far */
	double since_good_s;	/* since the last sector won; negative: none yet */
	double rate, rate_average;	/* bytes won per second: now (last 10 s), and of the whole run */
	double run_s;		/* time in this run by the drive's clock */
	double saved_ago_s;	/* negative: not yet */
	/* drives */
	struct drive_view drives[ENGINE_DRIVES];
	int ndrives;
	int active;		/* index of the one shown first; -1: none. drives[].active tells of all */
	/* moving the disc */
	enum move_step move;
	int move_from, move_to;	/* indices; -1: none, or wherever it appears */
	struct question ask;
};

struct engine_settings {
	struct job_where where;		/* texts are copied */
	struct job_about about;		/* for a fresh job */
	struct plan_settings plan;
	bool keep_plan;			/* not set by the user: what job.json says counts */
	enum disc_kind kind;		/* DISC_UNKNOWN: find out */
	const char *drives[ENGINE_DRIVES];	/* specs; the first is used first */
	int ndrives;
	unsigned speed;			/* times the disc's single speed; 0: the fastest, and passes may choose */
	unsigned hang_s;		/* a read silent for so long is given up, real time; 0: 60 */
	bool use_all;			/* all of `drives` that hold a copy read at once; else the first that has the disc */
	int64_t time_limit_s;		/* of reading; -1: none; 0: open, check, save, end */
	double stop_below;		/* sectors per minute: retries expected to bring less are not made; 0: all; -1: usual */
	bool fill_set, fill_marker;
	bool start_held;		/* scripts: stand before the first read, as if CMD_HOLD had come for 0 reads */
	bool batch;			/* end by itself when the plan is done; questions answer themselves by ending */
	int grace_ms;			/* tests: how long a hanging drive is waited for; 0: as long as usual */
	long save_reads;		/* tests: save after so many reads; 0: by time */
	/* tests: called by the engine thread around things worth killing it at; NULL otherwise */
	void (*probe)(void *arg, const char *where);
	void *probe_arg;
};

struct engine;

/* Opens job and drive on its own thread; trouble shows in the snapshot. Borrows `drives` and `log`. NULL only when
 * memory or threads are out. */
struct engine *engine_new(const struct engine_settings *s, struct drives *drives, struct log *log);

/* Never blocks. False when the queue (256) is full. Any thread. */
bool engine_post(struct engine *e, struct command c);

/* One lock, one copy. Any thread. */
void engine_snapshot(struct engine *e, struct snapshot *out);

/* The map reduced to cells, under the lock. False before the disc was seen. */
bool engine_cells(struct engine *e, struct span within, int n, uint8_t *looks);
/* The next or previous run in `states` from `lsn`; count 0 if there is none. */
struct span engine_find(struct engine *e, int32_t lsn, bool back, unsigned states);
/* The spans that the user put first, last or never, ascending, at most `most`; how many there are in `out`. Any thread. */
int engine_marks(struct engine *e, struct mark *out, int most);

/* Counts per state inside a span, for the panel of a cell. */
bool engine_count(struct engine *e, struct span within, int32_t count[MAP_STATES]);

/* Readable when the snapshot has changed; drained by engine_snapshot. */
int engine_wake_fd(struct engine *e);

/* Waits until the phase is ENDED, at most `ms` (negative: for ever). */
bool engine_wait(struct engine *e, int ms);

/* Posts STOP, waits at most `ms` for the end, frees. False: a drive still hangs (or the engine has not ended in time); the
 * job is saved and closed, but `drives` and `log` must stay as long as the process. */
bool engine_free(struct engine *e, int ms);

#endif
