#include "config.h"
#include "tests/job/jobs.h"

static void test_create(void **state)
{
	const char *dir = scratch_folder("tests/job/create");
	const char *job = path_in(dir, "job");
	struct job_where w = in_folder(job);
	struct fault f;
	struct job j;
	struct stat sb;

	(void)state;
	assert_int_equal(job_open(&j, &w, &f), STATUS_OK);
	assert_true(j.fresh);
	assert_true(exists(path_in(job, "lock")));
	assert_false(exists(path_in(job, "job.json")));
	assert_false(exists(path_in(job, "disc.map")));
	assert_int_equal(job_save(&j, &f), STATUS_OK);		/* nothing to save yet */
	assert_false(exists(path_in(job, "disc.map")));
	job_close(&j);
	assert_false(exists(path_in(job, "lock")));

	make_job(&j, job, 100);
	assert_int_equal(stat(path_in(job, "disc.iso"), &sb), 0);
	assert_int_equal(sb.st_size, 100 * SECTOR);
	assert_true(sb.st_blocks < 8);				/* nothing was reserved */
	assert_int_equal(check_claims(path_in(job, "disc.map"), path_in(job, "disc.iso")), 0);
	assert_false(exists(path_in(job, "disc.map.bak")));
	job_close(&j);

	assert_int_equal(job_open(&j, &w, &f), STATUS_OK);
	assert_false(j.fresh);
	assert_int_equal(map_size(j.mf.map), 100);
	assert_int_equal(j.disc.kind, DISC_CD);
	job_close(&j);

	w.folder = path_in(dir, "no/such");
	assert_int_equal(job_open(&j, &w, &f), STATUS_NOT_FOUND);
	put_file(path_in(dir, "file"), "");
	w.folder = path_in(dir, "file");
	assert_int_equal(job_open(&j, &w, &f), STATUS_EXISTS);
	assert_string_equal(f.reason, "it is not a folder");
}

static void test_store_fetch(void **state)
{
	const char *dir = scratch_folder("tests/job/store");
	uint8_t buf[4 * SECTOR], want[SECTOR], zero[SECTOR] = { 0 }, *other;
	struct job j;

	(void)state;
	make_job(&j, dir, 20);
	assert_int_equal(store(&j, 5, 3), STATUS_OK);
	assert_int_equal(map_count_in(j.mf.map, map_all(j.mf.map), map_bit(MAP_GOOD)), 3);

	/* the finished ones in the middle keep what they have */
	other = malloc(10 * SECTOR);
	memset(other, 0xee, 10 * SECTOR);
	map_set(j.mf.map, (struct span){ 8, 1 }, MAP_BAD);
	assert_int_equal(job_store(&j, (struct span){ 3, 10 }, other), STATUS_OK);
	free(other);
	assert_int_equal(map_count_in(j.mf.map, (struct span){ 3, 10 }, map_bit(MAP_GOOD)), 10);
	assert_int_equal(job_fetch(&j, (struct span){ 4, 4 }, buf), STATUS_OK);
	assert_int_equal(buf[0], 0xee);
	sector_fill(want, 5);
	assert_memory_equal(buf + SECTOR, want, SECTOR);
	sector_fill(want, 7);
	assert_memory_equal(buf + 3 * SECTOR, want, SECTOR);
	assert_int_equal(job_fetch(&j, (struct span){ 8, 1 }, buf), STATUS_OK);
	assert_int_equal(buf[0], 0xee);
	assert_int_equal(job_fetch(&j, (struct span){ 15, 1 }, buf), STATUS_OK);
	assert_memory_equal(buf, zero, SECTOR);

	assert_int_equal(job_store(&j, (struct span){ 19, 2 }, buf), STATUS_USAGE);
	assert_int_equal(job_store(&j, (struct span){ -1, 1 }, buf), STATUS_USAGE);
	assert_int_equal(job_fetch(&j, (struct span){ 20, 1 }, buf), STATUS_USAGE);
	assert_int_equal(job_fetch(&j, (struct span){ INT32_MAX, 1 }, buf), STATUS_USAGE);
	job_close(&j);
}

/* The disc ends within a sector: the file does, too, whatever is stored. */
static void test_short_last(void **state)
{
	const char *dir = scratch_folder("tests/job/short");
	struct job_where w = in_folder(dir);
	struct job_disc disc = { .sectors = 3, .bytes = 2 * SECTOR + 100 };
	uint8_t buf[SECTOR], want[SECTOR];
	struct stat sb;
	struct job j;

	(void)state;
	assert_int_equal(job_open(&j, &w, NULL), STATUS_OK);
	disc.bytes = 3 * SECTOR + 1;
	assert_int_equal(job_create(&j, &disc, NULL), STATUS_USAGE);
	disc.bytes = 2 * SECTOR;
	assert_int_equal(job_create(&j, &disc, NULL), STATUS_USAGE);
	disc.bytes = 2 * SECTOR + 100;
	assert_int_equal(job_create(&j, &disc, NULL), STATUS_OK);
	assert_int_equal(store(&j, 1, 2), STATUS_OK);
	assert_int_equal(stat(j.paths.image, &sb), 0);
	assert_int_equal(sb.st_size, 2 * SECTOR + 100);
	assert_int_equal(job_fetch(&j, (struct span){ 2, 1 }, buf), STATUS_OK);
	sector_fill(want, 2);
	assert_memory_equal(buf, want, 100);
	assert_int_equal(buf[100], 0);
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	job_close(&j);
	assert_int_equal(job_open(&j, &w, NULL), STATUS_OK);
	assert_int_equal(j.disc.bytes, 2 * SECTOR + 100);
	assert_int_equal(map_tally(j.mf.map).sectors[map_state_index(MAP_GOOD)], 2);

	/* what is longer now was not read to its end */
	assert_int_equal(job_grow(&j, 2, 2 * SECTOR), STATUS_USAGE);
	assert_int_equal(job_grow(&j, 5, 4 * SECTOR), STATUS_USAGE);
	assert_int_equal(job_grow(&j, 5, 4 * SECTOR + 1), STATUS_OK);
	assert_int_equal(map_at(j.mf.map, 0), MAP_UNTRIED);
	assert_int_equal(map_at(j.mf.map, 1), MAP_GOOD);
	assert_int_equal(map_at(j.mf.map, 2), MAP_UNTRIED);
	assert_int_equal(map_at(j.mf.map, 4), MAP_UNTRIED);
	assert_int_equal(j.disc.sectors, 5);
	assert_int_equal(store(&j, 2, 1), STATUS_OK);
	assert_int_equal(stat(j.paths.image, &sb), 0);
	assert_int_equal(sb.st_size, 4 * SECTOR + 1);
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	assert_int_equal(check_claims(j.paths.map, j.paths.image), 2);
	job_close(&j);
}

/* job.json never runs ahead of the mapfile; a mapfile that is behind it was cut. */
static void test_grown_and_cut(void **state)
{
	const char *dir = scratch_folder("tests/job/grown");
	struct job_where w = in_folder(dir);
	struct fault f;
	struct job j;
	char *map, *cut;

	(void)state;
	make_job(&j, dir, 10);
	assert_int_equal(store(&j, 2, 2), STATUS_OK);
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	assert_int_equal(job_grow(&j, 12, 12 * SECTOR), STATUS_OK);
	assert_int_equal(job_save_about(&j, NULL), STATUS_OK);
	job_close(&j);
	assert_int_equal(job_open(&j, &w, &f), STATUS_OK);
	assert_int_equal(map_size(j.mf.map), 12);
	job_close(&j);

	/* its .bak is that of the smaller disc, and good enough */
	map = get_file(path_in(dir, "disc.map"));
	assert_int_equal(unlink(path_in(dir, "disc.map")), 0);
	assert_int_equal(job_open(&j, &w, &f), STATUS_OK);
	assert_true(j.from_bak);
	assert_int_equal(map_size(j.mf.map), 12);
	assert_int_equal(map_at(j.mf.map, 3), MAP_GOOD);
	job_close(&j);

	/* the last line is missing: the rest is a mapfile without a fault of its own */
	cut = strdup(map);
	cut[strlen(cut) - 1] = '\0';
	strrchr(cut, '\n')[1] = '\0';
	put_file(path_in(dir, "disc.map"), cut);
	assert_int_equal(job_open(&j, &w, &f), STATUS_BAD_FILE);
	assert_string_equal(f.place, path_in(dir, "disc.map"));
	assert_string_equal(f.reason, "the mapfile ends before the disc does");
	assert_string_equal(f.detail, "8192 < 24576");
	assert_true(f.line > 3);
	assert_file(path_in(dir, "disc.map"), cut);

	/* cut within a line */
	cut[strlen(cut) - 4] = '\0';
	put_file(path_in(dir, "disc.map"), cut);
	assert_int_equal(job_open(&j, &w, &f), STATUS_BAD_FILE);
	assert_true(f.line > 3);
	assert_file(path_in(dir, "disc.map"), cut);
	assert_false(exists(path_in(dir, "lock")));
	free(cut);
	free(map);
}

static void test_bak(void **state)
{
	const char *dir = scratch_folder("tests/job/bak");
	struct job_where w = in_folder(dir);
	struct job j;
	char *first, *second;

	(void)state;
	make_job(&j, dir, 10);
	first = get_file(j.paths.map);
	assert_int_equal(store(&j, 0, 4), STATUS_OK);
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	assert_file(j.paths.map_bak, first);
	second = get_file(j.paths.map);
	assert_string_not_equal(first, second);
	assert_int_equal(store(&j, 4, 4), STATUS_OK);
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	assert_file(j.paths.map_bak, second);
	assert_false(exists(path_in(dir, "disc.map.new")));
	assert_false(exists(path_in(dir, "disc.map.bak.new")));
	job_close(&j);

	assert_int_equal(unlink(path_in(dir, "disc.map")), 0);
	assert_int_equal(job_open(&j, &w, NULL), STATUS_OK);
	assert_true(j.from_bak);
	assert_int_equal(map_tally(j.mf.map).sectors[map_state_index(MAP_GOOD)], 4);
	assert_false(exists(j.paths.map));
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	assert_file(j.paths.map, second);
	assert_file(j.paths.map_bak, second);
	job_close(&j);
	free(first);
	free(second);
}

/* What must not be opened, and stays as it is. */
static void test_refused(void **state)
{
	const char *dir = scratch_folder("tests/job/refused");
	const char *image = path_in(dir, "disc.iso"), *map = path_in(dir, "disc.map");
	const char *text = "# Mapfile\n0x0 ? 1\n0x0 0x1000 +\n0x1000 0x1000 ?\n";
	struct job_where w = in_folder(dir);
	struct fault f;
	struct job j;

	(void)state;
	put_file(image, "somebody's image");
	assert_int_equal(job_open(&j, &w, &f), STATUS_EXISTS);
	assert_string_equal(f.place, image);
	assert_file(image, "somebody's image");

	put_file(map, text);
	assert_int_equal(job_open(&j, &w, &f), STATUS_BAD_FILE);
	assert_string_equal(f.place, image);
	assert_string_equal(f.reason, "the image is shorter than the finished sectors of its mapfile");
	assert_string_equal(f.detail, "16 < 4096");
	assert_file(image, "somebody's image");

	assert_int_equal(unlink(image), 0);
	assert_int_equal(job_open(&j, &w, &f), STATUS_NOT_FOUND);
	assert_string_equal(f.place, image);
	assert_false(exists(image));
	assert_file(map, text);
	assert_false(exists(path_in(dir, "lock")));

	assert_int_equal(mkdir(image, 0777), 0);
	assert_int_equal(job_open(&j, &w, &f), STATUS_BAD_FILE);
	assert_string_equal(f.reason, "it is not a regular file");
	assert_int_equal(rmdir(image), 0);
	assert_int_equal(mkfifo(image, 0666), 0);
	assert_int_equal(job_open(&j, &w, &f), STATUS_BAD_FILE);
	assert_int_equal(unlink(image), 0);

	/* nothing finished: the image is made when there is something to put into it */
	put_file(map, "# Mapfile\n0x0 ? 1\n0x0 0x2000 ?\n");
	assert_int_equal(job_open(&j, &w, &f), STATUS_OK);
	assert_false(exists(image));
	assert_int_equal(job_save(&j, &f), STATUS_OK);
	assert_false(exists(image));
	assert_int_equal(store(&j, 1, 1), STATUS_OK);
	assert_int_equal(job_save(&j, &f), STATUS_OK);
	assert_int_equal(check_claims(map, image), 1);
	job_close(&j);

	w.sector_size = 2352;
	put_file(path_in(dir, "job.json"), "{\"sector_size\": 2048}");
	assert_int_equal(job_open(&j, &w, &f), STATUS_USAGE);
	assert_string_equal(f.detail, "2048");
	w.sector_size = 100;
	assert_int_equal(job_open(&j, &w, &f), STATUS_USAGE);
}

static void test_pair(void **state)
{
	const char *dir = scratch_folder("tests/job/pair");
	const char *image = path_in(dir, "cd.img"), *map = path_in(dir, "cd.log");
	struct job_where w = { .image = image, .map = map };
	struct job_disc disc = { .kind = DISC_CD, .sectors = 20, .bytes = 20 * SECTOR };
	struct fault f;
	struct job j, other;
	uint8_t *data;
	int fd;

	(void)state;
	/* what ddrescue leaves behind: the image ends where it has read to */
	put_file(map, "# Mapfile. Created by GNU ddrescue version 1.27\n0x2000 ? 1\n0x0 0x2000 +\n0x2000 0x8000 ?\n");
	data = disc_data((struct span){ 0, 4 });
	fd = open(image, O_WRONLY | O_CREAT, 0666);
	assert_int_equal(file_write(fd, data, 4 * SECTOR), STATUS_OK);
	close(fd);
	free(data);
	assert_int_equal(job_open(&j, &w, &f), STATUS_OK);
	assert_true(j.pair);
	assert_string_equal(j.paths.folder, dir);
	assert_true(exists(path_in(dir, "cd.log.lock")));
	assert_int_equal(store(&j, 6, 2), STATUS_OK);
	assert_int_equal(job_save(&j, &f), STATUS_OK);
	assert_int_equal(job_save_about(&j, &f), STATUS_OK);
	assert_int_equal(job_history(&j, "\"event\":\"x\""), STATUS_OK);
	assert_true(exists(path_in(dir, "cd.log.bak")));
	assert_true(exists(path_in(dir, "cd.log.job.json")));
	assert_true(exists(path_in(dir, "cd.log.history.jsonl")));
	assert_int_equal(check_claims(map, image), 6);

	/* one image, two mapfiles: still one console only */
	put_file(path_in(dir, "second.log"), "0x0 ? 1\n0x0 0xA000 ?\n");
	w.map = path_in(dir, "second.log");
	assert_int_equal(job_open(&other, &w, &f), STATUS_LOCKED);
	assert_string_equal(f.place, image);
	job_close(&j);
	assert_false(exists(path_in(dir, "cd.log.lock")));

	w = (struct job_where){ .image = path_in(dir, "new.img"), .map = path_in(dir, "new.log") };
	assert_int_equal(job_open(&j, &w, &f), STATUS_OK);
	assert_true(j.fresh);
	assert_int_equal(job_create(&j, &disc, &f), STATUS_OK);
	assert_true(exists(w.image));
	job_close(&j);

	w.map = NULL;
	assert_int_equal(job_open(&j, &w, &f), STATUS_USAGE);
	w.map = w.image;
	assert_int_equal(job_open(&j, &w, &f), STATUS_USAGE);
	assert_int_equal(link(path_in(dir, "second.log"), path_in(dir, "third.img")), 0);
	w = (struct job_where){ .image = path_in(dir, "third.img"), .map = path_in(dir, "second.log") };
	assert_int_equal(job_open(&j, &w, &f), STATUS_USAGE);
	assert_string_equal(f.reason, "image and mapfile are the same file");
	w = (struct job_where){ 0 };
	assert_int_equal(job_open(&j, &w, &f), STATUS_USAGE);
}

/* Every 512 bytes of what could not be read name the sector; what was read stays. */
static void test_fill(void **state)
{
	const char *dir = scratch_folder("tests/job/fill");
	uint8_t buf[SECTOR + 1], want[SECTOR] = { 0 };
	struct stat sb;
	struct job j;

	(void)state;
	make_job(&j, dir, 200);
	assert_int_equal(store(&j, 0, 10), STATUS_OK);
	assert_int_equal(store(&j, 150, 50), STATUS_OK);
	assert_int_equal(job_fill(&j, true, NULL), STATUS_OK);
	assert_int_equal(map_tally(j.mf.map).sectors[map_state_index(MAP_UNTRIED)], 140);
	for (int32_t lsn = 10; lsn < 150; lsn++) {
		char line[64];

		snprintf(line, sizeof line, "discnurse: sector %d could not be read ", lsn);
		assert_int_equal(job_fetch(&j, (struct span){ lsn, 1 }, buf), STATUS_OK);
		for (int part = 0; part < SECTOR; part += 512) {
			char text[513] = "";

			memcpy(text, buf + part, 512);
			assert_int_equal(text[511], '\n');
			assert_non_null(strstr(text, line));
		}
	}
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	assert_int_equal(check_claims(j.paths.map, j.paths.image), 60);

	/* rescued later: no trace of the marker */
	assert_int_equal(store(&j, 100, 1), STATUS_OK);
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	assert_int_equal(check_claims(j.paths.map, j.paths.image), 61);

	assert_int_equal(job_fill(&j, false, NULL), STATUS_OK);
	assert_int_equal(job_fetch(&j, (struct span){ 77, 1 }, buf), STATUS_OK);
	assert_memory_equal(buf, want, SECTOR);
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	assert_int_equal(check_claims(j.paths.map, j.paths.image), 61);
	assert_int_equal(stat(j.paths.image, &sb), 0);
	assert_int_equal(sb.st_size, 200 * SECTOR);
	job_close(&j);
}

static void test_volume(void **state)
{
	const char *dir = scratch_folder("tests/job/volume");
	uint8_t pvd[SECTOR] = { 1, 'C', 'D', '0', '0', '1', 1 };
	struct job_where w = in_folder(dir);
	struct job j;

	(void)state;
	memset(pvd + 40, ' ', 32);
	memcpy(pvd + 40, "HOLIDAY", 7);
	make_job(&j, dir, 20);
	assert_int_equal(job_store(&j, (struct span){ 16, 1 }, pvd), STATUS_OK);
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	job_close(&j);
	assert_int_equal(job_open(&j, &w, NULL), STATUS_OK);
	assert_true(j.disc.volume.found);
	assert_string_equal(j.disc.volume.label, "HOLIDAY");
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_create),	     cmocka_unit_test(test_store_fetch), cmocka_unit_test(test_short_last),
		cmocka_unit_test(test_grown_and_cut), cmocka_unit_test(test_bak),	 cmocka_unit_test(test_refused),
		cmocka_unit_test(test_pair),	     cmocka_unit_test(test_fill),	 cmocka_unit_test(test_volume),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
