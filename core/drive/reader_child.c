#include "config.h"
#include "drive/reader.h"

#include "drive/find.h"
#include "drive/reader_wire.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* The child's end of a reader process: one thread, one drive, one call at a time. */

struct server {
	struct command_watch watch;	/* first: told by the drive's transport */
	reader_opener *open;
	struct drive *drive;		/* NULL: not opened yet */
	struct reader_memory *memory;
	size_t mapped;			/* bytes */
};

static void on_command(struct command_watch *w, const char *command, int32_t lsn)
{
	reader_note(((struct server *)w)->memory, command, lsn);
}

/* Room for `bytes` of sectors behind the note. */
static bool map(struct server *s, size_t bytes)
{
	size_t size = READER_DATA + bytes;
	void *memory;

	if (ftruncate(READER_MEMORY, (off_t)size) != 0)
		return false;
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, READER_MEMORY, 0);
	if (memory == MAP_FAILED)
		return false;
	if (s->memory)
		munmap(s->memory, s->mapped);
	s->memory = memory;
	s->mapped = size;
	return true;
}

/* The reason crosses as a number; one that has none is told in the detail. */
static void pack_fault(struct reader_answer *a, const struct fault *f)
{
	a->fault = *f;
	a->fault.reason = NULL;
	a->reason = reader_text_number(f->reason);
	if (f->reason && a->reason < 0 && !f->detail[0])
		snprintf(a->fault.detail, sizeof a->fault.detail, "%s", f->reason);
}

/* So that a hung child keeps nobody's file system in use. */
static void leave_folder(void)
{
	if (chdir("/") != 0)
		return;
}

static void open_drive(struct server *s, struct reader_call *c, struct reader_answer *a)
{
	struct fault f = { 0 };
	struct drive *d = NULL;

	c->path[sizeof c->path - 1] = '\0';
	a->st = s->drive ? STATUS_USAGE : s->open(c->path, &c->settings, &s->watch, &d, &f);
	if (a->st == STATUS_OK && !map(s, (size_t)d->sector_size * (size_t)d->max_sectors)) {
		drive_close(d);
		a->st = fault_set(&f, STATUS_NO_MEMORY, c->path, 0, NULL, NULL);
	}
	pack_fault(a, &f);
	if (a->st != STATUS_OK)
		return;
	s->drive = d;
	if (c->path[0] == '/')	/* else a node that is opened anew is looked for from here */
		leave_folder();
}

static void carry_out(struct server *s, const struct reader_call *c, struct reader_answer *a)
{
	struct drive *d = s->drive;
	uint8_t *buf = (uint8_t *)s->memory + READER_DATA;

	switch (c->op) {
	case READER_READ:
		a->st = drive_read(d, c->at, buf, &a->got);
		break;
	case READER_READ_FRESH:
		a->st = drive_read_fresh(d, c->at, buf, &a->got);
		break;
	case READER_MEDIUM:
		a->st = drive_medium(d, &a->medium);
		break;
	case READER_POLL:
		a->st = drive_poll(d);
		break;
	case READER_SPEED:
		a->st = drive_set_speed(d, c->kb_per_s);
		break;
	case READER_TRAY:
		a->st = drive_tray(d, c->tray);
		break;
	case READER_ABILITIES:
		a->abilities = c->abilities;
		a->st = drive_abilities(d, &a->abilities);
		break;
	case READER_RETRIES:
		a->st = drive_set_retries(d, c->retries);
		break;
	default:
		a->st = STATUS_USAGE;
		break;
	}
}

static void describe(const struct drive *d, struct reader_answer *a)
{
	a->id = d->id;
	a->sector_size = d->sector_size;
	a->max_sectors = d->max_sectors;
	a->speed = d->speed;
	a->remark = reader_text_number(d->remark);
}

static struct reader_answer answer(struct server *s, struct reader_call *c)
{
	struct reader_answer a = { .op = c->op, .st = STATUS_DRIVE_GONE, .pid = getpid(), .remark = -1, .reason = -1 };

	if (c->op == READER_CLOSE) {
		drive_close(s->drive);
		s->drive = NULL;
		a.st = STATUS_OK;
	} else if (c->op == READER_OPEN) {
		open_drive(s, c, &a);
	} else if (s->drive) {
		carry_out(s, c, &a);
	}
	if (s->drive)
		describe(s->drive, &a);
	return a;
}

static bool started_as_reader(void)
{
	int type = 0;
	socklen_t len = sizeof type;
	struct stat sb;

	return getsockopt(READER_SOCKET, SOL_SOCKET, SO_TYPE, &type, &len) == 0 && type == SOCK_SEQPACKET
	       && fstat(READER_MEMORY, &sb) == 0 && S_ISREG(sb.st_mode) && sb.st_size >= READER_DATA;
}

int reader_serve(reader_opener *open)
{
	static const int ignored[] = { SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGHUP, SIGTERM, SIGPIPE, SIGXFSZ };
	struct server s = { .watch.sends = on_command, .open = open };
	struct reader_call c;
	pid_t pid;

	if (!started_as_reader())
		return READER_NOT_STARTED;
	for (unsigned i = 0; i < ARRAY_LEN(ignored); i++)
		signal(ignored[i], SIG_IGN);
	/* The one that was started is waited for; the one that may hang is nobody's child. */
	pid = fork();
	if (pid != 0)
		return pid < 0;
	fcntl(READER_SOCKET, F_SETFD, FD_CLOEXEC);
	fcntl(READER_MEMORY, F_SETFD, FD_CLOEXEC);
	find_log_to(NULL);
	if (!map(&s, 0))
		return 1;
	while (reader_receive(READER_SOCKET, &c, sizeof c)) {
		struct reader_answer a = answer(&s, &c);

		if (!reader_send(READER_SOCKET, &a, sizeof a))
			break;
	}
	drive_close(s.drive);
	return 0;
}

int reader_main(void)
{
	return reader_serve(node_open_watched);
}
