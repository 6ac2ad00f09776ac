#ifndef DISC_DISC_H
#define DISC_DISC_H

#include "base/span.h"

#include <stdbool.h>

enum disc_kind { DISC_UNKNOWN, DISC_CD, DISC_DVD, DISC_BD };

/* "CD", "DVD", "BD", "disc". Not translated: the field's own words. */
const char *disc_kind_name(enum disc_kind kind);

/* The profile that a drive tells of a disc (MMC-6 5.2.1): "CD-ROM", "DVD-R"... "" for a number that stands for no disc. */
const char *disc_profile_name(uint16_t profile);

/* The profile's name, or the kind's where no profile is told. */
const char *disc_name(enum disc_kind kind, uint16_t profile);

/* From "cd", "dvd", "bd" in any case; false for anything else. */
bool disc_kind_parse(const char *text, enum disc_kind *out);

/* Sectors that one ECC block covers: CD 1 (ECMA-130 clause 14), DVD 16 (ECMA-267 clause 17), BD 32. Unknown: 1. */
int disc_ecc_unit(enum disc_kind kind);

/* What a device that cannot say must be, by its 2048-byte sectors: CD up to 450 000, DVD up to 4.5 million, else BD. */
enum disc_kind disc_kind_for(int32_t sectors);

/* How far two drives may disagree on the capacity of one disc, in sectors (run-out of a track-at-once CD-R: 2). */
#define DISC_CAPACITY_SLACK 150

/* The fields of an ISO 9660 primary volume descriptor (ECMA-119 8.4) that identify a disc. */
struct volume_id {
	bool found;
	char label[33];		/* volume identifier, trailing blanks removed; hostile bytes as they are */
	char created[18];	/* 17 digits and the zone byte left out; empty if not set */
	int32_t sectors;	/* volume space size */
};

/* Looks at the 2048 bytes of sector 16. Anything that is no primary volume descriptor gives found = false. */
struct volume_id volume_id_from(const uint8_t sector[2048]);

#define VOLUME_ID_LSN 16

#endif
