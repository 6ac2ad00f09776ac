#include "config.h"
#include "tests/engine/rig.h"

#include "pass/plan.h"

/* Whose lore is told what, where it comes from, and that a pass gets the speed that it wishes. Between engine and passes
 * stands this test (ld --wrap); one engine at a time, so its thread alone writes `seen`. */

static const char one[] =
	"[disc]      kind = cd   image = builtin:demo   sectors = 6000   seed = 3\n"
	"[damage]    bad = 1000 +40   weak = 3000 +300 chance 0.3\n"
	"[drive A]   model = \"FIRST\"    speed = clv 40   slow_time = 0 s   speeds = 4 8 16 24 40\n"
	"[drive B]   model = \"SECOND\"   speed = clv 40   skill = 0.9\n";
static const char silent[] =
	"[disc]      kind = cd   image = builtin:demo   sectors = 6000   seed = 3\n"
	"[damage]    bad = 1000 +40\n"
	"[drive A]   model = \"SILENT\"   short = no\n";
static const char copies[] =
	"[disc one]    kind = cd   image = builtin:demo   sectors = 6000   seed = 3\n"
	"[damage one]  bad = 1000 +40\n"
	"[disc two]    copy = one   seed = 9\n"
	"[damage two]  bad = 5000 +40\n"
	"[drive A]     model = \"FIRST\"    disc = one\n"
	"[drive B]     model = \"SECOND\"   disc = two\n";

static struct {
	struct lore *lores[8];
	int nlores;
	char log[400];		/* "new1 map1 new2 2from1": what became of them, by number */
	struct {
		struct outcome o;
		int lore;
		enum pace wish;
	} told[20000];
	int n;
	enum pace wish;
	bool choose;		/* wishes for the retries are made here */
} seen;

static int number_of(const struct lore *l)
{
	int i = 0;

	while (i < seen.nlores && seen.lores[i] != l)
		i++;
	return i + 1;
}

static void note(const char *format, int a, int b)
{
	size_t len = strlen(seen.log);

	if (len)
		seen.log[len++] = ' ';
	snprintf(seen.log + len, sizeof seen.log - len, format, a, b);
}

struct lore *__real_lore_new(enum disc_kind kind, int32_t sectors, int32_t unit);
struct lore *__wrap_lore_new(enum disc_kind kind, int32_t sectors, int32_t unit);
struct lore *__wrap_lore_new(enum disc_kind kind, int32_t sectors, int32_t unit)
{
	struct lore *l = __real_lore_new(kind, sectors, unit);

	seen.lores[seen.nlores++] = l;
	note("new%d:%d", seen.nlores, sectors);
	return l;
}

void __real_lore_inherit(struct lore *l, const struct lore *other);
void __wrap_lore_inherit(struct lore *l, const struct lore *other);
void __wrap_lore_inherit(struct lore *l, const struct lore *other)
{
	note("%dfrom%d", number_of(l), number_of(other));
	__real_lore_inherit(l, other);
}

void __real_lore_take_map(struct lore *l, const struct map *m);
void __wrap_lore_take_map(struct lore *l, const struct map *m);
void __wrap_lore_take_map(struct lore *l, const struct map *m)
{
	note("map%d", number_of(l), 0);
	__real_lore_take_map(l, m);
}

void __real_lore_tell(struct lore *l, const struct outcome *o);
void __wrap_lore_tell(struct lore *l, const struct outcome *o);
void __wrap_lore_tell(struct lore *l, const struct outcome *o)
{
	if (seen.n < (int)ARRAY_LEN(seen.told)) {
		seen.told[seen.n].o = *o;
		seen.told[seen.n].lore = number_of(l);
		seen.told[seen.n++].wish = seen.wish;
	}
	__real_lore_tell(l, o);
}

struct span __real_plan_next(struct plan *p, struct pass_ctx *c, bool *entered);
struct span __wrap_plan_next(struct plan *p, struct pass_ctx *c, bool *entered);
struct span __wrap_plan_next(struct plan *p, struct pass_ctx *c, bool *entered)
{
	struct span s = __real_plan_next(p, c, entered);
	const struct plan_step *step = plan_current(p);

	if (seen.choose && step && step->pass == &pass_retry)
		c->pace = s.lsn >= 3150 ? PACE_FULL : step->number == 1 ? PACE_SLOW : PACE_LOW;
	else if (seen.choose)
		c->pace = PACE_FULL;
	seen.wish = c->pace;
	return s;
}

static void begin(struct rig *r, const char *name, const char *world, struct engine_settings *s)
{
	memset(&seen, 0, sizeof seen);
	rig_new(r, name, world);
	*s = rig_settings(r);
}

static bool is_damaged(int32_t lsn)
{
	return span_has((struct span){ 1000, 40 }, lsn) || span_has((struct span){ 3000, 300 }, lsn);
}

/* Every read of a pass is told, with what it took and where it failed. */
static void test_outcomes(void **state)
{
	struct engine_settings s;
	struct snapshot snap;
	double seconds = 0;
	struct rig r;
	int failed = 0, placed = 0;

	(void)state;
	begin(&r, "learnt-outcomes", one, &s);
	s.plan.retries = 1;
	rig_start(&r, &s);
	snap = rig_finish(&r);
	assert_int_equal(snap.end, STATUS_OK);
	assert_int_equal(seen.n, snap.drives[0].reads);
	for (int i = 0; i < seen.n; i++) {
		const struct outcome *o = &seen.told[i].o;
		bool fails = o->good < o->asked.count;

		if (o->placed)
			assert_true(fails && is_damaged(o->asked.lsn + o->good));
		assert_true(o->seconds > 0);
		seconds += o->seconds;
		failed += fails;
		placed += o->placed;
	}
	assert_int_equal(failed, snap.drives[0].failed);
	assert_true(failed >= 80);
	assert_int_equal(placed, failed);
	assert_float_equal(seconds, snap.run_s, 1e-6);
	assert_string_equal(seen.log, "new1:6000 map1");
	rig_free(&r);
}

/* A drive that never names a sector within a read is not believed where it names the first. */
static void test_unplaced(void **state)
{
	struct engine_settings s;
	struct rig r;
	int failed = 0;

	(void)state;
	begin(&r, "learnt-unplaced", silent, &s);
	s.plan.retries = 1;
	rig_start(&r, &s);
	rig_finish(&r);
	for (int i = 0; i < seen.n; i++) {
		assert_false(seen.told[i].o.placed);
		failed += seen.told[i].o.good < seen.told[i].o.asked.count;
	}
	assert_true(failed > 40);
	rig_free(&r);
}

/* The pass says how fast; it is read so, and the outcome says so. */
static void check_paces(const struct engine_settings *s, struct rig *r, bool by_hand)
{
	int n[PACES] = { 0 };
	struct snapshot snap;

	seen.choose = true;
	rig_start(r, s);
	snap = rig_finish(r);
	for (int i = 0; i < seen.n; i++) {
		assert_int_equal(seen.told[i].o.pace, by_hand ? PACE_SLOW : seen.told[i].wish);
		n[seen.told[i].wish]++;
	}
	for (enum pace p = PACE_FULL; p < PACES; p++)
		assert_true(n[p] > 30);
	assert_int_equal(snap.drives[0].speed_by_hand, by_hand);
	assert_int_equal(snap.drives[0].nyields, by_hand ? 1 : 3);
}

static void test_paces(void **state)
{
	struct engine_settings s;
	struct rig r;

	(void)state;
	begin(&r, "learnt-paces", one, &s);
	s.plan.retries = 2;
	check_paces(&s, &r, false);
	rig_free(&r);
}

static void test_speed_by_hand_stands_above(void **state)
{
	struct engine_settings s;
	struct rig r;

	(void)state;
	begin(&r, "learnt-hand", one, &s);
	s.plan.retries = 2;
	s.speed = 16;
	check_paces(&s, &r, true);
	rig_free(&r);
}

static void test_resumed(void **state)
{
	struct engine_settings s;
	struct rig r;

	(void)state;
	begin(&r, "learnt-resumed", one, &s);
	s.time_limit_s = 2;
	rig_start(&r, &s);
	rig_finish(&r);
	memset(&seen, 0, sizeof seen);
	s.time_limit_s = 4;
	rig_start(&r, &s);
	rig_finish(&r);
	assert_string_equal(seen.log, "new1:6000 map1");
	assert_true(seen.n > 0);
	rig_free(&r);
}

/* The same disc in another drive, and back: each drive has its own, and takes over what is of the disc. */
static void test_moved(void **state)
{
	struct engine_settings s;
	struct rig r;

	(void)state;
	begin(&r, "learnt-moved", one, &s);
	s.batch = false;
	s.plan.retries = 0;
	rig_start(&r, &s);
	rig_wait(&r, PHASE_DONE);
	for (int to = 1; to >= 0; to--) {
		struct command move = { .kind = CMD_MOVE }, insert = { .kind = CMD_INSERT };
		struct snapshot snap;
		int first = seen.n;

		snprintf(move.drive, sizeof move.drive, "%s", r.spec[to]);
		snprintf(insert.drive, sizeof insert.drive, "%s", r.spec[to]);
		assert_true(engine_post(r.engine, move));
		while ((snap = rig_wait(&r, PHASE_MOVING)).move != MOVE_INSERT)
			;
		assert_true(engine_post(r.engine, insert));
		while ((snap = rig_wait(&r, PHASE_DONE)).active != to)
			;
		assert_true(seen.n > first);	/* a retry of what is bad */
		for (int i = first; i < seen.n; i++)
			assert_int_equal(seen.told[i].lore, to + 1);
	}
	assert_string_equal(seen.log, "new1:6000 map1 new2:6000 2from1 map2 1from2");
	rig_post(&r, CMD_STOP);
	rig_finish(&r);
	rig_free(&r);
}

/* Of another copy only what is of the pressing is taken over, and nothing of the map. */
static void test_copy(void **state)
{
	struct engine_settings s;
	struct rig r;

	(void)state;
	begin(&r, "learnt-copy", copies, &s);
	s.drives[1] = r.spec[1];
	s.ndrives = 2;
	s.use_all = true;
	rig_start(&r, &s);
	assert_int_equal(rig_finish(&r).tally.sectors[map_state_index(MAP_GOOD)], 6000);
	assert_string_equal(seen.log, "new1:6000 map1 new2:6000 2from1");
	for (int i = 0; i < seen.n; i++) {
		const struct outcome *o = &seen.told[i].o;

		if (o->good < o->asked.count)
			assert_in_range(o->asked.lsn + o->good, seen.told[i].lore == 1 ? 1000 : 5000,
					seen.told[i].lore == 1 ? 1039 : 5039);
	}
	rig_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outcomes), cmocka_unit_test(test_unplaced), cmocka_unit_test(test_paces), cmocka_unit_test(test_speed_by_hand_stands_above),
		cmocka_unit_test(test_resumed), cmocka_unit_test(test_moved), cmocka_unit_test(test_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
