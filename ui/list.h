#ifndef UI_LIST_H
#define UI_LIST_H

#include "ui/keys.h"

#include <stdbool.h>

/*
 * A scrolling list: which row is selected, which are seen. The rows stay the caller's; the selection stays with the
 * thing selected, wherever it moves to in the list.
 */

struct list_rows {
	int n;
	/* What row i is: the same text however the rows are ordered; "" is no identity. */
	const char *(*key)(const void *arg, int i);
	/* Does row i hold that text? For searching. */
	bool (*has)(const void *arg, int i, const char *what);
	const void *arg;
};

/* Starts from { 0 }. */
struct list {
	int at;		/* selected row; -1: there is none */
	int top;	/* first row shown */
	int rows;	/* rows shown */
	char key[256];	/* of the selected row */
};

/* The rows have changed: finds the selected one again, at its old height on the screen where that is possible. One that
 * has gone leaves the selection where it stood. */
void list_update(struct list *l, const struct list_rows *r);

/* So many rows are shown: moves the top as little as it must so that the selected row is among them. */
void list_show(struct list *l, const struct list_rows *r, int rows);

/* Selects row i, the nearest there is. */
void list_select(struct list *l, const struct list_rows *r, int i);

/* Up, down, pages, home, end. False: not an action of a list. */
bool list_act(struct list *l, const struct list_rows *r, enum action a);

/* Selects the nearest row that holds the text, downwards or `back`, round the end; the selected one is asked first or,
 * where `past`, last. False, and nothing moves: no row does. */
bool list_find(struct list *l, const struct list_rows *r, const char *what, bool past, bool back);

#endif
