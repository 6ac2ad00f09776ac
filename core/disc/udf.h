#ifndef DISC_UDF_H
#define DISC_UDF_H

#include "base/span.h"

#include <stdbool.h>

/* As much of UDF (ECMA-167, OSTA UDF 2.60) as names a disc that has no ISO 9660 on it: Blu-rays, above all. */

#define UDF_ANCHOR_LSN 256

/* The 2048 bytes of the anchor (ECMA-167 3/10.2): where the volume descriptors are, at most 64 of them. */
bool udf_anchor(const uint8_t sector[2048], struct span *descriptors);

/* One of those descriptors. True: it ends the row, either because it names the volume (then *label is that name in UTF-8,
 * cut to what fits) or because it is no descriptor any more. Its bytes are the disc's: not made harmless. */
bool udf_names(const uint8_t sector[2048], char label[33]);

#endif
