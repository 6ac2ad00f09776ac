#include "config.h"
#include "drive/open.h"

#include "drive/mmc.h"
#include "drive/node.h"
#include "drive/transport.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct watched {
	struct transport t;	/* first */
	struct transport *inner;	/* owned */
	struct command_watch *watch;	/* borrowed */
};

static int32_t lsn_of(const uint8_t *cdb)
{
	switch (cdb[0]) {
	case 0x28:	/* READ(10) */
	case 0xa8:	/* READ(12) */
	case 0xbe:	/* READ CD */
		return (int32_t)((uint32_t)cdb[2] << 24 | (uint32_t)cdb[3] << 16 | (uint32_t)cdb[4] << 8 | cdb[5]);
	default:
		return -1;
	}
}

static enum status watched_run(struct transport *t, struct transport_cmd *c)
{
	struct watched *w = (struct watched *)t;
	enum status st;

	w->watch->sends(w->watch, mmc_command_name(c->cdb[0]), lsn_of(c->cdb));
	st = w->inner->ops->run(w->inner, c);
	t->max_bytes = w->inner->max_bytes;
	return st;
}

static void watched_close(struct transport *t)
{
	struct watched *w = (struct watched *)t;

	w->inner->ops->close(w->inner);
	free(w);
}

static const struct transport_ops watched_ops = { .name = "watched", .run = watched_run, .close = watched_close };

struct transport *watched_transport(struct transport *inner, struct command_watch *w)
{
	struct watched *t = calloc(1, sizeof *t);

	if (!t) {
		inner->ops->close(inner);
		return NULL;
	}
	t->t = (struct transport){ .ops = &watched_ops, .clock = inner->clock, .max_bytes = inner->max_bytes };
	t->inner = inner;
	t->watch = w;
	return &t->t;
}

typedef enum status way(const char *node, struct transport **out, struct fault *f);

static enum status open_mmc(way *transport, const char *path, const struct drive_settings *s, struct command_watch *w,
			    struct drive **out, struct fault *f)
{
	char name[sizeof (*out)->id.name];
	struct transport *t = NULL;
	enum status st = transport(path, &t, f);

	if (st != STATUS_OK)
		return st;
	if (w)
		t = watched_transport(t, w);
	if (!t)
		return fault_set(f, STATUS_NO_MEMORY, path, 0, NULL, NULL);
	node_name(name, sizeof name, path);
	return mmc_open(t, path, name, s, out, f);
}

/* What the system says of a node; without waiting for a disc. */
static bool is_optical(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	bool optical = fd >= 0 && node_is_optical(fd);

	if (fd >= 0)
		close(fd);
	return optical;
}

static const char plain[] = N_("the drive takes no commands: it is read as a plain block device");
static const char plain_and_cached[] =
	N_("the drive takes no commands, reads go through the cache: the good neighbour of a bad sector may seem bad");

/* An optical drive that is read as if it were a disk: nothing is known then of why a sector fails. */
static enum status open_plain(const char *path, const struct drive_settings *s, struct drive **out, struct fault *f)
{
	enum status st = block_open(path, s, out, f);

	if (st == STATUS_OK)
		(*out)->remark = (*out)->remark ? plain_and_cached : plain;
	return st;
}

/* The way was no way; another may be. */
static bool try_another(enum status st)
{
	return st == STATUS_UNSUPPORTED || st == STATUS_PERMISSION;
}

enum status node_open_watched(const char *path, const struct drive_settings *s, struct command_watch *w,
			      struct drive **out, struct fault *f)
{
	struct stat sb;
	enum status st;

	/* MMC drives are read by sectors of 2048 bytes. */
	if (stat(path, &sb) != 0 || !node_takes_commands(&sb) || (s->sector_size != 0 && s->sector_size != MMC_SECTOR))
		return block_open(path, s, out, f);
	st = open_mmc(sg_transport, path, s, w, out, f);
	if (!try_another(st))
		return st;
	if (is_optical(path)) {
		st = open_mmc(cdio_transport, path, s, w, out, f);
		return try_another(st) && S_ISBLK(sb.st_mode) ? open_plain(path, s, out, f) : st;
	}
	return S_ISBLK(sb.st_mode) ? block_open(path, s, out, f) : st;
}

enum status node_open(const char *path, const struct drive_settings *s, struct drive **out, struct fault *f)
{
	return node_open_watched(path, s, NULL, out, f);
}
