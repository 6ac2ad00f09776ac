#include "config.h"
#include "tests/engine/rig.h"

#include "drive/drives_parts.h"
#include "sim/world.h"

/* What the engine sets in simulated drives between their reads: seen where the drives keep it, before each read. */

#define WORLD "[disc one]  kind = cd   image = builtin:demo   sectors = 6000   seed = 3\n" \
	"[damage one]  bad = 1000 +40   weak = 3000 +300 chance 0.3\n"

static const char usual[] = WORLD
	"[drive A]   model = \"FIRST\"   disc = one   speed = clv 40   slow_time = 0 s   speeds = 4 8 16 24 40\n";
static const char deaf[] = WORLD
	"[drive A]   model = \"DEAF\"   disc = one   refuses = set-speed mode-select\n";
static const char noted[] = WORLD
	"[drive A]   model = \"FIRST\"   disc = one   error_page = 0x21 5\n";
static const char resets[] = WORLD
	"[drive A]   model = \"FIRST\"   disc = one   speed = cav 40\n            reset = 2000\n";
static const char pair[] = WORLD
	"[disc two]    copy = one   seed = 9\n"
	"[damage two]  bad = 5000 +40\n"
	"[drive A]   model = \"FIRST\"   disc = one   speed = cav 4\n"
	"[drive B]   model = \"SECOND\"   disc = two   speed = cav 4\n";

enum { KB_16 = 2823, ANY = 1 };

/* What the first drive was set to before each read. */
struct watch {
	struct rig *r;
	struct {
		char pass[16];
		int number;
		unsigned limit;
		uint8_t page[2];
		bool locked;
	} seen[20000];
	int n;
	int press_at;		/* before that read somebody presses the button of drive `press`; 0: never */
	int press;
	enum status pressed;
};

static struct sim *world(struct rig *r)
{
	return r->drives->worlds[0].sim;
}

static void watch(void *arg, const char *where)
{
	struct watch *v = arg;
	struct sim_drive *d = &world(v->r)->drives[0];
	struct snapshot s;

	if (strcmp(where, "read") != 0 || v->n == (int)ARRAY_LEN(v->seen))
		return;
	engine_snapshot(v->r->engine, &s);
	snprintf(v->seen[v->n].pass, sizeof v->seen[v->n].pass, "%s", s.pass_name ? s.pass_name : "");
	v->seen[v->n].number = s.pass_number;
	pthread_mutex_lock(&world(v->r)->lock);
	v->seen[v->n].limit = d->limit;
	memcpy(v->seen[v->n].page, d->error_page, 2);
	v->seen[v->n].locked = d->locked;
	pthread_mutex_unlock(&world(v->r)->lock);
	if (++v->n == v->press_at)
		v->pressed = sim_eject(world(v->r), v->press);
}

static struct watch *begin(struct rig *r, const char *name, const char *text, struct engine_settings *s)
{
	struct watch *v = calloc(1, sizeof *v);

	assert_non_null(v);
	rig_new(r, name, text);
	*s = rig_settings(r);
	s->plan.retries = 4;
	s->start_held = true;		/* the probe uses r->engine */
	s->batch = false;
	s->probe = watch;
	s->probe_arg = v;
	v->r = r;
	return v;
}

static void go(struct rig *r, const struct engine_settings *s)
{
	rig_start(r, s);
	rig_wait(r, PHASE_PAUSED);
	rig_post(r, CMD_RESUME);
}

static struct snapshot finish(struct rig *r)
{
	rig_post(r, CMD_STOP);
	return rig_finish(r);
}

static void end(struct rig *r, struct watch *v)
{
	free(v);
	rig_free(r);
}

/* How it was set in each read of a pass, ANY if its speed is no matter; gives how many there were. */
static int all_at(const struct watch *v, const char *pass, int number, unsigned limit, uint8_t count)
{
	int n = 0;

	for (int i = 0; i < v->n; i++) {
		if (strcmp(v->seen[i].pass, pass) != 0 || v->seen[i].number != number)
			continue;
		if ((limit != ANY && v->seen[i].limit != limit) || v->seen[i].page[1] != count || !v->seen[i].locked)
			fail_msg("%s %d: %u kB/s, %u repeats, %s", pass, number, v->seen[i].limit, v->seen[i].page[1],
				 v->seen[i].locked ? "locked" : "not locked");
		n++;
	}
	return n;
}

static void assert_as_found(struct rig *r, int drive, uint8_t flags, uint8_t count)
{
	const struct sim_drive *d = &world(r)->drives[drive];

	assert_false(d->locked);
	assert_int_equal(d->limit, 0);
	assert_int_equal(d->error_page[0], flags);
	assert_int_equal(d->error_page[1], count);
}

static int logged(struct rig *r, enum log_level level, const char *text)
{
	struct log_line lines[64];
	unsigned long after = 0;
	unsigned n;
	int found = 0;

	while ((n = log_copy(r->log, after, lines, ARRAY_LEN(lines))) > 0)
		for (unsigned i = 0; i < n; i++) {
			after = lines[i].serial;
			found += lines[i].level == level && lines[i].text && strstr(lines[i].text, text);
		}
	return found;
}

/* Few repeats in the first passes, and full speed; the drive's own in the later ones; all of it undone at the end. */
static void test_passes_choose(void **state)
{
	struct engine_settings s;
	struct rig r;
	struct watch *v = begin(&r, "set-passes", usual, &s);
	struct drive_abilities kept;
	struct snapshot snap;
	int32_t tried = 0;

	(void)state;
	go(&r, &s);
	snap = rig_wait(&r, PHASE_DONE);
	assert_true(all_at(v, "sweep", 1, 0, 1) > 50);
	assert_true(all_at(v, "scrape", 1, ANY, 0xc0) > 0);
	assert_true(all_at(v, "retry", 1, ANY, 0xc0) > 40);
	assert_true(all_at(v, "retry", 2, ANY, 0xc0) > 30);
	assert_false(snap.drives[0].speed_by_hand);
	assert_int_equal(snap.drives[0].abilities.nspeeds, 5);
	assert_int_equal(snap.drives[0].abilities.retries, ABILITY_YES);
	assert_in_range(snap.drives[0].nyields, 1, 3);
	for (int i = 0; i < snap.drives[0].nyields; i++)
		tried += (int32_t)snap.drives[0].yields[i].tried;
	assert_in_range(tried, 100, 2000);
	assert_true(snap.drives[0].yields[0].won > 0);
	assert_true(snap.drives[0].yields[0].seconds > 0);
	finish(&r);
	assert_as_found(&r, 0, 0, 0xc0);
	assert_true(drives_abilities(r.drives, &snap.drives[0].id, &kept));
	assert_true(kept.failed_read_s > 0);
	end(&r, v);
}

static void test_by_hand(void **state)
{
	struct engine_settings s;
	struct rig r;
	struct watch *v = begin(&r, "set-hand", usual, &s);
	struct snapshot snap;

	(void)state;
	rig_start(&r, &s);
	rig_wait(&r, PHASE_PAUSED);
	assert_true(engine_post(r.engine, (struct command){ .kind = CMD_SET_SPEED, .kb_per_s = KB_16 }));
	rig_post(&r, CMD_RESUME);
	snap = rig_wait(&r, PHASE_DONE);
	assert_true(snap.drives[0].speed_by_hand);
	assert_true(all_at(v, "sweep", 1, KB_16, 1) > 50);
	for (int n = 1; n <= 4; n++)
		assert_true(all_at(v, "retry", n, KB_16, 0xc0) > 30);
	assert_int_equal(snap.drives[0].nyields, 1);
	assert_int_equal(snap.drives[0].abilities.speed_matters, ABILITY_YES);
	finish(&r);
	assert_as_found(&r, 0, 0, 0xc0);
	end(&r, v);
}

static void test_from_the_start(void **state)
{
	struct engine_settings s;
	struct rig r;
	struct watch *v = begin(&r, "set-start", usual, &s);

	(void)state;
	s.speed = 16;
	go(&r, &s);
	assert_true(rig_wait(&r, PHASE_DONE).drives[0].speed_by_hand);
	assert_true(all_at(v, "sweep", 1, KB_16, 1) > 50);
	assert_true(all_at(v, "retry", 2, KB_16, 0xc0) > 30);
	finish(&r);
	end(&r, v);
}

/* What a drive does not take it is asked once, and it is read all the same. */
static void test_refused(void **state)
{
	struct engine_settings s;
	struct rig r;
	struct watch *v = begin(&r, "set-refused", deaf, &s);
	struct snapshot snap;

	(void)state;
	go(&r, &s);
	snap = rig_wait(&r, PHASE_DONE);
	assert_int_equal(snap.drives[0].abilities.set_speed, ABILITY_NO);
	assert_int_equal(snap.drives[0].abilities.retries, ABILITY_NO);
	assert_true(snap.tally.sectors[map_state_index(MAP_GOOD)] >= 5900);
	assert_int_equal(logged(&r, LOG_WARNING, "does not take"), 0);
	assert_true(logged(&r, LOG_DETAIL, "does not take") <= 2);
	finish(&r);
	end(&r, v);
}

/* What another program has left comes back, though meanwhile the drive was set right; and it is said. */
static void test_others_settings(void **state)
{
	struct engine_settings s;
	struct rig r;
	struct watch *v = begin(&r, "set-others", noted, &s);

	(void)state;
	go(&r, &s);
	rig_wait(&r, PHASE_DONE);
	assert_true(all_at(v, "sweep", 1, 0, 1) > 50);
	assert_int_equal(logged(&r, LOG_WARNING, "another program had set the drive to hide errors"), 1);
	finish(&r);
	assert_as_found(&r, 0, 0x21, 5);
	end(&r, v);
}

static void test_locked_while_reading(void **state)
{
	struct engine_settings s;
	struct rig r;
	struct watch *v = begin(&r, "set-lock", usual, &s);

	(void)state;
	rig_start(&r, &s);
	rig_wait(&r, PHASE_PAUSED);
	assert_false(world(&r)->drives[0].locked);
	rig_read_on(&r, 20);
	assert_false(world(&r)->drives[0].locked);
	rig_post(&r, CMD_RESUME);
	rig_wait(&r, PHASE_DONE);
	assert_false(world(&r)->drives[0].locked);
	assert_true(v->n > 50);
	for (int i = 0; i < v->n; i++)
		assert_true(v->seen[i].locked);
	rig_post(&r, CMD_ADD_RETRY);
	rig_wait(&r, PHASE_READING);
	rig_wait(&r, PHASE_DONE);
	assert_false(world(&r)->drives[0].locked);
	assert_true(v->seen[v->n - 1].locked);
	finish(&r);
	end(&r, v);
}

static void test_locked_after_reset(void **state)
{
	struct engine_settings s;
	struct rig r;
	struct watch *v = begin(&r, "set-reset", resets, &s);

	(void)state;
	go(&r, &s);
	rig_wait(&r, PHASE_DONE);
	assert_true(all_at(v, "sweep", 1, 0, 1) > 50);
	finish(&r);
	assert_as_found(&r, 0, 0, 0xc0);
	end(&r, v);
}

/* The button of the drive that reads: saved, open, and the dialog waits for the disc. */
static void test_button(void **state)
{
	struct engine_settings s;
	struct rig r;
	struct watch *v = begin(&r, "set-button", usual, &s);
	struct snapshot snap;

	(void)state;
	v->press_at = 40;
	go(&r, &s);
	snap = rig_wait(&r, PHASE_MOVING);
	while (snap.move != MOVE_INSERT)
		snap = rig_wait(&r, PHASE_MOVING);
	assert_int_equal(v->pressed, STATUS_REFUSED);
	assert_true(world(&r)->drives[0].open);
	assert_in_range(v->n, 40, 150);
	assert_int_equal(logged(&r, LOG_NOTE, "the eject button was pressed"), 1);
	assert_true(rig_check_image(&r) > 500);
	assert_int_equal(sim_insert(world(&r), 0), STATUS_OK);
	snap = rig_wait(&r, PHASE_DONE);
	assert_true(snap.tally.sectors[map_state_index(MAP_GOOD)] >= 5900);
	finish(&r);
	assert_as_found(&r, 0, 0, 0xc0);
	end(&r, v);
}

static void test_button_in_batch(void **state)
{
	struct engine_settings s;
	struct rig r;
	struct watch *v = begin(&r, "set-batch", usual, &s);
	struct snapshot snap;

	(void)state;
	v->press_at = 40;
	s.batch = true;
	go(&r, &s);
	snap = rig_finish(&r);
	assert_int_equal(snap.end, STATUS_TRAY_OPEN);
	assert_true(world(&r)->drives[0].open);
	assert_true(rig_check_image(&r) > 500);
	end(&r, v);
}

/* With another at work the drive only leaves. */
static void test_button_of_one_in_two(void **state)
{
	struct engine_settings s;
	struct rig r;
	struct watch *v = begin(&r, "set-one-of-two", pair, &s);
	struct snapshot snap;

	(void)state;
	v->press_at = 40;
	v->press = 1;
	s.drives[1] = r.spec[1];
	s.ndrives = 2;
	s.use_all = s.batch = true;
	go(&r, &s);
	snap = rig_finish(&r);
	assert_int_equal(v->pressed, STATUS_REFUSED);
	assert_int_equal(snap.end, STATUS_OK);
	assert_true(world(&r)->drives[1].open);
	assert_true(snap.drives[0].active && !snap.drives[1].active);
	assert_in_range(snap.drives[1].won, 100, 4000);
	assert_true(snap.tally.sectors[map_state_index(MAP_GOOD)] >= 5900);
	rig_check_image(&r);
	assert_false(world(&r)->drives[0].locked || world(&r)->drives[1].locked);
	end(&r, v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_passes_choose), cmocka_unit_test(test_by_hand), cmocka_unit_test(test_from_the_start),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_others_settings),
		cmocka_unit_test(test_locked_while_reading), cmocka_unit_test(test_locked_after_reset),
		cmocka_unit_test(test_button), cmocka_unit_test(test_button_in_batch),
		cmocka_unit_test(test_button_of_one_in_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
