#ifndef TESTS_STRATEGY_BILLS_H
#define TESTS_STRATEGY_BILLS_H

#include "engine/engine.h"

#include <stdio.h>

/* What passes were expected to bring and to cost when they began, against what came true: a row for each pass. */
void bills_print(const struct bill *bills, int count, FILE *out);

#endif
