#include "config.h"
#include "sim/medium.h"
#include "sim/target.h"

#include <string.h>

/* What a drive tells of the disc: its sessions, tracks and layers. */

/* An address as the CDB wants it: LBA, or MSF with its offset of 150 frames (MMC-6 4.3). */
static void put_address(uint8_t *to, int32_t lsn, bool msf)
{
	int32_t frame = lsn + 150;

	put32(to, (uint32_t)lsn);
	if (msf) {
		to[0] = 0;
		to[1] = (uint8_t)(frame / 75 / 60);
		to[2] = (uint8_t)(frame / 75 % 60);
		to[3] = (uint8_t)(frame % 75);
	}
}

/* Where the lead-out begins, by this drive's table of contents. */
static int32_t leadout(const struct call *k)
{
	int32_t capacity = target_capacity(k);

	return capacity ? max_i32(capacity + (int32_t)k->d->say->toc, 1) : 0;
}

/* The last track, and the last session: a disc has one or two, with one data track in each. */
static uint8_t last_track(const struct call *k)
{
	return k->disc->say->session ? 2 : 1;
}

static int32_t track_start(const struct call *k, unsigned track)
{
	return track == 2 ? (int32_t)k->disc->say->session : 0;
}

/* Format 0: tracks from `first` on, and the lead-out. */
static uint32_t toc_tracks(const struct call *k, unsigned first, bool msf, uint8_t *data)
{
	uint8_t last = last_track(k);
	uint32_t len = 4;

	if (first > last && first != 0xaa)
		return 0;
	data[2] = 1;
	data[3] = last;
	for (unsigned track = 1; track <= last; track++) {
		if (track < first)
			continue;
		data[len + 1] = 0x14;
		data[len + 2] = (uint8_t)track;
		put_address(data + len + 4, track_start(k, track), msf);
		len += 8;
	}
	data[len + 1] = 0x14;
	data[len + 2] = 0xaa;
	put_address(data + len + 4, leadout(k), msf);
	return len + 8;
}

/* Format 1: sessions, and where the last one begins. */
static uint32_t toc_sessions(const struct call *k, bool msf, uint8_t *data)
{
	data[2] = 1;
	data[3] = data[6] = last_track(k);
	data[5] = 0x14;
	put_address(data + 8, track_start(k, data[6]), msf);
	return 12;
}

static uint8_t to_bcd(uint8_t n)
{
	return (uint8_t)(n / 10 % 10 * 16 + n % 10);
}

/* One entry of format 2. Some drives leave the numbers in BCD, as the sub-channel has them. */
static void put_point(const struct call *k, uint8_t *entry, uint8_t session, uint8_t point, int32_t lsn)
{
	uint8_t address[4];

	entry[0] = session;
	entry[1] = 0x14;
	entry[3] = point;
	put_address(address, lsn, true);
	if (point == 0xa0 || point == 0xa1)
		entry[8] = session;	/* the session's first, and its last track */
	else
		memcpy(entry + 8, address + 1, 3);
	for (int i = 8; k->d->say->toc_bcd && i < 11; i++)
		entry[i] = to_bcd(entry[i]);
}

/* Format 2: the sub-channel's own entries (MMC-6 6.25.2.5). A CD has them. */
static uint32_t toc_full(const struct call *k, uint8_t *data)
{
	static const uint8_t points[] = { 0xa0, 0xa1, 0xa2, 0x01 };
	uint8_t last = last_track(k);
	uint32_t len = 4;

	data[2] = 1;
	data[3] = last;
	for (uint8_t session = 1; session <= last; session++)
		for (unsigned i = 0; i < ARRAY_LEN(points); i++, len += 11) {
			int32_t end = session < last ? k->disc->gap.lsn : leadout(k);
			uint8_t point = points[i] == 1 ? session : points[i];

			put_point(k, data + len, session, point, point == 0xa2 ? end : track_start(k, session));
		}
	return len;
}

/* READ TOC/PMA/ATIP, MMC-6 6.25 */
uint32_t target_toc(struct call *k)
{
	const uint8_t *cdb = k->c->cdb;
	unsigned format = cdb[2] & 0x0f ? cdb[2] & 0x0f : cdb[9] >> 6;
	bool msf = cdb[1] & 0x02;
	uint8_t data[4 + 8 * 11] = { 0 };
	uint32_t len = 0;

	if (format == 0)
		len = toc_tracks(k, cdb[6], msf, data);
	else if (format == 1)
		len = toc_sessions(k, msf, data);
	else if (format == 2 && k->disc->say->kind == DISC_CD && cdb[6] <= 1)
		len = toc_full(k, data);
	if (!len)
		return SENSE_INVALID_FIELD;
	put16(data, len - 2);
	k->ns += medium_spin_up(k->d);
	target_give(k, data, len, be16(cdb + 7));
	return 0;
}

/* READ DISC INFORMATION, the standard block (MMC-6 6.21.3): complete, a track in each session. */
uint32_t target_disc_information(struct call *k)
{
	uint8_t last = last_track(k), data[34] = { 0, sizeof data - 2, 0x0e, 1, last, last, last, 0x20 };

	if (k->c->cdb[1] & 0x07)
		return SENSE_INVALID_FIELD;
	memset(data + 16, 0xff, 8);	/* a complete disc has no next lead-in and lead-out */
	target_give(k, data, sizeof data, be16(k->c->cdb + 7));
	return 0;
}

/* READ TRACK INFORMATION, MMC-6 6.26: by address, track or session. */
uint32_t target_track_information(struct call *k)
{
	const uint8_t *cdb = k->c->cdb;
	uint32_t which = be32(cdb + 2), kind = cdb[1] & 0x03;
	uint8_t last = last_track(k), track = last, data[36] = { 0, sizeof data - 2 };
	int32_t start, end;

	if (kind == 3 || (kind != 0 && (which < 1 || which > last)))
		return SENSE_INVALID_FIELD;
	if (kind == 0 && which >= (uint32_t)leadout(k))
		return SENSE_OUT_OF_RANGE;
	if (kind != 0)
		track = (uint8_t)which;
	else if (last == 2 && which < (uint32_t)k->disc->gap.lsn)
		track = 1;
	start = track_start(k, track);
	end = track < last ? k->disc->gap.lsn : leadout(k);
	data[2] = data[3] = track;
	data[5] = 0x04;		/* data, written at once */
	data[6] = 0x01;		/* Mode 1 */
	put32(data + 8, (uint32_t)start);
	put32(data + 24, (uint32_t)max_i32(end - start, 0));
	k->ns += medium_spin_up(k->d);
	target_give(k, data, sizeof data, be16(cdb + 7));
	return 0;
}

/* READ DISC STRUCTURE (MMC-6 6.22), format 00h of a DVD: ECMA-267's physical format information, opposite tracks. */
uint32_t target_disc_structure(struct call *k)
{
	enum { FIRST = 0x030000, MOST = 0xffffff };
	const uint8_t *cdb = k->c->cdb;
	int32_t layer = k->disc->damage.geo.layer_sectors, sectors = k->disc->sectors;
	uint8_t data[4 + 2048] = { 0 }, *to = data + 4;
	uint32_t end = FIRST + (uint32_t)sectors - 1, end_0 = 0;

	if (k->disc->say->kind != DISC_DVD)
		return SENSE(5, 0x30, 0x02);
	if ((cdb[1] & 0x0f) || cdb[7] || cdb[6] > (layer ? 1 : 0))
		return SENSE_INVALID_FIELD;
	if (layer) {
		end_0 = FIRST + (uint32_t)layer - 1;
		end = MOST - end_0 + (uint32_t)(sectors - layer) - 1;
	}
	if (k->d->say->capacity_form == CAPACITY_HALF) {	/* it knows of the first layer only */
		end = FIRST + (uint32_t)target_capacity(k) - 1;
		layer = 0;
	}
	put16(data, sizeof data - 2);
	to[0] = 0x01;				/* DVD-ROM */
	to[1] = 0x02;				/* 12 cm */
	to[2] = layer ? 0x31 : 0x01;		/* two layers, opposite; embossed */
	put32(to + 4, FIRST);
	put32(to + 8, end);
	put32(to + 12, layer ? end_0 : 0);
	k->ns += medium_spin_up(k->d);
	target_give(k, data, sizeof data, be16(cdb + 8));
	return 0;
}
