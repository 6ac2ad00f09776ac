#ifndef TESTS_STRATEGY_BOUND_H
#define TESTS_STRATEGY_BOUND_H

#include "tests/bench/strategy_trace.h"

/*
 * What nobody can beat: a reader of the same drive that knows all, the damage and the luck of every attempt to come. It
 * never meets a failure while anything is left that reads at once; of the rest it reads first what needs fewest attempts,
 * each unit at the speed at which it needs fewest. For each mark it starts where the outermost, fastest sectors that make
 * up the mark begin. False: memory is out.
 */
bool bound_run(const char *scenario, enum disc_kind kind, struct figures *out);

#endif
