#include "config.h"
#include "tests/unit.h"

#include "drive/drive.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* A file of so many bytes, and a drive on it. */
struct bench {
	char path[300];
	struct drive *d;
	uint8_t *buf;
	struct read_info got;
};

static uint8_t file_byte(int64_t at)
{
	return (uint8_t)(at * 31 + (at >> 11) * 5 + 1);
}

static void write_file(const char *path, int64_t from, int64_t bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0644);
	uint8_t *all = malloc((size_t)bytes + 1);

	assert_true(fd >= 0);
	assert_non_null(all);
	for (int64_t i = 0; i < bytes; i++)
		all[i] = file_byte(from + i);
	assert_int_equal(pwrite(fd, all, (size_t)bytes, from), bytes);
	close(fd);
	free(all);
}

static void bench_open(struct bench *b, const char *folder, int64_t bytes, struct drive_settings settings)
{
	struct fault f = { 0 };
	void *buf = NULL;

	*b = (struct bench){ 0 };
	snprintf(b->path, sizeof b->path, "%s/disc.iso", folder);
	unlink(b->path);
	write_file(b->path, 0, bytes);
	if (block_open(b->path, &settings, &b->d, &f) != STATUS_OK)
		fail_msg("%s: %s", status_name(f.status), f.detail);
	assert_int_equal(posix_memalign(&buf, 4096, (size_t)b->d->max_sectors * (size_t)b->d->sector_size), 0);
	b->buf = buf;
}

static void bench_close(struct bench *b)
{
	drive_close(b->d);
	free(b->buf);
}

static enum status read_at(struct bench *b, int32_t lsn, int32_t count)
{
	memset(b->buf, 0xee, (size_t)b->d->max_sectors * (size_t)b->d->sector_size);
	return drive_read(b->d, (struct span){ lsn, count }, b->buf, &b->got);
}

/* The first `good` sectors are those of the file, which has `bytes` bytes and zeros after them. */
static void assert_file(const struct bench *b, int32_t lsn, int64_t bytes)
{
	int ss = b->d->sector_size;

	for (int64_t i = 0; i < (int64_t)b->got.good * ss; i++) {
		int64_t at = (int64_t)lsn * ss + i;

		if (b->buf[i] != (at < bytes ? file_byte(at) : 0))
			fail_msg("byte %lld is wrong", (long long)at);
	}
}

static void test_whole_and_odd_sizes(void **state)
{
	static const int64_t sizes[] = { 1, 511, 2047, 2048, 2049, 4096, 5000, 10 * 2048, 10 * 2048 + 1,
					 300 * 2048 + 700 };
	const char *folder = scratch_folder("tests/drive/block-sizes");

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(sizes); i++) {
		int32_t sectors = (int32_t)((sizes[i] + 2047) / 2048);
		struct medium m;
		struct bench b;

		bench_open(&b, folder, sizes[i], (struct drive_settings){ 0 });
		assert_int_equal(b.d->sector_size, 2048);
		assert_int_equal(b.d->max_sectors, 256);
		assert_string_equal(b.d->id.name, "disc.iso");
		assert_string_equal(b.d->id.spec, b.path);
		assert_string_equal(b.d->id.model, "");
		assert_int_equal(drive_medium(b.d, &m), STATUS_OK);
		assert_int_equal(m.sectors, sectors);
		assert_int_equal(m.bytes, sizes[i]);
		assert_int_equal(m.kind, DISC_CD);
		assert_int_equal(drive_poll(b.d), STATUS_OK);
		for (int32_t lsn = 0; lsn < sectors; lsn += 256) {
			int32_t count = min_i32(256, sectors - lsn);

			assert_int_equal(read_at(&b, lsn, count), STATUS_OK);
			assert_int_equal(b.got.good, count);
			assert_file(&b, lsn, sizes[i]);
		}
		assert_int_equal(read_at(&b, sectors - 1, 1), STATUS_OK);
		assert_file(&b, sectors - 1, sizes[i]);
		/* past the end: what is there is good, the rest is not there */
		assert_int_equal(read_at(&b, sectors - 1, 3), STATUS_OUT_OF_RANGE);
		assert_int_equal(b.got.good, 1);
		assert_file(&b, sectors - 1, sizes[i]);
		assert_int_equal(read_at(&b, sectors, 1), STATUS_OUT_OF_RANGE);
		assert_int_equal(b.got.good, 0);
		bench_close(&b);
	}
}

static void test_bounds(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, scratch_folder("tests/drive/block-bounds"), 4096, (struct drive_settings){ 0 });
	assert_int_equal(read_at(&b, 0, 257), STATUS_USAGE);
	assert_int_equal(read_at(&b, 0, -1), STATUS_USAGE);
	assert_int_equal(read_at(&b, -1, 1), STATUS_OUT_OF_RANGE);
	assert_int_equal(read_at(&b, INT32_MAX - 10, 11), STATUS_OUT_OF_RANGE);
	assert_int_equal(b.got.good, 0);
	assert_int_equal(drive_tray(b.d, TRAY_OPEN), STATUS_UNSUPPORTED);
	assert_int_equal(drive_set_speed(b.d, 706), STATUS_UNSUPPORTED);
	assert_int_equal(b.d->speed, 0);
	bench_close(&b);
}

/* Sectors that O_DIRECT cannot give: read plain, and it is said. */
static void test_other_sector_sizes(void **state)
{
	static const int sizes[] = { 1, 512, 2352, 2448, 4096, 65536 };
	const char *folder = scratch_folder("tests/drive/block-sector-sizes");

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(sizes); i++) {
		const int64_t bytes = (int64_t)sizes[i] * 3;
		struct medium m;
		struct bench b;

		bench_open(&b, folder, bytes, (struct drive_settings){ .sector_size = sizes[i], .kind = DISC_BD });
		assert_int_equal(drive_medium(b.d, &m), STATUS_OK);
		assert_int_equal(m.sectors, 3);
		assert_int_equal(m.kind, DISC_BD);
		assert_int_equal(read_at(&b, 1, 2), STATUS_OK);
		assert_int_equal(b.got.good, 2);
		assert_file(&b, 1, bytes);
		if (sizes[i] == 2352)
			assert_non_null(b.d->remark);
		bench_close(&b);
	}
}

/* tmpfs: some kernels take O_DIRECT there and some do not. The bytes are the same, and a remark says it if not. */
static void test_tmpfs(void **state)
{
	char folder[64] = "/dev/shm/discnurse-test-XXXXXX";
	struct bench b;
	int probe;

	(void)state;
	if (!mkdtemp(folder))
		return print_message("# no /dev/shm here\n");
	bench_open(&b, folder, 9 * 2048 + 5, (struct drive_settings){ 0 });
	probe = open(b.path, O_RDONLY | O_DIRECT);
	assert_int_equal(b.d->remark == NULL, probe >= 0);
	assert_int_equal(read_at(&b, 3, 7), STATUS_OK);
	assert_int_equal(b.got.good, 7);
	assert_file(&b, 3, 9 * 2048 + 5);
	if (probe >= 0)
		close(probe);
	unlink(b.path);
	rmdir(folder);
	bench_close(&b);
}

static void test_cut_while_open(void **state)
{
	struct medium m;
	struct bench b;

	(void)state;
	bench_open(&b, scratch_folder("tests/drive/block-cut"), 20 * 2048, (struct drive_settings){ 0 });
	assert_int_equal(drive_medium(b.d, &m), STATUS_OK);
	assert_int_equal(truncate(b.path, 7 * 2048 + 1000), 0);
	/* the eighth sector is there in part, and it is no last sector: what is missing was there before */
	assert_int_equal(read_at(&b, 0, 20), STATUS_OUT_OF_RANGE);
	assert_int_equal(b.got.good, 7);
	assert_file(&b, 0, 20 * 2048);
	assert_int_equal(read_at(&b, 7, 1), STATUS_OUT_OF_RANGE);
	assert_int_equal(b.got.good, 0);
	assert_int_equal(read_at(&b, 12, 1), STATUS_OUT_OF_RANGE);
	assert_int_equal(truncate(b.path, 0), 0);
	assert_int_equal(read_at(&b, 0, 1), STATUS_OUT_OF_RANGE);
	assert_int_equal(drive_medium(b.d, &m), STATUS_BLANK);
	bench_close(&b);
}

static void test_growing(void **state)
{
	struct medium m;
	struct bench b;

	(void)state;
	bench_open(&b, scratch_folder("tests/drive/block-growing"), 3 * 2048 + 10, (struct drive_settings){ 0 });
	assert_int_equal(read_at(&b, 3, 1), STATUS_OK);
	assert_file(&b, 3, 3 * 2048 + 10);
	write_file(b.path, 3 * 2048 + 10, 2 * 2048);
	assert_int_equal(read_at(&b, 3, 3), STATUS_OK);
	assert_int_equal(b.got.good, 3);
	assert_file(&b, 3, 5 * 2048 + 10);
	assert_int_equal(drive_medium(b.d, &m), STATUS_OK);
	assert_int_equal(m.sectors, 6);
	/* its name vanishes: the open file is still there */
	assert_int_equal(unlink(b.path), 0);
	assert_int_equal(read_at(&b, 0, 6), STATUS_OK);
	assert_file(&b, 0, 5 * 2048 + 10);
	bench_close(&b);
}

static enum status refused(const char *path, int sector_size, struct fault *f)
{
	const struct drive_settings settings = { .sector_size = sector_size };
	struct drive *d = NULL;
	enum status st;

	*f = (struct fault){ 0 };
	st = block_open(path, &settings, &d, f);
	assert_null(d);
	assert_int_equal(st, f->status);
	return st;
}

static void test_what_is_no_disc(void **state)
{
	const char *folder = scratch_folder("tests/drive/block-none");
	char path[300], longest[400];
	struct fault f;

	(void)state;
	assert_int_equal(refused("tests/drive/no-such-file", 0, &f), STATUS_NOT_FOUND);
	assert_string_equal(f.place, "tests/drive/no-such-file");
	assert_int_equal(refused(folder, 0, &f), STATUS_BAD_FILE);
	assert_string_equal(f.reason, "this is a folder, not a disc or an image of one");
	assert_int_equal(refused("/dev/null", 0, &f), STATUS_BAD_FILE);
	assert_string_equal(f.reason, "this is neither a block device nor a file");
	snprintf(path, sizeof path, "%s/fifo", folder);
	assert_int_equal(mkfifo(path, 0644), 0);
	assert_int_equal(refused(path, 0, &f), STATUS_BAD_FILE);	/* and does not wait for a writer */
	snprintf(path, sizeof path, "%s/empty", folder);
	write_file(path, 0, 0);
	assert_int_equal(refused(path, 0, &f), STATUS_BAD_FILE);
	assert_string_equal(f.reason, "the file is empty");
	write_file(path, 0, 10);
	assert_int_equal(refused(path, -1, &f), STATUS_USAGE);
	assert_int_equal(refused(path, 65537, &f), STATUS_USAGE);
	memset(longest, 'x', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	assert_int_equal(refused(longest, 0, &f), STATUS_TOO_LARGE);
}

/* Who may not read a file is told so. As root everything may be read, so a child becomes somebody else first. */
static void test_permission(void **state)
{
	const char *folder = scratch_folder("tests/drive/block-permission");
	const struct drive_settings settings = { 0 };
	struct drive *d = NULL;
	struct fault f = { 0 };
	char path[300];
	int result = -1, fd;
	pid_t child;

	(void)state;
	snprintf(path, sizeof path, "%s/secret", folder);
	write_file(path, 0, 10);
	assert_int_equal(chmod(path, 0), 0);
	/* reachable for the child without passing through folders that are not its own */
	fd = open(folder, O_RDONLY | O_DIRECTORY);
	assert_true(fd >= 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (fchdir(fd) != 0)
			_exit(98);
		if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0))
			_exit(99);
		_exit((int)block_open("secret", &settings, &d, &f));
	}
	close(fd);
	assert_int_equal(waitpid(child, &result, 0), child);
	assert_true(WIFEXITED(result));
	assert_int_equal(WEXITSTATUS(result), STATUS_PERMISSION);
}

/* A name that is cut is not cut inside a character. */
static void test_long_names(void **state)
{
	const char *folder = scratch_folder("tests/drive/block-names");
	const struct drive_settings settings = { 0 };
	char path[300];
	struct drive *d = NULL;

	(void)state;
	snprintf(path, sizeof path, "%s/twenty-two-bytes-long-\xc3\xbc-and-more.iso", folder);
	write_file(path, 0, 2048);
	assert_int_equal(block_open(path, &settings, &d, NULL), STATUS_OK);
	assert_string_equal(d->id.name, "twenty-two-bytes-long-");
	drive_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_and_odd_sizes), cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_other_sector_sizes), cmocka_unit_test(test_tmpfs),
		cmocka_unit_test(test_cut_while_open), cmocka_unit_test(test_growing),
		cmocka_unit_test(test_what_is_no_disc), cmocka_unit_test(test_permission),
		cmocka_unit_test(test_long_names),
	};

	return cmocka_run_group_tests_name("drive/block", tests, NULL, NULL);
}
