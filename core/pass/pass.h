#ifndef PASS_PASS_H
#define PASS_PASS_H

#include "base/status.h"
#include "map/map.h"
#include "pass/lore.h"

/*
 * A pass is one walk over the sectors in some state, with one strategy. It is pure decision: it does no I/O and keeps
 * no clock. It names the next read and is told the result.
 */

enum { PASS_BUSY = 64 };

/* What a pass may know and touch; borrowed for one call. */
struct pass_ctx {
	struct map *map;
	struct span window;	/* it works only in here; aligned to the ECC unit, but for the end of the disc */
	int32_t unit;		/* sectors of an ECC block: the least that is worth asking for */
	int32_t cluster;	/* most sectors to ask for at once; a multiple of unit */
	bool reverse;		/* from the end to the start */
	/* Another drive is at them, or this one hangs there. Ascending and apart, at most PASS_BUSY; borrowed. */
	const struct span *busy;
	int nbusy;
	/* Not to be asked now: those, and what the user wants later or never. By plan_next; ascending and apart; borrowed. */
	const struct span *closed;
	int nclosed;
	/* Only what this drive has not failed on itself: sectors with one of the bits of `mine` in failed_by[LSN] are not to be
	 * asked either. The plan says when. */
	bool spare;
	uint8_t mine;
	const uint8_t *failed_by;	/* per sector of the map; borrowed; NULL: nothing is known */
	/* What has been learnt of this disc in this drive; borrowed, never NULL. Passes tell it nothing: plan_learn does. */
	struct lore *lore;
	bool last;		/* no retry comes after this one: what the others left out is its to do. By plan_next */
	double stop_below;	/* sectors per minute of drive time: retries expected to bring less are not made; 0: all are */
	/* The pass's wish for the read that it names: how fast. Left alone: full speed. */
	enum pace pace;
	bool too_dear;		/* said by a pass that ends: what is left would bring less than stop_below */
};

/* Where a pass stands: plain numbers, saved with the map so that a job goes on in the same place. Passes that do not go
 * along the disc leave pos where it is, and keep what they need in the lore. */
struct pass_state {
	int32_t pos;		/* forwards: nothing before it is to be asked; backwards: nothing from it on */
	int32_t skip;		/* sectors the last skip passed over; 0: none yet. gaps, scrape, retry: of which list in the lore
				   they speak */
	int32_t run;		/* failures in a row; trim: the near edge of the area at pos is known to be bad; scrape, retry: by
				   which what they have asked is told from what others have */
};

/* The result of a read of the medium (struct outcome, lore.h). Other troubles (no disc, drive gone) are not told to a pass. */

/* What a pass may take, each as map_bit() gives it, but constant. */
enum { TAKES_UNTRIED = 1 << 0, TAKES_UNTRIMMED = 1 << 1, TAKES_UNSCRAPED = 1 << 2, TAKES_BAD = 1 << 3 };

struct pass {
	const char *name;	/* in files and on the command line: "sweep" */
	const char *title;	/* N_() */
	unsigned takes;		/* set of states it works on */
	char code;		/* in the mapfile's note; small letter, no two passes share one */
	char letter;		/* status letter of ddrescue's mapfile while it runs */
	/* The next read: inside the window, at most `cluster` long, all of it in `takes`; count 0: finished. Asked twice
	 * without a result in between, it names the same one. */
	struct span (*next)(struct pass_ctx *c, struct pass_state *s);
	/* Told after every read. It marks what failed; never a finished sector. */
	void (*learn)(const struct pass_ctx *c, struct pass_state *s, const struct outcome *o);
	/* The user's word: leave this area for now. */
	void (*skip)(const struct pass_ctx *c, struct pass_state *s);
};

extern const struct pass pass_sweep;	/* read on, with growing skips after errors */
extern const struct pass pass_gaps;	/* what the sweeps skipped, without skipping */
extern const struct pass pass_trim;	/* from both edges of a failed area inwards, to the first error */
extern const struct pass pass_scrape;	/* the inside of a failed area, unit by unit */
extern const struct pass pass_retry;	/* bad units once more */

/* All of them, in the order in which a job runs them; NULL at the end. */
extern const struct pass *const passes[];

const struct pass *pass_find(const char *name);	/* NULL if there is none */

/* It goes by a list in the lore, not along the disc: scrape, retry. */
bool pass_lists(const struct pass *pass);

/* State before the first read of a pass: at the start, or the end, of the window. */
struct pass_state pass_begin(const struct pass_ctx *c);

/*
 * Used by passes.
 */

/* What of the window is not passed yet. */
struct span pass_ahead(const struct pass_ctx *c, const struct pass_state *s);

/* The next run of the wanted states from s->pos in the direction of c, up to what is closed. Count 0 at the end. */
struct span pass_area(const struct pass_ctx *c, const struct pass_state *s, unsigned states);

/* The near end of that run, at most `most` (a multiple of the unit) long; cut only at borders of units. */
struct span pass_take(const struct pass_ctx *c, const struct pass_state *s, unsigned states, int32_t most);

/* The first, or last, run of the wanted states inside `within` that is open, at most `most` (a multiple of the unit) long. */
struct span pass_first(const struct pass_ctx *c, struct span within, unsigned states, int32_t most);
struct span pass_last(const struct pass_ctx *c, struct span within, unsigned states, int32_t most);

/* Moves on past `done`, never back. */
void pass_move(const struct pass_ctx *c, struct pass_state *s, struct span done);

/* Moves on by the next skip: at first 1000 ECC blocks, then twice as many as the time before, at most 5 % of the disc. */
void pass_leap(const struct pass_ctx *c, struct pass_state *s);

/* The same from the place where the next read in those states would be. */
void pass_leap_over(const struct pass_ctx *c, struct pass_state *s, unsigned states);

/* Marks what is now known to be bad, where it is in one of the states `from`: the unit that failed; or, where the drive
 * does not say which of several it was, all of them as failed somewhere. Gives what it marked. */
struct span pass_mark(const struct pass_ctx *c, const struct outcome *o, unsigned from);

#endif
