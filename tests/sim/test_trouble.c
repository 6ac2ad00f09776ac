#include "config.h"
#include "tests/sim/rig.h"

#include <pthread.h>

#define CD "[disc] image = builtin:demo  sectors = 45000  seed = 3\n"

static int64_t now(struct rig *r)
{
	return clock_now(sim_clock(r->w));
}

static void ready(struct rig *r, int drive)
{
	for (int i = 0; rig_ready(r, drive); i++)
		assert_true(i < 100);
}

static void test_answer(void **state)
{
	struct rig r;
	int64_t start;

	(void)state;
	rig_up(&r, CD "[drive A] answer = 100 +4 03/10/90  answer = 200 05/6F/03 time 1 s\n"
		      "          answer = 300 +2 04/3E/02 attempts 2  answer = 400 0B/00/00 by read-12\n");
	assert_int_equal(rig_read(&r, 0, 96, 10, 0), 0x031090);
	assert_int_equal(rig_information(&r), 100);
	assert_int_equal(r.c.residual, 6 * 2048);
	rig_expect_truth(&r, 0, 0, 96, 4);
	assert_int_equal(rig_read(&r, 0, 102, 1, 0), 0x031090);
	assert_int_equal(rig_read(&r, 0, 104, 10, 0), 0);
	start = now(&r);
	assert_int_equal(rig_read(&r, 0, 200, 1, 0), 0x056f03);
	assert_true(now(&r) - start >= NS_PER_S && now(&r) - start < 2 * NS_PER_S);
	/* key 04 says nothing of sectors; each sector counts its own attempts */
	assert_int_equal(rig_read(&r, 0, 299, 1, 0), 0);
	assert_int_equal(rig_read(&r, 0, 299, 3, 0), 0x043e02);
	assert_int_equal(rig_information(&r), -1);
	assert_int_equal(r.c.residual, 3 * 2048);
	assert_int_equal(rig_read(&r, 0, 301, 1, 0), 0x043e02);
	assert_int_equal(rig_read(&r, 0, 300, 1, 0), 0x043e02);
	assert_int_equal(rig_read(&r, 0, 300, 1, 0), 0);
	assert_int_equal(rig_read(&r, 0, 300, 2, 0), 0x043e02);
	assert_int_equal(rig_read(&r, 0, 299, 4, 0), 0);
	rig_expect_truth(&r, 0, 0, 299, 4);
	/* the other command gets the sector */
	assert_int_equal(rig_read(&r, 0, 400, 1, 0), 0x0b0000);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2048, 0x28, 0, 0, 0, 1, 0x90, 0, 0, 1, 0), 0);
	rig_expect_truth(&r, 0, 0, 400, 1);
	rig_down(&r);
}

/* The same requests, the same answers, whatever else is read between them. */
static void test_answer_by_chance(void **state)
{
	static const char text[] = CD "[drive A] answer = 0 +45000 04/08/03 chance 0.2 attempts 1  cache = 0\n";
	struct rig one, two;
	int failed = 0;

	(void)state;
	rig_up(&one, text);
	rig_up(&two, text);
	for (int32_t lsn = 0; lsn < 600; lsn++) {
		uint32_t a = rig_read(&one, 0, lsn, 1, 0);

		rig_read(&two, 0, 20000 + 7 * lsn, 5, 0);
		assert_int_equal(a, rig_read(&two, 0, lsn, 1, 0));
		assert_true(a == 0 || a == 0x040803);
		failed += a != 0;
		assert_int_equal(rig_read(&one, 0, lsn, 1, 0), 0);	/* sound on repeat */
		rig_expect_truth(&one, 0, 0, lsn, 1);
	}
	assert_true(failed > 80 && failed < 160);
	rig_down(&one);
	rig_down(&two);
}

static void test_answer_shapes(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, "[disc] kind = bd  image = builtin:archive  sectors = 400000\n"
		   "[drive A] answer = 6400 +64 03/11/05 aligned 64  answer = 350000 +50000 03/02/00 jump 20000\n");
	assert_int_equal(rig_read(&r, 0, 6400, 64, 0), 0x031105);
	assert_int_equal(rig_read(&r, 0, 6400, 64, 0), 0x031105);
	assert_int_equal(rig_read(&r, 0, 6401, 64, 0), 0);	/* not aligned */
	assert_int_equal(rig_read(&r, 0, 6400, 32, 0), 0);	/* less than the drive cares for */
	rig_expect_truth(&r, 0, 0, 6400, 32);
	/* a jump fails as often as it is tried; a run-up gets there */
	assert_int_equal(rig_read(&r, 0, 360000, 16, 0), 0x030200);
	assert_int_equal(rig_read(&r, 0, 360000, 16, 0), 0x030200);
	assert_int_equal(rig_read(&r, 0, 340500, 16, 0), 0);
	assert_int_equal(rig_read(&r, 0, 360000, 16, 0), 0);
	rig_expect_truth(&r, 0, 0, 360000, 16);
	assert_int_equal(rig_read(&r, 0, 360016, 16, 0), 0);
	assert_int_equal(rig_read(&r, 0, 355000, 16, 0), 0x030200);	/* from above: a jump */
	rig_down(&r);
}

static void test_recovered_answer(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD "[drive A] answer = 500 01/18/02\n");
	assert_int_equal(rig_read(&r, 0, 490, 20, 0), 0x011802);
	assert_int_equal(rig_information(&r), 500);
	assert_int_equal(r.c.residual, 0);
	rig_expect_truth(&r, 0, 0, 490, 20);
	rig_down(&r);
}

static void test_commands(void **state)
{
	struct rig r;
	int64_t start;

	(void)state;
	rig_up(&r, CD "[drive A] command = read-cd 04/3E/02 time 3 s if sub-4  command = read-cd 05/24/00 if sub-1 c2\n"
		      "          command = set-speed 05/20/00  command = read-12 0B/00/00 attempts 2\n"
		      "          command = mode-select 05/26/00\n");
	start = now(&r);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2448, 0xbe, 0, 0, 0, 0, 16, 0, 0, 1, 0x10, 4, 0), 0x043e02);
	assert_int_equal(now(&r) - start, 3 * NS_PER_S);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2742, 0xbe, 0, 0, 0, 0, 16, 0, 0, 1, 0xfa, 1, 0), 0x052400);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2048, 0xbe, 0, 0, 0, 0, 16, 0, 0, 1, 0x10, 0, 0), 0);
	rig_expect_truth(&r, 0, 0, 16, 1);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 2048, 0xbe, 4, 0, 0, 0, 16, 0, 0, 1, 0x10, 0, 0), 0x056400);
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0xbb, 0, 0x02, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0), 0x052000);
	memcpy(r.buf, "\0\0\0\0\0\0\0\0\1\x0a\0\7\0\0\0\0\0\0\0\0", 20);
	assert_int_equal(RUN(&r, 0, TRANSFER_OUT, 20, 0x55, 0x10, 0, 0, 0, 0, 0, 0, 20, 0), 0x052600);
	assert_int_equal(rig_read(&r, 0, 16, 1, 0), 0x0b0000);
	assert_int_equal(rig_read(&r, 0, 17, 1, 0), 0x0b0000);
	assert_int_equal(rig_read(&r, 0, 16, 1, 0), 0);
	rig_down(&r);
}

static void test_wedge(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD "[drive A] wedge = 5000 far 10000\n");
	assert_int_equal(rig_read(&r, 0, 4990, 20, 0), 0x020401);
	assert_int_equal(r.c.residual, 20 * 2048);
	for (int i = 0; i < 50; i++)
		assert_int_equal(rig_read(&r, 0, 4990 + i, 1, 0), 0x020401);
	assert_int_equal(rig_ready(&r, 0), 0);			/* it says it is ready all the same */
	assert_int_equal(rig_read(&r, 0, 14000, 1, 0), 0x020401);
	assert_int_equal(rig_read(&r, 0, 30000, 1, 0), 0);
	assert_int_equal(rig_read(&r, 0, 4990, 20, 0), 0);
	rig_expect_truth(&r, 0, 0, 4990, 20);
	rig_down(&r);
	/* or when the tray has been open */
	rig_up(&r, CD "[drive A] wedge = 5000\n");
	assert_int_equal(rig_read(&r, 0, 5000, 1, 0), 0x020401);
	sim_eject(r.w, 0);
	sim_insert(r.w, 0);
	ready(&r, 0);
	assert_int_equal(rig_read(&r, 0, 5000, 1, 0), 0);
	rig_down(&r);
}

static void test_reset(void **state)
{
	struct rig r;
	int64_t start;

	(void)state;
	rig_up(&r, CD "[drive A] reset = 22000 time 20 s\n");
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0x1e, 0, 0, 0, 1, 0), 0);
	assert_int_equal(rig_read(&r, 0, 21990, 1, 0), 0);
	start = now(&r);
	assert_int_equal(rig_read(&r, 0, 21995, 10, 0), 0x062900);
	assert_true(now(&r) - start >= 20 * NS_PER_S);
	assert_int_equal(r.c.residual, 10 * 2048);
	assert_int_equal(rig_ready(&r, 0), 0);			/* it has been told */
	assert_int_equal(rig_read(&r, 0, 21995, 10, 0), 0);
	rig_expect_truth(&r, 0, 0, 21995, 10);
	assert_int_equal(sim_eject(r.w, 0), STATUS_OK);		/* the lock is gone with the other settings */
	rig_down(&r);
}

static void test_vanish_and_return(void **state)
{
	struct rig r;
	struct transport *fresh;
	const char *old;

	(void)state;
	rig_up(&r, CD "[drive A] vanish = 800 for 10 s as sr1  ready_after = 4 s\n[drive B]\n");
	old = sim_drive_name(r.w, 0);
	assert_true(sim_here(r.w, 0));
	rig_read(&r, 0, 790, 20, 0);
	assert_int_equal(r.st, STATUS_DRIVE_GONE);
	assert_string_equal(sim_drive_name(r.w, 0), "A");
	/* who asks waits half a second: ten seconds are over in the end */
	for (int i = 0; !sim_here(r.w, 0); i++)
		assert_true(i < 25);
	assert_true(now(&r) >= 10 * NS_PER_S);
	assert_string_equal(sim_drive_name(r.w, 0), "sr1");
	assert_string_equal(old, "A");				/* still there to be shown */
	assert_int_equal(sim_find_drive(r.w, "sr1"), 0);
	assert_int_equal(sim_find_drive(r.w, "A"), -1);
	rig_ready(&r, 0);
	assert_int_equal(r.st, STATUS_DRIVE_GONE);		/* the old node stays dead */
	fresh = r.t[0];
	r.t[0] = sim_transport(r.w, 0);
	assert_int_equal(rig_ready(&r, 0), 0x062900);
	assert_int_equal(rig_ready(&r, 0), 0x020401);
	for (int i = 0; rig_ready(&r, 0) == 0x020401; i++)
		assert_true(i < 20);
	ready(&r, 0);
	assert_int_equal(rig_read(&r, 0, 790, 20, 0), 0);	/* once is enough */
	rig_expect_truth(&r, 0, 0, 790, 20);
	fresh->ops->close(fresh);
	rig_down(&r);
}

/* By hand: names, and what is refused. */
static void test_return_by_hand(void **state)
{
	struct rig r;
	struct transport *old;

	(void)state;
	rig_up(&r, CD "[drive A]\n[drive B]\n");
	assert_int_equal(sim_return(r.w, 0, "C"), STATUS_REFUSED);
	assert_int_equal(sim_vanish(r.w, 0), STATUS_OK);
	assert_false(sim_here(r.w, 0));
	assert_int_equal(sim_return(r.w, 0, "B"), STATUS_EXISTS);
	assert_int_equal(sim_return(r.w, 0, "a b"), STATUS_USAGE);
	assert_int_equal(sim_return(r.w, 0, ""), STATUS_USAGE);
	assert_int_equal(sim_return(r.w, 0, "averyveryverylongname"), STATUS_USAGE);
	assert_int_equal(sim_return(r.w, 7, "C"), STATUS_NOT_FOUND);
	assert_int_equal(sim_return(r.w, 0, NULL), STATUS_OK);
	assert_string_equal(sim_drive_name(r.w, 0), "A");
	rig_ready(&r, 0);
	assert_int_equal(r.st, STATUS_DRIVE_GONE);
	old = r.t[0];
	r.t[0] = sim_transport(r.w, 0);
	assert_int_equal(rig_ready(&r, 0), 0x062900);
	assert_int_equal(sim_vanish(r.w, 0), STATUS_OK);
	assert_int_equal(sim_return(r.w, 0, "A"), STATUS_OK);
	assert_false(sim_here(r.w, 9));
	old->ops->close(old);
	rig_down(&r);
}

/* At the how-manieth read: a few timeouts first. */
static void test_vanish_late(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD "[drive A] hang = 900 +50 1000 s  vanish = 900 +50 attempt 3\n");
	for (int i = 0; i < 2; i++) {
		rig_read(&r, 0, 900 + i, 1, 0);
		assert_int_equal(r.st, STATUS_TIMEOUT);
		assert_int_equal(rig_ready(&r, 0), 0x062900);
	}
	rig_read(&r, 0, 902, 1, 0);
	assert_int_equal(r.st, STATUS_DRIVE_GONE);
	assert_false(sim_here(r.w, 0));
	rig_down(&r);
}

static void test_swap_in_mid_read(void **state)
{
	struct rig r;
	uint8_t first[2048];

	(void)state;
	rig_up(&r, CD "[disc other] image = builtin:demo  sectors = 45000  seed = 4\n"
		      "[drive A] eject = 20000 disc other after 5 s  ready_after = 8 s\n");
	assert_int_equal(sim_truth(r.w, 0, 100, first), STATUS_OK);
	assert_int_equal(rig_read(&r, 0, 19990, 20, 0), 0x023a02);
	assert_int_equal(r.c.residual, 20 * 2048);
	for (int i = 0; rig_ready(&r, 0) == 0x023a02; i++)
		assert_true(i < 20);
	assert_int_equal(rig_ready(&r, 0), 0x020401);
	for (int i = 0; rig_ready(&r, 0) == 0x020401; i++)
		assert_true(i < 20);
	assert_int_equal(rig_ready(&r, 0), 0);			/* the loop above has had 06/28 */
	assert_true(now(&r) > 13 * NS_PER_S);
	assert_int_equal(sim_sectors(r.w, 0), 45000);
	assert_int_equal(rig_read(&r, 0, 100, 1, 0), 0);
	assert_memory_not_equal(r.buf, first, 2048);
	rig_expect_truth(&r, 0, 0, 100, 1);
	rig_down(&r);
}

/* A locked tray: the button only asks, as an event and, in some drives, as a unit attention; force opens it. */
static void test_locked_tray(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD "[drive A] button_sense = yes  eject = 20000  eject = 30000 force\n[drive B]\n");
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0x1e, 0, 0, 0, 1, 0), 0);
	assert_int_equal(rig_read(&r, 0, 20000, 1, 0), 0);
	assert_int_equal(RUN(&r, 0, TRANSFER_IN, 8, 0x4a, 1, 0, 0, 0x10, 0, 0, 0, 8, 0), 0);
	assert_int_equal(r.buf[4] & 0x0f, 1);			/* eject request */
	assert_int_equal(rig_ready(&r, 0), 0x065a01);
	assert_int_equal(rig_ready(&r, 0), 0);
	assert_int_equal(sim_eject(r.w, 0), STATUS_REFUSED);
	assert_int_equal(rig_read(&r, 0, 16, 1, 0), 0x065a01);
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0x1b, 0, 0, 0, 2, 0), 0x055302);
	assert_int_equal(rig_read(&r, 0, 30000, 1, 0), 0x023a02);
	rig_down(&r);
	rig_up(&r, CD "[drive A]\n");
	assert_int_equal(RUN(&r, 0, TRANSFER_NONE, 0, 0x1e, 0, 0, 0, 1, 0), 0);
	assert_int_equal(sim_eject(r.w, 0), STATUS_REFUSED);
	assert_int_equal(rig_ready(&r, 0), 0);			/* this one tells it by the event alone */
	rig_down(&r);
}

static void test_late_ready(void **state)
{
	struct rig r;

	(void)state;
	rig_up(&r, CD "[drive A] loading = 25 s\n");
	for (int i = 0; i < 50; i++)
		assert_int_equal(rig_ready(&r, 0), 0x020401);
	assert_int_equal(rig_ready(&r, 0), 0x062800);
	assert_int_equal(rig_ready(&r, 0), 0);
	assert_true(now(&r) >= 25 * NS_PER_S);
	rig_down(&r);
}

struct reader {
	struct rig *r;
	int drive;
	uint8_t buf[2048];
	uint8_t opcode;
	uint32_t timeout_ms;
	enum status st;
	uint8_t scsi_status;
	int64_t done;		/* ns, real */
	int64_t virtual_done;	/* ns */
};

static void *read_there(void *arg)
{
	struct reader *me = arg;
	struct transport_cmd c = { .cdb = { 0x28, 0, 0, 0, 0x1f, 0x40, 0, 0, 1, 0 }, .cdb_len = 10, .dir = TRANSFER_IN,
				   .buf = me->buf, .len = 2048, .timeout_ms = me->timeout_ms };

	if (me->opcode != 0x28)
		c = (struct transport_cmd){ .cdb = { me->opcode }, .cdb_len = 6, .timeout_ms = 30000 };
	me->st = me->r->t[me->drive]->ops->run(me->r->t[me->drive], &c);
	me->scsi_status = c.scsi_status;
	me->done = clock_now(clock_real());
	me->virtual_done = clock_now(sim_clock(me->r->w));
	return NULL;
}

/* A drive that is silent in real time: nothing gets through to it, while other drives and the hands go on. */
static void test_block(void **state)
{
	struct rig r;
	struct reader one = { .r = &r, .opcode = 0x28, .timeout_ms = 30000 }, two = { .r = &r, .opcode = 0x00 };
	pthread_t first, second;
	int64_t start;

	(void)state;
	rig_up(&r, CD "[disc two] image = builtin:archive\n[drive A] block = 8000 1.5 s attempts 1  spinup = 0 s\n"
		      "[drive B] disc = two\n");
	start = clock_now(clock_real());
	assert_int_equal(pthread_create(&first, NULL, read_there, &one), 0);
	while (sim_sectors_asked(r.w, 0) == 0)
		usleep(1000);
	assert_int_equal(pthread_create(&second, NULL, read_there, &two), 0);
	assert_int_equal(rig_read(&r, 1, 16, 32, 0), 0);	/* the neighbour reads */
	rig_expect_truth(&r, 1, 0, 16, 32);
	assert_int_equal(pthread_join(first, NULL), 0);
	assert_int_equal(pthread_join(second, NULL), 0);
	assert_true(one.done - start >= 3 * NS_PER_S / 2);
	assert_true(two.done - start >= 3 * NS_PER_S / 2);	/* TEST UNIT READY had to wait, too */
	assert_int_equal(one.st, STATUS_OK);
	assert_int_equal(one.scsi_status, 0);
	assert_int_equal(sim_truth(r.w, 0, 8000, r.buf), STATUS_OK);
	assert_memory_equal(one.buf, r.buf, 2048);
	assert_true(now(&r) >= 3 * NS_PER_S / 2);		/* the drive has lived through it as well */
	assert_int_equal(rig_read(&r, 0, 8000, 1, 8), 0);	/* once */
	rig_down(&r);
	/* longer than the host's patience: the host cannot end it, and resets the drive afterwards */
	rig_up(&r, CD "[drive A] block = 8000 300 ms\n");
	one = (struct reader){ .r = &r, .opcode = 0x28, .timeout_ms = 100 };
	start = clock_now(clock_real());
	read_there(&one);
	assert_int_equal(one.st, STATUS_TIMEOUT);
	assert_true(one.done - start >= 3 * NS_PER_S / 10);
	assert_int_equal(rig_ready(&r, 0), 0x062900);
	rig_down(&r);
}

/* Two drives on one host: while one spends an hour on a sector, the other's reads wait; a third drive's do not. */
static void test_host(void **state)
{
	struct rig r;
	struct reader one = { .r = &r, .opcode = 0x28, .timeout_ms = 7200000 }, two = { .r = &r, .drive = 1, .opcode = 0x28 };
	pthread_t first, second;

	(void)state;
	rig_up(&r, CD "[disc two] image = builtin:archive\n[disc three] image = builtin:archive\n"
		      "[drive A] host = box  hang = 8000 3600 s  spinup = 0 s\n"
		      "[drive B] host = box  disc = two  spinup = 0 s\n[drive C] disc = three  spinup = 0 s\n");
	sim_set_pace(r.w, 30);				/* two minutes, if nobody shortens them */
	assert_int_equal(pthread_create(&first, NULL, read_there, &one), 0);
	while (sim_sectors_asked(r.w, 0) == 0)
		usleep(1000);
	assert_int_equal(pthread_create(&second, NULL, read_there, &two), 0);
	assert_int_equal(rig_read(&r, 2, 16, 1, 0), 0);
	assert_int_equal(rig_ready(&r, 1), 0);		/* what moves no head gets through */
	usleep(20000);
	assert_int_equal(sim_sectors_asked(r.w, 1), 0);
	sim_set_pace(r.w, 0);
	assert_int_equal(pthread_join(first, NULL), 0);
	assert_int_equal(pthread_join(second, NULL), 0);
	assert_int_equal(one.st, STATUS_OK);
	assert_int_equal(two.st, STATUS_OK);
	assert_true(two.virtual_done >= 3600 * NS_PER_S);
	rig_down(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer), cmocka_unit_test(test_answer_by_chance), cmocka_unit_test(test_answer_shapes),
		cmocka_unit_test(test_recovered_answer), cmocka_unit_test(test_commands), cmocka_unit_test(test_wedge),
		cmocka_unit_test(test_reset), cmocka_unit_test(test_vanish_and_return),
		cmocka_unit_test(test_return_by_hand), cmocka_unit_test(test_vanish_late),
		cmocka_unit_test(test_swap_in_mid_read), cmocka_unit_test(test_locked_tray),
		cmocka_unit_test(test_late_ready), cmocka_unit_test(test_block), cmocka_unit_test(test_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
