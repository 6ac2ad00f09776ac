#include "config.h"
#include "drive/mmc.h"

#include <stdlib.h>

/*
 * Near the rim of some discs, and across some damage, a drive finds no sector that it jumps to, but any that it reads on
 * to. So the head is sent to a place before that it does find, and led from there.
 */

/* Sectors of run-up: what is short is tried first. All of it may take so long, lest it looks like a hang. */
static const int32_t run_ups[] = { 2000, 20000, 60000 };
#define MOST_NS (25 * NS_PER_S)

bool mmc_lost(struct sense s)
{
	return s.key == 0x3 && (s.asc == 0x02 || s.asc == 0x15) && s.ascq < 0x80;
}

/* Whether the head is somewhere for sure. */
static bool found(enum status st, const struct read_info *got)
{
	return st == STATUS_OK || (st == STATUS_UNREADABLE && !mmc_lost(got->sense));
}

/* Reads on from `start` to `lsn`; what it reads is of no interest. UNREADABLE: the head is lost on the way, or late. */
static enum status lead_on(struct mmc *m, int32_t start, int32_t lsn, uint8_t *scratch, int64_t until)
{
	while (start < lsn) {
		struct span at = { start, min_i32(m->drive.max_sectors, lsn - start) };
		struct read_info got = { 0 };
		enum status st = mmc_read_part(m, at, false, scratch, &got);

		if (!found(st, &got))
			return st;
		if (clock_now(m->t->clock) > until)
			return STATUS_UNREADABLE;
		start = span_end(at);
	}
	return STATUS_OK;
}

enum status mmc_approach(struct mmc *m, struct span at, uint8_t *buf, struct read_info *got)
{
	int64_t until = clock_now(m->t->clock) + MOST_NS;
	enum status st = STATUS_UNREADABLE;
	uint8_t *scratch = aligned_alloc(4096, (size_t)align_up(m->drive.max_sectors, 2) * MMC_SECTOR);
	int32_t start = at.lsn;

	for (unsigned i = 0; scratch && start > 0 && i < ARRAY_LEN(run_ups); i++) {
		struct read_info again = { 0 };

		start = max_i32(at.lsn - run_ups[i], 0);
		st = lead_on(m, start, at.lsn, scratch, until);
		if (st == STATUS_OK) {
			st = mmc_read_part(m, at, false, buf, &again);
			if (found(st, &again) || again.good > 0) {
				*got = again;
				break;
			}
		}
		if (st != STATUS_UNREADABLE || clock_now(m->t->clock) > until)
			break;
	}
	free(scratch);
	return st;
}
