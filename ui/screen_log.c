#include "config.h"
#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/list.h"
#include "ui/screen.h"
#include "ui/search.h"
#include "ui/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The log: what happened, the newest at the bottom. A copy of the last lines is kept, so that drawing takes no lock. */

enum {
	KEEP = 2000,		/* lines copied at most */
	MESSAGE_MAX = 1024,	/* bytes of text and detail */
	STEP = 16,		/* columns that Left and Right scroll */
	TIME_COL = 2, MARK_COL = 11, SOURCE_COL = 13,
	DATE_COLS = 15, FOLLOW_COLS = 20,
};

struct log_screen {
	struct log_line *lines;	/* room for KEEP; NULL: memory is out */
	int n, first;		/* line i is lines[(first + i) % KEEP] */
	struct list list;
	struct search search;
	bool follow;		/* the newest line stays selected */
	int shift;		/* columns of the messages scrolled away to the left */
	int top_row, rows, message_cols;	/* as drawn last */
};

/* Meaning never by colour alone. */
static const struct level_row {
	const char *utf8;
	char ascii;
	enum role role;
} levels[] = {
	[LOG_DETAIL] = { "\u00b7", '.', ROLE_DIM },
	[LOG_NOTE] = { "i", 'i', ROLE_PLAIN },
	[LOG_WARNING] = { "!", '!', ROLE_WARN },
	[LOG_ERROR] = { "\u00d7", 'X', ROLE_ERROR },
};

static const struct log_line *line_at(const struct log_screen *s, int i)
{
	return &s->lines[(s->first + i) % KEEP];
}

/* What a line says, in the user's language; still with whatever bytes the disc put into it. */
static void message_of(const struct log_line *line, char out[MESSAGE_MAX])
{
	format_log_line(out, MESSAGE_MAX, line);
}

/* Lines are not followed by identity but by counting, see log_update(). */
static const char *no_key(const void *arg, int i)
{
	(void)arg;
	(void)i;
	return "";
}

static bool line_has(const void *arg, int i, const char *what)
{
	const struct log_line *line = line_at(arg, i);
	char message[MESSAGE_MAX];

	message_of(line, message);
	return text_has(line->source, what) || text_has(message, what);
}

static struct list_rows rows_of(const struct log_screen *s)
{
	return (struct list_rows){ .n = s->n, .key = no_key, .has = line_has, .arg = s };
}

/* --- what is new --- */

/* Copies what was added, over the oldest lines. Gives how many of those went. */
static int take_new(struct log *log, struct log_screen *s)
{
	int gone = 0;

	for (;;) {
		unsigned long seen = s->n > 0 ? line_at(s, s->n - 1)->serial : 0;
		int at = (s->first + s->n) % KEEP;
		int got = (int)log_copy(log, seen, &s->lines[at], (unsigned)(KEEP - at));
		int over;

		if (got == 0)
			return gone;
		over = s->n + got > KEEP ? s->n + got - KEEP : 0;
		s->first = (s->first + over) % KEEP;
		s->n += got - over;
		gone += over;
	}
}

static void log_update(struct ui *u, void *state)
{
	struct log_screen *s = state;
	struct list_rows rows;
	int gone;

	if (!s->lines || !u->log)
		return;
	gone = take_new(u->log, s);
	rows = rows_of(s);
	s->list.top -= gone;
	s->search.origin -= gone;
	list_select(&s->list, &rows, s->follow ? s->n - 1 : s->list.at - gone);
}

static void log_open(struct ui *u, void *state)
{
	struct log_screen *s = state;

	s->lines = calloc(KEEP, sizeof *s->lines);
	s->list.at = -1;
	s->follow = true;
	log_update(u, state);
}

static void log_close(struct ui *u, void *state)
{
	(void)u;
	free(((struct log_screen *)state)->lines);
}

/* --- what keys do --- */

static const struct follow stay = { .kind = FOLLOW_NONE };

static void scroll_sideways(struct log_screen *s, enum action a)
{
	char message[MESSAGE_MAX];

	if (a == ACT_LEFT) {
		s->shift = s->shift > STEP ? s->shift - STEP : 0;
		return;
	}
	if (s->list.at < 0)
		return;
	message_of(line_at(s, s->list.at), message);
	if (text_cols(message) > s->shift + s->message_cols)
		s->shift += STEP;
}

/* Upwards: what happened last is most often meant. */
static void find(struct log_screen *s, bool past)
{
	struct list_rows rows = rows_of(s);

	s->search.missed = !list_find(&s->list, &rows, s->search.text, past, true);
	if (!s->search.missed)
		s->follow = false;
}

static struct follow log_act(struct ui *u, void *state, enum action a, struct mouse at)
{
	struct log_screen *s = state;
	struct list_rows rows = rows_of(s);

	(void)u;
	if (list_act(&s->list, &rows, a)) {
		s->follow = a == ACT_END || (s->follow && s->list.at == s->n - 1);
		return stay;
	}
	switch (a) {
	case ACT_LEFT:
	case ACT_RIGHT:
		scroll_sideways(s, a);
		return stay;
	case ACT_FOLLOW:
		s->follow = !s->follow;
		if (s->follow)
			list_select(&s->list, &rows, s->n - 1);
		return stay;
	case ACT_SEARCH:
		search_begin(&s->search, s->list.at);
		return stay;
	case ACT_FIND_NEXT:
		find(s, true);
		return stay;
	case ACT_CLICK:
		if (at.row >= s->top_row && at.row < s->top_row + s->rows && s->list.top + at.row - s->top_row < s->n) {
			list_select(&s->list, &rows, s->list.top + at.row - s->top_row);
			s->follow = false;
		}
		return stay;
	case ACT_BACK:
		return (struct follow){ .kind = FOLLOW_POP };
	case ACT_QUIT:
		return (struct follow){ .kind = FOLLOW_QUIT };
	default:
		return stay;
	}
}

static bool log_type(struct ui *u, void *state, int32_t key)
{
	struct log_screen *s = state;
	struct list_rows rows = rows_of(s);

	(void)u;
	switch (search_key(&s->search, key)) {
	case SEARCH_UNUSED:
		return false;
	case SEARCH_USED:
		return true;
	case SEARCH_LEFT:
		list_select(&s->list, &rows, (int)s->search.origin);
		s->follow = s->list.at == s->n - 1;
		return true;
	case SEARCH_LOOK:
		list_select(&s->list, &rows, (int)s->search.origin);
		find(s, false);
		return true;
	case SEARCH_NEXT:
		find(s, true);
		return true;
	}
	return true;
}

static bool log_offers(struct ui *u, void *state, enum action a)
{
	const struct log_screen *s = state;

	(void)u;
	return a != ACT_SEARCH || s->n > 0;
}

/* --- how it looks --- */

/* Puts what is left of a text made harmless after `shift` columns; an ellipsis says that there is more before it. */
static void put_shifted(struct canvas *c, int row, int col, int cols, int shift, enum role role, const char *text)
{
	char safe[MESSAGE_MAX * 4 + 8];
	const char *s = safe;
	int bytes;

	text_fit(safe, sizeof safe, text, MESSAGE_MAX * 4, false);
	if (shift == 0 || !text[0]) {
		canvas_put(c, row, col, cols, role, safe);
		return;
	}
	canvas_put(c, row, col, 1, ROLE_DIM, c->ascii ? "~" : "\u2026");
	for (int left = shift + 1; left > 0 && *s; s += bytes)	/* one more for the ellipsis */
		left -= text_cols_of(text_next(s, &bytes));
	canvas_put(c, row, col + 1, cols - 1, role, s);
}

static void draw_line(const struct ui *u, const struct log_screen *s, int i, struct canvas *c, int row, struct rect r,
		      int source_cols)
{
	const struct log_line *line = line_at(s, i);
	const struct level_row *level = &levels[(unsigned)line->level < ARRAY_LEN(levels) ? line->level : LOG_ERROR];
	int col = r.col + SOURCE_COL + source_cols + 1;
	char message[MESSAGE_MAX], when[FORMAT_MAX];

	canvas_put(c, row, r.col + TIME_COL, 8, ROLE_DIM, format_clock(when, ui_time(u, line->when)));
	canvas_put(c, row, r.col + MARK_COL, 1, level->role, c->ascii ? (char[]){ level->ascii, '\0' } : level->utf8);
	canvas_put(c, row, r.col + SOURCE_COL, source_cols, ROLE_PLAIN, line->source);
	message_of(line, message);
	put_shifted(c, row, col, r.col + r.cols - col, s->shift, level->role, message);
	if (i == s->list.at) {
		canvas_put(c, row, r.col, 1, ROLE_SELECTED, ">");
		canvas_tint(c, row, r.col, r.cols, ROLE_SELECTED);
	}
}

static void draw_heading(const struct ui *u, const struct log_screen *s, struct canvas *c, struct rect r)
{
	char at[FORMAT_MAX], of[FORMAT_MAX], when[FORMAT_MAX], line[256];
	int end = r.col + r.cols - 1;

	canvas_put(c, r.row, r.col + 1, r.cols - 2, ROLE_TITLE, _("Log"));
	if (s->list.at < 0)
		return;
	format_count(at, s->list.at + 1);
	format_count(of, s->n);
	/* TRANSLATORS: the selected line, and how many there are */
	snprintf(line, sizeof line, _("line %s of %s"), at, of);
	canvas_put_right(c, r.row, end - DATE_COLS - FOLLOW_COLS - 4, r.cols - 48, ROLE_DIM, line);
	format_date(when, ui_time(u, line_at(s, s->list.at)->when), u->now);
	canvas_put(c, r.row, end - DATE_COLS - FOLLOW_COLS - 2, DATE_COLS, ROLE_DIM, when);
	canvas_put(c, r.row, end - FOLLOW_COLS, FOLLOW_COLS, ROLE_DIM,
		   s->follow ? _("follows the newest") : _("End: follow"));
}

static void log_draw(struct ui *u, void *state, struct canvas *c, struct rect r)
{
	struct log_screen *s = state;
	int source_cols = r.cols >= 120 ? 16 : 8;
	struct list_rows rows = rows_of(s);

	s->top_row = r.row + 1;
	s->rows = r.rows > 2 ? r.rows - 2 : 0;
	s->message_cols = r.cols - SOURCE_COL - source_cols - 1;
	list_show(&s->list, &rows, s->rows);
	draw_heading(u, s, c, r);
	if (s->n == 0)
		canvas_put(c, s->top_row, r.col + TIME_COL, r.cols - TIME_COL, ROLE_DIM,
			   s->lines ? _("Nothing has happened yet.") : _(status_sentence(STATUS_NO_MEMORY)));
	for (int i = 0; i < s->rows && s->list.top + i < s->n; i++)
		draw_line(u, s, s->list.top + i, c, s->top_row + i, r, source_cols);
	search_draw(&s->search, c, r.row + r.rows - 1, r.col + 1, r.cols - 2);
}

static const struct binding log_keys[] = {
	{ '/', ACT_SEARCH }, { ';', ACT_FIND_NEXT }, { 'F', ACT_FOLLOW },
	{ KEY_CODE_UP, ACT_UP }, { KEY_CODE_DOWN, ACT_DOWN },
	{ KEY_CODE_PGUP, ACT_PAGE_UP }, { KEY_CODE_PGDN, ACT_PAGE_DOWN },
	{ KEY_CODE_HOME, ACT_HOME }, { KEY_CODE_END, ACT_END },
	{ KEY_CODE_LEFT, ACT_LEFT }, { KEY_CODE_RIGHT, ACT_RIGHT },
	{ KEY_CODE_CLICK, ACT_CLICK },
	{ '1', ACT_SCREEN_1 }, { KEY_CODE_F2, ACT_SCREEN_1 }, { KEY_CODE_ESC, ACT_BACK }, { 'q', ACT_QUIT },
};

const struct screen screen_log = {
	.name = "log", .title = N_("Log"), .keys = log_keys, .nkeys = ARRAY_LEN(log_keys),
	.size = sizeof(struct log_screen), .open = log_open, .update = log_update, .draw = log_draw, .act = log_act,
	.type = log_type, .close = log_close, .offers = log_offers,
};
