#include "config.h"
#include "tests/job/jobs.h"

#include "job/past.h"

enum { SECTORS = 1000, UNIT = 16 };

#define DRIVE_A "\"drive\":{\"vendor\":\"PLEXTOR\",\"model\":\"PX-716A\",\"firmware\":\"1.11\",\"serial\":\"S1\",\"name\":\"sr0\"}"
#define DRIVE_B "\"drive\":{\"vendor\":\"LITE-ON\",\"model\":\"LTR-52327S\",\"firmware\":\"QS5C\",\"serial\":\"\",\"name\":\"sr1\"," \
		"\"bus\":\"usb-1\"}"
#define HEAD "{\"time\":\"2026-01-02T03:04:05Z\",\"host\":\"alpha\",\"version\":\"0.1\","

static struct past past_of(const char *name, const char *text)
{
	const char *path = path_in(scratch_folder(name), "history.jsonl");
	struct past p;

	put_file(path, text);
	assert_int_equal(past_read(path, SECTORS, UNIT, &p), STATUS_OK);
	return p;
}

static struct past_id drive_b(const char *host)
{
	struct past_id id = { .vendor = "LITE-ON", .model = "LTR-52327S", .name = "sr7", .bus = "usb-1" };

	snprintf(id.host, sizeof id.host, "%s", host);
	return id;
}

static void test_none(void **state)
{
	struct past p;

	(void)state;
	assert_int_equal(past_read(path_in(scratch_folder("tests/job/past-none"), "history.jsonl"), SECTORS, UNIT, &p), STATUS_OK);
	assert_int_equal(p.ndrives, 0);
	assert_false(past_failed(&p, 0, -1));
	past_free(&p);
	p = past_of("tests/job/past-empty", "");
	assert_int_equal(p.ndrives + p.skipped, 0);
	past_free(&p);
}

static void test_no_file(void **state)
{
	const char *folder = scratch_folder("tests/job/past-odd");
	struct past p;

	(void)state;
	assert_int_equal(past_read(folder, SECTORS, UNIT, &p), STATUS_BAD_FILE);
	assert_int_equal(symlink("/etc/passwd", path_in(folder, "history.jsonl")), 0);
	assert_int_not_equal(past_read(path_in(folder, "history.jsonl"), SECTORS, UNIT, &p), STATUS_OK);
	assert_int_equal(p.ndrives, 0);
}

/* A fails at places that B wins later, and the other way round. */
static void test_yields(void **state)
{
	struct past p = past_of("tests/job/past-yields",
		HEAD "\"event\":\"drive\"," DRIVE_A "}\n"
		HEAD "\"event\":\"read\"," DRIVE_A ",\"pass\":\"sweep\",\"number\":1,\"reverse\":false,"
		     "\"won\":[[0,100],[120,80]],\"failed\":[[100,16,\"unreadable\",\"03/11/05\"],[200,64,\"unreadable\",\"03/11/05\"],"
		     "[300,1,\"timeout\",\"00/00/00\"]],\"reads\":12,\"failed_s\":7.5}\n"
		HEAD "\"event\":\"read\"," DRIVE_B ",\"pass\":\"retry\",\"won\":[[96,20],[200,10],[300,1]],"
		     "\"failed\":[[400,2,\"unreadable\",\"03/11/05\"]]}\n"
		HEAD "\"event\":\"read\"," DRIVE_A ",\"won\":[[400,2],[116,1]],\"failed\":[]}\n"
		HEAD "\"event\":\"end\"," DRIVE_A "}\n");
	struct past_id b = drive_b("alpha");

	(void)state;
	assert_int_equal(p.skipped, 0);
	assert_int_equal(p.ndrives, 2);
	assert_string_equal(p.drives[0].id.model, "PX-716A");
	assert_string_equal(p.drives[0].id.host, "alpha");
	assert_int_equal(p.drives[0].won, 183);
	assert_int_equal(p.drives[0].only_here, 2);
	assert_int_equal(p.drives[0].failed, 3);
	assert_int_equal(p.drives[0].reads, 12 + 2);
	assert_true(p.drives[0].failed_s > 7.4 && p.drives[0].failed_s < 7.6);
	assert_int_equal(past_find(&p, &b), 1);
	assert_int_equal(p.drives[1].won, 31);
	assert_int_equal(p.drives[1].only_here, 16);	/* not those of the long read, nor what timed out */
	assert_int_equal(p.drives[1].failed, 1);
	assert_int_equal(p.drives[1].reads, 4);
	/* and for this run */
	assert_true(past_failed(&p, 110, -1));
	assert_true(past_failed(&p, 110, 1));
	assert_false(past_failed(&p, 110, 0));
	assert_true(past_failed(&p, 400, 0));
	assert_false(past_failed(&p, 210, -1));
	assert_false(past_failed(&p, 300, -1));
	assert_false(past_failed(&p, -1, -1));
	assert_false(past_failed(&p, SECTORS, -1));
	past_free(&p);
}

/* What two drives have failed on, either of them wins for the other. */
static void test_both_failed(void **state)
{
	struct past p = past_of("tests/job/past-both",
		HEAD "\"event\":\"read\"," DRIVE_A ",\"won\":[],\"failed\":[[5,1,\"unreadable\",\"\"]]}\n"
		HEAD "\"event\":\"read\"," DRIVE_B ",\"won\":[],\"failed\":[[5,1,\"unreadable\",\"\"]]}\n"
		HEAD "\"event\":\"read\"," DRIVE_A ",\"won\":[[5,1]],\"failed\":[]}\n");

	(void)state;
	assert_int_equal(p.drives[0].only_here, 1);
	assert_int_equal(p.drives[1].only_here, 0);
	assert_true(past_failed(&p, 5, 0));
	assert_true(past_failed(&p, 5, 1));
	past_free(&p);
}

static void test_hangs(void **state)
{
	struct past p = past_of("tests/job/past-hangs",
		HEAD "\"event\":\"hang\",\"at\":[640,32],\"command\":\"READ(12)\",\"seconds\":60.1," DRIVE_A "}\n"
		HEAD "\"event\":\"hang\",\"at\":[990,32],\"command\":\"READ CD\",\"seconds\":61," DRIVE_A "}\n"
		HEAD "\"event\":\"hang\",\"at\":[5000,32],\"command\":\"READ(10)\",\"seconds\":60," DRIVE_A "}\n"
		HEAD "\"event\":\"hang\",\"at\":\"here\"," DRIVE_A "}\n"
		HEAD "\"event\":\"copy\"," DRIVE_B "}\n");

	(void)state;
	assert_int_equal(p.ndrives, 1);
	assert_int_equal(p.drives[0].nhangs, 2);
	assert_int_equal(p.drives[0].hangs[0].at.lsn, 640);
	assert_int_equal(p.drives[0].hangs[0].at.count, 32);
	assert_string_equal(p.drives[0].hangs[0].command, "READ(12)");
	assert_true(p.drives[0].hangs[0].seconds > 60 && p.drives[0].hangs[0].seconds < 60.2);
	assert_int_equal(p.drives[0].hangs[1].at.count, 10);	/* cut at the end of the job */
	assert_int_equal(p.skipped, 1);
	assert_true(p.other_copy);
	past_free(&p);
}

/* One drive on two hosts, two drives of one model on one host. */
static void test_identity(void **state)
{
	struct past p = past_of("tests/job/past-identity",
		HEAD "\"event\":\"read\"," DRIVE_A ",\"won\":[[0,1]]}\n"
		"{\"host\":\"beta\",\"event\":\"read\"," DRIVE_A ",\"won\":[[1,1]]}\n"
		HEAD "\"event\":\"read\"," DRIVE_B ",\"won\":[[2,1]]}\n"
		"{\"host\":\"beta\",\"event\":\"read\"," DRIVE_B ",\"won\":[[3,1]]}\n"
		HEAD "\"event\":\"read\",\"drive\":{\"name\":\"a.iso\"},\"won\":[[4,1]]}\n"
		HEAD "\"event\":\"read\",\"drive\":{\"name\":\"b.iso\"},\"won\":[[5,2]]}\n");
	struct past_id id = drive_b("beta"), file = { .name = "b.iso", .host = "alpha" };

	(void)state;
	assert_int_equal(p.ndrives, 5);
	assert_int_equal(p.drives[0].won, 2);		/* the serial tells */
	assert_int_equal(past_find(&p, &id), 2);
	id = drive_b("gamma");
	assert_int_equal(past_find(&p, &id), -1);
	id = drive_b("alpha");
	snprintf(id.bus, sizeof id.bus, "usb-2");
	assert_int_equal(past_find(&p, &id), -1);
	snprintf(id.bus, sizeof id.bus, "usb-1");
	snprintf(id.serial, sizeof id.serial, "S1");	/* what had no serial then may have one now */
	assert_int_equal(past_find(&p, &id), 1);
	assert_int_equal(past_find(&p, &file), 4);
	assert_int_equal(p.drives[4].won, 2);
	past_free(&p);
}

static void test_garbage(void **state)
{
	struct past p = past_of("tests/job/past-garbage",
		"not json\n"
		"\n"
		"[1,2,3]\n"
		"{\"no\":\"event\"}\n"
		"{\"event\":17}\n"
		HEAD "\"event\":\"read\"," DRIVE_A ",\"won\":\"all\"}\n"
		HEAD "\"event\":\"read\"," DRIVE_A ",\"won\":[[1]]}\n"
		HEAD "\"event\":\"read\"," DRIVE_A ",\"won\":[[-5,9]]}\n"
		HEAD "\"event\":\"read\"," DRIVE_A ",\"failed\":[[0,-1,\"unreadable\"]]}\n"
		HEAD "\"event\":\"something new\"," DRIVE_A ",\"won\":7}\n"
		HEAD "\"event\":\"read\",\"won\":[[0,5]]}\n"
		HEAD "\"event\":\"read\"," DRIVE_A ",\"won\":[[0,5],[998,9223372036854775807],[4000000000,5]],\"new\":{\"x\":[]}}\n"
		HEAD "\"event\":\"read\"," DRIVE_A ",\"won\":[[7,");

	(void)state;
	assert_int_equal(p.skipped, 9);
	assert_int_equal(p.ndrives, 1);
	assert_int_equal(p.drives[0].won, 5 + 2);
	past_free(&p);
}

/* A line without end is passed over, the next one counts; a list that claims all, over and over, ends soon. */
static void test_long_lines(void **state)
{
	const char *path = path_in(scratch_folder("tests/job/past-long"), "history.jsonl");
	struct past p;
	FILE *f = fopen(path, "w");

	(void)state;
	assert_non_null(f);
	fputs(HEAD "\"event\":\"read\"," DRIVE_A ",\"failed\":[[0,1,\"unreadable\",\"\"]],\"won\":[[0,1]", f);
	for (int i = 0; i < 90000; i++)
		fprintf(f, ",[%d,%d]", i, i);
	fputs("]}\n", f);
	fputs(HEAD "\"event\":\"read\"," DRIVE_B ",\"failed\":[[0,1,\"unreadable\",\"\"]]}\n", f);
	fputs(HEAD "\"event\":\"read\"," DRIVE_A ",\"won\":[[0,62500000]", f);
	for (int i = 0; i < 60000; i++)
		fputs(",[0,62500000]", f);
	fputs("]}\n", f);
	for (int i = 0; i < 3 << 20; i++)
		fputc('x', f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(past_read(path, 62500000, 32, &p), STATUS_OK);
	assert_int_equal(p.skipped, 2);
	assert_int_equal(p.ndrives, 2);
	assert_int_equal(p.drives[1].won, 62500000);
	assert_int_equal(p.drives[1].only_here, 1);
	past_free(&p);
}

static void test_many_drives(void **state)
{
	const char *path = path_in(scratch_folder("tests/job/past-many"), "history.jsonl");
	struct past p;
	FILE *f = fopen(path, "w");

	(void)state;
	assert_non_null(f);
	for (int i = 0; i < 2000; i++)
		fprintf(f, HEAD "\"event\":\"read\",\"drive\":{\"model\":\"M%d\",\"serial\":\"%d\"},\"won\":[[%d,1]],"
			   "\"failed\":[[3,1,\"unreadable\",\"\"]]}\n", i, i, i % SECTORS);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(past_read(path, SECTORS, UNIT, &p), STATUS_OK);
	assert_int_equal(p.ndrives, PAST_DRIVES);
	assert_int_equal(p.skipped, 0);
	past_free(&p);
}

/* What this program writes is what it reads. */
static void test_own_lines(void **state)
{
	const char *folder = scratch_folder("tests/job/past-own");
	struct job j;
	struct past p;

	(void)state;
	make_job(&j, folder, SECTORS);
	assert_int_equal(job_history(&j, "\"event\":\"read\"," DRIVE_B ",\"won\":[[2,5]],\"failed\":[],\"reads\":1"), STATUS_OK);
	assert_int_equal(past_read(j.paths.history, SECTORS, UNIT, &p), STATUS_OK);
	assert_int_equal(p.skipped, 0);
	assert_int_equal(p.ndrives, 1);
	assert_int_equal(p.drives[0].won, 5);
	assert_true(p.drives[0].id.host[0] != '\0');
	past_free(&p);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none), cmocka_unit_test(test_no_file), cmocka_unit_test(test_yields),
		cmocka_unit_test(test_both_failed), cmocka_unit_test(test_hangs), cmocka_unit_test(test_identity),
		cmocka_unit_test(test_garbage), cmocka_unit_test(test_long_lines), cmocka_unit_test(test_many_drives),
		cmocka_unit_test(test_own_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
