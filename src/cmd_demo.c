#include "config.h"
#include "src/program.h"

#include "src/batch.h"
#include "src/demo_scenario.h"
#include "src/say.h"
#include "ui/i18n.h"

#include "base/fileio.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The unwatched demo retries so often in the first drive, and in the second until so many passes have won nothing. */
enum { DEMO_RETRIES = 2, DEMO_IDLE_PASSES = 3 };

/* The hands of the unwatched demo: some retries, then the disc moves to the other drive; there until nothing comes. */
struct hands {
	char other[256];	/* the spec of drive B */
	int32_t good;		/* when the hand last decided */
	int retries, idle;	/* in this drive; of these, the last so many won nothing */
	int passes;		/* how many the plan had at the last decision */
	bool moved, inserted;
};

static void demo_hand(struct batch *b, const struct snapshot *s)
{
	struct hands *h = b->hand_arg;
	int32_t good = s->tally.sectors[map_state_index(MAP_GOOD)];
	struct command c = { .kind = CMD_ADD_RETRY };

	if (s->phase == PHASE_ASKING) {	/* nobody is there to answer */
		engine_post(b->engine, (struct command){ .kind = CMD_STOP });
		return;
	}
	if (s->phase == PHASE_MOVING && s->move == MOVE_INSERT && !h->inserted) {
		c.kind = CMD_INSERT;
		memcpy(c.drive, h->other, sizeof c.drive);
		h->inserted = engine_post(b->engine, c);
		return;
	}
	/* Every decision but the last makes the plan longer, so each "done" is answered once. */
	if (s->phase != PHASE_DONE || s->pass_name || s->pass_of <= h->passes)
		return;
	h->idle = good == h->good ? h->idle + 1 : 0;
	h->good = good;
	h->passes = s->pass_of;
	h->retries++;
	if (good == s->disc.sectors || (h->moved && h->idle == DEMO_IDLE_PASSES)) {
		c.kind = CMD_STOP;
	} else if (!h->moved && h->retries > DEMO_RETRIES) {
		c.kind = CMD_MOVE;
		memcpy(c.drive, h->other, sizeof c.drive);
		h->moved = true;
	}
	engine_post(b->engine, c);
}

static bool make_folder(char *folder, size_t size)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(folder, size, "%s/discnurse-demo-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (mkdtemp(folder))
		return true;
	fprintf(stderr, "%s: %s: %s\n", PACKAGE, harmless(folder), strerror(errno));
	return false;
}

static int run_demo(const struct options *o, const char *folder, const char *scenario)
{
	struct engine_settings es = program_engine(o);
	struct hands h = { 0 };
	struct program p;
	struct fault f;
	char spec_a[256], job[PATH_MAX];
	int status;

	if ((size_t)snprintf(spec_a, sizeof spec_a, "sim:%s#A", scenario) >= sizeof spec_a ||
	    (size_t)snprintf(h.other, sizeof h.other, "sim:%s#B", scenario) >= sizeof h.other) {
		fault_set(&f, STATUS_TOO_LARGE, scenario, 0, NULL, NULL);
		say_fault(&f);
		return EXIT_CANNOT_RUN;
	}
	snprintf(job, sizeof job, "%.*s/demo", PATH_MAX - 16, folder);
	if (!program_open(&p, o, &status))
		return status;
	if (program_has_screen(o) && !o->script)
		drives_set_pace(p.drives, -1);
	if (drives_add(p.drives, spec_a, &f) != STATUS_OK) {
		say_fault(&f);
		program_close(&p);
		return EXIT_CANNOT_RUN;
	}
	es.where.folder = job;
	es.drives[0] = spec_a;
	es.ndrives = 1;
	es.keep_plan = false;
	if (o->retries < 0)
		es.plan.retries = 1;
	snprintf(es.about.description, sizeof es.about.description, "%s", _("Demo: a scratched disc"));
	if (program_has_screen(o)) {
		status = program_console(&p, o, &es, true, false);
	} else {
		struct batch b = { .log = p.log, .json_lines = o->progress_json, .json_result = o->json,
				   .temporary = true, .hand = demo_hand, .hand_arg = &h };

		b.engine = engine_new(&es, p.drives, p.log);
		status = b.engine ? batch_run(&b) : EXIT_CANNOT_RUN;
	}
	program_close(&p);
	return status;
}

int cmd_demo(const struct options *o)
{
	char folder[PATH_MAX / 2], scenario[PATH_MAX];
	struct fault f;
	int status;

	if (!program_has_screen(o))
		batch_block_signals();
	if (!make_folder(folder, sizeof folder))
		return EXIT_CANNOT_RUN;
	snprintf(scenario, sizeof scenario, "%s/demo.sim", folder);
	if (file_replace(scenario, demo_scenario, strlen(demo_scenario), NULL, &f) != STATUS_OK) {
		say_fault(&f);
		status = EXIT_CANNOT_RUN;
	} else {
		status = run_demo(o, folder, scenario);
	}
	remove_folder(folder);
	return status;
}
