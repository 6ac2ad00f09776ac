#ifndef DRIVE_MOUNTS_H
#define DRIVE_MOUNTS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/* Who else has the disc. Linux; elsewhere nobody is known. Any thread. */

/* Where the system says so: "/proc/self/mountinfo", "/sys", "/proc" but in tests. */
struct mounts_from {
	const char *table, *sys, *proc;
};
extern const struct mounts_from mounts_here;

/*
 * Where a block device is mounted, or one that lies over it (device mapper, loop): the first such place, cut to `size`,
 * hostile bytes as they are. False: nowhere. Asks no drive.
 */
bool mounts_find(const struct mounts_from *from, dev_t dev, char *where, size_t size);

/* Does another program hold it exclusively? That takes an open, which may wait for the drive: at most `ms` are waited,
 * then nobody is said to hold it. */
bool mounts_held(const char *node, int ms);

/* The name of another program that has that device open, "vlc (4711)"; only those of this user are visible. False: none. */
bool mounts_who(const struct mounts_from *from, const struct stat *device, char *name, size_t size);

/* Unmounts it everywhere: by the system call, else by udisksctl, else by umount; `ms` for each. IN_USE: it is still mounted,
 * and the fault has what the last of them said. */
enum status mounts_unmount(const struct mounts_from *from, const char *node, dev_t dev, int ms, struct fault *f);

#endif
