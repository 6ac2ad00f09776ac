#ifndef DRIVE_FIND_H
#define DRIVE_FIND_H

#include "drive/drive.h"

#include <sys/types.h>

/*
 * The machine's optical drives. A finder lists them without opening any that it has listed before, since an open can wait
 * for a drive and wakes it up. One thread at a time.
 */
typedef void found_drive(void *arg, const struct drive_id *id);
struct finder;
struct finder_ops {
	const char *name;
	/* Calls `found` with what is known of every drive: spec is its node, the rest may be empty. Gives how many. */
	int (*list)(struct finder *f, found_drive *found, void *arg);
	/* Readable when drives may have come, gone or changed; `list` drains it. -1: there is none. */
	int (*fd)(struct finder *f);		/* optional */
	void (*close)(struct finder *f);	/* frees f */
};

/* A finder's own struct begins with this one. */
struct finder {
	const struct finder_ops *ops;
};

/* Asks the first, the next when it finds nothing, and so on; a finder may be NULL. */
void find_all(struct finder *const list[], int n, found_drive *found, void *arg);
int finder_fd(struct finder *f);
void finder_close(struct finder *f);

/* NULL where there is no such way, or memory is out. */
struct finder *finder_udev(void);
struct finder *finder_cdio(void);

/*
 * What the kernel knows of an optical drive without asking it (sysfs): maker, model, firmware and bus, each only where
 * `id` has nothing. `root` is "/sys" but in tests.
 */
void sysfs_describe(const char *root, dev_t dev, struct drive_id *id);

/*
 * libcdio has one log handler for the whole process: it is set here, and nowhere else. Any thread.
 */

/* Opening and closing of libcdio's handles goes on between these. */
void find_lock(void);
void find_unlock(void);

/* libcdio's messages go to `log` from now on. NULL: nowhere, its own handler would print them and exit. */
void find_log_to(struct log *log);
/* They stop going there, before `log` is freed. */
void find_log_end(struct log *log);

#endif
