#ifndef UI_TERM_H
#define UI_TERM_H

#include "base/status.h"
#include "ui/canvas.h"
#include "ui/keys.h"

#include <stdbool.h>

/*
 * The terminal: the only place that knows curses, and the only one with variables of its own, as a terminal and signals
 * belong to the process. One thread calls all of this.
 */

/* What the signals do, as bytes to be read from term_signal_fd(): SIGINT, SIGTERM, SIGHUP, SIGTSTP. Works without a
 * terminal, too. SIGWINCH is left to curses. */
enum status term_signals_open(void);
void term_signals_close(void);
int term_signal_fd(void);
/* The next signal that came; 0 if there is none. */
int term_signal_next(void);
/* Around the making of threads: they must leave all signals to this thread. */
void term_signals_block(bool block);

/*
 * Takes the terminal. STATUS_UNSUPPORTED, with a sentence, when there is none or it cannot place text. From here to
 * term_close() whatever is written to stderr arrives at term_stderr_fd(), to be read there.
 */
enum status term_open(struct fault *f);
void term_close(void);
int term_stderr_fd(void);

void term_size(int *rows, int *cols);
bool term_ascii(void);		/* no UTF-8 in this locale */
int term_colours(void);		/* 0, 8 or 256 */

/* Sends what differs from what was shown last. */
void term_show(const struct canvas *c);
/* Forgets what was shown last: the next term_show() sends everything. */
void term_redraw(void);

/* The next key that was pressed, without waiting; false if there is none. *gone: the terminal went away. */
bool term_key(int32_t *key, struct mouse *at, bool *gone);

/* Gives the terminal back, stops the process as Ctrl-Z does, and takes it again when it goes on. */
void term_suspend(void);

#endif
