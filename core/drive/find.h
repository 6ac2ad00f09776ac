#ifndef DRIVE_FIND_H
#define DRIVE_FIND_H

#include "drive/drive.h"

/*
 * The machine's optical drives, as libcdio finds them. libcdio has one log handler for the whole process: it is set
 * here, and nowhere else. Any thread; one at a time is let in.
 */

/* Opening and closing of libcdio's handles goes on between these. */
void find_lock(void);
void find_unlock(void);

/* libcdio's messages go to `log` from now on. NULL: nowhere, its own handler would print them and exit. */
void find_log_to(struct log *log);
/* They stop going there, before `log` is freed. */
void find_log_end(struct log *log);

/* Calls `found` with the node of every optical drive. */
void find_drives(void (*found)(void *arg, const char *node), void *arg);

/* Fills in what an optical drive says of itself to libcdio; leaves `id` alone if it says nothing. */
void find_names(const char *node, struct drive_id *id);

#endif
