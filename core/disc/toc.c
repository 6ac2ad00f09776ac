#include "config.h"
#include "disc/toc.h"

#include "disc/disc.h"

#include <stdlib.h>

/* MMC-6 6.25.3.2: a header of four bytes, then one descriptor of eight for each track and one for the lead-out. */
enum { HEADER = 4, DESCRIPTOR = 8, LEAD_OUT = 0xaa, LAST_NUMBER = 99, DATA_TRACK = 0x04 };
enum { MOST_SECTORS = 1 << 27 };	/* twice the largest BD */

/*
 * From the end of one session's last track to the first of the next: lead-out, lead-in and pregap, 6750 + 4500 + 150
 * after the first session, 2250 + 4500 + 150 after the others.
 */
enum { GAP_LEAST = 6900, GAP_MOST = 11400 };

/* An address in sectors, -1 if that is no place on a disc. */
static int32_t address(const uint8_t *d)
{
	uint32_t lsn = (uint32_t)d[4] << 24 | (uint32_t)d[5] << 16 | (uint32_t)d[6] << 8 | d[7];

	return lsn < MOST_SECTORS ? (int32_t)lsn : -1;
}

/* The descriptors, as many as the header's first and last track make. */
static bool take_descriptors(struct disc_toc *t, const uint8_t *bytes, int first, int count)
{
	for (int i = 0; i <= count; i++) {
		const uint8_t *d = bytes + HEADER + i * DESCRIPTOR;
		int32_t lsn = address(d);

		if (lsn < 0 || d[2] != (i < count ? first + i : LEAD_OUT))
			return false;
		if (i > 0 && lsn <= t->track[i - 1].lsn)
			return false;
		if (i < count)
			t->track[i] = (struct disc_track){ d[2], d[1] & 0x0f, lsn };
		else
			t->leadout = lsn;
	}
	t->ntracks = count;
	return true;
}

bool toc_from_bytes(struct disc_toc *t, const uint8_t *bytes, size_t len)
{
	int first, count;

	*t = (struct disc_toc){ 0 };
	if (len < HEADER)
		return false;
	first = bytes[2];
	count = bytes[3] - first + 1;
	if (first < 1 || bytes[3] > LAST_NUMBER || count < 1)
		return false;
	/* Bytes that the drive does not count are not its table. */
	if (len > (size_t)(bytes[0] << 8 | bytes[1]) + 2)
		len = (size_t)(bytes[0] << 8 | bytes[1]) + 2;
	if (len < HEADER + (size_t)(count + 1) * DESCRIPTOR)
		return false;
	if (take_descriptors(t, bytes, first, count))
		return true;
	*t = (struct disc_toc){ 0 };
	return false;
}

static bool near(int32_t a, int32_t b)
{
	return abs(a - b) <= DISC_CAPACITY_SLACK;
}

/* `n` tracks of a from `i` on are those of b from `j` on, as far as drives agree on that. */
static bool tracks_match(const struct disc_toc *a, int i, const struct disc_toc *b, int j, int n)
{
	for (int k = 0; k < n; k++) {
		const struct disc_track *s = &a->track[i + k], *t = &b->track[j + k];

		if (s->number != t->number || ((s->control ^ t->control) & DATA_TRACK) || !near(s->lsn, t->lsn))
			return false;
	}
	return true;
}

static bool same(const struct disc_toc *a, const struct disc_toc *b)
{
	if (a->ntracks != b->ntracks || a->leadout != b->leadout)
		return false;
	for (int i = 0; i < a->ntracks; i++)
		if (a->track[i].number != b->track[i].number || a->track[i].control != b->track[i].control
		    || a->track[i].lsn != b->track[i].lsn)
			return false;
	return true;
}

/* `part` shows the first or the last session of `whole`, and nothing else. */
static bool is_session(const struct disc_toc *part, const struct disc_toc *whole)
{
	int n = part->ntracks, more = whole->ntracks - n;
	int32_t gap;

	if (more <= 0)
		return false;
	gap = whole->track[n].lsn - part->leadout;
	if (tracks_match(part, 0, whole, 0, n) && gap >= GAP_LEAST - DISC_CAPACITY_SLACK
	    && gap <= GAP_MOST + DISC_CAPACITY_SLACK)
		return true;
	return tracks_match(part, 0, whole, more, n) && near(part->leadout, whole->leadout);
}

enum toc_match toc_compare(const struct disc_toc *a, const struct disc_toc *b)
{
	if (a->ntracks == 0 || b->ntracks == 0)
		return TOC_UNKNOWN;
	if (same(a, b))
		return TOC_SAME;
	if (a->ntracks == b->ntracks && tracks_match(a, 0, b, 0, a->ntracks) && near(a->leadout, b->leadout))
		return TOC_CLOSE;
	return is_session(a, b) || is_session(b, a) ? TOC_CLOSE : TOC_OTHER;
}
