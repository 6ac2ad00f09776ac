#ifndef PASS_PLAN_H
#define PASS_PLAN_H

#include "pass/pass.h"

/*
 * Which pass comes after which, and where the work stands. Plain values but for the list of spans to read first.
 */

enum { PLAN_STEPS = 64, PLAN_FIRST = 256 };

struct plan_step {
	const struct pass *pass;
	bool reverse;
	int number;	/* of its kind, 1-based: retry 2 */
};

struct plan {
	struct plan_step steps[PLAN_STEPS];
	int nsteps, at;		/* at == nsteps: all done */
	struct pass_state state;
	int32_t todo;		/* sectors the current pass had to do when it began */
	bool begun;		/* state and todo are those of steps[at] */
	int32_t limit;		/* sectors from here on cannot be had in this drive; 0: all can */
	/* spans the user wants first: all steps run in the first of them, then in the next, then on the whole disc */
	struct span first[PLAN_FIRST];
	int nfirst;
	int first_at;		/* step within first[0] */
	struct pass_state first_state;
	bool first_begun;
};

struct plan_settings {
	const char *passes;	/* comma-separated names, e.g. "sweep,trim,scrape"; NULL: all */
	int retries;		/* how many retry passes */
	bool reverse;		/* first sweep from the end */
};

/* STATUS_USAGE names the unknown pass in the fault's detail. */
enum status plan_build(struct plan *p, const struct plan_settings *s, struct fault *f);

/* Fills window and reverse of `c` (whose map, unit and cluster are set) and names the next read. Steps on through
 * passes that have nothing (left) to do. Count 0: the plan is done. *entered: a pass has just begun. */
struct span plan_next(struct plan *p, struct pass_ctx *c, bool *entered);

/* Tells the pass that asked; `c` as plan_next left it. */
void plan_learn(struct plan *p, struct pass_ctx *c, const struct outcome *o);

/* The user's words. */
void plan_skip(struct plan *p, struct pass_ctx *c);		/* leave this area for now */
void plan_next_pass(struct plan *p);
void plan_reverse(struct plan *p, const struct pass_ctx *c);	/* turn the current pass round */
bool plan_add_retry(struct plan *p);				/* one more; false when the list is full */
bool plan_first(struct plan *p, struct span s);			/* put a span first; false when the list is full */

/* The step being worked on (of the span put first, if there is one), or NULL when all is done. */
const struct plan_step *plan_current(const struct plan *p);
struct span plan_window(const struct plan *p, const struct map *m);
/* Sectors the current pass still has to do, and had when it began. */
void plan_progress(const struct plan *p, const struct map *m, int32_t *left, int32_t *todo);

/* Where it stands as one line of text without line ends, for the mapfile's note; and back. False: not ours, or for
 * other passes; then plan_resume_foreign guesses from ddrescue's status letter, pass number and position. */
void plan_note(const struct plan *p, char *out, size_t size);
bool plan_resume(struct plan *p, const struct map *m, const char *note);
void plan_resume_foreign(struct plan *p, const struct map *m, char letter, int pass, int32_t lsn);
/* What ddrescue would write for where it stands. */
void plan_status(const struct plan *p, char *letter, int *pass, int32_t *lsn);

#endif
