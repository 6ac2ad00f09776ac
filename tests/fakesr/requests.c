#define _GNU_SOURCE
#include "tests/fakesr/client.h"

#include <errno.h>
#include <linux/cdrom.h>
#include <scsi/sg.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

/* ioctl() of a node. SG_IO and CDROM_SEND_PACKET are taken apart here: they point to buffers. */

static int fail(int error)
{
	errno = error;
	return -1;
}

/* Runs c with `data`, which is what goes out, or takes what comes in. 0, or -1 and errno. */
static int run(const struct wire_token *t, struct wire_command *c, void *data)
{
	uint32_t in = c->direction == WIRE_FROM_DRIVE ? c->len : 0, out = c->direction == WIRE_TO_DRIVE ? c->len : 0;
	struct wire_request r = { .op = WIRE_RUN, .handle = t->handle, .len = (uint32_t)sizeof *c + out,
				  .want = (uint32_t)sizeof *c + in };
	uint32_t got = 0;
	char *room;
	int rc = -1;

	if (c->len > WIRE_MAX)
		return fail(EIO);
	room = malloc(sizeof *c + c->len);
	if (!room)
		return -1;
	memcpy(room, c, sizeof *c);
	if (out)
		memcpy(room + sizeof *c, data, out);
	if (client_call(&r, room, room, &got) >= 0 && got >= sizeof *c) {
		memcpy(c, room, sizeof *c);
		if (in)
			memcpy(data, room + sizeof *c, got - sizeof *c);
		rc = 0;
	}
	free(room);
	return rc;
}

/* scsi_ioctl.c: sg_io() */
static int sg_io(const struct wire_token *t, sg_io_hdr_t *h)
{
	struct wire_command c = { .cdb_len = h->cmd_len, .len = h->dxfer_len, .timeout_ms = h->timeout };

	if (h->interface_id != 'S' || h->iovec_count)
		return fail(EINVAL);
	if (h->cmd_len > sizeof c.cdb)
		return fail(EMSGSIZE);
	switch (h->dxfer_len ? h->dxfer_direction : SG_DXFER_NONE) {
	case SG_DXFER_NONE:
		if (h->dxfer_len)
			return fail(EINVAL);
		c.direction = WIRE_NONE;
		break;
	case SG_DXFER_TO_DEV:
		c.direction = WIRE_TO_DRIVE;
		break;
	case SG_DXFER_FROM_DEV:
	case SG_DXFER_TO_FROM_DEV:
		c.direction = WIRE_FROM_DRIVE;
		break;
	default:
		return fail(EINVAL);
	}
	memcpy(c.cdb, h->cmdp, h->cmd_len);
	if (run(t, &c, h->dxferp) != 0)
		return -1;
	h->status = (uint8_t)c.status;
	h->masked_status = (uint8_t)(c.status >> 1 & 0x1f);
	h->msg_status = 0;
	h->host_status = (uint16_t)c.host_status;
	h->driver_status = c.status == 0x02 ? 0x08 : 0;		/* DRIVER_SENSE */
	h->info = h->masked_status || h->host_status || h->driver_status ? SG_INFO_CHECK : 0;
	h->resid = (int)c.residual;
	h->duration = c.duration_ms;
	h->sb_len_wr = 0;
	if (c.sense_len && h->sbp) {
		h->sb_len_wr = (uint8_t)(c.sense_len < h->mx_sb_len ? c.sense_len : h->mx_sb_len);
		memcpy(h->sbp, c.sense, h->sb_len_wr);
	}
	return 0;
}

/* scsi_ioctl.c: scsi_cdrom_send_packet() */
static int send_packet(const struct wire_token *t, struct cdrom_generic_command *g)
{
	sg_io_hdr_t h = { .interface_id = 'S', .cmd_len = CDROM_PACKET_SIZE, .cmdp = g->cmd, .dxferp = g->buffer,
			  .dxfer_len = g->buflen, .sbp = (unsigned char *)g->sense,
			  .mx_sb_len = g->sense ? sizeof *g->sense : 0,
			  .timeout = (unsigned)(g->timeout > 0 ? g->timeout : 0) * 10 };	/* from hundredths */

	if (g->timeout < 0)
		return fail(EINVAL);
	switch (g->data_direction) {
	case CGC_DATA_READ:
		h.dxfer_direction = SG_DXFER_FROM_DEV;
		break;
	case CGC_DATA_WRITE:
		h.dxfer_direction = SG_DXFER_TO_DEV;
		break;
	case CGC_DATA_NONE:
		h.dxfer_direction = SG_DXFER_NONE;
		h.dxfer_len = 0;
		break;
	default:
		return fail(EINVAL);
	}
	if (sg_io(t, &h) != 0)
		return -1;
	if (h.status)
		return fail(EIO);
	g->stat = 0;
	g->buflen = (unsigned)h.resid;
	return 0;
}

static int plain(const struct wire_token *t, unsigned long command, void *arg)
{
	const struct wire_ioctl *row = wire_ioctl(command);
	struct wire_request r = { .op = WIRE_IOCTL, .handle = t->handle };

	if (!row)
		return fail(ENOTTY);
	r.number = (int64_t)row->command;
	r.len = row->in;
	r.want = row->out;
	if (!row->in && !row->out)
		r.flags = (uint32_t)(uintptr_t)arg;
	else if (!arg)
		return fail(EFAULT);
	return (int)client_call(&r, arg, arg, NULL);
}

INTERPOSED int ioctl(int fd, unsigned long command, ...)
{
	struct wire_token t;
	va_list ap;
	void *arg;

	va_start(ap, command);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (!client_token(fd, &t))
		return REAL(ioctl)(fd, command, arg);
	switch (command & 0xffffffffu) {
	case SG_IO:
		return arg ? sg_io(&t, arg) : fail(EFAULT);
	case CDROM_SEND_PACKET:
		return arg ? send_packet(&t, arg) : fail(EFAULT);
	default:
		return plain(&t, command, arg);
	}
}
