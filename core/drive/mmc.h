#ifndef DRIVE_MMC_H
#define DRIVE_MMC_H

#include "drive/drive.h"
#include "drive/sense.h"
#include "drive/transport.h"

#include <pthread.h>

/* What the files of the MMC back end share; nobody else includes this. */

/* The shapes in which user data can be asked for, in the order of trying. */
enum shape { SHAPE_READ_10, SHAPE_READ_12, SHAPE_READ_CD_MODE_1, SHAPE_READ_CD_MODE_2, SHAPES };

struct mmc {
	struct drive drive;	/* first */
	struct transport *t;	/* owned */
	enum disc_kind wanted;	/* what the user says it is; DISC_UNKNOWN: the drive decides */
	enum disc_kind kind;	/* of the disc that was seen last */
	enum shape shape;	/* the one that worked last */
	unsigned dead;		/* set of shapes whose operation code this drive does not know */
	bool speed_set;		/* to be said again after a reset */
	bool locked;		/* the tray, by us */
	bool changed;		/* a change of medium was told to a command that could not pass it on */
	unsigned proven;	/* set of shapes that have given data, or an error of the medium */
	unsigned timed_out;	/* set of shapes whose first answer was that the drive's own timer ran out */
	int32_t sectors;	/* of the disc that was seen last, as it was told; 0: not known */
	uint32_t read_ms;	/* how long a read may take */
	bool gone;		/* the last command did not reach it: nothing can be restored */
	uint8_t opcode;		/* of the last command */
	pthread_mutex_t now_lock;	/* over now */
	struct drive_now now;	/* what mmc_now() tells to other threads */
};

enum { MMC_SECTOR = 2048 };

/* mmc_cdb.c: every command this back end sends, by its name in MMC-6 and SPC-4. */
struct transport_cmd cdb_inquiry(uint8_t *buf, uint8_t len);				/* SPC-4 6.4 */
struct transport_cmd cdb_test_unit_ready(void);						/* SPC-4 6.37 */
/* MMC-6 6.6 */
struct transport_cmd cdb_get_configuration(uint8_t *buf, uint16_t len, int rt, uint16_t feature);
struct transport_cmd cdb_get_event_status(uint8_t *buf, uint16_t len);			/* MMC-6 6.7, media class */
struct transport_cmd cdb_read_capacity(uint8_t buf[8]);					/* MMC-6 6.24 */
struct transport_cmd cdb_read(enum shape shape, struct span at, uint8_t *buf);		/* MMC-6 6.16, 6.17, 6.19 */
struct transport_cmd cdb_set_cd_speed(uint16_t kb_per_s);				/* MMC-6 6.37 */
uint16_t mmc_speed_code(unsigned kb_per_s);		/* 0: the fastest, which is FFFFh */
struct transport_cmd cdb_start_stop(bool load_eject, bool start);			/* MMC-6 6.42 */
struct transport_cmd cdb_prevent_allow(bool prevent);					/* MMC-6 6.13 */
struct transport_cmd cdb_stop_play(void);						/* MMC-5 6.45 */

/*
 * mmc_cmd.c. Runs `c`, which asks for the sectors `at` (count 0: for none), and repeats it where the sense table says
 * so: twice after trouble of the connection, once after a reset or when it came at a wrong time. What comes back is the
 * last answer.
 */
enum status mmc_send(struct mmc *m, struct transport_cmd *c, struct span at, struct sense *sense);
/* The same for commands that are not reads: a change of medium is noted for the next read or poll, the command repeated. */
enum status mmc_do(struct mmc *m, struct transport_cmd *c, struct sense *sense);
/* Whole sectors of `at` at the start of `buf` that the drive has written to since mmc_send() poisoned them. */
int32_t mmc_delivered(struct span at, const uint8_t *buf);
/* Bytes that arrived. */
uint32_t mmc_bytes(const struct transport_cmd *c);
/* The disc may be another one: to be told by the next read or poll. */
void mmc_note_change(struct mmc *m);
/* What one disc taught says nothing of another. */
void mmc_forget_disc(struct mmc *m);

bool mmc_now(struct drive *d, struct drive_now *now);

/* mmc_read.c, mmc_medium.c, mmc_id.c */
enum status mmc_read(struct drive *d, struct span at, uint8_t *buf, struct read_info *got);
enum status mmc_medium(struct drive *d, struct medium *out);
enum status mmc_poll(struct drive *d);
enum status mmc_set_speed(struct drive *d, unsigned kb_per_s);
enum status mmc_tray(struct drive *d, enum tray_action what);
enum status mmc_identify(struct mmc *m, struct fault *f);

#endif
