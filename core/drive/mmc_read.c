#include "config.h"
#include "drive/mmc.h"

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

/*
 * One read in the shape that worked last, and if that is refused in the others. What all refuse ends with the first
 * refusal. got->good counts this read only.
 */
static enum status read_shapes(struct mmc *m, struct span at, uint8_t *buf, struct read_info *got)
{
	enum status verdict = STATUS_REFUSED;
	struct sense first = { 0 };
	bool refused = false;

	for (int i = 0; i < SHAPES; i++) {
		enum shape s = (enum shape)((m->shape + i) % SHAPES);
		struct transport_cmd c = cdb_read(s, at, buf);
		enum status st;

		if (!usable(m, s))
			continue;
		st = mmc_send(m, &c, at, &got->sense);
		if (st == STATUS_OK) {
			m->shape = s;
			got->good = arrived(&c, at);
			got->recovered = got->sense.key == 0x1 && got->sense.asc != 0x5d;
			return st;
		}
		got->good = vouched(&c, at, &got->sense);
		if (st == STATUS_UNREADABLE)
			m->shape = s;
		if (got->sense.key == 0x5 && got->sense.asc == 0x20)
			m->dead |= 1u << s;
		if (sense_meaning(got->sense).reaction != REACT_OTHER || got->good > 0)
			return st;
		if (!refused) {
			refused = true;
			verdict = st;
			first = got->sense;
		}
	}
	got->sense = first;
	return verdict;
}

enum status mmc_read(struct drive *d, struct span at, uint8_t *buf, struct read_info *got)
{
	struct mmc *m = (struct mmc *)d;
	enum status st = STATUS_OK;
	int32_t done = 0;

	if (m->changed) {
		m->changed = false;
		return STATUS_MEDIUM_CHANGED;
	}
	/* A drive that says GOOD and stays short is asked for the rest, as long as anything comes. */
	while (done < at.count && st == STATUS_OK) {
		struct read_info part = { 0 };
		struct span rest = { at.lsn + done, at.count - done };

		st = read_shapes(m, rest, buf + (size_t)done * MMC_SECTOR, &part);
		if (st == STATUS_OK && part.good == 0)
			st = STATUS_TRANSPORT;
		done += part.good;
		got->recovered = got->recovered || part.recovered;
		got->sense = part.sense;
	}
	got->good = done;
	if (st == STATUS_MEDIUM_CHANGED)
		m->shape = SHAPE_READ_10;	/* what another disc taught */
	return st;
}
