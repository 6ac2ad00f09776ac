#ifndef DRIVE_MMC_H
#define DRIVE_MMC_H

#include "drive/drive.h"
#include "drive/sense.h"
#include "drive/transport.h"

#include <pthread.h>

/* What the files of the MMC back end share; nobody else includes this. */

/* The shapes in which user data can be asked for, in the order of trying. */
enum shape { SHAPE_READ_10, SHAPE_READ_12, SHAPE_READ_CD_MODE_1, SHAPE_READ_CD_MODE_2, SHAPES };

enum { PAGE_BYTES = 32 };

/* Mode page 01h, read error recovery (MMC-6 7.2.3), as long as nobody but us touches it. */
struct recovery {
	bool looked;			/* it has been asked for, since the drive was reset or has another disc */
	bool refused;			/* this drive tells none */
	bool no_count;			/* it takes no other count of retries */
	bool denied;			/* not by the drive: the system does not let us */
	bool changed;			/* what the drive goes by is ours, and `found` is to be restored */
	int len;			/* of the page with its head; 0: not told */
	uint8_t found[PAGE_BYTES], ours[PAGE_BYTES];
	uint8_t mask[PAGE_BYTES];	/* bits that can be changed; all, if the drive does not say */
	int retries;			/* wanted; -1: as found */
};

struct mmc {
	struct drive drive;	/* first */
	struct transport *t;	/* owned */
	enum disc_kind wanted;	/* what the user says it is; DISC_UNKNOWN: the drive decides */
	enum disc_kind kind;	/* of the disc that was seen last */
	enum shape shape;	/* the one that worked last */
	unsigned dead;		/* set of shapes whose operation code this drive does not know */
	unsigned fastest;	/* kB/s that it reaches on this disc; 0: not known */
	bool speed_set;		/* to be said again after a reset */
	bool locked;		/* the tray, by us */
	bool no_events;		/* it does not tell of events */
	bool changed;		/* a change of medium was told to a command that could not pass it on */
	unsigned proven;	/* set of shapes that have given data, or an error of the medium */
	unsigned timed_out;	/* set of shapes whose first answer was that the drive's own timer ran out */
	int32_t sectors;	/* of the disc that was seen last, as it was told; 0: not known */
	int32_t most;		/* sectors that one command may ask for: max_sectors, until that proves too many */
	uint32_t read_ms;	/* how long a read may take */
	struct recovery page;
	enum ability fua;	/* takes the bit in READ */
	int64_t reads_ns;	/* what the reads of the last mmc_read_part() took, without refusals */
	unsigned evictions;
	bool obliging;		/* mmc_ask() must not repeat: it runs amid another command */
	bool gone;		/* the last command did not reach it: nothing can be restored */
	uint8_t opcode;		/* of the last command */
	pthread_mutex_t now_lock;	/* over now */
	struct drive_now now;	/* what mmc_now() tells to other threads */
};

enum { MMC_SECTOR = 2048, MMC_C2_BYTES = 2352 + 294 };

/* SPC-4 6.13: which values of a mode page. */
enum page_control { PAGE_CURRENT, PAGE_CHANGEABLE };

/* mmc_cdb.c: every command this back end sends, by its name in MMC-6 and SPC-4. HACKING.md has the table. */
struct transport_cmd cdb_test_unit_ready(void);						/* SPC-4 6.37 */
struct transport_cmd cdb_inquiry(uint8_t *buf, uint8_t len);				/* SPC-4 6.4 */
struct transport_cmd cdb_inquiry_page(uint8_t *buf, uint8_t len, uint8_t page);		/* SPC-4 6.4 */
struct transport_cmd cdb_start_stop(bool load_eject, bool start);			/* MMC-6 6.42 */
struct transport_cmd cdb_prevent_allow(bool prevent);					/* MMC-6 6.13 */
struct transport_cmd cdb_read_capacity(uint8_t buf[8]);					/* MMC-6 6.18 */
struct transport_cmd cdb_read_toc(uint8_t *buf, uint16_t len);				/* MMC-6 6.25, format 0 */
/* MMC-6 6.6 */
struct transport_cmd cdb_get_configuration(uint8_t *buf, uint16_t len, int rt, uint16_t feature);
struct transport_cmd cdb_get_event_status(uint8_t *buf, uint16_t len);			/* MMC-6 6.7, media class */
struct transport_cmd cdb_stop_play(void);						/* MMC-3 */
struct transport_cmd cdb_read_disc_information(uint8_t *buf, uint16_t len);		/* MMC-6 6.21 */
struct transport_cmd cdb_read_track_information(uint8_t *buf, uint16_t len, uint32_t track);	/* MMC-6 6.26 */
/* MMC-6 6.22, format 00h */
struct transport_cmd cdb_read_disc_structure(uint8_t *buf, uint16_t len, uint8_t layer);
/* SPC-4 6.13, 6.10 */
struct transport_cmd cdb_mode_sense(uint8_t *buf, uint16_t len, uint8_t page, enum page_control control,
				    bool no_blocks);
struct transport_cmd cdb_mode_select(uint8_t *buf, uint16_t len);
struct transport_cmd cdb_get_performance(uint8_t *buf, uint32_t len);			/* MMC-6 6.8, type 00h */
struct transport_cmd cdb_set_cd_speed(uint16_t kb_per_s);				/* MMC-6 6.37 */
uint16_t mmc_speed_code(unsigned kb_per_s);		/* 0: the fastest, which is FFFFh */
/* MMC-6 6.39; makes its parameters in buf. kb_per_s 0: as the drive would by itself. `sectors` 0: not known */
struct transport_cmd cdb_set_streaming(uint8_t buf[28], unsigned kb_per_s, int32_t sectors);
/* MMC-6 6.15, 6.16, 6.19 */
struct transport_cmd cdb_read(enum shape shape, struct span at, bool fua, uint8_t *buf);
struct transport_cmd cdb_read_c2(int32_t lsn, uint8_t buf[MMC_C2_BYTES]);		/* MMC-6 6.19 */

/*
 * mmc_cmd.c. Runs `c`, which asks for the sectors `at` (count 0: for none), and repeats it where the sense table says
 * so: twice after trouble of the connection, once after a reset or when it came at a wrong time. What comes back is the
 * last answer.
 */
enum status mmc_send(struct mmc *m, struct transport_cmd *c, struct span at, struct sense *sense);
/* The same for commands that are not reads: a change of medium is noted for the next read or poll, and the command
 * repeated. */
enum status mmc_do(struct mmc *m, struct transport_cmd *c, struct sense *sense);
/* As mmc_do(), but while another command is under way (see `obliging`): once, and only the news of another disc
 * count. */
enum status mmc_ask(struct mmc *m, struct transport_cmd *c);
/* Whether that says that the drive, or the system for it, will never take the command. */
bool mmc_is_refusal(enum status st);
/* Whole sectors of `at` at the start of `buf` that the drive has written to since mmc_send() poisoned them. */
int32_t mmc_delivered(struct span at, const uint8_t *buf);
/* Bytes that arrived. */
uint32_t mmc_bytes(const struct transport_cmd *c);
/* The disc may be another one: to be told by the next read or poll. */
void mmc_note_change(struct mmc *m);
/* What one disc taught says nothing of another. */
void mmc_forget_disc(struct mmc *m);

bool mmc_now(struct drive *d, struct drive_now *now);

/* mmc_read.c */
enum status mmc_read(struct drive *d, struct span at, uint8_t *buf, struct read_info *got);
enum status mmc_read_part(struct mmc *m, struct span at, bool fua, uint8_t *buf, struct read_info *got);
/* The drive did not find the place to which it jumped. */
bool mmc_lost(struct sense s);
/* A read that ended so is done again, with a run-up; got is as it was when that does not help. */
enum status mmc_approach(struct mmc *m, struct span at, uint8_t *buf, struct read_info *got);

/* mmc_fresh.c */
enum status mmc_read_fresh(struct drive *d, struct span at, uint8_t *buf, struct read_info *got);
/* Less than this, and it came from the drive's cache. */
#define MMC_CACHED_NS (6 * NS_PER_MS)

/* mmc_page.c: looks at page 01h, unless that is done, and puts right what hides errors. Nothing is said of failures. */
void mmc_page_look(struct mmc *m);
/* What the drive was told is lost, or was changed by somebody. */
void mmc_page_lost(struct mmc *m);
void mmc_page_restore(struct mmc *m);
enum status mmc_set_retries(struct drive *d, int count);
/* Another count than the one that was found, and back to what was wanted. */
enum status mmc_try_retries(struct mmc *m);

/* A reset has undone the lock of the tray. */
void mmc_lock_again(struct mmc *m);

/* mmc_speed.c */
enum status mmc_set_speed(struct drive *d, unsigned kb_per_s);
/* Says the speed again, or takes it back. */
void mmc_speed_again(struct mmc *m);
void mmc_speed_restore(struct mmc *m);
/* Fills in set_speed and speeds. */
void mmc_speeds(struct mmc *m, struct drive_abilities *a);

/* mmc_medium.c, mmc_capacity.c, mmc_able.c, mmc_id.c */
enum status mmc_medium(struct drive *d, struct medium *m);
enum status mmc_capacity(struct mmc *m, struct medium *out);
/* Only a read may ever say UNREADABLE. A drive that fails on the disc as a whole cannot use it. */
enum status mmc_of_the_disc(enum status st);
enum status mmc_poll(struct drive *d);
enum status mmc_tray(struct drive *d, enum tray_action what);
enum status mmc_abilities(struct drive *d, struct drive_abilities *a);
enum status mmc_identify(struct mmc *m, struct fault *f);

#endif
