#include "config.h"
#include "tests/job/jobs.h"

#include <time.h>

static void set_age(const char *path, time_t when)
{
	struct timespec times[2] = { { .tv_sec = when }, { .tv_sec = when } };

	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void add_job(const char *dir, const char *name, const char *json, const char *map, time_t when)
{
	const char *folder = path_in(dir, name);

	assert_int_equal(mkdir(folder, 0777), 0);
	if (json)
		put_file(path_in(folder, "job.json"), json);
	if (map)
		put_file(path_in(folder, "disc.map"), map);
	if (map)
		set_age(path_in(folder, "disc.map"), when);
	else if (json)
		set_age(path_in(folder, "job.json"), when);
}

#define MAP "0x0 ? 1\n0x0 0x2000 +\n0x2000 0x800 -\n0x2800 0x800 ?\n"

static void test_list(void **state)
{
	const char *dir = scratch_folder("tests/job/list");
	struct job_brief *list;
	struct job j;
	int n;

	(void)state;
	assert_int_equal(job_list(path_in(dir, "none"), &list, &n), STATUS_NOT_FOUND);
	assert_int_equal(job_list(dir, &list, &n), STATUS_OK);
	assert_int_equal(n, 0);
	free(list);

	add_job(dir, "b-old", "{\"identifier\": \"id\", \"description\": \"\\u001b[2J\"}", MAP, 1000);
	add_job(dir, "a-old", "{\"disc\": {\"volume\": {\"found\": true, \"label\": \"TNT\"}}}", MAP, 1000);
	add_job(dir, "bad json", "{", MAP, 3000);
	add_job(dir, "bad map", "{\"identifier\": \"still\"}", "0x0 ? 1\n0x0 0x80", 4000);
	add_job(dir, "not seen", "{}", NULL, 5000);
	add_job(dir, "name\033[2J", NULL, MAP, 6000);
	add_job(dir, "raw", "{\"sector_size\": 512}", MAP, 7000);
	add_job(dir, "bak", NULL, MAP, 500);
	assert_int_equal(rename(path_in(dir, "bak/disc.map"), path_in(dir, "bak/disc.map.bak")), 0);
	add_job(dir, "no job", NULL, NULL, 0);
	put_file(path_in(dir, "file"), "");
	assert_int_equal(mkdir(path_in(dir, "no job/deeper"), 0777), 0);
	put_file(path_in(dir, "no job/deeper/disc.map"), MAP);
	assert_int_equal(symlink("no job/deeper", path_in(dir, "link")), 0);
	set_age(path_in(dir, "link/disc.map"), 8000);
	assert_int_equal(symlink(".", path_in(dir, "loop")), 0);
	assert_int_equal(symlink("nowhere", path_in(dir, "broken")), 0);
	add_job(dir, "fifo", NULL, NULL, 0);
	assert_int_equal(mkfifo(path_in(dir, "fifo/disc.map"), 0666), 0);
	set_age(path_in(dir, "fifo/disc.map"), 9000);
	make_job(&j, path_in(dir, "open"), 10);
	set_age(path_in(dir, "open/disc.map"), 10000);

	const struct job_brief want[] = {
		{ .name = "open", .sectors = 10, .locked = true },
		{ .name = "fifo", .status = STATUS_BAD_FILE },
		{ .name = "link", .sectors = 6, .good = 4, .bad = 1 },
		{ .name = "raw", .sectors = 24, .good = 16, .bad = 4 },
		{ .name = "name\033[2J", .sectors = 6, .good = 4, .bad = 1 },
		{ .name = "not seen" },
		{ .name = "bad map", .identifier = "still", .status = STATUS_BAD_FILE },
		{ .name = "bad json", .sectors = 6, .good = 4, .bad = 1, .status = STATUS_BAD_FILE },
		{ .name = "a-old", .sectors = 6, .good = 4, .bad = 1, .volume = { .found = true, .label = "TNT" } },
		{ .name = "b-old", .identifier = "id", .description = "\033[2J", .sectors = 6, .good = 4, .bad = 1 },
		{ .name = "bak", .sectors = 6, .good = 4, .bad = 1 },
	};

	assert_int_equal(job_list(dir, &list, &n), STATUS_OK);
	assert_int_equal(n, ARRAY_LEN(want));
	for (int i = 0; i < n; i++) {
		assert_string_equal(list[i].name, want[i].name);
		assert_string_equal(list[i].identifier, want[i].identifier);
		assert_string_equal(list[i].description, want[i].description);
		assert_int_equal(list[i].sectors, want[i].sectors);
		assert_int_equal(list[i].good, want[i].good);
		assert_int_equal(list[i].bad, want[i].bad);
		assert_int_equal(list[i].status, want[i].status);
		assert_int_equal(list[i].locked, want[i].locked);
		assert_int_equal(list[i].volume.found, want[i].volume.found);
		assert_string_equal(list[i].volume.label, want[i].volume.label);
	}
	assert_int_equal(list[0].changed, 10000);
	assert_int_equal(list[5].changed, 5000);
	free(list);
	job_close(&j);
	assert_int_equal(job_list(dir, &list, &n), STATUS_OK);
	assert_false(list[0].locked);
	free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
