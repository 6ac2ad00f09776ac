#ifndef UI_SCRIPT_H
#define UI_SCRIPT_H

#include "ui/app.h"

/*
 * The console without a terminal: a file of keys, waits and screens to save, one command a line, through the same
 * functions as the loop of a terminal. The engine stands still whenever the script does not wait for it, and every time
 * of day is pinned: the same script saves the same bytes in every run. HACKING.md lists the commands.
 */
enum status script_run(struct app *a, const struct ui_settings *s, struct ui_result *out);

#endif
