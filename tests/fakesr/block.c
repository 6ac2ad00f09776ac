#include "config.h"
#include "tests/fakesr/node.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/*
 * read(2) of the node: by pages, with read-ahead, or sector by sector with O_DIRECT. drivers/scsi/sr.c, scsi_error.c,
 * scsi_lib.c and the page cache.
 */

#define AHEAD 32	/* pages that are read at once, when that goes well: read_ahead_kb is 128 */
#define TAIL (75 * 4)	/* a medium error so near the end shortens the disc (sr_done); in units of 512 */

struct pages {
	uint8_t data[PAGES][PAGE];
	int64_t page[PAGES];	/* which page stands there; -1: none */
};

void block_forget(struct node *n)
{
	for (int i = 0; n->pages && i < PAGES; i++)
		n->pages->page[i] = -1;
}

/* sr_done(): an error that the drive places near the end is taken for the end. */
static void shrink(struct node *n, const struct scsi_sense *e, uint32_t count)
{
	int64_t at = (int64_t)e->lsn * 4;

	if (!e->has_lsn || (e->key != 3 && e->key != 5 && e->key != 0xd))
		return;
	at &= ~(int64_t)(count * 4 - 1);
	if (at < n->capacity && n->capacity - at < TAIL)
		n->capacity = at;
}

/* What scsi_io_completion() makes of an answer. */
static int verdict(const struct wire_command *c, const struct scsi_sense *e)
{
	if (c->host_status || !c->sense_len)
		return EIO;
	if (e->key == 3 && (e->asc == 0x11 || e->asc == 0x13 || e->asc == 0x14))
		return ENODATA;
	if (e->key == 8 || (e->key == 4 && e->asc != 0x44) ||
	    (e->key == 5 && (e->asc == 0x20 || e->asc == 0x21 || e->asc == 0x24 || e->asc == 0x26 || e->asc == 0x27)))
		return EREMOTEIO;
	return EIO;
}

/* `count` sectors by READ(10), repeated where the kernel repeats it. With the queue locked. */
static int read_sectors(struct system *s, struct file *f, uint32_t lsn, uint32_t count, uint8_t *buf)
{
	struct node *n = f->node;
	int e = EIO;

	if (n->changed)
		return EIO;
	for (int tries = 0; tries < 4; tries++) {
		struct wire_command c = { .cdb_len = 10, .direction = WIRE_FROM_DRIVE, .len = count * FRAME };
		uint8_t cdb[10] = { 0x28, 0, (uint8_t)(lsn >> 24), (uint8_t)(lsn >> 16), (uint8_t)(lsn >> 8), (uint8_t)lsn,
				    0, (uint8_t)(count >> 8), (uint8_t)count };
		struct scsi_sense sense;

		memcpy(c.cdb, cdb, sizeof cdb);
		e = scsi_run(s, n, f->generation, &c, buf);
		if (e == 0 && c.residual == 0)
			return 0;
		if (e == ENODEV)
			return EIO;
		sense = scsi_decode(&c);
		if (sense.key == 1 && c.residual == 0)
			return 0;
		if (sense.key == 6) {
			n->stale = n->changed = true;	/* quietly refuse further access, as sr says */
			return EIO;
		}
		shrink(n, &sense, count);
		e = verdict(&c, &sense);
		if (!(sense.key == 0xb || (sense.key == 3 && e == EIO) || (c.host_status && tries == 0)))
			break;
	}
	return e;
}

/* Whole pages [page, page + count) into the cache. */
static int read_pages(struct system *s, struct file *f, int64_t page, int64_t count)
{
	struct node *n = f->node;
	int64_t end = (n->capacity + 3) / 4, lsn = page * 2, sectors = count * 2;
	uint8_t *buf = calloc((size_t)count, PAGE);
	int e = buf ? 0 : ENOMEM;

	if (lsn + sectors > end)
		sectors = end - lsn;
	if (!e && sectors > 0)
		e = read_sectors(s, f, (uint32_t)lsn, (uint32_t)sectors, buf);
	for (int64_t i = 0; !e && i < count; i++) {
		int64_t slot = (page + i) % PAGES;

		memcpy(n->pages->data[slot], buf + i * PAGE, PAGE);
		n->pages->page[slot] = page + i;
	}
	free(buf);
	return e;
}

static bool has_page(const struct node *n, int64_t page)
{
	return n->pages->page[page % PAGES] == page;
}

/* Makes the page be there: with those behind it, or if that fails alone. */
static int bring_page(struct system *s, struct file *f, int64_t page)
{
	struct node *n = f->node;
	int64_t pages = (n->capacity * 512 + PAGE - 1) / PAGE, ahead = 1, most = scsi_max_bytes(n) / PAGE;

	if (has_page(n, page))
		return 0;
	while (ahead < AHEAD && ahead < most && page + ahead < pages && !has_page(n, page + ahead))
		ahead++;
	if (ahead > 1 && read_pages(s, f, page, ahead) == 0)
		return 0;
	return read_pages(s, f, page, 1) ? EIO : 0;
}

static int read_cached(struct system *s, struct file *f, int64_t at, uint8_t *buf, uint32_t len, uint32_t *got)
{
	struct node *n = f->node;
	int e = 0;

	if (!n->pages && (n->pages = malloc(sizeof *n->pages)) != NULL)
		block_forget(n);
	if (!n->pages)
		return ENOMEM;
	while (*got < len) {
		int64_t page = (at + *got) / PAGE, in = (at + *got) % PAGE, left = n->capacity * 512 - (at + *got);
		uint32_t part = (uint32_t)(PAGE - in);

		if (left <= 0)
			break;
		e = bring_page(s, f, page);
		if (e)
			break;
		part = part < len - *got ? part : len - *got;
		part = part < left ? part : (uint32_t)left;
		memcpy(buf + *got, n->pages->data[page % PAGES] + in, part);
		*got += part;
	}
	return *got ? 0 : e;
}

/* All or nothing: a bio that failed somewhere has failed. Larger ones than the queue takes are split. */
static int read_direct(struct system *s, struct file *f, int64_t at, uint8_t *buf, uint32_t len, uint32_t *got)
{
	int64_t left = f->node->capacity * 512 - at;
	uint32_t most = scsi_max_bytes(f->node) / FRAME, done = 0;

	if (at % FRAME || len % FRAME)
		return EINVAL;
	if (left < len)
		len = left > 0 ? (uint32_t)left : 0;
	while (done < len) {
		uint32_t count = (len - done) / FRAME;
		int e;

		count = count < most ? count : most;
		if (!count)
			break;
		e = read_sectors(s, f, (uint32_t)((at + done) / FRAME), count, buf + done);
		if (e)
			return e;
		done += count * FRAME;
	}
	*got = done;
	return 0;
}

int block_read(struct system *s, struct file *f, int64_t at, bool aligned, uint8_t *buf, uint32_t len, uint32_t *got)
{
	struct node *n = f->node;
	bool moves = at < 0;
	int flags, e;

	pthread_mutex_lock(&s->lock);
	flags = f->flags;
	if (moves)
		at = f->at;
	pthread_mutex_unlock(&s->lock);
	*got = 0;
	if ((flags & O_ACCMODE) == O_WRONLY)
		return EBADF;
	if ((flags & O_DIRECT) && !aligned)
		return EINVAL;
	pthread_mutex_lock(&n->queue);
	if (at >= n->capacity * 512)
		e = 0;
	else if (flags & O_DIRECT)
		e = read_direct(s, f, at, buf, len, got);
	else
		e = read_cached(s, f, at, buf, len, got);
	pthread_mutex_unlock(&n->queue);
	if (moves && !e) {
		pthread_mutex_lock(&s->lock);
		f->at = at + *got;
		pthread_mutex_unlock(&s->lock);
	}
	return e;
}
