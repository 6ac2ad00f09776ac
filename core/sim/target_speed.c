#include "config.h"
#include "sim/medium.h"
#include "sim/target.h"

#include <math.h>

/* How fast a drive is told to be, and says it is. kB/s of 1000. */

/* What becomes of a wish for so many kB/s: a step of the drive. 0: it is dropped, as what is below the lowest is. */
static unsigned step_below(const struct sim_drive *d, double per_1x, unsigned wish)
{
	unsigned found = 0;

	if (!d->say->speed_count)
		return wish >= floor(per_1x) ? wish : 0;
	for (int i = 0; i < d->say->speed_count; i++)
		if (floor(d->say->speeds[i] * per_1x) <= wish)
			found = (unsigned)ceil(d->say->speeds[i] * per_1x);
	return found;
}

static enum disc_kind kind_of(const struct call *k)
{
	return k->disc ? k->disc->say->kind : DISC_CD;
}

static void limit(struct sim_drive *d, unsigned kb_per_s)
{
	if (d->limit != kb_per_s && d->say->obeys_speed)
		d->respeed = true;
	d->limit = kb_per_s;
}

/* A wish that is no step of the drive's changes nothing, and is no error. */
static void wish(struct call *k, uint32_t kb_per_s)
{
	unsigned step = step_below(k->d, medium_kb_per_s(kind_of(k)), kb_per_s);

	if (step)
		limit(k->d, step);
}

/* SET CD SPEED, MMC-6 6.37: FFFFh is the fastest. */
uint32_t target_set_speed(struct call *k)
{
	unsigned speed = be16(k->c->cdb + 2);

	if (speed == 0xffff)
		limit(k->d, 0);
	else
		wish(k, speed);
	return 0;
}

/* SET STREAMING, MMC-6 6.39: so many kB in so many ms, wherever on the disc. */
uint32_t target_set_streaming(struct call *k)
{
	const uint8_t *cdb = k->c->cdb, *data = k->c->buf;
	enum { LEN = 28 };
	uint64_t rate;

	if (cdb[8] || be16(cdb + 9) != LEN)
		return SENSE_INVALID_FIELD;
	if (k->c->dir != TRANSFER_OUT || k->c->len < LEN) {
		k->st = STATUS_TRANSPORT;
		return 0;
	}
	k->given = LEN;
	if (data[0] & 0x04) {		/* RDD: the drive's own */
		limit(k->d, 0);
		return 0;
	}
	if (!be32(data + 16) || !be32(data + 24))
		return SENSE(5, 0x26, 0x00);
	rate = (uint64_t)be32(data + 12) * 1000 / be32(data + 16);
	wish(k, (uint32_t)(rate < UINT32_MAX ? rate : UINT32_MAX));
	return 0;
}

/* GET PERFORMANCE (MMC-6 6.8), type 00h: what reading is like from the first to the last sector, as it is set now. */
uint32_t target_performance(struct call *k)
{
	const uint8_t *cdb = k->c->cdb;
	uint8_t data[8 + 16] = { 0 };
	uint32_t len = 8;
	int32_t last = max_i32(target_capacity(k) - 1, 0);

	if (cdb[10] != 0x00 || (cdb[1] & 0x1f) != 0x10)		/* reading, nominal, tolerances as usual */
		return SENSE_INVALID_FIELD;
	if (be16(cdb + 8) > 0) {
		put32(data + 12, (uint32_t)ceil(medium_nominal(k->d, k->disc, 0)));
		put32(data + 16, (uint32_t)last);
		put32(data + 20, (uint32_t)ceil(medium_nominal(k->d, k->disc, min_i32(last, k->disc->sectors - 1))));
		len += 16;
	}
	put32(data, len - 4);
	target_give(k, data, len, 8 + 16 * be16(cdb + 8));
	return 0;
}
