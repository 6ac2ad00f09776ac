#include "config.h"
#include "sim/medium.h"
#include "sim/target.h"

#include <stdlib.h>
#include <string.h>

#define COMMAND_NS 200000	/* of overhead per read */

/* What a read that failed says, and how much of it arrived. */
static uint32_t failed(struct call *k, const struct medium_read *r, int32_t *good)
{
	enum disc_kind kind = k->disc->say->kind;
	uint32_t code = r->sense ? r->sense : kind == DISC_CD ? SENSE(3, 0x11, 0x05) : SENSE(3, 0x11, 0x00);
	unsigned key = code >> 16;

	/* Only these keys speak of a sector. */
	if (k->d->say->short_reads && (key == 3 || key == 5 || key == 8)) {
		*good = r->good;
		k->has_lsn = true;
		k->lsn = r->at.lsn + r->good;
	}
	return code;
}

/* A read past the end in a drive that knows no end: the last sector, again and again. */
static enum status repeat_last(struct call *k, struct span at, int32_t from, uint8_t *buf)
{
	enum status st = STATUS_OK;

	for (int32_t i = from; i < at.count && st == STATUS_OK; i++)
		st = world_sector(k->disc, k->disc->sectors - 1, buf + (size_t)i * 2048);
	return st;
}

/* What some drives deliver right after their cache was emptied. */
static enum status after_flush(struct call *k, struct span at, uint8_t *buf)
{
	enum status st = STATUS_OK;

	memset(buf, 0, (size_t)at.count * 2048);
	for (int32_t i = 0; k->d->say->after_flush == FLUSH_PREVIOUS && i < at.count && st == STATUS_OK; i++)
		if (at.lsn + i > 0 && at.lsn + i <= k->disc->sectors)
			st = world_sector(k->disc, at.lsn + i - 1, buf + (size_t)i * 2048);
	return st;
}

/* Reads whole sectors of 2048 bytes into `buf`, and turns the outcome into an answer. *good is what was read. */
static uint32_t read_sectors(struct call *k, struct span at, bool fua, uint8_t *buf, int32_t *good)
{
	struct medium_read r = { .at = at, .hot = !fua || !k->d->say->fua, .buf = buf, .command = k->row };
	bool flushed = k->d->flushed && k->d->say->after_flush != FLUSH_CLEAN;
	uint32_t code = 0;

	*good = 0;
	k->ns += COMMAND_NS;
	k->d->flushed = false;
	if (span_end(at) > k->disc->sectors && !k->d->say->endless)	/* run-out: the drive says it is there */
		return k->disc->say->kind == DISC_CD ? SENSE_WRONG_MODE : SENSE(3, 0x11, 0x00);
	if (flushed) {
		*good = at.count;
		return after_flush(k, at, buf) == STATUS_OK ? 0 : SENSE_TARGET_FAILED;
	}
	r.at = span_clip(at, (struct span){ 0, k->disc->sectors });
	r.limit_ns = (int64_t)(k->c->timeout_ms ? k->c->timeout_ms : 60000) * NS_PER_MS;
	medium_read(k->w, k->d, k->disc, &r);
	k->ns += r.ns;
	k->read = (struct sim_read){ .drive = k->d->index, .asked = r.at, .good = r.good, .failed = r.failed,
				     .chance = r.chance, .kb_per_s = k->d->limit };
	k->block_s = r.block_s;
	if (r.vanished) {
		world_vanish(k->w, k->d);
		return 0;
	}
	if (r.st != STATUS_OK)
		return SENSE_TARGET_FAILED;
	if (r.good < r.at.count) {
		code = failed(k, &r, good);
		k->read.given = *good;
		return code;
	}
	if (repeat_last(k, at, r.good, buf) != STATUS_OK)
		return SENSE_TARGET_FAILED;
	*good = at.count;
	k->read.given = r.good;
	if (r.recovered && (k->d->error_page[0] & PAGE_PER)) {
		k->has_lsn = true;
		k->lsn = r.recovered_lsn;
		code = r.recovered;
	}
	return code;
}

/* What is wrong with that request; 0: it lies on the disc. *at is what it asks for. */
static uint32_t request(const struct call *k, uint32_t lsn, uint32_t count, struct span *at)
{
	uint32_t capacity = (uint32_t)target_capacity(k);

	if (capacity == 0)		/* it does not know, and finds out by reading */
		capacity = (uint32_t)k->disc->sectors;
	if (k->d->say->endless)
		capacity = INT32_MAX;
	if (lsn >= capacity || count > capacity - lsn)
		return SENSE_OUT_OF_RANGE;
	*at = (struct span){ (int32_t)lsn, (int32_t)count };
	return 0;
}

/* The sector that failed, as it came from the disc: TB is set, and a CD has it (MMC-6 7.2.3). */
static int32_t with_failed(const struct call *k, uint32_t code, struct span at, int32_t good, uint8_t *buf)
{
	uint8_t *sector = buf + (size_t)good * 2048;

	if (code >> 16 != 3 || !(k->d->error_page[0] & PAGE_TB) || k->disc->say->kind != DISC_CD ||
	    !k->d->say->short_reads || at.lsn + good >= k->disc->sectors)
		return good;
	if (world_sector(k->disc, at.lsn + good, sector) != STATUS_OK)
		return good;
	for (int i = 0; i < 2048; i += 3)
		sector[i] ^= (uint8_t)(0x5a + i);
	return good + 1;
}

/* MMC-6 6.15, 6.16. A length of 0 is no error and transfers nothing. */
uint32_t target_read(struct call *k)
{
	const uint8_t *cdb = k->c->cdb;
	uint32_t count = cdb[0] == 0x28 ? be16(cdb + 7) : be32(cdb + 6), code;
	struct span at;
	int32_t good;

	if (cdb[1] & 0x01)	/* RelAdr: obsolete */
		return SENSE_INVALID_FIELD;
	code = request(k, be32(cdb + 2), count, &at);
	if (!code && !count && (cdb[1] & 0x08)) {	/* how rippers empty a cache */
		k->d->flushed = k->d->say->fua;
		if (k->d->say->fua)
			world_empty_cache(k->d);
	}
	if (code || !count)
		return code;
	if (k->c->dir != TRANSFER_IN || k->c->len / 2048 < count) {
		k->st = STATUS_TRANSPORT;	/* the host has no room for what it asked for */
		return 0;
	}
	code = read_sectors(k, at, cdb[1] & 0x08, k->c->buf, &good);
	k->given = (uint32_t)with_failed(k, code, at, good, k->c->buf) * 2048;
	return code;
}

/* The parts of a Mode 1 sector that READ CD can ask for (MMC-6 6.17.2.6), in the order in which they stand. */
static const struct {
	uint8_t bit;		/* of byte 9 */
	int from, len;
} parts[] = {
	{ 0x80, 0, 12 },	/* sync */
	{ 0x20, 12, 4 },	/* header; the field's other bit asks for a sub-header, of which Mode 1 has none */
	{ 0x10, 16, 2048 },
	{ 0x08, 2064, 288 },	/* EDC and ECC */
};

enum { C2_NONE = 0, C2_POINTERS = 2, C2_AND_BLOCK = 4 };	/* bits 2 and 1 of byte 9 */

/* Bytes of error pointers behind each sector; negative: not in this drive. What is read is sound: they are zero. */
static int c2_bytes(const struct call *k, unsigned field)
{
	if (field == C2_NONE)
		return 0;
	if (!k->d->say->c2)
		return -1;
	return field == C2_POINTERS ? 294 : field == C2_AND_BLOCK ? 296 : -1;
}

/* READ CD of a Mode 1 disc, without sub-channel. */
uint32_t target_read_cd(struct call *k)
{
	const uint8_t *cdb = k->c->cdb;
	uint32_t count = (uint32_t)cdb[6] << 16 | be16(cdb + 7), size = 0, code;
	unsigned type = cdb[1] >> 2 & 7, wanted = cdb[9];
	int c2 = c2_bytes(k, wanted & 0x06);
	uint8_t raw[RAW_BYTES], *data = NULL;
	struct span at;
	int32_t good;

	if (k->disc->say->kind != DISC_CD)
		return SENSE_WRONG_MODE;
	if ((cdb[1] & 0x01) || c2 < 0 || (wanted & 0x01) || (cdb[10] & 0x07) || type > 5)
		return SENSE_INVALID_FIELD;
	if (type != 0 && type != 2)
		return SENSE_WRONG_MODE;
	for (unsigned i = 0; i < ARRAY_LEN(parts); i++)
		if (wanted & parts[i].bit)
			size += (uint32_t)parts[i].len;
	size += (uint32_t)c2;
	code = request(k, be32(cdb + 2), count, &at);
	if (code || !count || !size)
		return code;
	if (k->c->dir != TRANSFER_IN || k->c->len / size < count) {
		k->st = STATUS_TRANSPORT;
		return 0;
	}
	data = malloc((size_t)count * 2048);
	if (!data)
		return SENSE_TARGET_FAILED;
	code = read_sectors(k, at, false, data, &good);
	for (int32_t i = 0; i < good; i++) {
		raw_mode1(&k->w->raw, at.lsn + i, data + (size_t)i * 2048, raw);
		for (unsigned p = 0; p < ARRAY_LEN(parts); p++)
			if (wanted & parts[p].bit) {
				memcpy(k->c->buf + k->given, raw + parts[p].from, (size_t)parts[p].len);
				k->given += (uint32_t)parts[p].len;
			}
		memset(k->c->buf + k->given, 0, (size_t)c2);
		k->given += (uint32_t)c2;
	}
	free(data);
	return code;
}
