#include "config.h"
#include "tests/fuzz/fuzz.h"

#include "base/span.h"
#include "drive/drive.h"
#include "drive/transport.h"

#include <stdlib.h>
#include <string.h>

/*
 * A drive that answers anything. Each command takes a byte that says how it ends, then what it gives: data, sense data,
 * how long it took. When the bytes are used up, the drive is gone.
 */
struct liar {
	struct transport t;	/* first */
	struct clock clock;
	int64_t now_ns;
	const uint8_t *data;
	size_t left;
	bool closed;
};

static uint8_t next(struct liar *l)
{
	if (l->left == 0)
		return 0;
	l->left--;
	return *l->data++;
}

static void take(struct liar *l, uint8_t *to, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = next(l);
}

enum { HOW = 0x07, SLOW = 0x10, RESIDUAL = 0x20, FIXED = 0x40, ALL = 0x80 };

static enum status liar_run(struct transport *t, struct transport_cmd *c)
{
	struct liar *l = (struct liar *)t;
	uint8_t how = next(l);

	if (c->cdb_len < 6 || c->cdb_len > 16 || c->len > t->max_bytes || (c->len > 0) != (c->dir != TRANSFER_NONE)
	    || c->timeout_ms < 7000)
		abort();
	if (l->left == 0)
		return STATUS_DRIVE_GONE;
	l->now_ns += (how & SLOW ? 100 : 1) * NS_PER_MS;
	if (c->dir == TRANSFER_IN && c->len > 0) {
		if (how & ALL)
			memset(c->buf, next(l), c->len);
		else
			take(l, c->buf, c->len < 36 ? c->len : 36);
	}
	c->residual = how & RESIDUAL ? (uint32_t)next(l) << 8 : 0;
	switch (how & HOW) {
	case 0:
	case 1:
		c->scsi_status = 0x02;
		c->sense_len = next(l) % (int)sizeof c->sense;
		take(l, c->sense, 18);
		if (how & FIXED)
			c->sense[0] = 0xf0;
		break;
	case 2:
		return (enum status)(next(l) % STATUS_COUNT);
	case 3:
		c->scsi_status = next(l);
		break;
	default:
		break;
	}
	return STATUS_OK;
}

static void liar_close(struct transport *t)
{
	((struct liar *)t)->closed = true;
}

static int64_t liar_now(struct clock *c)
{
	return ((struct liar *)(void *)((char *)c - offsetof(struct liar, clock)))->now_ns;
}

static const struct transport_ops liar_ops = { .name = "liar", .run = liar_run, .close = liar_close };

static void check_read(enum status st, const struct read_info *got, int32_t count)
{
	if (got->good < 0 || got->good > count || (st == STATUS_OK && got->good != count)
	    || (got->sense.has_lsn && got->sense.lsn < 0) || !memchr(got->command, '\0', sizeof got->command))
		abort();
}

/* What a program does with a drive, until it is gone or the list ends. */
static void use(struct drive *d, uint8_t *buf, const struct liar *l)
{
	struct drive_abilities a = { 0 };
	struct read_info got;
	struct medium m;

	for (int round = 0; round < 8 && l->left > 0; round++) {
		struct span at = { round * 5000, 1 + round * 4 };

		if (drive_medium(d, &m) == STATUS_OK && (m.sectors < 0 || m.bytes != m.sectors * INT64_C(2048)
							 || m.toc.ntracks < 0 || m.toc.ntracks > 99))
			abort();
		check_read(drive_read(d, at, buf, &got), &got, at.count);
		check_read(drive_read_fresh(d, at, buf, &got), &got, at.count);
		drive_set_retries(d, round - 1);
		drive_set_speed(d, (unsigned)round * 700);
		drive_abilities(d, &a);
		if (a.nspeeds < 0 || a.nspeeds > DRIVE_SPEEDS)
			abort();
		for (int i = 1; i < a.nspeeds; i++)
			if (a.speeds[i] <= a.speeds[i - 1])
				abort();
		drive_tray(d, (enum tray_action)(round % 4));
		drive_poll(d);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct liar l = { .t = { .ops = &liar_ops, .clock = &l.clock, .max_bytes = 1 << 20 }, .clock = { .now = liar_now },
			  .data = data, .left = size };
	const struct drive_settings settings = { 0 };
	struct drive *d = NULL;
	struct fault f;
	void *buf = NULL;

	if (posix_memalign(&buf, 4096, 32 * 2048) != 0)
		return 0;
	if (mmc_open(&l.t, "/dev/liar", "liar", &settings, &d, &f) == STATUS_OK) {
		if (d->id.vendor[8] || d->id.model[16] || d->id.firmware[4] || d->id.serial[32])
			abort();
		use(d, buf, &l);
		drive_close(d);
	}
	if (!l.closed)
		abort();
	free(buf);
	return 0;
}
