#include "config.h"
#include "tests/job/jobs.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

/*
 * Really full and really read-only file systems: a tmpfs in a mount namespace of a child, which needs root or user
 * namespaces. Speaks TAP itself, to be able to say SKIP.
 */
#define CHECK(what)									\
	do {										\
		if (!(what)) {								\
			fprintf(stderr, "# %s:%d: %s\n", __FILE__, __LINE__, #what);	\
			_exit(1);							\
		}									\
	} while (0)

enum { CANNOT = 77 };

static bool put_proc(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok;
}

/* Root of a user namespace of its own, who is this user outside. */
static bool become_root(void)
{
	char uids[40], gids[40];

	snprintf(uids, sizeof uids, "0 %ld 1", (long)geteuid());
	snprintf(gids, sizeof gids, "0 %ld 1", (long)getegid());
	return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && put_proc("/proc/self/setgroups", "deny") &&
	       put_proc("/proc/self/uid_map", uids) && put_proc("/proc/self/gid_map", gids);
}

/* A small tmpfs on `dir`, seen by this process only. */
static bool mount_small(const char *dir)
{
	return (unshare(CLONE_NEWNS) == 0 || become_root()) && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("discnurse-test", dir, "tmpfs", 0, "size=512k") == 0;
}

static int32_t good_of(const struct job *j)
{
	return map_tally(j->mf.map).sectors[map_state_index(MAP_GOOD)];
}

static void full(const char *dir)
{
	const char *filler = path_in(dir, "filler");
	struct job_where w = { .folder = path_in(dir, "job") };
	int fd = open(filler, O_RDWR | O_CREAT, 0666);
	char block[4096] = { 1 }, *before;
	struct fault f;
	struct job j;
	int32_t at = 0;
	enum status st;

	CHECK(fd >= 0);
	CHECK(job_open(&j, &w, &f) == STATUS_OK);
	while (file_write(fd, block, sizeof block) == STATUS_OK)
		;
	CHECK(job_create(&j, &(struct job_disc){ .sectors = 1000, .bytes = 1000 * SECTOR }, &f) == STATUS_NO_SPACE);
	CHECK(!exists(j.paths.image) && !exists(j.paths.map) && !exists(j.paths.json) && j.fresh);
	CHECK(ftruncate(fd, 256 * 1024) == 0);
	CHECK(job_create(&j, &(struct job_disc){ .sectors = 1000, .bytes = 1000 * SECTOR }, &f) == STATUS_OK);
	while ((st = store(&j, at, 10)) == STATUS_OK)
		at += 10;
	CHECK(st == STATUS_NO_SPACE);
	CHECK(at > 50 && at < 200 && good_of(&j) == at);
	CHECK(map_count_in(j.mf.map, (struct span){ at, 10 }, map_bit(MAP_GOOD)) == 0);
	before = get_file(j.paths.map);
	CHECK(job_save(&j, &f) == STATUS_NO_SPACE);
	CHECK(strcmp(f.place, j.paths.map) == 0);
	assert_file(j.paths.map, before);
	CHECK(job_fill(&j, true, &f) == STATUS_NO_SPACE);
	CHECK(job_fill(&j, false, &f) == STATUS_OK);
	CHECK(good_of(&j) == at);

	CHECK(ftruncate(fd, 0) == 0);
	CHECK(store(&j, at, 10) == STATUS_OK);
	CHECK(job_save(&j, &f) == STATUS_OK);
	CHECK(check_claims(j.paths.map, j.paths.image) == at + 10);
	job_close(&j);
	free(before);
	close(fd);
}

static void read_only(const char *dir)
{
	const char *folder = path_in(dir, "job");
	struct job_where w = { .folder = folder };
	struct fault f;
	struct job j;
	char *before;

	make_job(&j, folder, 10);
	CHECK(store(&j, 0, 5) == STATUS_OK);
	before = get_file(j.paths.map);
	/* the folder turns read-only while the image is open */
	CHECK(mount(folder, folder, NULL, MS_BIND, NULL) == 0);
	CHECK(mount(NULL, folder, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) == 0);
	CHECK(job_save(&j, &f) == STATUS_READ_ONLY);
	CHECK(strcmp(f.place, j.paths.map) == 0);
	assert_file(j.paths.map, before);
	CHECK(job_save_about(&j, &f) == STATUS_READ_ONLY);
	CHECK(job_history(&j, "\"event\":\"x\"") == STATUS_READ_ONLY);
	CHECK(umount(folder) == 0);
	CHECK(job_save(&j, &f) == STATUS_OK);
	CHECK(check_claims(j.paths.map, j.paths.image) == 5);
	job_close(&j);

	CHECK(mount(NULL, dir, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0);
	CHECK(job_open(&j, &w, &f) == STATUS_READ_ONLY);
	CHECK(strcmp(f.place, path_in(folder, "lock")) == 0);
	w.folder = path_in(dir, "new");
	CHECK(job_open(&j, &w, &f) == STATUS_READ_ONLY);
	CHECK(strcmp(f.place, w.folder) == 0);
	CHECK(!exists(w.folder));
	free(before);
}

static int run(int number, const char *title, const char *scratch, void (*test)(const char *dir))
{
	const char *dir = scratch_folder(scratch);
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		if (!mount_small(dir))
			_exit(CANNOT);
		test(dir);
		exit(0);
	}
	if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		printf("ok %d - %s\n", number, title);
		return 0;
	}
	if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == CANNOT) {
		printf("ok %d - %s # SKIP a tmpfs cannot be mounted here\n", number, title);
		return 0;
	}
	printf("not ok %d - %s\n", number, title);
	return 1;
}

int main(void)
{
	int failed = 0;

	printf("1..2\n");
	fflush(stdout);
	failed += run(1, "full", "tests/job/full", full);
	fflush(stdout);
	failed += run(2, "read-only", "tests/job/readonly", read_only);
	return failed != 0;
}
