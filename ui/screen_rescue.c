#include "config.h"
#include "ui/rescue.h"

#include "base/number.h"
#include "ui/drive_words.h"
#include "ui/i18n.h"
#include "ui/price_words.h"
#include "ui/text.h"

#include <stdio.h>
#include <string.h>

enum { LINE = 500 };

static const struct follow stay = { .kind = FOLLOW_NONE };

/* Drives only ever become more while a job is open; a job that is opened anew may have fewer. */
static void rescue_update(struct ui *u, void *state)
{
	struct rescue *s = state;

	if (s->drive >= u->snap.ndrives)
		s->in_drives = false;
}

static void rescue_open(struct ui *u, void *state)
{
	struct rescue *s = state;

	(void)u;
	map_view_init(&s->view);
}

/* The first panel that shares its place with others. */
static enum panel first_tab(const struct rescue *s)
{
	for (int p = 0; p < PANELS; p++)
		if (s->layout.panel[p].rows == 0)
			return (enum panel)p;
	return s->tab;
}

/* The next one that has no place of its own. */
static void next_tab(struct rescue *s)
{
	for (int i = 0; i < PANELS; i++) {
		s->tab = (enum panel)((s->tab + 1) % PANELS);
		if (s->layout.panel[s->tab].rows == 0)
			return;
	}
}

/* The drives first, where one can be chosen; then the panels that share a place, one after the other. */
static void next_panel(const struct ui *u, struct rescue *s)
{
	bool tabs = s->layout.tabs.rows > 0, first = !tabs || s->tab == first_tab(s);

	if (first && !s->in_drives && u->snap.ndrives > 1) {
		s->in_drives = true;
		s->drive = max_i32(u->snap.active, 0);
		return;
	}
	s->in_drives = false;
	if (tabs)
		next_tab(s);
}

static void draw_bottom(const struct ui *u, struct rescue *s, struct canvas *c, struct rect r)
{
	char line[LINE], part[LINE];
	enum role role;

	if (s->typing) {
		int col = r.col + 1 + canvas_put(c, r.row, r.col + 1, r.cols - 14, ROLE_PLAIN, _("Go to LSN:")) + 1;

		c->cursor_row = r.row;
		c->cursor_col = col + field_show(&s->typed, line, sizeof line, 12, c->ascii);
		canvas_fill(c, (struct rect){ r.row, col, 1, 12 }, ROLE_FIELD, ' ');
		canvas_put(c, r.row, col, 12, ROLE_FIELD, line);
		return;
	}
	rescue_advice(u, &role, line, sizeof line);
	for (int i = 0; i < r.rows && text_wrap(part, sizeof part, line, r.cols - 2, i); i++)
		canvas_put(c, r.row + i, r.col + 1, r.cols - 1, role, part);
}

/* Rows that the advice takes now: two where it is long. */
static int advice_rows(const struct ui *u, const struct rescue *s, int cols)
{
	char line[LINE];
	enum role role;

	rescue_advice(u, &role, line, sizeof line);
	return !s->typing && text_cols(line) > cols - 2 ? 2 : 1;
}

static void rescue_draw(struct ui *u, void *state, struct canvas *c, struct rect r)
{
	struct rescue *s = state;

	s->layout = layout_rescue_for(r, u->snap.ndrives, advice_rows(u, s, r.cols));
	if (s->layout.panel[s->tab].rows > 0)
		next_tab(s);
	rescue_draw_head(u, s, c, s->layout.head);
	rescue_draw_map(u, s, c);
	rescue_draw_panels(u, s, c);
	if (s->layout.advice.rows > 0)
		draw_bottom(u, s, c, s->layout.advice);
}

/* --- the cursor --- */

static bool rescue_type(struct ui *u, void *state, int32_t key)
{
	struct rescue *s = state;
	int64_t lsn;

	if (!s->typing)
		return false;
	if (key == KEY_CODE_ESC || key == KEY_CODE_ENTER) {
		s->typing = false;
		if (key == KEY_CODE_ENTER && s->typed.text[0]) {
			if (number_parse(s->typed.text, false, &lsn) && lsn >= 0 && lsn < s->view.sectors)
				map_view_go(&s->view, (int32_t)lsn);
			else
				ui_notice(u, _("There is no LSN %s on this disc."), s->typed.text);
		}
		return true;
	}
	if (key >= ' ' && key < KEY_CODE_UP && (key < '0' || key > '9'))
		return true;
	field_key(&s->typed, key);
	return true;
}

/* To the next or previous area that is not rescued. */
static void find_bad(struct ui *u, struct rescue *s, bool back)
{
	struct map_view *v = &s->view;
	struct span cell = map_view_span(v, map_view_cell_of(v, map_view_here(v))), found;
	int32_t from = back ? cell.lsn - 1 : span_end(cell);

	found = from >= 0 && from < v->sectors ? engine_find(u->engine, from, back, MAP_UNFINISHED) : (struct span){ 0 };
	if (found.count > 0)
		map_view_go(v, back ? span_end(found) - 1 : found.lsn);
	else
		ui_notice(u, "%s", back ? _("Before this, everything is rescued.") : _("After this, everything is rescued."));
}

static void move_cursor(struct rescue *s, enum action a)
{
	struct map_view *v = &s->view;

	switch (a) {
	case ACT_UP:		map_view_move(v, -1, 0); return;
	case ACT_DOWN:		map_view_move(v, 1, 0); return;
	case ACT_LEFT:		map_view_move(v, 0, -1); return;
	case ACT_RIGHT:		map_view_move(v, 0, 1); return;
	case ACT_PAGE_UP:	map_view_move(v, -v->rows / 2, 0); return;
	case ACT_PAGE_DOWN:	map_view_move(v, v->rows / 2, 0); return;
	case ACT_HOME:		map_view_go(v, 0); return;
	case ACT_END:		map_view_go(v, v->sectors - 1); return;
	default:		return;
	}
}

static void choose_drive(const struct ui *u, struct rescue *s, enum action a)
{
	int last = u->snap.ndrives - 1;

	switch (a) {
	case ACT_UP:		s->drive = max_i32(s->drive - 1, 0); return;
	case ACT_DOWN:		s->drive = min_i32(s->drive + 1, last); return;
	case ACT_PAGE_UP:
	case ACT_HOME:		s->drive = 0; return;
	case ACT_PAGE_DOWN:
	case ACT_END:		s->drive = last; return;
	default:		return;
	}
}

static void toggle_mark(struct rescue *s)
{
	if (s->view.mark >= 0) {
		s->view.mark = -1;
		return;
	}
	s->view.mark = map_view_here(&s->view);
	map_view_go(&s->view, s->view.mark);
}

/* Actions that touch only the picture; false: another kind. */
static bool act_on_picture(struct ui *u, struct rescue *s, enum action a, struct mouse at)
{
	const struct rect *map = &s->layout.map;

	switch (a) {
	case ACT_NEXT_BAD:
	case ACT_PREV_BAD:
		find_bad(u, s, a == ACT_PREV_BAD);
		return true;
	case ACT_MARK:
		toggle_mark(s);
		return true;
	case ACT_ZOOM_IN:
	case ACT_ZOOM_OUT:
		if (!map_view_zoom(&s->view, a == ACT_ZOOM_IN ? 1 : -1))
			ui_notice(u, "%s", a == ACT_ZOOM_IN ? _("A cell is a sector: it goes no further.") :
				  _("This is the whole disc."));
		return true;
	case ACT_FOLLOW:
		s->view.cursor = s->view.mark = -1;
		return true;
	case ACT_BACK:
		if (!s->in_drives)
			s->view.cursor = s->view.mark = -1;
		s->in_drives = false;
		return true;
	case ACT_NEXT_PANEL:
		next_panel(u, s);
		return true;
	case ACT_SEARCH:
		s->typing = true;
		field_set(&s->typed, sizeof "1234567890", "");
		return true;
	case ACT_CLICK:
		map_view_click(&s->view, at.row - map->row, at.col - map->col - 1);
		return true;
	default:
		if (a < ACT_UP || a > ACT_END)
			return false;
		if (s->in_drives)
			choose_drive(u, s, a);
		else
			move_cursor(s, a);
		return true;
	}
}

/* --- commands --- */

static void pause_or_go_on(struct ui *u, struct rescue *s)
{
	bool stands = u->snap.phase == PHASE_PAUSED || u->snap.phase == PHASE_PAUSING;

	if (u->snap.phase == PHASE_DONE)
		ui_notice(u, "%s", _("The plan is done: there is nothing to pause. a adds a retry pass."));
	else
		rescue_ask(u, s, ACT_PAUSE, (struct command){ .kind = stands ? CMD_RESUME : CMD_PAUSE });
}

/* What comes then is told, as far as it is known. */
static void next_pass(struct ui *u, struct rescue *s)
{
	char words[200];

	rescue_ask(u, s, ACT_NEXT_PASS, (struct command){ .kind = CMD_NEXT_PASS });
	if (!u->notice[0] && price_next_words(&u->snap, false, words, sizeof words))
		/* TRANSLATORS: "Next is retry: about 120 sectors (81-203) in 30-50 min." */
		ui_notice(u, _("Next is %s."), words);
}

static struct follow quit(struct ui *u)
{
	if (u->snap.phase == PHASE_ENDED || u->snap.phase == PHASE_DONE)	/* nothing is running */
		return (struct follow){ .kind = FOLLOW_CLOSE_JOB };
	return (struct follow){ .kind = FOLLOW_PUSH, .screen = &screen_quit };
}

static struct follow act_on_engine(struct ui *u, struct rescue *s, enum action a)
{
	static const struct {
		enum action action;
		enum command_kind kind;
	} plain[] = {
		{ ACT_EJECT, CMD_EJECT }, { ACT_SKIP, CMD_SKIP }, { ACT_REVERSE, CMD_REVERSE },
		{ ACT_ADD_RETRY, CMD_ADD_RETRY },
	};

	if (u->snap.phase == PHASE_ENDED) {
		ui_notice(u, "%s", _("The job has ended: only looking is left. q closes it."));
		return stay;
	}
	switch (a) {
	case ACT_PAUSE:
		pause_or_go_on(u, s);
		return stay;
	case ACT_NEXT_PASS:
		next_pass(u, s);
		return stay;
	case ACT_FIRST:
	case ACT_LAST:
	case ACT_NEVER:
	case ACT_NORMAL:
		rescue_say(u, s, a);
		return stay;
	case ACT_STOP_RULE:
		return (struct follow){ .kind = FOLLOW_PUSH, .screen = &screen_stop };
	case ACT_FASTER:
	case ACT_SLOWER:
		rescue_change_speed(u, s, a);
		return stay;
	case ACT_MOVE_DISC:
		return (struct follow){ .kind = FOLLOW_PUSH, .screen = &screen_move };
	case ACT_OPEN:
		if (u->snap.ask.id != 0)
			return (struct follow){ .kind = FOLLOW_PUSH,
						.screen = u->snap.move == MOVE_WRONG ? &screen_move : &screen_question };
		if (s->in_drives)
			rescue_act_on_drive(u, s, a);
		return stay;
	case ACT_USE:
	case ACT_LEAVE:
		rescue_act_on_drive(u, s, a);
		return stay;
	default:
		break;
	}
	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		if (plain[i].action == a)
			rescue_ask(u, s, a, (struct command){ .kind = plain[i].kind });
	return stay;
}

static struct follow rescue_act(struct ui *u, void *state, enum action a, struct mouse at)
{
	struct rescue *s = state;

	if (a == ACT_QUIT)
		return quit(u);
	if (act_on_picture(u, s, a, at))
		return stay;
	return act_on_engine(u, s, a);
}

static bool rescue_offers(struct ui *u, void *state, enum action a)
{
	const struct rescue *s = state;
	bool works = u->snap.phase != PHASE_ENDED && u->snap.phase != PHASE_DONE;

	switch (a) {
	case ACT_PAUSE:
	case ACT_NEXT_PASS:
	case ACT_SKIP:
	case ACT_REVERSE:
		return works;
	case ACT_MOVE_DISC:
	case ACT_EJECT:
	case ACT_FASTER:
	case ACT_SLOWER:
	case ACT_STOP_RULE:
		return u->snap.phase != PHASE_ENDED;
	case ACT_ADD_RETRY:
		return u->snap.phase == PHASE_DONE;
	case ACT_FIRST:
	case ACT_LAST:
	case ACT_NEVER:
	case ACT_NORMAL:
		return works && s->view.cursor >= 0;
	case ACT_OPEN:
		return u->snap.ask.id != 0;
	case ACT_USE:
		return works && s->in_drives && rescue_may_use(&u->snap, s->drive);
	case ACT_LEAVE:
		return works && s->in_drives && drive_reads(&u->snap, s->drive) && rescue_others_read(&u->snap, s->drive);
	case ACT_NEXT_PANEL:
		return s->layout.tabs.rows > 0 || u->snap.ndrives > 1;
	case ACT_BACK:
		return s->view.cursor >= 0 || s->in_drives;
	default:
		return true;
	}
}

static const struct binding rescue_keys[] = {
	{ KEY_CODE_ENTER, ACT_OPEN }, { 'u', ACT_USE }, { 'U', ACT_LEAVE },
	{ 'p', ACT_PAUSE }, { ' ', ACT_PAUSE }, { 's', ACT_MOVE_DISC }, { 'e', ACT_EJECT }, { 'n', ACT_NEXT_PASS },
	{ 'k', ACT_SKIP }, { 'f', ACT_FIRST }, { 'l', ACT_LAST }, { 'x', ACT_NEVER }, { 'c', ACT_NORMAL },
	{ 'a', ACT_ADD_RETRY }, { '2', ACT_SCREEN_2 }, { KEY_CODE_F3, ACT_SCREEN_2 },
	{ '1', ACT_SCREEN_1 }, { KEY_CODE_F2, ACT_SCREEN_1 },
	{ KEY_CODE_TAB, ACT_NEXT_PANEL }, { 'q', ACT_QUIT },
	{ 'r', ACT_REVERSE }, { '+', ACT_FASTER }, { '=', ACT_FASTER }, { '-', ACT_SLOWER },
	{ KEY_CODE_UP, ACT_UP }, { KEY_CODE_DOWN, ACT_DOWN }, { KEY_CODE_LEFT, ACT_LEFT }, { KEY_CODE_RIGHT, ACT_RIGHT },
	{ KEY_CODE_PGUP, ACT_PAGE_UP }, { KEY_CODE_PGDN, ACT_PAGE_DOWN }, { KEY_CODE_HOME, ACT_HOME },
	{ KEY_CODE_END, ACT_END }, { 'b', ACT_NEXT_BAD }, { 'B', ACT_PREV_BAD }, { 'm', ACT_MARK },
	{ 'z', ACT_ZOOM_IN }, { 'Z', ACT_ZOOM_OUT }, { 'g', ACT_STOP_RULE }, { 'F', ACT_FOLLOW }, { '/', ACT_SEARCH },
	{ KEY_CODE_ESC, ACT_BACK }, { KEY_CODE_CLICK, ACT_CLICK },
};

const struct screen screen_rescue = {
	.name = "rescue", .title = N_("Rescue"), .keys = rescue_keys, .nkeys = ARRAY_LEN(rescue_keys),
	.size = sizeof(struct rescue), .open = rescue_open, .update = rescue_update, .draw = rescue_draw, .act = rescue_act, .type = rescue_type,
	.offers = rescue_offers,
};
