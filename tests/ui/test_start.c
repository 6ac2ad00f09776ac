#include "config.h"
#include "tests/ui/stage.h"
#include "ui/start.h"

static struct stage st;

static struct shelf_drive drives[] = {
	{
		.id = { "PLEXTOR", "PX-716A", "1.11", "SN0042", "/dev/sr0", "sr0", "" }, .state = STATUS_OK,
		.medium = { .kind = DISC_CD, .sectors = 339102, .bytes = INT64_C(694480896) },
		.volume = { .found = true, .label = "TNT_ROM", .sectors = 339102 },
	},
	{ .id = { "LITE-ON", "LTR-52327S", "QS0A", "", "/dev/sr1", "sr1", "" }, .state = STATUS_TRAY_OPEN },
	{ .id = { "HL-DT-ST", "BD-RE BH16NS55", "1.05", "", "/dev/sr2", "sr2", "" }, .state = STATUS_PERMISSION },
	{
		.id = { "", "", "", "", "/srv/images/disc.iso", "disc.iso", "" }, .state = STATUS_OK,
		.medium = { .kind = DISC_BD, .sectors = 62500000, .bytes = INT64_C(128000000000) },
	},
};

static struct job_brief jobs[] = {
	{ .name = "tnt-rom", .identifier = "R-0917", .description = "Tools & tales, disc 1", .sectors = 339102, .good = 333045,
	  .bad = 2431, .changed = STAGE_NOW - 600 },
	{ .name = "thesis", .description = "PhD backup 2003", .sectors = 310000, .good = 310000,
	  .changed = STAGE_NOW - 86400 * 5 },
	{ .name = "winkelnet", .description = "Preservation handbook, all the volumes", .sectors = 300000, .good = 183000,
	  .bad = 1, .changed = STAGE_NOW, .locked = true },
	{ .name = "broken", .changed = STAGE_NOW, .status = STATUS_BAD_FILE },
	{ .name = "fresh", .identifier = "SIG 12/4" },
};

static int set_up(void **state)
{
	(void)state;
	stage_set_up(&st);
	setenv("HOME", "/home/me", 1);
	st.settings.jobs = "/home/me/rescues";
	st.ui.view = (struct shelf_view){ .drives = drives, .ndrives = 4, .jobs = jobs, .njobs = 5, .looked = true };
	stage_open(&st, &screen_start);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	stage_tear_down(&st);
	return 0;
}


static void the_whole_screen(void **state)
{
	static const char *const rows[] = {
		" discnurse 0.1                                                jobs in ~/rescues",
		" drives                                                                 sectors",
		"> 1 sr0      PLEXTOR PX-716A 1.11       CD, TNT_ROM                     339 102",
		"  2 sr1      LITE-ON LTR-52327S QS0A    the tray is open",
		"  3 sr2      HL-DT-ST BD-RE BH16NS55 1… ! no permission: join the group cdrom",
		"  4 disc.iso                            BD without a name            62 500 000",
		"",
		" jobs                                       rescued        bad  last worked on",
		"  tnt-rom          Tools & tales, disc 1   98.214 %      2 431  today 13:55",
		"  thesis           PhD backup 2003        100.000 %          0  29 Oct",
		"  winkelnet        Preservation handboo…   61.000 %          1  being worked on",
		"  broken           ! the file is damaged or not what it claims to be",
		"  fresh            SIG 12/4                       -          -  -",
		NULL,
	};

	(void)state;
	stage_draw(&st, 24, 80);
	stage_shows(&st, rows);
	assert_int_equal(stage_role(&st, 2, 30), ROLE_SELECTED);
	assert_int_equal(stage_role(&st, 4, 41), ROLE_ERROR);
	assert_int_equal(stage_role(&st, 9, 45), ROLE_GOOD);
}

static void a_wide_screen(void **state)
{
	(void)state;
	stage_draw(&st, 60, 200);
	assert_string_equal(stage_row(&st, 2), " drives                                                                         "
			    "                                                                        sectors");
	assert_string_equal(stage_row(&st, 3), "> 1 sr0              PLEXTOR PX-716A 1.11            SN0042                CD, "
			    "TNT_ROM                                                       694 MB     339 102");
	assert_string_equal(stage_row(&st, 9), "  tnt-rom                           Tools & tales, disc 1                      "
			    "           R-0917                 339 102   98.214 %      2 431  today 13:55");
	stage_draw(&st, 120, 400);
	assert_int_equal(strlen(stage_row(&st, 0)), 399);
	assert_string_equal(stage_row(&st, 3) + 21, "PLEXTOR PX-716A 1.11            SN0042                CD, "
			    "TNT_ROM                                                       694 MB     339 102");
}

static void ascii_tells_the_same(void **state)
{
	(void)state;
	st.ui.ascii = true;
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 4), "  3 sr2      HL-DT-ST BD-RE BH16NS55 1~ ! no permission: join the group cdrom");
	stage_is_harmless(&st);
}

static void the_selected_drive_gets_advice(void **state)
{
	(void)state;
	stage_key(&st, KEY_CODE_DOWN);
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 3), "> 2 sr1      LITE-ON LTR-52327S QS0A    the tray is open");
	assert_string_equal(stage_row(&st, 22), " Put a disc in: it is recognised by itself.");
	stage_key(&st, KEY_CODE_DOWN);
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 22), " Your user may not read this drive: join the group cdrom, then log in again.");
}

/* Two drives of one make, and everything that may be the matter. */
static struct shelf_drive shelf[] = {
	{
		.id = { "PLEXTOR", "PX-716A", "1.11", "SN0042", "/dev/sr0", "sr0", "pci-0000:00:1f.2-ata-1" }, .state = STATUS_OK,
		.medium = {
			.kind = DISC_CD, .sectors = 339102, .bytes = INT64_C(694480896), .profile = 8,
			.toc = { .ntracks = 3, .track = { { 1, 4, 0 }, { 2, 0, 200000 }, { 3, 0, 300000 } } },
		},
		.volume = { .found = true, .label = "TNT_ROM", .sectors = 200000 }, .mounted = "/media/TNT_ROM", .in_use = true,
	},
	{ .id = { "PLEXTOR", "PX-716A", "1.11", "", "/dev/sr1", "sr1", "pci-0000:00:1f.2-ata-3" }, .state = STATUS_NOT_READY,
	  .since = STAGE_NOW - 12 },
	{ .id = { "HL-DT-ST", "BD-RE BH16NS55", "1.05", "", "/dev/sr2", "sr2", "" }, .state = STATUS_PERMISSION,
	  .group = "optical" },
	{ .id = { "LITE-ON", "LTR-52327S", "QS0A", "", "/dev/sr3", "sr3", "" }, .state = STATUS_STUCK, .since = STAGE_NOW - 67,
	  .now = { .command = "READ(12)", .lsn = 88120 } },
	{ .id = { "ASUS", "BW-16D1HT", "3.10", "", "/dev/sr4", "sr4", "" }, .state = STATUS_OK,
	  .medium = { .kind = DISC_DVD, .sectors = 2298496, .bytes = INT64_C(4707319808) }, .in_use = true },
};

static void each_drive_tells_its_state(void **state)
{
	static const char *const rows[] = {
		" discnurse 0.1                                                jobs in ~/rescues",
		" drives                                                                 sectors",
		"> 1 sr0      PX-716A SN0042             mounted: CD-ROM, TNT_ROM, m…    339 102",
		"  2 sr1      PX-716A …000:00:1f.2-ata-3 spinning up, 12 s",
		"  3 sr2      HL-DT-ST BD-RE BH16NS55 1… ! no permission: join the group optical",
		"  4 sr3      LITE-ON LTR-52327S QS0A    ! stuck since 14:04:03 in READ(12) at …",
		"  5 sr4      ASUS BW-16D1HT 3.10        in use: DVD without a name    2 298 496",
		"",
		" jobs",
		"  No job yet. Put a disc into a drive, select the drive and press Enter, or n.",
		NULL,
	};
	(void)state;
	st.ui.view.drives = shelf;
	st.ui.view.ndrives = ARRAY_LEN(shelf);
	st.ui.view.njobs = 0;
	stage_update(&st);
	stage_draw(&st, 24, 80);
	for (int i = 0; rows[i]; i++)
		assert_string_equal(stage_row(&st, i), rows[i]);
	assert_string_equal(stage_row(&st, 22), " It is mounted at /media/TNT_ROM: other programs may read it. M unmounts it.");
	stage_draw(&st, 60, 160);
	assert_true(stage_has(&st, "PLEXTOR PX-716A 1.11            SN0042                "
			      "mounted: CD-ROM, TNT_ROM, mixed mode, 3 tracks, at /media"));
	assert_true(stage_has(&st, "PLEXTOR PX-716A 1.11            …-0000:00:1f.2-ata-3"));
	assert_true(stage_has(&st, "! stuck since 14:04:03 in READ(12) at LSN 88 120"));
	stage_key(&st, KEY_CODE_DOWN);
	stage_key(&st, KEY_CODE_DOWN);
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 22), " Your user may not read this drive: join the group optical, then log in again.");
	stage_key(&st, KEY_CODE_DOWN);
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 22),
			    " Switch it off and on, or pull its plug: when it is back, that is seen by itse…");
	stage_key(&st, KEY_CODE_DOWN);
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 22), " Another program holds this disc: what it reads disturbs a rescue.");
}

static void only_a_mounted_disc_is_unmounted(void **state)
{
	struct follow f;

	(void)state;
	stage_key(&st, 'M');
	assert_string_equal(st.ui.notice, "The disc in this drive is not mounted.");
	st.ui.view.drives = shelf;
	st.ui.view.ndrives = ARRAY_LEN(shelf);
	stage_update(&st);
	f = stage_key(&st, 'M');
	assert_ptr_equal(f.screen, &screen_unmount);
	assert_string_equal(st.ui.unmount, "/dev/sr0");
	/* told when it is over, and how */
	st.ui.unmounting = true;
	shelf[0].unmounting = true;
	stage_update(&st);
	assert_string_equal(st.ui.notice, "");
	shelf[0].unmounting = false;
	shelf[0].unmount = (struct fault){ .status = STATUS_IN_USE, .detail = "target is busy" };
	stage_update(&st);
	assert_string_equal(st.ui.notice, "sr0: the disc stays mounted: target is busy");
	assert_false(st.ui.unmounting);
	st.ui.unmounting = true;
	shelf[0].unmount = (struct fault){ 0 };
	stage_update(&st);
	assert_string_equal(st.ui.notice, "sr0: the disc is unmounted.");
}

static void tab_goes_to_the_jobs(void **state)
{
	(void)state;
	stage_key(&st, KEY_CODE_TAB);
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 2), "  1 sr0      PLEXTOR PX-716A 1.11       CD, TNT_ROM                     339 102");
	assert_string_equal(stage_row(&st, 8), "> tnt-rom          Tools & tales, disc 1   98.214 %      2 431  today 13:55");
	stage_key(&st, KEY_CODE_END);
	stage_key(&st, KEY_CODE_UP);
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 22), " Nothing of this job was changed. Enter says what is wrong, and where.");
	stage_key(&st, KEY_CODE_TAB);
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 8), "  tnt-rom          Tools & tales, disc 1   98.214 %      2 431  today 13:55");
}

static void enter_opens(void **state)
{
	struct follow f = stage_key(&st, KEY_CODE_ENTER);

	(void)state;
	assert_int_equal(f.kind, FOLLOW_PUSH);
	assert_ptr_equal(f.screen, &screen_new_job);
	assert_string_equal(st.wanted.drive, "/dev/sr0");
	stage_key(&st, KEY_CODE_DOWN);
	assert_int_equal(stage_key(&st, KEY_CODE_ENTER).kind, FOLLOW_NONE);
	assert_string_equal(st.ui.notice, "sr1: the tray is open");
	stage_key(&st, KEY_CODE_TAB);
	stage_key(&st, KEY_CODE_DOWN);
	snprintf(st.wanted.about.notes, sizeof st.wanted.about.notes, "of another job");
	assert_int_equal(stage_key(&st, KEY_CODE_ENTER).kind, FOLLOW_OPEN_JOB);
	assert_string_equal(st.wanted.folder, "/home/me/rescues/thesis");
	assert_string_equal(st.wanted.drive, "");
	assert_string_equal(st.wanted.about.notes, "");
	assert_false(st.wanted.take_over);
	assert_int_equal(stage_key(&st, 'q').kind, FOLLOW_QUIT);
}

/* The selected drive if it has a disc, else the first that has one. */
static void n_takes_a_drive_with_a_disc(void **state)
{
	(void)state;
	stage_key(&st, KEY_CODE_END);
	assert_int_equal(stage_key(&st, 'n').kind, FOLLOW_PUSH);
	assert_string_equal(st.wanted.drive, "/srv/images/disc.iso");
	stage_key(&st, KEY_CODE_UP);
	assert_int_equal(stage_key(&st, 'n').kind, FOLLOW_PUSH);
	assert_string_equal(st.wanted.drive, "/dev/sr0");
	st.ui.view.drives = drives + 1;
	st.ui.view.ndrives = 2;
	stage_update(&st);
	assert_int_equal(stage_key(&st, 'n').kind, FOLLOW_NONE);
	assert_string_equal(st.ui.notice, "No drive has a disc: put one in, it is recognised by itself.");
	assert_false(screen_start.offers(&st.ui, st.state, ACT_NEW_JOB));
	assert_false(screen_start.offers(&st.ui, st.state, ACT_OPEN));
	assert_true(screen_start.offers(&st.ui, st.state, ACT_SEARCH));
}

static void a_drive_in_use_is_left_alone(void **state)
{
	struct shelf_drive one = drives[0];

	(void)state;
	one.busy = true;
	st.ui.view.drives = &one;
	st.ui.view.ndrives = 1;
	stage_update(&st);
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 2), "> 1 sr0      PLEXTOR PX-716A 1.11       a rescue uses this drive");
	assert_int_equal(stage_key(&st, KEY_CODE_ENTER).kind, FOLLOW_NONE);
	assert_string_equal(st.ui.notice, "sr0: a rescue uses this drive");
}

static void nothing_there(void **state)
{
	static const char *const looking[] = {
		" discnurse 0.1                                                jobs in ~/rescues",
		" drives",
		"  looking ...",
		"", "",
		" jobs",
		"  looking ...",
		NULL,
	};
	static const char *const nothing[] = {
		" discnurse 0.1                                                jobs in ~/rescues",
		" drives",
		"  No drive was found. Is your user in the group cdrom (log in again after a",
		"  change)? A device or an image can be named: --drive FILE.",
		"",
		" jobs",
		"  No job yet. Put a disc into a drive, select the drive and press Enter, or n.",
		NULL,
	};

	(void)state;
	st.ui.view = (struct shelf_view){ 0 };
	stage_update(&st);
	stage_draw(&st, 24, 80);
	stage_shows(&st, looking);
	st.ui.view.looked = true;
	stage_draw(&st, 24, 80);
	stage_shows(&st, nothing);
	for (const char *key = "\r\tn/;q"; *key; key++)
		stage_key(&st, *key);
	stage_draw(&st, 24, 80);
}

static void searching_finds_while_it_is_typed(void **state)
{
	struct start *s = st.state;

	(void)state;
	stage_key(&st, '/');
	stage_type(&st, "ha");
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 10), "> winkelnet        Preservation handboo…   61.000 %          1  being worked on");
	assert_string_equal(stage_row(&st, 22), " /ha");
	assert_int_equal(st.canvas.cursor_row, 22);
	assert_int_equal(st.canvas.cursor_col, 4);
	stage_type(&st, "x");
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 22), " /hax                                                                 not found");
	assert_string_equal(s->jobs.key, "tnt-rom");
	stage_key(&st, KEY_CODE_BACKSPACE);
	stage_key(&st, KEY_CODE_ESC);
	assert_string_equal(s->jobs.key, "tnt-rom");
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 22), "");
	assert_int_equal(st.canvas.cursor_row, -1);

	stage_key(&st, '/');
	stage_type(&st, "T");	/* letters that are keys elsewhere */
	stage_type(&st, "n");
	assert_string_equal(s->jobs.key, "tnt-rom");
	stage_key(&st, KEY_CODE_BACKSPACE);
	stage_key(&st, KEY_CODE_ENTER);
	stage_key(&st, ';');
	assert_string_equal(s->jobs.key, "thesis");
	stage_key(&st, ';');
	assert_string_equal(s->jobs.key, "winkelnet");
	stage_key(&st, '/');	/* an empty line repeats */
	stage_key(&st, KEY_CODE_ENTER);
	assert_string_equal(s->jobs.key, "tnt-rom");
	stage_key(&st, KEY_CODE_END);
	stage_key(&st, '/');
	stage_type(&st, "r-09");
	assert_string_equal(s->jobs.key, "tnt-rom");	/* by the identifier, round the end */
	assert_int_equal(stage_key(&st, KEY_CODE_ENTER).kind, FOLLOW_NONE);
	assert_int_equal(stage_key(&st, KEY_CODE_ENTER).kind, FOLLOW_OPEN_JOB);
	assert_string_equal(st.wanted.folder, "/home/me/rescues/tnt-rom");
}

static void other_keys_end_the_search(void **state)
{
	struct start *s = st.state;

	(void)state;
	stage_key(&st, '/');
	stage_type(&st, "th");
	stage_key(&st, KEY_CODE_DOWN);
	assert_string_equal(s->jobs.key, "winkelnet");
	assert_false(s->search.typing);
	assert_int_equal(stage_key(&st, 'q').kind, FOLLOW_QUIT);
}

static void many_jobs_scroll(void **state)
{
	enum { MANY = 3000 };
	struct job_brief *many = calloc(MANY, sizeof *many);

	(void)state;
	assert_non_null(many);
	for (int i = 0; i < MANY; i++) {
		snprintf(many[i].name, sizeof many[i].name, "job-%04d", i + 1);
		many[i].sectors = 1000;
		many[i].good = i % 1000;
	}
	st.ui.view.jobs = many;
	st.ui.view.njobs = MANY;
	stage_update(&st);
	stage_key(&st, KEY_CODE_TAB);
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 7), " jobs  1 of 3 000                           rescued        bad  last worked on");
	assert_string_equal(stage_row(&st, 21), "  job-0014                                  1.300 %          0  -");
	stage_key(&st, KEY_CODE_END);
	stage_draw(&st, 24, 80);
	assert_string_equal(stage_row(&st, 7), " jobs  3 000 of 3 000                       rescued        bad  last worked on");
	assert_string_equal(stage_row(&st, 8), "  job-2987                                 98.600 %          0  -");
	assert_string_equal(stage_row(&st, 21), "> job-3000                                 99.900 %          0  -");
	stage_key(&st, '/');
	stage_type(&st, "1234");
	stage_draw(&st, 24, 80);
	assert_true(stage_has(&st, "> job-1234"));
	st.ui.view.jobs = many + 1;	/* another job came to stand elsewhere: the selection stays with its job */
	st.ui.view.njobs = MANY - 1;
	stage_update(&st);
	stage_draw(&st, 24, 80);
	assert_true(stage_has(&st, "> job-1234"));
	assert_string_equal(stage_row(&st, 7), " jobs  1 233 of 2 999                       rescued        bad  last worked on");
	st.ui.view.jobs = jobs;
	st.ui.view.njobs = 5;
	free(many);
}

/* Names from discs and drives steer no terminal and move no column. */
static void hostile_names_are_harmless(void **state)
{
	struct shelf_drive bad = {
		.id = { "\x1b[2J", "\xff\xfeX", "\n", "", "/dev/x\x1b", "日本語日本語", "" }, .state = STATUS_OK,
		.medium = { .kind = DISC_DVD, .sectors = 5, .bytes = 10240 },
		.volume = { .found = true, .label = "\x1b]0;x\a\xc2\x9b""e\u0301" },
	};
	struct job_brief job = { .name = "\x1b[31m\xe2\x80\xae/evil", .description = "שלום \u202e日本語\xc3", .sectors = 3,
		.good = 5, .bad = -1 };

	(void)state;
	st.ui.view = (struct shelf_view){ .drives = &bad, .ndrives = 1, .jobs = &job, .njobs = 1, .looked = true };
	stage_update(&st);
	stage_draw(&st, 24, 80);
	stage_is_harmless(&st);
	assert_string_equal(stage_row(&st, 2), "> 1 日本語…  <1b>[2J <ff><fe>X <0a>     DVD, <1b>]0;x<07><c2><9b>e            5");
	assert_string_equal(stage_row(&st, 6), "  <1b>[31m/evil    שלום 日本語<c3>                -         -1  -");
	st.ui.ascii = true;
	stage_draw(&st, 24, 80);
	stage_is_harmless(&st);
	assert_string_equal(stage_row(&st, 2), "> 1 ??????~  <1b>[2J <ff><fe>X <0a>     DVD, <1b>]0;x<07><c2><9b>e            5");
}

static void every_size_holds(void **state)
{
	static const int sizes[][2] = {
		{ 1, 1 }, { 2, 3 }, { 5, 10 }, { 8, 40 }, { 24, 60 }, { 24, 80 }, { 24, 119 }, { 30, 120 }, { 60, 200 },
		{ 120, 400 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		for (int ndrives = 0; ndrives < 60; ndrives += 7) {
			struct rect r = { .rows = sizes[i][0], .cols = sizes[i][1] };
			struct start_layout l = start_layout_for(r, ndrives);

			assert_true(l.drives_rows >= 2 && l.jobs_rows >= 0);
			assert_true(l.at.text_cols >= 0 && l.at.what_cols >= 0);
			if (r.rows >= 23 && r.cols >= 80) {
				assert_true(l.jobs_rows >= 8);
				assert_true(l.at.text_cols >= 20 && l.at.what_cols >= 20);
				assert_true(l.at.text + l.at.text_cols <= l.at.id);
				assert_true(l.at.id + l.at.id_cols <= l.at.rescued_end - 9);
				assert_true(l.at.serial + l.at.serial_cols <= l.at.what);
			}
			stage_draw(&st, r.rows, r.cols);
			stage_is_harmless(&st);
		}
}

static void a_click_selects_and_opens(void **state)
{
	struct start *s = st.state;

	(void)state;
	stage_draw(&st, 24, 80);
	screen_start.act(&st.ui, st.state, ACT_CLICK, (struct mouse){ 9, 20 });
	assert_true(s->in_jobs);
	assert_string_equal(s->jobs.key, "thesis");
	assert_int_equal(screen_start.act(&st.ui, st.state, ACT_CLICK, (struct mouse){ 9, 20 }).kind, FOLLOW_OPEN_JOB);
	screen_start.act(&st.ui, st.state, ACT_CLICK, (struct mouse){ 5, 20 });
	assert_false(s->in_jobs);
	assert_string_equal(s->drives.key, "/srv/images/disc.iso");
	for (int row = -1; row < 25; row += row == 0 ? 5 : 1)	/* headings, blanks, below the last: nothing */
		if (row < 2 || row == 6 || row == 7 || row > 12)
			assert_int_equal(screen_start.act(&st.ui, st.state, ACT_CLICK, (struct mouse){ row, 3 }).kind,
					 FOLLOW_NONE);
	assert_string_equal(s->drives.key, "/srv/images/disc.iso");
}

static void no_key_is_bound_twice(void **state)
{
	const struct binding *k = screen_start.keys;

	(void)state;
	for (int i = 0; i < screen_start.nkeys; i++)
		assert_int_equal(binding_find(k, screen_start.nkeys, k[i].key), k[i].action);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(the_whole_screen),
		TEST(a_wide_screen),
		TEST(ascii_tells_the_same),
		TEST(the_selected_drive_gets_advice),
		TEST(each_drive_tells_its_state),
		TEST(only_a_mounted_disc_is_unmounted),
		TEST(tab_goes_to_the_jobs),
		TEST(enter_opens),
		TEST(n_takes_a_drive_with_a_disc),
		TEST(a_drive_in_use_is_left_alone),
		TEST(nothing_there),
		TEST(searching_finds_while_it_is_typed),
		TEST(other_keys_end_the_search),
		TEST(many_jobs_scroll),
		TEST(hostile_names_are_harmless),
		TEST(every_size_holds),
		TEST(a_click_selects_and_opens),
		TEST(no_key_is_bound_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
