#ifndef TESTS_STRATEGY_TABLE_H
#define TESTS_STRATEGY_TABLE_H

#include "tests/bench/strategy_rows.h"

/* What the rows say, as tables that Markdown understands. Of the rows of one setting. */

/* Drive seconds until the marks: ours, and beside the best of the peers and beside the bound. */
void table_marks(const struct rows *r, const char *setting, FILE *out);

/* Totals, failures, what was left, against ddrescue with retries. */
void table_ends(const struct rows *r, const char *setting, FILE *out);

/* What was to be reached, and what was. plan_ms: the longest time between two reads at a large map; negative: not
 * measured. */
void table_aims(const struct rows *r, const char *setting, double plan_ms, FILE *out);

/* A line for a setting: means over the damaged kinds in `only`, names with commas between (NULL: all). */
void table_robust_head(FILE *out);
void table_robust(const struct rows *r, const char *setting, const char *only, FILE *out);

#endif
