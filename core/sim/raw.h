#ifndef SIM_RAW_H
#define SIM_RAW_H

#include <stdint.h>

/* Raw CD sectors (ECMA-130): sync, header, EDC and ECC around 2048 bytes of Mode 1 data. */

#define RAW_BYTES 2352

struct raw_tables {
	uint32_t edc[256];
	uint8_t twice[256], third[256];	/* times 2, and over 3, in GF(2^8) of ECMA-130 annex A */
};

void raw_tables_make(struct raw_tables *t);

/* out: 2352 bytes; data: 2048. */
void raw_mode1(const struct raw_tables *t, int32_t lsn, const uint8_t *data, uint8_t *out);

#endif
