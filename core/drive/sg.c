#include "config.h"
#include "drive/sg.h"

#include "drive/node.h"
#include "drive/transport.h"

#ifdef __linux__

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* CDBs by SG_IO (sg_io_hdr version 3) on a descriptor of our own. */

/* The least that carries a sector, and what bridges can be trusted with: 32 sectors, an ECC block of a BD. */
enum { SECTOR = 2048, MOST_BYTES = 64 * 1024 };
enum { CHECK_CONDITION = 0x02, STATUS_MASK = 0x7e, VERSION_3 = 30000 };

struct sg {
	struct transport t;	/* first */
	struct node_seen seen;
	int fd;
};

/* What adapter, bridge and kernel say of a command, by the kernel's names (scsi_status.h). */
enum host {
	DID_OK, DID_NO_CONNECT, DID_BUS_BUSY, DID_TIME_OUT, DID_BAD_TARGET, DID_ABORT, DID_PARITY, DID_ERROR, DID_RESET,
	DID_BAD_INTR, DID_PASSTHROUGH, DID_SOFT_ERROR, DID_IMM_RETRY, DID_REQUEUE, DID_TRANSPORT_DISRUPTED,
	DID_TRANSPORT_FAILFAST, DID_TARGET_FAILURE, DID_NEXUS_FAILURE, DID_ALLOC_FAILURE, DID_MEDIUM_ERROR,
	DID_TRANSPORT_MARGINAL,
};
static const struct host_row {
	enum status means;
	bool answers;		/* the kernel says it beside an answer of the drive, too: then that counts */
} hosts[] = {
	[DID_OK] = { STATUS_OK, true },
	[DID_NO_CONNECT] = { STATUS_DRIVE_GONE, false },
	[DID_BUS_BUSY] = { STATUS_NOT_READY, false },
	[DID_TIME_OUT] = { STATUS_TIMEOUT, false },
	[DID_BAD_TARGET] = { STATUS_NOT_READY, false },		/* a reset is in progress, and so for DID_ABORT */
	[DID_ABORT] = { STATUS_NOT_READY, false },
	[DID_PARITY] = { STATUS_TRANSPORT, false },
	[DID_ERROR] = { STATUS_TRANSPORT, false },		/* also when the cable is pulled: see lost() */
	[DID_RESET] = { STATUS_TRANSPORT, false },		/* to be repeated; the drive itself tells of it then */
	[DID_BAD_INTR] = { STATUS_TRANSPORT, false },
	[DID_PASSTHROUGH] = { STATUS_TRANSPORT, true },
	[DID_SOFT_ERROR] = { STATUS_TRANSPORT, false },
	[DID_IMM_RETRY] = { STATUS_TRANSPORT, false },
	[DID_REQUEUE] = { STATUS_TRANSPORT, false },
	[DID_TRANSPORT_DISRUPTED] = { STATUS_TRANSPORT, false },
	[DID_TRANSPORT_FAILFAST] = { STATUS_TRANSPORT, false },
	[DID_TARGET_FAILURE] = { STATUS_TRANSPORT, true },	/* these four are made from sense data */
	[DID_NEXUS_FAILURE] = { STATUS_TRANSPORT, true },
	[DID_ALLOC_FAILURE] = { STATUS_TRANSPORT, true },
	[DID_MEDIUM_ERROR] = { STATUS_TRANSPORT, true },
	[DID_TRANSPORT_MARGINAL] = { STATUS_TRANSPORT, false },
};

/* Only kernels before 5.14 set more than DRIVER_SENSE; the high nibble was advice to the kernel itself. */
enum driver {
	DRIVER_OK, DRIVER_BUSY, DRIVER_SOFT, DRIVER_MEDIA, DRIVER_ERROR, DRIVER_INVALID, DRIVER_TIMEOUT, DRIVER_HARD,
	DRIVER_SENSE, DRIVER_MASK = 0x0f,
};

static enum status from_errno(int err)
{
	switch (err) {
	case EPERM:
	case EACCES:
	case EROFS:
		return STATUS_PERMISSION;	/* the kernel's filter, for this command */
	case EIO:
	case EINVAL:
		return STATUS_TOO_LARGE;	/* more than the queue takes, or in too many pieces */
	case ENODEV:
	case ENXIO:
	case ENOTCONN:
		return STATUS_DRIVE_GONE;
	case ENOMEDIUM:
		return STATUS_NO_MEDIUM;
	case EMEDIUMTYPE:
		return STATUS_INCOMPATIBLE;
	case EAGAIN:
	case EBUSY:
		return STATUS_NOT_READY;
	case ETIMEDOUT:
		return STATUS_TIMEOUT;
	case ENOMEM:
		return STATUS_NO_MEMORY;
	case ENOTTY:
	case ENOSYS:
	case EOPNOTSUPP:
		return STATUS_UNSUPPORTED;
	default:
		return STATUS_TRANSPORT;
	}
}

enum status sg_outcome(const struct sg_io_hdr *h, int err)
{
	bool answered = (h->status & STATUS_MASK) != 0 || h->sb_len_wr > 0;

	if (err != 0)
		return from_errno(err);
	if (h->host_status >= ARRAY_LEN(hosts))
		return STATUS_TRANSPORT;
	if (!hosts[h->host_status].answers)
		return hosts[h->host_status].means;
	switch (h->driver_status & DRIVER_MASK) {
	case DRIVER_TIMEOUT:
		return STATUS_TIMEOUT;
	case DRIVER_BUSY:
		return STATUS_NOT_READY;
	case DRIVER_OK:
	case DRIVER_SENSE:
		return answered ? STATUS_OK : hosts[h->host_status].means;
	default:
		return answered ? STATUS_OK : STATUS_TRANSPORT;
	}
}

unsigned char sg_check(const struct sg_io_hdr *h)
{
	unsigned char status = h->status & STATUS_MASK;

	if (status == 0 && h->sb_len_wr > 0 && (h->driver_status & DRIVER_MASK) == DRIVER_SENSE)
		return CHECK_CONDITION;
	return status;
}

/* A pulled cable looks like any trouble of the connection at first. */
static enum status lost(const struct sg *g, enum status st)
{
	switch (st) {
	case STATUS_TRANSPORT:
	case STATUS_TIMEOUT:
	case STATUS_NOT_READY:
		return node_gone(&g->seen) ? STATUS_DRIVE_GONE : st;
	default:
		return st;
	}
}

static enum status sg_run(struct transport *t, struct transport_cmd *c)
{
	static const int directions[] = {
		[TRANSFER_NONE] = SG_DXFER_NONE, [TRANSFER_IN] = SG_DXFER_FROM_DEV, [TRANSFER_OUT] = SG_DXFER_TO_DEV,
	};
	struct sg *g = (struct sg *)t;
	struct sg_io_hdr h = {
		.interface_id = 'S', .dxfer_direction = directions[c->dir], .cmd_len = (unsigned char)c->cdb_len,
		.mx_sb_len = sizeof c->sense, .dxfer_len = c->dir == TRANSFER_NONE ? 0 : c->len, .dxferp = c->buf,
		.cmdp = c->cdb, .sbp = c->sense, .timeout = c->timeout_ms,
	};
	int err = ioctl(g->fd, SG_IO, &h) < 0 ? errno : 0;
	enum status st = sg_outcome(&h, err);

	c->sense_len = 0;
	c->residual = 0;
	if (st == STATUS_TOO_LARGE && c->len <= SECTOR)
		st = STATUS_TRANSPORT;		/* it cannot be the size */
	if (st == STATUS_TOO_LARGE && t->max_bytes > SECTOR)
		t->max_bytes = c->len / 2 / SECTOR * SECTOR;
	if (st != STATUS_OK)
		return lost(g, st);
	c->scsi_status = sg_check(&h);
	c->sense_len = h.sb_len_wr < sizeof c->sense ? h.sb_len_wr : (int)sizeof c->sense;
	if (h.resid > 0)	/* a few adapters count below zero */
		c->residual = (uint32_t)h.resid < h.dxfer_len ? (uint32_t)h.resid : h.dxfer_len;
	return STATUS_OK;
}

static void sg_close(struct transport *t)
{
	struct sg *g = (struct sg *)t;

	close(g->fd);
	free(g);
}

static const struct transport_ops sg_ops = { .name = "SG_IO", .run = sg_run, .close = sg_close };

/* What the queue takes in one command, in whole sectors. Who does not say takes the usual. */
static uint32_t most_bytes(int fd, bool block)
{
	unsigned short sectors = 0;
	int reserved = 0;
	uint32_t most = MOST_BYTES;

	if (block && ioctl(fd, BLKSECTGET, &sectors) == 0 && sectors * 512u >= SECTOR && sectors * 512u < most)
		most = sectors * 512u;
	if (block && ioctl(fd, SG_GET_RESERVED_SIZE, &reserved) == 0 && reserved >= SECTOR && (uint32_t)reserved < most)
		most = (uint32_t)reserved;
	return most / SECTOR * SECTOR;
}

/* Without O_EXCL: a mounted disc can be read, and who has it is looked up elsewhere. Closes no tray (O_NONBLOCK). */
static int open_node(const char *node)
{
	int fd = open(node, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (fd < 0 && (errno == EACCES || errno == EPERM || errno == EROFS))
		fd = open(node, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	return fd;
}

static enum status cannot_open(const char *node, const struct stat *sb, int err, struct fault *f)
{
	switch (err) {
	case EACCES:
	case EPERM:
		return node_denied(node, sb, f);
	case ENXIO:
	case ENODEV:
		return fault_set(f, STATUS_DRIVE_GONE, node, 0, NULL, "%s", strerror(err));
	case EBUSY:
		return fault_set(f, STATUS_IN_USE, node, 0, NULL, "%s", strerror(err));
	default:
		return fault_set(f, status_from_errno(err), node, 0, NULL, "%s", strerror(err));
	}
}

enum status sg_transport(const char *node, struct transport **out, struct fault *f)
{
	struct sg *g = NULL;
	struct stat sb;
	enum status st;
	int version = 0, fd = -1;

	if (stat(node, &sb) != 0)
		return fault_set(f, status_from_errno(errno), node, 0, NULL, NULL);
	if (!node_takes_commands(&sb))
		return fault_set(f, STATUS_UNSUPPORTED, node, 0, NULL, NULL);
	fd = open_node(node);
	if (fd < 0)
		return cannot_open(node, &sb, errno, f);
	if (ioctl(fd, SG_GET_VERSION_NUM, &version) < 0 || version < VERSION_3) {
		st = fault_set(f, STATUS_UNSUPPORTED, node, 0, NULL, NULL);
		goto fail;
	}
	g = calloc(1, sizeof *g);
	if (!g) {
		st = fault_set(f, STATUS_NO_MEMORY, node, 0, NULL, NULL);
		goto fail;
	}
	g->t = (struct transport){
		.ops = &sg_ops, .clock = clock_real(), .max_bytes = most_bytes(fd, S_ISBLK(sb.st_mode)),
	};
	g->fd = fd;
	node_see(&g->seen, &sb);
	*out = &g->t;
	return STATUS_OK;
fail:
	close(fd);
	return st;
}

#else

enum status sg_transport(const char *node, struct transport **out, struct fault *f)
{
	(void)out;
	return fault_set(f, STATUS_UNSUPPORTED, node, 0, NULL, NULL);
}

#endif
