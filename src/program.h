#ifndef SRC_PROGRAM_H
#define SRC_PROGRAM_H

#include "src/options.h"
#include "ui/ui.h"

/* What every command needs, and one entry each. */

struct program {
	struct log *log;
	struct drives *drives;
};

/* Log and drives; those named with --drive are made known. False: it has been said why, *exit_status is set. */
bool program_open(struct program *p, const struct options *o, int *exit_status);
void program_close(struct program *p);

/* What the options mean for the engine. Borrows the options' texts. */
struct engine_settings program_engine(const struct options *o);

/* Runs the console and says afterwards how it ended. `open_job`: straight to the job of `es`. */
int program_console(struct program *p, const struct options *o, const struct engine_settings *es, bool open_job,
		    bool find_drives);

/* The folder with its content; a failure is not an error. For the demo's temporary job. */
void remove_folder(const char *path);

/* Is there a terminal to show the console on, and nothing that asks for plain output? */
bool program_has_screen(const struct options *o);

int cmd_console(const struct options *o);
int cmd_rescue(const struct options *o);
int cmd_demo(const struct options *o);
int cmd_drives(const struct options *o);
int cmd_map(const struct options *o);

#endif
