#include "config.h"
#include "base/clock.h"
#include "base/number.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * bench_run ROWS COLS SECONDS COMMAND...: runs the command in a terminal of that size (0 0: without one, its output to
 * nowhere), ends it with SIGTERM after so many seconds (0: never), and prints its wall, user and system seconds, the
 * bytes that it drew and its exit status.
 */

struct run {
	int rows, cols;
	int64_t seconds;
	int master;		/* our end of the terminal; -1: none */
	pid_t pid;
	int64_t drawn;
};

static bool open_terminal(struct run *r)
{
	r->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	return r->master >= 0 && grantpt(r->master) == 0 && unlockpt(r->master) == 0;
}

/* In the child: the terminal, or nothing, for all three. */
static bool take_terminal(const struct run *r)
{
	struct winsize size = { .ws_row = (unsigned short)r->rows, .ws_col = (unsigned short)r->cols };
	int fd;

	if (r->master < 0) {
		fd = open("/dev/null", O_RDWR);
	} else {
		setsid();
		fd = open(ptsname(r->master), O_RDWR);
		if (fd >= 0 && (ioctl(fd, TIOCSCTTY, 0) != 0 || ioctl(fd, TIOCSWINSZ, &size) != 0))
			return false;
		setenv("TERM", "xterm-256color", 1);
	}
	return fd >= 0 && dup2(fd, 0) == 0 && dup2(fd, 1) == 1 && dup2(fd, 2) == 2;
}

/* Reads what is drawn, as a terminal would, until the command has closed it or has been ended. */
static void watch(struct run *r, int64_t start)
{
	int64_t end = start + r->seconds * NS_PER_S;
	bool asked = false;

	for (;;) {
		struct pollfd p = { .fd = r->master, .events = POLLIN };
		int64_t left = asked || !r->seconds ? -1 : (end - clock_now(clock_real())) / NS_PER_MS;
		char bytes[65536];
		ssize_t n;

		if (!asked && r->seconds && left <= 0) {
			kill(r->pid, SIGTERM);
			asked = true;
			continue;
		}
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		n = read(r->master, bytes, sizeof bytes);
		if (n == 0 || (n < 0 && errno != EINTR))
			return;
		r->drawn += n > 0 ? n : 0;
	}
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static bool number(const char *text, int64_t most, int64_t *out)
{
	return number_parse(text, false, out) && *out >= 0 && *out <= most;
}

int main(int argc, char **argv)
{
	struct run r = { .master = -1 };
	int64_t rows, cols, start;
	struct rusage use;
	int status;

	if (argc < 5 || !number(argv[1], 1000, &rows) || !number(argv[2], 1000, &cols) ||
	    !number(argv[3], 86400, &r.seconds)) {
		fprintf(stderr, "usage: bench_run ROWS COLS SECONDS COMMAND...\n");
		return 1;
	}
	r.rows = (int)rows;
	r.cols = (int)cols;
	if (r.rows && !open_terminal(&r)) {
		perror("bench_run: terminal");
		return 1;
	}
	start = clock_now(clock_real());
	r.pid = fork();
	if (r.pid == 0) {
		if (take_terminal(&r))
			execvp(argv[4], argv + 4);
		_exit(127);
	}
	if (r.pid < 0) {
		perror("bench_run: fork");
		return 1;
	}
	if (r.master >= 0)
		watch(&r, start);
	while (wait4(r.pid, &status, 0, &use) < 0)
		if (errno != EINTR)
			return 1;
	printf("%.3f %.3f %.3f %lld %d\n", (double)(clock_now(clock_real()) - start) / NS_PER_S, seconds(use.ru_utime),
	       seconds(use.ru_stime), (long long)r.drawn,
	       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return 0;
}
