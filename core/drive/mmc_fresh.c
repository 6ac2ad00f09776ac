#include "config.h"
#include "drive/mmc.h"

/*
 * Reads that come from the disc. A drive may take the bit that asks for it and ignore it, so first the head is sent so
 * far away that what its cache holds is of no use, and then time decides: what comes sooner than a head can move came
 * from the cache.
 */

/* Sectors that no cache of a drive of that kind holds in one piece (8 MB are the most, and half as much again). */
static int32_t distance(enum disc_kind kind)
{
	switch (kind) {
	case DISC_CD:
		return 3000;
	case DISC_DVD:
		return 4096;
	default:
		return 8192;
	}
}

/* The n-th place to go to, on both sides in turn; -1: there is none. */
static int32_t far_place(const struct mmc *m, struct span at, unsigned n)
{
	int32_t unit = disc_ecc_unit(m->kind), away = distance(m->kind) * (int32_t)(1 + n / 2);
	int32_t up = INT32_MAX - unit - away > span_end(at) ? align_up(span_end(at) + away, unit) : m->sectors;
	int32_t down = at.lsn >= away ? align_down(at.lsn - away, unit) : -1;

	if ((m->evictions + n) % 2 == 0)
		return up < m->sectors ? up : -1;
	return down;
}

/* A disc that is smaller than the cache: its farther end has to do. */
static int32_t farther_end(const struct mmc *m, struct span at)
{
	int32_t behind = m->sectors - span_end(at);

	if (behind <= 0 && at.lsn == 0)
		return -1;
	return at.lsn >= behind ? 0 : m->sectors - 1;
}

/* Whether the drive is in no state to be asked anything else. */
static bool hopeless(enum status st)
{
	switch (st) {
	case STATUS_OK:
	case STATUS_UNREADABLE:
	case STATUS_BLANK:
	case STATUS_OUT_OF_RANGE:
	case STATUS_ILLEGAL_MODE:
	case STATUS_PROTECTED:
	case STATUS_REFUSED:
		return false;
	default:
		return true;
	}
}

/* Sends the head away; that sector itself is of no interest, but that it was not in the cache. */
static enum status evict(struct mmc *m, struct span at)
{
	enum { PLACES = 6 };
	_Alignas(4096) uint8_t sector[MMC_SECTOR];
	enum status st = STATUS_OK;
	bool moved = false, any = false;

	for (unsigned n = 0; n <= PLACES && !moved; n++) {
		struct read_info got = { 0 };
		int32_t place = n < PLACES ? far_place(m, at, n) : any ? -1 : farther_end(m, at);

		if (place < 0)
			continue;
		any = true;
		st = mmc_read_part(m, (struct span){ place, 1 }, true, sector, &got);
		if (hopeless(st))
			return st;
		moved = st == STATUS_UNREADABLE || (st == STATUS_OK && m->reads_ns >= MMC_CACHED_NS);
	}
	m->evictions++;
	return STATUS_OK;
}

enum status mmc_read_fresh(struct drive *d, struct span at, uint8_t *buf, struct read_info *got)
{
	struct mmc *m = (struct mmc *)d;
	enum status st;

	mmc_page_look(m);
	if (m->changed) {
		m->changed = false;
		return STATUS_MEDIUM_CHANGED;
	}
	st = evict(m, at);
	if (st != STATUS_OK)
		return st;
	st = mmc_read_part(m, at, true, buf, got);
	return st == STATUS_OK && m->reads_ns < MMC_CACHED_NS ? STATUS_UNPROVEN : st;
}
