#ifndef TESTS_STRATEGY_PEERS_H
#define TESTS_STRATEGY_PEERS_H

#include "tests/bench/strategy_trace.h"

/* The real ddrescue on the same simulated drive. */

struct peer {
	const char *name;
	const char *runs[2][8];	/* arguments of one run after the other */
};

/* Ends with a NULL name. "dd-r3" is the one whose yield is compared. */
extern const struct peer peers[];

/* NULL: they can run here; else why not. */
const char *peers_lack(void);

/* `folder` is an empty one of its own; `log` gets a line per read, or is NULL. False: it could not run, or bytes differ;
 * a line on stderr says what. */
bool peers_run(const struct peer *p, const char *scenario, const char *folder, FILE *log, struct figures *out);

#endif
