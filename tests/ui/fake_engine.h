#ifndef TESTS_UI_FAKE_ENGINE_H
#define TESTS_UI_FAKE_ENGINE_H

#include "engine/engine.h"
#include "engine/shelf.h"
#include "map/map.h"

/*
 * An engine whose state is set by the test and whose reads are counted, not made: it links in place of core's, so that
 * screens and loop are tested without drives. It reads 64 sectors a step; one step is taken for each look at it.
 */
struct engine {
	struct snapshot snap;
	struct map *map;
	struct command posted[64];
	int nposted;
	struct mark marks[8];	/* ascending */
	int nmarks;
	bool runs;		/* steps are taken */
	bool hangs;		/* STOP does not end it */
	bool noise;		/* writes to stderr at each step, as a library might */
	bool slow_hand;		/* commands are queued, not taken, until it is cleared */
	long reads;
	struct command hold;
	int wake[2];
};

/* The engine that engine_new() gives next, or gave last. */
struct engine *fake_engine(void);

/* A CD in the middle of a scrape pass, two drives and an empty one: as in the picture of the rescue screen. */
void fake_scene_cd(struct engine *e);
/* Five drives: two that read, an equal one that is stuck, one spinning up, one gone. */
void fake_scene_drives(struct engine *e);
/* `sectors` untried sectors of a kind of disc in one drive. */
void fake_scene_fresh(struct engine *e, enum disc_kind kind, int32_t sectors);
/* Makes the snapshot tell what the map says. */
void fake_tally(struct engine *e);
/* Ends it between tests. */
void fake_reset(void);

#endif
