#include "config.h"
#include "tests/unit.h"

#include "drive/drive.h"
#include "drive/transport.h"
#include "sim/sim.h"

/* The MMC drive on the simulated one: what real drives were seen to do, by the keys of a scenario. */
struct rig {
	struct sim *w;
	struct drive *d;
	struct medium m;
	uint8_t *buf;
	struct read_info got;
};

#define CD "[disc] image = builtin:demo  sectors = 45000  seed = 3\n"

/* `drive` are the keys of the drive. */
static void rig_up(struct rig *r, const char *disc, const char *drive)
{
	const struct drive_settings settings = { 0 };
	struct fault f = { 0 };
	void *buf = NULL;
	char text[600];

	snprintf(text, sizeof text, "%s[drive A] %s\n", disc, drive);
	if (sim_parse(text, strlen(text), "test.sim", &r->w, &f) != STATUS_OK)
		fail_msg("%ld: %s: %s", f.line, f.reason, f.detail);
	assert_int_equal(mmc_open(sim_transport(r->w, 0), "sim:test#A", "A", &settings, &r->d, &f), STATUS_OK);
	while (drive_poll(r->d) != STATUS_OK)
		;
	assert_int_equal(drive_medium(r->d, &r->m), STATUS_OK);
	assert_int_equal(posix_memalign(&buf, 4096, 64 * 2048), 0);
	r->buf = buf;
}

static void rig_down(struct rig *r)
{
	drive_close(r->d);
	sim_free(r->w);
	free(r->buf);
}

static enum status read_at(struct rig *r, int32_t lsn, int32_t count)
{
	return drive_read(r->d, (struct span){ lsn, count }, r->buf, &r->got);
}

static enum status fresh_at(struct rig *r, int32_t lsn, int32_t count)
{
	return drive_read_fresh(r->d, (struct span){ lsn, count }, r->buf, &r->got);
}

/* FUA is accepted and ignored: only distance helps, and a disc that the cache holds whole proves nothing. */
static void test_stale_cache(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD, "fua = no  cache = 1000 sectors");
	for (int i = 0; i < 4; i++) {
		assert_int_equal(read_at(&r, 20000, 16), STATUS_OK);
		assert_int_equal(fresh_at(&r, 20000, 16), STATUS_OK);
	}
	rig_down(&r);
	rig_up(&r, "[disc] image = builtin:demo  sectors = 900  seed = 3\n", "fua = no  cache = 3000 sectors");
	assert_int_equal(read_at(&r, 200, 16), STATUS_OK);
	assert_int_equal(fresh_at(&r, 200, 16), STATUS_UNPROVEN);
	assert_int_equal(r.got.good, 16);
	rig_down(&r);
	rig_up(&r, "[disc] image = builtin:demo  sectors = 900  seed = 3\n", "fua = yes  cache = 3000 sectors");
	assert_int_equal(read_at(&r, 200, 16), STATUS_OK);
	assert_int_equal(fresh_at(&r, 200, 16), STATUS_OK);
	rig_down(&r);
}

static void test_abilities(void **state)
{
	struct drive_abilities a = { 0 };
	struct rig r;

	(void)state;
	rig_up(&r, "[disc] image = builtin:demo  sectors = 330000  seed = 3\n",
	       "fua = no  c2 = yes  speed = cav 24  speeds = 4 8 16 24");
	assert_int_equal(drive_set_speed(r.d, 1412), STATUS_OK);
	assert_int_equal(drive_abilities(r.d, &a), STATUS_OK);
	assert_int_equal(a.mmc, ABILITY_YES);
	assert_int_equal(a.read_cd, ABILITY_YES);
	assert_int_equal(a.c2, ABILITY_YES);
	assert_int_equal(a.fua, ABILITY_YES);
	assert_int_equal(a.cache, ABILITY_YES);
	assert_int_equal(a.set_speed, ABILITY_YES);
	assert_int_equal(a.retries, ABILITY_YES);
	assert_int_equal(a.nspeeds, 4);
	assert_int_equal(a.speeds[0], 706);
	assert_int_equal(a.speeds[1], 1412);
	assert_int_equal(a.speeds[2], 2823);
	assert_in_range(a.speeds[3], 4000, 4234);	/* what it reaches on this disc */
	rig_down(&r);
	a = (struct drive_abilities){ 0 };
	rig_up(&r, CD, "refuses = \"set-speed mode-select read-cd get-performance\"  retries = no");
	assert_int_equal(drive_abilities(r.d, &a), STATUS_OK);
	assert_int_equal(a.read_cd, ABILITY_NO);
	assert_int_equal(a.c2, ABILITY_NO);
	assert_int_equal(a.set_speed, ABILITY_NO);
	assert_int_equal(a.retries, ABILITY_NO);
	assert_int_equal(a.nspeeds, 1);		/* the one it stands at */
	rig_down(&r);
}

/* Bad sectors come back as good ones, while page 01h is as another program left it. */
static void test_false_health(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD "[damage] bad = 5000 +4\n", "error_page = 0x11 5");
	assert_int_equal(read_at(&r, 5000, 1), STATUS_UNREADABLE);
	assert_non_null(r.d->remark);
	rig_down(&r);
	/* the drive does not take the page: it is told, so that nobody trusts it */
	rig_up(&r, CD "[damage] bad = 5000 +4\n", "error_page = 0x11 5  refuses = mode-select");
	assert_int_equal(read_at(&r, 5000, 1), STATUS_OK);
	assert_string_equal(r.d->remark, "the drive is set to hide errors, and does not let that be changed");
	rig_down(&r);
}

/* The count of retries has its effect, through a reset, too; then it is as it was. */
static void test_retries(void **state)
{
	struct rig r;
	int64_t with, without;

	(void)state;
	rig_up(&r, CD "[damage] bad = 5000 +4\n", "reset = 9000 time 2 s");
	assert_int_equal(read_at(&r, 5000, 1), STATUS_UNREADABLE);
	assert_int_equal(read_at(&r, 5000, 1), STATUS_UNREADABLE);
	with = r.got.took_ns;
	assert_int_equal(drive_set_retries(r.d, 0), STATUS_OK);
	assert_int_equal(read_at(&r, 5000, 1), STATUS_UNREADABLE);
	without = r.got.took_ns;
	assert_true(without < with / 2);
	assert_int_equal(read_at(&r, 9000, 1), STATUS_OK);	/* it resets itself there, once */
	assert_int_equal(read_at(&r, 5000, 1), STATUS_UNREADABLE);
	assert_int_equal(read_at(&r, 5000, 1), STATUS_UNREADABLE);
	assert_true(r.got.took_ns < with / 2);
	assert_int_equal(drive_set_retries(r.d, -1), STATUS_OK);
	assert_int_equal(read_at(&r, 5000, 1), STATUS_UNREADABLE);
	assert_true(r.got.took_ns > with / 2);
	rig_down(&r);
}

/* Two run-out blocks at the end are this drive's end; so they are for one that names them blank. */
static void test_tail(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD, "capacity = 2");
	assert_int_equal(r.m.sectors, 45002);
	assert_int_equal(read_at(&r, 44990, 12), STATUS_OUT_OF_RANGE);
	assert_int_equal(read_at(&r, 45000, 1), STATUS_OUT_OF_RANGE);
	assert_int_equal(read_at(&r, 44999, 1), STATUS_OK);
	rig_down(&r);
}

/* A drive that says it knows no size: the table of contents of a CD does, and of a DVD something else. */
static void test_sizes(void **state)
{
	static const struct {
		const char *disc, *drive;
		int32_t sectors;
	} cases[] = {
		{ CD, "", 45000 }, { CD, "capacity = -2", 44998 }, { CD, "capacity = -2  toc = 2", 44998 },
		{ CD, "toc = 10", 45010 },
		{ CD, "refuses = \"read-capacity\"", 45000 }, { CD, "refuses = \"read-capacity read-toc\"", 45000 },
		{ CD, "refuses = \"read-capacity read-toc read-disc-information\"", 0 },
		{ "[disc] kind = dvd  image = builtin:demo  sectors = 90000  seed = 3\n",
		  "refuses = \"read-capacity read-toc read-disc-information\"", 90000 },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		struct rig r;

		rig_up(&r, cases[i].disc, cases[i].drive);
		if (r.m.sectors != cases[i].sectors)
			fail_msg("row %u: %d", i, (int)r.m.sectors);
		assert_int_equal(read_at(&r, 16, 1), STATUS_OK);
		rig_down(&r);
	}
}

/* Every shape of read that a drive refuses gives way to another; the drive's own timer does, once. */
static void test_shapes(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD, "refuses = \"read-10 read-12\"");
	assert_int_equal(read_at(&r, 100, 8), STATUS_OK);
	assert_string_equal(r.got.command, "READ CD");
	assert_int_equal(fresh_at(&r, 100, 8), STATUS_OK);
	rig_down(&r);
	rig_up(&r, CD, "command = read-10 4/3E/02 time 8.6 s");
	assert_int_equal(read_at(&r, 100, 8), STATUS_OK);
	assert_string_equal(r.got.command, "READ(12)");
	rig_down(&r);
}

static void test_bad_cable(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD, "model = \"HL-DT-ST DVDRAM GH22NP20\"  bad_cable = yes");
	assert_string_equal(r.d->id.vendor, "HD-DT%ST");
	assert_non_null(r.d->remark);
	rig_down(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stale_cache), cmocka_unit_test(test_abilities), cmocka_unit_test(test_false_health),
		cmocka_unit_test(test_retries), cmocka_unit_test(test_tail), cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_shapes), cmocka_unit_test(test_bad_cable),
	};

	return cmocka_run_group_tests_name("drive/mmc_sim", tests, NULL, NULL);
}
