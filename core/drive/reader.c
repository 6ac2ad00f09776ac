#include "config.h"
#include "drive/reader.h"

#include "drive/node.h"
#include "drive/reader_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* The parent's end of a reader process: a drive whose calls are packets. */

/* How long a child is waited for that is to restore its drive and end. */
enum { CLOSE_MS = 2000 };
/* Descriptors are moved out of the way of those that the child gets. */
enum { FIRST_FREE_FD = READER_MEMORY + 1 };

struct reader {
	struct drive drive;	/* first */
	int sock, memory_fd;
	struct reader_memory *memory;
	size_t mapped;		/* bytes */
	pid_t pid;
	bool lost;		/* the child is gone, or speaks nonsense */
};

/* What the drive is at, as long as the child has not named a command. */
static const char *const names[] = {
	[READER_OPEN] = "open", [READER_READ] = "read", [READER_READ_FRESH] = "read", [READER_MEDIUM] = "medium",
	[READER_POLL] = "poll", [READER_SPEED] = "speed", [READER_TRAY] = "tray", [READER_ABILITIES] = "abilities",
	[READER_RETRIES] = "retries",
};

/* Waits as long as it takes. A child that is gone cannot say whether its drive is, too: the drive is to be opened anew. */
static enum status ask(struct reader *r, const struct reader_call *c, struct reader_answer *a)
{
	bool reads = c->op == READER_READ || c->op == READER_READ_FRESH;

	*a = (struct reader_answer){ 0 };
	if (r->lost)
		return STATUS_DRIVE_GONE;
	reader_note(r->memory, names[c->op], reads ? c->at.lsn : -1);
	r->lost = !reader_send(r->sock, c, sizeof *c) || !reader_receive(r->sock, a, sizeof *a) || a->op != c->op
		  || (unsigned)a->st >= STATUS_COUNT;
	reader_note(r->memory, NULL, -1);
	if (r->lost) {
		*a = (struct reader_answer){ 0 };
		return STATUS_DRIVE_GONE;
	}
	r->drive.speed = a->speed;
	r->drive.remark = reader_text(a->remark);
	return a->st;
}

static enum status ask_for_read(struct drive *d, enum reader_op op, struct span at, uint8_t *buf, struct read_info *got)
{
	struct reader *r = (struct reader *)d;
	struct reader_call c = { .op = op, .at = at };
	struct reader_answer a;
	enum status st = ask(r, &c, &a);

	*got = a.got;
	if (st == STATUS_OK)
		got->good = at.count;
	if (got->good < 0 || got->good > at.count)
		got->good = 0;
	memcpy(buf, (const uint8_t *)r->memory + READER_DATA, (size_t)got->good * (size_t)d->sector_size);
	return st;
}

static enum status reader_read(struct drive *d, struct span at, uint8_t *buf, struct read_info *got)
{
	return ask_for_read(d, READER_READ, at, buf, got);
}

static enum status reader_read_fresh(struct drive *d, struct span at, uint8_t *buf, struct read_info *got)
{
	return ask_for_read(d, READER_READ_FRESH, at, buf, got);
}

static enum status reader_medium(struct drive *d, struct medium *m)
{
	struct reader_call c = { .op = READER_MEDIUM };
	struct reader_answer a;
	enum status st = ask((struct reader *)d, &c, &a);

	*m = a.medium;
	return st;
}

static enum status reader_poll(struct drive *d)
{
	struct reader_call c = { .op = READER_POLL };
	struct reader_answer a;

	return ask((struct reader *)d, &c, &a);
}

static enum status reader_set_speed(struct drive *d, unsigned kb_per_s)
{
	struct reader_call c = { .op = READER_SPEED, .kb_per_s = kb_per_s };
	struct reader_answer a;

	return ask((struct reader *)d, &c, &a);
}

static enum status reader_tray(struct drive *d, enum tray_action what)
{
	struct reader_call c = { .op = READER_TRAY, .tray = what };
	struct reader_answer a;

	return ask((struct reader *)d, &c, &a);
}

static enum status reader_abilities(struct drive *d, struct drive_abilities *known)
{
	struct reader *r = (struct reader *)d;
	struct reader_call c = { .op = READER_ABILITIES, .abilities = *known };
	struct reader_answer a;
	enum status st = ask(r, &c, &a);

	if (!r->lost)
		*known = a.abilities;
	return st;
}

static enum status reader_set_retries(struct drive *d, int count)
{
	struct reader_call c = { .op = READER_RETRIES, .retries = count };
	struct reader_answer a;

	return ask((struct reader *)d, &c, &a);
}

static bool reader_now(struct drive *d, struct drive_now *now)
{
	return reader_look(((struct reader *)d)->memory, now);
}

static void discard(struct reader *r)
{
	if (r->sock >= 0)
		close(r->sock);
	if (r->memory_fd >= 0)
		close(r->memory_fd);
	if (r->memory)
		munmap(r->memory, r->mapped);
	free(r);
}

/* A child that does not answer in time finds the socket closed when its drive lets go of it. */
static void reader_close(struct drive *d)
{
	struct reader *r = (struct reader *)d;
	struct reader_call c = { .op = READER_CLOSE };
	struct pollfd fd = { .fd = r->sock, .events = POLLIN };
	int64_t until = clock_now(clock_real()) + CLOSE_MS * NS_PER_MS;

	if (!r->lost && send(r->sock, &c, sizeof c, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)sizeof c)
		for (;;) {
			int64_t left = until - clock_now(clock_real());

			if (left <= 0 || poll(&fd, 1, (int)(left / NS_PER_MS) + 1) >= 0 || errno != EINTR)
				break;
		}
	discard(r);
}

static const struct drive_ops reader_ops = {
	.name = "reader",
	.read = reader_read,
	.read_fresh = reader_read_fresh,
	.medium = reader_medium,
	.poll = reader_poll,
	.set_speed = reader_set_speed,
	.tray = reader_tray,
	.abilities = reader_abilities,
	.set_retries = reader_set_retries,
	.now = reader_now,
	.close = reader_close,
};

pid_t reader_pid(const struct drive *d)
{
	return ((const struct reader *)d)->pid;
}

/* The same descriptor with a higher number, closed on exec. -1: `fd` is closed, too. */
static int out_of_the_way(int fd)
{
	int moved = fd >= 0 ? fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD) : -1;

	if (fd >= 0)
		close(fd);
	return moved;
}

/* Nothing of ours but the two descriptors, no terminal, no signals of our session. */
static int set_up(posix_spawn_file_actions_t *files, posix_spawnattr_t *how, int sock, int memory_fd)
{
	sigset_t none, all;
	int err = 0;

	sigemptyset(&none);
	sigfillset(&all);
	for (int fd = 0; fd <= STDERR_FILENO && err == 0; fd++)
		err = posix_spawn_file_actions_addopen(files, fd, "/dev/null", O_RDWR, 0);
	if (err == 0)
		err = posix_spawn_file_actions_adddup2(files, sock, READER_SOCKET);
	if (err == 0)
		err = posix_spawn_file_actions_adddup2(files, memory_fd, READER_MEMORY);
#if defined __GLIBC__ && __GLIBC_PREREQ(2, 34)
	if (err == 0)	/* what others have left open: elsewhere the flag of each descriptor must do */
		err = posix_spawn_file_actions_addclosefrom_np(files, FIRST_FREE_FD);
#endif
	if (err == 0)
		err = posix_spawnattr_setsigmask(how, &none);
	if (err == 0)
		err = posix_spawnattr_setsigdefault(how, &all);
	if (err == 0)
		err = posix_spawnattr_setflags(how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
						    | POSIX_SPAWN_SETSID);
	return err;
}

/* Gives an errno. What is started forks and ends at once, so that no hung child is ever ours to be waited for. */
static int spawn(const char *program, int sock, int memory_fd)
{
	char *const argv[] = { (char *)(uintptr_t)program, (char *)(uintptr_t)"--reader", NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	pid_t pid;
	int err = posix_spawn_file_actions_init(&files);

	if (err != 0)
		return err;
	err = posix_spawnattr_init(&how);
	if (err != 0)
		goto out;
	err = set_up(&files, &how, sock, memory_fd);
	if (err == 0)
		err = posix_spawnp(&pid, program, &files, &how, argv, environ);
	if (err == 0)
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	posix_spawnattr_destroy(&how);
out:
	posix_spawn_file_actions_destroy(&files);
	return err;
}

/* Maps `bytes` of sectors, too. Gives an errno. */
static int map(struct reader *r, size_t bytes)
{
	void *memory = mmap(NULL, READER_DATA + bytes, PROT_READ | PROT_WRITE, MAP_SHARED, r->memory_fd, 0);

	if (memory == MAP_FAILED)
		return errno;
	if (r->memory)
		munmap(r->memory, r->mapped);
	r->memory = memory;
	r->mapped = READER_DATA + bytes;
	return 0;
}

/* Starts the child. Gives an errno. */
static int start(struct reader *r, const char *program)
{
	int ends[2] = { -1, -1 }, theirs, err = 0;

	r->memory_fd = out_of_the_way(memfd_create("discnurse reader", MFD_CLOEXEC));
	if (r->memory_fd < 0 || ftruncate(r->memory_fd, READER_DATA) != 0)
		return errno;
	err = map(r, 0);
	if (err != 0)
		return err;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return errno;
	r->sock = ends[0];
	theirs = out_of_the_way(ends[1]);
	if (theirs < 0)
		return errno;
	err = spawn(program, theirs, r->memory_fd);
	close(theirs);
	return err;
}

static enum status failed(const char *path, struct fault *f)
{
	return fault_set(f, STATUS_DRIVE_GONE, path, 0, N_("the process that reads the drive has failed"), NULL);
}

/* Takes over what the child tells of the drive it has opened. */
static enum status take(struct reader *r, const struct reader_answer *a, const char *path, struct fault *f)
{
	size_t bytes;
	struct stat sb;

	r->pid = a->pid;
	r->drive.id = a->id;
	r->drive.sector_size = a->sector_size;
	r->drive.max_sectors = a->max_sectors;
	bytes = (size_t)a->sector_size * (size_t)a->max_sectors;
	if (a->sector_size < 1 || a->max_sectors < 1 || fstat(r->memory_fd, &sb) != 0
	    || (size_t)sb.st_size < READER_DATA + bytes)
		return failed(path, f);
	if (map(r, bytes) != 0)
		return fault_set(f, STATUS_NO_MEMORY, path, 0, NULL, NULL);
	close(r->memory_fd);
	r->memory_fd = -1;
	return STATUS_OK;
}

enum status reader_open(const char *program, const char *path, const struct drive_settings *s, struct drive **out,
			struct fault *f)
{
	struct reader_call c = { .op = READER_OPEN, .settings = *s };
	struct reader *r = NULL;
	struct reader_answer a;
	enum status st;
	int err;

	if (strlen(path) >= sizeof c.path)
		return fault_set(f, STATUS_TOO_LARGE, path, 0, N_("the path is too long"), NULL);
	snprintf(c.path, sizeof c.path, "%s", path);
	r = calloc(1, sizeof *r);
	if (!r)
		return fault_set(f, STATUS_NO_MEMORY, path, 0, NULL, NULL);
	r->drive.ops = &reader_ops;
	r->drive.clock = clock_real();
	r->sock = r->memory_fd = -1;
	err = start(r, program);
	if (err != 0) {
		st = fault_set(f, status_from_errno(err), program, 0,
			       N_("the process that reads the drive cannot be started"), "%s", strerror(err));
		goto fail;
	}
	st = ask(r, &c, &a);
	if (r->lost)
		failed(path, f);
	else if (st != STATUS_OK && f) {
		*f = a.fault;
		f->reason = reader_text(a.reason);
	}
	if (st == STATUS_OK)
		st = take(r, &a, path, f);
	if (st != STATUS_OK)
		goto fail;
	*out = &r->drive;
	return STATUS_OK;
fail:
	discard(r);
	return st;
}
