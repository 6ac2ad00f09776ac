#include "config.h"
#include "drive/mmc.h"

enum status mmc_of_the_disc(enum status st)
{
	return st == STATUS_UNREADABLE ? STATUS_INCOMPATIBLE : st;
}

/* The media event (MMC-6 6.7.2.5): what happened, and where the tray is. False if the drive does not tell. */
static bool media_event(struct mmc *m, uint8_t *event, bool *tray_open)
{
	enum { EVENT_CLASS = 0x07, NO_EVENT = 0x80, CLASS_MEDIA = 4, TRAY_IS_OPEN = 0x01 };
	uint8_t buf[8];
	struct transport_cmd c = cdb_get_event_status(buf, sizeof buf);
	enum status st = mmc_do(m, &c, NULL);

	m->no_events = mmc_is_refusal(st);
	if (st != STATUS_OK || mmc_bytes(&c) < 6 || (buf[2] & NO_EVENT) || (buf[2] & EVENT_CLASS) != CLASS_MEDIA)
		return false;
	*event = buf[4] & 0x0f;
	*tray_open = buf[5] & TRAY_IS_OPEN;
	return true;
}

/* "No medium" does not say where the tray is. */
static enum status without_disc(struct mmc *m)
{
	uint8_t event;
	bool open;

	return media_event(m, &event, &open) && open ? STATUS_TRAY_OPEN : STATUS_NO_MEDIUM;
}

/* Whether somebody pressed the button of a tray that we have locked: it is unlocked then, since a person wants it. */
static bool eject_asked(struct mmc *m)
{
	enum { EJECT_REQUEST = 1 };
	uint8_t event;
	bool open;

	if (!m->locked || m->no_events || !media_event(m, &event, &open) || event != EJECT_REQUEST)
		return false;
	mmc_tray(&m->drive, TRAY_UNLOCK);
	return true;
}

enum status mmc_poll(struct drive *d)
{
	struct mmc *m = (struct mmc *)d;
	struct transport_cmd c = cdb_test_unit_ready();
	struct sense s;
	enum status st;

	if (!m->changed) {
		st = mmc_send(m, &c, (struct span){ 0, 0 }, &s);
		if (st == STATUS_NO_MEDIUM)
			return without_disc(m);
		if (st == STATUS_MEDIUM_CHANGED)
			mmc_note_change(m);
		else if (st == STATUS_OK && !m->changed && eject_asked(m))
			return STATUS_EJECT_ASKED;
		if (!m->changed)
			return mmc_of_the_disc(st);
	}
	m->changed = false;
	return STATUS_MEDIUM_CHANGED;
}

/* MMC-6 5.2, table of profiles; those that are no disc of ours, and 0 (none current), are unknown. */
static enum disc_kind kind_of_profile(int profile)
{
	if (profile >= 0x08 && profile <= 0x0a)
		return DISC_CD;
	if (profile >= 0x10 && profile <= 0x2b)
		return DISC_DVD;
	if (profile >= 0x40 && profile <= 0x43)
		return DISC_BD;
	return DISC_UNKNOWN;
}

/* The current profile; 0: not told. */
static uint16_t current_profile(struct mmc *m)
{
	uint8_t buf[8];
	struct transport_cmd c = cdb_get_configuration(buf, sizeof buf, 0, 0);

	if (mmc_do(m, &c, NULL) != STATUS_OK || mmc_bytes(&c) < sizeof buf)
		return 0;
	return (uint16_t)(buf[6] << 8 | buf[7]);
}

enum status mmc_medium(struct drive *d, struct medium *out)
{
	struct mmc *m = (struct mmc *)d;
	struct transport_cmd ready = cdb_test_unit_ready();
	enum status st = mmc_do(m, &ready, NULL);

	if (st == STATUS_NO_MEDIUM)
		return without_disc(m);
	if (st != STATUS_OK)
		return mmc_of_the_disc(st);
	out->profile = current_profile(m);
	m->kind = m->wanted != DISC_UNKNOWN ? m->wanted : kind_of_profile(out->profile);
	st = mmc_capacity(m, out);
	if (st != STATUS_OK) {
		*out = (struct medium){ 0 };
		return st;
	}
	m->changed = false;	/* whoever asks this looks at the disc anew */
	m->sectors = out->sectors;
	if (m->kind == DISC_UNKNOWN && out->sectors > 0)
		m->kind = disc_kind_for(out->sectors);
	out->kind = m->kind;
	out->bytes = (int64_t)out->sectors * MMC_SECTOR;
	return STATUS_OK;
}

static enum status lock(struct mmc *m, bool prevent)
{
	struct transport_cmd c = cdb_prevent_allow(prevent);
	enum status st = mmc_do(m, &c, NULL);

	if (st == STATUS_OK)
		m->locked = prevent;
	return st;
}

void mmc_lock_again(struct mmc *m)
{
	struct transport_cmd c = cdb_prevent_allow(true);

	m->locked = m->locked && mmc_ask(m, &c) == STATUS_OK;
}

/* That the drive then has no disc, or not yet, is for the next poll to say: the tray did as it was told. */
static enum status open_tray(struct mmc *m)
{
	struct transport_cmd c = cdb_start_stop(true, false);
	enum status st;

	lock(m, false);		/* refused or not: what counts is whether the tray opens */
	st = mmc_do(m, &c, NULL);
	return st == STATUS_NO_MEDIUM || st == STATUS_TRAY_OPEN ? STATUS_OK : st;
}

static enum status close_tray(struct mmc *m)
{
	struct transport_cmd c = cdb_start_stop(true, true);
	enum status st = mmc_do(m, &c, NULL);

	return st == STATUS_NO_MEDIUM || st == STATUS_NOT_READY ? STATUS_OK : mmc_of_the_disc(st);
}

enum status mmc_tray(struct drive *d, enum tray_action what)
{
	struct mmc *m = (struct mmc *)d;

	switch (what) {
	case TRAY_OPEN:
		return open_tray(m);
	case TRAY_CLOSE:
		return close_tray(m);
	case TRAY_LOCK:
	case TRAY_UNLOCK:
		return lock(m, what == TRAY_LOCK);
	}
	return STATUS_USAGE;
}
