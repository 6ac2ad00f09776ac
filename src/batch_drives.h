#ifndef SRC_BATCH_DRIVES_H
#define SRC_BATCH_DRIVES_H

#include "engine/engine.h"

#include <jansson.h>

/* What --batch tells of each drive. */

/* What was told of the drives so far; starts from { 0 }. */
struct batch_drives {
	struct {
		enum status state;
		enum verdict verdict;
		bool known, active, stuck, mounted;
		int nhangs;
	} was[ENGINE_DRIVES];
};

/* Tells of the drives that have changed: as JSON, an object each on stdout, and trouble as an error; else a note on stderr
 * where another program may read the disc, too. */
void batch_drives_news(struct batch_drives *b, const struct snapshot *s, bool json, bool tty);
/* An object for each drive that reads now, with what it is at. */
void batch_drives_progress(const struct snapshot *s);

/* Of all drives that have read, for the summary. */
json_t *batch_drives_json(const struct snapshot *s);
void batch_drives_text(const struct snapshot *s);

/* Prints and frees one JSON object as a line. */
void batch_print(json_t *o);
/* A text as JSON: harmless, so that invalid UTF-8 from a disc or a drive never gets into it. */
json_t *batch_text(const char *s);

#endif
