#ifndef UI_SCREENS_H
#define UI_SCREENS_H

#include "ui/screen.h"

/* The screens that lie over each other, the topmost one last. */

enum { SCREENS_DEPTH = 8 };

struct screens {
	struct ui *ui;			/* borrowed */
	struct {
		const struct screen *screen;
		void *state;		/* owned */
	} at[SCREENS_DEPTH];
	int depth;
};

/* False when it is too deep or memory is out. */
bool screens_push(struct screens *s, const struct screen *what);
void screens_pop(struct screens *s);
void screens_clear(struct screens *s);
/* Takes off whatever lies above that screen; all of it when it is not there. */
void screens_back_to(struct screens *s, const struct screen *what);
const struct screen *screens_top(const struct screens *s);
bool screens_has(const struct screens *s, const struct screen *what);

/* Something new came: every screen is told, and dialogs that are over are taken off. */
void screens_update(struct screens *s);

/* Draws all that is to be seen, and in the last row the notice or what the keys do. */
void screens_draw(struct screens *s, struct canvas *c);

/* Gives a key to the topmost screen; what must follow is for the caller. Help, redraw and the numbered screens are
 * done here. *redraw: everything is to be sent to the terminal again. */
struct follow screens_key(struct screens *s, int32_t key, struct mouse at, bool *redraw);

/* The least size all screens are made for; below it screens_draw says so. */
enum { SCREENS_MIN_ROWS = 24, SCREENS_MIN_COLS = 80 };

#endif
