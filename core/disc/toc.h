#ifndef DISC_TOC_H
#define DISC_TOC_H

#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The table of contents as a drive tells it. Plain values. */

struct disc_track {
	uint8_t number;		/* 1 to 99 */
	uint8_t control;	/* ECMA-130 22.3.1: bit 2 (04h) is a data track */
	int32_t lsn;		/* where it begins */
};

struct disc_toc {
	int ntracks;		/* 0: none is known */
	int32_t leadout;	/* LSN */
	struct disc_track track[99];
};

/* READ TOC/PMA/ATIP format 0000b with MSF = 0 (MMC-6 6.25.3.2), `len` bytes arrived. What contradicts itself gives
 * false, and ntracks = 0: numbers out of order, starts that fall, a lead-out before the last track. */
bool toc_from_bytes(struct disc_toc *t, const uint8_t *bytes, size_t len);

/* How far two drives' tables of one disc agree. */
enum toc_match { TOC_UNKNOWN, TOC_SAME, TOC_CLOSE, TOC_OTHER };
/* TOC_CLOSE: same tracks, but starts or lead-out are off by up to DISC_CAPACITY_SLACK, or one shows only the first or the
 * last session of the other. UNKNOWN when one of them is. */
enum toc_match toc_compare(const struct disc_toc *a, const struct disc_toc *b);

#endif
