#ifndef SIM_SCENARIO_H
#define SIM_SCENARIO_H

#include "base/status.h"
#include "sim/damage.h"
#include "sim/words.h"

/* What a scenario file says, checked as far as that goes without opening images. The language: doc/scenarios.md. */

#define SCENARIO_DISCS 16
#define SCENARIO_DRIVES 16
#define SCENARIO_HURTS 2000	/* per disc */
#define SCENARIO_TROUBLES 16	/* hangs and wrong spans of one drive */
#define SCENARIO_BYTES (1 << 20)

struct scenario_disc {
	char name[16];
	long line, image_line, sectors_line;
	enum disc_kind kind;
	char image[512];	/* as written */
	char label[33];
	int64_t sectors;	/* 0: not said */
	int64_t seed;
	struct hurt *hurts;	/* malloc'd */
	int hurt_count;
};

/* Where a drive misbehaves: `value` is seconds (a hang) or a chance (wrong data). */
struct trouble {
	int64_t lsn, count;
	double value;
};

struct troubles {
	struct trouble at[SCENARIO_TROUBLES];
	int count;
};

enum speed_curve { SPEED_USUAL, SPEED_CLV, SPEED_CAV };

struct scenario_drive {
	char name[16];
	long line, disc_line;
	char vendor[9], model[28], firmware[5], serial[21];
	char disc[16];		/* what is in it at the start: empty: not said */
	enum speed_curve curve;
	double speed;		/* times the kind's 1x; of a CAV drive at 58 mm */
	double spinup, seek, failed_read, ready_after, slow_time;	/* seconds */
	double slow_factor, skill, recovered;
	int64_t seed;		/* -1: from its name */
	int64_t cache;		/* sectors */
	int64_t capacity;	/* sectors it reports more than there are */
	int64_t vanish;		/* LSN; -1: never */
	int64_t max_transfer;	/* bytes */
	uint64_t refuses;	/* a bit per row of the target's command table */
	unsigned reads;		/* a bit per disc_kind */
	bool short_reads, fua;
	struct troubles hangs, wrong;
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

/* An item of a [damage] section, into *h. NULL, or what is wrong. In scenario_damage.c. */
const char *scenario_hurt(const char *key, struct words *w, struct hurt *h);

#endif
