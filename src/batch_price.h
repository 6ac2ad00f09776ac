#ifndef SRC_BATCH_PRICE_H
#define SRC_BATCH_PRICE_H

#include "engine/engine.h"

#include <jansson.h>

/* What passes are expected to bring, and have brought, for --batch and --progress=json. */

/* Members of a line of progress. */
void batch_price_add(json_t *o, const struct snapshot *s);

/* A line for each pass that has ended since *billed passes had; *billed follows. */
void batch_price_bills(const struct snapshot *s, unsigned *billed);

/* "expected 1 200 (900-1 400) in 3 min (2 min-5 min)"; the time left only, while no more is known. */
void batch_price_text(const struct snapshot *s, char *out, size_t size);

#endif
