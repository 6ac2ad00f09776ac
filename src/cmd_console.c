#include "config.h"
#include "src/program.h"

#include "src/say.h"
#include "ui/i18n.h"

#include <stdio.h>

int cmd_console(const struct options *o)
{
	struct engine_settings es = program_engine(o);
	struct program p;
	int status;

	if (!program_has_screen(o)) {
		fprintf(stderr, _("%s: the console needs a terminal; without one: %s rescue JOB --drive DRIVE --batch\n"),
			PACKAGE, PACKAGE);
		return EXIT_CANNOT_RUN;
	}
	if (!program_open(&p, o, &status))
		return status;
	es.where.folder = NULL;
	status = program_console(&p, o, &es, false, !o->script);	/* a script has the drives it names, everywhere */
	program_close(&p);
	return status;
}
