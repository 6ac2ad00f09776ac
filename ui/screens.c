#include "config.h"
#include "ui/screens.h"

#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct screen *const all_screens[] = {
	&screen_rescue, &screen_log, &screen_start, &screen_new_job, &screen_move, &screen_question, &screen_quit, &screen_stop,
	&screen_unmount, &screen_help, NULL,
};

const struct binding common_keys[] = {
	{ '?', ACT_HELP }, { KEY_CODE_F1, ACT_HELP }, { 'L' - '@', ACT_REDRAW },
};
const int ncommon_keys = ARRAY_LEN(common_keys);

bool ui_post(struct ui *u, struct command c)
{
	if (!u->engine || !engine_post(u->engine, c)) {
		ui_notice(u, "%s", _("The engine takes no more commands just now; press the key again."));
		return false;
	}
	u->posted++;
	return true;
}

struct follow ui_job_of_disc(struct ui *u)
{
	const struct snapshot *snap = &u->snap;
	int i = snap->ask.id != 0 ? snap->ask.drive : snap->move_to;

	if (i < 0 || i >= snap->ndrives)
		return (struct follow){ .kind = FOLLOW_NONE };
	*u->wanted = (struct job_wanted){ 0 };
	snprintf(u->wanted->drive, sizeof u->wanted->drive, "%s", snap->drives[i].id.spec);
	return (struct follow){ .kind = FOLLOW_NEW_JOB };
}

void ui_notice(struct ui *u, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(u->notice, sizeof u->notice, format, ap);
	va_end(ap);
}

const struct screen *ui_below(const struct ui *u)
{
	const struct screens *s = u->screens;

	return s && s->depth > 1 ? s->at[s->depth - 2].screen : NULL;
}

bool screens_push(struct screens *s, const struct screen *what)
{
	void *state;

	if (s->depth == SCREENS_DEPTH)
		return false;
	state = calloc(1, what->size ? what->size : 1);
	if (!state)
		return false;
	s->at[s->depth].screen = what;
	s->at[s->depth].state = state;
	s->depth++;
	if (what->open)
		what->open(s->ui, state);
	if (what->update)
		what->update(s->ui, state);
	return true;
}

static void drop(struct screens *s, int i)
{
	if (s->at[i].screen->close)
		s->at[i].screen->close(s->ui, s->at[i].state);
	free(s->at[i].state);
	memmove(&s->at[i], &s->at[i + 1], (size_t)(s->depth - i - 1) * sizeof s->at[0]);
	s->depth--;
}

void screens_pop(struct screens *s)
{
	if (s->depth > 0)
		drop(s, s->depth - 1);
}

void screens_clear(struct screens *s)
{
	while (s->depth > 0)
		screens_pop(s);
}

bool screens_has(const struct screens *s, const struct screen *what)
{
	for (int i = 0; i < s->depth; i++)
		if (s->at[i].screen == what)
			return true;
	return false;
}

void screens_back_to(struct screens *s, const struct screen *what)
{
	while (s->depth > 0 && s->at[s->depth - 1].screen != what)
		screens_pop(s);
}

const struct screen *screens_top(const struct screens *s)
{
	return s->depth > 0 ? s->at[s->depth - 1].screen : NULL;
}

void screens_update(struct screens *s)
{
	for (int i = s->depth - 1; i >= 0; i--) {
		const struct screen *screen = s->at[i].screen;

		if (screen->update)
			screen->update(s->ui, s->at[i].state);
		if (screen->over && screen->over(s->ui, s->at[i].state))
			drop(s, i);
	}
}

/* --- drawing --- */

/* Puts "p pause" at *col if it fits before `end`, and moves *col behind it. */
static void put_hint(struct canvas *c, int row, int *col, int end, int32_t key, enum action a)
{
	char name[16];
	const char *hint = action_hint(a);
	int key_cols, cols;

	if (!hint)
		return;
	key_label(key, name);
	key_cols = text_cols(name);
	cols = key_cols + 1 + text_cols(_(hint));
	if (*col + cols > end)
		return;
	canvas_put(c, row, *col, key_cols, ROLE_KEY, name);
	canvas_put(c, row, *col + key_cols + 1, cols, ROLE_DIM, _(hint));
	*col += cols + 2;
}

static bool bound_before(const struct screen *screen, int i)
{
	for (int k = 0; k < i; k++)
		if (screen->keys[k].action == screen->keys[i].action)
			return true;
	return false;
}

/* The keys that act here now, in the order of the screen's table; the way out always has room. */
static void draw_hints(struct screens *s, struct canvas *c, int row)
{
	const struct screen *screen = screens_top(s);
	void *state = s->at[s->depth - 1].state;
	int col = 1, end = c->cols, way_out = -1, out_cols = 0;

	for (int i = 0; i < screen->nkeys; i++) {
		enum action a = screen->keys[i].action;

		if (a == ACT_QUIT || (a == ACT_BACK && way_out < 0))
			way_out = i;
	}
	if (way_out >= 0) {
		char name[16];

		out_cols = text_cols(key_label(screen->keys[way_out].key, name)) + 1 +
			text_cols(_(action_hint(screen->keys[way_out].action))) + 2;
	}
	put_hint(c, row, &col, end - out_cols, '?', ACT_HELP);
	for (int i = 0; i < screen->nkeys; i++) {
		enum action a = screen->keys[i].action;

		if (i == way_out || a == ACT_HELP || bound_before(screen, i))
			continue;
		if (!screen->offers || screen->offers(s->ui, state, a))
			put_hint(c, row, &col, end - out_cols, screen->keys[i].key, a);
	}
	if (way_out >= 0)
		put_hint(c, row, &col, end, screen->keys[way_out].key, screen->keys[way_out].action);
}

static void draw_too_small(const struct screens *s, struct canvas *c)
{
	const struct snapshot *snap = &s->ui->snap;
	const struct screen *top = screens_top(s);
	char percent[FORMAT_MAX], line[200], part[200];
	int row = 0;

	/* TRANSLATORS: rows and columns of the terminal: "80x24 is needed here, this is 60x20." */
	snprintf(line, sizeof line, _("%dx%d is needed here, this is %dx%d."), SCREENS_MIN_COLS, SCREENS_MIN_ROWS, c->cols,
		 c->rows);
	if (s->ui->engine && snap->mapped) {
		format_percent(percent, snap->tally.sectors[map_state_index(MAP_GOOD)], snap->disc.sectors);
		canvas_putf(c, row++, 0, c->cols, ROLE_NUMBER, _("%s rescued"), percent);
	}
	for (int i = 0; row < c->rows - 1 && text_wrap(part, sizeof part, line, c->cols > 0 ? c->cols : 1, i); i++)
		canvas_put(c, row++, 0, c->cols, ROLE_WARN, part);
	if (top && top->dialog && row < c->rows - 1)
		canvas_put(c, row, 0, c->cols, ROLE_TITLE, _(top->title));
}

void screens_draw(struct screens *s, struct canvas *c)
{
	struct rect r = { .rows = c->rows - 1, .cols = c->cols };
	int first = s->depth - 1;

	canvas_clear(c);
	if (s->depth == 0)
		return;
	if (c->rows < SCREENS_MIN_ROWS || c->cols < SCREENS_MIN_COLS) {
		draw_too_small(s, c);
	} else {
		while (first > 0 && s->at[first].screen->dialog)
			first--;
		for (int i = first; i < s->depth; i++)
			s->at[i].screen->draw(s->ui, s->at[i].state, c, r);
	}
	if (s->ui->notice[0])
		canvas_put(c, c->rows - 1, 1, c->cols - 1, ROLE_WARN, s->ui->notice);
	else
		draw_hints(s, c, c->rows - 1);
}

/* --- keys --- */

static const struct follow stay = { .kind = FOLLOW_NONE };

/* What is the same everywhere; false: it is for the screen. */
static bool act_common(struct screens *s, enum action a, bool *redraw)
{
	switch (a) {
	case ACT_HELP:
		if (screens_top(s) != &screen_help)
			screens_push(s, &screen_help);
		return true;
	case ACT_REDRAW:
		*redraw = true;
		return true;
	case ACT_SCREEN_1:
		if (screens_has(s, &screen_rescue))
			screens_back_to(s, &screen_rescue);
		return true;
	case ACT_SCREEN_2:
		if (screens_has(s, &screen_log))
			screens_back_to(s, &screen_log);
		else
			screens_push(s, &screen_log);
		return true;
	default:
		return false;
	}
}

struct follow screens_key(struct screens *s, int32_t key, struct mouse at, bool *redraw)
{
	const struct screen *screen = screens_top(s);
	void *state;
	enum action a;

	*redraw = false;
	s->ui->notice[0] = '\0';
	if (!screen)
		return stay;
	state = s->at[s->depth - 1].state;
	if (screen->type && screen->type(s->ui, state, key))
		return stay;
	a = binding_find(screen->keys, screen->nkeys, key);
	if (a == ACT_NONE)
		a = binding_find(common_keys, ncommon_keys, key);
	if (a == ACT_NONE && key == KEY_CODE_ESC && s->depth > 1)
		return (struct follow){ .kind = FOLLOW_POP };
	if (a == ACT_NONE || act_common(s, a, redraw))
		return stay;
	return screen->act(s->ui, state, a, at);
}
