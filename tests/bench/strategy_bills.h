#ifndef TESTS_STRATEGY_BILLS_H
#define TESTS_STRATEGY_BILLS_H

#include "engine/engine.h"

#include <stdio.h>

/* A line for one of them, parts with tabs between. */
void bills_line(const struct bill *b, const char *disc, int64_t seed, FILE *out);

/* What passes were expected to bring and to cost when they began, against what came true: a row for each pass. */
void bills_print(const struct bill *bills, int count, FILE *out);

#endif
