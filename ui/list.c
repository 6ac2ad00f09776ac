#include "config.h"
#include "ui/list.h"

#include <stdio.h>
#include <string.h>

static void remember(struct list *l, const struct list_rows *r)
{
	snprintf(l->key, sizeof l->key, "%s", r->key(r->arg, l->at));
}

/* The remembered key may have been cut where the row's is longer. */
static bool is_remembered(const struct list *l, const char *key)
{
	return strncmp(l->key, key, sizeof l->key - 1) == 0;
}

void list_select(struct list *l, const struct list_rows *r, int i)
{
	if (r->n == 0) {
		l->at = -1;
		return;
	}
	l->at = i < 0 ? 0 : i >= r->n ? r->n - 1 : i;
	remember(l, r);
	list_show(l, r, l->rows);
}

void list_update(struct list *l, const struct list_rows *r)
{
	if (r->n > 0 && l->key[0])
		for (int i = 0; i < r->n; i++)
			if (is_remembered(l, r->key(r->arg, i))) {
				l->top += l->at < 0 ? 0 : i - l->at;
				l->at = i;
				list_show(l, r, l->rows);
				return;
			}
	if (r->n == 0) {	/* the key is kept: what went may come back */
		l->at = -1;
		l->top = 0;
		return;
	}
	list_select(l, r, l->at);
}

void list_show(struct list *l, const struct list_rows *r, int rows)
{
	l->rows = rows < 1 ? 1 : rows;
	if (l->top > l->at)
		l->top = l->at;
	if (l->top < l->at - l->rows + 1)
		l->top = l->at - l->rows + 1;
	if (l->top > r->n - l->rows)
		l->top = r->n - l->rows;
	if (l->top < 0)
		l->top = 0;
}

bool list_act(struct list *l, const struct list_rows *r, enum action a)
{
	int page = l->rows > 1 ? l->rows - 1 : 1;

	switch (a) {
	case ACT_UP:
		list_select(l, r, l->at - 1);
		return true;
	case ACT_DOWN:
		list_select(l, r, l->at + 1);
		return true;
	case ACT_PAGE_UP:
		list_select(l, r, l->at - page);
		return true;
	case ACT_PAGE_DOWN:
		list_select(l, r, l->at + page);
		return true;
	case ACT_HOME:
		list_select(l, r, 0);
		return true;
	case ACT_END:
		list_select(l, r, r->n - 1);
		return true;
	default:
		return false;
	}
}

bool list_find(struct list *l, const struct list_rows *r, const char *what, bool past, bool back)
{
	int from = l->at < 0 ? 0 : l->at;

	if (!what[0])
		return false;
	for (int i = past; i < r->n + past; i++) {
		int row = (from + (back ? r->n - i : i)) % r->n;

		if (r->has(r->arg, row, what)) {
			list_select(l, r, row);
			return true;
		}
	}
	return false;
}
