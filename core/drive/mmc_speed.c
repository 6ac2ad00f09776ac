#include "config.h"
#include "drive/mmc.h"

#include <stdlib.h>

/* What a drive is told of its speed, and what it offers. kB/s of 1000 throughout. */

enum { PAGE_CAPABILITIES = 0x2a, MODE_HEADER = 8, PERFORMANCE_HEADER = 8, DESCRIPTOR = 16 };
enum { SLOWEST = 100, FASTEST = 100000 };	/* beyond is no speed of a drive */

static enum status by_cd_speed(struct mmc *m, unsigned kb_per_s)
{
	struct transport_cmd c = cdb_set_cd_speed(mmc_speed_code(kb_per_s));

	return mmc_ask(m, &c);
}

static enum status by_streaming(struct mmc *m, unsigned kb_per_s)
{
	uint8_t parameters[28];
	struct transport_cmd c = cdb_set_streaming(parameters, kb_per_s, m->sectors);

	return mmc_ask(m, &c);
}

/* SET CD SPEED is for CD and DVD; drives that take it for BD as well may read more slowly than without it. */
static enum status tell(struct mmc *m, unsigned kb_per_s)
{
	enum status st;

	/* What it reaches at the end of a disc need not be a step of its own, and it may take the one below. */
	if (m->fastest && kb_per_s >= m->fastest)
		kb_per_s = 0;
	st = m->kind == DISC_BD ? by_streaming(m, kb_per_s) : by_cd_speed(m, kb_per_s);
	if (st == STATUS_REFUSED && m->kind == DISC_BD)
		return by_cd_speed(m, kb_per_s);
	if (st == STATUS_REFUSED && m->kind == DISC_DVD && by_streaming(m, kb_per_s) == STATUS_OK)
		return STATUS_OK;
	return st;
}

enum status mmc_set_speed(struct drive *d, unsigned kb_per_s)
{
	struct mmc *m = (struct mmc *)d;
	enum status st = tell(m, kb_per_s);

	if (st == STATUS_OK)
		m->speed_set = true;
	return st;
}

void mmc_speed_again(struct mmc *m)
{
	if (m->speed_set)
		tell(m, m->drive.speed);
}

void mmc_speed_restore(struct mmc *m)
{
	if (m->speed_set && m->drive.speed != 0)
		tell(m, 0);
	m->speed_set = false;
}

static unsigned plausible(uint32_t kb_per_s)
{
	return kb_per_s >= SLOWEST && kb_per_s <= FASTEST ? kb_per_s : 0;
}

/* The fastest of what the drive says it does somewhere on this disc, as it is set now; 0: not told. */
static unsigned from_performance(struct mmc *m)
{
	uint8_t buf[PERFORMANCE_HEADER + 16 * DESCRIPTOR];
	struct transport_cmd c = cdb_get_performance(buf, sizeof buf);
	unsigned most = 0;

	if (mmc_do(m, &c, NULL) != STATUS_OK)
		return 0;
	for (uint32_t at = PERFORMANCE_HEADER; at + DESCRIPTOR <= mmc_bytes(&c); at += DESCRIPTOR)
		for (uint32_t field = at + 4; field <= at + 12; field += 8) {
			unsigned kb_per_s = plausible((uint32_t)buf[field] << 24 | (uint32_t)buf[field + 1] << 16
						      | (uint32_t)buf[field + 2] << 8 | buf[field + 3]);

			if (kb_per_s > most)
				most = kb_per_s;
		}
	return most;
}

/* The old way: bytes 14 and 15 of mode page 2Ah (MMC-3 5.5.10). */
static unsigned from_capabilities(struct mmc *m)
{
	uint8_t buf[MODE_HEADER + 8 + 64];
	struct transport_cmd c = cdb_mode_sense(buf, sizeof buf, PAGE_CAPABILITIES, PAGE_CURRENT, true);
	uint32_t at;

	if (mmc_do(m, &c, NULL) != STATUS_OK || mmc_bytes(&c) < MODE_HEADER)
		return 0;
	at = MODE_HEADER + (uint32_t)(buf[6] << 8 | buf[7]);
	if (at + 16 > mmc_bytes(&c) || (buf[at] & 0x3f) != PAGE_CAPABILITIES)
		return 0;
	return plausible((uint32_t)(buf[at + 14] << 8 | buf[at + 15]));
}

/* What the drive says it does now; *old: the page is asked, because the newer command is not taken. */
static unsigned current(struct mmc *m, bool *old)
{
	unsigned kb_per_s = *old ? 0 : from_performance(m);

	if (kb_per_s)
		return kb_per_s;
	*old = true;
	return from_capabilities(m);
}

/* Multiples that drives are known to have. One that a drive has not, it rounds. */
static const uint8_t steps_cd[] = { 1, 2, 4, 8, 10, 12, 16, 20, 24, 32, 40, 48, 52 };
static const uint8_t steps_dvd[] = { 1, 2, 4, 5, 6, 8, 12, 16, 18 };
static const uint8_t steps_bd[] = { 1, 2, 4, 6, 8, 10, 12, 16 };
static const struct {
	const uint8_t *at;
	unsigned count;
	unsigned tenths;	/* of a kB/s that one multiple makes */
} steps[] = {
	[DISC_UNKNOWN] = { steps_cd, ARRAY_LEN(steps_cd), 1764 },
	[DISC_CD] = { steps_cd, ARRAY_LEN(steps_cd), 1764 },
	[DISC_DVD] = { steps_dvd, ARRAY_LEN(steps_dvd), 13850 },
	[DISC_BD] = { steps_bd, ARRAY_LEN(steps_bd), 44960 },
};

/* Keeps them ascending; what differs by less than a fiftieth is one speed, rounded in two ways. */
static void add(struct drive_abilities *a, unsigned kb_per_s)
{
	int i = 0;

	while (i < a->nspeeds && a->speeds[i] < kb_per_s)
		i++;
	if ((i < a->nspeeds && a->speeds[i] - kb_per_s <= kb_per_s / 50)
	    || (i > 0 && kb_per_s - a->speeds[i - 1] <= kb_per_s / 50) || a->nspeeds == DRIVE_SPEEDS || kb_per_s == 0)
		return;
	for (int k = a->nspeeds; k > i; k--)
		a->speeds[k] = a->speeds[k - 1];
	a->speeds[i] = kb_per_s;
	a->nspeeds++;
}

void mmc_speeds(struct mmc *m, struct drive_abilities *a)
{
	enum status st = tell(m, 0);
	bool old = false;
	unsigned most;

	a->nspeeds = 0;
	if (a->set_speed == ABILITY_UNKNOWN && (st == STATUS_OK || st == STATUS_REFUSED))
		a->set_speed = st == STATUS_OK ? ABILITY_YES : ABILITY_NO;
	most = current(m, &old);
	if (most == 0)
		return;
	m->fastest = most;
	for (unsigned i = 0; st == STATUS_OK && i < steps[m->kind].count; i++) {
		unsigned wanted = (steps[m->kind].at[i] * steps[m->kind].tenths + 9) / 10;

		if (wanted >= most || tell(m, wanted) != STATUS_OK)
			break;
		add(a, current(m, &old));
	}
	add(a, most);
	if (st == STATUS_OK)
		tell(m, m->speed_set ? m->drive.speed : 0);
}
