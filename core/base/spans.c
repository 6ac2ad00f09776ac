#include "config.h"
#include "base/spans.h"

#include <string.h>

bool spans_add(struct span *list, int *n, int most, struct span at)
{
	int i = 0, k;

	while (i < *n && span_end(list[i]) < at.lsn)
		i++;
	for (k = i; k < *n && list[k].lsn <= span_end(at); k++)		/* they touch: one span */
		at = span_between(min_i32(list[k].lsn, at.lsn), max_i32(span_end(list[k]), span_end(at)));
	if (k == i && *n == most)
		return false;
	memmove(list + i + 1, list + k, (size_t)(*n - k) * sizeof *list);
	*n += 1 - (k - i);
	list[i] = at;
	return true;
}

bool spans_cut(struct span *list, int *n, int most, struct span at)
{
	int i = 0, k, parts = 0;
	struct span before, behind;

	while (i < *n && span_end(list[i]) <= at.lsn)
		i++;
	for (k = i; k < *n && list[k].lsn < span_end(at); k++)
		;
	if (k == i || at.count <= 0)
		return true;
	before = span_between(list[i].lsn, at.lsn);
	behind = span_between(span_end(at), span_end(list[k - 1]));
	parts = (before.count > 0) + (behind.count > 0);
	if (*n + parts - (k - i) > most)
		return false;
	memmove(list + i + parts, list + k, (size_t)(*n - k) * sizeof *list);
	*n += parts - (k - i);
	if (before.count)
		list[i++] = before;
	if (behind.count)
		list[i] = behind;
	return true;
}

bool spans_meet(const struct span *list, int n, struct span at)
{
	for (int i = 0; i < n; i++)
		if (span_clip(at, list[i]).count > 0)
			return true;
	return false;
}

int spans_merge(const struct span *a, int na, const struct span *b, int nb, struct span *out)
{
	int n = 0;

	while (na > 0 || nb > 0) {
		bool from_a = nb == 0 || (na > 0 && a->lsn <= b->lsn);
		struct span next = from_a ? *a++ : *b++;

		na -= from_a;
		nb -= !from_a;
		if (n > 0 && span_end(out[n - 1]) >= next.lsn)
			out[n - 1].count = max_i32(span_end(out[n - 1]), span_end(next)) - out[n - 1].lsn;
		else
			out[n++] = next;
	}
	return n;
}
