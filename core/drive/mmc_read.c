#include "config.h"
#include "drive/mmc.h"

#include <stdio.h>

/*
 * Sectors at the start of a failed read that may be believed: those before the one the information field names, if the
 * residual does not say otherwise and the drive has written every one of them. Only these keys say it honestly.
 */
static int32_t vouched(const struct transport_cmd *c, struct span at, const struct sense *s)
{
	int32_t good;

	if (!s->has_lsn || (s->key != 0x3 && s->key != 0x5 && s->key != 0xd))
		return 0;
	good = s->lsn - at.lsn;
	if (c->residual != 0 && mmc_bytes(c) < (uint32_t)good * MMC_SECTOR)
		return 0;
	return mmc_delivered((struct span){ at.lsn, good }, c->buf) == good ? good : 0;
}

/* Sectors of a read that ended well: those that arrived whole. */
static int32_t arrived(const struct transport_cmd *c, struct span at)
{
	int32_t good = mmc_delivered(at, c->buf);

	return min_i32(good, (int32_t)(mmc_bytes(c) / MMC_SECTOR));
}

static bool usable(const struct mmc *m, enum shape s)
{
	bool cd_only = s == SHAPE_READ_CD_MODE_1 || s == SHAPE_READ_CD_MODE_2;

	return !(m->dead & 1u << s) && (!cd_only || m->kind == DISC_CD || m->kind == DISC_UNKNOWN);
}

/* Sense 04/3E/02, the drive's own timer: of a shape that never gave data it may mean that the drive does not take
 * it. */
static bool shape_timed_out(struct mmc *m, enum shape s, const struct sense *sense)
{
	unsigned bit = 1u << s;
	bool first = !((m->proven | m->timed_out) & bit);

	if (sense->key != 0x4 || sense->asc != 0x3e || sense->ascq != 0x02)
		return false;
	m->timed_out |= bit;
	return first;
}

/* Whether another shape may do what this answer says that this one does not. */
static bool try_other(struct mmc *m, enum shape s, const struct read_info *got, bool refused)
{
	if (got->good > 0)
		return false;
	if (sense_meaning(got->sense).reaction == REACT_OTHER)
		return true;
	return !refused && shape_timed_out(m, s, &got->sense);	/* it takes seconds: once is enough */
}

/*
 * Illegal mode in every shape, or nothing written, at the end of the disc: no data, but run-out. Elsewhere it says
 * something of the sector.
 */
static enum status of_the_tail(const struct mmc *m, struct span at, enum status st)
{
	if (st != STATUS_ILLEGAL_MODE && st != STATUS_BLANK)
		return st;
	return m->sectors > 0 && span_end(at) > m->sectors - DISC_CAPACITY_SLACK ? STATUS_OUT_OF_RANGE : st;
}

/* One read in one shape. The bit that asks for the disc and not the cache is left out where it is not taken. */
static enum status read_shape(struct mmc *m, enum shape s, struct span at, bool fua, uint8_t *buf,
			      struct read_info *got)
{
	bool has_bit = s == SHAPE_READ_10 || s == SHAPE_READ_12;
	bool asked = fua && has_bit && m->fua != ABILITY_NO;
	struct transport_cmd c = cdb_read(s, at, asked, buf);
	int64_t began = clock_now(m->t->clock);
	enum status st = mmc_send(m, &c, at, &got->sense);

	if (asked && st == STATUS_REFUSED && got->sense.asc == 0x24) {
		c = cdb_read(s, at, false, buf);
		began = clock_now(m->t->clock);
		st = mmc_send(m, &c, at, &got->sense);
		if (st == STATUS_OK || st == STATUS_UNREADABLE)
			m->fua = ABILITY_NO;
	} else if (asked && st == STATUS_OK) {
		m->fua = ABILITY_YES;
	}
	m->reads_ns += clock_now(m->t->clock) - began;
	snprintf(got->command, sizeof got->command, "%s", mmc_command_name(c.cdb[0]));
	got->good = st == STATUS_OK ? arrived(&c, at) : vouched(&c, at, &got->sense);
	return st;
}

/*
 * One read in the shape that worked last, and if that is refused in the others. What all refuse ends with the first
 * refusal. got->good counts this read only.
 */
static enum status read_shapes(struct mmc *m, struct span at, bool fua, uint8_t *buf, struct read_info *got)
{
	struct read_info first = { 0 };
	enum status verdict = STATUS_REFUSED;
	bool refused = false;

	for (int i = 0; i < SHAPES; i++) {
		enum shape s = (enum shape)((m->shape + i) % SHAPES);
		enum status st;

		if (!usable(m, s))
			continue;
		st = read_shape(m, s, at, fua, buf, got);
		if (st == STATUS_OK) {
			m->shape = s;
			m->proven |= 1u << s;
			got->recovered = got->sense.key == 0x1 && got->sense.asc != 0x5d;
			return st;
		}
		if (got->sense.key == 0x5 && got->sense.asc == 0x20)
			m->dead |= 1u << s;
		if (!try_other(m, s, got, refused)) {
			if (st == STATUS_UNREADABLE)
				m->shape = s;
			if (got->sense.key == 0x3)
				m->proven |= 1u << s;
			return got->good > 0 ? st : of_the_tail(m, at, st);
		}
		if (!refused) {
			refused = true;
			verdict = st;
			first = *got;
		}
	}
	got->sense = first.sense;
	snprintf(got->command, sizeof got->command, "%s", first.command);
	return of_the_tail(m, at, verdict);
}

/* Whether fewer sectors at once may do; *most says how many. */
static bool asks_too_much(struct mmc *m, struct span at, enum status st, const struct sense *sense, int32_t *most)
{
	int32_t unit = disc_ecc_unit(m->kind);

	if (st == STATUS_TOO_LARGE && at.count > 1) {	/* than the system lets through, for this drive */
		*most = m->most = at.count / 2;
		return true;
	}
	if (st == STATUS_ABORTED && sense->key == 0xb && at.count > unit) {	/* a bad link: less may get over it */
		*most = unit;
		return true;
	}
	return false;
}

enum status mmc_read_part(struct mmc *m, struct span at, bool fua, uint8_t *buf, struct read_info *got)
{
	int32_t done = 0, most = m->most;
	enum status st = STATUS_OK;

	m->reads_ns = 0;
	/* A drive that says GOOD and stays short is asked for the rest, as long as anything comes. */
	while (done < at.count && st == STATUS_OK) {
		struct read_info part = { 0 };
		struct span rest = { at.lsn + done, min_i32(at.count - done, most) };

		st = read_shapes(m, rest, fua, buf + (size_t)done * MMC_SECTOR, &part);
		if (st == STATUS_OK && part.good == 0)
			st = STATUS_TRANSPORT;
		if (asks_too_much(m, rest, st, &part.sense, &most))
			st = STATUS_OK;
		else if (st == STATUS_TOO_LARGE)
			st = STATUS_TRANSPORT;
		done += part.good;
		got->recovered = got->recovered || part.recovered;
		got->sense = part.sense;
		snprintf(got->command, sizeof got->command, "%s", part.command);
	}
	got->good = done;
	if (st == STATUS_MEDIUM_CHANGED)
		mmc_forget_disc(m);
	return st;
}

enum status mmc_read(struct drive *d, struct span at, uint8_t *buf, struct read_info *got)
{
	struct mmc *m = (struct mmc *)d;
	enum status st;

	mmc_page_look(m);
	if (m->changed) {
		m->changed = false;
		return STATUS_MEDIUM_CHANGED;
	}
	st = mmc_read_part(m, at, false, buf, got);
	if (st == STATUS_UNREADABLE && got->good == 0 && mmc_lost(got->sense))
		st = mmc_approach(m, at, buf, got);
	return st;
}
