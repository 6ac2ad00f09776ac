#define _GNU_SOURCE
#include "tests/fakesr/client.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define KNOWN 1024	/* descriptors below it are looked up, others asked */

static unsigned char known[KNOWN];

static const char *server(void)
{
	const char *path = getenv("FAKESR_SOCKET");

	return path && *path ? path : NULL;
}

int client_minor(const char *path)
{
	int n = -1, end = 0;

	if (!path || strncmp(path, "/dev/", 5) != 0 || !server())
		return -1;
	if (strcmp(path, "/dev/cdrom") == 0)
		return 0;
	if (sscanf(path, "/dev/sr%2d%n", &n, &end) == 1 && end && !path[end] && path[7] >= '0' && path[7] <= '9')
		return n;
	return -1;
}

static const char *below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 && (path[n] == '/' || !path[n]) ? path + n : NULL;
}

const char *client_path(const char *path)
{
	static __thread char real[PATH_MAX];
	const char *at = server();
	bool mounts;

	if (!path || !at)
		return path;
	mounts = strcmp(path, "/proc/self/mountinfo") == 0;
	if (!mounts && !below(path, "/sys") && !below(path, "/run/udev"))
		return path;
	snprintf(real, sizeof real, "%s.root%s", at, path);
	return mounts && REAL(access)(real, R_OK) != 0 ? path : real;
}

const char *client_path_in(int folder, const char *path)
{
	struct stat here, root;

	if (!path || path[0] == '/' || !server())
		return client_path(path);
	/* libudev follows names one by one, from the root on */
	if (folder >= 0 && strcmp(path, "sys") == 0 && REAL(fstat)(folder, &here) == 0 && REAL(stat)("/", &root) == 0 &&
	    here.st_dev == root.st_dev && here.st_ino == root.st_ino)
		return client_path("/sys");
	return path;
}

const char *client_seen(const char *real)
{
	char root[PATH_MAX];
	const char *seen;

	if (!server())
		return NULL;
	snprintf(root, sizeof root, "%s.root", server());
	seen = below(real, root);
	return seen && *seen ? seen : NULL;
}

/* Only looks at the message, which stays there. */
static bool look(int fd, struct wire_token *t)
{
	int saved = errno;
	ssize_t n = recv(fd, t, sizeof *t, MSG_PEEK | MSG_DONTWAIT);

	errno = saved;
	return n == (ssize_t)sizeof *t && t->magic == WIRE_MAGIC;
}

bool client_token(int fd, struct wire_token *t)
{
	if (fd < 0 || (fd < KNOWN && !__atomic_load_n(&known[fd], __ATOMIC_RELAXED)))
		return false;
	return look(fd, t);
}

void client_note(int fd, const struct wire_token *t)
{
	if (fd >= 0 && fd < KNOWN)
		__atomic_store_n(&known[fd], t != NULL, __ATOMIC_RELAXED);
}

/* A program that was started by another may have inherited open nodes. */
__attribute__((constructor)) static void find_inherited(void)
{
	struct wire_token t;

	for (int fd = 0; server() && fd < KNOWN; fd++)
		if (look(fd, &t))
			client_note(fd, &t);
}

static int64_t answer_with(int error)
{
	errno = error;
	return -1;
}

int64_t client_call(struct wire_request *r, const void *data, void *answer, uint32_t *got)
{
	struct wire_reply reply = { 0 };
	int saved = errno, c = wire_connect(server());
	bool fine;

	if (c < 0)
		return answer_with(ENODEV);
	r->magic = WIRE_MAGIC;
	fine = wire_send(c, r, sizeof *r) && wire_send(c, data, r->len) && wire_receive(c, &reply, sizeof reply) &&
	       reply.len <= r->want && wire_receive(c, answer, reply.len);
	close(c);
	if (!fine)
		return answer_with(ENODEV);
	if (got)
		*got = reply.len;
	if (reply.error)
		return answer_with(reply.error);
	errno = saved;
	return reply.value;
}

bool client_has(int minor)
{
	struct wire_request r = { .op = WIRE_LOOK, .number = minor };
	int saved = errno;
	bool has = client_call(&r, NULL, NULL, NULL) >= 0;

	errno = saved;
	return has;
}

int client_open(int minor, int flags)
{
	struct wire_request r = { .magic = WIRE_MAGIC, .op = WIRE_OPEN, .flags = (uint32_t)flags, .number = minor };
	struct wire_reply reply = { 0 };
	struct wire_token t;
	int c = wire_connect(server()), fd, saved = errno;

	if (c < 0)
		return (int)answer_with(ENOENT);
	if (!wire_send(c, &r, sizeof r) || !wire_receive(c, &reply, sizeof reply))
		reply.error = ENODEV;
	/* The token is on its way; it must be there before anybody looks. */
	else if (!reply.error && recv(c, &t, sizeof t, MSG_PEEK | MSG_WAITALL) != (ssize_t)sizeof t)
		reply.error = ENODEV;
	if (reply.error) {
		close(c);
		return (int)answer_with(reply.error);
	}
	/* open(2) gives the lowest number that is free */
	fd = REAL(fcntl)(c, flags & O_CLOEXEC ? F_DUPFD_CLOEXEC : F_DUPFD, 0);
	close(c);
	client_note(fd, &t);
	errno = saved;
	return fd;
}
