#ifndef UI_SPEED_H
#define UI_SPEED_H

#include "engine/engine.h"

/* Reading speeds, kB/s of 1000 as drives count them; 0 is the fastest. Pure. */

/* The next one above or below `now`: of those that the drive itself offers, or, while it offers none, of those that are
 * usual for a kind of disc. The same one at either end. */
unsigned speed_step(const struct drive_abilities *a, enum disc_kind kind, unsigned now, int by);
/* "8x"; "max" for 0. */
void speed_text(enum disc_kind kind, unsigned kb_per_s, char *out, size_t size);
/* "4.1x": bytes of data won a second; empty where that says nothing. */
void speed_measured(enum disc_kind kind, double bytes_per_s, char *out, size_t size);

#endif
