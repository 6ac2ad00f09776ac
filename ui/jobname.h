#ifndef UI_JOBNAME_H
#define UI_JOBNAME_H

#include "engine/shelf.h"

/* Names for job folders. */

enum { JOBNAME_MAX = 256 };	/* bytes, with the terminator */

/* The job that the disc in that drive is of, by the volume's name, time and size; NULL: none, or it has no volume. */
const struct job_brief *jobname_of_disc(const struct shelf_view *v, const struct shelf_drive *d);

/* The name of the disc's own job if the shelf has it. Else a safe name from what the disc calls itself: lower-case letters,
 * digits, "-", "."; numbered if the shelf has it. */
void jobname_propose(char out[JOBNAME_MAX], const struct shelf_drive *d, const struct shelf_view *v);

/* Why it cannot be the name of a folder, an N_() sentence; NULL when it can. */
const char *jobname_fault(const char *name);

/* The job of that name; NULL: the shelf has none. */
const struct job_brief *jobname_find(const struct shelf_view *v, const char *name);

#endif
