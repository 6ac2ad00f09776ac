#include "config.h"
#include "engine/private.h"

/*
 * Places that a drive is not asked for as usual: those that it does not answer for in time, though it does not hang
 * (stuck.c), and those that copy protection keeps it from. Nothing is known of their sectors: they keep their state, for
 * another drive.
 */

bool avoid_add(struct span *list, int *n, int most, struct span at)
{
	int i = 0, k;

	while (i < *n && span_end(list[i]) < at.lsn)
		i++;
	for (k = i; k < *n && list[k].lsn <= span_end(at); k++)		/* they touch: one span */
		at = span_between(min_i32(list[k].lsn, at.lsn), max_i32(span_end(list[k]), span_end(at)));
	if (k == i) {
		if (*n == most)
			return false;
		for (int m = (*n)++; m > i; m--)
			list[m] = list[m - 1];
	} else {
		for (int m = k; m < *n; m++)
			list[i + 1 + m - k] = list[m];
		*n -= k - i - 1;
	}
	list[i] = at;
	return true;
}

static bool in_list(const struct span *list, int n, struct span at)
{
	for (int i = 0; i < n; i++)
		if (span_clip(at, list[i]).count > 0)
			return true;
	return false;
}

enum avoided avoid_after(struct engine *e, struct worker *w, const struct task *t)
{
	struct span rest = { align_down(t->at.lsn + t->got.good, e->unit), 0 };

	rest.count = span_end(t->at) - rest.lsn;
	if (rest.count > e->unit)		/* which of its units it is will be seen one by one */
		return avoid_add(w->careful, &w->ncareful, AVOID_SPANS, rest) ? AVOID_LATER : AVOID_FULL;
	if (!in_list(w->suspects, w->nsuspects, rest))		/* it may have been an accident */
		return avoid_add(w->suspects, &w->nsuspects, AVOID_SPANS, rest) ? AVOID_LATER : AVOID_FULL;
	return avoid_add(w->avoided, &w->navoided, AVOID_SPANS, rest) ? AVOID_ALWAYS : AVOID_FULL;
}

bool avoid_is_careful(const struct worker *w, struct span at)
{
	return in_list(w->careful, w->ncareful, at);
}
