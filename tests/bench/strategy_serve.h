#ifndef TESTS_STRATEGY_SERVE_H
#define TESTS_STRATEGY_SERVE_H

#include "tests/bench/strategy_trace.h"

/*
 * A simulated drive offered as a file, so that any program can read it: one that asks is asked in the same size, nothing
 * is read ahead or kept. strategy_fuse.c; where libfuse is missing, strategy_nofuse.c.
 */

/* NULL: it can be done here; else why not. */
const char *serve_lacks(void);

/*
 * Serves drive 0 of `w`, whose disc `t` knows, as MOUNTPOINT/disc.iso, until SIGTERM or the like. A byte is written to
 * `ready` when it is there. A read gives what comes before the first failure; the one after it, if it begins just there,
 * is told of that failure without a further attempt. False: it could not be mounted.
 */
bool serve(struct sim *w, struct trace *t, const char *mountpoint, int ready);

#define SERVE_NAME "disc.iso"

#endif
