#ifndef ENGINE_SHELF_H
#define ENGINE_SHELF_H

#include "drive/drives.h"
#include "job/job.h"

/* What stands on the shelf: the drives with what is in them, and the jobs below a folder. A thread of its own looks
 * every two seconds, so that the screen never waits for a drive or a disk. */

struct shelf_drive {
	struct drive_id id;
	enum status state;	/* OK: a disc is in it */
	struct medium medium;
	struct volume_id volume;
	bool busy;		/* an engine is using it: not looked at */
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
/* Waits at most 3 s for a look that is under way. False: a drive hangs, its thread will free the shelf; `drives` must stay. */
bool shelf_free(struct shelf *s);

/* Copies what is there into *v, whose old content it frees; starts from { 0 }. False if nothing has changed. */
bool shelf_view(struct shelf *s, struct shelf_view *v);
void shelf_view_free(struct shelf_view *v);

/* Look now; do not touch the drive with that spec (an engine has it). "" for none. */
void shelf_look(struct shelf *s);
void shelf_leave_alone(struct shelf *s, const char *spec);

/* One look, without a thread, for `discnurse drives`. */
enum status shelf_look_once(struct drives *drives, struct shelf_view *v);

#endif
