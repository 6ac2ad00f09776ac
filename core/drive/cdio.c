#include "config.h"
#include "drive/find.h"
#include "drive/node.h"
#include "drive/transport.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cdio/cdio.h>
#include <cdio/mmc.h>

/*
 * CDBs by libcdio. It tells neither the residual nor what adapter and bus say: a short transfer shows only where the
 * buffer was not written, and a timeout, a reset and bad cables look alike. In Linux it does not pass the timeout on
 * (2.1.0), so that the kernel's own holds.
 */

enum { CHECK_CONDITION = 0x02, FIXED_SENSE = 0x70, KEY_RECOVERED = 0x1, LEAST_SENSE = 3 };
/* It is not asked what the queue takes: 16 sectors are what libcdio itself reads at a time. */
enum { MOST_BYTES = 16 * 2048 };

struct cdio {
	struct transport t;	/* first */
	struct node_seen seen;
	CdIo_t *cdio;		/* used by one thread at a time: its calls have no lock */
};

/* What the last command left; it is gone with the next. Bytes. */
static int take_sense(const struct cdio *t, uint8_t *out, size_t size)
{
	cdio_mmc_request_sense_t *sense = NULL;
	int len = mmc_last_cmd_sense(t->cdio, &sense);
	size_t n = len > 0 && sense ? (size_t)len : 0;

	if (n > size)
		n = size;
	if (n > 0)
		memcpy(out, sense, n);
	cdio_free(sense);
	return (int)n;
}

/* The one thing worth knowing of a success. */
static bool says_recovered(const uint8_t *sense)
{
	return (sense[0] & 0x7f) == FIXED_SENSE && (sense[2] & 0x0f) == KEY_RECOVERED;
}

static enum status without_answer(const struct cdio *t, driver_return_code_t rc)
{
	switch (rc) {
	case DRIVER_OP_NOT_PERMITTED:
		return STATUS_PERMISSION;
	case DRIVER_OP_UNSUPPORTED:
	case DRIVER_OP_NO_DRIVER:
		return STATUS_UNSUPPORTED;
	case DRIVER_OP_UNINIT:
		return STATUS_DRIVE_GONE;
	default:
		return node_gone(&t->seen) ? STATUS_DRIVE_GONE : STATUS_TRANSPORT;
	}
}

static enum status cdio_run(struct transport *transport, struct transport_cmd *c)
{
	static const cdio_mmc_direction_t directions[] = {
		[TRANSFER_NONE] = SCSI_MMC_DATA_NONE, [TRANSFER_IN] = SCSI_MMC_DATA_READ,
		[TRANSFER_OUT] = SCSI_MMC_DATA_WRITE,
	};
	struct cdio *t = (struct cdio *)transport;
	driver_return_code_t rc;
	mmc_cdb_t cdb = { 0 };

	if ((size_t)c->cdb_len > sizeof cdb.field)
		return STATUS_UNSUPPORTED;
	memcpy(cdb.field, c->cdb, (size_t)c->cdb_len);
	rc = mmc_run_cmd_len(t->cdio, c->timeout_ms, &cdb, (unsigned)c->cdb_len, directions[c->dir],
			     c->dir == TRANSFER_NONE ? 0 : c->len, c->buf);
	c->residual = 0;
	c->scsi_status = 0;
	c->sense_len = take_sense(t, c->sense, sizeof c->sense);
	if (c->sense_len >= LEAST_SENSE && (rc != DRIVER_OP_SUCCESS || says_recovered(c->sense))) {
		c->scsi_status = CHECK_CONDITION;
		return STATUS_OK;
	}
	c->sense_len = 0;
	return rc == DRIVER_OP_SUCCESS ? STATUS_OK : without_answer(t, rc);
}

static void cdio_close(struct transport *transport)
{
	struct cdio *t = (struct cdio *)transport;

	find_lock();
	cdio_destroy(t->cdio);
	find_unlock();
	free(t);
}

static const struct transport_ops cdio_ops = { .name = "libcdio", .run = cdio_run, .close = cdio_close };

/* For writing where that is allowed; neither waits for a disc, nor closes a tray. */
static CdIo_t *open_handle(const char *node)
{
	CdIo_t *cdio;

	find_lock();
	cdio = cdio_open_am(node, DRIVER_DEVICE, "MMC_RDWR");
	if (!cdio)
		cdio = cdio_open_am(node, DRIVER_DEVICE, "IOCTL");
	find_unlock();
	return cdio;
}

enum status cdio_transport(const char *node, struct transport **out, struct fault *f)
{
	struct cdio *t = NULL;
	struct stat sb;

	if (stat(node, &sb) != 0)
		return fault_set(f, status_from_errno(errno), node, 0, NULL, NULL);
	if (!node_takes_commands(&sb))
		return fault_set(f, STATUS_UNSUPPORTED, node, 0, NULL, NULL);
	t = calloc(1, sizeof *t);
	if (!t)
		return fault_set(f, STATUS_NO_MEMORY, node, 0, NULL, NULL);
	t->t = (struct transport){ .ops = &cdio_ops, .clock = clock_real(), .max_bytes = MOST_BYTES };
	node_see(&t->seen, &sb);
	t->cdio = open_handle(node);
	if (t->cdio) {
		*out = &t->t;
		return STATUS_OK;
	}
	free(t);
	if (access(node, R_OK) != 0 && errno == EACCES)
		return node_denied(node, &sb, f);
	return fault_set(f, STATUS_UNSUPPORTED, node, 0, NULL, NULL);
}
