#ifndef UI_SCRIPT_H
#define UI_SCRIPT_H

#include "ui/app.h"

/*
 * The console without a terminal: a file of keys, waits and screens to save, one command a line, through the same
 * functions as the loop of a terminal. The engine stands before its first read, and again whenever what the script
 * waited for has come; every time of day is pinned: the same script saves the same bytes in every run.
 *
 *   size COLS ROWS, resize COLS ROWS   80 24 at first
 *   colours 256|8|0, ascii             what the terminal can do; 256 colours and UTF-8 at first
 *   key NAME, type TEXT, click ROW COL NAME as in the help: p, Enter, F1, ^L
 *   wait reads N                       run on until so many reads since the start are done, and stand
 *   wait pass-done [NAME]              until that pass, or any, is over, and stand
 *   wait phase NAME                    opening identifying reading pausing paused asking moving saving done ended
 *   wait idle                          until it goes no further by itself, or the job is closed; after keys: until what
 *                                      they began is over
 *   wait shelf                         until the start screen has looked at drives and jobs
 *   go                                 run on without waiting
 *   save NAME                          NAME.screen: a line of text for each row
 *   expect TEXT                        fails, with the screen on stderr, if no row holds it
 *
 * A wait fails after 60 seconds. Errors name file and line.
 */
enum status script_run(struct app *a, const struct ui_settings *s, struct ui_result *out);

#endif
