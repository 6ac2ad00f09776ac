#ifndef SRC_SAY_H
#define SRC_SAY_H

#include "base/status.h"
#include "engine/engine.h"

/* How a run ends: the program's exit statuses (manual page, EXIT STATUS). */
enum { EXIT_ALL_WELL = 0, EXIT_CANNOT_RUN = 1, EXIT_BAD_INPUT = 2, EXIT_UNREAD = 3, EXIT_WRONG_DISC = 4 };

/* "discnurse: PLACE:LINE: reason: detail" on stderr. */
void say_fault(const struct fault *f);

/* The exit status that a status without a rescue means. */
int exit_for(enum status st);
/* The exit status of a rescue, by its last snapshot. */
int exit_for_rescue(const struct snapshot *s);

/* A text as it may go to a terminal: hostile bytes visible. Static storage; one call at a time. */
const char *harmless(const char *text);

#endif
