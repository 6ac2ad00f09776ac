#ifndef SIM_SIM_H
#define SIM_SIM_H

#include "base/clock.h"
#include "base/span.h"
#include "base/status.h"
#include "disc/disc.h"
#include "drive/transport.h"

#include <stdbool.h>

/*
 * A simulated world: discs, the drives that hold them, the damage, and a clock. Loaded from a scenario file, whose
 * language is in doc/scenarios.md. Results of reads are a pure function of (seed, drive, sector, attempt).
 * Any thread may call; a lock inside. A world lives until sim_free(), which comes after its transports are closed.
 */
struct sim;

enum status sim_load(const char *path, struct sim **out, struct fault *f);
/* The same of a text in memory; `name` stands for the file in faults, and images are looked for beside it. */
enum status sim_parse(const char *text, size_t len, const char *name, struct sim **out, struct fault *f);
void sim_free(struct sim *w);

struct clock *sim_clock(struct sim *w);
/* 0: time is counted, not slept. n > 0: n seconds of simulated time are slept as one. */
void sim_set_pace(struct sim *w, double pace);
/* The pace the scenario itself asks for when it is watched (its key "pace"); 0 if it does not say. */
double sim_wanted_pace(const struct sim *w);

int sim_drives(const struct sim *w);
const char *sim_drive_name(const struct sim *w, int drive);	/* "A", for now; the text stays until sim_free() */
int sim_find_drive(const struct sim *w, const char *name);	/* -1 if there is none; case counts */

/* An MMC target behind a transport. NULL when memory is out. */
struct transport *sim_transport(struct sim *w, int drive);

/*
 * The operator's hands. Ejecting (START STOP UNIT, or this) leaves the disc in the open tray's drive until it is put
 * elsewhere: insert takes the disc that lies in the tray that was opened last, and closes the tray on it; NO_MEDIUM if
 * no open tray holds one. A locked tray, or one closed on another disc, gives REFUSED (and an eject request).
 */
enum status sim_eject(struct sim *w, int drive);
enum status sim_insert(struct sim *w, int drive);
/* Puts a named disc of the scenario in, taking out what was there. REFUSED when it is closed in another drive. */
enum status sim_load_disc(struct sim *w, int drive, const char *disc);
enum status sim_vanish(struct sim *w, int drive);	/* the cable is pulled */
/* Plugged in again, as after power-on, under a new name if `name` is not NULL: sim_drive_name() gives it from now on.
 * Transports from before stay DRIVE_GONE for ever. REFUSED when it is not gone, EXISTS when another drive has the name. */
enum status sim_return(struct sim *w, int drive, const char *name);

/* It is plugged in. Where time is only counted and a drive is to come back by itself, asking is half a second of waiting. */
bool sim_here(struct sim *w, int drive);

/* For tests: the truth. 2048 bytes of a sector of the disc now in the drive. */
enum status sim_truth(struct sim *w, int drive, int32_t lsn, uint8_t *buf);
/* How likely one attempt of that drive reads that sector, 0 to 1, at full speed. */
double sim_chance(struct sim *w, int drive, int32_t lsn);
int32_t sim_sectors(struct sim *w, int drive);
/* Sectors that were asked of the medium so far, good or not, and how many reads failed. */
int64_t sim_sectors_asked(struct sim *w, int drive);
int64_t sim_failures(struct sim *w, int drive);
/* How many attempts in a row, from now on and with the speed limited to so many kB/s (0: not), it takes that drive to read
 * that sector; 0: `most` are not enough. */
int sim_needed(struct sim *w, int drive, int32_t lsn, unsigned kb_per_s, int most);

/* A read that got as far as the medium, or its cache. */
struct sim_read {
	int drive;
	struct span asked;
	int32_t good;		/* sectors read; less than asked: the next one failed */
	int32_t given;		/* of those, what the host was given */
	bool failed;		/* an attempt at a unit did: at asked.lsn + good, unless the drive does not say so */
	double chance;		/* that this one had at full speed; 0: none */
	int64_t began_ns, ended_ns;	/* by the world's clock */
	int64_t real_ns;	/* when the command came, by the system's clock */
	unsigned kb_per_s;	/* the limit set by the host; 0: none */
};

/* `told` is called after each such read, by the thread that reads, without any lock. One at a time; NULL ends it. Call it
 * while nothing reads. */
void sim_watch(struct sim *w, void (*told)(void *arg, const struct sim_read *r), void *arg);

#endif
