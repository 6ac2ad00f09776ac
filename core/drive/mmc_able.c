#include "config.h"
#include "drive/mmc.h"

/*
 * What a drive can do, found out by trying real commands: what it declares is not to be trusted. Only commands that
 * every reader of discs sends; those of makers, and READ MEDIA SERIAL NUMBER, hang some drives.
 */

/* Where there are data on any disc that has some, and a drive has just been: the volume descriptor. */
enum { PLACE = 16 };

/* GOOD, or trouble with the sector: the command is taken. *drive_trouble: neither it nor any other makes sense now. */
static enum ability ability_of(enum status st, const struct sense *s, bool *drive_trouble)
{
	switch (st) {
	case STATUS_OK:
	case STATUS_UNREADABLE:
		return ABILITY_YES;
	case STATUS_REFUSED:
		return s->asc == 0x20 || s->asc == 0x24 ? ABILITY_NO : ABILITY_UNKNOWN;
	case STATUS_BLANK:
	case STATUS_ILLEGAL_MODE:
	case STATUS_OUT_OF_RANGE:
	case STATUS_PROTECTED:
	case STATUS_INCOMPATIBLE:
	case STATUS_PERMISSION:
	case STATUS_UNSUPPORTED:
		return ABILITY_UNKNOWN;
	default:
		*drive_trouble = true;
		return ABILITY_UNKNOWN;
	}
}

static enum status try_read_cd(struct mmc *m, struct drive_abilities *a)
{
	static const enum shape shapes[] = { SHAPE_READ_CD_MODE_1, SHAPE_READ_CD_MODE_2 };
	_Alignas(4096) uint8_t sector[MMC_SECTOR];
	enum status st = STATUS_OK;
	bool trouble = false;

	for (unsigned i = 0; i < ARRAY_LEN(shapes) && a->read_cd == ABILITY_UNKNOWN && !trouble; i++) {
		struct transport_cmd c = cdb_read(shapes[i], (struct span){ PLACE, 1 }, false, sector);
		struct sense s;

		st = mmc_do(m, &c, &s);
		a->read_cd = ability_of(st, &s, &trouble);
	}
	return trouble ? st : STATUS_OK;
}

static enum status try_c2(struct mmc *m, struct drive_abilities *a)
{
	_Alignas(4096) uint8_t sector[MMC_C2_BYTES];
	struct transport_cmd c = cdb_read_c2(PLACE, sector);
	struct sense s;
	enum status st;
	bool trouble = false;

	if (a->read_cd == ABILITY_NO) {
		a->c2 = ABILITY_NO;
		return STATUS_OK;
	}
	st = mmc_do(m, &c, &s);
	a->c2 = ability_of(st, &s, &trouble);
	return trouble ? st : STATUS_OK;
}

/* The same sector twice: what comes at once the second time is from the cache, whatever was asked for. */
static enum status try_cache(struct mmc *m, struct drive_abilities *a)
{
	_Alignas(4096) uint8_t sector[MMC_SECTOR];
	bool trouble = false;
	enum status st = STATUS_OK;

	for (int i = 0; i < 2 && st == STATUS_OK; i++) {
		struct read_info got = { 0 };

		st = mmc_read_part(m, (struct span){ PLACE, 1 }, true, sector, &got);
		ability_of(st, &got.sense, &trouble);
	}
	if (a->fua == ABILITY_UNKNOWN)
		a->fua = m->fua;
	if (a->cache == ABILITY_UNKNOWN && st == STATUS_OK)
		a->cache = m->reads_ns < MMC_CACHED_NS ? ABILITY_YES : ABILITY_NO;
	return trouble ? st : STATUS_OK;
}

static enum status try_retries(struct mmc *m, struct drive_abilities *a)
{
	enum status st = mmc_try_retries(m);

	if (st == STATUS_OK)
		a->retries = ABILITY_YES;
	else if (st == STATUS_UNSUPPORTED && !m->page.denied)
		a->retries = ABILITY_NO;
	return st == STATUS_UNSUPPORTED ? STATUS_OK : st;
}

enum status mmc_abilities(struct drive *d, struct drive_abilities *a)
{
	struct mmc *m = (struct mmc *)d;
	struct transport_cmd ready = cdb_test_unit_ready();
	bool trouble = false, disc;
	struct sense s;
	enum status st = mmc_do(m, &ready, &s);

	a->mmc = ABILITY_YES;
	disc = st == STATUS_OK;
	ability_of(st, &s, &trouble);
	if (trouble && st != STATUS_NO_MEDIUM && st != STATUS_TRAY_OPEN && st != STATUS_NOT_READY)
		return st;
	st = STATUS_OK;
	if (a->retries == ABILITY_UNKNOWN)
		st = try_retries(m, a);
	if (disc && st == STATUS_OK && (a->fua == ABILITY_UNKNOWN || a->cache == ABILITY_UNKNOWN))
		st = try_cache(m, a);
	if (disc && st == STATUS_OK && m->kind == DISC_CD && a->read_cd == ABILITY_UNKNOWN)
		st = try_read_cd(m, a);
	if (disc && st == STATUS_OK && m->kind == DISC_CD && a->c2 == ABILITY_UNKNOWN)
		st = try_c2(m, a);
	if (disc && st == STATUS_OK)
		mmc_speeds(m, a);
	if (st == STATUS_MEDIUM_CHANGED)
		mmc_note_change(m);
	return st == STATUS_OK && m->changed ? STATUS_MEDIUM_CHANGED : st;
}
