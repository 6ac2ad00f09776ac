#include "config.h"
#include "tests/job/jobs.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/*
 * The calls that make data safe, seen on their way into the system: written down in `calls`, and fdatasync fails as often
 * as `sync_fails` says, with the errno that ext4 and NFS give for data that is lost; link fails as it does on FAT.
 */
static char calls[2000];
static int sync_fails;
static bool no_links;
int fdatasync(int fd);
int fsync(int fd);
int rename(const char *from, const char *to);
int link(const char *from, const char *to);

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void note_call(const char *call, const char *name)
{
	size_t n = strlen(calls);

	snprintf(calls + n, sizeof calls - n, "%s %s\n", call, name);
}

static void note_fd(const char *call, int fd)
{
	char link[64], path[600] = "";
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path - 1);
	path[n > 0 ? n : 0] = '\0';
	note_call(call, base_name(path));
}

int fdatasync(int fd)
{
	note_fd("fdatasync", fd);
	if (sync_fails > 0) {
		sync_fails--;
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd)
{
	note_fd("fsync", fd);
	return (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
	note_call("rename to", base_name(to));
	return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int link(const char *from, const char *to)
{
	note_call("link to", base_name(to));
	if (no_links) {
		errno = EPERM;
		return -1;
	}
	return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

static void on_step(void *arg, enum job_step step)
{
	static const char *const names[] = {
		[JOB_IMAGE_WRITTEN] = "image written", [JOB_IMAGE_SYNCED] = "image synced", [JOB_MAP_WRITTEN] = "map written",
		[JOB_MAP_RENAMED] = "map renamed",     [JOB_SAVED] = "saved",
	};

	(void)arg;
	note_call("--", names[step]);
}

static void test_order(void **state)
{
	const char *dir = scratch_folder("tests/job/order.folder");
	struct job j;

	(void)state;
	make_job(&j, dir, 10);
	assert_int_equal(store(&j, 2, 3), STATUS_OK);
	j.probe = on_step;
	calls[0] = '\0';
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	assert_string_equal(calls, "-- image written\n"
				   "fdatasync disc.iso\n"
				   "-- image synced\n"
				   "fsync disc.map.new\n"
				   "-- map written\n"
				   "link to disc.map.bak.new\n"
				   "rename to disc.map.bak\n"
				   "rename to disc.map\n"
				   "-- map renamed\n"
				   "fsync order.folder.scratch\n"
				   "-- saved\n");
	/* nothing new in the image: its data is safe already */
	calls[0] = '\0';
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	assert_null(strstr(calls, "fdatasync"));
	assert_non_null(strstr(calls, "-- image synced"));
	job_close(&j);
}

/* A file system without hard links: .bak is a copy. */
static void test_no_links(void **state)
{
	const char *dir = scratch_folder("tests/job/nolinks");
	struct job j;
	char *before;

	(void)state;
	make_job(&j, dir, 10);
	before = get_file(j.paths.map);
	assert_int_equal(store(&j, 2, 3), STATUS_OK);
	no_links = true;
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	no_links = false;
	assert_file(j.paths.map_bak, before);
	assert_int_equal(check_claims(j.paths.map, j.paths.image), 3);
	assert_false(exists(path_in(dir, "disc.map.bak.new")));
	free(before);
	job_close(&j);
}

/* Ends the process for good at one step of one save. */
struct killer {
	int saves, step, now;
};

static void kill_here(void *arg, enum job_step step)
{
	struct killer *k = arg;

	if (step == JOB_IMAGE_WRITTEN)
		k->now++;
	if (k->now == k->saves && (int)step == k->step)
		raise(SIGKILL);
}

static void child_works(const char *dir, struct killer k)
{
	struct job_where w = in_folder(dir);
	struct job j;

	if (job_open(&j, &w, NULL) != STATUS_OK)
		_exit(1);
	j.probe = kill_here;
	j.probe_arg = &k;
	for (int32_t i = 0; i < 4; i++) {
		int32_t first = map_find(j.mf.map, map_all(j.mf.map), map_bit(MAP_UNTRIED)).lsn;

		map_set(j.mf.map, (struct span){ first, 1 }, MAP_BAD);
		if (store(&j, first + 1, 3) != STATUS_OK || job_save(&j, NULL) != STATUS_OK)
			_exit(2);
	}
	_exit(3);
}

static void test_killed(void **state)
{
	const char *dir = scratch_folder("tests/job/killed");
	const char *map = path_in(dir, "disc.map"), *image = path_in(dir, "disc.iso");
	struct job_where w = in_folder(dir);
	int32_t good = 0, now;
	struct job j;

	(void)state;
	make_job(&j, dir, 400);
	job_close(&j);
	for (int saves = 1; saves <= 3; saves++) {
		for (int step = JOB_IMAGE_WRITTEN; step <= JOB_SAVED; step++) {
			struct killer k = { .saves = saves, .step = step };
			char *text, *bak;
			int status;
			pid_t pid = fork();

			assert_true(pid >= 0);
			if (pid == 0)
				child_works(dir, k);
			assert_int_equal(waitpid(pid, &status, 0), pid);
			assert_true(WIFSIGNALED(status));
			assert_int_equal(WTERMSIG(status), SIGKILL);
			now = check_claims(map, image);
			assert_int_equal(now, good + 3 * (step >= JOB_MAP_RENAMED ? saves : saves - 1));
			good = now;
			if (exists(path_in(dir, "disc.map.bak")))
				assert_true(check_claims(path_in(dir, "disc.map.bak"), image) >= good - 3);
			text = get_file(map);
			assert_int_equal(job_open(&j, &w, NULL), STATUS_OK);
			assert_false(j.from_bak);
			assert_true(j.lock_was[0]);
			assert_int_equal(job_save(&j, NULL), STATUS_OK);
			bak = get_file(path_in(dir, "disc.map.bak"));
			assert_string_equal(bak, text);
			job_close(&j);
			free(text);
			free(bak);
		}
	}
}

/* The system may drop data of which a sync has failed, and call the next sync a success. */
static void test_sync_fails(void **state)
{
	const char *dir = scratch_folder("tests/job/sync");
	uint8_t lost[SECTOR] = { 0 };
	struct fault f;
	struct job j;
	char *before;
	int fd;

	(void)state;
	make_job(&j, dir, 300);
	assert_int_equal(store(&j, 0, 2), STATUS_OK);
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	before = get_file(j.paths.map);
	assert_int_equal(store(&j, 10, 100), STATUS_OK);
	assert_int_equal(store(&j, 200, 10), STATUS_OK);
	sync_fails = 2;
	assert_int_equal(job_save(&j, &f), STATUS_IO);
	assert_string_equal(f.place, j.paths.image);
	assert_int_equal(job_save(&j, &f), STATUS_IO);
	assert_file(j.paths.map, before);
	free(before);

	/* sector 205 is lost meanwhile */
	fd = open(j.paths.image, O_WRONLY);
	assert_int_equal(file_pwrite(fd, lost, SECTOR, 205 * SECTOR), STATUS_OK);
	close(fd);
	assert_int_equal(store(&j, 250, 1), STATUS_OK);
	assert_int_equal(job_save(&j, &f), STATUS_OK);
	assert_int_equal(map_at(j.mf.map, 205), MAP_UNTRIED);
	assert_int_equal(check_claims(j.paths.map, j.paths.image), 2 + 100 + 1);
	assert_int_equal(map_at(j.mf.map, 199), MAP_UNTRIED);
	assert_int_equal(map_at(j.mf.map, 109), MAP_GOOD);
	assert_int_equal(store(&j, 200, 10), STATUS_OK);
	assert_int_equal(job_save(&j, &f), STATUS_OK);
	assert_int_equal(check_claims(j.paths.map, j.paths.image), 2 + 100 + 1 + 10);
	job_close(&j);
}

static void limit_files(rlim_t bytes)
{
	struct rlimit r;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &r), 0);
	r.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
}

/* No room: the right word, nothing claimed, and the same call succeeds later. */
static void test_no_room(void **state)
{
	const char *dir = scratch_folder("tests/job/limit");
	struct job_disc disc = { .sectors = 100, .bytes = 100 * SECTOR };
	struct job_where w = in_folder(dir);
	struct fault f;
	struct job j;
	struct stat sb;
	char *before;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(job_open(&j, &w, &f), STATUS_OK);
	limit_files(50 * SECTOR);
	assert_int_equal(job_create(&j, &disc, &f), STATUS_NO_SPACE);
	assert_string_equal(f.place, j.paths.image);
	assert_true(j.fresh);
	assert_null(j.mf.map);
	assert_false(exists(j.paths.image));
	assert_false(exists(j.paths.map));
	assert_false(exists(j.paths.json));
	limit_files(10);
	assert_int_equal(job_create(&j, &disc, &f), STATUS_NO_SPACE);
	assert_false(exists(j.paths.json));
	limit_files(RLIM_INFINITY);
	assert_int_equal(job_create(&j, &disc, &f), STATUS_OK);
	assert_int_equal(f.status, STATUS_OK);

	/* the image: the write ends in the middle */
	limit_files(45 * SECTOR);
	assert_int_equal(store(&j, 40, 10), STATUS_NO_SPACE);
	assert_int_equal(map_count_in(j.mf.map, map_all(j.mf.map), map_bit(MAP_GOOD)), 0);
	map_set(j.mf.map, (struct span){ 42, 1 }, MAP_BAD);
	assert_int_equal(job_fill(&j, true, &f), STATUS_NO_SPACE);
	assert_int_equal(store(&j, 0, 3), STATUS_OK);
	assert_int_equal(job_save(&j, &f), STATUS_OK);
	assert_int_equal(check_claims(j.paths.map, j.paths.image), 3);
	limit_files(RLIM_INFINITY);
	assert_int_equal(store(&j, 40, 10), STATUS_OK);

	/* the mapfile: the old one stays */
	before = get_file(j.paths.map);
	limit_files(60);
	assert_int_equal(job_save(&j, &f), STATUS_NO_SPACE);
	assert_string_equal(f.place, j.paths.map);
	assert_file(j.paths.map, before);
	assert_false(exists(path_in(dir, "disc.map.new")));
	assert_int_equal(job_save_about(&j, &f), STATUS_NO_SPACE);

	/* history: no half line */
	assert_int_equal(job_history(&j, "\"event\":\"full\""), STATUS_NO_SPACE);
	assert_int_equal(stat(j.paths.history, &sb), 0);
	assert_int_equal(sb.st_size, 0);
	limit_files(RLIM_INFINITY);
	assert_int_equal(job_history(&j, "\"event\":\"full\""), STATUS_OK);
	assert_int_equal(job_save(&j, &f), STATUS_OK);
	assert_int_equal(check_claims(j.paths.map, j.paths.image), 13);
	free(before);
	job_close(&j);
}

/* What lies around in a folder from somebody else is not followed. */
static void test_planted_links(void **state)
{
	const char *dir = scratch_folder("tests/job/planted");
	const char *victim = path_in(dir, "victim");
	struct job_where w = in_folder(dir);
	struct fault f;
	struct job j;

	(void)state;
	make_job(&j, dir, 10);
	put_file(victim, "precious");
	assert_int_equal(symlink("victim", path_in(dir, "disc.map.new")), 0);
	assert_int_equal(symlink("victim", path_in(dir, "disc.map.bak.new")), 0);
	assert_int_equal(symlink("victim", path_in(dir, "job.json.new")), 0);
	assert_int_equal(symlink("victim", path_in(dir, "history.jsonl")), 0);
	assert_int_equal(job_save(&j, &f), STATUS_OK);
	assert_int_equal(job_save_about(&j, &f), STATUS_OK);
	assert_int_not_equal(job_history(&j, "\"event\":\"x\""), STATUS_OK);
	assert_file(victim, "precious");
	job_close(&j);
	assert_int_equal(symlink("victim", path_in(dir, "lock")), 0);
	assert_int_not_equal(job_open(&j, &w, &f), STATUS_OK);
	assert_file(victim, "precious");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),	   cmocka_unit_test(test_killed),  cmocka_unit_test(test_sync_fails),
		cmocka_unit_test(test_no_room),	   cmocka_unit_test(test_no_links), cmocka_unit_test(test_planted_links),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
