#ifndef TESTS_DRIVE_FAKENODE_H
#define TESTS_DRIVE_FAKENODE_H

#include "tests/unit.h"

#include <sys/stat.h>

/*
 * One device node that is not there: stat(), open(), access() and ioctl() of this program, and of the libraries it is linked with,
 * answer for it; all other files are left to the system. For tests with one thread.
 */
struct fakenode {
	const char *path;
	mode_t type;			/* S_IFBLK, S_IFCHR */
	dev_t rdev;
	gid_t group;
	int deny_write, deny_read;	/* errno of open() for both, for reading; 0: it opens */
	const char *known;		/* a file that access() finds; or NULL */
	int (*ioctl)(unsigned long request, void *arg);		/* as the system's: -1 with errno */
	int flags;			/* of the open() that worked last */
	int open_now;			/* descriptors that are open */
};
extern struct fakenode fakenode;

#endif
