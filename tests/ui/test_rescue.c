#include "config.h"
#include "tests/unit.h"

#include "tests/ui/rescue_stage.h"
#include "ui/speed.h"

#include <locale.h>

/* The rescue screen as text, against saved screens; DISCNURSE_SAVE=1 saves them again. */

static void test_saved_screens(void **state)
{
	static const struct {
		const char *name;
		int rows, cols, colours;
		bool ascii;
		const char *keys;
	} screens[] = {
		{ "rescue-80x24", 24, 80, 256, false, "" },
		{ "rescue-80x24-ascii", 24, 80, 0, true, "" },
		{ "rescue-80x24-counts", 24, 80, 256, false, "\t\t\t" },
		{ "rescue-80x24-cell", 24, 80, 256, false, "\t\t\t\tbm" },
		{ "rescue-80x24-log", 24, 80, 256, false, "\t\t\t\t\t" },
		{ "rescue-80x24-zoom", 24, 80, 256, false, "bzzzz" },
		{ "rescue-100x45", 45, 100, 0, false, "" },
		{ "rescue-200x60", 60, 200, 256, false, "bm" },
		{ "rescue-200x60-ascii", 60, 200, 0, true, "b" },
		{ "rescue-quit", 24, 80, 256, false, "q" },
		{ "rescue-move", 24, 80, 256, false, "s" },
		{ "rescue-help", 24, 80, 256, false, "?" },
		{ "rescue-small", 20, 60, 256, false, "" },
		{ "drives-80x24", 24, 80, 256, false, "\t" },
		{ "drives-80x24-ascii", 24, 80, 0, true, "" },
		{ "drives-120x40", 40, 120, 256, false, "\tj" },
		{ "drives-200x60", 60, 200, 256, false, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(screens); i++) {
		struct stage *s;

		if (strncmp(screens[i].name, "drives", 6) == 0)
			fake_scene_drives(fake_engine());
		else
			fake_scene_cd(fake_engine());
		s = stage_open(screens[i].rows, screens[i].cols, screens[i].ascii, screens[i].colours);
		for (const char *k = screens[i].keys; *k; k++)
			press(s, *k);
		compare_saved(s, screens[i].name);
		stage_close(s);
	}
}

static void test_keys_post_their_commands(void **state)
{
	static const struct {
		int32_t key;
		enum command_kind kind;
	} keys[] = {
		{ 'p', CMD_PAUSE }, { ' ', CMD_RESUME }, { 'n', CMD_NEXT_PASS }, { 'k', CMD_SKIP }, { 'r', CMD_REVERSE },
		{ 'a', CMD_ADD_RETRY }, { 'e', CMD_EJECT }, { '+', CMD_SET_SPEED }, { '-', CMD_SET_SPEED },
		{ 'f', CMD_FIRST },
	};
	struct stage *s = stage_cd();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		int before = fake_engine()->nposted;

		press(s, keys[i].key);
		assert_int_equal(fake_engine()->nposted, before + 1);
		assert_int_equal(last_command()->kind, keys[i].kind);
	}
	press(s, '+');	/* from 8x as set */
	assert_int_equal(last_command()->kb_per_s, 16 * 1764 / 10);
	press(s, '-');
	assert_int_equal(last_command()->kb_per_s, 4 * 1764 / 10);
	stage_close(s);
}

static void test_speeds_step_by_the_kind_of_disc(void **state)
{
	static const struct drive_abilities unknown = { 0 }, three = { .nspeeds = 3, .speeds = { 706, 1411, 4234 } },
		one = { .nspeeds = 1, .speeds = { 1411 } };
	char text[16];

	(void)state;
	assert_int_equal(speed_step(&unknown, DISC_CD, 0, 1), 0);
	assert_int_equal(speed_step(&unknown, DISC_CD, 0, -1), 48 * 1764 / 10);
	assert_int_equal(speed_step(&unknown, DISC_CD, 48 * 1764 / 10, 1), 0);
	assert_int_equal(speed_step(&unknown, DISC_CD, 176, -1), 176);
	assert_int_equal(speed_step(&unknown, DISC_DVD, 5540, 1), 6 * 1385);
	assert_int_equal(speed_step(&unknown, DISC_BD, 5000, -1), 4496);
	speed_text(DISC_CD, 1411, text, sizeof text);
	assert_string_equal(text, "8x");
	speed_text(DISC_BD, 0, text, sizeof text);
	assert_string_equal(text, "max");
	/* the drive's own list; its last one is the fastest */
	assert_int_equal(speed_step(&three, DISC_CD, 0, -1), 1411);
	assert_int_equal(speed_step(&three, DISC_CD, 1411, -1), 706);
	assert_int_equal(speed_step(&three, DISC_CD, 706, -1), 706);
	assert_int_equal(speed_step(&three, DISC_CD, 706, 1), 1411);
	assert_int_equal(speed_step(&three, DISC_CD, 1411, 1), 0);
	assert_int_equal(speed_step(&three, DISC_CD, 4234, -1), 1411);
	assert_int_equal(speed_step(&one, DISC_CD, 0, -1), 0);
	assert_int_equal(speed_step(&one, DISC_CD, 1411, 1), 0);
	speed_measured(DISC_CD, 153600 * 4.13, text, sizeof text);
	assert_string_equal(text, "4.1x");
	speed_measured(DISC_DVD, 1385000 * 15.6, text, sizeof text);
	assert_string_equal(text, "16x");
	speed_measured(DISC_CD, 1300, text, sizeof text);
	assert_string_equal(text, "");
}

static void test_what_was_asked_stays_visible(void **state)
{
	struct stage *s = stage_cd();
	struct engine *e = fake_engine();

	(void)state;
	e->snap.phase = PHASE_PAUSING;
	e->snap.read_s = 12;
	assert_shows(s, "pausing after this read, 12 s");
	e->snap.phase = PHASE_READING;
	e->slow_hand = true;
	press(s, 'n');
	assert_shows(s, "next pass: after this read, 12 s");
	e->snap.taken++;
	assert_false(shows(s, "after this read"));
	stage_close(s);
}

static void test_silence_is_said(void **state)
{
	struct stage *s = stage_cd();
	struct engine *e = fake_engine();
	struct drive_view *d = &e->snap.drives[0];

	(void)state;
	d->read_s = e->snap.read_s = 41;
	d->in_flight = e->snap.in_flight = (struct span){ 88120, 1 };
	assert_shows(s, "sr0 has been silent for 41 s at LSN 88 120. You can leave it and go on in");
	assert_shows(s, " another drive: s.");
	assert_shows(s, "silent 41 s");
	e->snap.drives[1].state = STATUS_OK;
	e->snap.drives[1].active = true;
	assert_shows(s, "sr0 has been silent for 41 s at LSN 88 120. The other drives go on; U leaves");
	assert_shows(s, " it out.");
	d->in_flight.count = e->snap.in_flight.count = 0;
	e->snap.since_good_s = 180;
	assert_shows(s, "Nothing was won for 3 min.");
	e->snap.since_good_s = 1;
	snprintf(d->mounted, sizeof d->mounted, "/media/x");
	assert_shows(s, "The disc in sr0 is mounted at /media/x: what others read there disturbs the");
	stage_close(s);
}

static void test_the_end_of_the_plan(void **state)
{
	struct stage *s = stage_cd();
	struct engine *e = fake_engine();

	(void)state;
	e->snap.phase = PHASE_DONE;
	e->snap.pass_name = NULL;
	e->snap.in_flight.count = 0;
	map_set(e->map, map_all(e->map), MAP_GOOD);
	map_set(e->map, (struct span){ 100, 3 }, MAP_BAD);
	map_set(e->map, (struct span){ 200, 1200 }, MAP_BAD);
	fake_tally(e);
	assert_shows(s, "Done: 1 203 sectors in 2 areas are unread.");
	assert_shows(s, "sr2 may win about 310 sectors: s. More retries: a.");
	assert_shows(s, "99.645 %");
	map_set(e->map, map_all(e->map), MAP_GOOD);
	fake_tally(e);
	assert_shows(s, "Everything is rescued.");
	assert_shows(s, "100.000 % rescued");
	assert_int_equal(press(s, 'q').kind, FOLLOW_CLOSE_JOB);	/* nothing is running: no question */
	stage_close(s);
}

static void test_a_failed_end_says_why(void **state)
{
	struct stage *s = stage_cd();
	struct engine *e = fake_engine();

	(void)state;
	e->snap.phase = PHASE_ENDED;
	e->snap.end = fault_set(&e->snap.fault, STATUS_BAD_FILE, "job1/disc.map", 7,
				N_("a block overlaps the one before it"), "0x%x", 4096);
	assert_shows(s, "ended: the file is damaged or not what it claims to be");
	assert_shows(s, "job1/disc.map:7: a block overlaps the one before it: 0x1000");
	press(s, 'p');
	assert_int_equal(e->nposted, 0);
	stage_close(s);
}

static void test_marked_cells_are_read_first(void **state)
{
	struct stage *s = stage_cd();
	struct rescue *r = s->screens.at[0].state;
	const struct command *c;
	struct span from, to;

	(void)state;
	draw(s);
	press(s, KEY_CODE_HOME);
	press(s, KEY_CODE_DOWN);
	press(s, 'm');
	from = map_view_span(&r->view, r->view.cols);
	press(s, KEY_CODE_RIGHT);
	press(s, KEY_CODE_RIGHT);
	to = map_view_span(&r->view, r->view.cols + 2);
	press(s, 'f');
	c = last_command();
	assert_int_equal(c->kind, CMD_FIRST);
	assert_int_equal(c->span.lsn, from.lsn);
	assert_int_equal(span_end(c->span), span_end(to));
	assert_int_equal(r->view.mark, -1);
	press(s, 'f');	/* without a mark: the cell */
	assert_int_equal(last_command()->span.lsn, to.lsn);
	assert_int_equal(last_command()->span.count, to.count);
	stage_close(s);
}

static void test_go_to_an_lsn(void **state)
{
	struct stage *s = stage_cd();
	struct rescue *r = s->screens.at[0].state;

	(void)state;
	press(s, '/');
	for (const char *p = "2x1q1034"; *p; p++)
		press(s, *p);
	assert_shows(s, "Go to LSN: 211034");
	press(s, KEY_CODE_ENTER);
	assert_int_equal(r->view.cursor, 211034);
	press(s, '/');
	for (const char *p = "999999"; *p; p++)
		press(s, *p);
	press(s, KEY_CODE_ENTER);
	assert_shows(s, "There is no LSN 999999 on this disc.");
	assert_int_equal(r->view.cursor, 211034);
	press(s, '/');
	press(s, '5');
	press(s, KEY_CODE_ESC);
	assert_int_equal(r->view.cursor, 211034);
	stage_close(s);
}

static void test_next_and_previous_bad_area(void **state)
{
	struct stage *s = stage_cd();
	struct rescue *r = s->screens.at[0].state;

	(void)state;
	press(s, KEY_CODE_HOME);
	press(s, 'b');
	assert_int_equal(r->view.cursor, 110000);
	press(s, 'b');
	assert_int_equal(r->view.cursor, 114400);
	press(s, 'B');
	assert_int_equal(r->view.cursor, 110039);
	press(s, 'B');
	assert_shows(s, "Before this, everything is rescued.");
	stage_close(s);
}

static void test_a_click_sets_the_cursor(void **state)
{
	struct stage *s = stage_cd();
	struct rescue *r = s->screens.at[0].state;
	bool redraw;

	(void)state;
	draw(s);
	screens_key(&s->screens, KEY_CODE_CLICK, (struct mouse){ r->layout.map.row + 2, r->layout.map.col + 1 + 5 }, &redraw);
	assert_int_equal(r->view.cursor, map_view_span(&r->view, 2 * r->view.cols + 5).lsn);
	screens_key(&s->screens, KEY_CODE_CLICK, (struct mouse){ 0, 0 }, &redraw);
	assert_int_equal(r->view.cursor, map_view_span(&r->view, 2 * r->view.cols + 5).lsn);
	stage_close(s);
}

/* The dialog from start to end: the read in flight, saving, the tray, the other drive spinning up, the comparison. */
static void test_moving_the_disc(void **state)
{
	struct stage *s = stage_cd();
	struct engine *e = fake_engine();

	(void)state;
	press(s, 's');
	assert_int_equal(last_command()->kind, CMD_MOVE);
	assert_string_equal(last_command()->drive, "sim:test#sr1");
	assert_shows(s, "open: take the disc out");
	e->snap.move = MOVE_FINISH_READ;
	e->snap.read_s = 9;
	assert_shows(s, "waiting, 9.0 s");
	assert_false(shows(s, "saved: image and map"));
	e->snap.move = MOVE_SAVE;
	assert_shows(s, "2 save image and map                  saving ...");
	e->snap.move = MOVE_OPEN;
	assert_shows(s, "opening ...");
	e->snap.move = MOVE_INSERT;
	assert_shows(s, "saved: image and map, 12:00:00");
	press(s, 'd');
	assert_shows(s, "Where will it be put?");
	press(s, KEY_CODE_DOWN);
	press(s, KEY_CODE_ENTER);
	assert_int_equal(last_command()->kind, CMD_MOVE);
	assert_string_equal(last_command()->drive, "sim:test#sr2");
	e->snap.drives[2].state = STATUS_NOT_READY;
	assert_shows(s, "sr2 is spinning up");
	s->ui.now += 12;
	assert_shows(s, "sr2 is spinning up, 12 s");
	e->snap.drives[2].state = STATUS_NO_MEDIUM;
	press(s, 'I');
	assert_int_equal(last_command()->kind, CMD_INSERT);
	assert_string_equal(last_command()->drive, "sim:test#sr2");
	assert_ptr_equal(screens_top(&s->screens), &screen_rescue);	/* it was taken: the dialog is over */
	assert_int_equal(s->ui.snap.active, 2);
	press(s, 's');
	press(s, KEY_CODE_ESC);
	assert_int_equal(last_command()->kind, CMD_CANCEL_MOVE);
	assert_ptr_equal(screens_top(&s->screens), &screen_rescue);
	stage_close(s);
}

/* While the disc is compared the engine tells another phase: the dialog stays. */
static void test_the_dialog_stays_to_the_end(void **state)
{
	struct stage *s = stage_cd();
	struct engine *e = fake_engine();

	(void)state;
	press(s, 's');
	e->snap.move = MOVE_IDENTIFY;
	e->snap.phase = PHASE_IDENTIFYING;
	assert_shows(s, "5 is it the same disc?                comparing ...");
	e->snap.move = MOVE_NONE;
	e->snap.phase = PHASE_READING;
	draw(s);
	assert_ptr_equal(screens_top(&s->screens), &screen_rescue);
	stage_close(s);
}

static void test_a_stuck_drive_is_left(void **state)
{
	struct stage *s = stage_cd();
	struct engine *e = fake_engine();
	struct drive_view *d = &e->snap.drives[0];

	(void)state;
	d->stuck = true;
	d->stuck_s = 61;
	d->stuck_in = (struct drive_now){ .command = "READ(12)", .lsn = 88120 };
	press(s, 's');
	d->state = STATUS_OK;
	assert_shows(s, "given up: the drive is stuck");
	assert_shows(s, "stuck: a pin opens it by hand");
	assert_shows(s, "sr0: the drive is stuck in a command. Nothing is lost.");
	assert_shows(s, "To get the disc out: switch the drive off and on, or press a pin into");
	press(s, KEY_CODE_ESC);
	/* and the console answers every key meanwhile */
	assert_shows(s, "sr0 is stuck since 12:00:00 in READ(12) at LSN 88 120.");
	press(s, '2');
	assert_ptr_equal(screens_top(&s->screens), &screen_log);
	press(s, '1');
	press(s, 'z');
	press(s, '?');
	assert_ptr_equal(screens_top(&s->screens), &screen_help);
	press(s, KEY_CODE_ESC);
	assert_ptr_equal(screens_top(&s->screens), &screen_rescue);
	press(s, 'p');
	assert_int_equal(last_command()->kind, CMD_PAUSE);
	press(s, 'q');
	assert_ptr_equal(screens_top(&s->screens), &screen_quit);
	stage_close(s);
}

/* The other drive has a copy in it: nothing is opened before a word is said, and both can be read. */
static void test_a_copy_in_the_other_drive(void **state)
{
	struct stage *s = stage_cd();
	struct engine *e = fake_engine();

	(void)state;
	e->snap.drives[1].state = STATUS_OK;
	press(s, 's');
	assert_int_equal(e->nposted, 0);
	assert_shows(s, "Where will it be put?");
	assert_shows(s, "u use it, too");
	press(s, KEY_CODE_ESC);
	assert_int_equal(e->nposted, 0);
	assert_ptr_equal(screens_top(&s->screens), &screen_rescue);
	press(s, 's');
	press(s, 'u');
	assert_int_equal(e->nposted, 1);
	assert_int_equal(last_command()->kind, CMD_USE);
	assert_string_equal(last_command()->drive, "sim:test#sr1");
	assert_ptr_equal(screens_top(&s->screens), &screen_rescue);
	press(s, 's');
	press(s, KEY_CODE_ENTER);
	assert_int_equal(last_command()->kind, CMD_MOVE);
	e->snap.drives[0].state = STATUS_OK;
	e->snap.move = MOVE_OPEN;
	assert_shows(s, "sr1 holds a disc. If it is a copy, both can be read at once: u.");
	press(s, 'u');
	assert_int_equal(e->posted[e->nposted - 2].kind, CMD_CANCEL_MOVE);
	assert_int_equal(last_command()->kind, CMD_USE);
	stage_close(s);
}

static struct stage *stage_wrong(enum status why)
{
	struct stage *s = stage_cd();
	struct engine *e = fake_engine();

	press(s, 's');
	e->snap.move = MOVE_WRONG;
	e->snap.phase = PHASE_ASKING;
	e->snap.ask = (struct question){ .id = 7, .why = why, .place = "sr1", .drive = 1 };
	return s;
}

static void test_another_disc_is_named(void **state)
{
	struct stage *s = stage_wrong(STATUS_WRONG_DISC);
	struct engine *e = fake_engine();

	(void)state;
	e->snap.ask.proof = (struct proof){ .compared = 16, .differ = 14 };
	assert_shows(s, "This is not TNT_ROM: 14 of 16 known sectors differ. Nothing was written.");
	assert_shows(s, "e eject  i job of this disc");
	press(s, 'I');	/* hands are not asked for now */
	assert_int_equal(last_command()->kind, CMD_MOVE);
	press(s, 'e');
	assert_int_equal(last_command()->kind, CMD_EJECT);
	assert_int_equal(press(s, 'i').kind, FOLLOW_NEW_JOB);
	assert_string_equal(s->wanted.drive, "sim:test#sr1");
	assert_int_equal(press(s, 'y').kind, FOLLOW_NONE);	/* it must not be read into this job */
	assert_int_equal(last_command()->kind, CMD_EJECT);
	press(s, 'r');
	assert_int_equal(last_command()->kind, CMD_ANSWER);
	assert_int_equal(last_command()->choice, CHOICE_RETRY);
	stage_close(s);
	s = stage_wrong(STATUS_WRONG_DISC);
	press(s, KEY_CODE_ESC);		/* the question goes with the dialog */
	assert_int_equal(fake_engine()->posted[fake_engine()->nposted - 2].kind, CMD_CANCEL_MOVE);
	assert_int_equal(last_command()->kind, CMD_ANSWER);
	assert_int_equal(last_command()->choice, CHOICE_OTHER_DRIVE);
	stage_close(s);
}

static void test_what_cannot_be_told_says_what_is_missing(void **state)
{
	struct stage *s = stage_wrong(STATUS_UNPROVEN);
	struct engine *e = fake_engine();

	(void)state;
	e->snap.ask.proof = (struct proof){
		.compared = 3, .unreadable = 13, .finished = 300000, .volume = WITNESS_AGREES, .toc = WITNESS_CLOSE,
		.job_sectors = 339102, .here_sectors = 339100,
	};
	assert_shows(s, "It cannot be told whether this is TNT_ROM: 3 of 16 known sectors could");
	assert_shows(s, "be read here, and they are equal; the volume name is the same; the table");
	assert_shows(s, "of contents is nearly the same; it has 339 100 sectors here, 339 102 in");
	assert_shows(s, "y go on");
	press(s, 'y');
	assert_int_equal(last_command()->kind, CMD_ANSWER);
	assert_int_equal(last_command()->choice, CHOICE_GO_ON);
	stage_close(s);
	s = stage_wrong(STATUS_OTHER_COPY);
	e->snap.ask.proof = (struct proof){ .compared = 16, .elsewhere = true, .volume = WITNESS_AGREES };
	assert_shows(s, "This is another copy of TNT_ROM: all 16 known sectors are equal;");
	assert_shows(s, "the disc of the job is in another drive");
	press(s, 'y');
	assert_int_equal(last_command()->choice, CHOICE_GO_ON);
	stage_close(s);
}

static void test_questions_offer_what_helps(void **state)
{
	static const struct {
		enum status why;
		const char *keys;	/* that answer */
		const char *text;
	} asked[] = {
		{ STATUS_NO_SPACE, "rq", "There is no room left for the image." },
		{ STATUS_WRONG_DISC, "rsq", "This is not the disc of this job." },
		{ STATUS_UNPROVEN, "yrsq", "It cannot be told whether this is the disc of the job." },
		{ STATUS_OTHER_COPY, "ysq", "This is another copy of the same title." },
		{ STATUS_DRIVE_GONE, "rsq", "Nothing is lost. Plug it in again: it is recognised under any" },
		{ STATUS_STUCK, "wsq", "sr1 LITE-ON LTR-52327S has been silent for 58 s at LSN 88 120," },
		{ STATUS_IN_USE, "Myrq", "it is mounted at /media/cdrom." },
		{ STATUS_EJECT_ASKED, "ysq", "The eject button was pressed." },
		{ STATUS_LOCKED, "trq", "Somebody else is working on this job." },
		{ STATUS_REFUSED, "rsq", "the drive refuses the command" },
	};
	struct stage *s = stage_cd();
	struct engine *e = fake_engine();
	unsigned id = 1;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
		for (const char *k = "yrstwMq"; *k; k++) {
			int before = e->nposted = 0;

			e->snap.phase = PHASE_ASKING;
			e->snap.ask = (struct question){ .id = id++, .why = asked[i].why, .place = "sr1", .drive = 1, .seconds = 58,
							 .lsn = 88120 };
			e->snap.drives[1].stuck_in = (struct drive_now){ .command = "READ(12)", .lsn = 88120 };
			snprintf(e->snap.drives[1].mounted, sizeof e->snap.drives[1].mounted, "/media/cdrom");
			draw(s);
			assert_true(screens_push(&s->screens, &screen_question));
			assert_shows(s, asked[i].text);
			press(s, *k);
			assert_int_equal(e->nposted, before + (strchr(asked[i].keys, *k) != NULL));
			if (strchr(asked[i].keys, *k)) {
				assert_int_equal(last_command()->kind, CMD_ANSWER);
				assert_int_equal(last_command()->question, id - 1);
				assert_int_equal(last_command()->choice, *k == 'r' || *k == 'w' ? CHOICE_RETRY :
						 *k == 's' ? CHOICE_OTHER_DRIVE : *k == 'q' ? CHOICE_STOP :
						 *k == 'M' ? CHOICE_UNMOUNT : CHOICE_GO_ON);
			}
			screens_back_to(&s->screens, &screen_rescue);
		}
	}
	stage_close(s);
}

/* Who holds the disc is not known: it cannot be unmounted. */
static void test_only_what_is_mounted_can_be_unmounted(void **state)
{
	struct stage *s = stage_cd();
	struct engine *e = fake_engine();

	(void)state;
	e->snap.phase = PHASE_ASKING;
	e->snap.ask = (struct question){ .id = 1, .why = STATUS_IN_USE, .place = "sr1", .drive = 1 };
	draw(s);
	assert_true(screens_push(&s->screens, &screen_question));
	assert_shows(s, "sr1 LITE-ON LTR-52327S: it is held by a program that does not");
	assert_false(shows(s, "M unmount"));
	press(s, 'M');
	assert_int_equal(e->nposted, 0);
	snprintf(e->snap.drives[1].mounted, sizeof e->snap.drives[1].mounted, "/media/\033[2Jx");
	assert_shows(s, "M unmount");
	assert_shows(s, "/media/<1b>[2Jx");
	stage_close(s);
}

static void test_drives_are_used_and_left(void **state)
{
	struct stage *s = stage_cd();
	struct engine *e = fake_engine();

	(void)state;
	press(s, 'u');		/* which one? */
	assert_int_equal(e->nposted, 0);
	assert_shows(s, "Choose the drive with Up and Down, then press the key again.");
	press(s, KEY_CODE_DOWN);
	press(s, 'u');		/* its tray is open */
	assert_int_equal(e->nposted, 0);
	assert_shows(s, "sr1: tray open");
	e->snap.drives[1].state = STATUS_OK;
	press(s, 'U');
	assert_shows(s, "sr1 does not read.");
	press(s, 'u');
	assert_int_equal(last_command()->kind, CMD_USE);
	assert_string_equal(last_command()->drive, "sim:test#sr1");
	press(s, KEY_CODE_UP);
	press(s, 'U');		/* the only one that reads */
	assert_int_equal(e->nposted, 1);
	assert_shows(s, "Only sr0 reads");
	e->snap.drives[1].active = true;
	press(s, KEY_CODE_DOWN);
	assert_shows(s, "U leave it out");
	press(s, '-');
	assert_int_equal(last_command()->kind, CMD_SET_SPEED);
	assert_string_equal(last_command()->drive, "sim:test#sr1");
	press(s, KEY_CODE_ENTER);
	assert_int_equal(last_command()->kind, CMD_LEAVE);
	assert_string_equal(last_command()->drive, "sim:test#sr1");
	press(s, KEY_CODE_ESC);
	press(s, KEY_CODE_DOWN);	/* the map again */
	assert_true(((struct rescue *)s->screens.at[0].state)->view.cursor >= 0);
	e->snap.drives[0].abilities.set_speed = ABILITY_NO;
	press(s, '-');
	assert_shows(s, "sr0 does not let its speed be set.");
	stage_close(s);
}

/* The engine does not look into drives that it does not need; the shelf does. */
static void test_the_shelf_knows_of_idle_drives(void **state)
{
	struct stage *s = stage_cd();
	struct engine *e = fake_engine();
	struct shelf_drive seen = { .state = STATUS_OK, .volume = { .found = true, .label = "OTHER_DISC" } };

	(void)state;
	e->snap.drives[2].state = STATUS_OK;
	assert_shows(s, "not looked at");
	memcpy(seen.id.spec, e->snap.drives[2].id.spec, sizeof seen.id.spec);
	s->ui.view = (struct shelf_view){ .drives = &seen, .ndrives = 1 };
	assert_shows(s, "OTHER_DISC");
	e->snap.drives[1].state = STATUS_DRIVE_GONE;
	press(s, 's');		/* it may be a copy: first a word */
	assert_int_equal(e->nposted, 0);
	press(s, KEY_CODE_ESC);
	seen.state = STATUS_NOT_READY;
	assert_shows(s, "spinning up");
	seen.state = STATUS_NO_MEDIUM;
	press(s, 's');
	assert_int_equal(e->nposted, 1);
	stage_close(s);
}

static void test_drives_tell_of_themselves(void **state)
{
	struct stage *s;
	struct engine *e = fake_engine();

	(void)state;
	fake_scene_drives(e);
	s = stage_open(24, 80, false, 256);
	press(s, '\t');
	press(s, KEY_CODE_DOWN);
	assert_shows(s, "sr1: reading LSN 288 120, retry 2   errors: timeout 3");
	assert_shows(s, "retries: at 4x 12 of 300, at full speed 3 of 300");
	press(s, KEY_CODE_DOWN);
	assert_shows(s, "sr2: stuck since 12:00:00 in READ(12) at LSN 88 120");
	assert_false(shows(s, "u use it, too"));
	assert_shows(s, "hangs at LSN 88 120, 91 200   errors: timeout 2");
	press(s, KEY_CODE_END);
	assert_shows(s, "sr4: gone; plugged in again, it is recognised under any name");
	e->snap.ndrives = 3;		/* another job, fewer drives */
	press(s, KEY_CODE_DOWN);
	assert_shows(s, "sr0");
	stage_close(s);
}

static void test_a_tiny_disc(void **state)
{
	struct stage *s;
	struct rescue *r;

	(void)state;
	fake_scene_fresh(fake_engine(), DISC_CD, 10);
	map_set(fake_engine()->map, (struct span){ 0, 4 }, MAP_GOOD);
	fake_tally(fake_engine());
	s = stage_open(24, 80, false, 256);
	r = s->screens.at[0].state;
	draw(s);
	assert_shows(s, "1 sector a cell");
	press(s, KEY_CODE_END);
	assert_int_equal(r->view.cursor, 9);
	press(s, KEY_CODE_RIGHT);
	press(s, KEY_CODE_DOWN);
	assert_int_equal(r->view.cursor, 9);
	press(s, 'z');
	assert_shows(s, "A cell is a sector: it goes no further.");
	compare_saved(s, "rescue-tiny");
	stage_close(s);
}

static void test_the_largest_disc(void **state)
{
	struct stage *s;
	struct engine *e = fake_engine();

	(void)state;
	fake_scene_fresh(e, DISC_BD, 62500000);
	map_set(e->map, (struct span){ 0, 12345678 }, MAP_GOOD);
	map_set(e->map, (struct span){ 50000000, 12500000 }, MAP_BAD);
	fake_tally(e);
	e->snap.position = e->snap.in_flight.lsn = 61234567;
	e->snap.in_flight.count = 32;
	e->snap.read_s = 1234;
	e->snap.since_good_s = 12345;
	e->snap.rate = e->snap.rate_average = 9.99e5;
	e->snap.pass_name = "scrape";
	e->snap.pass_at = e->snap.pass_of = 16;
	e->snap.pass_eta_s = 200000;
	e->snap.pass_eta_low_s = 100000;
	e->snap.pass_eta_high_s = 3000000;
	s = stage_open(24, 80, true, 0);
	assert_shows(s, "12 345 678 of 62 500 000");
	assert_shows(s, "12 500 000 bad  37 654 322 still to try");
	compare_saved(s, "rescue-bdxl");
	stage_close(s);
}

static void test_hostile_names_stay_text(void **state)
{
	struct stage *s;
	struct engine *e = fake_engine();
	char row[2048];

	(void)state;
	fake_scene_cd(e);
	snprintf(e->snap.about.description, sizeof e->snap.about.description, "\033[2J\xff%s\u202e", "name");
	snprintf(e->snap.disc.volume.label, sizeof e->snap.disc.volume.label, "A\033]0;x\007B");
	snprintf(e->snap.drives[0].id.model, sizeof e->snap.drives[0].id.model, "M\033[31m");
	s = stage_open(24, 80, false, 256);
	log_add(s->ui.log, LOG_ERROR, "sr0", NULL, "\033[2J");
	draw(s);
	for (int i = 0; i < s->canvas.rows; i++) {
		canvas_row(&s->canvas, i, row, sizeof row);
		assert_null(strchr(row, '\033'));
		assert_null(strchr(row, '\007'));
	}
	assert_shows(s, "<1b>[2J");
	stage_close(s);
}

static void test_any_size_is_survived(void **state)
{
	(void)state;
	for (int rows = 1; rows <= 120; rows += rows < 26 ? 1 : 13) {
		for (int cols = 1; cols <= 400; cols += cols < 82 ? 9 : 53) {
			struct stage *s;

			fake_scene_cd(fake_engine());
			s = stage_open(rows, cols, rows % 2, cols % 2 ? 256 : 0);
			press(s, '\t');
			press(s, 'm');
			press(s, 'g');
			press(s, KEY_CODE_ESC);
			press(s, 's');
			press(s, '?');
			draw(s);
			stage_close(s);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_saved_screens),
		cmocka_unit_test(test_keys_post_their_commands),
		cmocka_unit_test(test_speeds_step_by_the_kind_of_disc),
		cmocka_unit_test(test_what_was_asked_stays_visible),
		cmocka_unit_test(test_silence_is_said),
		cmocka_unit_test(test_the_end_of_the_plan),
		cmocka_unit_test(test_a_failed_end_says_why),
		cmocka_unit_test(test_marked_cells_are_read_first),
		cmocka_unit_test(test_go_to_an_lsn),
		cmocka_unit_test(test_next_and_previous_bad_area),
		cmocka_unit_test(test_a_click_sets_the_cursor),
		cmocka_unit_test(test_moving_the_disc),
		cmocka_unit_test(test_the_dialog_stays_to_the_end),
		cmocka_unit_test(test_a_stuck_drive_is_left),
		cmocka_unit_test(test_a_copy_in_the_other_drive),
		cmocka_unit_test(test_another_disc_is_named),
		cmocka_unit_test(test_what_cannot_be_told_says_what_is_missing),
		cmocka_unit_test(test_only_what_is_mounted_can_be_unmounted),
		cmocka_unit_test(test_drives_are_used_and_left),
		cmocka_unit_test(test_the_shelf_knows_of_idle_drives),
		cmocka_unit_test(test_drives_tell_of_themselves),
		cmocka_unit_test(test_questions_offer_what_helps),
		cmocka_unit_test(test_a_tiny_disc),
		cmocka_unit_test(test_the_largest_disc),
		cmocka_unit_test(test_hostile_names_stay_text),
		cmocka_unit_test(test_any_size_is_survived),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
