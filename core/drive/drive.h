#ifndef DRIVE_DRIVE_H
#define DRIVE_DRIVE_H

#include "base/clock.h"
#include "base/log.h"
#include "base/span.h"
#include "base/status.h"
#include "disc/disc.h"

#include <stdbool.h>
#include <stdint.h>

/* Anything that answers reads. One thread at a time may use a drive. */

struct drive_id {
	char vendor[9], model[17], firmware[5];	/* INQUIRY (SPC-4 6.4.2), blanks normalised; empty for a file */
	char serial[33];
	char spec[256];	/* what the user says: /dev/sr0, a path, sim:FILE#DRIVE */
	char name[24];	/* short: sr0, disc.iso, A */
};

/* Decoded sense data (SPC-4 4.5), fixed or descriptor format. */
struct sense {
	uint8_t key, asc, ascq;
	bool has_lsn;		/* the information field is valid, and lies inside the request */
	int32_t lsn;		/* the first sector that failed */
};

struct read_info {
	int32_t good;		/* sectors at the start of the buffer that are what the disc says */
	bool recovered;		/* good, but the drive had to work for it (key 01h) */
	struct sense sense;	/* all zero when the drive gave none */
	int os_errno;		/* of a plain read; 0 when there was none */
	int64_t took_ns;	/* by the drive's clock */
};

/* What is in the drive. */
struct medium {
	enum disc_kind kind;
	int32_t sectors;	/* as this drive says; the last may be short in a file */
	int64_t bytes;
};

enum tray_action { TRAY_OPEN, TRAY_CLOSE, TRAY_LOCK, TRAY_UNLOCK };

struct drive;
struct drive_ops {
	const char *name;
	/*
	 * Reads `at` into buf (at.count * sector_size bytes, aligned to 4096; at.count <= max_sectors). STATUS_OK: all of
	 * it. Anything else: the first got->good sectors are there and vouched for; of the rest nothing is known.
	 */
	enum status (*read)(struct drive *d, struct span at, uint8_t *buf, struct read_info *got);
	/* STATUS_OK: a disc is there and `m` tells of it. Else why not (NO_MEDIUM, TRAY_OPEN, NOT_READY...). */
	enum status (*medium)(struct drive *d, struct medium *m);
	/* Cheap: has a disc? STATUS_OK, NO_MEDIUM, TRAY_OPEN, NOT_READY, MEDIUM_CHANGED (said once), DRIVE_GONE. */
	enum status (*poll)(struct drive *d);				/* optional */
	enum status (*set_speed)(struct drive *d, unsigned kb_per_s);	/* optional; 0 is the fastest */
	enum status (*tray)(struct drive *d, enum tray_action what);	/* optional */
	void (*close)(struct drive *d);					/* frees d and all it owns */
};

/* A back end's own struct begins with this one and fills it when it opens. */
struct drive {
	const struct drive_ops *ops;
	struct drive_id id;
	struct clock *clock;	/* borrowed */
	int sector_size;
	int32_t max_sectors;	/* most that one read may ask for */
	const char *remark;	/* N_() text to be said once, e.g. that the cache of the system is in the way; or NULL */
	unsigned speed;		/* last set, kB/s; 0: the fastest */
};

/* These give the answer for an empty slot (UNSUPPORTED; poll: medium), time the reads and check the bounds. */
enum status drive_read(struct drive *d, struct span at, uint8_t *buf, struct read_info *got);
enum status drive_medium(struct drive *d, struct medium *m);
enum status drive_poll(struct drive *d);
enum status drive_set_speed(struct drive *d, unsigned kb_per_s);
enum status drive_tray(struct drive *d, enum tray_action what);
void drive_close(struct drive *d);

/* "sr0 PLEXTOR PX-716A 1.11"; just the name when there is no model. Bytes from the drive are made printable. */
void drive_title(const struct drive_id *id, char *out, size_t size);

/* For back ends: a padded text field of a drive. Unprintable bytes become '?', runs of blanks one blank, none at the
 * ends; a zero byte ends it. `out` holds len + 1 bytes. */
void drive_take_text(char *out, const void *field, size_t len);

/* How a back end is opened, in drives.c's ordered list. `f` says what is wrong. */
struct drive_settings {
	int sector_size;	/* 0: 2048 */
	enum disc_kind kind;	/* DISC_UNKNOWN: find out */
};

enum status block_open(const char *path, const struct drive_settings *s, struct drive **out, struct fault *f);

struct transport;
/* An MMC drive behind a transport, which it owns from now on, also when it fails. INQUIRY is sent. */
enum status mmc_open(struct transport *t, const char *spec, const char *name, const struct drive_settings *s,
		     struct drive **out, struct fault *f);

#endif
