#ifndef UI_PROOF_WORDS_H
#define UI_PROOF_WORDS_H

#include "engine/proof.h"

#include <stddef.h>

/* What speaks for and against a disc being that of the job, as the end of a sentence without a full stop: "14 of 16 known
 * sectors differ; the volume name is another". Names what is missing. Never empty. */
void proof_words(const struct proof *p, char *out, size_t size);
/* The first part of it: what was compared. */
void proof_sectors_words(const struct proof *p, char *out, size_t size);

#endif
