#include "config.h"
#include "tests/unit.h"

#include "tests/ui/fake_engine.h"
#include "ui/screens.h"

#include <libintl.h>
#include <locale.h>

/*
 * Another language takes more room: here every text is half as long again, with a wide character in it. Numbers and the
 * way out must still be there at 80x24.
 */

static char *longer(const char *text)
{
	static char pool[64][512];
	static unsigned next;
	char *out = pool[next++ % ARRAY_LEN(pool)];
	int pad = (int)strlen(text) / 2;

	if (!*text)
		return strcpy(out, "");
	snprintf(out, sizeof pool[0], "%s%.*s\u00e9", text, pad < 40 ? pad : 40, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	return out;
}

#undef gettext
#undef dcgettext
#undef ngettext
#undef dcngettext
char *gettext(const char *text)
{
	return longer(text);
}

char *dcgettext(const char *domain, const char *text, int category)
{
	(void)domain, (void)category;
	return longer(text);
}

char *ngettext(const char *one, const char *many, unsigned long n)
{
	return longer(n == 1 ? one : many);
}

char *dcngettext(const char *domain, const char *one, const char *many, unsigned long n, int category)
{
	(void)domain, (void)category;
	return longer(n == 1 ? one : many);
}

static void show(const struct screen *over, const char *const *must, const char *name)
{
	struct ui u = { .engine = fake_engine(), .pinned = true, .simulated = true };
	struct screens s = { .ui = &u };
	struct canvas c = { .colours = 256 };
	char row[2048];

	u.screens = &s;
	u.log = log_new(10);
	log_add(u.log, LOG_NOTE, "sr0", N_("the sector cannot be read"), "LSN 5");
	engine_snapshot(u.engine, &u.snap);
	assert_true(canvas_resize(&c, 24, 80));
	assert_true(screens_push(&s, &screen_rescue));
	if (over)
		assert_true(screens_push(&s, over));
	engine_snapshot(u.engine, &u.snap);
	screens_draw(&s, &c);
	for (int i = 0; must[i]; i++) {
		bool there = false;

		for (int k = 0; k < c.rows; k++) {
			canvas_row(&c, k, row, sizeof row);
			there |= strstr(row, must[i]) != NULL;
		}
		if (there)
			continue;
		for (int k = 0; k < c.rows; k++) {
			canvas_row(&c, k, row, sizeof row);
			print_message("|%s\n", row);
		}
		fail_msg("%s: not on the screen: %s", name, must[i]);
	}
	screens_clear(&s);
	canvas_free(&c);
	log_free(u.log);
	fake_reset();
}

static void test_numbers_and_the_way_out_keep_their_room(void **state)
{
	static const char *const rescue[] = {
		"96.889 %", "328 554 ", " 339 102", "2 111 bad", "8 437 still", "about 1 240 ", "8-20 min", "38 sectors/min", "LSN 211 034", "812 kB/s", "812", "330 719", "q quit",
		"PX-716A 1.11", NULL,
	};
	static const char *const dialog[] = { "Esc back", "┐", "┘", NULL };

	(void)state;
	fake_scene_cd(fake_engine());
	show(NULL, rescue, "rescue");
	fake_scene_cd(fake_engine());
	show(&screen_move, dialog, "move");
	fake_scene_cd(fake_engine());
	show(&screen_quit, dialog, "quit");
	fake_scene_cd(fake_engine());
	show(&screen_stop, dialog, "stop");
	for (int why = STATUS_UNREADABLE; why < STATUS_COUNT; why++) {
		fake_scene_cd(fake_engine());
		fake_engine()->snap.ask = (struct question){ .id = 1, .why = (enum status)why, .proof.compared = 16, .proof.differ = 14 };
		fake_engine()->snap.phase = PHASE_ASKING;
		show(&screen_question, (const char *const[]){ "q quit", "┐", "┘", NULL }, "question");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_and_the_way_out_keep_their_room),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
