#include "config.h"
#include "ui/rescue.h"

#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/price_words.h"
#include "ui/text.h"

#include <stdio.h>
#include <string.h>

/* The panel of the plan: what is expected of this pass and of those to come, what those behind were expected to bring and
 * brought, and when retries stop. */

enum { LINE = 240, FULL_COLS = 78 };

enum plan_column { COL_DRIVE, COL_EXPECTED, COL_WON, COL_TIME, COL_FAILED, PLAN_COLUMNS };

/* Where a column ends, in a panel as wide as the screen and in a narrow one; 0: left out there. Its width with the gap
 * before it. */
static const struct {
	int full, full_cols, narrow, narrow_cols;
	const char *title;	/* N_() */
} columns[PLAN_COLUMNS] = {
	[COL_DRIVE]    = { 22, 11, 0, 0, N_("drive") },
	[COL_EXPECTED] = { 47, 25, 21, 11, N_("expected") },
	[COL_WON]      = { 57, 10, 32, 11, N_("won") },
	[COL_TIME]     = { 71, 14, 46, 14, N_("time") },
	[COL_FAILED]   = { 79, 8, 0, 0, N_("errors") },
};
enum { NAME_COLS = 10 };

static bool is_full(struct rect r)
{
	return r.cols >= FULL_COLS;
}

static void put_column(struct canvas *c, struct rect r, int row, enum plan_column k, enum role role, const char *text)
{
	int end = is_full(r) ? columns[k].full : columns[k].narrow, cols = is_full(r) ? columns[k].full_cols :
		columns[k].narrow_cols;

	if (end == 0)
		return;
	if (k == COL_DRIVE)
		canvas_put(c, row, r.col + end - cols + 1, cols - 1, role, text);
	else
		canvas_put_right(c, row, r.col + end, cols - 1, role, text);
}

static void put_name(struct canvas *c, struct rect r, int row, enum role role, const char *text)
{
	canvas_put(c, row, r.col + 1, NAME_COLS, role, text);
}

/* What is still expected: "1 240 (1 100-1 400)" where there is room for the range. */
static void put_price(struct canvas *c, struct rect r, int row, enum role role, const struct price *p)
{
	char won[FORMAT_MAX], low[FORMAT_MAX], high[FORMAT_MAX], text[3 * FORMAT_MAX + 8];

	if (!p->known) {
		put_column(c, r, row, COL_EXPECTED, ROLE_DIM, "?");
		return;
	}
	format_about(won, p->won);
	format_about(low, p->won_low);
	format_about(high, p->won_high);
	snprintf(text, sizeof text, "%s (%s-%s)", won, low, high);
	if (!is_full(r) || strcmp(low, high) == 0 || text_cols(text) >= columns[COL_EXPECTED].full_cols)
		snprintf(text, sizeof text, "%s", won);
	put_column(c, r, row, COL_EXPECTED, role, text);
	if (p->high > 0)	/* else nothing is left to be done */
		put_column(c, r, row, COL_TIME, role, format_between(text, p->low, p->high));
}

static void draw_now(const struct snapshot *snap, struct canvas *c, struct rect r, int row)
{
	char name[32];

	price_pass_name(snap->pass_name, snap->pass_number, name, sizeof name);
	canvas_code(c, row, r.col, ROLE_KEY, '>');
	put_name(c, r, row, ROLE_NUMBER, name);
	if (snap->active >= 0)
		put_column(c, r, row, COL_DRIVE, ROLE_PLAIN, snap->drives[snap->active].id.name);
	put_price(c, r, row, ROLE_NUMBER, &snap->price);
}

static void draw_coming(const struct coming *next, struct canvas *c, struct rect r, int row)
{
	char name[32];

	price_pass_name(next->pass_name, next->pass_number, name, sizeof name);
	put_name(c, r, row, ROLE_PLAIN, name);
	put_column(c, r, row, COL_DRIVE, ROLE_DIM, _("to come"));
	put_price(c, r, row, ROLE_PLAIN, &next->price);
}

static void draw_bill(const struct bill *b, struct canvas *c, struct rect r, int row)
{
	char text[FORMAT_MAX], name[32];

	price_pass_name(b->pass_name, b->pass_number, name, sizeof name);
	put_name(c, r, row, ROLE_DIM, name);
	put_column(c, r, row, COL_DRIVE, b->too_dear ? ROLE_WARN : ROLE_DIM, b->too_dear ? _("too dear") : b->drive);
	if (b->expected.known)
		put_column(c, r, row, COL_EXPECTED, ROLE_DIM, format_about(text, b->expected.won));
	put_column(c, r, row, COL_WON, ROLE_PLAIN, format_count(text, b->won));
	put_column(c, r, row, COL_TIME, ROLE_PLAIN, format_duration(text, b->seconds));
	put_column(c, r, row, COL_FAILED, ROLE_PLAIN, format_count(text, b->failed));
}

void plan_stop_words(double rate, char *out, size_t size)
{
	char n[FORMAT_MAX];

	if (rate > 0)
		snprintf(out, size, _("Retries stop below %s sectors/min (g)."), format_pace(n, rate));
	else
		snprintf(out, size, "%s", _("Retries do not stop by themselves (g)."));
}

void panel_plan(const struct ui *u, struct canvas *c, struct rect r, int title_col)
{
	const struct snapshot *snap = &u->snap;
	int row = r.row + 1, last = r.row + r.rows - 1, rest = r.rows - 2 - (snap->pass_name != NULL), coming, bills;
	char line[LINE];

	if (title_col == 0)
		canvas_put(c, r.row, r.col + 1, NAME_COLS, ROLE_DIM, _("pass"));
	for (int k = 0; k < PLAN_COLUMNS; k++)
		if (k != COL_DRIVE && (is_full(r) ? columns[k].full : columns[k].narrow) > 0)
			rescue_put_title(c, r.row, r.col + (is_full(r) ? columns[k].full : columns[k].narrow), title_col,
					 _(columns[k].title));
	/* what is behind and what is to come share the rows; either takes what the other leaves */
	coming = min_i32(snap->ncoming, max_i32(rest / 2, rest - snap->nbills));
	bills = min_i32(snap->nbills, rest - coming);
	if (snap->pass_name && row < last)
		draw_now(snap, c, r, row++);
	for (int i = 0; i < coming && row < last; i++)
		draw_coming(&snap->coming[i], c, r, row++);
	for (int i = 0; i < bills && row < last; i++)
		draw_bill(&snap->bills[i], c, r, row++);
	plan_stop_words(snap->stop_below, line, sizeof line);
	canvas_put(c, row, r.col + 1, r.cols - 1, ROLE_DIM, line);
}
