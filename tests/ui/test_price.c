#include "config.h"
#include "tests/unit.h"

#include "tests/ui/rescue_stage.h"
#include "ui/price_words.h"

#include <locale.h>

/* What a pass costs and brings, what shape the damage has, when retries stop, and what the user says of places. */

static const struct price some = { .known = true, .won = 1237, .won_low = 1104, .won_high = 1396, .low = 720, .high = 1080 };

static void assert_words(const struct price *p, bool brief, const char *want)
{
	char words[200];

	price_words(p, brief, words, sizeof words);
	assert_string_equal(words, want);
}

static void prices_in_words(void **state)
{
	struct price p = some;

	(void)state;
	assert_words(&p, false, "about 1 240 sectors (1 100-1 400) in 12-18 min");
	assert_words(&p, true, "about 1 240 sectors in 12-18 min");
	p.won = p.won_low = p.won_high = 339102;
	assert_words(&p, false, "about 339 000 sectors in 12-18 min");	/* no range where it reads the same */
	p.won = 1;
	assert_words(&p, true, "about 1 sector in 12-18 min");
	p.won = p.won_low = 0;
	p.won_high = 3.2;
	assert_words(&p, false, "at most 3 sectors in 12-18 min");
	p.won_high = 0.4;
	assert_words(&p, false, "hardly a sector in 12-18 min");
	p.known = false;
	assert_words(&p, false, "");
}

static void the_next_pass_in_words(void **state)
{
	struct snapshot *s = &fake_engine()->snap;
	char words[200];

	(void)state;
	fake_scene_cd(fake_engine());
	assert_true(price_next_words(s, true, words, sizeof words));
	assert_string_equal(words, "retry: about 118 sectors in 30-50 min");
	s->coming[0] = s->coming[1];
	assert_true(price_next_words(s, true, words, sizeof words));
	assert_string_equal(words, "retry 2");
	s->ncoming = 0;
	assert_false(price_next_words(s, true, words, sizeof words));
	fake_reset();
}

static const struct shape scratch = {
	.kind = SHAPE_SCRATCH, .from_mm = 31.2, .to_mm = 43.8, .per_turn = 14.21, .angle = 40.4, .width = 3.1
};
static const struct shape ring = { .kind = SHAPE_RING, .from_mm = 50.12, .to_mm = 50.41, .per_turn = 18.1 };

static void shapes_in_words(void **state)
{
	struct snapshot s = { .nshapes = 1, .shapes = { scratch, ring, { .kind = SHAPE_EDGE, .from_mm = 54, .to_mm = 58 } } };
	char words[400];

	(void)state;
	shape_words(&scratch, SHAPE_BRIEF, words, sizeof words);
	assert_string_equal(words, "radial scratch, 31-44 mm");
	shape_words(&scratch, SHAPE_PLAIN, words, sizeof words);
	assert_string_equal(words, "radial scratch, 14.2 sectors a turn, 31-44 mm");
	shape_words(&scratch, SHAPE_WHOLE, words, sizeof words);
	assert_string_equal(words, "radial scratch, 14.2 sectors a turn, 31-44 mm, 3.1 sectors wide, at 40 degrees");
	shape_words(&ring, SHAPE_WHOLE, words, sizeof words);	/* it has no angle, and goes all around */
	assert_string_equal(words, "ring, 50.1-50.4 mm");
	shape_words(&(struct shape){ .kind = SHAPE_RING, .from_mm = 29.602, .to_mm = 29.607 }, SHAPE_BRIEF, words, sizeof words);
	assert_string_equal(words, "ring, 29.6 mm");
	shapes_words(&s, 45, words, sizeof words);
	assert_string_equal(words, "radial scratch, 14.2 sectors a turn, 31-44 mm");
	shapes_words(&s, 44, words, sizeof words);
	assert_string_equal(words, "radial scratch, 31-44 mm");
	shapes_words(&s, 23, words, sizeof words);
	assert_string_equal(words, "");
	s.nshapes = 3;
	shapes_words(&s, 90, words, sizeof words);
	assert_string_equal(words, "radial scratch, 14.2 sectors a turn, 31-44 mm; ring, 50.1-50.4 mm; edge damage, 54-58 mm");
	shapes_words(&s, 80, words, sizeof words);
	assert_string_equal(words, "radial scratch, 14.2 sectors a turn, 31-44 mm; ring, 50.1-50.4 mm +1");
	shapes_words(&s, 50, words, sizeof words);
	assert_string_equal(words, "radial scratch, 14.2 sectors a turn, 31-44 mm +2");
	shapes_words(&s, 47, words, sizeof words);
	assert_string_equal(words, "radial scratch, 31-44 mm; ring, 50.1-50.4 mm +1");
	shapes_words(&s, 30, words, sizeof words);
	assert_string_equal(words, "radial scratch, 31-44 mm +2");
	s.shapes[1] = s.shapes[2] = (struct shape){ .kind = SHAPE_SCATTERED, .from_mm = 25, .to_mm = 58, .failed = 29 };
	s.shapes[2].failed = 30;	/* fewer say nothing */
	shapes_words(&s, 90, words, sizeof words);
	assert_string_equal(words, "radial scratch, 14.2 sectors a turn, 31-44 mm; scattered damage, 25-58 mm");
	s.nshapes = 0;
	shapes_words(&s, 80, words, sizeof words);
	assert_string_equal(words, "");
}

/* The row of the pass at 80 columns: first the number of the pass gives way, then its percent; the price never. */
static void what_is_expected_stays_in_sight(void **state)
{
	struct stage *s = stage_cd();
	struct snapshot *snap = &fake_engine()->snap;

	(void)state;
	assert_shows(s, "scrape <  pass 4 of 6  40 %   about 1 240 sectors in 8-20 min");
	assert_shows(s, "38 sectors/min  average 812 kB/s");
	snap->budget_s = 1390;
	assert_shows(s, "scrape <  pass 4 of 6  40 %   about 1 240 sectors in 8-20 min   stops in 23 min");
	snap->budget_s = 11900;
	assert_shows(s, "scrape <  40 %   about 1 240 sectors in 8-20 min   stops in 3 h 18 min");
	s->ui.pace = 20;
	snap->budget_s = 1390;
	assert_shows(s, "scrape <  about 1 240 sectors in 8-20 min   stops in 23 min");
	assert_shows(s, "20 x as fast");
	snap->in_first = true;
	snap->nfirst = 3;
	assert_shows(s, "scrape <  about 1 240 sectors in 8-20 min   stops in 23 min");
	assert_true(canvas_resize(&s->canvas, 40, 140));
	assert_shows(s, "scrape <  pass 4 of 6  40 %   about 1 240 sectors in 8-20 min   3 marked areas first   stops in 23");
	snap->budget_s = -1;
	assert_shows(s, "expected: about 1 240 sectors (1 100-1 400) in 8-20 min   3 marked areas first");
	assert_shows(s, "38 sectors/min  1.3 kB/s  average 812 kB/s");
	snap->in_first = false;
	snap->in_last = true;
	assert_shows(s, "expected: about 1 240 sectors (1 100-1 400) in 8-20 min   areas put last");
	snap->in_last = false;
	snap->pass_name = "retry";
	snap->pass_number = 2;
	assert_shows(s, "expected: about 1 240 sectors (1 100-1 400) in 8-20 min   ends below 2/min");
	snap->stop_below = 0;
	assert_false(shows(s, "ends below"));
	snap->pass_name = "scrape";
	snap->pass_number = 1;
	snap->in_first = true;
	snap->price.known = false;
	assert_shows(s, "scrape <  pass 4 of 6  40 %   8-20 min left   3 marked areas first ");
	snap->pass_eta_low_s = -1;
	assert_shows(s, "12 min left");
	snap->pass_eta_s = -1;
	assert_shows(s, "time left not known yet");
	snap->per_minute = 0.44;
	assert_shows(s, "0.44 sectors/min");
	stage_close(s);
}

static void the_plan_with_prices_and_bills(void **state)
{
	struct stage *s = stage_cd();
	struct snapshot *snap = &fake_engine()->snap;

	(void)state;
	press(s, '\t');		/* drives, then the plan */
	press(s, '\t');
	assert_shows(s, ">scrape     sr0             1 240 (1 100-1 400)                8-20 min");
	assert_shows(s, " retry      to come                118 (81-203)               30-50 min");
	assert_shows(s, " trim       sr0                           1 200     1 213        12 min      80");
	assert_shows(s, "Retries stop below 2 sectors/min (g).");
	assert_false(shows(s, "sweep  "));	/* no room: the latest are shown */
	snap->stop_below = 0;
	assert_shows(s, "Retries do not stop by themselves (g).");
	snap->ncoming = 0;
	assert_shows(s, " sweep      sr0                         339 000   319 192         3 min      42");
	snap->bills[0].too_dear = true;
	assert_shows(s, " trim       too dear");
	/* a range without room for it is left out; what takes no time needs none */
	snap->price = (struct price){ .known = true, .won = 12345678, .won_low = 10000000, .won_high = 15000000 };
	assert_shows(s, ">scrape     sr0                      12 300 000");
	snap->pass_name = NULL;
	snap->nbills = 0;
	assert_shows(s, "Retries do not stop by themselves (g).");
	stage_close(s);
}

static void what_other_drives_may_win(void **state)
{
	struct stage *s = stage_cd();
	struct snapshot *snap = &fake_engine()->snap;

	(void)state;
	assert_shows(s, " sr2 ASUS BW-16D1HT                  may win about 310 sectors  empty");
	press(s, '\t');
	press(s, KEY_CODE_DOWN);
	assert_shows(s, "may win about 124 sectors");
	snap->drives[2].could_win = 1;
	assert_shows(s, "may win about 1 sector  empty");
	snap->drives[2].could_win = 0.3;
	snap->drives[1].could_win = -1;
	assert_false(shows(s, "may win"));
	assert_true(canvas_resize(&s->canvas, 24, 110));
	assert_shows(s, "may win  ");
	snap->drives[1].could_win = 12400;
	assert_shows(s, "       3    12 400      0  tray open");
	stage_close(s);
}

static void advice_for_each_case(void **state)
{
	static const struct {
		enum phase phase;
		enum advice advice;
		double could_win;	/* of sr1 */
		bool dear;
		const char *says;	/* NULL: nothing, at this phase */
	} cases[] = {
		{ PHASE_READING, ADVICE_NONE, 124, false, NULL },
		{ PHASE_READING, ADVICE_GO_ON, 124, false, NULL },
		{ PHASE_READING, ADVICE_OTHER_DRIVE, -1, false,
		  "Another drive is worth more than more retries here: s moves the disc." },
		{ PHASE_READING, ADVICE_OTHER_DRIVE, 124, false,
		  "Retries bring little here; sr1 may win about 124 sectors: s moves the disc." },
		{ PHASE_PAUSED, ADVICE_OTHER_DRIVE, 1, false,
		  "Retries bring little here; sr1 may win about 1 sector: s moves the disc." },
		{ PHASE_READING, ADVICE_STOP, 124, false,
		  "Hardly anything is still to be won, in any drive: q stops, all is saved." },
		{ PHASE_DONE, ADVICE_STOP, 124, false, "Hardly anything is still to be won, in any drive: q closes the job." },
		{ PHASE_DONE, ADVICE_GO_ON, 124, false, "More can be won here: a adds a retry pass. Another drive: s." },
		{ PHASE_DONE, ADVICE_OTHER_DRIVE, -1, false, "Another drive may read more: s. More retries: a." },
		{ PHASE_DONE, ADVICE_OTHER_DRIVE, 124, false, "sr1 may win about 124 sectors: s. More retries: a." },
		{ PHASE_DONE, ADVICE_OTHER_DRIVE, 124, true,
		  "The retries ended: they bring less than 2 sectors/min (g). sr1 may win about" },
	};
	struct stage *s = stage_cd();
	struct snapshot *snap = &fake_engine()->snap;
	char advice[500];
	enum role role;

	(void)state;
	snap->drives[2].could_win = -1;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		snap->phase = cases[i].phase;
		snap->advice = cases[i].advice;
		snap->drives[1].could_win = cases[i].could_win;
		snap->bills[0].too_dear = cases[i].dear;
		draw(s);
		rescue_advice(&s->ui, &role, advice, sizeof advice);
		if (cases[i].says)
			assert_shows(s, cases[i].says);
		else
			assert_string_equal(advice, "");
	}
	/* the drive that may win most, of those that can be had */
	snap->phase = PHASE_READING;
	snap->advice = ADVICE_OTHER_DRIVE;
	snap->drives[1].could_win = 124;
	snap->drives[2].could_win = 310;
	assert_shows(s, "sr2 may win about 310 sectors");
	snap->drives[2].state = STATUS_DRIVE_GONE;
	assert_shows(s, "sr1 may win about 124 sectors");
	snap->drives[1].stuck = true;
	draw(s);
	rescue_advice(&s->ui, &role, advice, sizeof advice);
	assert_null(strstr(advice, "may win"));
	stage_close(s);
}

static void the_rule_by_which_retries_stop(void **state)
{
	struct stage *s = stage_cd();
	struct engine *e = fake_engine();

	(void)state;
	press(s, 'g');
	assert_ptr_equal(screens_top(&s->screens), &screen_stop);
	assert_shows(s, "When do retries stop?");
	assert_shows(s, "fewer sectors a minute than 2");
	assert_shows(s, "Now: 38 sectors a minute.");
	assert_shows(s, "What is left of scrape: about 1 240 sectors in 8-20 min.");
	press(s, KEY_CODE_ESC);
	assert_int_equal(e->nposted, 0);
	assert_ptr_equal(screens_top(&s->screens), &screen_rescue);
	press(s, 'g');
	press(s, KEY_CODE_UP);
	assert_shows(s, "a minute than 5");
	press(s, KEY_CODE_DOWN);
	press(s, KEY_CODE_DOWN);
	assert_shows(s, "a minute than 1");
	press(s, KEY_CODE_BACKSPACE);
	press(s, '.');
	press(s, KEY_CODE_ENTER);
	assert_int_equal(e->nposted, 0);
	assert_shows(s, "This is not a rate");
	press(s, KEY_CODE_BACKSPACE);
	for (const char *k = "0,75x"; *k; k++)	/* a comma will do; letters are no part of it */
		press(s, *k);
	assert_shows(s, "a minute than 0.75");
	press(s, KEY_CODE_ENTER);
	assert_int_equal(e->nposted, 1);
	assert_int_equal(last_command()->kind, CMD_STOP_BELOW);
	assert_true(last_command()->rate == 0.75);
	assert_ptr_equal(screens_top(&s->screens), &screen_rescue);
	assert_shows(s, "Retries that bring less than 0.75 sectors/min are not made.");
	e->snap.stop_below = 0.1;
	press(s, 'g');
	press(s, KEY_CODE_DOWN);
	press(s, KEY_CODE_DOWN);	/* it goes no lower */
	press(s, KEY_CODE_ENTER);
	assert_true(last_command()->rate == 0);
	assert_shows(s, "All retries are made, whatever they bring.");
	press(s, 'g');
	for (int i = 0; i < 3; i++)
		press(s, KEY_CODE_BACKSPACE);
	press(s, KEY_CODE_ENTER);	/* nothing: as usual */
	assert_int_equal(last_command()->kind, CMD_STOP_BELOW);
	assert_true(last_command()->rate < 0);
	assert_shows(s, "Retries end where fewer than 2 of 100 are expected to succeed.");
	press(s, 'g');
	for (int i = 0; i < 9; i++)
		press(s, '9');		/* as long as the field is */
	press(s, KEY_CODE_ENTER);
	assert_true(last_command()->rate <= 999999);
	press(s, 'g');
	e->snap.phase = PHASE_ENDED;	/* the dialog goes by itself */
	draw(s);
	assert_ptr_equal(screens_top(&s->screens), &screen_rescue);
	stage_close(s);
}

static void places_are_put_first_last_and_never(void **state)
{
	static const struct {
		int32_t key;
		enum command_kind kind;
		const char *said;
	} keys[] = {
		{ 'f', CMD_FIRST, "543 sectors are read first." },
		{ 'l', CMD_LAST, "543 sectors are read last." },
		{ 'x', CMD_NEVER, "543 sectors are not read at all; c takes that back." },
		{ 'c', CMD_NORMAL, "543 sectors are read like the rest." },
	};
	struct stage *s = stage_cd();

	(void)state;
	press(s, KEY_CODE_HOME);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		press(s, keys[i].key);
		assert_int_equal(fake_engine()->nposted, (int)i + 1);
		assert_int_equal(last_command()->kind, keys[i].kind);
		assert_int_equal(last_command()->span.lsn, 0);
		assert_int_equal(last_command()->span.count, 543);
		assert_shows(s, keys[i].said);
	}
	stage_close(s);
}

static void next_pass_says_what_comes(void **state)
{
	struct stage *s = stage_cd();

	(void)state;
	press(s, 'n');
	assert_int_equal(last_command()->kind, CMD_NEXT_PASS);
	assert_shows(s, "Next is retry: about 118 sectors (81-203) in 30-50 min.");
	press(s, '?');
	assert_shows(s, "Go to the next pass  retry: about 118 sectors in 30-50 min");
	stage_close(s);
}

/* Marked in the untried end, in the bad middle, and where all is rescued, which needs no mark. */
static void scene_marks(void)
{
	struct engine *e = fake_engine();

	fake_scene_cd(e);
	e->marks[0] = (struct mark){ { 5000, 3000 }, WORD_LAST };
	e->marks[1] = (struct mark){ { 212900, 1000 }, WORD_NEVER };
	e->marks[2] = (struct mark){ { 230000, 600 }, WORD_FIRST };
	e->marks[3] = (struct mark){ { 334000, 3000 }, WORD_LAST };
	e->nmarks = 4;
}

static void marked_places_are_seen(void **state)
{
	static const struct {
		const char *name;
		int rows, cols, colours;
		bool ascii;
	} looks_of[] = {
		{ "marks-80x24", 24, 80, 256, false },
		{ "marks-80x24-ascii", 24, 80, 0, true },
		{ "marks-200x60", 60, 200, 256, false },
	};
	struct stage *s;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(looks_of); i++) {
		scene_marks();
		s = stage_open(looks_of[i].rows, looks_of[i].cols, looks_of[i].ascii, looks_of[i].colours);
		compare_saved(s, looks_of[i].name);
		stage_close(s);
	}
	scene_marks();
	s = stage_open(24, 80, false, 256);
	for (int i = 0; i < 4; i++)
		press(s, '\t');	/* the panel of the cell */
	press(s, KEY_CODE_END);
	assert_shows(s, " f first, l last, x never, c like the rest");
	assert_false(shows(s, "« last  f first"));
	press(s, '/');
	for (const char *k = "334500\r"; *k; k++)
		press(s, *k);
	assert_shows(s, "« last  f first, l last, x never, c like the rest");
	fake_engine()->nmarks = 0;
	assert_false(shows(s, "« last"));
	stage_close(s);
}

static void saved_screens(void **state)
{
	static const struct {
		const char *name;
		int rows, cols, colours;
		bool ascii;
		const char *keys;
	} screens[] = {
		{ "price-plan-80x24", 24, 80, 256, false, "\t\t" },
		{ "price-plan-140x40", 40, 140, 256, false, "" },
		{ "price-plan-ascii", 24, 80, 0, true, "\t\t" },
		{ "price-stop", 24, 80, 256, false, "g" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(screens); i++) {
		struct stage *s;

		fake_scene_cd(fake_engine());
		s = stage_open(screens[i].rows, screens[i].cols, screens[i].ascii, screens[i].colours);
		for (const char *k = screens[i].keys; *k; k++)
			press(s, *k);
		compare_saved(s, screens[i].name);
		stage_close(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prices_in_words),
		cmocka_unit_test(the_next_pass_in_words),
		cmocka_unit_test(shapes_in_words),
		cmocka_unit_test(what_is_expected_stays_in_sight),
		cmocka_unit_test(the_plan_with_prices_and_bills),
		cmocka_unit_test(what_other_drives_may_win),
		cmocka_unit_test(advice_for_each_case),
		cmocka_unit_test(the_rule_by_which_retries_stop),
		cmocka_unit_test(places_are_put_first_last_and_never),
		cmocka_unit_test(next_pass_says_what_comes),
		cmocka_unit_test(marked_places_are_seen),
		cmocka_unit_test(saved_screens),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
