#include "config.h"
#include "drive/mmc.h"

#include <stdio.h>
#include <stdlib.h>

/* What one read asks for at most: bridges refuse or break larger transfers. */
enum { MOST_BYTES = 64 * 1024 };

/* Reads are waited for twice as long as the user calls a hang: to give up on a drive in time is whose business who
 * looks at it, while a host that breaks a command off resets the drive. */
enum { HANG_S = 60, MOST_HANG_S = 24 * 3600, READ_MS_LEAST = 60000 };

static void mmc_close(struct drive *d)
{
	struct mmc *m = (struct mmc *)d;

	if (!m->gone)
		mmc_page_restore(m);
	if (!m->gone)
		mmc_speed_restore(m);
	if (m->locked && !m->gone)
		mmc_tray(d, TRAY_UNLOCK);
	m->t->ops->close(m->t);
	pthread_mutex_destroy(&m->now_lock);
	free(m);
}

static const struct drive_ops mmc_ops = {
	.name = "mmc",
	.read = mmc_read,
	.read_fresh = mmc_read_fresh,
	.medium = mmc_medium,
	.poll = mmc_poll,
	.set_speed = mmc_set_speed,
	.set_retries = mmc_set_retries,
	.tray = mmc_tray,
	.abilities = mmc_abilities,
	.now = mmc_now,
	.close = mmc_close,
};

enum status mmc_open(struct transport *t, const char *spec, const char *name, const struct drive_settings *s,
		     struct drive **out, struct fault *f)
{
	uint32_t most = t->max_bytes < MOST_BYTES ? t->max_bytes : MOST_BYTES;
	uint32_t hang_s = s->hang_s == 0 ? HANG_S : s->hang_s < MOST_HANG_S ? s->hang_s : MOST_HANG_S;
	struct mmc *m = NULL;
	enum status st;

	if (s->sector_size != 0 && s->sector_size != MMC_SECTOR) {
		st = fault_set(f, STATUS_UNSUPPORTED, spec, 0, N_("a drive is read by sectors of 2048 bytes"), "%d",
			       s->sector_size);
		goto fail;
	}
	if (most < MMC_SECTOR) {
		st = fault_set(f, STATUS_TRANSPORT, spec, 0, N_("the connection cannot carry a sector"), NULL);
		goto fail;
	}
	m = calloc(1, sizeof *m);
	if (!m) {
		st = fault_set(f, STATUS_NO_MEMORY, spec, 0, NULL, NULL);
		goto fail;
	}
	m->drive.ops = &mmc_ops;
	m->drive.clock = t->clock;
	m->drive.sector_size = MMC_SECTOR;
	m->drive.max_sectors = (int32_t)(most / MMC_SECTOR);
	snprintf(m->drive.id.spec, sizeof m->drive.id.spec, "%s", spec);
	snprintf(m->drive.id.name, sizeof m->drive.id.name, "%s", name);
	m->most = m->drive.max_sectors;
	m->t = t;
	pthread_mutex_init(&m->now_lock, NULL);
	m->now.lsn = -1;
	m->page.retries = -1;
	m->read_ms = hang_s > READ_MS_LEAST / 2000 ? 2000 * hang_s : READ_MS_LEAST;
	m->wanted = s->kind;
	m->kind = s->kind;
	st = mmc_identify(m, f);
	if (st != STATUS_OK)
		goto fail;
	*out = &m->drive;
	return STATUS_OK;
fail:
	if (m)
		pthread_mutex_destroy(&m->now_lock);
	free(m);
	t->ops->close(t);
	return st;
}
