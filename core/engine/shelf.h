#ifndef ENGINE_SHELF_H
#define ENGINE_SHELF_H

#include "drive/drives.h"
#include "job/job.h"

#include <time.h>

/* What stands on the shelf: the drives with what is in them, and the jobs below a folder. Threads of its own look, every
 * two seconds and when the system tells of a change, so that the screen never waits for a drive or a disk. */

struct shelf_drive {
	struct drive_id id;
	/* OK: a disc is in it. NO_MEDIUM, TRAY_OPEN, NOT_READY (spinning up, or not seen yet), STUCK, PERMISSION, DRIVE_GONE
	 * (still shown while an engine uses it), or why it cannot be used. */
	enum status state;
	time_t since;		/* when that state began */
	struct fault fault;	/* why it cannot be opened; status OK: it can */
	char group[33];		/* PERMISSION: the group that may use it */
	struct medium medium;
	struct volume_id volume;
	char mounted[256];	/* where its disc is mounted; empty: nowhere */
	bool in_use;		/* mounted, or held by another program */
	bool unmounting;	/* that was asked for, and is not over */
	struct fault unmount;	/* how it ended last; status OK: well, or it was never asked */
	bool busy;		/* an engine is using it: not looked at, the rest is as it was seen last */
	struct drive_abilities abilities;	/* as far as they are known */
	struct drive_now now;	/* STUCK: the command it is in; lsn -1 and no name: not known */
};

struct shelf_view {
	unsigned generation;
	struct shelf_drive *drives;	/* owned by the view; shelf_view_free */
	int ndrives;
	struct job_brief *jobs;
	int njobs;
	bool looked;		/* the first look is over */
	bool due;		/* one that was asked for is not */
};

struct shelf;

/* Borrows `drives`. `folder` is copied; NULL: no jobs. `find`: look for the machine's own drives, too. */
struct shelf *shelf_new(struct drives *drives, const char *folder, bool find);
/* Waits at most 3 s for looks that are under way. False: a drive hangs, its thread will free the shelf; `drives` must stay. */
bool shelf_free(struct shelf *s);

/* Copies what is there into *v, whose old content it frees; starts from { 0 }. False if nothing has changed. */
bool shelf_view(struct shelf *s, struct shelf_view *v);
void shelf_view_free(struct shelf_view *v);

/* Look now; do not touch the drives with these specs, which an engine uses. n = 0: it uses none any more. Changes nothing
 * and costs little when they are the same as before. */
void shelf_look(struct shelf *s);
enum { SHELF_LEAVE = 8 };	/* most that can be left alone */
void shelf_leave_alone(struct shelf *s, const char *const specs[], int n);

/* Unmounts the disc in that drive, on a thread of the shelf's: `unmounting` shows at once, `unmount` when it is over. */
void shelf_unmount(struct shelf *s, const char *spec);

/* For tests: a look that takes longer is stuck; usually 20 s. */
void shelf_set_patience(struct shelf *s, int ms);

/* One look at each drive, for `discnurse drives`; what drives can do is tried out where it is not known. STUCK: a drive
 * does not come back, and `drives` must stay. */
enum status shelf_look_once(struct drives *drives, struct shelf_view *v);

#endif
