#ifndef SIM_WORDS_H
#define SIM_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The text of a scenario, taken apart: first into items, then a value into its words. Pure; no allocation. */

enum item_kind { ITEM_END, ITEM_SECTION, ITEM_VALUE };

struct item {
	enum item_kind kind;
	long line;		/* 1-based */
	char key[40];		/* "scratch"; of a section its kind: "drive" */
	char value[600];	/* what stands behind "="; of a section its name, or empty */
};

/* Where the reading stands. Start from { .at = text, .end = text + len, .line = 1 }. */
struct items {
	const char *at, *end;
	long line;
};

/* The next item. NULL, or what is wrong with it (N_()); then it->line and it->value tell where and what. */
const char *items_next(struct items *in, struct item *it);

/* A value in words: "31 mm .. 44 mm at 40 deg" has eight. Borrows nothing; `raw` is the value as it was written. */
struct words {
	char room[1200];
	const char *raw;	/* borrowed */
	const char *word[40];
	int count, at;
};

/* False: more words than any value may have. */
bool words_split(struct words *w, const char *value);

/* Takes the next word if it is `text`. */
bool words_take(struct words *w, const char *text);
bool words_left(const struct words *w);
/* The next word, not taken; "" at the end. */
const char *words_peek(const struct words *w);

/*
 * Each takes a quantity and gives NULL, or what is wrong with it (N_()). min and max are in the unit of *out, both
 * allowed.
 */
const char *words_whole(struct words *w, int64_t min, int64_t max, int64_t *out);
const char *words_real(struct words *w, double min, double max, double *out);

enum unit { UNIT_NONE, UNIT_SECONDS, UNIT_MM, UNIT_UM, UNIT_DEGREES, UNIT_VELOCITY };
/* A number and its unit, which must be there: s, ms or min (gives seconds); mm; um; deg; m/s. */
const char *words_quantity(struct words *w, enum unit unit, double min, double max, double *out);
/* Sense key, ASC and ASCQ in hexadecimal, "03/11/05", as one number: key << 16 | ASC << 8 | ASCQ. */
const char *words_sense(struct words *w, uint32_t *out);
/* A name as sections have it: letters, digits, points, - and _, at most 15. */
const char *words_name(struct words *w, char out[16]);
/* The whole value, with or without quotes, at most size - 1 bytes; only printable ASCII, unless `any` (paths). */
const char *words_text(struct words *w, char *out, size_t size, bool any);

#endif
