#include "config.h"
#include "ui/screen.h"

#include "base/number.h"
#include "ui/field.h"
#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/price_words.h"
#include "ui/text.h"

#include <stdio.h>
#include <string.h>

/* The rule by which retries stop: sectors per minute that they must be expected to bring. */

enum { ROWS = 14, COLS = 72, RATE_COLS = 8 };

struct stop {
	struct field rate;
};

/* What Up and Down step through. */
static const double steps[] = { 0, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000 };

static void set_rate(struct stop *s, double rate)
{
	char text[FORMAT_MAX];

	field_set(&s->rate, RATE_COLS - 1, format_decimal(text, rate));
}

static void stop_open(struct ui *u, void *state)
{
	set_rate(state, u->snap.stop_below);
}

/* -1: as usual. False: it is no rate. */
static bool rate_of(const struct stop *s, double *rate)
{
	if (!s->rate.text[0]) {
		*rate = -1;
		return true;
	}
	return number_parse_real(s->rate.text, rate) && *rate >= 0;
}

static void step(struct stop *s, int by)
{
	double rate;
	int to = 0;

	if (!rate_of(s, &rate))
		rate = 0;
	if (by > 0)
		while (to < (int)ARRAY_LEN(steps) - 1 && steps[to] <= rate)
			to++;
	else
		for (to = (int)ARRAY_LEN(steps) - 1; to > 0 && steps[to] >= rate; to--)
			;
	set_rate(s, steps[to]);
}

/* Digits and a point, or a comma in its place. */
static bool stop_type(struct ui *u, void *state, int32_t key)
{
	struct stop *s = state;

	(void)u;
	if (key == KEY_CODE_UP || key == KEY_CODE_DOWN) {
		step(s, key == KEY_CODE_UP ? 1 : -1);
		return true;
	}
	if (key == ',')
		key = '.';
	if ((key >= '0' && key <= '9') || key == '.' || key == KEY_CODE_BACKSPACE || key == KEY_CODE_DEL ||
	    key == KEY_CODE_LEFT || key == KEY_CODE_RIGHT || key == KEY_CODE_HOME || key == KEY_CODE_END)
		return field_key(&s->rate, key) || true;
	return false;
}

/* A text in as many rows as it needs. */
static void put_text(struct canvas *c, struct rect *in, enum role role, const char *text)
{
	char line[400];

	for (int i = 0; in->rows > 0 && text_wrap(line, sizeof line, text, in->cols, i); i++) {
		canvas_put(c, in->row++, in->col, in->cols, role, line);
		in->rows--;
	}
}

static void stop_draw(struct ui *u, void *state, struct canvas *c, struct rect r)
{
	const struct snapshot *snap = &u->snap;
	struct rect in = canvas_frame(c, rect_centre(r, ROWS, COLS), ROLE_FRAME, _("When do retries stop?"));
	struct stop *s = state;
	char shown[64], n[FORMAT_MAX], line[300], words[160];
	int col;

	in.row++;
	col = in.col + canvas_put(c, in.row, in.col, in.cols - RATE_COLS - 2, ROLE_PLAIN,
				  _("Make no retries that bring fewer sectors a minute than")) + 1;
	c->cursor_row = in.row;
	c->cursor_col = col + field_show(&s->rate, shown, sizeof shown, RATE_COLS, c->ascii);
	canvas_fill(c, (struct rect){ in.row, col, 1, RATE_COLS }, ROLE_FIELD, ' ');
	canvas_put(c, in.row, col, RATE_COLS, ROLE_FIELD, shown);
	in.row += 2;
	in.rows = 4;
	put_text(c, &in, ROLE_PLAIN,
		 _("0: all are made; nothing: as usual, until fewer than 2 of 100 are expected to succeed. Whatever the "
		   "rate, every sector is asked for at least once."));
	in.row++;
	in.rows = 3;
	snprintf(line, sizeof line, _("Now: %s sectors a minute."), format_pace(n, snap->per_minute));
	put_text(c, &in, ROLE_PLAIN, line);
	price_words(&snap->price, true, words, sizeof words);
	if (snap->pass_name && words[0]) {
		snprintf(line, sizeof line, _("What is left of %s: %s."), snap->pass_name, words);
		put_text(c, &in, ROLE_PLAIN, line);
	}
	canvas_put(c, rect_centre(r, ROWS, COLS).row + ROWS - 2, in.col, in.cols, ROLE_DIM,
		   _("Enter takes it, Up and Down change it, Esc leaves it as it was."));
}

static struct follow stop_act(struct ui *u, void *state, enum action a, struct mouse at)
{
	const struct stop *s = state;
	char n[FORMAT_MAX];
	double rate;

	(void)at;
	if (a != ACT_YES)
		return (struct follow){ .kind = FOLLOW_POP };
	if (!rate_of(s, &rate)) {
		ui_notice(u, "%s", _("This is not a rate: a number such as 2 or 0.5 is."));
		return (struct follow){ .kind = FOLLOW_NONE };
	}
	if (!ui_post(u, (struct command){ .kind = CMD_STOP_BELOW, .rate = rate }))
		return (struct follow){ .kind = FOLLOW_NONE };
	if (rate < 0)
		ui_notice(u, "%s", _("Retries end where fewer than 2 of 100 are expected to succeed."));
	else if (rate > 0)
		ui_notice(u, _("Retries that bring less than %s sectors/min are not made."), format_decimal(n, rate));
	else
		ui_notice(u, "%s", _("All retries are made, whatever they bring."));
	return (struct follow){ .kind = FOLLOW_POP };
}

static bool stop_over(struct ui *u, void *state)
{
	(void)state;
	return !u->engine || u->snap.phase == PHASE_ENDED;
}

static const struct binding stop_keys[] = {
	{ KEY_CODE_ENTER, ACT_YES }, { KEY_CODE_UP, ACT_UP }, { KEY_CODE_DOWN, ACT_DOWN }, { KEY_CODE_ESC, ACT_BACK },
};

const struct screen screen_stop = {
	.name = "stop", .title = N_("When do retries stop?"), .dialog = true, .keys = stop_keys, .nkeys = ARRAY_LEN(stop_keys),
	.size = sizeof(struct stop), .open = stop_open, .draw = stop_draw, .act = stop_act, .type = stop_type, .over = stop_over,
};
