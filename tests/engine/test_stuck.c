#include "config.h"
#include "tests/engine/rig.h"

#include "base/fileio.h"

/* Drives that hang in a command, by the clock on the wall; drives that go away and come back. */

static const char blocks[] =
	"[disc]     kind = cd   image = builtin:demo   sectors = 3000   seed = 3\n"
	"[drive A]  model = \"FIRST\"   cache = 0   block = 1000 +1 3 s\n";

static const char copies[] =
	"[disc one] kind = cd   image = builtin:demo   sectors = 3000   seed = 3\n"
	"[disc two] copy = one\n"
	"[drive A]  model = \"FIRST\"   disc = one   cache = 0   block = 1000 +1 3 s\n"
	"[drive B]  model = \"SECOND\"   disc = two\n";

static void start(struct rig *r, const char *name, const char *world, bool batch)
{
	struct engine_settings s;

	rig_new(r, name, world);
	s = rig_settings(r);
	s.batch = batch;
	s.hang_s = 1;
	s.plan.retries = 0;
	rig_start(r, &s);
}

static char *history(struct rig *r)
{
	char path[400], *text = NULL;

	snprintf(path, sizeof path, "%s/history.jsonl", r->job);
	assert_int_equal(file_load(path, 64 << 20, &text, NULL, NULL), STATUS_OK);
	return text;
}

static int count(const char *text, const char *what)
{
	int n = 0;

	for (const char *p = text; (p = strstr(p, what)); p++)
		n++;
	return n;
}

static int32_t of(const struct snapshot *s, enum map_state state)
{
	return s->tally.sectors[map_state_index((char)state)];
}

static void answer(struct rig *r, const struct snapshot *s, enum choice c)
{
	assert_true(engine_post(r->engine, (struct command){ .kind = CMD_ANSWER, .question = s->ask.id, .choice = c }));
}

/* The last drive is stuck: told with place and command; when it is back, the work goes on behind that place. */
static void test_told_and_waited_for(void **state)
{
	struct rig r;
	struct snapshot s;
	char *text;

	(void)state;
	start(&r, "stuck-told", blocks, false);
	s = rig_wait(&r, PHASE_ASKING);
	assert_int_equal(s.ask.why, STATUS_STUCK);
	assert_int_equal(s.ask.drive, 0);
	assert_true(s.ask.seconds >= 1);
	assert_true(s.drives[0].stuck && s.drives[0].stuck_s >= 1);
	assert_true(s.ask.lsn > 1000 - 64 && s.ask.lsn <= 1000);
	assert_int_equal(s.drives[0].in_flight.count, 0);
	answer(&r, &s, CHOICE_RETRY);
	s = rig_wait(&r, PHASE_DONE);	/* it has come back by itself, and has hung once more, at the one sector */
	assert_false(s.drives[0].stuck);
	assert_int_equal(s.ask.id, 0);
	assert_int_equal(of(&s, MAP_BAD), 0);
	assert_int_equal(of(&s, MAP_UNTRIED), 1);
	assert_int_equal(s.drives[0].nhangs, 1);
	assert_int_equal(s.drives[0].hangs[0].lsn, 1000);
	assert_int_equal(s.drives[0].hangs[0].count, 1);
	rig_post(&r, CMD_STOP);
	rig_finish(&r);
	rig_check_image(&r);
	text = history(&r);
	assert_int_equal(count(text, "\"event\":\"hang\""), 2);
	assert_int_equal(count(text, "\"at\":[1000,1],\"command\":\"READ"), 1);
	free(text);
	rig_free(&r);
}

/* In a later run the place is known, and not asked: nothing blocks any more. */
static void test_known_in_the_next_run(void **state)
{
	struct rig r;
	struct snapshot s;
	struct engine_settings set;
	char *text;

	(void)state;
	start(&r, "stuck-known", blocks, true);
	s = rig_finish(&r);
	assert_int_equal(s.end, STATUS_OK);
	assert_int_equal(of(&s, MAP_UNTRIED), 1);
	set = rig_settings(&r);
	set.hang_s = 1;
	rig_start(&r, &set);
	s = rig_finish(&r);
	assert_int_equal(s.end, STATUS_OK);
	assert_int_equal(s.drives[0].nhangs, 1);
	assert_int_equal(of(&s, MAP_UNTRIED), 1);
	text = history(&r);
	assert_int_equal(count(text, "\"event\":\"hang\""), 2);
	free(text);
	rig_check_image(&r);
	rig_free(&r);
}

/* The user wants that place after all. */
static void test_wanted_all_the_same(void **state)
{
	static const char once[] =
		"[disc]     kind = cd   image = builtin:demo   sectors = 3000   seed = 3\n"
		"[drive A]  model = \"FIRST\"   cache = 0   block = 1000 +1 3 s attempts 2\n";
	struct command first = { .kind = CMD_FIRST, .span = { 1000, 1 } };
	struct rig r;
	struct snapshot s;

	(void)state;
	start(&r, "stuck-wanted", once, false);
	s = rig_wait(&r, PHASE_ASKING);
	s = rig_wait(&r, PHASE_DONE);	/* unanswered: back is answer enough */
	assert_true(of(&s, MAP_UNTRIED) > 0);
	first.span = s.drives[0].hangs[0];
	assert_true(engine_post(r.engine, first));
	do
		engine_snapshot(r.engine, &s);
	while (of(&s, MAP_GOOD) < 3000 && usleep(1000) == 0);
	assert_int_equal(s.drives[0].nhangs, 0);
	rig_post(&r, CMD_STOP);
	rig_finish(&r);
	assert_int_equal(rig_check_image(&r), 3000);
	rig_free(&r);
}

/* It hangs no longer: only then may its world be freed. */
static void wait_until_back(struct rig *r)
{
	struct snapshot s;

	do
		engine_snapshot(r->engine, &s);
	while (s.drives[0].stuck && usleep(5000) == 0);
}

/* The other drive goes on at once, and takes what the stuck one left. */
static void test_the_other_goes_on(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	(void)state;
	rig_new(&r, "stuck-other", copies);
	s = rig_settings(&r);
	s.hang_s = 1;
	s.plan.retries = 0;
	s.batch = false;
	s.use_all = true;
	s.drives[1] = r.spec[1];
	s.ndrives = 2;
	rig_start(&r, &s);
	end = rig_wait(&r, PHASE_DONE);
	assert_true(end.drives[0].stuck);	/* all is rescued, and it still hangs */
	assert_int_equal(end.active, 1);
	assert_int_equal(of(&end, MAP_GOOD), 3000);
	assert_int_equal(end.drives[1].nhangs, 0);
	wait_until_back(&r);
	rig_post(&r, CMD_STOP);
	rig_finish(&r);
	assert_int_equal(rig_check_image(&r), 3000);
	rig_free(&r);
}

/* While it is stuck, the disc cannot come out; another disc in another drive is found all the same. */
static void test_on_in_another_drive(void **state)
{
	struct rig r;
	struct snapshot s;

	(void)state;
	start(&r, "stuck-move", copies, false);
	s = rig_wait(&r, PHASE_ASKING);
	assert_int_equal(s.ask.why, STATUS_STUCK);
	answer(&r, &s, CHOICE_OTHER_DRIVE);
	s = rig_wait(&r, PHASE_DONE);
	assert_int_equal(s.active, 1);
	assert_int_equal(of(&s, MAP_GOOD), 3000);
	wait_until_back(&r);
	rig_post(&r, CMD_STOP);
	rig_finish(&r);
	assert_int_equal(rig_check_image(&r), 3000);
	rig_free(&r);
}

/* The cable is loose: no sector turns bad, and the drive is found again under its new name. */
static void test_back_under_another_name(void **state)
{
	static const char loose[] =
		"[disc]     kind = cd   image = builtin:demo   sectors = 3000   seed = 3\n"
		"[drive A]  model = \"FIRST\"   serial = \"X1\"   vanish = 1000 for 3 s as A2\n";

	for (int batch = 0; batch < 2; batch++) {
		struct rig r;
		struct snapshot s;

		(void)state;
		start(&r, "stuck-loose", loose, batch);
		if (!batch) {
			s = rig_wait(&r, PHASE_DONE);
			assert_int_equal(s.ndrives, 1);
			assert_string_equal(s.drives[0].id.name, "A2");
			rig_post(&r, CMD_STOP);
		}
		s = rig_finish(&r);
		assert_int_equal(of(&s, MAP_GOOD), 3000);
		assert_int_equal(rig_check_image(&r), 3000);
		rig_free(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_told_and_waited_for),
		cmocka_unit_test(test_known_in_the_next_run),
		cmocka_unit_test(test_wanted_all_the_same),
		cmocka_unit_test(test_the_other_goes_on),
		cmocka_unit_test(test_on_in_another_drive),
		cmocka_unit_test(test_back_under_another_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
