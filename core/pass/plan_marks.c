#include "config.h"
#include "pass/plan.h"
#include "pass/plan_parts.h"

#include "base/spans.h"

#include <string.h>

/* What the user wants first, last and never. What was said last counts: no sector is in two of them. */

static bool is_span(struct span s)
{
	return s.lsn >= 0 && s.count > 0 && s.count <= MAP_MAX_SECTORS - s.lsn;
}

/* What is left of the spans put first without `s`, into `out`. Their order is the user's. -1: too many. */
static int without(const struct plan *p, struct span s, struct span out[PLAN_FIRST])
{
	int n = 0;

	for (int i = 0; i < p->nfirst; i++) {
		struct span part[2];
		int parts = 1;

		part[0] = p->first[i];
		spans_cut(part, &parts, 2, s);
		if (n + parts > PLAN_FIRST)
			return -1;
		memcpy(out + n, part, (size_t)parts * sizeof *part);
		n += parts;
	}
	return n;
}

static bool same(struct span a, struct span b)
{
	return a.lsn == b.lsn && a.count == b.count;
}

/* Another list than before: it is walked from its start. */
static void change_last(struct plan *p, const struct plan_marks *last)
{
	if (last->n == p->last.n && memcmp(last->at, p->last.at, (size_t)last->n * sizeof *last->at) == 0)
		return;
	p->last = *last;
	plan_rearm_last(p);
}

void plan_rearm_last(struct plan *p)
{
	p->last_at = 0;
	p->in_last = false;
	walk_arm(&p->last_walk);
}

enum rank { TO_LAST, TO_NEVER, TO_NONE };

/* All three without `s`, and `s` in `to`, if it is one of them. */
static bool move_to(struct plan *p, struct span s, enum rank to)
{
	struct plan_marks last = p->last, never = p->never;
	struct span first[PLAN_FIRST];
	int nfirst;

	if (!is_span(s))
		return false;
	nfirst = without(p, s, first);
	if (nfirst < 0 || !spans_cut(last.at, &last.n, PLAN_MARKS, s) || !spans_cut(never.at, &never.n, PLAN_MARKS, s))
		return false;
	if (to == TO_LAST && !spans_add(last.at, &last.n, PLAN_MARKS, s))
		return false;
	if (to == TO_NEVER && !spans_add(never.at, &never.n, PLAN_MARKS, s))
		return false;
	if (p->nfirst && (!nfirst || !same(first[0], p->first[0])))
		walk_arm(&p->first_walk);
	memcpy(p->first, first, (size_t)nfirst * sizeof *first);
	p->nfirst = nfirst;
	p->never = never;
	change_last(p, &last);
	return true;
}

bool plan_last(struct plan *p, struct span s)
{
	return move_to(p, s, TO_LAST);
}

bool plan_never(struct plan *p, struct span s)
{
	return move_to(p, s, TO_NEVER);
}

bool plan_normal(struct plan *p, struct span s)
{
	return move_to(p, s, TO_NONE);
}

/* A span may be put first more than once: it is read again then. */
bool plan_first(struct plan *p, struct span s)
{
	struct plan_marks last = p->last, never = p->never;

	if (!is_span(s) || p->nfirst == PLAN_FIRST || !spans_cut(last.at, &last.n, PLAN_MARKS, s) ||
	    !spans_cut(never.at, &never.n, PLAN_MARKS, s))
		return false;
	p->never = never;
	change_last(p, &last);
	p->first[p->nfirst++] = s;
	return true;
}

void plan_take_marks(struct plan *p, const struct plan *from)
{
	p->never = from->never;
	change_last(p, &from->last);
}

static int32_t marked(const struct plan_marks *k, const struct map *m, struct span within, unsigned states)
{
	int32_t n = 0;

	for (int i = 0; i < k->n; i++)
		n += map_count_in(m, span_clip(k->at[i], within), states);
	return n;
}

int32_t plan_count(const struct plan *p, const struct map *m, struct span within, unsigned states, bool last_too)
{
	int32_t n = map_count_in(m, within, states) - marked(&p->never, m, within, states);

	return last_too ? n : n - marked(&p->last, m, within, states);
}

void plan_close(struct plan *p, struct pass_ctx *c, bool last_too)
{
	struct span marks[2 * PLAN_MARKS];
	int n;

	c->closed = c->busy;
	c->nclosed = c->nbusy;
	if (!p->never.n && (last_too || !p->last.n))
		return;
	n = spans_merge(p->never.at, p->never.n, p->last.at, last_too ? 0 : p->last.n, marks);
	c->nclosed = spans_merge(c->busy, c->nbusy, marks, n, p->closed);
	c->closed = p->closed;
}

bool plan_begin_last(struct plan *p)
{
	if (p->in_last || p->last_at == p->last.n)
		return false;
	p->in_last = true;
	return true;
}
