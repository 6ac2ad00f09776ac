#include "config.h"
#include "tests/sim/rig.h"

#include "sim/scenario.h"

#define DISC "[disc] kind = cd  image = builtin:demo  sectors = 45000\n"
#define DRIVE "[drive A]\n"

/* Each text must be refused at that line, for a reason that has those words in it. */
static const struct {
	const char *text;
	long line;
	const char *reason, *detail;
} refused[] = {
	{ "", 0, "no disc", "" },
	{ DISC, 0, "no drive", "" },
	{ DRIVE, 0, "no disc", "" },
	{ "kind = cd\n", 1, "section must come first", "kind" },
	{ DISC DRIVE "\n# more\n[world]\nspeed = 3\n", 6, "no such key", "speed" },
	{ DISC DRIVE "[planet]\n", 3, "no such section", "planet" },
	{ DISC DRIVE "[world here]\n", 3, "no such section", "world" },
	{ DISC DRIVE "[drive A]\n", 3, "already", "A" },
	{ DISC DRIVE "[drive]\n", 3, "needs a name", "" },
	{ DISC DRIVE "[drive B\n", 3, "end with ]", "drive B" },
	{ DISC DRIVE "[drive B C]\n", 3, "a name is made of", "C" },
	{ DISC DRIVE "[drive averyveryverylongname]\n", 3, "too long", "" },
	{ DISC DRIVE "[]\n", 3, "no section's name", "" },
	{ DISC "[disc]\n", 2, "already", "disc" },
	{ "[disc none]\n", 1, "cannot have this name", "none" },
	{ "[damage]\nbad = 5\n", 1, "before its damage", "" },
	{ DISC "[damage other]\n", 2, "before its damage", "other" },
	{ "[disc]\nkind = cd\n" DRIVE, 1, "no image", "disc" },
	{ "[disc]\nkind = tape\n", 2, "cd, dvd or bd", "kind = tape" },
	{ "[disc]\nimage = builtin:nothing\n" DRIVE, 2, "no built-in disc", "nothing" },
	{ "[disc]\nimage = no-such-folder/no-such-file.iso\n" DRIVE, 2, "cannot be opened", "no-such-file" },
	{ "[disc]\nimage = /dev/null\n" DRIVE, 2, "no image of a disc", "/dev/null" },
	{ "[disc]\nimage = builtin:demo\nsectors = 20\n" DRIVE, 3, "out of range", "20" },
	{ "[disc]\nsectors = 0\n", 2, "out of range", "sectors = 0" },
	{ "[disc]\nsectors = 99999999999999999999\n", 2, "whole number", "sectors" },
	{ "[disc]\nsectors = 10.5\n", 2, "whole number", "sectors = 10.5" },
	{ "[disc]\nsectors = 1000 more\n", 2, "not understood", "sectors = 1000 more" },
	{ "[disc]\nlabel = \"lower case\"\n", 2, "A-Z", "lower case" },
	{ "[disc]\nlabel = ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456\n", 2, "too long", "label" },
	{ "[disc]\nkind = cd\nkind = cd\n", 3, "twice", "kind" },
	{ "[disc]\nimage =\n", 2, "value is missing", "image" },
	{ "[disc]\nimage\n", 2, "key = value", "image" },
	{ "[disc] kind = cd  and  image = x\n", 1, "key = value", "and" },
	{ "[disc]\nimage = \"x\n", 2, "quotation mark is missing", "\"x" },
	{ "[disc]\nimage = x\"y\"\n", 2, "quotation mark", "x\"y\"" },
	{ DISC "[damage]\nbad = -1\n", 3, "out of range", "bad = -1" },
	{ DISC "[damage]\nbad = 5 +0\n", 3, "out of range", "bad" },
	{ DISC "[damage]\nbad = 2147483646 +2\n", 3, "out of range", "bad" },
	{ DISC "[damage]\nbad = five\n", 3, "whole number", "bad = five" },
	{ DISC "[damage]\nbad = 5 chance 0.5\n", 3, "not understood", "chance" },
	{ DISC "[damage]\nweak = 5000 +400\n", 3, "missing", "weak" },
	{ DISC "[damage]\nweak = 5000 +400 chance 1.5\n", 3, "out of range", "weak" },
	{ DISC "[damage]\nweak = 5000 +400 chance\n", 3, "a number is wanted", "weak" },
	{ DISC "[damage]\nslow = 5000 time 3\n", 3, "time needs its unit", "slow" },
	{ DISC "[damage]\nscratch = 26 mm at 40 deg\n", 3, "two radii", "scratch" },
	{ DISC "[damage]\nscratch = 27 mm .. 26 mm at 40 deg\n", 3, "larger", "scratch" },
	{ DISC "[damage]\nscratch = 26 mm .. 27 mm width 1 mm\n", 3, "missing", "scratch" },
	{ DISC "[damage]\nscratch = 26 .. 27 at 40 deg\n", 3, "length needs its unit", "scratch" },
	{ DISC "[damage]\nscratch = 26 mm .. 27 mm at 40 mm\n", 3, "angle needs its unit", "scratch" },
	{ DISC "[damage]\nscratch = 26 mm .. 97 mm at 40 deg\n", 3, "out of range", "scratch" },
	{ DISC "[damage]\nring = 26 mm .. 27 mm depth 2\n", 3, "out of range", "ring" },
	{ DISC "[damage]\nhole = 5\n", 3, "no such key", "hole" },
	{ DISC "[damage]\nbad = 5\nbad = 44999 +2\n" DRIVE, 4, "outside of what is recorded", "disc: 45000" },
	{ DISC "[damage]\nring = 50 mm .. 51 mm\n" DRIVE, 3, "outside of what is recorded", "" },
	{ DISC "[drive A]\nspeed = cav\n", 3, "a number is wanted", "speed" },
	{ DISC "[drive A]\nspeed = 0\n", 3, "out of range", "speed" },
	{ DISC "velocity = 1.3\n", 2, "needs its unit: m/s", "velocity" },
	{ DISC "velocity = 0.4 m/s\n", 2, "out of range", "velocity" },
	{ DISC "pitch = 1.6 mm\n", 2, "needs its unit: um", "pitch" },
	{ "[disc]\nimage = builtin:demo\nsectors = 360000\nvelocity = 1.4 m/s\n" DRIVE, 4, "before its edge", "disc: 360000" },
	{ DISC "hopeless = 1.5\n", 2, "out of range", "hopeless" },
	{ DISC "[drive A]\nstubborn = 0\n", 3, "out of range", "stubborn" },
	{ DISC "[drive A]\nspeed_gain = 11\n", 3, "out of range", "speed_gain" },
	{ DISC "[drive A]\nspeed_change = 1\n", 3, "time needs its unit", "speed_change" },
	{ DISC "[drive A]\nskill = 1.01\n", 3, "out of range", "skill" },
	{ DISC "[drive A]\nskill = nan\n", 3, "a number is wanted", "skill" },
	{ DISC "[drive A]\nfailed_read = 2.5\n", 3, "time needs its unit", "failed_read" },
	{ DISC "[drive A]\nseek = -1 ms\n", 3, "out of range", "seek" },
	{ DISC "[drive A]\nshort = maybe\n", 3, "yes or no", "short" },
	{ DISC "[drive A]\nreads = cd tape\n", 3, "cd, dvd or bd", "reads" },
	{ DISC "[drive A]\nrefuses = \"read-cd write\"\n", 3, "no command of that name", "write" },
	{ DISC "[drive A]\ncache = 2 GiB\n", 3, "not understood", "cache" },
	{ DISC "[drive A]\nmax_transfer = 65536\n", 3, "size needs its unit", "max_transfer" },
	{ DISC "[drive A]\nmax_transfer = 1 KiB\n", 3, "out of range", "max_transfer" },
	{ DISC "[drive A]\nhang = 100\n", 3, "a number is wanted", "hang" },
	{ DISC "[drive A]\nserial = \"123456789012345678901\"\n", 3, "too long", "serial" },
	{ DISC "[drive A]\nvendor = \"\303\204\"\n", 3, "printable ASCII", "vendor" },
	{ DISC "[drive A]\nvendor = V\nmodel = \"A MODEL OF 17 CHR\"\n", 2, "16 characters", "A MODEL" },
	{ DISC "[drive A]\ndisc = other\n", 3, "no disc of this name", "other" },
	{ DISC "[drive A]\n[drive B]\ndisc = disc\n", 4, "in another drive", "disc" },
	{ DISC "[drive A]\nanswer = 100\n", 3, "sense data", "answer" },
	{ DISC "[drive A]\nanswer = 100 03/11\n", 3, "sense data", "answer" },
	{ DISC "[drive A]\nanswer = 100 00/11/05\n", 3, "out of range", "answer" },
	{ DISC "[drive A]\nanswer = 100 03/11/05 time 3\n", 3, "time needs its unit", "answer" },
	{ DISC "[drive A]\nanswer = 100 03/11/05 by read-13\n", 3, "no command of that name", "answer" },
	{ DISC "[drive A]\nanswer = 100 03/11/05 attempts 0\n", 3, "out of range", "answer" },
	{ DISC "[drive A]\nanswer = 100 03/11/05 aligned\n", 3, "whole number", "answer" },
	{ DISC "[drive A]\nanswer = 100 03/11/05 often\n", 3, "not understood", "answer" },
	{ DISC "[drive A]\nhang = 100 1 s chance 2\n", 3, "out of range", "hang" },
	{ DISC "[drive A]\nblock = 100\n", 3, "a number is wanted", "block" },
	{ DISC "[drive A]\nblock = 100 601 s\n", 3, "out of range", "block" },
	{ DISC "[drive A]\nwedge = 100 far 0\n", 3, "out of range", "wedge" },
	{ DISC "[drive A]\nreset = 100 silence 3 s\n", 3, "not understood", "reset" },
	{ DISC "[drive A]\nvanish = 100 for 10\n", 3, "time needs its unit", "vanish" },
	{ DISC "[drive A]\nvanish = 100 as B\n", 3, "does not come back", "B" },
	{ DISC "[drive A]\nvanish = 100 for 1 s as\n", 3, "a name is wanted", "vanish" },
	{ DISC "[drive A]\nvanish = 100 for 1 s as a/b\n", 3, "a name is made of", "vanish" },
	{ DISC "[drive A]\nvanish = 100 for 1 s as abcdefghijklmnop\n", 3, "too long", "vanish" },
	{ DISC "[drive A]\nvanish = 100 for 1 s as B\n[drive B]\n", 3, "of this name already", "B" },
	{ DISC "[drive A]\nvanish = 100 for 1 s as C\n[drive B]\nvanish = 100 for 1 s as C\n", 3, "already", "C" },
	{ DISC "[drive A]\neject = 100 disc other\n", 3, "no disc of this name", "other" },
	{ DISC "[drive A]\nspeed_fall = 100 factor 2\n", 3, "out of range", "speed_fall" },
	{ DISC "[drive A]\ncommand = read-13 05/20/00\n", 3, "no command of that name", "read-13" },
	{ DISC "[drive A]\ncommand = read-12\n", 3, "sense data", "read-12" },
	{ DISC "[drive A]\ncommand = read-cd 05/24/00 if\n", 3, "missing", "read-cd" },
	{ DISC "[drive A]\ncommand = read-cd 05/24/00 if blue\n", 3, "not understood", "blue" },
	{ DISC "[drive A]\ncapacity = total 0\n", 3, "out of range", "capacity" },
	{ DISC "[drive A]\ncapacity = full\n", 3, "whole number", "capacity" },
	{ DISC "[drive A]\nspeeds = 8 4\n", 3, "must ascend", "speeds" },
	{ DISC "[drive A]\nspeeds = 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n", 3, "too many", "speeds" },
	{ DISC "[drive A]\nerror_page = 0x100 5\n", 3, "out of range", "error_page" },
	{ DISC "[drive A]\nerror_page = 0x20\n", 3, "whole number", "error_page" },
	{ DISC "[drive A]\nafter_flush = noise\n", 3, "zero or previous", "after_flush" },
	{ DISC "[drive A]\nhost = \"a b\"\n", 3, "a name is made of", "host" },
	{ DISC "[disc B]\ncopy = C\n[disc C]\nimage = builtin:demo\n[drive A]\n", 3, "before its copy", "C" },
	{ DISC "[disc B]\ncopy = B\n[drive A]\n", 3, "before its copy", "B" },
	{ DISC "[disc B]\ncopy = disc\nsectors = 900\n[drive A]\n", 2, "a copy has", "B" },
	{ DISC "differs = 7\n[drive A]\n", 2, "only a copy", "disc" },
	{ DISC "[disc B]\ncopy = disc\ndiffers = 44999 +2\n[drive A]\n", 4, "out of range", "B: 45000" },
	{ DISC "[disc B]\ncopy = disc\ndiffers = no/such.file\n[drive A]\n", 4, "no such file", "no/such.file" },
	{ DISC "[disc B]\ncopy = disc\ndiffers = five +5\n[drive A]\n", 4, "no such file", "five" },
	{ DISC "session = 45000\n[drive A]\n", 2, "out of range", "session" },
	{ DISC "session = 11899\n[drive A]\n", 2, "out of range", "session" },
	{ "[disc]\nkind = dvd\nimage = builtin:demo\nsession = 20000\n[drive A]\n", 4, "only a CD", "disc" },
	{ DISC "[world]\npace = 0\n", 3, "out of range", "pace" },
	{ DISC "[world]\npace = 1e9\n", 3, "not understood", "pace = 1e9" },
};

static void test_refused(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(refused); i++) {
		struct sim *w = NULL;
		struct fault f = { 0 };
		enum status st = sim_parse(refused[i].text, strlen(refused[i].text), "x.sim", &w, &f);

		if (st != STATUS_BAD_FILE || f.status != st || f.line != refused[i].line || !f.reason ||
		    !strstr(f.reason, refused[i].reason) || !strstr(f.detail, refused[i].detail) ||
		    strcmp(f.place, "x.sim") != 0)
			fail_msg("row %u: %s gave %s:%ld: %s: %s", i, refused[i].text, f.place, f.line,
				 f.reason ? f.reason : "-", f.detail);
		assert_null(w);
	}
}

static void test_nul_and_limits(void **state)
{
	struct sim *w = NULL;
	struct fault f;
	char *big = malloc(200000);
	size_t len = (size_t)sprintf(big, DISC DRIVE "[damage]\n");

	(void)state;
	assert_int_equal(sim_parse("[disc]\0", 7, "x", &w, &f), STATUS_BAD_FILE);
	assert_string_equal(f.reason, "this is no text");
	for (int i = 0; i < SCENARIO_HURTS; i++)
		len += (size_t)sprintf(big + len, "bad = %d\n", i * 2);
	assert_int_equal(sim_parse(big, len, "x", &w, &f), STATUS_OK);
	sim_free(w);
	w = NULL;
	len += (size_t)sprintf(big + len, "bad = 44000\n");
	assert_int_equal(sim_parse(big, len, "x", &w, &f), STATUS_BAD_FILE);
	assert_int_equal(f.line, 4 + SCENARIO_HURTS);
	assert_non_null(strstr(f.reason, "too many"));
	assert_null(w);
	len = (size_t)sprintf(big, DISC DRIVE);
	for (int i = 0; i < SCENARIO_TROUBLES; i++)
		len += (size_t)sprintf(big + len, "answer = %d 03/11/05\n", i * 2);
	assert_int_equal(sim_parse(big, len, "x", &w, &f), STATUS_OK);
	sim_free(w);
	w = NULL;
	len += (size_t)sprintf(big + len, "hang = 44000 1 s\n");
	assert_int_equal(sim_parse(big, len, "x", &w, &f), STATUS_BAD_FILE);
	assert_int_equal(f.line, 3 + SCENARIO_TROUBLES);
	assert_non_null(strstr(f.reason, "too many"));
	assert_null(w);
	free(big);
}

/* The example of the language, on one line a section and with everything spread out. */
static void test_accepted(void **state)
{
	static const char text[] =
		"# a scenario -- with a comment\r\n"
		"[world]\tpace = 2.5\n"
		"[disc one]   kind = CD   image = builtin:demo   seed = 7  # trailing\n"
		"[disc two]\n\tkind = dvd\tsectors = 60000\n\timage = \"builtin:archive\"\n"
		"[damage]     scratch = 26mm..27mm at 40deg width 0.4 mm     weak = 5000 +400 chance 0.3     bad = 1200 +16\n"
		"[damage two] bad = 1600+16  dust = share 0.001\n"
		"[drive A]    model = \"PLEXTOR PX-716A\"   speed = cav 40   skill = 0.7   failed_read = 2500 ms\n"
		"[drive B]    vendor = \"A #1\"  model = B  firmware = \"\"  speed = 8  cache = 2 MiB  capacity = -2  disc = two\n"
		"             refuses = read-cd set-speed  reads = cd dvd  hang = 5000 60 s  hang = 6000 +2 1 min\n"
		"[drive C]    speed = clv 4  max_transfer = 32 sectors  short = no  wrong = 7 +2 chance 0.5  vanish = 9";
	struct scenario *s;
	struct fault f;

	(void)state;
	assert_int_equal(scenario_parse(text, strlen(text), "x", &s, &f), STATUS_OK);
	assert_true(s->pace == 2.5);
	assert_int_equal(s->disc_count, 2);
	assert_int_equal(s->discs[0].seed, 7);
	assert_string_equal(s->discs[1].image, "builtin:archive");
	assert_int_equal(s->discs[1].kind, DISC_DVD);
	assert_int_equal(s->discs[0].hurt_count, 3);
	assert_int_equal(s->discs[0].hurts[0].kind, HURT_SCRATCH);
	assert_true(s->discs[0].hurts[0].r0 == 26 && s->discs[0].hurts[0].r1 == 27);
	assert_true(s->discs[0].hurts[0].angle == 40 && s->discs[0].hurts[0].width > 0.3999);
	assert_true(s->discs[0].hurts[0].depth == 0.8 && s->discs[0].hurts[0].curve == 0);
	assert_true(s->discs[0].hurts[1].chance > 0.2999 && s->discs[0].hurts[1].chance < 0.3001);
	assert_int_equal(s->discs[0].hurts[1].count, 400);
	assert_int_equal(s->discs[1].hurt_count, 2);
	assert_int_equal(s->discs[1].hurts[0].lsn, 1600);
	assert_string_equal(s->drives[0].vendor, "PLEXTOR");
	assert_string_equal(s->drives[0].model, "PX-716A");
	assert_string_equal(s->drives[0].disc, "one");
	assert_true(s->drives[0].failed_read == 2.5 && s->drives[0].curve == SPEED_CAV && s->drives[0].speed == 40);
	assert_string_equal(s->drives[1].vendor, "A #1");
	assert_int_equal(s->drives[1].cache, 1024);
	assert_int_equal(s->drives[1].capacity, -2);
	assert_int_equal(s->drives[1].trouble_count, 2);
	assert_int_equal(s->drives[1].troubles[1].kind, TROUBLE_HANG);
	assert_true(s->drives[1].troubles[1].seconds == 60 && s->drives[1].troubles[1].count == 2);
	assert_int_equal(s->drives[1].reads, 1u << DISC_CD | 1u << DISC_DVD);
	assert_string_equal(s->drives[2].disc, "none");
	assert_int_equal(s->drives[2].max_transfer, 65536);
	assert_int_equal(s->drives[2].trouble_count, 2);
	assert_int_equal(s->drives[2].troubles[0].kind, TROUBLE_WRONG);
	assert_true(s->drives[2].troubles[0].chance == 0.5 && s->drives[2].troubles[0].lsn == 7);
	assert_int_equal(s->drives[2].troubles[1].kind, TROUBLE_VANISH);
	assert_int_equal(s->drives[2].troubles[1].lsn, 9);
	assert_false(s->drives[2].short_reads);
	assert_string_equal(s->drives[2].serial, "SIMC");
	scenario_free(s);
}

/* An image's path is relative to the scenario; the last sector may be short. */
static void test_image_file(void **state)
{
	const char *folder = scratch_folder("test_scenario");
	char path[400];
	uint8_t buf[2048], zero[2048] = { 0 };
	struct sim *w;
	struct fault f;
	FILE *out;

	(void)state;
	snprintf(path, sizeof path, "%s/disc.img", folder);
	out = fopen(path, "wb");
	for (int i = 0; i < 3; i++) {
		memset(buf, 'a' + i, sizeof buf);
		fwrite(buf, i == 2 ? 100 : 2048, 1, out);
	}
	fclose(out);
	snprintf(path, sizeof path, "%s/x.sim", folder);
	out = fopen(path, "w");
	fprintf(out, "[disc] image = disc.img\n[drive A]\n");
	fclose(out);
	assert_int_equal(sim_load(path, &w, &f), STATUS_OK);
	assert_int_equal(sim_sectors(w, 0), 3);
	assert_int_equal(sim_truth(w, 0, 1, buf), STATUS_OK);
	assert_int_equal(buf[0], 'b');
	assert_int_equal(sim_truth(w, 0, 2, buf), STATUS_OK);
	assert_int_equal(buf[99], 'c');
	assert_memory_equal(buf + 100, zero, 1948);
	assert_int_equal(sim_truth(w, 0, 3, buf), STATUS_OUT_OF_RANGE);
	sim_free(w);
	out = fopen(path, "w");
	fprintf(out, "[drive A]\n[disc]\nimage = disc.img\n\nsectors = 4\n");
	fclose(out);
	assert_int_equal(sim_load(path, &w, &f), STATUS_BAD_FILE);
	assert_int_equal(f.line, 5);
	assert_string_equal(f.place, path);
	snprintf(path, sizeof path, "%s/absent.sim", folder);
	assert_int_equal(sim_load(path, &w, &f), STATUS_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused), cmocka_unit_test(test_nul_and_limits), cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_image_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
