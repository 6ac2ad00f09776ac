#ifndef UI_FIELD_H
#define UI_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One line of text being edited: UTF-8 in, columns out. No curses, no allocation. */

#define FIELD_MAX 1024

struct field {
	char text[FIELD_MAX];	/* always terminated */
	size_t room;		/* bytes that text may take, with its terminator */
	size_t cursor;		/* byte of text where typing goes; always at the start of a character */
	size_t left;		/* first byte shown, as of the last field_show() */
	bool full;		/* the last key found no room */
};

/* Empties the field, makes it hold at most `room` bytes (with the terminator, at most FIELD_MAX), and puts `text` in,
 * cut at a whole character, with the cursor behind it. */
void field_set(struct field *f, size_t room, const char *text);

/* A character or editing key (keys.h; also Ctrl-A, -E, -K, -U, -W). True: it was used up. */
bool field_key(struct field *f, int32_t key);

/* What stands in `cols` columns, the cursor among them, as text made harmless (text.h). Scrolls as little as it must;
 * an ellipsis stands where something is hidden. Returns the column of the cursor, 0 up to cols - 1. */
int field_show(struct field *f, char *dst, size_t size, int cols, bool ascii);

#endif
