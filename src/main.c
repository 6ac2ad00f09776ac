#include "config.h"
#include "src/program.h"

#include "drive/reader.h"
#include "ui/i18n.h"

#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

const struct command_def commands[] = {
	{ "", N_("[OPTION...]"), N_("The console: drives, jobs, a new job"), GROUP_DRIVE | GROUP_JOBS | GROUP_READ, 0, 0,
	  cmd_console },
	{ "rescue", N_("[OPTION...] JOB | --image FILE --map FILE"), N_("Create a job or go on with it"),
	  GROUP_DRIVE | GROUP_JOB | GROUP_READ | GROUP_BATCH | GROUP_JSON, 0, 1, cmd_rescue },
	{ "demo", N_("[OPTION...]"), N_("A scratched simulated disc and two simulated drives"),
	  GROUP_READ | GROUP_BATCH | GROUP_JSON, 0, 0, cmd_demo },
	{ "drives", N_("[OPTION...]"), N_("List the drives and what is in them"), GROUP_DRIVE | GROUP_JSON, 0, 0, cmd_drives },
	{ "map", N_("[OPTION...] JOB | MAPFILE"), N_("Show the map of a job or of GNU ddrescue"),
	  GROUP_PICTURE | GROUP_JSON | GROUP_KIND, 1, 1, cmd_map },
	{ 0 },
};

int main(int argc, char **argv)
{
	const struct command_def *command;
	const char *localedir = getenv("DISCNURSE_LOCALEDIR");	/* for tests from the build tree */
	struct options o;
	int status = 0;

	if (argc == 2 && strcmp(argv[1], "--reader") == 0) {	/* this program's own child; see drive/reader.h */
		status = reader_main();
		if (status != READER_NOT_STARTED)
			return status;
	}
	setlocale(LC_ALL, "");
	bindtextdomain(PACKAGE, localedir ? localedir : LOCALEDIR);
	textdomain(PACKAGE);
	/* A full disk or a file-size limit is an answer of write(), and so is a closed pipe. */
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	command = options_parse(argc, argv, &o, &status);
	if (!command)
		return status;
	status = command->run(&o);
	options_free(&o);
	return status;
}
