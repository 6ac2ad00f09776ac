#ifndef TESTS_UI_STAGE_H
#define TESTS_UI_STAGE_H

#include "tests/unit.h"
#include "ui/canvas.h"
#include "ui/screen.h"
#include "ui/text.h"
#include "ui/ui.h"

#include <locale.h>

/* One screen alone on a canvas, with the program around it fabricated: keys in, rows of text out. */
struct stage {
	struct ui ui;
	struct ui_settings settings;
	struct job_wanted wanted;
	const struct screen *screen;
	void *state;
	struct canvas canvas;
	char row[4096];
};

/* 2024-11-03 14:05:10 in Berlin */
#define STAGE_NOW ((time_t)1730639110)

static inline void stage_set_up(struct stage *s)
{
	setlocale(LC_ALL, "C.UTF-8");
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	memset(s, 0, sizeof *s);
	s->settings.name = "discnurse 0.1";
	s->ui.settings = &s->settings;
	s->ui.wanted = &s->wanted;
	s->ui.now = STAGE_NOW;
}

static inline void stage_open(struct stage *s, const struct screen *screen)
{
	s->screen = screen;
	s->state = calloc(1, screen->size);
	assert_non_null(s->state);
	screen->open(&s->ui, s->state);
}

static inline void stage_tear_down(struct stage *s)
{
	if (s->screen && s->screen->close)
		s->screen->close(&s->ui, s->state);
	free(s->state);
	canvas_free(&s->canvas);
}

static inline void stage_update(struct stage *s)
{
	s->screen->update(&s->ui, s->state);
}

/* Draws on all but the last row, which belongs to the hints. */
static inline void stage_draw(struct stage *s, int rows, int cols)
{
	s->canvas.ascii = s->ui.ascii;
	assert_true(canvas_resize(&s->canvas, rows, cols));
	s->screen->draw(&s->ui, s->state, &s->canvas, (struct rect){ .rows = rows - 1, .cols = cols });
}

static inline const char *stage_row(struct stage *s, int row)
{
	canvas_row(&s->canvas, row, s->row, sizeof s->row);
	return s->row;
}

/* Every row of the canvas, in order; NULL ends the list and the rest must be empty. */
static inline void stage_shows(struct stage *s, const char *const *rows)
{
	int i = 0;

	for (; rows[i]; i++)
		assert_string_equal(stage_row(s, i), rows[i]);
	for (; i < s->canvas.rows; i++)
		assert_string_equal(stage_row(s, i), "");
}

/* Is that text to be seen anywhere? */
static inline bool stage_has(struct stage *s, const char *text)
{
	for (int i = 0; i < s->canvas.rows; i++)
		if (strstr(stage_row(s, i), text))
			return true;
	return false;
}

/* Nothing that could steer a terminal stands in a cell. */
static inline void stage_is_harmless(struct stage *s)
{
	for (int i = 0; i < s->canvas.rows * s->canvas.cols; i++) {
		int32_t code = s->canvas.cells[i].code;

		assert_true(code == 0 || text_cols_of(code) > 0);
		assert_true(!s->canvas.ascii || (code >= 0x20 && code < 0x7f));
	}
}

static inline enum role stage_role(struct stage *s, int row, int col)
{
	return (enum role)s->canvas.cells[row * s->canvas.cols + col].role;
}

/* A key as the program gives it to a screen. */
static inline struct follow stage_key(struct stage *s, int32_t key)
{
	enum action a;

	s->ui.notice[0] = '\0';
	if (s->screen->type && s->screen->type(&s->ui, s->state, key))
		return (struct follow){ .kind = FOLLOW_NONE };
	a = binding_find(s->screen->keys, s->screen->nkeys, key);
	if (a == ACT_NONE)
		return (struct follow){ .kind = FOLLOW_NONE };
	return s->screen->act(&s->ui, s->state, a, (struct mouse){ -1, -1 });
}

static inline void stage_type(struct stage *s, const char *text)
{
	int bytes;

	for (; *text; text += bytes)
		stage_key(s, text_next(text, &bytes));
}

/* Prints the screen: for writing a test, and for seeing why one failed. */
static inline void stage_print(struct stage *s)
{
	for (int i = 0; i < s->canvas.rows; i++)
		print_message("|%s|\n", stage_row(s, i));
}

#endif
