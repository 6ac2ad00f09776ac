#include "config.h"
#include "tests/unit.h"

#include "tests/ui/fake_engine.h"
#include "ui/app.h"
#include "ui/term.h"

#include <locale.h>
#include <signal.h>

/* The program behind the screens: which dialogs come up, and how a job is left. */

struct play {
	struct app app;
	struct ui_settings settings;
	struct ui_result result;
};

static struct play *play_open(bool open_job)
{
	struct play *p = calloc(1, sizeof *p);

	assert_non_null(p);
	p->settings = (struct ui_settings){ .open_job = open_job, .jobs = "/srv/rescues", .name = "discnurse" };
	p->settings.log = log_new(100);
	assert_true(canvas_resize(&p->app.canvas, 24, 80));
	assert_int_equal(app_open(&p->app, &p->settings, &p->result), STATUS_OK);
	app_refresh(&p->app);
	return p;
}

static void play_close(struct play *p)
{
	app_close(&p->app);
	log_free(p->settings.log);
	free(p);
	fake_reset();
}

static void press(struct play *p, int32_t key)
{
	app_key(&p->app, key, (struct mouse){ 0 });
	app_refresh(&p->app);
	app_draw(&p->app);
}

static const char *top(const struct play *p)
{
	return screens_top(&p->app.screens) ? screens_top(&p->app.screens)->name : "none";
}

static bool shows(struct play *p, const char *text)
{
	char row[2048];

	app_draw(&p->app);
	for (int i = 0; i < p->app.canvas.rows; i++) {
		canvas_row(&p->app.canvas, i, row, sizeof row);
		if (strstr(row, text))
			return true;
	}
	return false;
}

static void test_questions_come_up_by_themselves(void **state)
{
	struct play *p = play_open(true);
	struct engine *e = fake_engine();

	(void)state;
	assert_string_equal(top(p), "rescue");
	e->snap.phase = PHASE_ASKING;
	e->snap.ask = (struct question){ .id = 7, .why = STATUS_NO_SPACE };
	app_refresh(&p->app);
	assert_string_equal(top(p), "question");
	press(p, KEY_CODE_ESC);		/* put aside to look at the map */
	assert_string_equal(top(p), "rescue");
	app_refresh(&p->app);
	assert_string_equal(top(p), "rescue");
	assert_true(shows(p, "Enter shows the question"));
	press(p, KEY_CODE_ENTER);
	assert_string_equal(top(p), "question");
	press(p, 'r');
	assert_string_equal(top(p), "rescue");
	assert_int_equal(e->posted[e->nposted - 1].choice, CHOICE_RETRY);
	e->snap.phase = PHASE_ASKING;
	e->snap.ask = (struct question){ .id = 8, .why = STATUS_DRIVE_GONE };
	press(p, '?');			/* a new one comes up over whatever is there */
	assert_string_equal(top(p), "question");
	e->snap.ask.id = 0;		/* the reason went away by itself */
	e->snap.phase = PHASE_READING;
	app_refresh(&p->app);
	assert_string_equal(top(p), "help");
	play_close(p);
}

static void test_moving_comes_up_by_itself(void **state)
{
	struct play *p = play_open(true);
	struct engine *e = fake_engine();
	int before = e->nposted;

	(void)state;
	e->snap.phase = PHASE_MOVING;
	e->snap.move = MOVE_INSERT;
	app_refresh(&p->app);
	assert_string_equal(top(p), "move");
	assert_int_equal(e->nposted, before);	/* it is going on already */
	e->snap.phase = PHASE_IDENTIFYING;	/* one dialog to the end */
	e->snap.move = MOVE_IDENTIFY;
	app_refresh(&p->app);
	assert_string_equal(top(p), "move");
	e->snap.phase = PHASE_READING;
	e->snap.move = MOVE_NONE;
	app_refresh(&p->app);
	assert_string_equal(top(p), "rescue");
	play_close(p);
}

static void test_quitting_ends_the_program_that_was_given_a_job(void **state)
{
	struct play *p = play_open(true);

	(void)state;
	press(p, 'q');
	assert_string_equal(top(p), "quit");
	press(p, KEY_CODE_ESC);
	assert_string_equal(top(p), "rescue");
	press(p, 'q');
	press(p, 'y');
	assert_true(p->app.over);
	assert_true(p->result.had_job);
	assert_false(p->result.hung);
	assert_int_equal(p->result.last.phase, PHASE_ENDED);
	play_close(p);
}

static void test_a_hung_drive_is_left_to_itself_on_demand(void **state)
{
	struct play *p = play_open(true);

	(void)state;
	fake_engine()->hangs = true;
	press(p, 'q');
	press(p, 'y');
	assert_false(p->app.over);
	assert_true(shows(p, "Saving. The read in flight has taken 0.4 s; q leaves the drive to itself."));
	press(p, 'p');
	assert_false(p->app.over);
	press(p, 'q');
	assert_true(p->app.over);
	assert_true(p->result.hung);
	play_close(p);
}

static void test_signals_save_and_end(void **state)
{
	struct play *p = play_open(true);

	(void)state;
	app_signal(&p->app, SIGTERM);
	app_refresh(&p->app);
	assert_true(p->app.over);
	assert_int_equal(p->result.signal, SIGTERM);
	assert_true(p->result.had_job);
	play_close(p);
	p = play_open(true);
	fake_engine()->hangs = true;
	app_signal(&p->app, SIGINT);
	app_refresh(&p->app);
	assert_false(p->app.over);
	app_signal(&p->app, SIGINT);	/* a second one does not wait */
	assert_true(p->app.over);
	assert_int_equal(p->result.signal, SIGINT);
	play_close(p);
}

static void test_jobs_are_opened_and_closed_from_the_start_screen(void **state)
{
	struct play *p = play_open(false);
	struct job_wanted *w = p->app.ui.wanted;

	(void)state;
	assert_string_equal(top(p), "start");
	snprintf(w->folder, sizeof w->folder, "/srv/rescues/tnt-rom");
	assert_true(app_open_job(&p->app));
	app_refresh(&p->app);
	assert_string_equal(top(p), "rescue");
	assert_string_equal(p->app.ui.snap.folder, "/srv/rescues/tnt-rom");
	press(p, 'q');
	press(p, 'y');
	assert_false(p->app.over);
	assert_string_equal(top(p), "start");
	assert_null(p->app.ui.engine);
	press(p, 'q');
	assert_true(p->app.over);
	assert_false(p->result.had_job);
	play_close(p);
}

static void test_a_locked_job_can_be_taken_over(void **state)
{
	struct play *p = play_open(true);
	struct engine *e = fake_engine();

	(void)state;
	e->snap.phase = PHASE_ENDED;
	e->snap.end = fault_set(&e->snap.fault, STATUS_LOCKED, "job1", 0, NULL, "%s", "ws-17, process 4711");
	app_refresh(&p->app);
	assert_string_equal(top(p), "question");
	assert_true(shows(p, "ws-17, process 4711"));
	fake_scene_cd(e);
	press(p, 't');
	assert_true(p->app.wanted.take_over);
	assert_string_equal(top(p), "rescue");
	e->snap.phase = PHASE_ENDED;
	e->snap.end = STATUS_LOCKED;
	app_refresh(&p->app);
	press(p, KEY_CODE_ESC);
	assert_true(p->app.over);
	play_close(p);
}

static void test_a_failed_end_stays_to_be_read(void **state)
{
	struct play *p = play_open(true);
	struct engine *e = fake_engine();

	(void)state;
	e->snap.phase = PHASE_ENDED;
	e->snap.end = STATUS_BAD_FILE;
	app_refresh(&p->app);
	assert_false(p->app.over);
	assert_true(shows(p, "ended: the file is damaged"));
	press(p, 'q');
	assert_true(p->app.over);
	assert_int_equal(p->result.last.end, STATUS_BAD_FILE);
	play_close(p);
	p = play_open(true);
	fake_engine()->snap.phase = PHASE_ENDED;	/* the time limit: nothing to read */
	fake_engine()->snap.end = STATUS_OK;
	app_refresh(&p->app);
	assert_true(p->app.over);
	play_close(p);
}

/* In the middle of a move: the dialog asks itself, and leads to the job of the disc that was found. */
static void test_another_disc_leads_to_its_own_job(void **state)
{
	struct play *p = play_open(true);
	struct engine *e = fake_engine();

	(void)state;
	press(p, 's');
	assert_string_equal(top(p), "move");
	e->snap.phase = PHASE_ASKING;
	e->snap.move = MOVE_WRONG;
	e->snap.ask = (struct question){ .id = 9, .why = STATUS_WRONG_DISC, .drive = 0 };
	app_refresh(&p->app);
	assert_string_equal(top(p), "move");
	press(p, 'i');
	assert_int_equal(e->posted[e->nposted - 1].kind, CMD_STOP);
	assert_string_equal(top(p), "new-job");
	assert_null(p->app.ui.engine);
	app_refresh(&p->app);		/* the shelf has looked */
	assert_true(shows(p, "< 1 sr0 >"));
	press(p, KEY_CODE_ESC);
	assert_string_equal(top(p), "start");	/* although the program was started with a job */
	press(p, 'q');
	assert_true(p->app.over);
	play_close(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_questions_come_up_by_themselves),
		cmocka_unit_test(test_moving_comes_up_by_itself),
		cmocka_unit_test(test_another_disc_leads_to_its_own_job),
		cmocka_unit_test(test_quitting_ends_the_program_that_was_given_a_job),
		cmocka_unit_test(test_a_hung_drive_is_left_to_itself_on_demand),
		cmocka_unit_test(test_signals_save_and_end),
		cmocka_unit_test(test_jobs_are_opened_and_closed_from_the_start_screen),
		cmocka_unit_test(test_a_locked_job_can_be_taken_over),
		cmocka_unit_test(test_a_failed_end_stays_to_be_read),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
