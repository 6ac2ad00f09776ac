#include "config.h"
#include "tests/engine/fake.h"

#include "engine/shelf.h"

#include <poll.h>

/* What drives, discs and disks do to a run, each at a moment that the test chooses. */

enum { SECTORS = 2000 };

static int store_fails;		/* so many times; engine thread */
static int save_fails;

enum status __real_job_store(struct job *j, struct span at, const uint8_t *data);
enum status __wrap_job_store(struct job *j, struct span at, const uint8_t *data);
enum status __wrap_job_store(struct job *j, struct span at, const uint8_t *data)
{
	return store_fails && store_fails-- ? STATUS_NO_SPACE : __real_job_store(j, at, data);
}

enum status __real_job_save(struct job *j, struct fault *f);
enum status __wrap_job_save(struct job *j, struct fault *f);
enum status __wrap_job_save(struct job *j, struct fault *f)
{
	if (!save_fails)
		return __real_job_save(j, f);
	save_fails--;
	return fault_set(f, STATUS_READ_ONLY, j->paths.map, 0, NULL, NULL);
}

static int32_t of(const struct snapshot *s, enum map_state state)
{
	return s->tally.sectors[map_state_index((char)state)];
}

static void answer(struct rig *r, const struct snapshot *s, enum choice c)
{
	assert_true(engine_post(r->engine, (struct command){ .kind = CMD_ANSWER, .question = s->ask.id, .choice = c }));
}

static struct snapshot stop(struct rig *r)
{
	rig_post(r, CMD_STOP);
	return rig_finish(r);
}

/* All of disc 1 is there, all won, no sector was called bad on the way. */
static void all_is_well(struct rig *r, const struct snapshot *s)
{
	assert_int_equal(of(s, MAP_GOOD), SECTORS);
	assert_int_equal(s->drives[0].won + s->drives[1].won, SECTORS);
	assert_int_equal(fake_check(r), SECTORS);
}

static struct snapshot run_batch(struct rig *r, struct engine_settings *s)
{
	s->batch = true;
	rig_start(r, s);
	return rig_finish(r);
}

static struct snapshot wait_step(struct rig *r, enum move_step step)
{
	struct snapshot s;

	do {
		struct pollfd fd = { .fd = engine_wake_fd(r->engine), .events = POLLIN };

		s = rig_wait(r, PHASE_MOVING);
		if (s.move != step)
			poll(&fd, 1, 20);
	} while (s.move != step);
	return s;
}

/* Starts, and holds before the first read. */
static void start_held(struct rig *r, struct engine_settings *s)
{
	s->start_held = true;
	rig_start(r, s);
	rig_wait(r, PHASE_PAUSED);
}

/* The drive never answers: the state is saved, the job is free for the next run, only the worker's memory is left. */
static void test_stop_while_hanging(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	(void)state;
	fake_rig(&r, "trouble-hang-stop", SECTORS);
	s = fake_settings(&r);
	s.grace_ms = 200;
	start_held(&r, &s);
	rig_read_on(&r, 10);
	fake_hang(0);
	rig_post(&r, CMD_RESUME);
	fake_wait_hang(0);
	for (int i = 0; i < 400; i++)	/* the queue may be full by now */
		engine_post(r.engine, (struct command){ .kind = CMD_SKIP });
	rig_post(&r, CMD_STOP);
	assert_true(engine_wait(r.engine, 20000));
	engine_snapshot(r.engine, &end);
	assert_int_equal(of(&end, MAP_GOOD), 10 * 32);
	assert_int_equal(fake_logged(&r, "given up"), 1);
	assert_false(engine_free(r.engine, 0));
	r.engine = NULL;
	assert_int_equal(fake_check(&r), 10 * 32);
	fake_release(0);
	fake_wait_closed(0, 1);
	s = fake_settings(&r);
	end = run_batch(&r, &s);
	assert_int_equal(of(&end, MAP_GOOD), SECTORS);
	fake_check(&r);
	rig_free(&r);
}

/* The user takes the disc elsewhere; what the hanging read brings in the end is nobody's. */
static void test_move_while_hanging(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;
	struct command move = { .kind = CMD_MOVE };

	(void)state;
	fake_rig(&r, "trouble-hang-move", SECTORS);
	s = fake_settings(&r);
	s.grace_ms = 200;
	start_held(&r, &s);
	rig_read_on(&r, 10);
	fake_hang(0);
	rig_post(&r, CMD_RESUME);
	fake_wait_hang(0);
	snprintf(move.drive, sizeof move.drive, "%s", r.spec[1]);
	engine_post(r.engine, move);
	wait_step(&r, MOVE_INSERT);
	fake_put(1, 1, SECTORS);
	end = rig_wait(&r, PHASE_DONE);
	assert_int_equal(end.active, 1);
	assert_int_equal(end.drives[0].won, 320);
	rig_post(&r, CMD_STOP);
	assert_true(engine_wait(r.engine, 20000));
	assert_false(engine_free(r.engine, 0));
	r.engine = NULL;
	fake_release(0);
	fake_wait_closed(0, 1);
	all_is_well(&r, &end);
	rig_free(&r);
}

/* Asked what to do about a full disk, the user pulls the disc and puts it back: nothing of that gets into the image. */
static void test_full_disk_and_eject(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot now, end;

	(void)state;
	fake_rig(&r, "trouble-full", SECTORS);
	s = fake_settings(&r);
	start_held(&r, &s);
	rig_read_on(&r, 20);
	store_fails = 3;
	rig_post(&r, CMD_RESUME);
	now = rig_wait(&r, PHASE_ASKING);
	assert_int_equal(now.ask.why, STATUS_NO_SPACE);
	assert_int_equal(of(&now, MAP_GOOD), 20 * 32);
	rig_post(&r, CMD_EJECT);
	answer(&r, &now, CHOICE_OTHER_DRIVE);	/* makes no sense here: asked again */
	do
		end = rig_wait(&r, PHASE_ASKING);
	while (end.ask.id == now.ask.id);
	answer(&r, &now, CHOICE_STOP);		/* late: to a question that is over */
	answer(&r, &end, CHOICE_RETRY);
	now = end;
	do
		end = rig_wait(&r, PHASE_ASKING);
	while (end.ask.id == now.ask.id);
	answer(&r, &end, CHOICE_RETRY);
	wait_step(&r, MOVE_INSERT);	/* now it is ejected */
	fake_put(0, 1, SECTORS);
	rig_wait(&r, PHASE_DONE);
	end = stop(&r);
	all_is_well(&r, &end);
	rig_free(&r);
}

static void test_full_disk_ends_a_batch(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	(void)state;
	fake_rig(&r, "trouble-full-batch", SECTORS);
	s = fake_settings(&r);
	store_fails = 1;
	end = run_batch(&r, &s);
	assert_int_equal(end.end, STATUS_NO_SPACE);
	assert_non_null(strstr(end.fault.place, "disc.iso"));
	assert_int_equal(end.drives[0].won, 0);		/* read, but not rescued */
	s = fake_settings(&r);
	s.save_reads = 5;
	save_fails = 100;
	end = run_batch(&r, &s);
	save_fails = 0;
	assert_int_equal(end.end, STATUS_READ_ONLY);
	assert_non_null(strstr(end.fault.place, "disc.map"));
	assert_true(of(&end, MAP_GOOD) <= 5 * 32);
	s = fake_settings(&r);
	end = run_batch(&r, &s);
	assert_int_equal(end.end, STATUS_OK);
	assert_int_equal(fake_check(&r), SECTORS);
	rig_free(&r);
}

/* A drive that has less of the disc than another: its end is found to the sector, whichever way it reads. */
static void tail(const char *name, bool reverse, int32_t says)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	fake_rig(&r, name, 1203);
	fake_says(0, says, 0);
	s = fake_settings(&r);
	s.plan.reverse = reverse;
	end = run_batch(&r, &s);
	assert_int_equal(end.end, STATUS_OK);
	assert_int_equal(of(&end, MAP_GOOD), 1203);
	assert_int_equal(of(&end, MAP_UNTRIED), says - 1203);
	fake_put(0, 0, says);
	fake_says(0, 0, 0);
	fake_put(1, 1, says);
	s = fake_settings(&r);
	s.keep_plan = true;
	rig_start(&r, &s);	/* its plan is at the end */
	end = rig_wait(&r, PHASE_DONE);
	assert_int_equal(end.active, 1);
	assert_int_equal(of(&end, MAP_GOOD), says);
	stop(&r);
	assert_int_equal(fake_check(&r), says);
	rig_free(&r);
}

static void test_denied_tail(void **state)
{
	(void)state;
	tail("trouble-tail", false, 1300);
	tail("trouble-tail-back", true, 1300);
	tail("trouble-tail-far", true, 9000);
}

static void test_large_reads_refused(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	(void)state;
	fake_rig(&r, "trouble-large", SECTORS);
	fake_says(0, 0, 8);
	s = fake_settings(&r);
	end = run_batch(&r, &s);
	all_is_well(&r, &end);
	rig_free(&r);
	fake_rig(&r, "trouble-nothing", SECTORS);
	fake_says(0, SECTORS, 0);
	fake_put(0, 1, 0);
	s = fake_settings(&r);
	end = run_batch(&r, &s);	/* denies all of it: no endless loop */
	assert_int_equal(end.end, STATUS_OUT_OF_RANGE);
	assert_int_equal(of(&end, MAP_UNTRIED), SECTORS);
	rig_free(&r);
}

/* Timeouts, a reset, a hardware fault: no sector is bad for it, and what was passed over is read later. */
static void test_passing_troubles(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	(void)state;
	fake_rig(&r, "trouble-passing", SECTORS);
	fake_trouble(0, 0, 100, STATUS_TIMEOUT, 2);
	fake_trouble(0, 1, 700, STATUS_RESET, 1);
	fake_trouble(0, 2, 900, STATUS_DRIVE_FAILED, 4);
	fake_trouble(0, 3, 1200, STATUS_TRANSPORT, 2);
	fake_trouble(0, 4, 1500, STATUS_MEDIUM_CHANGED, 1);
	fake_trouble(0, 5, 1999, STATUS_TIMEOUT, 1);
	fake_trouble(0, 6, 16, STATUS_TIMEOUT, 1);	/* already while the disc is identified */
	s = fake_settings(&r);
	s.plan.retries = 0;
	end = run_batch(&r, &s);
	assert_int_equal(end.end, STATUS_OK);
	all_is_well(&r, &end);
	assert_true(end.drives[0].errors[ERR_TIMEOUT] >= 3);
	rig_free(&r);
}

/* Another disc of the same size in the middle of a read: told, nothing is written; the right one goes on. */
static void test_disc_changed(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot now, end;

	(void)state;
	fake_rig(&r, "trouble-changed", SECTORS);
	s = fake_settings(&r);
	start_held(&r, &s);
	rig_read_on(&r, 20);
	fake_put(0, 2, SECTORS);
	rig_post(&r, CMD_RESUME);
	now = rig_wait(&r, PHASE_ASKING);
	assert_int_equal(now.ask.why, STATUS_WRONG_DISC);
	assert_true(now.ask.proof.compared >= 12 && now.ask.proof.differ == now.ask.proof.compared);
	assert_int_equal(of(&now, MAP_GOOD), 640);
	assert_int_equal(fake_check(&r), 640);
	rig_post(&r, CMD_EJECT);	/* that answers the question, too */
	wait_step(&r, MOVE_INSERT);
	fake_put(0, 1, SECTORS);
	rig_wait(&r, PHASE_DONE);
	end = stop(&r);
	all_is_well(&r, &end);
	rig_free(&r);
}

/* The cable comes loose and is put back: the drive is opened anew. */
static void test_drive_comes_back(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	(void)state;
	fake_rig(&r, "trouble-gone", SECTORS);
	s = fake_settings(&r);
	start_held(&r, &s);
	rig_read_on(&r, 20);
	fake_gone(0, true);
	rig_post(&r, CMD_RESUME);
	wait_step(&r, MOVE_INSERT);
	fake_wait_closed(0, 1);
	fake_gone(0, false);
	rig_wait(&r, PHASE_DONE);
	assert_int_equal(fake_opened(0), 2);
	end = stop(&r);
	all_is_well(&r, &end);
	rig_free(&r);
}

/* Taken back before the read was over: it does not stand there as pausing for the rest of the run. */
static void test_pause_taken_back(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot now;

	(void)state;
	fake_rig(&r, "trouble-pause", SECTORS);
	s = fake_settings(&r);
	start_held(&r, &s);
	fake_hang(0);
	rig_post(&r, CMD_RESUME);
	fake_wait_hang(0);
	rig_post(&r, CMD_PAUSE);
	engine_snapshot(r.engine, &now);
	assert_int_equal(now.phase, PHASE_PAUSING);
	rig_post(&r, CMD_RESUME);
	engine_post(r.engine, (struct command){ .kind = CMD_HOLD, .hold = HOLD_READS, .reads = 3 });
	fake_release(0);
	now = rig_wait(&r, PHASE_PAUSED);
	assert_false(now.user_paused);
	fake_hang(0);
	rig_post(&r, CMD_RESUME);
	fake_wait_hang(0);
	engine_snapshot(r.engine, &now);
	assert_int_equal(now.phase, PHASE_READING);
	assert_int_equal(now.in_flight.count, 32);
	fake_release(0);
	rig_wait(&r, PHASE_DONE);
	stop(&r);
	rig_free(&r);
}

static void test_two_engines(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct engine *second;
	struct snapshot end;

	(void)state;
	fake_rig(&r, "trouble-two", SECTORS);
	s = fake_settings(&r);
	start_held(&r, &s);
	second = engine_new(&s, r.drives, r.log);
	assert_true(engine_wait(second, 20000));
	engine_snapshot(second, &end);
	assert_int_equal(end.end, STATUS_LOCKED);
	assert_true(engine_free(second, 0));
	rig_post(&r, CMD_RESUME);
	rig_wait(&r, PHASE_DONE);
	end = stop(&r);
	all_is_well(&r, &end);
	rig_free(&r);
}

/* The mapfile is lost, a lock was left: both are told. What the user asked for is kept for the next time. */
static void test_what_was_found_is_told(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;
	char path[400], bak[410];

	(void)state;
	fake_rig(&r, "trouble-told", SECTORS);
	fake_trouble(0, 0, 50, STATUS_UNREADABLE, -1);
	s = fake_settings(&r);
	s.plan.retries = 1;
	run_batch(&r, &s);
	assert_int_equal(fake_logged(&r, "the one before it is used"), 0);
	snprintf(path, sizeof path, "%s/disc.map", r.job);
	snprintf(bak, sizeof bak, "%s.bak", path);
	assert_int_equal(rename(path, bak), 0);
	s.plan.retries = 7;
	run_batch(&r, &s);
	assert_int_equal(fake_logged(&r, "the one before it is used"), 1);
	s.keep_plan = true;
	s.plan.retries = 3;
	end = run_batch(&r, &s);
	assert_int_equal(end.pass_of, 4 + 7);
	assert_int_equal(fake_check(&r), SECTORS - 1);
	rig_free(&r);
}

static void test_tiny_discs(void **state)
{
	static const int32_t sizes[] = { 1, 2, 16, 17, 18, 33 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct rig r;
		struct engine_settings s;
		struct snapshot end;

		fake_rig(&r, "trouble-tiny", sizes[i]);
		s = fake_settings(&r);
		end = run_batch(&r, &s);
		assert_int_equal(end.end, STATUS_OK);
		assert_int_equal(fake_check(&r), sizes[i]);
		end = run_batch(&r, &s);	/* and is known again */
		assert_int_equal(end.end, STATUS_OK);
		fake_put(0, 3, sizes[i]);
		end = run_batch(&r, &s);
		assert_int_equal(end.end, STATUS_WRONG_DISC);
		rig_free(&r);
	}
}

/* The program can be left while a drive on the shelf hangs. */
static void test_shelf_hangs(void **state)
{
	struct rig r;
	struct shelf *shelf;
	char here[100];

	(void)state;
	fake_rig(&r, "trouble-shelf", SECTORS);
	snprintf(here, sizeof here, "%s", r.folder);
	assert_int_equal(drives_add(r.drives, here, NULL), STATUS_OK);	/* any name: fake 0 answers to it */
	fake_hang(0);
	shelf = shelf_new(r.drives, NULL, false);
	assert_non_null(shelf);
	fake_wait_hang(0);
	assert_false(shelf_free(shelf));
	fake_release(0);
	fake_wait_closed(0, 1);
	shelf = shelf_new(r.drives, NULL, false);
	assert_true(shelf_free(shelf));
	rig_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stop_while_hanging), cmocka_unit_test(test_move_while_hanging),
		cmocka_unit_test(test_full_disk_and_eject), cmocka_unit_test(test_full_disk_ends_a_batch),
		cmocka_unit_test(test_denied_tail), cmocka_unit_test(test_large_reads_refused),
		cmocka_unit_test(test_passing_troubles), cmocka_unit_test(test_disc_changed),
		cmocka_unit_test(test_drive_comes_back), cmocka_unit_test(test_pause_taken_back),
		cmocka_unit_test(test_two_engines), cmocka_unit_test(test_what_was_found_is_told),
		cmocka_unit_test(test_tiny_discs), cmocka_unit_test(test_shelf_hangs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
