#ifndef UI_DISC_WORDS_H
#define UI_DISC_WORDS_H

#include "drive/drive.h"

/* What is in a drive: "CD-ROM, TNT_ROM, mixed mode, 3 tracks". What the disc calls itself is still as it is there. */
void disc_words(const struct medium *m, const struct volume_id *v, char *out, size_t size);

#endif
