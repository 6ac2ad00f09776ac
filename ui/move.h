#ifndef UI_MOVE_H
#define UI_MOVE_H

#include "ui/drive_words.h"

/* The dialog of moving the disc: screen_move.c decides, move_draw.c draws. */

struct move {
	bool begun;		/* CMD_MOVE was posted; before, nothing has been touched */
	unsigned posted_at;	/* number of that command */
	int target;		/* index of the drive; -1: wherever the disc appears */
	bool choosing;		/* the list of drives is shown */
	int at;			/* row of that list */
	int spinning;		/* index of the drive that becomes ready; -1 */
	time_t spinning_since;
};

/* The disc is on its way, from the first step to the last. */
static inline bool move_runs(const struct snapshot *snap)
{
	return snap->phase == PHASE_MOVING || (snap->move != MOVE_NONE && snap->phase != PHASE_ENDED);
}

/* The drive it comes from; -1. */
static inline int move_from(const struct snapshot *snap)
{
	return move_runs(snap) && snap->move_from >= 0 ? snap->move_from : snap->active;
}

/* Another disc than that of the job was found, or it cannot be told, and the engine waits for a word. */
static inline bool move_asks(const struct snapshot *snap)
{
	return snap->move == MOVE_WRONG;
}

/* Drive `i` holds a disc that could be read beside the one that is to be moved. */
static inline bool move_could_share(const struct ui *u, int i)
{
	const struct snapshot *snap = &u->snap;

	return snap->active >= 0 && i >= 0 && i < snap->ndrives && i != move_from(snap) && drive_holds_disc(u, i) &&
		!drive_reads(snap, i) && !snap->drives[i].stuck && snap->drives[i].verdict != VERDICT_OTHER;
}

/* Why the work stands, when nobody asked for it; STATUS_OK: somebody did. */
enum status move_reason(const struct snapshot *snap);

void move_draw(struct ui *u, void *state, struct canvas *c, struct rect r);

#endif
