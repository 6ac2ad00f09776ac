#include "config.h"
#include "engine/private.h"

/*
 * Places that a drive is not asked for as usual: those that it does not answer for in time, though it does not hang
 * (stuck.c), and those that copy protection keeps it from. Nothing is known of their sectors: they keep their state, for
 * another drive.
 */

enum avoided avoid_after(struct engine *e, struct worker *w, const struct task *t)
{
	struct span rest = { align_down(t->at.lsn + t->got.good, e->unit), 0 };

	rest.count = span_end(t->at) - rest.lsn;
	if (rest.count > e->unit)		/* which of its units it is will be seen one by one */
		return spans_add(w->careful, &w->ncareful, AVOID_SPANS, rest) ? AVOID_LATER : AVOID_FULL;
	if (!spans_meet(w->suspects, w->nsuspects, rest))		/* it may have been an accident */
		return spans_add(w->suspects, &w->nsuspects, AVOID_SPANS, rest) ? AVOID_LATER : AVOID_FULL;
	return spans_add(w->avoided, &w->navoided, AVOID_SPANS, rest) ? AVOID_ALWAYS : AVOID_FULL;
}

bool avoid_is_careful(const struct worker *w, struct span at)
{
	return spans_meet(w->careful, w->ncareful, at);
}
