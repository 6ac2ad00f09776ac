#ifndef SRC_BATCH_H
#define SRC_BATCH_H

#include "src/options.h"
#include "engine/engine.h"

/* The engine without a screen. */

struct batch {
	struct engine *engine;
	struct log *log;
	bool json_lines, json_result;
	bool temporary;		/* the job's folder is removed afterwards: it is not named in the summary */
	/* Looked at after every news from the engine, for the demo's simulated hands; NULL: none. */
	void (*hand)(struct batch *b, const struct snapshot *s);
	void *hand_arg;
};

/* Watches the engine to its end, prints progress and summary, frees the engine. The exit status of the program. */
int batch_run(struct batch *b);

/* Blocks the signals that end a run, before any thread is made: batch_run waits for them. */
void batch_block_signals(void);

/* The summary of a rescue on stdout, as text or JSON. `temporary`: the text does not name the job's folder. */
void batch_summary(const struct snapshot *s, bool json, bool temporary);

#endif
