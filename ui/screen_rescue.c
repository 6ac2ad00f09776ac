#include "config.h"
#include "ui/rescue.h"

#include "base/number.h"
#include "ui/i18n.h"

#include <stdio.h>
#include <string.h>

static const struct follow stay = { .kind = FOLLOW_NONE };

static void rescue_open(struct ui *u, void *state)
{
	struct rescue *s = state;

	(void)u;
	map_view_init(&s->view);
}

/* The next one that has no place of its own. */
static void next_panel(struct rescue *s)
{
	for (int i = 0; i < PANELS; i++) {
		s->tab = (enum panel)((s->tab + 1) % PANELS);
		if (s->layout.panel[s->tab].rows == 0)
			return;
	}
}

static void draw_bottom(const struct ui *u, struct rescue *s, struct canvas *c, struct rect r)
{
	char line[256];
	enum role role;

	if (s->typing) {
		int col = r.col + 1 + canvas_put(c, r.row, r.col + 1, r.cols - 14, ROLE_PLAIN, _("Go to LSN:")) + 1;

		c->cursor_row = r.row;
		c->cursor_col = col + field_show(&s->typed, line, sizeof line, 12, c->ascii);
		canvas_fill(c, (struct rect){ r.row, col, 1, 12 }, ROLE_FIELD, ' ');
		canvas_put(c, r.row, col, 12, ROLE_FIELD, line);
		return;
	}
	rescue_advice(&u->snap, &role, line, sizeof line);
	canvas_put(c, r.row, r.col + 1, r.cols - 1, role, line);
}

static void rescue_draw(struct ui *u, void *state, struct canvas *c, struct rect r)
{
	struct rescue *s = state;

	s->layout = layout_rescue_for(r, u->snap.ndrives);
	if (s->layout.panel[s->tab].rows > 0)
		next_panel(s);
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
	case ACT_BACK:
		s->view.cursor = s->view.mark = -1;
		return true;
	case ACT_NEXT_PANEL:
		next_panel(s);
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
		move_cursor(s, a);
		return true;
	}
}

/* --- commands --- */

/* Posts it and remembers it until the engine has it. */
static void ask_for(struct ui *u, struct rescue *s, enum action a, struct command c)
{
	if (!ui_post(u, c))
		return;
	s->asked = a;
	s->asked_at = u->posted;
}

static void pause_or_go_on(struct ui *u, struct rescue *s)
{
	bool stands = u->snap.phase == PHASE_PAUSED || u->snap.phase == PHASE_PAUSING;

	if (u->snap.phase == PHASE_DONE)
		ui_notice(u, "%s", _("The plan is done: there is nothing to pause. a adds a retry pass."));
	else
		ask_for(u, s, ACT_PAUSE, (struct command){ .kind = stands ? CMD_RESUME : CMD_PAUSE });
}

static void read_first(struct ui *u, struct rescue *s)
{
	struct span marked = map_view_marked(&s->view);

	if (marked.count == 0)
		return;
	ask_for(u, s, ACT_FIRST, (struct command){ .kind = CMD_FIRST, .span = marked });
	s->view.mark = -1;
	if (!u->notice[0])
		ui_notice(u, ngettext("%d sector is read first.", "%d sectors are read first.", (unsigned)marked.count),
			  (int)marked.count);
}

static void change_speed(struct ui *u, struct rescue *s, enum action a)
{
	const struct snapshot *snap = &u->snap;
	char text[16];
	unsigned kb;

	if (snap->active < 0)
		return;
	kb = rescue_speed_step(snap->disc.kind, snap->drives[snap->active].speed, a == ACT_FASTER ? 1 : -1);
	ask_for(u, s, a, (struct command){ .kind = CMD_SET_SPEED, .kb_per_s = kb });
	rescue_speed_text(snap->disc.kind, kb, text, sizeof text);
	if (!u->notice[0])
		ui_notice(u, _("Speed: %s"), text);
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
		{ ACT_EJECT, CMD_EJECT }, { ACT_NEXT_PASS, CMD_NEXT_PASS }, { ACT_SKIP, CMD_SKIP },
		{ ACT_REVERSE, CMD_REVERSE }, { ACT_ADD_RETRY, CMD_ADD_RETRY },
	};

	if (u->snap.phase == PHASE_ENDED) {
		ui_notice(u, "%s", _("The job has ended: only looking is left. q closes it."));
		return stay;
	}
	switch (a) {
	case ACT_PAUSE:
		pause_or_go_on(u, s);
		return stay;
	case ACT_FIRST:
		read_first(u, s);
		return stay;
	case ACT_FASTER:
	case ACT_SLOWER:
		change_speed(u, s, a);
		return stay;
	case ACT_MOVE_DISC:
		return (struct follow){ .kind = FOLLOW_PUSH, .screen = &screen_move };
	case ACT_OPEN:
		if (u->snap.ask.id != 0)
			return (struct follow){ .kind = FOLLOW_PUSH, .screen = &screen_question };
		return stay;
	default:
		break;
	}
	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		if (plain[i].action == a)
			ask_for(u, s, a, (struct command){ .kind = plain[i].kind });
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
		return u->snap.phase != PHASE_ENDED;
	case ACT_ADD_RETRY:
		return u->snap.phase == PHASE_DONE;
	case ACT_FIRST:
		return works && s->view.cursor >= 0;
	case ACT_OPEN:
		return u->snap.ask.id != 0;
	case ACT_NEXT_PANEL:
		return s->layout.tabs.rows > 0;
	case ACT_BACK:
		return s->view.cursor >= 0;
	default:
		return true;
	}
}

static const struct binding rescue_keys[] = {
	{ KEY_CODE_ENTER, ACT_OPEN },
	{ 'p', ACT_PAUSE }, { ' ', ACT_PAUSE }, { 's', ACT_MOVE_DISC }, { 'e', ACT_EJECT }, { 'n', ACT_NEXT_PASS },
	{ 'k', ACT_SKIP }, { 'f', ACT_FIRST }, { 'a', ACT_ADD_RETRY }, { '2', ACT_SCREEN_2 }, { KEY_CODE_F3, ACT_SCREEN_2 },
	{ '1', ACT_SCREEN_1 }, { KEY_CODE_F2, ACT_SCREEN_1 },
	{ KEY_CODE_TAB, ACT_NEXT_PANEL }, { 'q', ACT_QUIT },
	{ 'r', ACT_REVERSE }, { '+', ACT_FASTER }, { '=', ACT_FASTER }, { '-', ACT_SLOWER },
	{ KEY_CODE_UP, ACT_UP }, { KEY_CODE_DOWN, ACT_DOWN }, { KEY_CODE_LEFT, ACT_LEFT }, { KEY_CODE_RIGHT, ACT_RIGHT },
	{ KEY_CODE_PGUP, ACT_PAGE_UP }, { KEY_CODE_PGDN, ACT_PAGE_DOWN }, { KEY_CODE_HOME, ACT_HOME },
	{ KEY_CODE_END, ACT_END }, { 'b', ACT_NEXT_BAD }, { 'B', ACT_PREV_BAD }, { 'm', ACT_MARK },
	{ 'z', ACT_ZOOM_IN }, { 'Z', ACT_ZOOM_OUT }, { 'F', ACT_FOLLOW }, { '/', ACT_SEARCH },
	{ KEY_CODE_ESC, ACT_BACK }, { KEY_CODE_CLICK, ACT_CLICK },
};

const struct screen screen_rescue = {
	.name = "rescue", .title = N_("Rescue"), .keys = rescue_keys, .nkeys = ARRAY_LEN(rescue_keys),
	.size = sizeof(struct rescue), .open = rescue_open, .draw = rescue_draw, .act = rescue_act, .type = rescue_type,
	.offers = rescue_offers,
};
