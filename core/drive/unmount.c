#include "config.h"
#include "drive/mounts.h"

#include "base/clock.h"
#include "base/span.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* A device may be mounted at several places. */
enum { MOST_PLACES = 16, LOOK_EVERY_MS = 10, KILL_WAIT_MS = 1000 };

static int left_ms(int64_t until)
{
	int64_t left = (until - clock_now(clock_real())) / NS_PER_MS;

	return left > 0 ? (int)left : 0;
}

/* What the program says, until it ends or the time is up; the start of it is kept. */
static void listen(int fd, int64_t until, char *said, size_t size)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t at = 0;

	while (poll(&p, 1, left_ms(until)) > 0) {
		char chunk[256];
		ssize_t n = read(fd, chunk, sizeof chunk);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		for (ssize_t i = 0; i < n && at + 1 < size; i++)
			said[at++] = chunk[i];
	}
	said[at] = '\0';
	said[strcspn(said, "\n")] = '\0';
}

/* False: it is still there. */
static bool gone_by(pid_t pid, int64_t until, int *status)
{
	const struct timespec nap = { .tv_nsec = LOOK_EVERY_MS * NS_PER_MS };
	pid_t got;

	while ((got = waitpid(pid, status, WNOHANG)) == 0 && left_ms(until) > 0)
		nanosleep(&nap, NULL);
	return got != 0;
}

/* Runs a program, found by PATH. True: it ended well. `said`: the first line that it wrote, or why it did not run. */
static bool run(const char *const argv[], int ms, char *said, size_t size)
{
	int64_t until = clock_now(clock_real()) + ms * NS_PER_MS;
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, usual;
	int fd[2], status = 0, err;
	pid_t pid;

	if (pipe2(fd, O_CLOEXEC) != 0) {
		snprintf(said, size, "%s", strerror(errno));
		return false;
	}
	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	sigaddset(&usual, SIGXFSZ);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &usual);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, fd[1], 1);
	posix_spawn_file_actions_adddup2(&files, fd[1], 2);
	err = posix_spawnp(&pid, argv[0], &files, &attr, (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	close(fd[1]);
	if (err != 0) {
		snprintf(said, size, "%s: %s", argv[0], strerror(err));
		close(fd[0]);
		return false;
	}
	listen(fd[0], until, said, size);
	close(fd[0]);
	if (!gone_by(pid, until, &status)) {
		kill(pid, SIGKILL);
		gone_by(pid, clock_now(clock_real()) + KILL_WAIT_MS * NS_PER_MS, &status);
		snprintf(said, size, "%s: no answer", argv[0]);
		return false;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

enum status mounts_unmount(const struct mounts_from *from, const char *node, dev_t dev, int ms, struct fault *f)
{
	char where[PATH_MAX], said[160] = "";

	for (int i = 0; i < MOST_PLACES && mounts_find(from, dev, where, sizeof where); i++) {
		/* no question on the terminal, which is the console's */
		const char *const udisks[] = { "udisksctl", "unmount", "--no-user-interaction", "-b", node, NULL };
		const char *const plain[] = { "umount", "--", where, NULL };

		if (umount2(where, UMOUNT_NOFOLLOW) == 0 || run(udisks, ms, said, sizeof said) ||
		    run(plain, ms, said, sizeof said))
			continue;
		return fault_set(f, STATUS_IN_USE, where, 0, N_("it cannot be unmounted"), "%s", said);
	}
	if (mounts_find(from, dev, where, sizeof where))
		return fault_set(f, STATUS_IN_USE, where, 0, N_("it cannot be unmounted"), "%s", said);
	return STATUS_OK;
}
