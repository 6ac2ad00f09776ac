#ifndef PASS_WALK_H
#define PASS_WALK_H

#include "pass/pass.h"

/*
 * A list of passes and the place in it. A plan has one for the disc and one for a span put first. Plain values.
 */

enum { WALK_STEPS = 64 };

struct plan_step {
	const struct pass *pass;
	bool reverse;
	int number;	/* of its kind, 1-based: retry 2 */
};

struct walk {
	struct plan_step steps[WALK_STEPS];
	int nsteps, at;		/* at == nsteps: all done */
	bool begun;		/* what follows is of steps[at] */
	struct pass_state state;
	struct span within;	/* where the pass works; once turned round: what it had not passed by then */
	int32_t todo;		/* sectors it had to do when it began */
	int32_t vain;		/* that it has asked for, and would take again */
};

/* Passes for a span that the user has named: read at once, no skipping, the damage from its edges inwards, one retry. */
void walk_arm(struct walk *w);
/* Appends a pass; false when the list is full. */
bool walk_add(struct walk *w, const struct pass *pass, bool reverse);
/* One more retry, the other way than the last step. */
bool walk_add_retry(struct walk *w, bool reverse);
/* A retry stands at `from` or behind it. */
bool walk_has_retry(const struct walk *w, int from);
int walk_count(const struct walk *w, const struct pass *pass);

/* NULL when all is done. */
const struct plan_step *walk_step(const struct walk *w);
void walk_step_on(struct walk *w);

/* The step begins, or begins again, in `within`. */
void walk_begin(struct walk *w, const struct map *m, struct span within);

/* What the current pass has not passed yet. It must have begun. */
struct span walk_ahead(const struct walk *w);

/* Leave this area for now. If no later step would meet what is left, the pass is put once more behind itself. */
void walk_skip(struct walk *w, const struct pass_ctx *c);

/* Turns the current pass round: it goes on from the other end of what it has not passed yet. So nothing is asked twice
 * in one pass, however often it is turned. */
void walk_turn(struct walk *w);

/* What step `i` leaves behind is settled, or a later step takes it. */
bool walk_meets_again(const struct walk *w, int i);

#endif
