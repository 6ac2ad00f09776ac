#ifndef UI_PRICE_WORDS_H
#define UI_PRICE_WORDS_H

#include "engine/engine.h"

#include <stddef.h>

/* What passes are expected to win and to cost, and what the damage looks like, in words. */

/* "about 1 240 sectors (1 100-1 400) in 12-18 min"; brief: without the range of sectors. Empty: not known. */
void price_words(const struct price *p, bool brief, char *out, size_t size);

/* "retry 2: about 120 sectors in 30-50 min", of the pass that comes after this one. False: none does. */
bool price_next_words(const struct snapshot *snap, bool brief, char *out, size_t size);

/* "scrape", "retry 2": not translated */
void price_pass_name(const char *name, int number, char *out, size_t size);

enum shape_detail {
	SHAPE_BRIEF,		/* "radial scratch, 31-44 mm" */
	SHAPE_PLAIN,		/* "radial scratch, 14.2 sectors a turn, 31-44 mm" */
	SHAPE_WHOLE,		/* "radial scratch, 14.2 sectors a turn, 31-44 mm, 3.1 sectors wide, at 120 degrees" */
};
void shape_words(const struct shape *s, enum shape_detail detail, char *out, size_t size);

/* All of them in at most `cols` columns, the biggest first: in as much detail as fits; else those that fit, the others
 * briefly, and how many more there are. Empty when not even one does. */
void shapes_words(const struct snapshot *snap, int cols, char *out, size_t size);

#endif
