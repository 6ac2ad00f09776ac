#include "config.h"
#include "tests/ui/stage.h"

static struct stage st;
static struct shelf_drive drives[3];
static struct job_brief jobs[] = { { .name = "thesis" } };

static int set_up(void **state)
{
	static const struct shelf_drive fresh[] = {
		{
			.id = { "PLEXTOR", "PX-716A", "1.11", "", "/dev/sr0", "sr0", "" }, .state = STATUS_OK,
			.medium = { .kind = DISC_CD, .sectors = 339102, .bytes = INT64_C(694480896) },
			.volume = { .found = true, .label = "TNT_ROM" },
		},
		{ .id = { "LITE-ON", "LTR-52327S", "QS0A", "", "/dev/sr1", "sr1", "" }, .state = STATUS_NO_MEDIUM },
		{
			.id = { .spec = "/srv/x.iso", .name = "x.iso" }, .state = STATUS_OK,
			.medium = { .kind = DISC_DVD, .sectors = 2298496, .bytes = INT64_C(4707319808) },
		},
	};

	(void)state;
	stage_set_up(&st);
	memcpy(drives, fresh, sizeof drives);
	st.settings.jobs = "new_job.scratch";
	st.ui.view = (struct shelf_view){ .drives = drives, .ndrives = 3, .jobs = jobs, .njobs = 1, .looked = true };
	snprintf(st.wanted.drive, sizeof st.wanted.drive, "/dev/sr0");
	stage_open(&st, &screen_new_job);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	stage_tear_down(&st);
	return 0;
}

static void press(int32_t key, int times)
{
	while (times-- > 0)
		assert_int_equal(stage_key(&st, key).kind, FOLLOW_NONE);
}

/* Replaces what stands in the field of the folder, which has the keys at the start. */
static void name_folder(const char *name)
{
	press('U' & 0x1f, 1);
	stage_type(&st, name);
}

static const char *drawn(int row)
{
	stage_draw(&st, 24, 80);
	return stage_row(&st, row);
}

static void the_whole_form(void **state)
{
	static const char *const rows[] = {
		" New job",
		"",
		"   drive        < 1 sr0 PLEXTOR PX-716A >",
		"                CD, TNT_ROM  339 102 sectors, 694 MB",
		"",
		" > folder       tnt-rom",
		"", "",
		"   identifier",
		"                a shelf mark or an inventory number; may stay empty",
		"",
		"   description",
		"", "",
		"   notes",
		"", "",
		"                [ Start the rescue ]",
		NULL,
	};

	(void)state;
	stage_draw(&st, 24, 80);
	stage_shows(&st, rows);
	assert_int_equal(st.canvas.cursor_row, 5);
	assert_int_equal(st.canvas.cursor_col, 16 + 7);
	assert_int_equal(stage_role(&st, 5, 70), ROLE_FIELD);
	stage_draw(&st, 60, 200);
	assert_string_equal(stage_row(&st, 5), " > folder       tnt-rom");
	assert_int_equal(stage_role(&st, 5, 115), ROLE_FIELD);
	assert_int_equal(stage_role(&st, 5, 116), ROLE_PLAIN);
}

static void enter_leads_to_the_start(void **state)
{
	(void)state;
	press(KEY_CODE_ENTER, 1);
	stage_type(&st, " R-0917 ");
	press(KEY_CODE_ENTER, 1);
	stage_type(&st, "Tools & tales, qué? /日本");
	press(KEY_CODE_ENTER, 1);
	stage_type(&st, "hub cracked");
	press(KEY_CODE_ENTER, 1);
	assert_string_equal(drawn(17), " >              [ Start the rescue ]");
	assert_int_equal(stage_role(&st, 17, 18), ROLE_SELECTED);
	assert_int_equal(st.canvas.cursor_row, -1);
	assert_true(screen_new_job.offers(&st.ui, st.state, ACT_OPEN));
	assert_int_equal(stage_key(&st, KEY_CODE_ENTER).kind, FOLLOW_OPEN_JOB);
	assert_string_equal(st.wanted.folder, "new_job.scratch/tnt-rom");
	assert_string_equal(st.wanted.drive, "/dev/sr0");
	assert_string_equal(st.wanted.about.identifier, "R-0917");
	assert_string_equal(st.wanted.about.description, "Tools & tales, qué? /日本");
	assert_string_equal(st.wanted.about.notes, "hub cracked");
	assert_false(st.wanted.take_over);
}

static void keys_go_round_the_fields(void **state)
{
	(void)state;
	press(KEY_CODE_UP, 2);
	assert_string_equal(drawn(17), " >              [ Start the rescue ]");
	press(KEY_CODE_TAB, 1);
	stage_type(&st, "qn?");	/* no field, no meaning */
	assert_string_equal(drawn(2), " > drive        < 1 sr0 PLEXTOR PX-716A >");
	press(KEY_CODE_DOWN, 1);
	press(KEY_CODE_BACKTAB, 1);
	assert_string_equal(drawn(5), "   folder       tnt-rom");
	assert_int_equal(stage_key(&st, KEY_CODE_ESC).kind, FOLLOW_POP);
}

static void left_and_right_choose_among_loaded_drives(void **state)
{
	(void)state;
	press(KEY_CODE_UP, 1);
	press(KEY_CODE_RIGHT, 1);
	assert_string_equal(drawn(2), " > drive        < 3 x.iso >");
	assert_string_equal(stage_row(&st, 3), "                DVD without a name  2 298 496 sectors, 4.7 GB");
	assert_string_equal(stage_row(&st, 5), "   folder       dvd");
	press(KEY_CODE_RIGHT, 1);
	assert_string_equal(drawn(5), "   folder       tnt-rom");
	press(KEY_CODE_LEFT, 1);
	assert_string_equal(drawn(5), "   folder       dvd");
	press(KEY_CODE_DOWN, 1);
	stage_type(&st, "!");
	press(KEY_CODE_LEFT, 1);	/* in a field: the cursor */
	press(KEY_CODE_UP, 1);
	press(KEY_CODE_LEFT, 1);
	assert_string_equal(drawn(2), " > drive        < 1 sr0 PLEXTOR PX-716A >");
	assert_string_equal(stage_row(&st, 5), "   folder       dvd!");	/* what was typed stays */
}

static void the_disc_may_come_later(void **state)
{
	(void)state;
	free(st.state);
	st.wanted = (struct job_wanted){ 0 };
	drives[0].state = drives[2].state = STATUS_NOT_READY;
	stage_open(&st, &screen_new_job);
	assert_string_equal(drawn(2), "   drive        < - >");
	assert_string_equal(stage_row(&st, 3), "                ! No drive has a disc: put one in, it is recognised by itself.");
	assert_string_equal(stage_row(&st, 6), "                ! The folder needs a name.");
	drives[0].state = STATUS_OK;
	stage_update(&st);
	assert_string_equal(drawn(3), "                CD, TNT_ROM  339 102 sectors, 694 MB");
	assert_string_equal(stage_row(&st, 5), " > folder       tnt-rom");
	drives[0].state = STATUS_TRAY_OPEN;
	stage_update(&st);
	assert_string_equal(drawn(3), "                ! the tray is open");
	assert_string_equal(stage_row(&st, 5), " > folder       tnt-rom");
	press(KEY_CODE_ENTER, 4);
	press(KEY_CODE_ENTER, 1);	/* to what is wrong */
	assert_string_equal(drawn(2), " > drive        < 1 sr0 PLEXTOR PX-716A >");
	st.ui.view.ndrives = 0;
	stage_update(&st);
	assert_string_equal(drawn(3), "                ! The drive is gone: choose another one with Left and Right.");
	press(KEY_CODE_RIGHT, 1);
}

static void names_that_cannot_be(void **state)
{
	static const struct {
		const char *name, *says;
	} bad[] = {
		{ "", "                ! The folder needs a name." },
		{ "   ", "                ! The folder needs a name." },
		{ "..", "                ! That is another folder, not a name for one." },
		{ ".", "                ! That is another folder, not a name for one." },
		{ ".hidden", "                ! A name that begins with a dot would be hidden." },
		{ "a/b", "                ! No slash: the folder lies among the other jobs." },
		{ "../../etc", "                ! A name that begins with a dot would be hidden." },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		name_folder(bad[i].name);
		assert_string_equal(drawn(6), bad[i].says);
		press(KEY_CODE_UP, 2);
		press(KEY_CODE_ENTER, 1);
		assert_string_equal(drawn(6), bad[i].says);
		assert_int_equal(st.canvas.cursor_row, 5);	/* back where it is wrong */
		assert_string_equal(st.wanted.folder, "");
	}
	name_folder("tab\tesc\x1b");	/* Tab left the field, and no control character went in */
	assert_string_equal(drawn(5), "   folder       tab");
}

static void a_present_job_is_opened(void **state)
{
	(void)state;
	name_folder("thesis");
	assert_string_equal(drawn(6), "                ! This job is there already: it can be opened.");
	assert_string_equal(stage_row(&st, 17), "                [ Open that job ]");
	press(KEY_CODE_ENTER, 1);
	stage_type(&st, "must not replace what is said there");
	press(KEY_CODE_ENTER, 3);
	assert_int_equal(stage_key(&st, KEY_CODE_ENTER).kind, FOLLOW_OPEN_JOB);
	assert_string_equal(st.wanted.folder, "new_job.scratch/thesis");
	assert_string_equal(st.wanted.drive, "");
	assert_string_equal(st.wanted.about.identifier, "");
}

static void what_is_in_the_way_is_said(void **state)
{
	(void)state;
	scratch_folder("new_job");
	assert_int_equal(system("mkdir new_job.scratch/empty new_job.scratch/full && touch new_job.scratch/full/x "
				"new_job.scratch/file && ln -s nowhere new_job.scratch/link"), 0);
	name_folder("full");
	press(KEY_CODE_UP, 2);
	press(KEY_CODE_ENTER, 1);
	assert_string_equal(drawn(6), "                ! A folder of that name holds something else already.");
	name_folder("file");
	assert_string_equal(drawn(6), "");
	press(KEY_CODE_UP, 2);
	press(KEY_CODE_ENTER, 1);
	assert_string_equal(drawn(6), "                ! Something of that name is there already, and is no folder.");
	name_folder("link");
	press(KEY_CODE_UP, 2);
	press(KEY_CODE_ENTER, 1);
	assert_string_equal(drawn(6), "                ! Something of that name is there already, and is no folder.");
	name_folder(" empty ");
	press(KEY_CODE_UP, 2);
	assert_int_equal(stage_key(&st, KEY_CODE_ENTER).kind, FOLLOW_OPEN_JOB);
	assert_string_equal(st.wanted.folder, "new_job.scratch/empty");
	assert_int_equal(system("test -d new_job.scratch/empty && rm -r new_job.scratch"), 0);
}

static void long_paths_and_full_fields(void **state)
{
	static char deep[PATH_MAX];

	(void)state;
	memset(deep, 'd', sizeof deep - 5);
	st.settings.jobs = deep;
	press(KEY_CODE_UP, 2);
	press(KEY_CODE_ENTER, 1);
	assert_string_equal(drawn(6), "                ! The path is too long.");
	press(KEY_CODE_DOWN, 1);
	for (int i = 0; i < 200; i++)
		stage_type(&st, "i");
	assert_string_equal(drawn(9), "                ! No more room here.");
	press(KEY_CODE_UP, 1);
	assert_string_equal(drawn(9), "                a shelf mark or an inventory number; may stay empty");
	st.settings.jobs = NULL;
	assert_string_equal(drawn(6), "                ! There is no folder for jobs: name one with --jobs.");
}

static void proposed(const char *label, const char *name)
{
	snprintf(drives[0].volume.label, sizeof drives[0].volume.label, "%s", label);
	stage_update(&st);
	assert_string_equal(drawn(5) + 16, name);
	assert_string_equal(drawn(6), "");
}

static void names_are_proposed_from_hostile_labels(void **state)
{
	(void)state;
	proposed("Back_Up (2003)", "back-up-2003");
	proposed("../../ETC/PASSWD", "etc-passwd");
	proposed("...", "cd");
	proposed("", "cd");
	proposed("\x1b[2J\xff", "2j");
	proposed("日本", "cd");
	proposed("V1.0", "v1.0");
	proposed("-RF", "rf");
	proposed("THESIS", "thesis-2");	/* taken */
}

static void hostile_labels_are_harmless(void **state)
{
	(void)state;
	snprintf(drives[0].volume.label, sizeof drives[0].volume.label, "\x1b[2J\xff\u202e日本");
	snprintf(drives[0].id.vendor, sizeof drives[0].id.vendor, "\x1b]0;");
	for (int ascii = 0; ascii < 2; ascii++) {
		st.ui.ascii = ascii;
		assert_string_equal(drawn(2), "   drive        < 1 sr0 <1b>]0; PX-716A >");
		assert_string_equal(drawn(3), ascii ? "                CD, <1b>[2J<ff>????  339 102 sectors, 694 MB" :
				    "                CD, <1b>[2J<ff>日本  339 102 sectors, 694 MB");
		stage_is_harmless(&st);
		for (int rows = 1; rows < 30; rows++)
			for (int cols = 1; cols < 100; cols += 7) {
				stage_draw(&st, rows, cols);
				stage_is_harmless(&st);
			}
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* A disc that has a job already is led to it; its own name and time tell, not the folder's. */
static void a_disc_leads_to_its_own_job(void **state)
{
	static struct job_brief own[] = {
		{ .name = "tnt-rom", .volume = { .found = true, .label = "TNT_ROM", .created = "2003110312000000" } },
		{ .name = "shelf-7", .volume = { .found = true, .label = "TNT_ROM" } },
	};
	struct follow f;

	(void)state;
	st.ui.view.jobs = own;
	st.ui.view.njobs = 2;
	stage_key(&st, KEY_CODE_UP);
	stage_update(&st);
	stage_draw(&st, 24, 80);
	assert_true(stage_has(&st, "shelf-7"));
	assert_true(stage_has(&st, "This is the disc of that job: it can be opened."));
	stage_key(&st, KEY_CODE_UP);	/* round to the button */
	f = stage_key(&st, KEY_CODE_ENTER);
	assert_int_equal(f.kind, FOLLOW_OPEN_JOB);
	assert_string_equal(st.wanted.folder, "new_job.scratch/shelf-7");
	assert_string_equal(st.wanted.drive, "/dev/sr0");
}

static void what_else_reads_the_disc_is_said(void **state)
{
	(void)state;
	snprintf(drives[0].mounted, sizeof drives[0].mounted, "/media/x");
	drives[0].in_use = true;
	stage_draw(&st, 24, 80);
	assert_true(stage_has(&st, "! mounted at /media/x"));
	drives[0].mounted[0] = '\0';
	stage_draw(&st, 24, 80);
	assert_true(stage_has(&st, "! another program ho"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(the_whole_form),
		TEST(enter_leads_to_the_start),
		TEST(keys_go_round_the_fields),
		TEST(left_and_right_choose_among_loaded_drives),
		TEST(the_disc_may_come_later),
		TEST(names_that_cannot_be),
		TEST(a_present_job_is_opened),
		TEST(what_is_in_the_way_is_said),
		TEST(long_paths_and_full_fields),
		TEST(names_are_proposed_from_hostile_labels),
		TEST(hostile_labels_are_harmless),
		TEST(a_disc_leads_to_its_own_job),
		TEST(what_else_reads_the_disc_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
