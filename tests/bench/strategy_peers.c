#include "config.h"
#include "tests/bench/strategy_peers.h"

#include "tests/bench/strategy_ours.h"
#include "tests/bench/strategy_serve.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * A process of its own serves the drive, keeps the account, compares the image in the end and hands the figures over a
 * pipe: first a byte when the file is there, then the struct.
 */

const struct peer peers[] = {
	{ "dd-r0", { { "-b2048", "-d", "-r0" } } },
	{ "dd-r3", { { "-b2048", "-r3" } } },
	{ "dd-optical", { { "-n", "-b2048" }, { "-d", "-r1", "-b2048" } } },	/* its manual, chapter 9 */
	{ 0 }
};

struct places {
	char mount[PATH_MAX], source[PATH_MAX], image[PATH_MAX], map[PATH_MAX];
};

static bool name_places(struct places *p, const char *folder)
{
	return snprintf(p->mount, PATH_MAX, "%s/mount", folder) < PATH_MAX &&
	       snprintf(p->source, PATH_MAX, "%s/mount/" SERVE_NAME, folder) < PATH_MAX &&
	       snprintf(p->image, PATH_MAX, "%s/image", folder) < PATH_MAX &&
	       snprintf(p->map, PATH_MAX, "%s/map", folder) < PATH_MAX && mkdir(p->mount, 0700) == 0;
}

/* The process that is the drive. */
static int be_drive(const struct places *p, const char *scenario, FILE *log, int out)
{
	struct trace t = { 0 };
	struct sim *w = NULL;
	int status = 1;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (sim_parse(scenario, strlen(scenario), "corpus", &w, NULL) != STATUS_OK || !trace_begin(&t, w))
		goto out;
	t.log = log;
	if (serve(w, &t, p->mount, out)) {
		trace_close(&t);
		if (log)
			fflush(log);
		if (!t.failed && ours_same(p->map, p->image, w, &t) && write(out, &t.f, sizeof t.f) == sizeof t.f)
			status = 0;
	}
out:
	trace_end(&t);
	sim_free(w);
	return status;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* One run of ddrescue; its exit status. */
static int run_once(const char *const *arguments, const struct places *p)
{
	const char *argv[16] = { "ddrescue", "-q" };
	int n = 2;
	pid_t pid;

	while (*arguments)
		argv[n++] = *arguments++;
	argv[n++] = p->source;
	argv[n++] = p->image;
	argv[n++] = p->map;
	pid = fork();
	if (pid == 0) {
		int fd = open("/dev/null", O_RDWR);

		dup2(fd, 0);
		dup2(fd, 1);
		execvp(argv[0], (char *const *)(void *)argv);
		_exit(127);
	}
	return pid < 0 ? -1 : wait_for(pid);
}

static bool read_all(int fd, void *buf, size_t len)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = read(fd, (char *)buf + done, len - done);

		if (n <= 0 && !(n < 0 && errno == EINTR))
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

const char *peers_lack(void)
{
	int status = system("ddrescue --version >/dev/null 2>&1");

	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return "there is no ddrescue";
	return serve_lacks();
}

bool peers_run(const struct peer *peer, const char *scenario, const char *folder, FILE *log, struct figures *out)
{
	struct places p;
	int fds[2], status = 0;
	bool good = false;
	pid_t drive;
	char byte;

	if (!name_places(&p, folder) || pipe(fds) != 0)
		return false;
	fflush(NULL);
	drive = fork();
	if (drive == 0) {
		close(fds[0]);
		_exit(be_drive(&p, scenario, log, fds[1]));
	}
	close(fds[1]);
	if (drive < 0 || !read_all(fds[0], &byte, 1)) {
		fprintf(stderr, "bench_strategy: the drive cannot be offered as a file\n");
		goto out;
	}
	for (unsigned i = 0; i < ARRAY_LEN(peer->runs) && peer->runs[i][0] && status == 0; i++)
		status = run_once(peer->runs[i], &p);
	if (status != 0)
		fprintf(stderr, "bench_strategy: ddrescue ended with status %d\n", status);
	kill(drive, SIGTERM);
	good = status == 0 && read_all(fds[0], out, sizeof *out);
out:
	close(fds[0]);
	if (drive > 0 && wait_for(drive) != 0)
		good = false;
	return good;
}
