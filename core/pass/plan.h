#ifndef PASS_PLAN_H
#define PASS_PLAN_H

#include "pass/walk.h"

/*
 * Which pass comes after which, and where the work stands. Plain values, copied as a whole.
 */

enum { PLAN_FIRST = 256, PLAN_MARKS = 256 };

/* Spans, ascending and apart. */
struct plan_marks {
	struct span at[PLAN_MARKS];
	int n;
};

struct plan {
	struct walk main;
	int retries;		/* retry passes asked for when it was built */
	bool backwards;		/* its first step goes from the end */
	int32_t limit;		/* the drive in use cannot reach sectors from here on; 0: it reaches all. Not saved. */
	/* Spans the user wants first: a walk of its own in the first of them, then in the next, then main goes on. */
	struct span first[PLAN_FIRST];
	int nfirst;
	struct walk first_walk;	/* of first[0]; never at its end */
	/* Spans the user wants last, or never, in no drive. No sector is in two of first, last and never. */
	struct plan_marks last, never;
	bool in_last;		/* all else is over: a walk of its own in one span of last after the other */
	int last_at;		/* in that one; last.n: done */
	struct walk last_walk;
	struct span closed[PASS_BUSY + 2 * PLAN_MARKS];	/* room for pass_ctx.closed */
	int dear_place;		/* the step that ended last because it was too dear; -1: none */
	/* When all else is over: what other drives have left. Not saved. */
	struct walk extra;
	bool in_extra;
	bool may_retry;		/* the retry is among the passes asked for */
	/* the read that was named last */
	const struct pass *asked;	/* who asked; NULL: nobody, or it was told */
	struct pass_state asked_state;
	enum { PLAN_MAIN, PLAN_FIRST_WALK, PLAN_EXTRA, PLAN_LAST_WALK } asked_in;
};

struct plan_settings {
	const char *passes;	/* comma-separated names in any order, e.g. "sweep,trim,scrape"; NULL: all */
	int retries;		/* how many retry passes, if `passes` has them */
	bool reverse;		/* first sweep from the end */
};

/* STATUS_USAGE: a pass is unknown (the fault's detail names it), or the retries are too many. */
enum status plan_build(struct plan *p, const struct plan_settings *s, struct fault *f);

/* Fills window, reverse, closed, spare, last and pace of `c` (all else of it is set) and names the next read. Steps on through those
 * that have nothing (left) to do. Count 0: the plan is done. *entered: this is the first read of a pass. */
struct span plan_next(struct plan *p, struct pass_ctx *c, bool *entered);

/* Tells lore and the pass that asked; `c` as plan_next left it. The user's words may have come in between. A read that ended in
 * another trouble than damage is not told: plan_next then names it again. */
void plan_learn(struct plan *p, struct pass_ctx *c, const struct outcome *o);

/* The user's words. */
void plan_skip(struct plan *p, struct pass_ctx *c);		/* leave this area for now */
void plan_next_pass(struct plan *p);
void plan_reverse(struct plan *p);	/* turn the current pass round: on from the other end of what is left of it */
bool plan_add_retry(struct plan *p);				/* one more; false when the list is full */
bool plan_first(struct plan *p, struct span s);			/* put it first; false if empty or the list is full */
bool plan_last(struct plan *p, struct span s);			/* after everything else; false as above */
bool plan_never(struct plan *p, struct span s);			/* not at all; false as above */
bool plan_normal(struct plan *p, struct span s);		/* takes first, last and never back there; false as above */
/* What the user wants last and never is as in `from`. */
void plan_take_marks(struct plan *p, const struct plan *from);
/* Sectors in those states that the user did not say never of; nor last, unless `last_too`. */
int32_t plan_count(const struct plan *p, const struct map *m, struct span within, unsigned states, bool last_too);

/*
 * Sectors below the plan's limit that an earlier step would take and no step to come will (another drive could not reach
 * them, or the disc turned out larger): goes back to the first step that takes any. Bad ones are not meant: those were
 * read. True if it went back.
 */
bool plan_catch_up(struct plan *p, const struct map *m);

/* The plan is done, but another drive has left something that one of its passes would take: they take it, the retries
 * aside. `c` as for plan_next. False: nothing is left that is open. */
bool plan_help(struct plan *p, const struct pass_ctx *c);

/* The plan is done: one more retry for what the drive has not failed on itself (pass_ctx.failed_by). False when the retry
 * is not among the passes asked for. */
bool plan_last_word(struct plan *p);

/* The plan is done, but for what the user put last: that comes now. False: there is no more of it. */
bool plan_begin_last(struct plan *p);

/* The step being worked on, as a number that stays the same while it lasts; -1 when all is done. And back. */
int plan_place(const struct plan *p);
const struct plan_step *plan_step_at(const struct plan *p, int place);

/* The step being worked on (of the span put first, if there is one), or NULL when all is done; but perhaps not what was
 * put last. */
const struct plan_step *plan_current(const struct plan *p);
struct span plan_window(const struct plan *p, const struct map *m);
/* Sectors the current pass still has to do, and had when it began; without those that the user wants later or never. */
void plan_progress(const struct plan *p, const struct map *m, int32_t *left, int32_t *todo);

/*
 * Where it stands as one line of text without line ends, for the mapfile's note. Spans put first are left out from the
 * end as far as the room does not allow for them, then all that are put last, then all that are put never; an empty text
 * when it is too small for anything. And back, onto a plan fresh from plan_build: passes turned round, put in or added come again, and the number of the other retries is
 * that of the new settings. False, and nothing changed: not ours, or for other passes; then plan_resume_foreign goes by
 * ddrescue's status letter, pass number and position.
 */
void plan_note(const struct plan *p, char *out, size_t size);
bool plan_resume(struct plan *p, const struct map *m, const char *note);
void plan_resume_foreign(struct plan *p, const struct map *m, int32_t unit, char letter, int pass, int32_t lsn);
/* What ddrescue would write for where it stands on the disc, a span put first aside. */
void plan_status(const struct plan *p, char *letter, int *pass, int32_t *lsn);

#endif
