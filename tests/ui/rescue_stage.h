#ifndef TESTS_UI_RESCUE_STAGE_H
#define TESTS_UI_RESCUE_STAGE_H

#include "tests/unit.h"

#include "tests/ui/fake_engine.h"
#include "ui/rescue.h"
#include "ui/screens.h"

/* The rescue screen, and what lies over it, on a canvas over an engine that is only told what to show. */

struct stage {
	struct ui ui;
	struct screens screens;
	struct canvas canvas;
	struct job_wanted wanted;
};

static inline struct stage *stage_open(int rows, int cols, bool ascii, int colours)
{
	struct stage *s = calloc(1, sizeof *s);

	assert_non_null(s);
	s->ui.screens = &s->screens;
	s->ui.wanted = &s->wanted;
	s->ui.pinned = true;
	s->ui.engine = fake_engine();
	s->ui.simulated = true;
	s->ui.pace = 1;
	s->ui.log = log_new(100);
	s->screens.ui = &s->ui;
	s->canvas.ascii = ascii;
	s->canvas.colours = colours;
	struct tm noon = { .tm_year = 126, .tm_mday = 5, .tm_hour = 12, .tm_isdst = -1 };
	s->ui.now = mktime(&noon);
	assert_true(canvas_resize(&s->canvas, rows, cols));
	for (int i = 1; i <= 20; i++)
		log_add(s->ui.log, i % 5 ? LOG_NOTE : LOG_ERROR, "sr0", N_("the sector cannot be read"), "LSN %d, try %d",
			211000 + i, i);
	engine_snapshot(s->ui.engine, &s->ui.snap);
	assert_true(screens_push(&s->screens, &screen_rescue));
	return s;
}

static inline void stage_close(struct stage *s)
{
	screens_clear(&s->screens);
	canvas_free(&s->canvas);
	log_free(s->ui.log);
	free(s);
	fake_reset();
}

static inline void draw(struct stage *s)
{
	engine_snapshot(s->ui.engine, &s->ui.snap);
	screens_update(&s->screens);
	screens_draw(&s->screens, &s->canvas);
}

static inline struct follow press(struct stage *s, int32_t key)
{
	bool redraw;
	struct follow f;

	draw(s);
	f = screens_key(&s->screens, key, (struct mouse){ 0 }, &redraw);
	if (f.kind == FOLLOW_PUSH)
		assert_true(screens_push(&s->screens, f.screen));
	if (f.kind == FOLLOW_POP)
		screens_pop(&s->screens);
	draw(s);
	return f;
}

static inline bool shows(struct stage *s, const char *text)
{
	char row[2048];

	draw(s);
	for (int i = 0; i < s->canvas.rows; i++) {
		canvas_row(&s->canvas, i, row, sizeof row);
		if (strstr(row, text))
			return true;
	}
	return false;
}

static inline void assert_shows(struct stage *s, const char *text)
{
	char row[2048];

	if (shows(s, text))
		return;
	for (int i = 0; i < s->canvas.rows; i++) {
		canvas_row(&s->canvas, i, row, sizeof row);
		print_message("|%s\n", row);
	}
	fail_msg("not on the screen: %s", text);
}

static inline void compare_saved(struct stage *s, const char *name)
{
	const char *srcdir = getenv("srcdir");
	char path[512], want[2048], row[2048];
	FILE *f;

	draw(s);
	snprintf(path, sizeof path, "%s/tests/ui/golden/%s.screen", srcdir ? srcdir : ".", name);
	f = fopen(path, getenv("DISCNURSE_SAVE") ? "w" : "r");
	assert_non_null(f);
	for (int i = 0; i < s->canvas.rows; i++) {
		canvas_row(&s->canvas, i, row, sizeof row);
		if (getenv("DISCNURSE_SAVE")) {
			fprintf(f, "%s\n", row);
			continue;
		}
		assert_non_null(fgets(want, sizeof want, f));
		want[strcspn(want, "\n")] = '\0';
		assert_string_equal(row, want);
	}
	fclose(f);
}

static inline struct stage *stage_cd(void)
{
	fake_scene_cd(fake_engine());
	return stage_open(24, 80, false, 256);
}

static inline const struct command *last_command(void)
{
	const struct engine *e = fake_engine();

	assert_true(e->nposted > 0);
	return &e->posted[e->nposted - 1];
}

#endif
