#include "config.h"
#include "job/parts.h"

#include "base/fileio.h"
#include "base/number.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Who a lock file names: lines "host NAME", "pid N", "boot ID", "since TIME", "started TICKS" (of the process). */
struct holder {
	char text[1024];	/* as found */
	size_t len;
	char host[256], pid_text[24], boot[64], since[JOB_TIME_TEXT], started[24];
	int64_t pid;
	bool known;
};

enum claim {
	CLAIM_NONE,
	CLAIM_GONE,	/* a process of this host that is no more */
	CLAIM_ALIVE,
	CLAIM_UNKNOWN,	/* of another host, or nothing that can be understood */
};

/* The first bytes of a small file, which may be one of /proc; empty if it cannot be read. */
static void read_start(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : file_pread(fd, out, size - 1, 0);

	out[got > 0 ? got : 0] = '\0';
	if (fd >= 0)
		close(fd);
}

static void boot_id(char out[64])
{
	read_start("/proc/sys/kernel/random/boot_id", out, 64);
	out[strcspn(out, "\n")] = '\0';
}

/* When process `pid` began, in clock ticks since the machine's start (proc(5), field 22 of stat); empty if unknown. */
static void process_started(int64_t pid, char out[24])
{
	char path[48], stat[1024], *p;

	out[0] = '\0';
	snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
	read_start(path, stat, sizeof stat);
	p = strrchr(stat, ')');		/* the name in field 2 may hold anything */
	for (int field = 2; p && field < 22; field++)
		p = strchr(p + 1, ' ');
	if (p && strspn(p + 1, "0123456789") < 24)
		snprintf(out, 24, "%.*s", (int)strspn(p + 1, "0123456789"), p + 1);
}

/* The rest of the line "NAME rest" in `text`; empty if there is none or it does not fit. */
static void line_value(const char *text, const char *name, char *out, size_t size)
{
	size_t n = strlen(name), len;

	out[0] = '\0';
	for (; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		if (len > n && strncmp(text, name, n) == 0 && text[n] == ' ' && len - n - 1 < size) {
			snprintf(out, size, "%.*s", (int)(len - n - 1), text + n + 1);
			return;
		}
	}
}

static void holder_read(int fd, struct holder *h)
{
	ssize_t got;

	*h = (struct holder){ 0 };
	got = file_pread(fd, h->text, sizeof h->text - 1, 0);
	h->len = got > 0 ? (size_t)got : 0;
	line_value(h->text, "host", h->host, sizeof h->host);
	line_value(h->text, "pid", h->pid_text, sizeof h->pid_text);
	line_value(h->text, "boot", h->boot, sizeof h->boot);
	line_value(h->text, "since", h->since, sizeof h->since);
	line_value(h->text, "started", h->started, sizeof h->started);
	h->known = h->host[0] && h->since[0] && number_parse(h->pid_text, false, &h->pid) && h->pid > 0 &&
		   h->pid <= INT32_MAX;
}

static void holder_text(const struct holder *h, char *out, size_t size)
{
	if (h->known)
		snprintf(out, size, "%.80s, pid %lld, since %s", h->host, (long long)h->pid, h->since);
	else
		snprintf(out, size, "%s", "?");
}

static enum claim holder_claim(const struct holder *h, bool ofd)
{
	char host[256], boot[64], started[24];

	if (h->len == 0 && ofd)
		return CLAIM_NONE;
	if (!h->known)
		return CLAIM_UNKNOWN;
	job_host(host, sizeof host);
	if (strcmp(h->host, host) != 0)
		return CLAIM_UNKNOWN;
	boot_id(boot);
	if (strcmp(h->boot, boot) != 0)
		return CLAIM_GONE;
	if (kill((pid_t)h->pid, 0) != 0 && errno == ESRCH)
		return CLAIM_GONE;
	process_started(h->pid, started);	/* the number may have gone to another process since */
	return h->started[0] && started[0] && strcmp(h->started, started) != 0 ? CLAIM_GONE : CLAIM_ALIVE;
}

/* Takes the OFD lock. STATUS_UNSUPPORTED where the file system has no locks. */
static enum status lock_ofd(int fd)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_OFD_SETLK, &whole) == 0)
		return STATUS_OK;
	return errno == EAGAIN || errno == EACCES ? STATUS_LOCKED : STATUS_UNSUPPORTED;
}

static enum status lock_write(int fd, bool ofd)
{
	char host[256], boot[64], since[JOB_TIME_TEXT], started[24], text[512];
	enum status st;
	int n;

	job_host(host, sizeof host);
	boot_id(boot);
	job_time_text(since, time(NULL));
	process_started(getpid(), started);
	n = snprintf(text, sizeof text, "host %s\npid %ld\nboot %s\nsince %s\nstarted %s\n", host, (long)getpid(), boot,
		     since, started);
	if (n < 0 || (size_t)n >= sizeof text)
		return STATUS_TOO_LARGE;
	if (ftruncate(fd, 0) != 0)
		return status_from_errno(errno);
	st = file_pwrite(fd, text, (size_t)n, 0);
	if (st == STATUS_OK && fsync(fd) != 0)
		st = status_from_errno(errno);
	/* On a full disk the lock itself must do: the work can go on once there is room. */
	return st == STATUS_NO_SPACE && ofd ? STATUS_OK : st;
}

/* Whether `path` still is the file that is open as `fd`. */
static bool lock_is_at(int fd, const char *path)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && lstat(path, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/*
 * Without OFD locks: puts a dead holder's file out of the way, so that O_EXCL can decide who is next. If it is not the
 * file that was judged any more, somebody was faster: he gets it back.
 */
static void lock_clear(const char *path, const struct holder *judged)
{
	char aside[PATH_MAX];
	struct holder now;
	int fd;

	if ((size_t)snprintf(aside, sizeof aside, "%s.%ld", path, (long)getpid()) >= sizeof aside ||
	    rename(path, aside) != 0)
		return;
	fd = open(aside, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd >= 0) {
		holder_read(fd, &now);
		close(fd);
		if (now.len != judged->len || memcmp(now.text, judged->text, now.len) != 0)
			(void)!link(aside, path);
	}
	unlink(aside);
}

/* One try at the open lock file `fd`. *again: the file was released or cleared meanwhile, open it anew. */
static enum status lock_try(struct job *j, int fd, bool made, bool take_over, bool *again, struct fault *f)
{
	const char *path = j->paths.lock;
	enum status st = lock_ofd(fd);
	bool ofd = st == STATUS_OK;
	struct holder h;
	enum claim claim;
	char who[160];

	*again = false;
	holder_read(fd, &h);
	holder_text(&h, who, sizeof who);
	if (st == STATUS_LOCKED)
		return fault_set(f, st, path, 0, NULL, "%s", who);
	if (!lock_is_at(fd, path)) {
		*again = true;
		return STATUS_OK;
	}
	claim = made ? CLAIM_NONE : holder_claim(&h, ofd);
	if (claim == CLAIM_ALIVE || (claim == CLAIM_UNKNOWN && !take_over))
		return fault_set(f, STATUS_LOCKED, path, 0, NULL, "%s", who);
	if (claim != CLAIM_NONE)
		snprintf(j->lock_was, sizeof j->lock_was, "%s", who);
	if (!ofd && !made) {
		lock_clear(path, &h);
		*again = true;
		return STATUS_OK;
	}
	st = lock_write(fd, ofd);
	if (st != STATUS_OK) {
		if (made)
			unlink(path);
		return fault_set(f, st, path, 0, NULL, NULL);
	}
	return STATUS_OK;
}

enum status job_lock_take(struct job *j, bool take_over, struct fault *f)
{
	const int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	const char *path = j->paths.lock;
	struct stat sb;

	for (int tries = 0; tries < 20; tries++) {
		int fd = open(path, flags | O_CREAT | O_EXCL, 0666);
		bool made = fd >= 0, again;
		enum status st;

		if (fd < 0 && errno == EEXIST)
			fd = open(path, flags);
		if (fd < 0 && errno == ENOENT && access(j->paths.folder, F_OK) == 0)
			continue;
		if (fd < 0)
			return fault_set(f, status_from_errno(errno), path, 0, NULL, NULL);
		if (fstat(fd, &sb) != 0 || !S_ISREG(sb.st_mode)) {
			close(fd);
			return fault_set(f, STATUS_BAD_FILE, path, 0, N_("it is not a regular file"), NULL);
		}
		st = lock_try(j, fd, made, take_over, &again, f);
		if (st == STATUS_OK && !again) {
			j->lock_fd = fd;
			return STATUS_OK;
		}
		close(fd);
		if (st != STATUS_OK)
			return st;
	}
	return fault_set(f, STATUS_LOCKED, path, 0, NULL, "?");
}

void job_lock_release(struct job *j)
{
	struct flock whole = { .l_type = F_UNLCK, .l_whence = SEEK_SET };

	if (j->lock_fd < 0)
		return;
	if (lock_is_at(j->lock_fd, j->paths.lock))
		unlink(j->paths.lock);
	fcntl(j->lock_fd, F_OFD_SETLK, &whole);		/* a child may have inherited the descriptor */
	close(j->lock_fd);
	j->lock_fd = -1;
}

bool job_lock_held(const char *path)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct holder h;
	enum claim claim;
	bool held;

	if (fd < 0)
		return false;
	held = fcntl(fd, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
	if (!held) {
		holder_read(fd, &h);
		claim = holder_claim(&h, true);
		held = claim == CLAIM_ALIVE || claim == CLAIM_UNKNOWN;
	}
	close(fd);
	return held;
}
