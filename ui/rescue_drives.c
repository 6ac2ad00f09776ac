#include "config.h"
#include "ui/rescue.h"

#include "ui/drive_words.h"
#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/speed.h"
#include "ui/text.h"

#include <stdio.h>
#include <string.h>

/* The table of drives: a row each, and below it what else is to be known of one of them. */

void rescue_put_title(struct canvas *c, int row, int end, int free_from, const char *title)
{
	if (end - text_cols(title) >= free_from)
		canvas_put_right(c, row, end, 20, ROLE_DIM, title);
}

/* --- columns --- */

enum drive_column {
	COL_WON, COL_ONLY, COL_COST, COL_ERRORS, COL_COULD, COL_HANGS, COL_SPEED, COL_NOW, COL_CAPACITY, DRIVE_COLUMNS
};
/* The first four are always there, the others where there is room. */
static const struct {
	int cols;		/* with the gap before it */
	const char *title;	/* N_() */
} drive_columns[DRIVE_COLUMNS] = {
	[COL_WON]      = { 10, N_("won") },
	[COL_ONLY]     = { 12, N_("only here") },
	[COL_COST]     = { 8, N_("s/fail") },
	[COL_ERRORS]   = { 8, N_("errors") },
	[COL_COULD]    = { 10, N_("may win") },
	[COL_HANGS]    = { 7, N_("hangs") },
	[COL_SPEED]    = { 7, N_("speed") },
	[COL_NOW]      = { 7, N_("now") },
	[COL_CAPACITY] = { 11, N_("capacity") },
};
enum { NAME_COLS = 23, NAME_MOST = 32, STATE_COLS = 16, MARK_COLS = 18, STATE_WIDE = 30, DETAIL_ROWS = 2 };

/* Columns counted from the table's left edge; an end is exclusive. */
struct drive_table {
	int name_cols;
	int end[DRIVE_COLUMNS];	/* 0: left out */
	int state, state_cols;
	int mark, mark_cols;	/* serial number, or where it is plugged in */
};

static struct drive_table table_for(int cols)
{
	struct drive_table t = { .name_cols = NAME_COLS };
	int need = 1 + NAME_COLS + 2 + STATE_COLS, spare, at;

	for (int k = 0; k <= COL_ERRORS; k++)
		need += drive_columns[k].cols;
	spare = max_i32(cols - need, 0);
	t.name_cols += min_i32(spare, NAME_MOST - NAME_COLS);
	spare -= t.name_cols - NAME_COLS;
	at = 1 + t.name_cols;
	for (int k = 0; k < DRIVE_COLUMNS; k++) {
		if (k > COL_ERRORS && spare < drive_columns[k].cols)
			continue;
		spare -= k > COL_ERRORS ? drive_columns[k].cols : 0;
		t.end[k] = at += drive_columns[k].cols;
	}
	t.state = at + 2;
	t.state_cols = max_i32(cols - t.state, 0);
	if (spare >= MARK_COLS + STATE_WIDE - STATE_COLS) {
		t.mark_cols = MARK_COLS - 2;
		t.state_cols -= MARK_COLS;
		t.mark = t.state + t.state_cols + 2;
	}
	return t;
}

static void column_text(const struct snapshot *snap, const struct drive_view *d, enum drive_column col,
			char out[FORMAT_MAX])
{
	int64_t errors = 0;

	for (int i = 0; i < ERR_KINDS; i++)
		errors += i == ERR_RECOVERED ? 0 : d->errors[i];
	out[0] = '\0';
	switch (col) {
	case COL_WON:		format_count(out, d->won); break;
	case COL_ONLY:		format_count(out, d->only_here); break;
	case COL_ERRORS:	format_count(out, errors); break;
	case COL_COULD:
		if (d->could_win >= 0)
			format_about(out, d->could_win);
		break;
	case COL_HANGS:		format_count(out, d->nhangs); break;
	case COL_SPEED:		speed_text(snap->disc.kind, d->speed, out, FORMAT_MAX); break;
	case COL_NOW:		speed_measured(snap->disc.kind, d->rate, out, FORMAT_MAX); break;
	case COL_COST:
		if (d->failed > 0)
			snprintf(out, FORMAT_MAX, "%.1f", d->failed_s / d->failed);
		break;
	default:
		if (d->sectors > 0)
			format_count(out, d->sectors);
		break;
	}
}

/* "may win about 120 sectors". False: that is not known, or hardly a sector. */
static bool could_words(const struct drive_view *d, char *out, size_t size)
{
	char n[FORMAT_MAX];

	out[0] = '\0';
	if (!(d->could_win >= 0.5))
		return false;
	snprintf(out, size, ngettext("may win about %s sector", "may win about %s sectors", d->could_win < 1.5 ? 1 : 2),
		 format_about(n, d->could_win));
	return true;
}

/* --- rows --- */

static void draw_row(const struct ui *u, int i, const struct drive_table *t, struct canvas *c, struct rect r, int row)
{
	const struct snapshot *snap = &u->snap;
	const struct drive_view *d = &snap->drives[i];
	bool active = drive_reads(snap, i), idle = !active && d->reads == 0;
	enum role role = active ? ROLE_NUMBER : ROLE_PLAIN, state_role;
	char text[400];

	if (active)
		canvas_code(c, row, r.col, ROLE_KEY, '>');
	drive_label(snap, i, t->name_cols, c->ascii, text, sizeof text);
	canvas_put(c, row, r.col + 1, t->name_cols, role, text);
	if (t->mark_cols > 0)
		canvas_put(c, row, r.col + t->mark, t->mark_cols, ROLE_DIM, drive_mark(&d->id));
	if (t->state_cols >= STATE_WIDE)
		state_role = drive_doing(u, i, text, sizeof text);
	else
		state_role = drive_brief(u, i, text, sizeof text);
	canvas_put(c, row, r.col + t->state, t->state_cols, state_role, text);
	for (int k = 0; k < DRIVE_COLUMNS; k++) {
		if (t->end[k] == 0 || (idle && k != COL_COULD))
			continue;
		column_text(snap, d, (enum drive_column)k, text);
		canvas_put_right(c, row, r.col + t->end[k], drive_columns[k].cols, role, text);
	}
	/* of a drive that has not read, it is all there is to say: in the room of the other numbers */
	if (idle && t->end[COL_COULD] == 0 && could_words(d, text, sizeof text))
		canvas_put_right(c, row, r.col + t->end[COL_ERRORS], t->end[COL_ERRORS] - t->name_cols - 2, role, text);
}

static void draw_titles(const struct drive_table *t, struct canvas *c, struct rect r, int title_col)
{
	if (title_col == 0)
		canvas_put(c, r.row, r.col + 1, t->name_cols, ROLE_DIM, _("drive"));
	for (int k = 0; k < DRIVE_COLUMNS; k++) {
		if (t->end[k] == 0)
			continue;
		if (text_cols(_(drive_columns[k].title)) <= drive_columns[k].cols)
			rescue_put_title(c, r.row, r.col + t->end[k], title_col, _(drive_columns[k].title));
	}
	canvas_put(c, r.row, r.col + t->state, t->state_cols, ROLE_DIM, _("state"));
	if (t->mark_cols > 0)
		canvas_put(c, r.row, r.col + t->mark, t->mark_cols, ROLE_DIM, _("serial"));
}

/* --- what else is to be known of one --- */

/* Puts it behind what stands in the row, else at the beginning of the next; false when there is no room left. */
static bool put_piece(struct canvas *c, struct rect r, int *row, int *col, enum role role, const char *text)
{
	int cols = text_cols(text), end = r.col + r.cols;

	if (!text[0])
		return true;
	if (*col > r.col + 1 && *col + cols > end) {
		*col = r.col + 1;
		++*row;
	}
	if (*row >= r.row + r.rows)
		return false;
	*col += canvas_put(c, *row, *col, end - *col, role, text) + 3;
	return true;
}

static void speed_words(const struct snapshot *snap, const struct drive_view *d, char *out, size_t size)
{
	char set[16], now[16];

	speed_text(snap->disc.kind, d->speed, set, sizeof set);
	speed_measured(snap->disc.kind, d->rate, now, sizeof now);
	if (now[0])
		snprintf(out, size, d->speed_by_hand ? _("speed %s by hand, %s measured") : _("speed %s by the passes, %s measured"),
			 set, now);
	else
		snprintf(out, size, d->speed_by_hand ? _("speed %s by hand") : _("speed %s by the passes"), set);
}

static void draw_details(const struct ui *u, int i, struct canvas *c, struct rect r)
{
	const struct snapshot *snap = &u->snap;
	const struct drive_view *d = &snap->drives[i];
	char text[600], words[500];
	int row = r.row, col = r.col + 1;
	enum role role = drive_doing(u, i, words, sizeof words);

	snprintf(text, sizeof text, "%s: %s", d->id.name, words);
	put_piece(c, r, &row, &col, role, text);
	if (d->verdict == VERDICT_COPY && drive_reads(snap, i))
		put_piece(c, r, &row, &col, ROLE_PLAIN, _("from another copy"));
	drive_hangs_words(d, text, sizeof text);
	put_piece(c, r, &row, &col, ROLE_WARN, text);
	drive_errors_words(d, words, sizeof words);
	snprintf(text, sizeof text, _("errors: %s"), words[0] ? words : _("none"));
	put_piece(c, r, &row, &col, ROLE_PLAIN, text);
	drive_yields_words(snap->disc.kind, d, words, sizeof words);
	snprintf(text, sizeof text, _("retries: %s"), words);
	put_piece(c, r, &row, &col, ROLE_PLAIN, words[0] ? text : "");
	if (!drive_reads(snap, i) && could_words(d, text, sizeof text))	/* of one that reads, the price tells more */
		put_piece(c, r, &row, &col, ROLE_PLAIN, text);
	speed_words(snap, d, text, sizeof text);
	put_piece(c, r, &row, &col, ROLE_DIM, d->known ? text : "");
	snprintf(text, sizeof text, _("serial %s"), d->id.serial);
	put_piece(c, r, &row, &col, ROLE_DIM, d->id.serial[0] ? text : "");
	put_piece(c, r, &row, &col, ROLE_DIM, d->id.bus);
}

/* Whose details are shown when none is chosen: the one in trouble, else the first that reads. */
static int told_of(const struct snapshot *snap)
{
	int i = drive_stuck(snap);

	if (i < 0)
		i = drive_silent(snap);
	for (int k = 0; i < 0 && k < snap->ndrives; k++)
		if (snap->drives[k].state == STATUS_DRIVE_GONE && snap->drives[k].reads > 0)
			i = k;
	return i < 0 ? snap->active : i;
}

void panel_drives(const struct ui *u, const struct rescue *s, struct canvas *c, struct rect r, int title_col)
{
	const struct snapshot *snap = &u->snap;
	struct drive_table t = table_for(r.cols);
	int chosen = s->in_drives ? s->drive : told_of(snap), shown = r.rows - 1, top = 0;
	struct rect below = r;

	draw_titles(&t, c, r, title_col);
	if (s->in_drives && snap->ndrives + DETAIL_ROWS > shown)	/* who chooses wants to know more of that one */
		shown = max_i32(shown - DETAIL_ROWS, 1);
	shown = min_i32(shown, snap->ndrives);
	if (chosen >= shown)
		top = chosen - shown + 1;
	below.row += 1 + shown;
	below.rows -= 1 + shown;
	for (int i = 0; i < shown && top + i < snap->ndrives; i++) {
		draw_row(u, top + i, &t, c, r, r.row + 1 + i);
		if (s->in_drives && top + i == chosen)
			canvas_tint(c, r.row + 1 + i, r.col, r.cols, ROLE_SELECTED);
	}
	if (below.rows > 0 && chosen >= 0 && chosen < snap->ndrives)
		draw_details(u, chosen, c, below);
}
