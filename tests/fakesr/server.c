/*
 * server SCENARIO SOCKET: the drives of a scenario as /dev/sr0, /dev/sr1... for programs that run with the preload library
 * beside it and FAKESR_SOCKET=SOCKET. It lives until a signal, or its parent's end. --superuser: programs may send every
 * command; else what a member of group cdrom may. --pace N: N seconds of the drives pass in one; else time is counted, and
 * no command takes longer than --moment MS (30).
 * server --hand SOCKET COMMAND DRIVE [WORD]: see hand.c.
 */
#include "config.h"
#include "tests/fakesr/node.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct visit {
	struct system *s;
	int connection;
	struct wire_request r;
	uint8_t *data;		/* room for r.len and for r.want, zeroed */
	uint32_t len;		/* of the answer in it */
	int64_t value;
};

static int do_run(struct visit *v, struct file *f)
{
	struct wire_command c;
	uint8_t *room;
	int e;

	if (v->r.len < sizeof c || v->r.want < sizeof c)
		return EINVAL;
	memcpy(&c, v->data, sizeof c);
	if (c.len > WIRE_MAX || (c.direction == WIRE_TO_DRIVE && c.len > v->r.len - sizeof c) ||
	    (c.direction == WIRE_FROM_DRIVE && c.len > v->r.want - sizeof c))
		return EINVAL;
	if (c.direction == WIRE_NONE)
		c.len = 0;
	room = c.len ? aligned_alloc(4096, (c.len + 4095) / 4096 * 4096) : NULL;
	if (c.len && !room)
		return ENOMEM;
	if (c.direction == WIRE_TO_DRIVE)
		memcpy(room, v->data + sizeof c, c.len);
	else if (c.len)
		memset(room, 0, c.len);
	e = scsi_pass(v->s, f, &c, room);
	memcpy(v->data, &c, sizeof c);
	v->len = sizeof c;
	if (c.direction == WIRE_FROM_DRIVE && c.len) {
		/* Only what was transferred: the rest of the program's buffer stays as it is. */
		v->len += c.len - c.residual;
		memcpy(v->data + sizeof c, room, c.len - c.residual);
	}
	free(room);
	return e;
}

static int do_ioctl(struct visit *v, struct file *f)
{
	const struct wire_ioctl *row = wire_ioctl((unsigned long)v->r.number);
	int e;

	if (!row)
		return ENOTTY;
	if (v->r.len < row->in || v->r.want < row->out)
		return EINVAL;
	e = uniform_ioctl(v->s, f, row, (int32_t)v->r.flags, v->data, &v->value);
	v->len = e ? 0 : row->out;
	return e;
}

static int on_file(struct visit *v, struct file *f)
{
	int e = 0;

	switch (v->r.op) {
	case WIRE_READ:
		e = block_read(v->s, f, v->r.number, v->r.flags == 0, v->data, v->r.want, &v->len);
		v->value = v->len;
		return e;
	case WIRE_SEEK:
		return node_seek(v->s, f, v->r.number, (int)v->r.flags, &v->value);
	case WIRE_GET_FLAGS:
	case WIRE_SET_FLAGS:
		pthread_mutex_lock(&v->s->lock);
		if (v->r.op == WIRE_SET_FLAGS)
			f->flags = node_new_flags(f->flags, (int)v->r.flags);
		v->value = f->flags;
		pthread_mutex_unlock(&v->s->lock);
		return 0;
	case WIRE_RUN:
		return do_run(v, f);
	case WIRE_IOCTL:
		return do_ioctl(v, f);
	default:
		return EINVAL;
	}
}

static int serve(struct visit *v)
{
	char answer[256];
	struct file *f;
	int e;

	switch (v->r.op) {
	case WIRE_LOOK:
		return node_is_there(v->s, (int)v->r.number) ? 0 : ENOENT;
	case WIRE_HAND:
		if (v->r.want < sizeof answer)
			return EINVAL;
		e = hand_do(v->s, (const char *)v->data, answer, sizeof answer);
		v->len = (uint32_t)strlen(answer);
		memcpy(v->data, answer, v->len);
		return e;
	default:
		e = node_get(v->s, v->r.handle, &f);
		if (e)
			return e;
		e = on_file(v, f);
		node_put(v->s, f);
		return e;
	}
}

/* The connection is an open file from now on, until nobody has it any more. */
static void hold(struct visit *v)
{
	struct wire_token token = { 0 };
	struct wire_reply reply = { .error = node_open(v->s, (int)v->r.number, (int)v->r.flags, &token) };
	char nothing;

	if (reply.error) {
		(void)wire_send(v->connection, &reply, sizeof reply);
		return;
	}
	if (wire_send(v->connection, &reply, sizeof reply) && wire_send(v->connection, &token, sizeof token))
		(void)wire_receive(v->connection, &nothing, 1);
	node_close(v->s, token.handle);
}

static void *visit(void *arg)
{
	struct visit *v = arg;
	struct wire_reply reply = { 0 };
	uint32_t room;

	if (!wire_receive(v->connection, &v->r, sizeof v->r) || v->r.magic != WIRE_MAGIC || v->r.len > 2 * WIRE_MAX ||
	    v->r.want > 2 * WIRE_MAX)
		goto out;
	if (v->r.op == WIRE_OPEN) {
		hold(v);
		goto out;
	}
	room = v->r.len > v->r.want ? v->r.len : v->r.want;
	v->data = calloc(1, room + 1);
	if (!v->data || !wire_receive(v->connection, v->data, v->r.len))
		goto out;
	reply.error = serve(v);
	reply.value = v->value;
	reply.len = v->len;
	if (wire_send(v->connection, &reply, sizeof reply))
		(void)wire_send(v->connection, v->data, v->len);
out:
	close(v->connection);
	free(v->data);
	free(v);
	return NULL;
}

/* Drives that vanish by themselves (scenario) come back by themselves, too. */
static void *see_returns(void *arg)
{
	struct system *s = arg;

	for (;;) {
		pthread_mutex_lock(&s->plugging);
		for (int i = 0; i < s->count; i++) {
			const char *name = sim_drive_name(s->world, i);

			if (!node_is_gone(s, &s->nodes[i]) || !sim_here(s->world, i))
				continue;
			(void)node_plug(s, &s->nodes[i], strncmp(name, "sr", 2) == 0 ? atoi(name + 2) : -1);
		}
		pthread_mutex_unlock(&s->plugging);
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	}
	return NULL;
}

/* A socket that is there under its name when it can be connected to; -1. */
static int listen_at(const char *path)
{
	char waiting[4096];
	int listener;

	snprintf(waiting, sizeof waiting, "%s.new", path);
	listener = wire_listen(waiting);
	if (listener >= 0 && rename(waiting, path) == 0)
		return listener;
	fprintf(stderr, "fakesr: %s: %s\n", path, strerror(errno));
	return -1;
}

static int run_server(struct system *s, const char *scenario, const char *path)
{
	pthread_attr_t detached;
	pthread_t looker;
	struct fault f = { 0 };
	char root[4096];
	int listener;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	snprintf(root, sizeof root, "%s.root", path);
	s->root = root;
	if (system_start(s, scenario, &f) != 0) {
		fprintf(stderr, "fakesr: %s:%ld: %s: %s\n", f.place, f.line, f.reason ? f.reason : status_sentence(f.status),
			f.detail);
		return 2;
	}
	listener = listen_at(path);
	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	if (listener < 0 || pthread_create(&looker, &detached, see_returns, s) != 0)
		return 1;
	for (;;) {
		struct visit *v = calloc(1, sizeof *v);
		pthread_t thread;

		if (!v)
			return 1;
		v->s = s;
		v->connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		if (v->connection < 0 || pthread_create(&thread, &detached, visit, v) != 0) {
			if (v->connection >= 0)
				close(v->connection);
			free(v);
		}
	}
}

static int run_hand(const char *path, int count, char **words)
{
	struct wire_request r = { .magic = WIRE_MAGIC, .op = WIRE_HAND, .want = 256 };
	struct wire_reply reply;
	char text[512] = "", answer[257] = "";
	int c = wire_connect(path), rc = 1;

	for (int i = 0; i < count; i++) {
		size_t at = strlen(text);

		snprintf(text + at, sizeof text - at, "%s%s", at ? " " : "", words[i]);
	}
	r.len = (uint32_t)strlen(text);
	if (c < 0 || !wire_send(c, &r, sizeof r) || !wire_send(c, text, r.len) || !wire_receive(c, &reply, sizeof reply) ||
	    reply.len > 256 || !wire_receive(c, answer, reply.len)) {
		fprintf(stderr, "fakesr: %s: %s\n", path, strerror(errno));
	} else {
		printf("%s\n", answer[0] ? answer : strerror(reply.error));
		rc = reply.error != 0;
	}
	if (c >= 0)
		close(c);
	return rc;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "superuser", no_argument, NULL, 's' }, { "pace", required_argument, NULL, 'p' },
		{ "moment", required_argument, NULL, 'm' }, { "hand", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	static struct system s = { .moment_ms = 30 };
	bool hand = false;
	int c;

	while ((c = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		hand |= c == 'h';
		s.superuser |= c == 's';
		if (c == 'p')
			s.pace = strtod(optarg, NULL);
		if (c == 'm')
			s.moment_ms = atoi(optarg);
		if (c == '?')
			return 2;
	}
	if (hand && argc - optind >= 3)
		return run_hand(argv[optind], argc - optind - 1, argv + optind + 1);
	if (!hand && argc - optind == 2)
		return run_server(&s, argv[optind], argv[optind + 1]);
	fprintf(stderr, "usage: server [--superuser] [--pace N | --moment MS] SCENARIO SOCKET | "
		"server --hand SOCKET COMMAND DRIVE [WORD]\n");
	return 2;
}
