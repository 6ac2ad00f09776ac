#include "config.h"

#include "drive/mmc.h"
#include "drive/reader_wire.h"
#include "tests/drive/readerprog.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* A reader's child with back ends that do as the test says: "fake:FOLDER", "mmc:FOLDER"; any other path as ever. */

struct fake {
	struct drive drive;	/* first */
	char folder[200];
};

/* A line for the test. */
static void note(const char *folder, const char *what, long number)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof path, "%s/log", folder);
	f = fopen(path, "a");
	if (f) {
		fprintf(f, "%s %ld\n", what, number);
		fclose(f);
	}
}

/* Tells through one pipe that it is here, waits at another. Pipes that are not there are passed. */
static void gate(const char *folder)
{
	char path[256], byte = 'x';
	int fd;

	snprintf(path, sizeof path, "%s/started", folder);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		if (write(fd, &byte, 1) != 1)
			note(folder, "cannot tell", 0);
		close(fd);
	}
	snprintf(path, sizeof path, "%s/gate", folder);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		while (read(fd, &byte, 1) < 0)
			;
		close(fd);
	}
}

static enum status fake_read(struct drive *d, struct span at, uint8_t *buf, struct read_info *got)
{
	const struct rlimit no_core = { 0, 0 };
	struct fake *k = (struct fake *)d;

	if (at.lsn == FAKE_GATE)
		gate(k->folder);
	if (at.lsn == FAKE_CRASH && setrlimit(RLIMIT_CORE, &no_core) == 0)
		raise(SIGSEGV);
	for (int32_t s = 0; s < at.count; s++)
		for (int i = 0; i < d->sector_size; i++)
			buf[s * d->sector_size + i] = fake_byte(at.lsn + s, i);
	if (at.lsn != FAKE_BAD)
		return STATUS_OK;
	got->good = 2;
	got->recovered = true;
	got->sense = (struct sense){ .key = 0x3, .asc = 0x11, .ascq = 0x05, .has_lsn = true, .lsn = FAKE_BAD + 2 };
	got->os_errno = 61;
	snprintf(got->command, sizeof got->command, "READ(12)");
	return STATUS_UNREADABLE;
}

static enum status fake_read_fresh(struct drive *d, struct span at, uint8_t *buf, struct read_info *got)
{
	fake_read(d, at, buf, got);
	got->good = at.count;
	return STATUS_UNPROVEN;
}

static enum status fake_medium(struct drive *d, struct medium *m)
{
	note(((struct fake *)d)->folder, "medium", 0);
	m->kind = DISC_DVD;
	m->sectors = 1000;
	m->bytes = 2048000;
	m->profile = 0x10;
	m->toc.ntracks = 99;
	m->toc.leadout = 1000;
	m->toc.track[98] = (struct disc_track){ .number = 99, .control = 4, .lsn = 990 };
	d->remark = N_("the file is empty");	/* remarks may come late */
	return STATUS_OK;
}

static enum status fake_poll(struct drive *d)
{
	(void)d;
	return STATUS_EJECT_ASKED;
}

static enum status fake_set_speed(struct drive *d, unsigned kb_per_s)
{
	note(((struct fake *)d)->folder, "speed", (long)kb_per_s);
	return kb_per_s == 1 ? STATUS_REFUSED : STATUS_OK;
}

static enum status fake_tray(struct drive *d, enum tray_action what)
{
	note(((struct fake *)d)->folder, "tray", (long)what);
	return STATUS_PERMISSION;
}

static enum status fake_abilities(struct drive *d, struct drive_abilities *a)
{
	(void)d;
	a->mmc = ABILITY_YES;
	a->nspeeds = 2;
	a->speeds[1] = a->speeds[0] * 2;
	a->failed_read_s += 0.5;
	return STATUS_OK;
}

static enum status fake_set_retries(struct drive *d, int count)
{
	note(((struct fake *)d)->folder, "retries", count);
	return STATUS_OK;
}

static void fake_close(struct drive *d)
{
	struct fake *k = (struct fake *)d;
	char path[256];
	int fd;

	note(k->folder, "close", (long)d->speed);
	snprintf(path, sizeof path, "%s/closed", k->folder);
	fd = open(path, O_WRONLY | O_CLOEXEC);	/* if it is there, somebody waits */
	if (fd >= 0)
		close(fd);
	free(k);
}

static const struct drive_ops fake_ops = {
	.name = "fake",
	.read = fake_read,
	.read_fresh = fake_read_fresh,
	.medium = fake_medium,
	.poll = fake_poll,
	.set_speed = fake_set_speed,
	.tray = fake_tray,
	.abilities = fake_abilities,
	.set_retries = fake_set_retries,
	.close = fake_close,
};

static int64_t fake_now(struct clock *c)
{
	static int64_t ns;

	(void)c;
	return ns += 7 * NS_PER_S;	/* every read takes that long */
}

static enum status fake_open(const char *folder, const struct drive_settings *s, struct drive **out, struct fault *f)
{
	static struct clock clock = { .now = fake_now };
	struct fake *k = calloc(1, sizeof *k);

	if (!k)
		return fault_set(f, STATUS_NO_MEMORY, folder, 0, NULL, NULL);
	snprintf(k->folder, sizeof k->folder, "%s", folder);
	note(folder, "hang", (long)s->hang_s);
	k->drive = (struct drive){
		.ops = &fake_ops, .clock = &clock, .sector_size = 2048, .max_sectors = FAKE_MOST,
		.id = { .vendor = "MAKER", .model = "MODEL", .firmware = "1.0", .serial = "S123", .name = "fake",
			.bus = "usb-1" },
	};
	snprintf(k->drive.id.spec, sizeof k->drive.id.spec, "fake:%s", folder);
	*out = &k->drive;
	return STATUS_OK;
}

/* The least of an MMC drive: every command is answered with zeros. */
struct target {
	struct transport t;	/* first */
	char folder[200];
};

static enum status target_run(struct transport *t, struct transport_cmd *c)
{
	static const char inquiry[] = "\x05\x80\x05\x32\x5b\0\0\0MAKER   MODEL           1.0 ";
	struct target *k = (struct target *)t;

	c->scsi_status = 0;
	c->sense_len = 0;
	c->residual = 0;
	if (c->dir == TRANSFER_IN)
		memset(c->buf, 0, c->len);
	if (c->cdb[0] == 0x12)
		memcpy(c->buf, inquiry, sizeof inquiry - 1);
	if (c->cdb[0] == 0x28 && (c->cdb[4] << 8 | c->cdb[5]) == FAKE_GATE)
		gate(k->folder);
	if (c->cdb[0] == 0x1e)
		note(k->folder, "lock", c->cdb[4]);
	return STATUS_OK;
}

static void target_close(struct transport *t)
{
	struct target *k = (struct target *)t;
	char path[256];
	int fd;

	note(k->folder, "close", 0);
	snprintf(path, sizeof path, "%s/closed", k->folder);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	free(k);
}

static const struct transport_ops target_ops = { .name = "target", .run = target_run, .close = target_close };

static enum status open_target(const char *folder, const struct drive_settings *s, struct command_watch *w,
			       struct drive **out, struct fault *f)
{
	struct target *k = calloc(1, sizeof *k);
	struct transport *t = NULL;

	if (!k)
		return fault_set(f, STATUS_NO_MEMORY, folder, 0, NULL, NULL);
	snprintf(k->folder, sizeof k->folder, "%s", folder);
	k->t = (struct transport){ .ops = &target_ops, .clock = clock_real(), .max_bytes = 65536 };
	t = watched_transport(&k->t, w);
	return t ? mmc_open(t, folder, "mmc", s, out, f) : STATUS_NO_MEMORY;
}

static enum status opener(const char *path, const struct drive_settings *s, struct command_watch *w, struct drive **out,
			  struct fault *f)
{
	if (strncmp(path, "fake:", 5) == 0)
		return fake_open(path + 5, s, out, f);
	if (strncmp(path, "mmc:", 4) == 0)
		return open_target(path + 4, s, w, out, f);
	return node_open_watched(path, s, w, out, f);
}

int main(void)
{
	return reader_serve(opener);
}
