#ifndef SIM_SCENARIO_H
#define SIM_SCENARIO_H

#include "base/status.h"
#include "sim/damage.h"
#include "sim/words.h"

/* What a scenario file says, checked as far as that goes without opening images. The language: doc/scenarios.md. */

#define SCENARIO_DISCS 16
#define SCENARIO_DRIVES 16
#define SCENARIO_HURTS 2000	/* per disc */
#define SCENARIO_TROUBLES 64	/* of one drive */
#define SCENARIO_REPLIES 16	/* of one drive */
#define SCENARIO_DIFFERENCES 16	/* of one disc */
#define SCENARIO_SPEEDS 16
#define SCENARIO_BYTES (1 << 20)

/* Where a copy differs from its disc. */
struct difference {
	char path[128];		/* of a file; empty: the sectors */
	int64_t lsn, count;
	long line;
};

struct scenario_disc {
	char name[16];
	long line, image_line, sectors_line, copy_line, session_line, velocity_line;
	enum disc_kind kind;	/* DISC_UNKNOWN only while it is being parsed */
	char copy[16];		/* the disc that it is a copy of; empty: of none */
	char image[512];	/* as written; of a copy that of its disc, as are label, sectors and content */
	char label[33];
	int64_t sectors;	/* 0: not said */
	int64_t seed;		/* of accidents and luck */
	int64_t content;	/* seed of a built-in disc's content */
	double velocity;	/* m/s at 1x; 0: as usual */
	double pitch;		/* um; 0: as usual */
	double hopeless;	/* units with a smaller chance are never read */
	int64_t session;	/* LSN at which the second session begins; 0: there is one session */
	struct difference differs[SCENARIO_DIFFERENCES];
	int differ_count;
	struct hurt *hurts;	/* malloc'd */
	int hurt_count;
};

/* Where a drive misbehaves, and how. */
enum trouble_kind {
	TROUBLE_HANG, TROUBLE_BLOCK, TROUBLE_WRONG, TROUBLE_ANSWER, TROUBLE_WEDGE, TROUBLE_RESET, TROUBLE_VANISH, TROUBLE_EJECT,
	TROUBLE_SPEED_FALL,
};

/* One item. Fields that its kind does not use are zero. */
struct trouble {
	enum trouble_kind kind;
	long line;
	int64_t lsn, count;
	uint32_t sense;		/* answer: key << 16 | ASC << 8 | ASCQ */
	double seconds;		/* that it takes */
	double chance, factor;
	int64_t attempts;	/* the first so many, of each unit; 0: all. vanish: at its how-manieth read of the place */
	int64_t aligned;	/* only requests that begin at a multiple of this, and are at least as long; 0: all */
	int64_t jump;		/* only where the head does not come from at most so many sectors before; 0: always */
	int64_t far;		/* wedge: a read so many sectors away heals it */
	int64_t command;	/* only this row of the target's table; -1: all */
	double after;		/* vanish, eject: seconds until it comes back, or a disc is put in; 0: never, none */
	bool force;		/* eject: also a locked tray */
	char name[16];		/* vanish: its new name; eject: the disc that is put in */
};

/* How a command is answered instead of being run. */
struct reply {
	int64_t command;	/* row of the target's table */
	unsigned shape;		/* SHAPE_ bits that it must have, all of them */
	uint32_t sense;
	double seconds;
	int64_t attempts;	/* the first so many since power-on; 0: all */
	long line;
};

/* Shapes of a read. */
enum { SHAPE_FUA = 1, SHAPE_C2 = 2, SHAPE_SUB_1 = 4, SHAPE_SUB_2 = 8, SHAPE_SUB_4 = 16, SHAPE_CDDA = 32, SHAPE_RAW = 64 };

enum speed_curve { SPEED_USUAL, SPEED_CLV, SPEED_CAV };
enum capacity_form { CAPACITY_MORE, CAPACITY_TOTAL, CAPACITY_HALF, CAPACITY_NONE, CAPACITY_STALE };
enum after_flush { FLUSH_CLEAN, FLUSH_ZERO, FLUSH_PREVIOUS };

struct scenario_drive {
	char name[16];
	long line, disc_line;
	char vendor[9], model[28], firmware[5], serial[21];
	char disc[16];		/* what is in it at the start: empty: not said */
	char host[16];		/* drives with one name here wait for each other; empty: alone */
	enum speed_curve curve;
	double speed;		/* times the kind's 1x; of a CAV drive at 58 mm */
	double spinup, seek, failed_read, ready_after, loading, slow_time;	/* seconds */
	double slow_factor, skill, recovered;
	double speed_gain;	/* logit of the chance, for each halving of the speed */
	double speed_change;	/* seconds that the first read at another speed takes longer */
	int64_t stubborn;	/* so many attempts in a row have the same luck */
	int64_t seed;		/* -1: from its name */
	int64_t cache;		/* sectors */
	enum capacity_form capacity_form;
	int64_t capacity;	/* sectors: MORE than there are, or in TOTAL */
	int64_t toc;		/* sectors by which the lead-out of the TOC is off */
	int64_t max_transfer;	/* bytes */
	uint64_t refuses;	/* a bit per row of the target's command table */
	unsigned reads;		/* a bit per disc_kind */
	int64_t error_page[2];	/* bytes 2 and 3 of mode page 01h as another program left them; -1: as at power-on */
	double speeds[SCENARIO_SPEEDS];	/* times 1x, ascending */
	int speed_count;	/* 0: the usual ones */
	enum after_flush after_flush;
	bool short_reads, fua, c2, retries, obeys_speed, endless, bad_cable, toc_bcd, button_sense;
	struct trouble troubles[SCENARIO_TROUBLES];
	int trouble_count;
	struct reply replies[SCENARIO_REPLIES];
	int reply_count;
};

struct scenario {
	struct scenario_disc discs[SCENARIO_DISCS];
	struct scenario_drive drives[SCENARIO_DRIVES];
	int disc_count, drive_count;
	double pace;
};

/* `name` is the file's, for faults. *out is freed by scenario_free(). */
enum status scenario_parse(const char *text, size_t len, const char *name, struct scenario **out, struct fault *f);
void scenario_free(struct scenario *s);

/* Index of a disc by its name; -1. */
int scenario_find_disc(const struct scenario *s, const char *name);

/*
 * For the parser only.
 */

/* A key of a section: where its value goes, and who reads it. */
struct scenario_key {
	const char *name;
	const char *(*read)(struct words *w, const struct scenario_key *k, void *field);	/* NULL, or what is wrong */
	size_t offset;
	double min, max;
	size_t size;		/* of a text; bytes of a unit of sizes */
	bool repeats;
};

/* The keys of the sections, in scenario_keys.c; a NULL name ends each. */
extern const struct scenario_key scenario_world_keys[], scenario_disc_keys[], scenario_drive_keys[];

/* An item of a [damage] section, into *h. NULL, or what is wrong. In scenario_damage.c. */
const char *scenario_hurt(const char *key, struct words *w, struct hurt *h);

/* An item of a [drive] section that is a trouble at a place, or a reply to a command: in scenario_trouble.c. *ours is
 * false, and nothing is taken, if the key is none of those. */
const char *scenario_trouble(const char *key, struct words *w, struct scenario_drive *d, long line, bool *ours);

/* "LSN" or "LSN +COUNT". */
const char *scenario_span(struct words *w, int64_t *lsn, int64_t *count);

/* What can be said only when all of it is known: in scenario_check.c. Completes copies, models and discs at the start. */
enum status scenario_check(struct scenario *s, const char *name, struct fault *f);

#endif
