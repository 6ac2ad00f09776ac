#include "tests/unit.h"

#include "base/fileio.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static char folder[256], path[300], keep[300], fresh[310];

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "%s", scratch_folder("tests/base/test_fileio"));
	snprintf(path, sizeof path, "%s/a.map", folder);
	snprintf(keep, sizeof keep, "%s/a.map.bak", folder);
	snprintf(fresh, sizeof fresh, "%s.new", path);
	return 0;
}

static void assert_content(const char *name, const char *want)
{
	char *text;
	size_t len;

	assert_int_equal(file_load(name, 1000, &text, &len, NULL), STATUS_OK);
	assert_string_equal(text, want);
	assert_int_equal(len, strlen(want));
	free(text);
}

static void test_load(void **state)
{
	char *text = NULL, pipe_path[300];
	size_t len = 99;
	struct fault f = { 0 };

	(void)state;
	assert_int_equal(file_load(path, 10, &text, &len, &f), STATUS_NOT_FOUND);
	assert_string_equal(f.place, path);
	assert_int_equal(file_replace(path, "0123456789", 10, NULL, NULL), STATUS_OK);
	assert_int_equal(file_load(path, 9, &text, &len, &f), STATUS_TOO_LARGE);
	assert_int_equal(f.status, STATUS_TOO_LARGE);
	assert_int_equal(file_load(folder, 10, &text, &len, &f), STATUS_BAD_FILE);
	/* a pipe nobody writes to must not hold us up */
	snprintf(pipe_path, sizeof pipe_path, "%s/pipe", folder);
	assert_int_equal(mkfifo(pipe_path, 0600), 0);
	assert_int_equal(file_load(pipe_path, 10, &text, &len, &f), STATUS_BAD_FILE);
	assert_null(text);
	assert_int_equal(len, 99);
	assert_int_equal(file_load(path, 10, &text, NULL, &f), STATUS_OK);
	assert_string_equal(text, "0123456789");
	free(text);
	assert_int_equal(file_replace(path, "a\0b", 3, NULL, NULL), STATUS_OK);
	assert_int_equal(file_load(path, 10, &text, &len, NULL), STATUS_OK);
	assert_int_equal(len, 3);
	assert_memory_equal(text, "a\0b", 4);
	free(text);
	assert_int_equal(file_replace(path, "", 0, NULL, NULL), STATUS_OK);
	assert_content(path, "");
}

static void test_replace(void **state)
{
	struct stat before, kept;

	(void)state;
	assert_int_equal(file_replace(path, "one", 3, keep, NULL), STATUS_OK);
	assert_content(path, "one");
	assert_int_equal(access(keep, F_OK), -1);	/* there was nothing to keep */
	assert_int_equal(stat(path, &before), 0);
	assert_int_equal(file_replace(path, "second", 6, keep, NULL), STATUS_OK);
	assert_content(path, "second");
	assert_content(keep, "one");
	assert_int_equal(stat(keep, &kept), 0);
	assert_int_equal(kept.st_ino, before.st_ino);	/* the very file, not written again */
	assert_int_equal(file_replace(path, "3", 1, keep, NULL), STATUS_OK);
	assert_content(path, "3");
	assert_content(keep, "second");
	assert_int_equal(file_replace(path, "4", 1, NULL, NULL), STATUS_OK);
	assert_content(path, "4");
	assert_content(keep, "second");
	assert_int_equal(access(fresh, F_OK), -1);
}

/* Where no link can be made, the old file is kept as a copy. */
static void test_keep_without_links(void **state)
{
	char far[64];
	struct stat here, there;

	(void)state;
	snprintf(far, sizeof far, "/dev/shm/discnurse-test-%ld", (long)getpid());
	assert_int_equal(stat(folder, &here), 0);
	if (stat("/dev/shm", &there) != 0 || there.st_dev == here.st_dev || access("/dev/shm", W_OK) != 0)
		return;	/* only another file system refuses links for certain */
	assert_int_equal(file_replace(path, "old", 3, NULL, NULL), STATUS_OK);
	assert_int_equal(file_replace(path, "new", 3, far, NULL), STATUS_OK);
	assert_content(path, "new");
	assert_content(far, "old");
	unlink(far);
}

static void test_replace_fails(void **state)
{
	struct fault f = { 0 };
	char nowhere[300], deep[5000];

	(void)state;
	snprintf(nowhere, sizeof nowhere, "%s/none/a", folder);
	assert_int_equal(file_replace(nowhere, "x", 1, NULL, &f), STATUS_NOT_FOUND);
	assert_non_null(strstr(f.place, "none/a"));
	memset(deep, 'd', sizeof deep - 1);
	deep[sizeof deep - 1] = '\0';
	assert_int_equal(file_replace(deep, "x", 1, NULL, &f), STATUS_TOO_LARGE);
	/* a folder stands where the file should go: it stays, and the new file is cleared away */
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_not_equal(file_replace(path, "x", 1, NULL, &f), STATUS_OK);
	assert_int_equal(access(fresh, F_OK), -1);
	/* a folder stands where the old file should be kept: nothing is replaced */
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(file_replace(path, "old", 3, NULL, NULL), STATUS_OK);
	assert_int_equal(mkdir(keep, 0755), 0);
	assert_int_not_equal(file_replace(path, "new", 3, keep, &f), STATUS_OK);
	assert_content(path, "old");
	assert_int_equal(access(fresh, F_OK), -1);
}

/* A full disk, played by the limit on file sizes: the old file and the kept one stay whole. */
static void test_disk_full(void **state)
{
	static char big[20000];
	struct rlimit old, small;
	struct fault f = { 0 };
	enum status replaced, written;
	int fd;

	(void)state;
	assert_int_equal(file_replace(path, "old", 3, NULL, NULL), STATUS_OK);
	assert_int_equal(file_replace(path, "whole", 5, keep, NULL), STATUS_OK);
	fd = open(keep, O_RDWR);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 8192;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	replaced = file_replace(path, big, sizeof big, keep, &f);
	written = file_pwrite(fd, big, sizeof big, 4096);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	close(fd);
	assert_int_equal(replaced, STATUS_NO_SPACE);
	assert_int_equal(f.status, STATUS_NO_SPACE);
	assert_string_equal(f.place, path);
	assert_int_equal(written, STATUS_NO_SPACE);
	assert_content(path, "whole");
	assert_int_equal(access(fresh, F_OK), -1);
	/* and after room was made */
	assert_int_equal(file_replace(path, big, sizeof big, keep, NULL), STATUS_OK);
	assert_content(keep, "whole");
}

static void test_pread_pwrite(void **state)
{
	char buf[16] = "";
	int fd = open(path, O_RDWR | O_CREAT, 0600);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(file_pwrite(fd, "world", 5, 6), STATUS_OK);
	assert_int_equal(file_pwrite(fd, "hello ", 6, 0), STATUS_OK);
	assert_int_equal(file_pread(fd, buf, sizeof buf, 0), 11);
	assert_string_equal(buf, "hello world");
	assert_int_equal(file_pread(fd, buf, 3, 6), 3);
	assert_memory_equal(buf, "wor", 3);
	assert_int_equal(file_pread(fd, buf, sizeof buf, 11), 0);
	close(fd);
	errno = 0;
	assert_int_equal(file_pread(fd, buf, 1, 0), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(file_pwrite(fd, buf, 1, 0), STATUS_IO);
	assert_int_equal(file_write(fd, buf, 1), STATUS_IO);
}

static void test_folder(void **state)
{
	char out[16];

	(void)state;
	assert_int_equal(file_sync_folder(path), STATUS_OK);
	assert_int_equal(file_sync_folder("a-file-here"), STATUS_OK);
	assert_int_equal(file_sync_folder("/no-such-folder-at-all/a"), STATUS_NOT_FOUND);
	assert_int_equal(file_join(out, sizeof out, "0123456789", "abcd"), STATUS_OK);
	assert_string_equal(out, "0123456789/abcd");
	assert_int_equal(file_join(out, sizeof out, "0123456789", "abcde"), STATUS_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_load, set_up),
		cmocka_unit_test_setup(test_replace, set_up),
		cmocka_unit_test_setup(test_keep_without_links, set_up),
		cmocka_unit_test_setup(test_replace_fails, set_up),
		cmocka_unit_test_setup(test_disk_full, set_up),
		cmocka_unit_test_setup(test_pread_pwrite, set_up),
		cmocka_unit_test_setup(test_folder, set_up),
	};

	return cmocka_run_group_tests_name("fileio", tests, NULL, NULL);
}
