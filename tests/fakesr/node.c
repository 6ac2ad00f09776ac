#include "config.h"
#include "tests/fakesr/node.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/cdrom.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Nodes and files: drivers/cdrom/cdrom.c, open and release. */

int system_start(struct system *s, const char *scenario, struct fault *f)
{
	if (sim_load(scenario, &s->world, f) != STATUS_OK)
		return EINVAL;
	sim_set_pace(s->world, s->pace);
	pthread_mutex_init(&s->lock, NULL);
	pthread_mutex_init(&s->plugging, NULL);
	pthread_cond_init(&s->gates, NULL);
	s->count = sim_drives(s->world) < NODES ? sim_drives(s->world) : NODES;
	for (int i = 0; i < s->count; i++) {
		struct node *n = &s->nodes[i];

		n->drive = n->minor = i;
		n->generation = 1;
		n->gate = -1;
		n->options = CDO_AUTO_CLOSE | CDO_USE_FFLAGS | CDO_LOCK;
		n->transport = sim_transport(s->world, i);
		if (!n->transport)
			return ENOMEM;
		pthread_mutex_init(&n->queue, NULL);
		scsi_revalidate(s, n, n->generation);
		n->changes = 1;		/* the disc that is found is news to the first who asks */
		if (tree_with(s, n, i) != 0)
			return EIO;
	}
	return 0;
}

static struct node *node_of(struct system *s, int minor)
{
	for (int i = 0; i < s->count; i++)
		if (minor >= 0 && s->nodes[i].minor == minor)
			return &s->nodes[i];
	return NULL;
}

bool node_is_there(struct system *s, int minor)
{
	bool there;

	pthread_mutex_lock(&s->lock);
	there = node_of(s, minor) != NULL;
	pthread_mutex_unlock(&s->lock);
	return there;
}

/* With the lock. A place for one more file; -1. Handle h stands at h - 1. */
static int free_place(const struct system *s)
{
	for (int i = 0; i < (int)ARRAY_LEN(s->files); i++)
		if (!s->files[i])
			return i;
	return -1;
}

/* open_for_data(): for those who did not say O_NONBLOCK. */
static int open_for_data(struct system *s, struct file *f)
{
	static const uint8_t close_tray[6] = { 0x1b, 0, 0, 0, 3 };
	static const uint8_t toc_header[10] = { 0x43, 0, 0, 0, 0, 0, 0, 0, 12 };
	uint8_t toc[804];
	uint8_t toc_all[10] = { 0x43, 0, 0, 0, 0, 0, 0, sizeof toc >> 8, sizeof toc & 0xff };
	struct scsi_sense sense;
	uint32_t got = 0;
	int64_t state = 0;
	bool data = false;

	(void)uniform_ioctl(s, f, wire_ioctl(CDROM_DRIVE_STATUS), CDSL_CURRENT, NULL, &state);
	if (state == CDS_TRAY_OPEN && (f->node->options & CDO_AUTO_CLOSE)) {
		(void)scsi_command(s, f, close_tray, sizeof close_tray, NULL, 0, NULL, &sense);
		(void)uniform_ioctl(s, f, wire_ioctl(CDROM_DRIVE_STATUS), CDSL_CURRENT, NULL, &state);
	}
	if (state != CDS_DISC_OK)
		return ENOMEDIUM;
	if (scsi_command(s, f, toc_header, sizeof toc_header, toc, 12, &got, &sense) == 0 &&
	    scsi_command(s, f, toc_all, sizeof toc_all, toc, sizeof toc, &got, &sense) == 0) {
		for (uint32_t i = 4; i + 8 <= got; i += 8)
			data |= toc[i + 2] != 0xaa && (toc[i + 1] & 0x04);
		if (!data)
			return EMEDIUMTYPE;
	}
	return f->node->options & CDO_LOCK ? uniform_door(s, f, true) : 0;
}

/* Puts a new file into the table. */
static int enter(struct system *s, int minor, int flags, struct file **out)
{
	struct node *n;
	struct file *f;
	int e = 0, place;

	pthread_mutex_lock(&s->lock);
	n = node_of(s, minor);
	place = free_place(s);
	f = calloc(1, sizeof *f);
	if (!n)
		e = ENOENT;
	else if (n->forbidden)
		e = EACCES;
	else if ((flags & O_EXCL) && (n->exclusive || n->mounted[0]))
		e = EBUSY;
	else if (!f || place < 0)
		e = ENFILE;
	if (e) {
		free(f);
	} else {
		*f = (struct file){ .handle = (uint32_t)place + 1, .node = n, .minor = minor, .generation = n->generation,
				    .flags = flags & ~(O_EXCL | O_CREAT | O_CLOEXEC | O_NOCTTY), .calls = 1 };
		s->files[place] = f;
		n->openers++;
		if (flags & O_EXCL)
			n->exclusive = (int)f->handle;
		*out = f;
	}
	pthread_mutex_unlock(&s->lock);
	return e;
}

int node_open(struct system *s, int minor, int flags, struct wire_token *token)
{
	struct file *f = NULL;
	struct scsi_sense sense;
	int e = enter(s, minor, flags, &f);

	if (e)
		return e;
	*token = (struct wire_token){ .magic = WIRE_MAGIC, .handle = f->handle, .minor = minor };
	/* sr_block_open(): has the medium changed? */
	pthread_mutex_lock(&f->node->queue);
	if (scsi_ready(s, f->node, f->generation, &sense) == ENODEV)
		e = ENXIO;
	else if (f->node->stale)
		scsi_revalidate(s, f->node, f->generation);
	pthread_mutex_unlock(&f->node->queue);
	if (!e && !(flags & O_NONBLOCK))
		e = open_for_data(s, f);
	if (!e && !(flags & O_NONBLOCK) && (flags & O_ACCMODE) != O_RDONLY)
		e = EROFS;
	if (e)
		node_close(s, token->handle);
	node_put(s, f);
	return e;
}

int node_get(struct system *s, uint32_t handle, struct file **out)
{
	struct file *f = NULL;

	pthread_mutex_lock(&s->lock);
	if (handle >= 1 && handle <= ARRAY_LEN(s->files))
		f = s->files[handle - 1];
	if (f)
		f->calls++;
	pthread_mutex_unlock(&s->lock);
	*out = f;
	return f ? 0 : EBADF;
}

/* cdrom_release(): the last one out unlocks the door, and the pages go. */
static void release(struct system *s, struct file *f)
{
	struct node *n = f->node;
	bool last, unlock;

	pthread_mutex_lock(&s->lock);
	last = f->generation == n->generation && n->openers == 1;
	unlock = last && !n->keep_locked;
	pthread_mutex_unlock(&s->lock);
	if (unlock)
		(void)uniform_door(s, f, false);
	pthread_mutex_lock(&n->queue);
	if (last)
		block_forget(n);
	pthread_mutex_lock(&s->lock);
	if (f->generation == n->generation) {
		n->openers--;
		if (n->exclusive == (int)f->handle)
			n->exclusive = 0;
	}
	s->files[f->handle - 1] = NULL;
	pthread_mutex_unlock(&s->lock);
	pthread_mutex_unlock(&n->queue);
	free(f);
}

void node_put(struct system *s, struct file *f)
{
	bool end;

	pthread_mutex_lock(&s->lock);
	end = --f->calls == 0 && f->closed;
	pthread_mutex_unlock(&s->lock);
	if (end)
		release(s, f);
}

void node_close(struct system *s, uint32_t handle)
{
	struct file *f;

	if (node_get(s, handle, &f) != 0)
		return;
	pthread_mutex_lock(&s->lock);
	f->closed = true;
	pthread_mutex_unlock(&s->lock);
	node_put(s, f);
}

/* With the lock. sr's numbers are free when the last file is closed. */
static bool is_taken(const struct system *s, int minor)
{
	for (int i = 0; i < s->count; i++)
		if (s->nodes[i].minor == minor)
			return true;
	for (unsigned i = 0; i < ARRAY_LEN(s->files); i++)
		if (s->files[i] && s->files[i]->minor == minor)
			return true;
	return false;
}

void node_unplug(struct system *s, struct node *n)
{
	pthread_mutex_lock(&s->lock);
	if (n->minor >= 0)
		tree_without(s, n->minor);
	n->minor = -1;
	pthread_mutex_unlock(&s->lock);
}

bool node_is_gone(struct system *s, const struct node *n)
{
	bool gone;

	pthread_mutex_lock(&s->lock);
	gone = n->minor < 0;
	pthread_mutex_unlock(&s->lock);
	return gone;
}

int node_plug(struct system *s, struct node *n, int wish)
{
	struct transport *t = sim_transport(s->world, n->drive);
	int minor = wish > 0 ? wish : 0;

	if (!t)
		return -1;
	pthread_mutex_lock(&n->queue);
	n->transport->ops->close(n->transport);
	n->transport = t;
	n->capacity = 0;
	pthread_mutex_lock(&s->lock);
	while (is_taken(s, minor))
		minor = wish < 0 ? minor + 1 : 0, wish = -1;
	n->minor = minor;
	n->generation++;
	n->openers = n->exclusive = 0;
	n->keep_locked = false;
	n->mounted[0] = 0;
	n->changes++;
	pthread_mutex_unlock(&s->lock);
	scsi_revalidate(s, n, n->generation);
	(void)tree_with(s, n, minor);
	pthread_mutex_unlock(&n->queue);
	return minor;
}

int node_new_flags(int old, int wanted)
{
	const int may = O_DIRECT | O_NONBLOCK | O_APPEND | O_NOATIME;

	return (old & ~may) | (wanted & may);
}

int node_seek(struct system *s, struct file *f, int64_t by, int whence, int64_t *out)
{
	int64_t size, to;
	int e = 0;

	pthread_mutex_lock(&f->node->queue);
	size = f->node->capacity * 512;
	pthread_mutex_unlock(&f->node->queue);
	pthread_mutex_lock(&s->lock);
	to = whence == SEEK_SET ? by : whence == SEEK_CUR ? f->at + by : whence == SEEK_END ? size + by : -1;
	if (to < 0 || to > size)
		e = EINVAL;
	else
		*out = f->at = to;
	pthread_mutex_unlock(&s->lock);
	return e;
}
