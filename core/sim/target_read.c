#include "config.h"
#include "sim/medium.h"
#include "sim/target.h"

#include <stdlib.h>
#include <string.h>

#define COMMAND_NS 200000	/* of overhead per read */

/* Reads whole sectors of 2048 bytes into `buf`, and turns the outcome into an answer. *good is what was read. */
static uint32_t read_sectors(struct call *k, struct span at, bool fua, uint8_t *buf, int32_t *good)
{
	struct medium_read r = { .at = at, .fua = fua, .buf = buf };
	enum disc_kind kind = k->disc->say->kind;

	*good = 0;
	if (span_end(at) > k->disc->sectors)	/* run-out: the drive says it is there, and cannot read it */
		return kind == DISC_CD ? SENSE_WRONG_MODE : SENSE(3, 0x11, 0x00);
	r.limit_ns = (int64_t)(k->c->timeout_ms ? k->c->timeout_ms : 60000) * NS_PER_MS;
	r.ns = COMMAND_NS;
	medium_read(k->w, k->d, k->disc, &r);
	k->ns += r.ns;
	if (r.vanished) {
		k->d->gone = true;
		return 0;
	}
	if (r.st != STATUS_OK)
		return SENSE_TARGET_FAILED;
	if (r.good == at.count) {
		*good = r.good;
		k->has_lsn = r.recovered && (k->d->error_page[0] & 0x04);
		k->lsn = r.recovered_lsn;
		return k->has_lsn ? SENSE(1, 0x17, 0x01) : 0;
	}
	if (k->d->say->short_reads) {
		*good = r.good;
		k->has_lsn = true;
		k->lsn = at.lsn + r.good;
	}
	return kind == DISC_CD ? SENSE(3, 0x11, 0x05) : SENSE(3, 0x11, 0x00);
}

/* What is wrong with that request; 0: it lies on the disc. *at is what it asks for. */
static uint32_t request(const struct call *k, uint32_t lsn, uint32_t count, struct span *at)
{
	uint32_t capacity = (uint32_t)target_capacity(k);

	if (lsn >= capacity || count > capacity - lsn)
		return SENSE_OUT_OF_RANGE;
	*at = (struct span){ (int32_t)lsn, (int32_t)count };
	return 0;
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
	if (code || !count)
		return code;
	if (k->c->dir != TRANSFER_IN || k->c->len / 2048 < count) {
		k->st = STATUS_TRANSPORT;	/* the host has no room for what it asked for */
		return 0;
	}
	code = read_sectors(k, at, cdb[1] & 0x08, k->c->buf, &good);
	k->given = (uint32_t)good * 2048;
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

/* READ CD of a Mode 1 disc, without C2 pointers and sub-channel. */
uint32_t target_read_cd(struct call *k)
{
	const uint8_t *cdb = k->c->cdb;
	uint32_t count = (uint32_t)cdb[6] << 16 | be16(cdb + 7), size = 0, code;
	unsigned type = cdb[1] >> 2 & 7, wanted = cdb[9];
	uint8_t raw[RAW_BYTES], *data = NULL;
	struct span at;
	int32_t good;

	if (k->disc->say->kind != DISC_CD)
		return SENSE_WRONG_MODE;
	if ((cdb[1] & 0x01) || (wanted & 0x07) || (cdb[10] & 0x07) || type > 5)
		return SENSE_INVALID_FIELD;
	if (type != 0 && type != 2)
		return SENSE_WRONG_MODE;
	for (unsigned i = 0; i < ARRAY_LEN(parts); i++)
		if (wanted & parts[i].bit)
			size += (uint32_t)parts[i].len;
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
	}
	free(data);
	return code;
}
