#include "config.h"
#include "ui/screens.h"

#include "ui/i18n.h"
#include "ui/price_words.h"
#include "ui/text.h"

#include <stdio.h>
#include <string.h>

/* Every key of every screen, made from their tables; the screen one comes from stands first. */

enum { HELP_LINES = 256, KEYS_COLS = 18 };

struct help_line {
	char keys[40];		/* empty: a heading, or a blank line where there is no text either */
	const char *text;	/* untranslated */
};

struct help {
	struct help_line lines[HELP_LINES];
	int nlines, top, shown;
};

static void add_line(struct help *h, const char *keys, const char *text)
{
	struct help_line *l;

	if (h->nlines == HELP_LINES)
		return;
	l = &h->lines[h->nlines++];
	snprintf(l->keys, sizeof l->keys, "%s", keys);
	l->text = text;
}

static void add_bindings(struct help *h, const struct binding *b, int n)
{
	for (int i = 0; i < n; i++) {
		char keys[40] = "", name[16];
		bool before = false;

		for (int k = 0; k < i; k++)
			before |= b[k].action == b[i].action;
		if (before)
			continue;
		for (int k = i; k < n; k++) {
			size_t len = strlen(keys);

			if (b[k].action == b[i].action)
				snprintf(keys + len, sizeof keys - len, "%s%s", len ? " " : "", key_label(b[k].key, name));
		}
		add_line(h, keys, action_text(b[i].action));
	}
}

static void add_screen(struct help *h, const struct screen *s)
{
	if (h->nlines > 0)
		add_line(h, "", NULL);
	add_line(h, "", s->title);
	add_bindings(h, s->keys, s->nkeys);
}

static void help_open(struct ui *u, void *state)
{
	const struct screen *below = ui_below(u);
	struct help *h = state;

	if (below)
		add_screen(h, below);
	add_line(h, "", NULL);
	add_line(h, "", N_("On every screen"));
	add_bindings(h, common_keys, ncommon_keys);
	for (int i = 0; all_screens[i]; i++)
		if (all_screens[i] != below && all_screens[i] != &screen_help)
			add_screen(h, all_screens[i]);
}

/* What a key does; of the next pass also what it is expected to bring. */
static void put_text(const struct ui *u, const char *text, struct canvas *c, int row, int col, int cols)
{
	int used = canvas_put(c, row, col, cols, ROLE_PLAIN, _(text));
	char words[200];

	if (u->engine && text == action_text(ACT_NEXT_PASS) && price_next_words(&u->snap, true, words, sizeof words))
		canvas_put(c, row, col + used + 2, cols - used - 2, ROLE_DIM, words);
}

static void help_draw(struct ui *u, void *state, struct canvas *c, struct rect r)
{
	struct help *h = state;
	int last;

	h->shown = r.rows > 2 ? r.rows - 2 : 1;
	last = h->nlines > h->shown ? h->nlines - h->shown : 0;
	if (h->top > last)
		h->top = last;
	canvas_put(c, r.row, 1, r.cols - 2, ROLE_TITLE, _("Keys"));
	if (last > 0) {
		char where[64];

		snprintf(where, sizeof where, "%d-%d / %d", h->top + 1, h->top + h->shown, h->nlines);
		canvas_put_right(c, r.row, r.cols - 1, 30, ROLE_DIM, where);
	}
	for (int i = 0; i < h->shown && h->top + i < h->nlines; i++) {
		const struct help_line *l = &h->lines[h->top + i];
		int row = r.row + 2 + i;

		if (!l->text)
			continue;
		if (!l->keys[0]) {
			canvas_put(c, row, 1, r.cols - 2, ROLE_TITLE, _(l->text));
			continue;
		}
		canvas_put(c, row, 2, KEYS_COLS, ROLE_KEY, l->keys);
		put_text(u, l->text, c, row, 3 + KEYS_COLS, r.cols - KEYS_COLS - 4);
	}
}

static struct follow help_act(struct ui *u, void *state, enum action a, struct mouse at)
{
	struct help *h = state;
	int by = 0;

	(void)u, (void)at;
	switch (a) {
	case ACT_UP:		by = -1; break;
	case ACT_DOWN:		by = 1; break;
	case ACT_PAGE_UP:	by = -h->shown; break;
	case ACT_PAGE_DOWN:	by = h->shown; break;
	case ACT_HOME:		by = -h->nlines; break;
	case ACT_END:		by = h->nlines; break;
	default:
		return (struct follow){ .kind = FOLLOW_POP };
	}
	h->top += by;
	if (h->top > h->nlines - h->shown)
		h->top = h->nlines - h->shown;
	if (h->top < 0)
		h->top = 0;
	return (struct follow){ .kind = FOLLOW_NONE };
}

static const struct binding help_keys[] = {
	{ KEY_CODE_ESC, ACT_BACK }, { 'q', ACT_BACK },
	{ KEY_CODE_UP, ACT_UP }, { KEY_CODE_DOWN, ACT_DOWN }, { KEY_CODE_PGUP, ACT_PAGE_UP },
	{ KEY_CODE_PGDN, ACT_PAGE_DOWN }, { ' ', ACT_PAGE_DOWN }, { KEY_CODE_HOME, ACT_HOME }, { KEY_CODE_END, ACT_END },
};

const struct screen screen_help = {
	.name = "help", .title = N_("Help"), .keys = help_keys, .nkeys = ARRAY_LEN(help_keys),
	.size = sizeof(struct help), .open = help_open, .draw = help_draw, .act = help_act,
};
