#ifndef TESTS_STRATEGY_OURS_H
#define TESTS_STRATEGY_OURS_H

#include "tests/bench/strategy_trace.h"

#include "engine/engine.h"

/* Our engine, as the program runs it without a screen, on a disc of the corpus. */

struct ours_options {
	const char *folder;	/* an empty one of its own */
	int retries;
	const char *passes;	/* NULL: all */
	int64_t time_limit_s;	/* -1: none */
	double stop_below;	/* as in engine_settings */
	bool quick;		/* the image is not compared */
};

/* What passes were expected to bring, and have brought; the first first. */
struct ours_bills {
	struct bill bill[ENGINE_BILLS];
	int count;
};

/* Runs to the end and compares the image. `t` comes from trace_begin(). False: it could not run, or bytes differ; a line
 * on stderr says what. */
bool ours_run(const char *scenario, const struct ours_options *o, struct trace *t, struct ours_bills *bills);

/* Every sector that the mapfile calls finished equals that of drive 0 in `truth`, and is among those that the drive
 * gave. False, and a line on stderr, if not. */
bool ours_same(const char *mapfile, const char *image, struct sim *truth, const struct trace *t);

#endif
