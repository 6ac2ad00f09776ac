#include "config.h"
#include "drive/mmc.h"

#include "base/hash.h"

#include <stdio.h>
#include <string.h>

/* SAM-5 5.3.1 */
enum { GOOD = 0x00, CHECK_CONDITION = 0x02, BUSY = 0x08, TASK_SET_FULL = 0x28 };

enum { REPEATS_CONNECTION = 2, REPEATS_RESET = 1, REPEATS_CHANGED = 3, REPEATS_SEQUENCE = 1 };

/* A pattern that no disc holds at that place: where it still stands at an edge of a sector, nothing was written. */
static void poison_words(int32_t lsn, uint64_t word[2])
{
	word[0] = hash_mix(0x706f69736f6e6564u, (uint64_t)lsn);
	word[1] = hash_mix(word[0], (uint64_t)lsn);
}

static void poison(struct span at, uint8_t *buf)
{
	for (int32_t i = 0; i < at.count; i++) {
		uint64_t word[2];

		poison_words(at.lsn + i, word);
		for (size_t b = 0; b < MMC_SECTOR; b += sizeof word)
			memcpy(buf + (size_t)i * MMC_SECTOR + b, word, sizeof word);
	}
}

int32_t mmc_delivered(struct span at, const uint8_t *buf)
{
	for (int32_t i = 0; i < at.count; i++) {
		const uint8_t *sector = buf + (size_t)i * MMC_SECTOR;
		uint64_t word[2];

		poison_words(at.lsn + i, word);
		if (memcmp(sector, word, sizeof word) == 0
		    || memcmp(sector + MMC_SECTOR - sizeof word, word, sizeof word) == 0)
			return i;
	}
	return at.count;
}

uint32_t mmc_bytes(const struct transport_cmd *c)
{
	return c->residual < c->len ? c->len - c->residual : 0;
}

/* Has the transport run it, and lets other threads know what the drive is at meanwhile. */
static enum status run(struct mmc *m, struct transport_cmd *c, int32_t lsn)
{
	struct drive_now now = { .lsn = lsn, .since_ns = clock_now(clock_real()) };
	enum status st;

	m->opcode = c->cdb[0];
	snprintf(now.command, sizeof now.command, "%s", mmc_command_name(m->opcode));
	pthread_mutex_lock(&m->now_lock);
	m->now = now;
	pthread_mutex_unlock(&m->now_lock);
	st = m->t->ops->run(m->t, c);
	pthread_mutex_lock(&m->now_lock);
	m->now = (struct drive_now){ .lsn = -1 };
	pthread_mutex_unlock(&m->now_lock);
	m->gone = st == STATUS_DRIVE_GONE;
	return st;
}

bool mmc_now(struct drive *d, struct drive_now *now)
{
	struct mmc *m = (struct mmc *)d;

	pthread_mutex_lock(&m->now_lock);
	*now = m->now;
	pthread_mutex_unlock(&m->now_lock);
	return true;
}

/* One run and what it means. */
static struct sense_meaning run_once(struct mmc *m, struct transport_cmd *c, struct span at, struct sense *sense)
{
	struct sense_meaning means = { STATUS_OK, REACT_NONE, NULL };

	c->scsi_status = GOOD;
	c->residual = 0;
	c->sense_len = 0;
	*sense = (struct sense){ 0 };
	means.status = run(m, c, at.count > 0 ? at.lsn : -1);
	if (means.status != STATUS_OK) {
		means.reaction = means.status == STATUS_TRANSPORT ? REACT_REPEAT : REACT_STOP;
		return means;
	}
	switch (c->scsi_status) {
	case GOOD:
		return means;
	case CHECK_CONDITION:
		break;
	case BUSY:
	case TASK_SET_FULL:
		return (struct sense_meaning){ STATUS_NOT_READY, REACT_WAIT, NULL };
	default:
		return (struct sense_meaning){ STATUS_TRANSPORT, REACT_REPEAT, NULL };
	}
	*sense = sense_decode(c->sense, min_i32(c->sense_len, sizeof c->sense), at);
	/* 71h, 73h: an earlier command failed, and this one never ran. */
	if (c->sense_len > 0 && (c->sense[0] & 0x7d) == 0x71) {
		*sense = (struct sense){ 0 };
		return (struct sense_meaning){ STATUS_ABORTED, REACT_REPEAT, NULL };
	}
	/* "No sense" with all of the bytes there is how some drives say that nothing is wrong. */
	if (c->sense_len > 2 && c->sense[0] && sense->key == 0 && sense->asc == 0 && sense->ascq == 0
	    && c->dir == TRANSFER_IN && c->residual == 0)
		return means;
	return sense_meaning(*sense);
}

void mmc_forget_disc(struct mmc *m)
{
	m->shape = SHAPE_READ_10;
	m->sectors = 0;
	m->fastest = 0;
	m->page.looked = false;
}

void mmc_note_change(struct mmc *m)
{
	m->changed = true;
	mmc_forget_disc(m);
}

/* A command in between, whose outcome does not matter. */
static void aside(struct mmc *m, struct transport_cmd c)
{
	mmc_ask(m, &c);
}

/* What the drive asks for with its answer, besides the verdict. */
static void oblige(struct mmc *m, struct sense s)
{
	m->obliging = true;
	if (s.key == 0x2 && s.asc == 0x04 && s.ascq == 0x02) {		/* initializing command required */
		aside(m, cdb_start_stop(false, true));
	} else if (s.key == 0x5 && s.asc == 0x2c) {			/* it is playing, it seems */
		aside(m, cdb_stop_play());
	} else if ((s.key == 0x6 && s.asc == 0x5a && m->locked)		/* somebody pressed the button */
		   || (s.key == 0x5 && s.asc == 0x53)) {		/* removal prevented: by whom ever */
		aside(m, cdb_prevent_allow(false));
		m->locked = false;
	} else if (s.key == 0x6 && s.asc == 0x29) {			/* all settings are back to the defaults */
		mmc_lock_again(m);
		mmc_speed_again(m);
		mmc_page_lost(m);
	} else if (s.key == 0x6 && s.asc == 0x2a) {			/* somebody changed a mode page */
		mmc_page_lost(m);
	}
	m->obliging = false;
}

enum status mmc_send(struct mmc *m, struct transport_cmd *c, struct span at, struct sense *sense)
{
	int resets = 0, troubles = 0, sequences = 0;

	if (at.count > 0 && c->timeout_ms < m->read_ms)
		c->timeout_ms = m->read_ms;
	for (;;) {
		struct sense_meaning means;

		if (at.count > 0)
			poison(at, c->buf);
		else if (c->dir == TRANSFER_IN)
			memset(c->buf, 0, c->len);
		means = run_once(m, c, at, sense);
		if (!m->obliging)
			oblige(m, *sense);
		if (at.count > 0 && m->changed) {
			m->changed = false;
			return STATUS_MEDIUM_CHANGED;
		}
		if (sense->key == 0x5 && sense->asc == 0x2c && sequences++ < REPEATS_SEQUENCE)
			continue;
		if (means.reaction != REACT_REPEAT)
			return means.status;
		if (means.status == STATUS_RESET ? ++resets > REPEATS_RESET : ++troubles > REPEATS_CONNECTION)
			return means.status;
	}
}

enum status mmc_do(struct mmc *m, struct transport_cmd *c, struct sense *sense)
{
	const struct span nothing = { 0, 0 };
	struct sense unwanted;
	enum status st = mmc_send(m, c, nothing, sense ? sense : &unwanted);

	for (int i = 0; st == STATUS_MEDIUM_CHANGED && i < REPEATS_CHANGED; i++) {
		mmc_note_change(m);
		st = mmc_send(m, c, nothing, sense ? sense : &unwanted);
	}
	return st;
}

enum status mmc_ask(struct mmc *m, struct transport_cmd *c)
{
	struct sense unwanted;
	enum status st;

	if (!m->obliging)
		return mmc_do(m, c, NULL);
	if (c->dir == TRANSFER_IN)
		memset(c->buf, 0, c->len);
	st = run_once(m, c, (struct span){ 0, 0 }, &unwanted).status;
	if (st == STATUS_MEDIUM_CHANGED)
		mmc_note_change(m);
	return st;
}

bool mmc_is_refusal(enum status st)
{
	return st == STATUS_REFUSED || st == STATUS_PERMISSION || st == STATUS_UNSUPPORTED || st == STATUS_INCOMPATIBLE;
}
