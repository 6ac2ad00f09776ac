#include "config.h"
#include "tests/engine/rig.h"

#include "base/fileio.h"
#include "pass/plan.h"

/* Prices, bills, budget, stop rule and advice, as the snapshot and the history tell them. What a pass wishes to be told of
 * the rule is seen in between (ld --wrap). */

static const char world[] =
	"[disc]      kind = cd   image = builtin:demo   sectors = 6000   seed = 3\n"
	"[damage]    bad = 1000 +40   weak = 3000 +300 chance 0.3\n"
	"[drive A]   model = \"FIRST\"    speed = cav 40\n"
	"[drive B]   model = \"SECOND\"   speed = cav 40   skill = 0.9\n";
static const char clean[] =
	"[disc]      kind = cd   image = builtin:demo   sectors = 6000   seed = 3\n"
	"[drive A]   model = \"FIRST\"    speed = cav 40\n";

static struct {
	double stop_below[20000];
	int n;
	bool dear;		/* retries end because they are too dear */
} seen;

struct span __real_plan_next(struct plan *p, struct pass_ctx *c, bool *entered);
struct span __wrap_plan_next(struct plan *p, struct pass_ctx *c, bool *entered);
struct span __wrap_plan_next(struct plan *p, struct pass_ctx *c, bool *entered)
{
	struct span s = __real_plan_next(p, c, entered);

	if (seen.n < (int)ARRAY_LEN(seen.stop_below))
		seen.stop_below[seen.n++] = c->stop_below;
	while (seen.dear && plan_current(p) && plan_current(p)->pass == &pass_retry) {
		p->dear_place = plan_place(p);
		plan_next_pass(p);
		s.count = 0;
		*entered = false;
	}
	return s;
}

static void begin(struct rig *r, const char *name, const char *text, struct engine_settings *s)
{
	memset(&seen, 0, sizeof seen);
	rig_new(r, name, text);
	*s = rig_settings(r);
	s->plan.retries = 2;
}

static char *history(struct rig *r)
{
	char path[400], *text = NULL;

	snprintf(path, sizeof path, "%s/history.jsonl", r->job);
	assert_int_equal(file_load(path, 64 << 20, &text, NULL, NULL), STATUS_OK);
	return text;
}

static int32_t of(const struct snapshot *s, enum map_state state)
{
	return s->tally.sectors[map_state_index((char)state)];
}

static bool logged(const struct rig *r, const char *text, const char *detail)
{
	static struct log_line lines[1000];
	unsigned n = log_copy(r->log, 0, lines, ARRAY_LEN(lines));

	for (unsigned i = 0; i < n; i++)
		if (lines[i].text && strcmp(lines[i].text, text) == 0 && strcmp(lines[i].detail, detail) == 0)
			return true;
	return false;
}

/* All that was won, spent and failed is on some bill, in the log, and in the history. */
static void test_bills(void **state)
{
	struct engine_settings s;
	struct snapshot snap;
	double seconds = 0;
	struct rig r;
	int32_t won = 0;
	uint32_t failed = 0;
	char *text;

	(void)state;
	begin(&r, "worth-bills", world, &s);
	rig_start(&r, &s);
	snap = rig_finish(&r);
	text = history(&r);
	assert_in_range(snap.nbills, 4, ENGINE_BILLS);
	assert_int_equal(snap.nbilled, snap.nbills);
	for (int i = 0; i < snap.nbills; i++) {
		const struct bill *b = &snap.bills[i];
		char want[200];

		won += b->won;
		seconds += b->seconds;
		failed += b->failed;
		assert_string_equal(b->drive, "A");
		assert_false(b->too_dear);
		assert_true(b->expected.known);
		assert_true(b->expected.won_low <= b->expected.won && b->expected.won <= b->expected.won_high);
		assert_true(b->expected.low <= b->expected.seconds && b->expected.seconds <= b->expected.high);
		snprintf(want, sizeof want, "\"ended\":\"%s\",\"ended_number\":%d,", b->pass_name, b->pass_number);
		assert_non_null(strstr(text, want));
		snprintf(want, sizeof want, "\"expected_won\":%.0f,\"expected_s\":%.1f,\"won\":%d,\"seconds\":%.1f,\"failed\":%u",
			 b->expected.won, b->expected.seconds, b->won, b->seconds, b->failed);
		assert_non_null(strstr(text, want));
		if (b->pass_number == 1) {
			snprintf(want, sizeof want, "%s %d/%.0f, %.0f s", b->pass_name, b->won, b->expected.won, b->seconds);
			assert_true(logged(&r, "Pass over; sectors won/expected", want));
		}
	}
	assert_string_equal(snap.bills[0].pass_name, "retry");
	assert_string_equal(snap.bills[snap.nbills - 1].pass_name, "sweep");
	assert_int_equal(snap.bills[snap.nbills - 1].pass_number, 1);
	assert_int_equal(won, of(&snap, MAP_GOOD));
	assert_int_equal(failed, snap.drives[0].failed);
	assert_float_equal(seconds, snap.run_s, 1e-6);
	assert_false(snap.price.known);
	free(text);
	rig_free(&r);
}

static void test_price_while_it_reads(void **state)
{
	struct engine_settings s;
	struct snapshot snap;
	struct rig r;

	(void)state;
	begin(&r, "worth-price", clean, &s);
	s.batch = false;
	s.start_held = true;
	s.time_limit_s = 1000;
	rig_start(&r, &s);
	rig_wait(&r, PHASE_PAUSED);
	snap = rig_read_on(&r, 1);
	assert_true(snap.price.known);
	assert_true(snap.price.won > 4000 && snap.price.won <= 6000);
	assert_true(snap.price.won_high >= 5900);
	assert_true(snap.price.seconds > 0);
	assert_true(snap.per_minute > 0);
	assert_float_equal(snap.budget_s, 1000 - snap.run_s, 1e-9);
	assert_int_equal(snap.ncoming, ENGINE_COMING);
	assert_string_equal(snap.coming[0].pass_name, "gaps");
	assert_int_equal(snap.coming[0].pass_number, 1);
	assert_string_equal(snap.coming[1].pass_name, "trim");
	for (int i = 0; i < snap.ncoming; i++) {
		assert_true(snap.coming[i].price.known);
		assert_true(snap.coming[i].price.won < 6000 - snap.price.won);
	}
	assert_int_equal(snap.advice, ADVICE_GO_ON);
	assert_int_equal(snap.pace, PACE_FULL);
	snap = rig_read_on(&r, 60);	/* as it stands, not as it stood when the clock last said to look */
	assert_true(snap.price.won > 0 && snap.price.won <= of(&snap, MAP_UNTRIED) + 0.5);
	rig_post(&r, CMD_RESUME);
	snap = rig_wait(&r, PHASE_DONE);
	assert_int_equal(snap.advice, ADVICE_WHOLE);
	assert_false(snap.price.known);
	assert_int_equal(snap.ncoming, 0);
	assert_float_equal(snap.drives[0].could_win, 0, 1e-9);
	rig_post(&r, CMD_STOP);
	rig_finish(&r);
	rig_free(&r);
}

/* The damage is told by its shape, and once in the log. */
static void test_shape(void **state)
{
	static const char scratched[] =
		"[disc]      kind = cd   image = builtin:demo   sectors = 20000   seed = 7\n"
		"[damage]    scratch = 26 mm .. 27.5 mm at 40 deg width 0.4 mm\n"
		"[drive A]   model = \"FIRST\"    speed = cav 40   skill = 0.5   failed_read = 0.5 s\n";
	struct engine_settings s;
	struct snapshot snap;
	struct rig r;
	char detail[100];

	(void)state;
	begin(&r, "worth-shape", scratched, &s);
	s.plan.retries = 0;
	rig_start(&r, &s);
	snap = rig_finish(&r);
	assert_true(snap.nshapes >= 1);
	assert_int_equal(snap.shapes[0].kind, SHAPE_SCRATCH);
	assert_true(snap.shapes[0].from_mm > 25.8 && snap.shapes[0].from_mm < 26.4);
	assert_true(snap.shapes[0].to_mm > 27.1 && snap.shapes[0].to_mm < 27.7);
	assert_true(snap.shapes[0].per_turn > 9 && snap.shapes[0].per_turn < 10.5);
	snprintf(detail, sizeof detail, "%.1f-%.1f mm", snap.shapes[0].from_mm, snap.shapes[0].to_mm);
	assert_true(logged(&r, shape_name(SHAPE_SCRATCH), detail));
	rig_free(&r);
}

/* When the retries are over, a drive that has not tried is worth more than the one that has. */
static void test_other_drives(void **state)
{
	struct engine_settings s;
	struct snapshot snap;
	struct rig r;

	(void)state;
	begin(&r, "worth-other", world, &s);
	s.plan.retries = 6;
	s.batch = false;
	rig_start(&r, &s);
	snap = rig_wait(&r, PHASE_DONE);
	assert_int_equal(snap.ndrives, 2);
	assert_true(of(&snap, MAP_BAD) >= 40);
	assert_true(snap.drives[1].could_win > snap.drives[0].could_win);
	assert_true(snap.drives[1].could_win < of(&snap, MAP_BAD));
	assert_true(snap.drives[0].could_win > 0);
	assert_int_equal(snap.advice, ADVICE_OTHER_DRIVE);
	rig_post(&r, CMD_STOP);
	rig_finish(&r);
	rig_free(&r);
}

/* The rate reaches every pass: the one set, the one said later, and the usual one. */
static void test_stop_rule(void **state)
{
	struct command say = { .kind = CMD_STOP_BELOW, .rate = 7 };
	struct engine_settings s;
	struct snapshot snap;
	struct rig r;

	(void)state;
	begin(&r, "worth-stop", world, &s);
	s.batch = false;
	s.start_held = true;
	s.stop_below = 5;
	rig_start(&r, &s);
	rig_wait(&r, PHASE_PAUSED);
	snap = rig_read_on(&r, 10);
	assert_float_equal(snap.stop_below, 5, 1e-9);
	for (int i = 0; i < seen.n; i++)
		assert_float_equal(seen.stop_below[i], 5, 1e-9);
	assert_true(engine_post(r.engine, say));
	snap = rig_read_on(&r, 20);
	assert_float_equal(snap.stop_below, 7, 1e-9);
	assert_float_equal(seen.stop_below[seen.n - 1], 7, 1e-9);
	say.rate = -1;
	assert_true(engine_post(r.engine, say));
	snap = rig_read_on(&r, 30);
	/* 2 in 100, each failure some seconds */
	assert_true(snap.stop_below > 0.02 * 60 / 20 && snap.stop_below < 0.02 * 60 / 0.1);
	say.rate = 0;
	assert_true(engine_post(r.engine, say));
	snap = rig_read_on(&r, 31);
	assert_float_equal(snap.stop_below, 0, 1e-9);
	rig_post(&r, CMD_STOP);
	rig_finish(&r);
	rig_free(&r);
}

/* A retry that ends because it is too dear says so, even if not one read of it was worth it. */
static void test_too_dear(void **state)
{
	struct engine_settings s;
	struct snapshot snap;
	struct rig r;
	char *text;

	(void)state;
	begin(&r, "worth-dear", world, &s);
	seen.dear = true;
	rig_start(&r, &s);
	snap = rig_finish(&r);
	assert_int_equal(snap.end, STATUS_OK);
	assert_string_equal(snap.bills[0].pass_name, "retry");
	assert_int_equal(snap.bills[0].pass_number, 2);
	assert_true(snap.bills[0].too_dear);
	assert_int_equal(snap.bills[0].won, 0);
	assert_int_equal(snap.bills[0].failed, 0);
	assert_string_not_equal(snap.bills[1].pass_name, "retry");
	assert_false(snap.bills[1].too_dear);
	text = history(&r);
	assert_non_null(strstr(text, "\"ended\":\"retry\",\"ended_number\":2,"));
	assert_non_null(strstr(text, "\"too_dear\":true"));
	free(text);
	rig_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bills), cmocka_unit_test(test_price_while_it_reads), cmocka_unit_test(test_other_drives),
		cmocka_unit_test(test_shape),
		cmocka_unit_test(test_stop_rule), cmocka_unit_test(test_too_dear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
