#ifndef UI_DRIVE_WORDS_H
#define UI_DRIVE_WORDS_H

#include "ui/screen.h"

/* A drive in words, the same in tables, dialogs and advice. */

/* A read that has taken longer is spoken of. */
enum { DRIVE_SILENT_S = 10 };

/* A state in one or two words, translated: "empty", "tray open", "spinning up". */
const char *drive_state_word(enum status st);

/* It reads for the job now. */
static inline bool drive_reads(const struct snapshot *snap, int i)
{
	return i >= 0 && (snap->drives[i].active || i == snap->active);
}

/* The active drive whose read has gone on for longest, if that is long enough to be spoken of; -1. */
int drive_silent(const struct snapshot *snap);
/* The first that is stuck; -1. */
int drive_stuck(const struct snapshot *snap);

/* A disc lies in drive `i`, as far as the engine, or else the shelf, has seen. */
bool drive_holds_disc(const struct ui *u, int i);

/* What drive `i` does: in a few words for a column, or as a sentence without a full stop. */
enum role drive_brief(const struct ui *u, int i, char *out, size_t size);
enum role drive_doing(const struct ui *u, int i, char *out, size_t size);
/* "stuck since 14:02:33 in READ(12) at LSN 88 120" */
void drive_stuck_words(const struct ui *u, const struct drive_view *d, char *out, size_t size);

/* Where the drive is plugged in, or its serial number: what tells it from an equal one. May be empty. */
const char *drive_mark(const struct drive_id *id);
/* "sr0 PLEXTOR PX-716A"; where another drive of the job is of the same make, "sr0 PX-716A 0045-1123". At most `cols`. */
void drive_label(const struct snapshot *snap, int i, int cols, bool ascii, char *out, size_t size);

/* "medium 812, recovered 96"; empty when there are none. */
void drive_errors_words(const struct drive_view *d, char *out, size_t size);
/* "hangs at LSN 88 120, 91 200"; empty. */
void drive_hangs_words(const struct drive_view *d, char *out, size_t size);
/* "at 4x 12 of 300, at full speed 3 of 300"; empty. */
void drive_yields_words(enum disc_kind kind, const struct drive_view *d, char *out, size_t size);

#endif
