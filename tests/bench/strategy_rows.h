#ifndef TESTS_STRATEGY_ROWS_H
#define TESTS_STRATEGY_ROWS_H

#include "tests/bench/strategy_trace.h"

/* Results: a row for each setting, disc and reader; kept in files of one line a row, parts with tabs between. */

struct row {
	char setting[24], kind[24], reader[12];
	int64_t seed;
	uint64_t disc;		/* hash of the scenario: a row of another one with the same name is stale */
	struct figures f;
	/* of ours, against ddrescue with retries: */
	double reach_s;		/* until as many sectors were there as it got; -1: never */
	int32_t left_then;	/* what of the recoverable was left when it was done; -1: not known */
};

struct rows {
	struct row *row;
	int count, room;
};

/* NULL when memory is out. Borrowed until the next is added. */
struct row *rows_add(struct rows *r, const struct row *row);
void rows_free(struct rows *r);

/* NULL: there is none. `disc` 0: whatever disc. */
const struct row *rows_find(const struct rows *r, const char *setting, const char *kind, int64_t seed,
			    const char *reader, uint64_t disc);

/* "a,b" has `name`; NULL has all. */
bool rows_named(const char *list, const char *name);

void rows_print_head(FILE *out);
void rows_print(const struct row *row, FILE *out);

/* Adds what is in the file; a missing one is empty. False: it is none of ours. */
bool rows_load(struct rows *r, const char *path);

#endif
