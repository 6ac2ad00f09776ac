#include "config.h"
#include "tests/job/jobs.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* The file system has no locks: what ENOLCK says for NFS without a lock server. */
static bool no_locks;
/* Somebody releases this lock file just before we lock what we have opened. */
static const char *released;
int fcntl(int fd, int cmd, ...);

int fcntl(int fd, int cmd, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, cmd);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (no_locks && (cmd == F_OFD_SETLK || cmd == F_OFD_GETLK)) {
		errno = ENOLCK;
		return -1;
	}
	if (cmd == F_OFD_SETLK && released) {
		unlink(released);
		released = NULL;
	}
	return (int)syscall(SYS_fcntl, fd, cmd, arg);
}

/* A process that opens the job (where there is one) and then waits to be killed. */
static pid_t start_holder(const char *dir)
{
	struct job_where w = in_folder(dir);
	struct job j;
	int ready[2];
	char ok = 'n';
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);	/* a test that fails leaves nobody behind */
		if (!dir || job_open(&j, &w, NULL) == STATUS_OK)
			ok = 'y';
		if (write(ready[1], &ok, 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	assert_int_equal(read(ready[0], &ok, 1), 1);
	assert_int_equal(ok, 'y');
	close(ready[0]);
	close(ready[1]);
	return pid;
}

static void end_holder(pid_t pid)
{
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void second_console(const char *name)
{
	const char *dir = scratch_folder(name);
	struct job_where w = in_folder(dir);
	char host[256], want[300];
	struct fault f;
	struct job j;
	pid_t pid = start_holder(dir);

	assert_int_equal(job_open(&j, &w, &f), STATUS_LOCKED);
	assert_string_equal(f.place, path_in(dir, "lock"));
	assert_int_equal(gethostname(host, sizeof host), 0);
	snprintf(want, sizeof want, "%s, pid %ld, since 20", host, (long)pid);
	assert_memory_equal(f.detail, want, strlen(want));
	assert_int_equal(f.detail[strlen(f.detail) - 1], 'Z');
	w.take_over = true;
	assert_int_equal(job_open(&j, &w, &f), STATUS_LOCKED);
	w.take_over = false;
	end_holder(pid);
	assert_true(exists(path_in(dir, "lock")));
	assert_int_equal(job_open(&j, &w, &f), STATUS_OK);
	assert_memory_equal(j.lock_was, want, strlen(want));
	job_close(&j);
	assert_false(exists(path_in(dir, "lock")));
	assert_int_equal(job_open(&j, &w, &f), STATUS_OK);
	assert_string_equal(j.lock_was, "");
	job_close(&j);
}

static void test_second_console(void **state)
{
	(void)state;
	second_console("tests/job/second");
}

static void test_second_console_no_locks(void **state)
{
	(void)state;
	no_locks = true;
	second_console("tests/job/second-nolocks");
	no_locks = false;
}

static void put_lock(const char *dir, const char *host, long pid, const char *boot, const char *started)
{
	char text[600];

	snprintf(text, sizeof text, "host %s\npid %ld\nboot %s\nsince 2024-02-29T10:00:00Z\n%s", host, pid, boot, started);
	put_file(path_in(dir, "lock"), text);
}

/* Opens, checks, closes. `who`: of whom it was taken over. */
static void opens(const char *dir, bool take_over, const char *who)
{
	struct job_where w = { .folder = dir, .take_over = take_over };
	struct job j;

	assert_int_equal(job_open(&j, &w, NULL), STATUS_OK);
	assert_string_equal(j.lock_was, who);
	job_close(&j);
	assert_false(exists(path_in(dir, "lock")));
}

static void locked(const char *dir, bool take_over, const char *who)
{
	struct job_where w = { .folder = dir, .take_over = take_over };
	char *before = get_file(path_in(dir, "lock"));
	struct fault f;
	struct job j;

	assert_int_equal(job_open(&j, &w, &f), STATUS_LOCKED);
	assert_string_equal(f.detail, who);
	assert_file(path_in(dir, "lock"), before);
	free(before);
}

/* What a lock file left behind means, whether the file system has locks or not. */
static void left_behind(const char *name)
{
	const char *dir = scratch_folder(name);
	char host[256], boot[64], who[320], *text;
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY);
	pid_t alive = start_holder(NULL), gone = start_holder(NULL);
	ssize_t n = read(fd, boot, sizeof boot - 1);

	close(fd);
	assert_true(n > 0);
	boot[n] = '\0';
	boot[strcspn(boot, "\n")] = '\0';
	assert_int_equal(gethostname(host, sizeof host), 0);
	end_holder(gone);

	put_lock(dir, "elsewhere", alive, boot, "");
	snprintf(who, sizeof who, "elsewhere, pid %ld, since 2024-02-29T10:00:00Z", (long)alive);
	locked(dir, false, who);
	opens(dir, true, who);

	put_lock(dir, host, alive, boot, "");
	snprintf(who, sizeof who, "%s, pid %ld, since 2024-02-29T10:00:00Z", host, (long)alive);
	locked(dir, false, who);
	locked(dir, true, who);
	put_lock(dir, host, alive, boot, "started 1\n");	/* the number has gone to another process */
	opens(dir, false, who);
	put_lock(dir, host, alive, "0-0-0-0", "");
	opens(dir, false, who);

	put_lock(dir, host, gone, boot, "");
	snprintf(who, sizeof who, "%s, pid %ld, since 2024-02-29T10:00:00Z", host, (long)gone);
	opens(dir, false, who);

	put_file(path_in(dir, "lock"), "what\033is this\n");
	locked(dir, false, "?");
	opens(dir, true, "?");
	put_lock(dir, "a\033b", alive, boot, "");
	snprintf(who, sizeof who, "a?b, pid %ld, since 2024-02-29T10:00:00Z", (long)alive);
	locked(dir, false, who);
	put_lock(dir, host, -1, boot, "");
	locked(dir, false, "?");

	/* a crash before the first byte; or, without locks, somebody who is about to write it */
	put_file(path_in(dir, "lock"), "");
	if (no_locks)
		locked(dir, false, "?");
	opens(dir, true, no_locks ? "?" : "");
	text = malloc(70000);
	memset(text, 'x', 70000);
	text[69999] = '\0';
	put_file(path_in(dir, "lock"), text);
	locked(dir, false, "?");
	free(text);
	end_holder(alive);
}

static void test_left_behind(void **state)
{
	(void)state;
	left_behind("tests/job/left");
}

static void test_left_behind_no_locks(void **state)
{
	(void)state;
	no_locks = true;
	left_behind("tests/job/left-nolocks");
	no_locks = false;
}

/* Many at once: there is exactly one winner. */
static void one_winner(const char *name)
{
	const char *dir = scratch_folder(name);
	struct job_where w = in_folder(dir);
	int go[2], result[2], winners = 0;
	pid_t pid[8];

	assert_int_equal(pipe(go), 0);
	assert_int_equal(pipe(result), 0);
	for (int i = 0; i < 8; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			struct job j;
			char c = 'y';

			prctl(PR_SET_PDEATHSIG, SIGKILL);
			close(go[1]);
			if (read(go[0], &c, 1) != 0)	/* all start when the pipe is closed */
				_exit(1);
			if (job_open(&j, &w, NULL) != STATUS_OK)
				c = 'n';
			if (write(result[1], &c, 1) != 1)
				_exit(1);
			for (;;)
				pause();
		}
	}
	close(go[0]);
	close(go[1]);
	for (int i = 0; i < 8; i++) {
		char c;

		assert_int_equal(read(result[0], &c, 1), 1);
		winners += c == 'y';
	}
	for (int i = 0; i < 8; i++)
		end_holder(pid[i]);
	close(result[0]);
	close(result[1]);
	assert_int_equal(winners, 1);
}

static void test_one_winner(void **state)
{
	(void)state;
	one_winner("tests/job/winner");
	no_locks = true;
	one_winner("tests/job/winner-nolocks");
	no_locks = false;
}

/* A lock on a file that has no name any more keeps nobody out. */
static void test_released_meanwhile(void **state)
{
	const char *dir = scratch_folder("tests/job/released");
	struct job_where w = in_folder(dir);
	struct fault f;
	struct job j, second;

	(void)state;
	put_file(path_in(dir, "lock"), "");
	released = path_in(dir, "lock");
	assert_int_equal(job_open(&j, &w, &f), STATUS_OK);
	assert_null(released);
	assert_true(exists(path_in(dir, "lock")));
	assert_int_equal(job_open(&second, &w, &f), STATUS_LOCKED);
	job_close(&j);
}

/* A child that outlives its parent's job keeps nothing locked. */
static void test_inherited(void **state)
{
	const char *dir = scratch_folder("tests/job/inherited");
	struct job_where w = in_folder(dir);
	struct job j, again;
	pid_t pid;

	(void)state;
	make_job(&j, dir, 10);
	pid = start_holder(NULL);
	job_close(&j);
	assert_int_equal(job_open(&again, &w, NULL), STATUS_OK);
	end_holder(pid);
	job_close(&again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_second_console), cmocka_unit_test(test_second_console_no_locks),
		cmocka_unit_test(test_left_behind),    cmocka_unit_test(test_left_behind_no_locks),
		cmocka_unit_test(test_one_winner),     cmocka_unit_test(test_released_meanwhile),
		cmocka_unit_test(test_inherited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
