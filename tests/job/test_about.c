#include "config.h"
#include "tests/job/jobs.h"

#include "job/parts.h"

#include <jansson.h>

static const struct {
	const char *text;
	long line;
	const char *reason, *detail;
} bad[] = {
	{ "", 1, "it is not valid JSON", "'[' or '{' expected near end of file" },
	{ "{\n  \"id\": \"x\",\n}\n", 3, "it is not valid JSON", "string or '}' expected near '}'" },
	{ "{\"id\": \"a\", \"id\": \"b\"}", 1, "it is not valid JSON", "duplicate object key near '\"id\"'" },
	{ "{\n\"notes\": \"\xff\"}", 2, "it is not valid JSON", "unable to decode byte 0xff near '\"'" },
	{ "{\"notes\": \"a\\u0000b\"}", 1, "it is not valid JSON",
	  "\\u0000 is not allowed without JSON_ALLOW_NUL near '\"a\\u0000b\"'" },
	{ "{\"bytes\": 99999999999999999999}", 1, "it is not valid JSON",
	  "too big integer near '99999999999999999999'" },
	{ "[1, 2]", 1, "a member has the wrong type", "expected object, got array" },
	{ "{\n\n\"identifier\": 7}", 3, "a member has the wrong type", "identifier: expected string, got integer" },
	{ "{\n\"sectors\": \"mine\",\n\"disc\": {\n\"volume\": {\"sectors\": 5},\n\"sectors\": \"9\"}}", 5,
	  "a member has the wrong type", "disc.sectors: expected integer, got string" },
	{ "{\"notes\": \"disc\",\n\"disc\": []}", 2, "a member has the wrong type", "disc: expected object, got array" },
	{ "{\"disc\": {\n\"volume\":\n{\n\"label\": null}}}", 4, "a member has the wrong type",
	  "disc.volume.label: expected string, got null" },
	{ "{\"settings\": {\"reverse\": 1}}", 1, "a member has the wrong type",
	  "settings.reverse: expected boolean, got integer" },
	{ "{\"sector_size\": 2048.0}", 1, "a member has the wrong type", "sector_size: expected integer, got real" },
	{ "{\n\"version\": 2, \"identifier\": 5}", 2, "it was written by a newer version of the program", "version: 2" },
	{ "{\n\"version\": 0}", 2, "a number is out of range", "version: 0" },
	{ "{\"version\": \"1\"}", 1, "a member has the wrong type", "version: expected integer, got string" },
	{ "{\"disc\": {\"sectors\": -1}}", 1, "a number is out of range", "disc.sectors: -1" },
	{ "{\"disc\": {\"sectors\": 134217729}}", 1, "a number is out of range", "disc.sectors: 134217729" },
	{ "{\"sector_size\": 0}", 1, "a number is out of range", "sector_size: 0" },
	{ "{\"disc\": {\"kind\": \"floppy\"}}", 1, "no such kind of disc", "disc.kind: floppy" },
	{ "{\n\"image\": \"raw\"}", 2, "its kind of image is not known", "image: raw" },
	{ "{\"disc\": {\"volume\": {\"label\": \"\xe2\x82\xac\"}}}", 1, "a text is too long or has impossible characters",
	  "disc.volume.label: \xe2\x82\xac" },
	{ "{\"disc\": {\"volume\": {\"label\": \"123456789012345678901234567890123\"}}}", 1,
	  "a text is too long or has impossible characters", "disc.volume.label: 123456789012345678901234567890123" },
	{ "{\"disc\": {\n\"toc\": 5}}", 2, "a member has the wrong type", "disc.toc: tracks" },
	{ "{\"disc\": {\"toc\": {\"tracks\": []}}}", 1, "a member has the wrong type", "disc.toc: leadout" },
	{ "{\"disc\": {\n\"toc\":\n{\"leadout\": 9, \"tracks\": [7]}}}", 2, "a member has the wrong type",
	  "disc.toc: number" },
	{ "{\"disc\": {\"toc\": {\"leadout\": 9, \"tracks\": [{\"number\": 100, \"control\": 4, \"lsn\": 0}]}}}", 1,
	  "a number is out of range", "disc.toc: number" },
	{ "{\"disc\": {\"toc\": {\"leadout\": 9, \"tracks\": [{\"number\": 1, \"control\": 4, \"lsn\": 10}]}}}", 1,
	  "a number is out of range", "disc.toc: lsn" },
	{ "{\"disc\": {\"toc\": {\"leadout\": 9, \"tracks\": [{\"number\": 2, \"control\": 4, \"lsn\": 5}, "
	  "{\"number\": 2, \"control\": 0, \"lsn\": 7}]}}}", 1, "a number is out of range", "disc.toc: number" },
	{ "{\"disc\": {\"toc\": {\"leadout\": 9, \"tracks\": [{\"number\": 2, \"control\": 4, \"lsn\": 5}, "
	  "{\"number\": 3, \"control\": 0, \"lsn\": 4}]}}}", 1, "a number is out of range", "disc.toc: lsn" },
	{ "{\"disc\": {\"capacities\": {}}}", 1, "a member has the wrong type", "disc.capacities: array" },
	{ "{\"disc\": {\"capacities\": [null]}}", 1, "a member has the wrong type", "disc.capacities: sectors" },
	{ "{\"disc\": {\"capacities\": [{\"sectors\": -2}]}}", 1, "a number is out of range", "disc.capacities: sectors" },
	{ "{\"disc\": {\"capacities\": [{\"sectors\": 2, \"model\": 7}]}}", 1, "a member has the wrong type",
	  "disc.capacities: model" },
};

static void test_bad(void **state)
{
	const char *dir = scratch_folder("tests/job/about-bad");
	const char *path = path_in(dir, "job.json");
	struct job_where w = in_folder(dir);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct fault f;
		struct job j;

		put_file(path, bad[i].text);
		assert_int_equal(job_open(&j, &w, &f), STATUS_BAD_FILE);
		assert_string_equal(f.place, path);
		assert_int_equal(f.line, bad[i].line);
		assert_string_equal(f.reason, bad[i].reason);
		assert_string_equal(f.detail, bad[i].detail);
		assert_file(path, bad[i].text);
		assert_false(exists(path_in(dir, "lock")));
	}
}

/* It went bad while the job was open: nothing of it is overwritten. */
static void test_bad_meanwhile(void **state)
{
	const char *dir = scratch_folder("tests/job/about-meanwhile");
	struct fault f;
	struct job j;

	(void)state;
	make_job(&j, dir, 10);
	put_file(j.paths.json, "{\"disc\": 5}");
	assert_int_equal(job_save_about(&j, &f), STATUS_BAD_FILE);
	assert_string_equal(f.detail, "disc: expected object, got integer");
	assert_file(j.paths.json, "{\"disc\": 5}");
	job_close(&j);
}

static void test_round_trip(void **state)
{
	const char *dir = scratch_folder("tests/job/about-round");
	struct job_where w = in_folder(dir);
	struct job_disc disc = {
		.kind = DISC_DVD, .sectors = 70, .bytes = 70 * SECTOR - 5,
		.volume = { .found = true, .label = "A\xff\x80\033[2J\"\\", .created = "2001020304050607", .sectors = -7 },
	};
	struct job j;
	char notes[1024], id[40];

	(void)state;
	memset(notes, 0xfe, sizeof notes);	/* the longest text, all of it no UTF-8 */
	notes[1023] = '\0';
	assert_int_equal(job_open(&j, &w, NULL), STATUS_OK);
	assert_int_equal(j.settings.retries, -1);
	snprintf(j.about.identifier, sizeof j.about.identifier, "Gro\xc3\x9f \xe2\x82\xac \xf0\x9f\x92\xbf");
	snprintf(j.about.description, sizeof j.about.description, "line 1\nline \"2\"\t\033");
	snprintf(j.about.notes, sizeof j.about.notes, "tail \xe9");
	j.settings = (struct job_settings){ .retries = 4, .reverse = true, .passes = "sweep,trim", .fill_marker = true };
	assert_int_equal(job_create(&j, &disc, NULL), STATUS_OK);
	memcpy(id, j.id, sizeof id);
	assert_int_equal(strlen(id), 36);
	assert_int_equal(id[14], '4');
	job_close(&j);

	assert_int_equal(job_open(&j, &w, NULL), STATUS_OK);
	assert_string_equal(j.id, id);
	assert_string_equal(j.about.identifier, "Gro\xc3\x9f \xe2\x82\xac \xf0\x9f\x92\xbf");
	assert_string_equal(j.about.description, "line 1\nline \"2\"\t\033");
	assert_string_equal(j.about.notes, "tail \xc3\xa9");
	assert_int_equal(j.disc.kind, DISC_DVD);
	assert_int_equal(j.disc.sectors, 70);
	assert_int_equal(j.disc.bytes, 70 * SECTOR - 5);
	assert_true(j.disc.volume.found);
	assert_string_equal(j.disc.volume.label, disc.volume.label);
	assert_string_equal(j.disc.volume.created, disc.volume.created);
	assert_int_equal(j.disc.volume.sectors, -7);
	assert_int_equal(j.settings.retries, 4);
	assert_true(j.settings.reverse && j.settings.fill_marker);
	assert_string_equal(j.settings.passes, "sweep,trim");
	memcpy(j.about.notes, notes, sizeof notes);
	assert_int_equal(job_save_about(&j, NULL), STATUS_OK);
	assert_string_equal(j.id, id);
	job_close(&j);
	assert_int_equal(job_open(&j, &w, NULL), STATUS_OK);
	assert_int_equal(strlen(j.about.notes), 1022);		/* as much as is room for in UTF-8 */
	assert_memory_equal(j.about.notes + 1020, "\xc3\xbe", 3);
	job_close(&j);
}

/* What others have put in stays, in its place. */
static void test_foreign_members(void **state)
{
	const char *dir = scratch_folder("tests/job/about-foreign");
	const char *path = path_in(dir, "job.json");
	struct job_where w = in_folder(dir);
	json_t *root;
	struct job j;

	(void)state;
	put_file(path, "{\"shelf\": [1, 2.5, null], \"identifier\": \"old\", \"disc\": {\"colour\": \"gold\", \"volume\": "
		       "{\"x\": {\"y\": 9007199254740993}}}, \"settings\": {\"later\": true}}");
	make_job(&j, dir, 10);
	assert_string_equal(j.about.identifier, "old");
	snprintf(j.about.identifier, sizeof j.about.identifier, "new");
	assert_int_equal(job_save_about(&j, NULL), STATUS_OK);
	job_close(&j);
	root = json_load_file(path, 0, NULL);
	assert_non_null(root);
	assert_string_equal(json_string_value(json_object_get(root, "identifier")), "new");
	assert_int_equal(json_array_size(json_object_get(root, "shelf")), 3);
	assert_true(json_real_value(json_array_get(json_object_get(root, "shelf"), 1)) == 2.5);
	assert_string_equal(json_string_value(json_object_get(json_object_get(root, "disc"), "colour")), "gold");
	assert_int_equal(json_integer_value(json_object_get(json_object_get(json_object_get(json_object_get(root, "disc"),
			 "volume"), "x"), "y")), 9007199254740993);
	assert_true(json_is_true(json_object_get(json_object_get(root, "settings"), "later")));
	assert_int_equal(json_integer_value(json_object_get(root, "version")), 1);
	json_decref(root);
	assert_int_equal(job_open(&j, &w, NULL), STATUS_OK);
	assert_string_equal(j.about.identifier, "new");
	job_close(&j);
}

/* Tracks, and what each drive says of the size; a job.json of the time before them has neither. */
static void test_lists(void **state)
{
	const char *dir = scratch_folder("tests/job/about-lists"), *path = path_in(dir, "job.json");
	struct job_where w = in_folder(dir);
	struct job_disc disc = {
		.kind = DISC_CD, .sectors = 70, .bytes = 70 * SECTOR,
		.toc = { .ntracks = 2, .leadout = 72, .track = { { 1, 4, 0 }, { 2, 0, 60 } } },
		.capacity = { { .vendor = "PLEXTOR", .model = "PX-716A", .serial = "S1", .name = "sr0", .sectors = 70 } },
		.ncapacities = 1,
	};
	json_t *root, *list;
	struct job j;

	(void)state;
	assert_int_equal(job_open(&j, &w, NULL), STATUS_OK);
	assert_int_equal(job_create(&j, &disc, NULL), STATUS_OK);
	j.disc.capacity[j.disc.ncapacities++] =
		(struct job_capacity){ .model = "caf\xe9", .sectors = 68, .source = CAPACITY_READ };
	assert_int_equal(job_save_about(&j, NULL), STATUS_OK);
	job_close(&j);
	/* what others put into them stays */
	root = json_load_file(path, 0, NULL);
	list = json_object_get(json_object_get(root, "disc"), "capacities");
	json_object_set_new(json_array_get(list, 0), "mine", json_true());
	json_object_set_new(json_object_get(json_object_get(root, "disc"), "toc"), "mine", json_true());
	assert_int_equal(json_dump_file(root, path, 0), 0);
	json_decref(root);
	assert_int_equal(job_open(&j, &w, NULL), STATUS_OK);
	assert_int_equal(j.disc.toc.ntracks, 2);
	assert_int_equal(j.disc.toc.leadout, 72);
	assert_int_equal(j.disc.toc.track[1].number, 2);
	assert_int_equal(j.disc.toc.track[0].control, 4);
	assert_int_equal(j.disc.toc.track[1].lsn, 60);
	assert_int_equal(j.disc.ncapacities, 2);
	assert_string_equal(j.disc.capacity[0].serial, "S1");
	assert_int_equal(j.disc.capacity[0].source, CAPACITY_SAID);
	assert_int_equal(j.disc.capacity[1].sectors, 68);
	assert_int_equal(j.disc.capacity[1].source, CAPACITY_READ);
	j.disc.capacity[0].sectors = 69;
	assert_int_equal(job_save_about(&j, NULL), STATUS_OK);
	job_close(&j);
	root = json_load_file(path, 0, NULL);
	list = json_object_get(json_object_get(root, "disc"), "capacities");
	assert_true(json_is_true(json_object_get(json_array_get(list, 0), "mine")));
	assert_int_equal(json_integer_value(json_object_get(json_array_get(list, 0), "sectors")), 69);
	assert_true(json_is_true(json_object_get(json_object_get(json_object_get(root, "disc"), "toc"), "mine")));
	json_object_del(json_object_get(root, "disc"), "toc");
	json_object_del(json_object_get(root, "disc"), "capacities");
	assert_int_equal(json_dump_file(root, path, 0), 0);
	json_decref(root);
	assert_int_equal(job_open(&j, &w, NULL), STATUS_OK);
	assert_int_equal(j.disc.toc.ntracks + j.disc.ncapacities, 0);
	assert_int_equal(j.disc.sectors, 70);
	job_close(&j);
}

static void test_history(void **state)
{
	const char *dir = scratch_folder("tests/job/history");
	char host[256], *text, *line;
	struct job j;
	json_t *row;
	int n = 0;

	(void)state;
	make_job(&j, dir, 10);
	assert_int_equal(gethostname(host, sizeof host), 0);
	assert_int_equal(job_history(&j, "\"event\":\"pass\",\"span\":[1,2]"), STATUS_OK);
	assert_int_equal(job_history(&j, "\"event\":"), STATUS_USAGE);
	assert_int_equal(job_history(&j, "\"event\":\n\"x\""), STATUS_USAGE);
	assert_int_equal(job_history(&j, "\"time\":\"mine\""), STATUS_USAGE);
	/* torn by a power cut: the next line is one of its own */
	text = get_file(j.paths.history);
	text[strlen(text) - 9] = '\0';
	put_file(j.paths.history, text);
	free(text);
	assert_int_equal(job_history(&j, "\"event\":\"after\""), STATUS_OK);
	assert_int_equal(job_history(&j, "\"event\":\"end\""), STATUS_OK);
	job_close(&j);

	text = get_file(path_in(dir, "history.jsonl"));
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n"), n++) {
		static const char *const events[] = { NULL, "after", "end" };
		int y, mon, d, h, min, s, len = 0;
		const char *when;

		assert_true(n < 3);
		row = json_loads(line, 0, NULL);
		if (!events[n]) {
			assert_null(row);
			continue;
		}
		assert_non_null(row);
		assert_string_equal(json_string_value(json_object_get(row, "event")), events[n]);
		assert_string_equal(json_string_value(json_object_get(row, "host")), host);
		assert_string_equal(json_string_value(json_object_get(row, "version")), PACKAGE_VERSION);
		when = json_string_value(json_object_get(row, "time"));
		assert_int_equal(sscanf(when, "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &y, &mon, &d, &h, &min, &s, &len), 6);
		assert_int_equal(len, 20);
		json_decref(row);
	}
	assert_int_equal(n, 3);
	free(text);
}

static void test_quote(void **state)
{
	static const struct {
		const char *text, *quoted;
	} rows[] = {
		{ "", "\"\"" },
		{ "a\"b\\c\n\033\x7f", "\"a\\\"b\\\\c\\u000a\\u001b\\u007f\"" },
		{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x92\xbf", "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x92\xbf\"" },
		{ "\xff\xc3", "\"\\u00ff\\u00c3\"" },
		{ "\xc0\x80", "\"\\u00c0\\u0080\"" },			/* overlong */
		{ "\xed\xa0\x80", "\"\\u00ed\\u00a0\\u0080\"" },	/* a surrogate */
		{ "\xf4\x90\x80\x80", "\"\\u00f4\\u0090\\u0080\\u0080\"" },	/* past U+10FFFF */
		{ "\xe2\x82", "\"\\u00e2\\u0082\"" },			/* ends too early */
	};
	char out[200], text[300];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		job_json_quote(out, sizeof out, rows[i].text);
		assert_string_equal(out, rows[i].quoted);
	}
	/* whatever the room: terminated, and valid from 3 bytes on */
	for (int i = 0; i < 255; i++)
		text[i] = (char)(i + 1);
	text[255] = '\0';
	for (size_t size = 1; size < sizeof out; size++) {
		json_t *back;

		memset(out, 'x', sizeof out);
		job_json_quote(out, size, text);
		assert_non_null(memchr(out, '\0', size));
		if (size < 3) {
			assert_string_equal(out, "");
			continue;
		}
		back = json_loads(out, JSON_DECODE_ANY, NULL);
		assert_non_null(back);
		assert_memory_equal(json_string_value(back), text, json_string_length(back));
		json_decref(back);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad),	     cmocka_unit_test(test_bad_meanwhile),
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_foreign_members),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_history),	     cmocka_unit_test(test_quote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
