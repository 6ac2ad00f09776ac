#include "config.h"
#include "tests/engine/fake.h"

#include "base/fileio.h"

#include <poll.h>

/* Several drives at once over one map: simulated ones, whose time is counted, and fakes, which read at the same time. */

static const char copies[] =
	"[disc one]    kind = cd   image = builtin:demo   sectors = 6000   seed = 3\n"
	"[damage one]  bad = 1000 +50   weak = 2000 +100 chance 0.2\n"
	"[disc two]    copy = one   seed = 9\n"
	"[damage two]  bad = 3000 +70   bad = 5900 +10\n"
	"[disc alien]  kind = cd   image = builtin:archive   sectors = 6000   seed = 4\n"
	"[drive A]     model = \"FIRST\"   disc = one   speed = cav 40\n"
	"[drive B]     model = \"SECOND\"   disc = two   speed = cav 40\n"
	"[drive C]     model = \"THIRD\"   disc = alien\n";

static int32_t of(const struct snapshot *s, enum map_state state)
{
	return s->tally.sectors[map_state_index((char)state)];
}

/* A batch run in those drives of the rig, all at once. */
static struct snapshot run_in(struct rig *r, const char *drives, int retries)
{
	struct engine_settings s = rig_settings(r);

	s.plan.retries = retries;
	s.use_all = true;
	s.ndrives = 0;
	for (const char *d = drives; *d; d++)
		s.drives[s.ndrives++] = r->spec[*d - 'A'];
	rig_start(r, &s);
	return rig_finish(r);
}

static char *history(struct rig *r)
{
	char path[400], *text = NULL;

	snprintf(path, sizeof path, "%s/history.jsonl", r->job);
	assert_int_equal(file_load(path, 64 << 20, &text, NULL, NULL), STATUS_OK);
	return text;
}

static int logged(struct rig *r, const char *source, const char *text)
{
	struct log_line lines[64];
	unsigned long after = 0;
	unsigned n;
	int found = 0;

	while ((n = log_copy(r->log, after, lines, ARRAY_LEN(lines))) > 0)
		for (unsigned i = 0; i < n; i++) {
			after = lines[i].serial;
			found += lines[i].text && strstr(lines[i].text, text) && strcmp(lines[i].source, source) == 0;
		}
	return found;
}

/* What one copy lacks the other has: complete, without any retry, where either drive alone leaves holes; and sooner. */
static void test_two_copies_make_one(void **state)
{
	struct rig r;
	struct snapshot alone[2], both;
	char *text;

	(void)state;
	for (int i = 0; i < 2; i++) {
		rig_new(&r, "crew-alone", copies);
		alone[i] = run_in(&r, i ? "B" : "A", 0);
		assert_int_equal(alone[i].end, STATUS_OK);
		rig_free(&r);
	}
	assert_true(of(&alone[0], MAP_BAD) >= 50);
	assert_int_equal(of(&alone[1], MAP_BAD), 80);
	rig_new(&r, "crew-copies", copies);
	both = run_in(&r, "AB", 0);
	assert_int_equal(both.end, STATUS_OK);
	assert_int_equal(of(&both, MAP_GOOD), 6000);
	assert_int_equal(rig_check_image(&r), 6000);
	assert_true(both.drives[0].active && both.drives[1].active && !both.drives[2].active);
	assert_int_equal(both.drives[0].won + both.drives[1].won, 6000);
	assert_true(both.drives[0].won > 1000 && both.drives[1].won > 1000);
	assert_true(both.drives[0].only_here + both.drives[1].only_here > 0);
	assert_true(both.run_s < 0.8 * alone[0].run_s && both.run_s < 0.8 * alone[1].run_s);
	assert_int_equal(both.drives[2].reads, 0);
	text = history(&r);
	assert_non_null(strstr(text, "\"model\":\"FIRST\""));
	assert_non_null(strstr(text, "\"model\":\"SECOND\""));
	free(text);
	rig_free(&r);
}

/* The history without what differs from run to run: time, and the folder's name is not in it. */
static void forget_time(char *text)
{
	for (char *at = text; (at = strstr(at, "\"time\":\"")); at++)
		memset(at + 8, 'T', strcspn(at + 8, "\""));
}

/* Counted time: the same scenario gives the same map, and the same way to it. */
static void test_same_seed_same_history(void **state)
{
	char *map[2], *past[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct rig r;

		rig_new(&r, "crew-same", copies);
		run_in(&r, "AB", 2);
		map[i] = rig_map_text(&r);
		past[i] = history(&r);
		forget_time(past[i]);
		rig_free(&r);
	}
	assert_string_equal(map[0], map[1]);
	assert_string_equal(past[0], past[1]);
	for (int i = 0; i < 2; i++) {
		free(map[i]);
		free(past[i]);
	}
}

/* Two discs that read differently well: the one is tried again where only the other has failed. */
static void test_a_last_word_each(void **state)
{
	static const char world[] =
		"[disc one]    kind = dvd   image = builtin:demo   sectors = 8000   seed = 3\n"
		"[damage one]  bad = 1008 +2000   bad = 5008 +16\n"
		"[disc two]    copy = one\n"
		"[damage two]  bad = 4000 +2000\n"
		"[drive A]     disc = one\n"
		"[drive B]     disc = two\n";
	struct rig r;
	struct snapshot s;

	(void)state;
	rig_new(&r, "crew-last", world);
	s = run_in(&r, "AB", 0);
	assert_int_equal(s.end, STATUS_OK);
	assert_int_equal(of(&s, MAP_GOOD), 8000 - 16);
	assert_int_equal(of(&s, MAP_BAD), 16);
	assert_int_equal(rig_check_image(&r), 8000 - 16);
	rig_free(&r);
}

/* A drive with another disc is refused and said to be so; the others go on. Without any right disc nothing is done. */
static void test_another_disc_among_them(void **state)
{
	struct rig r;
	struct snapshot s;
	char *before, *after;

	(void)state;
	rig_new(&r, "crew-alien", copies);
	s = run_in(&r, "ACB", 0);
	assert_int_equal(s.end, STATUS_OK);
	assert_int_equal(of(&s, MAP_GOOD), 6000);
	assert_int_equal(rig_check_image(&r), 6000);
	assert_int_equal(logged(&r, "C", "another disc is in the drive"), 1);
	assert_int_equal(s.drives[1].won, 0);
	before = rig_map_text(&r);
	s = run_in(&r, "C", 0);
	assert_int_equal(s.end, STATUS_WRONG_DISC);
	after = rig_map_text(&r);
	assert_string_equal(before, after);
	free(before);
	free(after);
	rig_free(&r);
}

/* A drive that has less of the disc, and one that has more: each is asked for what it can reach. */
static void test_capacities_differ(void **state)
{
	static const char world[] =
		"[disc one]    kind = cd   image = builtin:demo   sectors = 3000   seed = 3\n"
		"[disc two]    copy = one\n"
		"[drive A]     disc = one   capacity = -2\n"
		"[drive B]     disc = two\n";
	struct rig r;
	struct snapshot s;

	(void)state;
	for (int i = 0; i < 2; i++) {
		rig_new(&r, "crew-short", world);
		s = run_in(&r, i ? "BA" : "AB", 0);
		assert_int_equal(s.end, STATUS_OK);
		assert_int_equal(s.disc.sectors, 3000);
		assert_int_equal(of(&s, MAP_GOOD), 3000);
		assert_int_equal(rig_check_image(&r), 3000);
		rig_free(&r);
	}
}

/* --- drives that really read at the same time --------------------------------------------------------------------- */

enum { SECTORS = 2000 };

static struct snapshot now(struct rig *r)
{
	struct snapshot s;

	engine_snapshot(r->engine, &s);
	return s;
}

/* Looks at each snapshot until it is as wanted; fails after a minute. */
#define UNTIL(r, s, what)								\
	do {										\
		int tries_ = 0;								\
		for (s = now(r); !(what); s = now(r)) {					\
			struct pollfd fd_ = { .fd = engine_wake_fd((r)->engine), .events = POLLIN };	\
			if (++tries_ == 6000)						\
				fail_msg("it did not come: %s (phase %d)", #what, s.phase);	\
			poll(&fd_, 1, 10);						\
		}									\
	} while (0)

static void post(struct rig *r, enum command_kind kind, const char *drive)
{
	struct command c = { .kind = kind };

	snprintf(c.drive, sizeof c.drive, "%s", drive);
	assert_true(engine_post(r->engine, c));
}

/* Both fakes hold the disc; held before the first read. */
static void two_held(struct rig *r, const char *name, struct engine_settings *s)
{
	fake_rig(r, name, SECTORS);
	fake_put(1, 1, SECTORS);
	*s = fake_settings(r);
	s->use_all = true;
	s->start_held = true;
	s->grace_ms = 200;
	rig_start(r, s);
	rig_wait(r, PHASE_PAUSED);
}

/* Goes on until so many reads of both together are done, then pauses; what is under way then ends, too. */
static struct snapshot read_on(struct rig *r, long reads)
{
	struct snapshot s;
	unsigned taken = now(r).taken;

	assert_true(engine_post(r->engine, (struct command){ .kind = CMD_HOLD, .hold = HOLD_READS, .reads = reads }));
	rig_post(r, CMD_RESUME);
	UNTIL(r, s, s.phase == PHASE_PAUSED && s.taken >= taken + 2);
	return s;
}

static struct snapshot stop(struct rig *r)
{
	rig_post(r, CMD_STOP);
	return rig_finish(r);
}

static void all_is_well(struct rig *r, const struct snapshot *s)
{
	assert_int_equal(of(s, MAP_GOOD), SECTORS);
	assert_int_equal(s->drives[0].won + s->drives[1].won, SECTORS);
	assert_int_equal(fake_check(r), SECTORS);
}

/* Both are in a read at the same moment, of different sectors. */
static void test_two_read_at_once(void **state)
{
	struct rig r;
	struct engine_settings es;
	struct snapshot s, t;

	(void)state;
	two_held(&r, "crew-at-once", &es);
	s = now(&r);
	assert_true(s.drives[0].active && s.drives[1].active);
	assert_int_equal(s.active, 0);
	fake_hang(0);
	fake_hang(1);
	rig_post(&r, CMD_RESUME);
	fake_wait_hang(0);
	fake_wait_hang(1);
	UNTIL(&r, s, s.phase == PHASE_READING);		/* the reads are sent before that is shown */
	assert_true(s.drives[0].in_flight.count && span_end(s.drives[0].in_flight) <= 64);
	assert_true(s.drives[1].in_flight.lsn >= SECTORS - 64);	/* from the other end */
	assert_string_equal(s.drives[0].pass_name, "sweep");
	assert_string_equal(s.drives[1].pass_name, "sweep");
	fake_release(1);
	UNTIL(&r, t, of(&t, MAP_GOOD) == SECTORS - s.drives[0].in_flight.count);	/* up to what the other one is at */
	assert_int_equal(t.drives[0].won, s.drives[0].won);
	fake_release(0);
	rig_wait(&r, PHASE_DONE);
	s = stop(&r);
	all_is_well(&r, &s);
	rig_free(&r);
}

/* A drive goes in mid-read: nothing turns bad, the other one does its part; when it is back, it joins again. */
static void test_one_goes_and_comes_back(void **state)
{
	struct rig r;
	struct engine_settings es;
	struct snapshot s;

	(void)state;
	two_held(&r, "crew-gone", &es);
	fake_hang(1);
	rig_post(&r, CMD_RESUME);
	fake_wait_hang(1);
	fake_gone(1, true);
	fake_release(1);
	UNTIL(&r, s, !s.drives[1].active);
	assert_int_equal(s.drives[1].state, STATUS_DRIVE_GONE);
	assert_int_not_equal(s.phase, PHASE_MOVING);
	s = rig_wait(&r, PHASE_DONE);
	assert_int_equal(of(&s, MAP_GOOD), SECTORS);
	fake_wait_closed(1, 1);
	fake_gone(1, false);
	rig_post(&r, CMD_ADD_RETRY);
	UNTIL(&r, s, s.drives[1].active);
	assert_int_equal(fake_opened(1), 2);
	s = stop(&r);
	all_is_well(&r, &s);
	rig_free(&r);
}

/* The drive shown first goes: the other one is shown, its plan is the job's. */
static void test_the_first_goes(void **state)
{
	struct rig r;
	struct engine_settings es;
	struct snapshot s;

	(void)state;
	two_held(&r, "crew-first-goes", &es);
	fake_hang(0);
	rig_post(&r, CMD_RESUME);
	fake_wait_hang(0);
	fake_put(0, 0, SECTORS);
	fake_release(0);
	UNTIL(&r, s, s.active == 1);
	assert_false(s.drives[0].active);
	s = rig_wait(&r, PHASE_DONE);
	assert_int_equal(of(&s, MAP_GOOD), SECTORS);
	assert_int_equal(fake_logged(&r, "the others go on"), 1);
	/* now the last one, too: the disc is asked for */
	fake_put(1, 0, SECTORS);
	fake_trouble(1, 0, 0, STATUS_OK, 0);
	s = stop(&r);
	all_is_well(&r, &s);
	rig_free(&r);
}

/* Another disc is put into one of two drives: it leaves, and nothing of the stranger is written. */
static void test_a_stranger_in_one(void **state)
{
	struct rig r;
	struct engine_settings es;
	struct snapshot s;

	(void)state;
	two_held(&r, "crew-stranger", &es);
	read_on(&r, 10);
	fake_put(1, 7, SECTORS);
	rig_post(&r, CMD_RESUME);
	s = rig_wait(&r, PHASE_DONE);
	assert_false(s.drives[1].active);
	assert_int_equal(s.ask.id, 0);
	s = stop(&r);
	all_is_well(&r, &s);
	rig_free(&r);
}

static void test_use_and_leave(void **state)
{
	struct rig r;
	struct engine_settings es;
	struct snapshot s;

	(void)state;
	fake_rig(&r, "crew-use", SECTORS);
	es = fake_settings(&r);
	es.start_held = true;
	rig_start(&r, &es);
	rig_wait(&r, PHASE_PAUSED);
	s = read_on(&r, 10);
	assert_false(s.drives[1].active);
	post(&r, CMD_USE, r.spec[1]);		/* empty: it joins when the disc is put in */
	UNTIL(&r, s, s.drives[1].state == STATUS_NO_MEDIUM);
	fake_put(1, 1, SECTORS);
	UNTIL(&r, s, s.drives[1].active);
	assert_int_equal(s.active, 0);
	post(&r, CMD_LEAVE, r.spec[0]);
	UNTIL(&r, s, !s.drives[0].active);
	assert_int_equal(s.active, 1);
	post(&r, CMD_LEAVE, r.spec[1]);		/* the only one: it stays */
	rig_post(&r, CMD_RESUME);
	s = rig_wait(&r, PHASE_DONE);
	assert_true(s.drives[1].active);
	assert_true(s.drives[0].won >= 320 && s.drives[1].won > 0);
	s = stop(&r);
	all_is_well(&r, &s);
	rig_free(&r);
}

/* Told to read in a drive that holds another disc: asked, and the job's own drive reads on meanwhile. */
static void test_use_of_another_disc(void **state)
{
	struct rig r;
	struct engine_settings es;
	struct snapshot s;

	(void)state;
	fake_rig(&r, "crew-use-other", SECTORS);
	fake_put(1, 5, SECTORS);
	es = fake_settings(&r);
	es.start_held = true;
	rig_start(&r, &es);
	rig_wait(&r, PHASE_PAUSED);
	read_on(&r, 20);
	post(&r, CMD_USE, r.spec[1]);
	s = rig_wait(&r, PHASE_ASKING);
	assert_int_equal(s.ask.why, STATUS_WRONG_DISC);
	assert_int_equal(s.ask.drive, 1);
	assert_true(of(&s, MAP_GOOD) < SECTORS);
	engine_post(r.engine, (struct command){ .kind = CMD_ANSWER, .question = s.ask.id, .choice = CHOICE_GO_ON });
	rig_wait(&r, PHASE_PAUSED);
	post(&r, CMD_USE, r.spec[1]);
	rig_post(&r, CMD_RESUME);
	UNTIL(&r, s, s.phase == PHASE_ASKING && of(&s, MAP_GOOD) == SECTORS);	/* read behind the question */
	engine_post(r.engine, (struct command){ .kind = CMD_ANSWER, .question = s.ask.id, .choice = CHOICE_GO_ON });
	s = rig_wait(&r, PHASE_DONE);
	assert_false(s.drives[1].active);
	s = stop(&r);
	assert_int_equal(fake_check(&r), SECTORS);
	rig_free(&r);
}

/* Pause waits for both reads; then nothing is under way. */
static void test_pause_with_both_reading(void **state)
{
	struct rig r;
	struct engine_settings es;
	struct snapshot s;

	(void)state;
	two_held(&r, "crew-pause", &es);
	fake_hang(0);
	fake_hang(1);
	rig_post(&r, CMD_RESUME);
	fake_wait_hang(0);
	fake_wait_hang(1);
	rig_post(&r, CMD_PAUSE);
	fake_release(0);
	UNTIL(&r, s, !s.drives[0].in_flight.count);
	assert_int_equal(s.phase, PHASE_PAUSING);
	fake_release(1);
	s = rig_wait(&r, PHASE_PAUSED);
	assert_int_equal(s.drives[0].in_flight.count + s.drives[1].in_flight.count, 0);
	assert_true(of(&s, MAP_GOOD) >= 32 && of(&s, MAP_GOOD) < SECTORS);
	assert_int_equal(fake_check(&r), of(&s, MAP_GOOD));
	rig_post(&r, CMD_RESUME);
	rig_wait(&r, PHASE_DONE);
	s = stop(&r);
	all_is_well(&r, &s);
	rig_free(&r);
}

/* One hangs for ever: all that the other has read is saved, and the engine ends in its time. */
static void test_stop_while_one_hangs(void **state)
{
	struct rig r;
	struct engine_settings es;
	struct snapshot s;

	(void)state;
	two_held(&r, "crew-hang", &es);
	fake_hang(1);
	rig_post(&r, CMD_RESUME);
	fake_wait_hang(1);
	/* only what the hanging drive is at */
	UNTIL(&r, s, s.phase == PHASE_READING && of(&s, MAP_GOOD) == SECTORS - s.drives[1].in_flight.count);
	rig_post(&r, CMD_STOP);
	assert_true(engine_wait(r.engine, 20000));
	assert_false(engine_free(r.engine, 0));
	r.engine = NULL;
	assert_int_equal(fake_check(&r), of(&s, MAP_GOOD));
	fake_release(1);
	fake_wait_closed(1, 1);
	rig_free(&r);
}

/* The disc of the first drive is moved; the other one reads on behind the dialog. */
static void test_move_while_another_reads(void **state)
{
	struct rig r;
	struct engine_settings es;
	struct snapshot s;

	(void)state;
	two_held(&r, "crew-move", &es);
	read_on(&r, 4);
	rig_post(&r, CMD_MOVE);
	rig_post(&r, CMD_RESUME);
	UNTIL(&r, s, s.phase == PHASE_MOVING && s.move == MOVE_INSERT && of(&s, MAP_GOOD) == SECTORS);
	assert_false(s.drives[0].active);
	assert_true(s.drives[1].active);
	fake_put(0, 1, SECTORS);
	s = rig_wait(&r, PHASE_DONE);
	assert_int_equal(s.active, 0);
	assert_true(s.drives[0].active && s.drives[1].active);
	s = stop(&r);
	all_is_well(&r, &s);
	rig_free(&r);
}

/* Timeouts without end in one drive: it leaves, nobody is asked. */
static void test_one_times_out(void **state)
{
	struct rig r;
	struct engine_settings es;
	struct snapshot s;

	(void)state;
	two_held(&r, "crew-timeout", &es);
	for (int i = 0; i < 8; i++)
		fake_trouble(1, i, 1100 + i * 100, STATUS_TIMEOUT, -1);
	rig_post(&r, CMD_RESUME);
	s = rig_wait(&r, PHASE_DONE);
	assert_int_equal(s.ask.id, 0);
	assert_int_equal(of(&s, MAP_GOOD), SECTORS);
	s = stop(&r);
	all_is_well(&r, &s);
	rig_free(&r);
}

/* A word for one drive's plan, and one for all. */
static void test_words_for_one(void **state)
{
	struct rig r;
	struct engine_settings es;
	struct snapshot s, t;

	(void)state;
	two_held(&r, "crew-words", &es);
	s = read_on(&r, 8);
	post(&r, CMD_NEXT_PASS, r.spec[1]);
	UNTIL(&r, t, strcmp(t.drives[1].pass_name, "gaps") == 0);
	assert_string_equal(s.drives[1].pass_name, "sweep");
	assert_string_equal(t.drives[0].pass_name, "sweep");
	rig_post(&r, CMD_REVERSE);
	UNTIL(&r, s, s.reverse != t.reverse);
	rig_post(&r, CMD_RESUME);
	rig_wait(&r, PHASE_DONE);
	s = stop(&r);
	all_is_well(&r, &s);
	rig_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_copies_make_one), cmocka_unit_test(test_same_seed_same_history),
		cmocka_unit_test(test_a_last_word_each), cmocka_unit_test(test_another_disc_among_them),
		cmocka_unit_test(test_capacities_differ), cmocka_unit_test(test_two_read_at_once),
		cmocka_unit_test(test_one_goes_and_comes_back), cmocka_unit_test(test_the_first_goes),
		cmocka_unit_test(test_a_stranger_in_one), cmocka_unit_test(test_use_and_leave),
		cmocka_unit_test(test_use_of_another_disc), cmocka_unit_test(test_pause_with_both_reading),
		cmocka_unit_test(test_stop_while_one_hangs), cmocka_unit_test(test_move_while_another_reads),
		cmocka_unit_test(test_one_times_out), cmocka_unit_test(test_words_for_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
