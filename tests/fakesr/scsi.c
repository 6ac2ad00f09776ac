#include "config.h"
#include "tests/fakesr/node.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>

/* Commands, on their way to the drive. drivers/scsi/scsi_ioctl.c. */

#define HOST_NO_CONNECT 1	/* DID_ of include/scsi/scsi_status.h */
#define HOST_TIME_OUT 3
#define HOST_ERROR 7
#define PASS_TIMEOUT_MS 60000	/* BLK_DEFAULT_SG_TIMEOUT */
#define PASS_LEAST_MS 7000	/* BLK_MIN_SG_TIMEOUT */
#define OWN_TIMEOUT_MS 30000	/* SR_TIMEOUT */
#define UNKNOWN_SIZE 0x1fffff	/* what sr takes for the size that it was not told */

/* Operation codes that every opener may send, and those that need O_RDWR; all others need CAP_SYS_RAWIO. */
static const uint8_t reading[] = {
	0x00, 0x03, 0x08, 0x12, 0x1a, 0x1b, 0x1c, 0x23, 0x25, 0x28, 0x2b, 0x2f, 0x37, 0x3c, 0x3e, 0x42, 0x43, 0x44, 0x45,
	0x46, 0x47, 0x48, 0x4a, 0x4b, 0x4d, 0x4e, 0x51, 0x52, 0x5a, 0x5c, 0x88, 0x8f, 0x95, 0x9e, 0xa0, 0xa3, 0xa4, 0xa8,
	0xac, 0xad, 0xb9, 0xba, 0xbc, 0xbe,
};
static const uint8_t writing[] = {
	0x04, 0x0a, 0x15, 0x19, 0x1e, 0x2a, 0x2e, 0x35, 0x3f, 0x41, 0x4c, 0x53, 0x54, 0x55, 0x58, 0x5b, 0x5d, 0x8a, 0x93,
	0x94, 0xa1, 0xa2, 0xa6, 0xa7, 0xaa, 0xae, 0xb6, 0xbb, 0xbf, 0xea,
};

static bool is_in(const uint8_t *codes, size_t count, uint8_t code)
{
	return memchr(codes, code, count) != NULL;
}

uint32_t scsi_max_bytes(const struct node *n)
{
	return n->transport->max_bytes < WIRE_MAX ? n->transport->max_bytes : WIRE_MAX;
}

static bool is_here(struct system *s, const struct node *n, unsigned generation)
{
	bool here;

	pthread_mutex_lock(&s->lock);
	here = n->minor >= 0 && n->generation == generation;
	pthread_mutex_unlock(&s->lock);
	return here;
}

static uint32_t host_status(enum status st)
{
	switch (st) {
	case STATUS_OK: return 0;
	case STATUS_TIMEOUT: return HOST_TIME_OUT;
	case STATUS_DRIVE_GONE: return HOST_NO_CONNECT;
	default: return HOST_ERROR;
	}
}

/* Whether it is a read of that sector: READ(10), READ(12), READ CD. */
static bool meets(const uint8_t *cdb, int64_t lsn)
{
	int64_t at = (int64_t)cdb[2] << 24 | cdb[3] << 16 | cdb[4] << 8 | cdb[5], count;

	if (cdb[0] == 0x28)
		count = cdb[7] << 8 | cdb[8];
	else if (cdb[0] == 0xa8)
		count = (int64_t)cdb[6] << 24 | cdb[7] << 16 | cdb[8] << 8 | cdb[9];
	else if (cdb[0] == 0xbe)
		count = cdb[6] << 16 | cdb[7] << 8 | cdb[8];
	else
		return false;
	return lsn >= at && lsn < at + count;
}

/* A test has put a gate before a sector: whoever reads it waits until it is opened, as if the drive were long at it. */
static void wait_at_gate(struct system *s, struct node *n, const uint8_t *cdb)
{
	pthread_mutex_lock(&s->lock);
	while (n->gate >= 0 && meets(cdb, n->gate)) {
		n->at_gate = true;
		pthread_cond_broadcast(&s->gates);
		pthread_cond_wait(&s->gates, &s->lock);
	}
	n->at_gate = false;
	pthread_mutex_unlock(&s->lock);
}

/*
 * Where time is only counted, a command takes as long as it says, but never longer than a moment: programs can tell by
 * the clock on the wall what came from the drive's cache, and need not wait for anything.
 */
static void last_a_moment(const struct system *s, int64_t ns)
{
	if (s->pace > 0)
		return;
	if (ns > s->moment_ms * NS_PER_MS)
		ns = s->moment_ms * NS_PER_MS;
	if (ns > 0)
		nanosleep(&(struct timespec){ .tv_nsec = (long)ns }, NULL);
}

/* One command, with the queue locked. False: there is no such drive any more. */
static bool run(struct system *s, struct node *n, unsigned generation, struct wire_command *c, uint8_t *data)
{
	struct transport_cmd cmd = { .cdb_len = (int)c->cdb_len, .buf = data, .len = c->len, .timeout_ms = c->timeout_ms,
				     .dir = c->direction == WIRE_FROM_DRIVE ? TRANSFER_IN
					    : c->direction == WIRE_TO_DRIVE ? TRANSFER_OUT : TRANSFER_NONE };
	int64_t began = clock_now(n->transport->clock), took;
	enum status st;

	if (!is_here(s, n, generation))
		return false;
	wait_at_gate(s, n, c->cdb);
	memcpy(cmd.cdb, c->cdb, sizeof cmd.cdb);
	st = n->transport->ops->run(n->transport, &cmd);
	took = clock_now(n->transport->clock) - began;
	last_a_moment(s, took);
	c->duration_ms = (uint32_t)(took / NS_PER_MS);
	c->status = st == STATUS_OK ? cmd.scsi_status : 0;
	c->residual = st == STATUS_OK ? cmd.residual : c->len;
	c->sense_len = st == STATUS_OK && cmd.sense_len > 0 ? (uint32_t)cmd.sense_len : 0;
	memcpy(c->sense, cmd.sense, c->sense_len);
	c->host_status = host_status(st);
	if (st == STATUS_DRIVE_GONE)
		node_unplug(s, n);
	return true;
}

int scsi_pass(struct system *s, struct file *f, struct wire_command *c, uint8_t *data)
{
	struct node *n = f->node;
	bool there;

	if (c->cdb_len < 1 || c->cdb_len > sizeof c->cdb)
		return EMSGSIZE;
	if (!s->superuser && !is_in(reading, sizeof reading, c->cdb[0]) &&
	    !((f->flags & O_ACCMODE) != O_RDONLY && is_in(writing, sizeof writing, c->cdb[0])))
		return EPERM;
	if (c->len > scsi_max_bytes(n))
		return EIO;
	c->timeout_ms = c->timeout_ms ? c->timeout_ms : PASS_TIMEOUT_MS;
	c->timeout_ms = c->timeout_ms < PASS_LEAST_MS ? PASS_LEAST_MS : c->timeout_ms;
	pthread_mutex_lock(&n->queue);
	there = run(s, n, f->generation, c, data);
	pthread_mutex_unlock(&n->queue);
	return there ? 0 : ENODEV;
}

struct scsi_sense scsi_decode(const struct wire_command *c)
{
	struct scsi_sense e = { 0 };
	const uint8_t *b = c->sense;

	if (c->sense_len < 14 || (b[0] & 0x7e) != 0x70)
		return e;
	e.key = b[2] & 0x0f;
	e.asc = b[12];
	e.ascq = b[13];
	e.has_lsn = (b[0] & 0x80) != 0;
	e.lsn = (uint32_t)b[3] << 24 | (uint32_t)b[4] << 16 | (uint32_t)b[5] << 8 | b[6];
	return e;
}

int scsi_run(struct system *s, struct node *n, unsigned generation, struct wire_command *c, uint8_t *data)
{
	if (!c->timeout_ms)
		c->timeout_ms = OWN_TIMEOUT_MS;
	if (!run(s, n, generation, c, data))
		return ENODEV;
	return c->host_status || c->status ? EIO : 0;
}

/* A unit attention that the kernel has taken: it knows now that the disc may be another. */
static void take_attention(struct system *s, struct node *n)
{
	n->stale = true;
	pthread_mutex_lock(&s->lock);
	n->changes++;
	pthread_mutex_unlock(&s->lock);
}

int scsi_ready(struct system *s, struct node *n, unsigned generation, struct scsi_sense *sense)
{
	int e = EIO;

	for (int tries = 0; tries < 5; tries++) {
		struct wire_command c = { .cdb_len = 6 };

		e = scsi_run(s, n, generation, &c, NULL);
		*sense = scsi_decode(&c);
		if (e != EIO || sense->key != 6)
			break;
		take_attention(s, n);
	}
	return e;
}

void scsi_revalidate(struct system *s, struct node *n, unsigned generation)
{
	uint8_t data[8];
	struct wire_command c = { .cdb = { 0x25 }, .cdb_len = 10, .direction = WIRE_FROM_DRIVE, .len = sizeof data };
	struct scsi_sense sense;

	n->changed = false;
	block_forget(n);
	if (!n->capacity)
		n->capacity = UNKNOWN_SIZE;
	if (scsi_ready(s, n, generation, &sense) != 0)
		return;
	n->stale = false;
	if (scsi_run(s, n, generation, &c, data) == 0)
		n->capacity = ((int64_t)((uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 |
					  data[3]) + 1) * (FRAME / 512);
	else
		n->capacity = UNKNOWN_SIZE;
}

void scsi_poll(struct system *s, struct node *n)
{
	uint8_t data[8];
	struct wire_command c = { .cdb = { 0x4a, 1, 0, 0, 1 << 4, 0, 0, 0, sizeof data }, .cdb_len = 10,
				  .direction = WIRE_FROM_DRIVE, .len = sizeof data };
	struct scsi_sense sense;
	unsigned generation;
	bool kept_out;

	pthread_mutex_lock(&s->lock);
	generation = n->generation;
	kept_out = n->exclusive != 0;	/* an exclusive opener for writing stops the kernel's looking */
	pthread_mutex_unlock(&s->lock);
	if (kept_out)
		return;
	pthread_mutex_lock(&n->queue);
	(void)scsi_run(s, n, generation, &c, data);
	(void)scsi_ready(s, n, generation, &sense);
	pthread_mutex_unlock(&n->queue);
}

/*
 * sr_do_ioctl(): ten tries after a unit attention; twenty seconds while the drive is getting ready. Where time is only
 * counted, each such try is half a second of waiting.
 */
int scsi_command(struct system *s, struct file *f, const uint8_t *cdb, int cdb_len, uint8_t *data, uint32_t len,
		 uint32_t *got, struct scsi_sense *sense)
{
	struct node *n = f->node;
	int e = EIO;

	pthread_mutex_lock(&n->queue);
	for (int attentions = 0, waits = 0; attentions < 11 && waits < 40;) {
		struct wire_command c = { .cdb_len = (uint32_t)cdb_len, .len = len,
					  .direction = len ? WIRE_FROM_DRIVE : WIRE_NONE };

		memcpy(c.cdb, cdb, (size_t)cdb_len);
		e = scsi_run(s, n, f->generation, &c, data);
		*sense = scsi_decode(&c);
		if (got)
			*got = len - c.residual;
		if (e != EIO || !c.sense_len)
			break;
		if (sense->key == 6) {
			take_attention(s, n);
			attentions++;
		} else if (sense->key == 2 && sense->asc == 0x04 && sense->ascq == 0x01) {
			waits++;
			if (s->pace > 0)
				nanosleep(&(struct timespec){ .tv_nsec = 500000000 }, NULL);
		} else {
			break;
		}
	}
	pthread_mutex_unlock(&n->queue);
	if (e == EIO && sense->key == 2)
		e = ENOMEDIUM;
	else if (e == EIO && sense->key == 5)
		e = sense->asc == 0x20 ? EOPNOTSUPP : EINVAL;
	else if (e == EIO && sense->key == 6)
		e = ENOMEDIUM;
	return e;
}
