#ifndef FAKESR_CLIENT_H
#define FAKESR_CLIENT_H

#include "tests/fakesr/wire.h"

#include <dlfcn.h>
#include <stdint.h>

/*
 * The library that programs are run with (LD_PRELOAD), so that /dev/sr0, /dev/sr1... and /dev/cdrom are answered by the
 * server at FAKESR_SOCKET. An open node is a socket to the server, its token. What is not for the server goes on to the
 * C library. Not built with sanitizers, and config.h is not included: both sizes of off_t are defined here.
 *
 * client.c talks to the server, names.c has what takes a name, files.c what takes a descriptor, requests.c ioctl().
 */

#define INTERPOSED __attribute__((visibility("default")))

/* The function that ours stands before. */
#define REAL(name) \
	({ static __typeof__(&name) real_; \
	   if (!real_) \
		real_ = (__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name); \
	   real_; })

/* The minor number of the node that `path` names; -1: it is none of ours. It need not be there. */
int client_minor(const char *path);
bool client_has(int minor);
/* Where `path` really is: what is below /sys and /run/udev, and /proc/self/mountinfo, stands in the server's folder. In
 * storage of this thread. */
const char *client_path(const char *path);
/* The same of a name in an opened folder. */
const char *client_path_in(int folder, const char *path);
/* A name in the server's folder as it is meant to be seen; NULL: it is not there. */
const char *client_seen(const char *real);

/* Whether `fd` is one of our tokens. */
bool client_token(int fd, struct wire_token *t);
/* `fd` is that file from now on, or (NULL) nothing of ours. */
void client_note(int fd, const struct wire_token *t);

/*
 * One call: r with its len and want, data out; answer of at most r->want bytes in (*got of them; it may be NULL). Gives
 * the reply's value, or -1 with errno.
 */
int64_t client_call(struct wire_request *r, const void *data, void *answer, uint32_t *got);

/* The descriptor of a newly opened node, or -1 with errno. */
int client_open(int minor, int flags);

#endif
