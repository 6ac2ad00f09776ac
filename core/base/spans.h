#ifndef BASE_SPANS_H
#define BASE_SPANS_H

#include "base/span.h"

/* Lists of spans, ascending and apart: none touches the next. */

/* Joined with those that it touches. False, and unchanged: there is no room. */
bool spans_add(struct span *list, int *n, int most, struct span at);
/* Takes `at` out. False, and unchanged: there is no room for both parts of what it splits. */
bool spans_cut(struct span *list, int *n, int most, struct span at);
/* Some of them has a sector of `at`. */
bool spans_meet(const struct span *list, int n, struct span at);
/* Both lists as one, into `out`, which has room for all and is neither; how many. */
int spans_merge(const struct span *a, int na, const struct span *b, int nb, struct span *out);

#endif
