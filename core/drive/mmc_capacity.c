#include "config.h"
#include "drive/mmc.h"

/*
 * How large the disc is. Drives tell it in several ways, which disagree, and some of which some firmware gets wrong:
 * the first that is plausible counts, in the order of how well they fared.
 */

enum { MOST_SECTORS = 1 << 27 };	/* twice the largest BD: what is beyond is no capacity */
enum { RUN_OUT = 2 };

static uint32_t be(const uint8_t *bytes, int count)
{
	uint32_t n = 0;

	for (int i = 0; i < count; i++)
		n = n << 8 | bytes[i];
	return n;
}

/* 0 for what is no size of a disc: none, one sector, more than there is room for. */
static int32_t plausible(int64_t sectors)
{
	return sectors > 1 && sectors <= MOST_SECTORS ? (int32_t)sectors : 0;
}

/*
 * MMC-6 6.18. Old CD-R writers give 0, 2340 or 2352 as the block length, and mean 2048. *sectors is 0 where the drive
 * does not know; that is an error only if the drive or the disc is in no state to be read.
 */
static enum status by_read_capacity(struct mmc *m, int32_t *sectors)
{
	uint8_t buf[8];
	struct transport_cmd c = cdb_read_capacity(buf);
	enum status st = mmc_do(m, &c, NULL);
	uint32_t block;

	*sectors = 0;
	if (st == STATUS_REFUSED || st == STATUS_UNREADABLE || st == STATUS_OUT_OF_RANGE || st == STATUS_ILLEGAL_MODE
	    || st == STATUS_BLANK || st == STATUS_PROTECTED)
		return STATUS_OK;
	if (st != STATUS_OK)
		return st;
	if (mmc_bytes(&c) < sizeof buf)
		return STATUS_TRANSPORT;
	block = be(buf + 4, 4);
	if (block == MMC_SECTOR || block == 0 || block == 2340 || block == 2352)
		*sectors = plausible((int64_t)be(buf, 4) + 1);
	return STATUS_OK;
}

/* MMC-6 6.25. A table of contents is a thing of CDs; what drives make up for others serves as the size at best. */
static void read_toc(struct mmc *m, struct disc_toc *toc)
{
	uint8_t buf[4 + 100 * 8];
	struct transport_cmd c = cdb_read_toc(buf, sizeof buf);

	*toc = (struct disc_toc){ 0 };
	if (mmc_do(m, &c, NULL) == STATUS_OK)
		toc_from_bytes(toc, buf, mmc_bytes(&c));
}

/*
 * The larger of both, if they are of one disc: what the drive then denies is its own limit. But READ CAPACITY two short
 * of the lead-out is how a drive tells the truth about a track written at once, which ends in two run-out blocks.
 */
static int32_t of_both(int32_t capacity, int32_t leadout)
{
	if (capacity == 0)
		return plausible(leadout);
	if (leadout > capacity && leadout - capacity <= DISC_CAPACITY_SLACK && leadout - capacity != RUN_OUT)
		return leadout;
	return capacity;
}

/* READ DISC INFORMATION, MMC-6 6.21. *last is the last track's number; false if the drive does not say. */
static bool disc_information(struct mmc *m, bool *empty, uint32_t *last)
{
	uint8_t buf[34];
	struct transport_cmd c = cdb_read_disc_information(buf, sizeof buf);

	if (mmc_do(m, &c, NULL) != STATUS_OK || mmc_bytes(&c) < 12 || (buf[2] >> 5) != 0)
		return false;
	*empty = (buf[2] & 0x03) == 0;
	*last = (uint32_t)buf[11] << 8 | buf[6];
	return true;
}

/* READ TRACK INFORMATION, MMC-6 6.26: where what is written ends, by the last track that is not blank. */
static int32_t by_tracks(struct mmc *m, uint32_t last)
{
	enum { LOOKS = 3 };
	enum { BLANK = 0x40, NWA_VALID = 0x01, LRA_VALID = 0x02 };

	for (uint32_t track = last, n = 0; track > 0 && n < LOOKS; track--, n++) {
		uint8_t buf[36];
		struct transport_cmd c = cdb_read_track_information(buf, sizeof buf, track);
		int64_t end;

		if (mmc_do(m, &c, NULL) != STATUS_OK || mmc_bytes(&c) < 28)
			return 0;
		if (buf[6] & BLANK)
			continue;
		if ((buf[7] & LRA_VALID) && mmc_bytes(&c) >= 32)
			end = (int64_t)be(buf + 28, 4) + 1;
		else if (buf[7] & NWA_VALID)
			end = be(buf + 12, 4);
		else
			end = (int64_t)be(buf + 8, 4) + be(buf + 24, 4);
		if (plausible(end))
			return (int32_t)end;
	}
	return 0;
}

/* One layer of a DVD as its lead-in has it (MMC-6 6.22.3.2.1). False if the drive does not say. */
static bool layer(struct mmc *m, uint8_t number, uint8_t out[20])
{
	struct transport_cmd c = cdb_read_disc_structure(out, 20, number);

	return mmc_do(m, &c, NULL) == STATUS_OK && mmc_bytes(&c) == 20;
}

/* The last resort, since drives are wrong here more often than right: half of the disc, or far too much. */
static int32_t by_layers(struct mmc *m)
{
	uint8_t s[20];
	int64_t start, end, end_0, second_start, second_end, sectors;
	bool two, opposite;

	if (!layer(m, 0, s))
		return 0;
	two = (s[6] & 0x60) == 0x20;
	opposite = s[6] & 0x10;
	start = be(s + 9, 3);
	end = be(s + 13, 3);
	end_0 = be(s + 17, 3);
	if (!two)
		return plausible(end - start + 1);
	if (opposite)		/* the second layer counts on from the complement of where the first ends */
		return plausible(end_0 - start + 1 + (end - (~end_0 & 0xffffff) + 1));
	sectors = end - start + 1;
	if (!layer(m, 1, s))
		return 0;
	second_start = be(s + 9, 3);
	second_end = be(s + 13, 3);
	return second_end > second_start ? plausible(sectors + second_end - second_start + 1) : 0;
}

enum status mmc_capacity(struct mmc *m, struct medium *out)
{
	struct disc_toc toc = { 0 };
	enum status st = by_read_capacity(m, &out->sectors);
	bool empty = false, cd = m->kind == DISC_CD || m->kind == DISC_UNKNOWN;
	uint32_t last = 0;

	if (st != STATUS_OK)
		return mmc_of_the_disc(st);
	if (cd || out->sectors == 0)
		read_toc(m, &toc);
	if (cd)
		out->toc = toc;
	if (toc.ntracks > 0)
		out->sectors = of_both(out->sectors, toc.leadout);
	if (out->sectors == 0 && disc_information(m, &empty, &last)) {
		if (empty)
			return STATUS_BLANK;
		out->sectors = by_tracks(m, last);
	}
	if (out->sectors == 0 && m->kind == DISC_DVD)
		out->sectors = by_layers(m);
	return STATUS_OK;
}
