#ifndef DRIVE_READER_H
#define DRIVE_READER_H

#include "drive/drive.h"

/*
 * A drive in a process of its own. The child opens the device or file (node_open) and serves one call at a time; data
 * come through memory that both share. Whoever waits in a call of this drive waits for the child; the process itself
 * can always end, and then the child, when the system lets go of it, restores the drive and ends, too. If the child
 * dies, the call that is under way and all later ones give STATUS_DRIVE_GONE: the drive is to be opened anew.
 */

/* `program` is run as "PROGRAM --reader"; it must call reader_main(). `path` as for node_open. */
enum status reader_open(const char *program, const char *path, const struct drive_settings *s, struct drive **out,
			struct fault *f);

/* The child's whole life, on the descriptors it was started with; gives its exit status. READER_NOT_STARTED: this
 * process was not started by reader_open(), and nothing was done. */
int reader_main(void);
enum { READER_NOT_STARTED = -1 };

#endif
