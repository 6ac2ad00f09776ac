#ifndef UI_SEARCH_H
#define UI_SEARCH_H

#include "ui/canvas.h"
#include "ui/field.h"

/* The search line of a screen: what is looked for while it is typed, and again later. Starts from { 0 }. */

enum { SEARCH_ROOM = 128 };

struct search {
	struct field field;
	char text[SEARCH_ROOM];	/* what to look for; survives until the next search */
	bool typing;
	bool missed;		/* the last look found nothing */
	long origin;		/* where the screen stood when it began; the screen's own unit */
};

enum search_event {
	SEARCH_UNUSED,		/* not for the search line: the key does what it does elsewhere */
	SEARCH_USED,		/* nothing to look for anew */
	SEARCH_LOOK,		/* look for `text`, from `origin` */
	SEARCH_NEXT,		/* look for `text` once more, past where the screen stands */
	SEARCH_LEFT,		/* given up: back to `origin` */
};

void search_begin(struct search *s, long origin);

/* Any key that does not belong to the line ends the typing. Enter on an empty line repeats the last search. */
enum search_event search_key(struct search *s, int32_t key);

/* "/text" with the cursor, and whether it was found; nothing when no search is going on. */
void search_draw(struct search *s, struct canvas *c, int row, int col, int cols);

#endif
