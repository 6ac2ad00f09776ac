#ifndef DRIVE_DRIVE_H
#define DRIVE_DRIVE_H

#include "base/clock.h"
#include "base/log.h"
#include "base/span.h"
#include "base/status.h"
#include "disc/disc.h"
#include "disc/toc.h"

#include <stdbool.h>
#include <stdint.h>

/* Anything that answers reads. One thread at a time may use a drive. */

struct drive_id {
	char vendor[9], model[17], firmware[5];	/* INQUIRY (SPC-4 6.4.2), blanks normalised; empty for a file */
	char serial[33];
	char spec[256];	/* what the user says: /dev/sr0, a path, sim:FILE#DRIVE */
	char name[24];	/* short: sr0, disc.iso, A */
	char bus[64];	/* where it is plugged in: "pci-0000:00:1f.2-ata-3", "usb-0:2:1.0"; empty: not known */
};

/* Decoded sense data (SPC-4 4.5), fixed or descriptor format. */
struct sense {
	uint8_t key, asc, ascq;
	bool has_lsn;		/* the information field is valid, and lies inside the request, behind its first sector */
	int32_t lsn;		/* the first sector that failed */
	bool first;		/* it is valid and names the first sector; many drives leave that there whatever failed */
};

struct read_info {
	int32_t good;		/* sectors at the start of the buffer that are what the disc says */
	bool recovered;		/* good, but the drive had to work for it (key 01h) */
	struct sense sense;	/* all zero when the drive gave none */
	int os_errno;		/* of a plain read; 0 when there was none */
	char command[24];	/* the last that was sent, by its name in MMC-6: "READ(12)"; empty: no command */
	int64_t took_ns;	/* by the drive's clock */
};

/* What is in the drive. */
struct medium {
	enum disc_kind kind;
	int32_t sectors;	/* as this drive says; the last may be short in a file. 0: there is a disc, its size is not told */
	int64_t bytes;
	uint16_t profile;	/* MMC-6 5.2: 0008h CD-ROM, 0010h DVD-ROM...; 0: not told */
	struct disc_toc toc;
};

enum ability { ABILITY_UNKNOWN, ABILITY_NO, ABILITY_YES };
enum { DRIVE_SPEEDS = 16 };

/* What a drive can do, found out by trying: what it declares is not to be trusted. */
struct drive_abilities {
	enum ability mmc;		/* it answers MMC commands; NO: a block device or a file */
	enum ability read_cd;		/* READ CD of a data sector (needs a CD in it) */
	enum ability c2;		/* READ CD with C2 error pointers (needs a CD) */
	enum ability fua;		/* takes FUA in READ; whether it then reads the disc is `cache`'s matter */
	enum ability cache;		/* repeats come from its cache, FUA or not: only distance helps */
	enum ability set_speed;		/* takes SET CD SPEED or SET STREAMING */
	enum ability speed_matters;	/* measured: what was set is what was seen */
	enum ability retries;		/* mode page 01h takes another read retry count */
	int nspeeds;			/* that it offers for the disc in it now, kB/s of 1000, ascending */
	unsigned speeds[DRIVE_SPEEDS];
	double failed_read_s;		/* seconds per failed read, as measured over all jobs; 0: not known */
};

/* The command that a drive is at now. */
struct drive_now {
	char command[24];	/* by its name in MMC-6; empty: none */
	int32_t lsn;		/* of a read; -1 */
	int64_t since_ns;	/* real clock */
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
	/* Cheap: has a disc? STATUS_OK, NO_MEDIUM, TRAY_OPEN, NOT_READY, MEDIUM_CHANGED and EJECT_ASKED (said once),
	 * DRIVE_GONE. */
	enum status (*poll)(struct drive *d);				/* optional */
	enum status (*set_speed)(struct drive *d, unsigned kb_per_s);	/* optional; 0 is the fastest */
	enum status (*tray)(struct drive *d, enum tray_action what);	/* optional */
	/* As read, but from the disc and not from the drive's cache. STATUS_UNPROVEN: read, but it may be from the cache. */
	enum status (*read_fresh)(struct drive *d, struct span at, uint8_t *buf, struct read_info *got);	/* optional */
	/* Fills in what *a does not know yet and can be found out with what is in the drive now; takes a second or so. */
	enum status (*abilities)(struct drive *d, struct drive_abilities *a);		/* optional */
	/* How often the drive itself repeats a read (mode page 01h, MMC-6 7.2.3); -1: as it was found. */
	enum status (*set_retries)(struct drive *d, int count);				/* optional */
	/* Which command it is at. The one slot that any thread may call, while another is in a call. False: not known. */
	bool (*now)(struct drive *d, struct drive_now *now);				/* optional */
	/* Restores what was changed in the drive (retries, speed, lock of the tray); frees d and all it owns. */
	void (*close)(struct drive *d);
};

/* A back end's own struct begins with this one and fills it when it opens. */
struct drive {
	const struct drive_ops *ops;
	struct drive_id id;
	struct clock *clock;	/* borrowed */
	int sector_size;
	int32_t max_sectors;	/* most that one read may ask for */
	const char *remark;	/* N_() text to be said once, e.g. that the cache of the system is in the way; or NULL. Any
				 * call may find something to remark on */
	unsigned speed;		/* last set, kB/s; 0: the fastest */
};

/* These give the answer for an empty slot (UNSUPPORTED; poll: medium), time the reads and check the bounds. */
enum status drive_read(struct drive *d, struct span at, uint8_t *buf, struct read_info *got);
enum status drive_medium(struct drive *d, struct medium *m);
enum status drive_poll(struct drive *d);
enum status drive_set_speed(struct drive *d, unsigned kb_per_s);
enum status drive_tray(struct drive *d, enum tray_action what);
enum status drive_read_fresh(struct drive *d, struct span at, uint8_t *buf, struct read_info *got);	/* else: as read */
enum status drive_abilities(struct drive *d, struct drive_abilities *a);	/* else: OK, and mmc = NO */
enum status drive_set_retries(struct drive *d, int count);
bool drive_now(struct drive *d, struct drive_now *now);
void drive_close(struct drive *d);

/* "sr0 PLEXTOR PX-716A 1.11"; just the name when there is no model. Bytes from the drive are made printable. */
void drive_title(const struct drive_id *id, char *out, size_t size);
/* Vendor and model are the same; false where no model is known. */
bool drive_same_make(const struct drive_id *a, const struct drive_id *b);

/* For back ends: a padded text field of a drive. Unprintable bytes become '?', runs of blanks one blank, none at the
 * ends; a zero byte ends it. `out` holds len + 1 bytes. */
void drive_take_text(char *out, const void *field, size_t len);

/* How a back end is opened, in drives.c's ordered list. `f` says what is wrong. */
struct drive_settings {
	int sector_size;	/* 0: 2048 */
	enum disc_kind kind;	/* DISC_UNKNOWN: find out */
	unsigned hang_s;	/* a read that takes longer is a hang; 0: 60. Timeouts of commands follow from it */
};

enum status block_open(const char *path, const struct drive_settings *s, struct drive **out, struct fault *f);

struct transport;
/* An MMC drive behind a transport, which it owns from now on, also when it fails. INQUIRY is sent. */
enum status mmc_open(struct transport *t, const char *spec, const char *name, const struct drive_settings *s,
		     struct drive **out, struct fault *f);

/*
 * Opens a device or file in this process: an optical drive by MMC over SG_IO, else over libcdio, and where neither is
 * allowed, or it is no optical drive, by plain reads; then the drive's remark says so.
 */
enum status node_open(const char *path, const struct drive_settings *s, struct drive **out, struct fault *f);

#endif
