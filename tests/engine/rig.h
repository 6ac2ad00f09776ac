#ifndef TESTS_RIG_H
#define TESTS_RIG_H

#include "tests/unit.h"

#include "engine/engine.h"
#include "sim/sim.h"

/* An engine over a simulated world, with a second world of the same scenario to ask for the truth. */
struct rig {
	char folder[100];	/* scratch, emptied by rig_new */
	char scenario[200], spec[4][256];
	char job[300];
	struct log *log;
	struct drives *drives;
	struct engine *engine;
	struct sim *truth;
};

/* A scratch folder `name` with that scenario text in it. */
void rig_new(struct rig *r, const char *name, const char *scenario_text);
/* The same for a scenario file that is shipped. */
void rig_new_file(struct rig *r, const char *name, const char *path);
void rig_free(struct rig *r);

/* Settings for the rig's job in its first drive: 3 retries, batch, no time limit. */
struct engine_settings rig_settings(struct rig *r);
void rig_start(struct rig *r, const struct engine_settings *s);
/* Waits for the end (60 s of real time), frees the engine, gives the last snapshot. */
struct snapshot rig_finish(struct rig *r);
/* Waits until the engine is in that phase. Fails the test after 60 s. */
struct snapshot rig_wait(struct rig *r, enum phase p);
/* Goes on from a pause until so many reads of the first drive are done, then pauses. */
struct snapshot rig_read_on(struct rig *r, long reads);
void rig_post(struct rig *r, enum command_kind kind);

/* Every sector that the job's mapfile on disk calls finished equals the source. Gives how many there are. */
int32_t rig_check_image(struct rig *r);
/* The mapfile's text; the caller frees it. */
char *rig_map_text(struct rig *r);

#endif
