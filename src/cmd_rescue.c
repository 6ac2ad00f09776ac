#include "config.h"
#include "src/program.h"

#include "src/batch.h"
#include "src/say.h"
#include "ui/i18n.h"

#include <stdio.h>

static bool check_where(const struct options *o)
{
	bool pair = o->image || o->map;

	if (pair ? o->nargs == 0 && o->image && o->map : o->nargs == 1)
		return true;
	fprintf(stderr, _("%s: name a job folder, or --image and --map together\n"), PACKAGE);
	return false;
}

/* Before anything is made: are these passes that there are? */
static bool check_passes(const struct engine_settings *es)
{
	struct plan plan;
	struct fault f;

	if (plan_build(&plan, &es->plan, &f) == STATUS_OK)
		return true;
	say_fault(&f);
	return false;
}

int cmd_rescue(const struct options *o)
{
	struct engine_settings es = program_engine(o);
	struct program p;
	int status;

	if (!check_where(o) || !check_passes(&es))
		return EXIT_CANNOT_RUN;
	if (!program_has_screen(o))
		batch_block_signals();
	if (!program_open(&p, o, &status))
		return status;
	if (o->ndrives == 0)
		drives_find(p.drives);
	if (program_has_screen(o)) {
		status = program_console(&p, o, &es, true, o->ndrives == 0);
	} else {
		struct batch b = { .log = p.log, .json_lines = o->progress_json, .json_result = o->json };

		es.batch = true;
		es.use_all = true;
		b.engine = engine_new(&es, p.drives, p.log);
		status = b.engine ? batch_run(&b) : EXIT_CANNOT_RUN;
	}
	program_close(&p);
	return status;
}
