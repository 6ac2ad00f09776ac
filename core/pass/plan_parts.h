#ifndef PASS_PLAN_PARTS_H
#define PASS_PLAN_PARTS_H

#include "pass/plan.h"

/* What the files of the plan share. */

/* The walk that is at work; and where its step works, or would: all of the disc, or the span put first or last. */
const struct walk *plan_walk(const struct plan *p);
struct span plan_whole(const struct plan *p, const struct map *m);

/* What the user put last is to be walked, or walked again, when all else is over. */
void plan_rearm_last(struct plan *p);

/* Fills `closed` of `c` from its `busy` and what is never to be read, or last unless `last_too`. */
void plan_close(struct plan *p, struct pass_ctx *c, bool last_too);

#endif
