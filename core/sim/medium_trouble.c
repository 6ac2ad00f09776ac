#include "config.h"
#include "sim/medium.h"
#include "base/hash.h"
#include "sim/target.h"

/* What befalls a read at a place: the items of a drive's section that are about sectors. */

struct attempts_key medium_key(const struct sim *w, const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn)
{
	return (struct attempts_key){ (int)(disc - w->discs), d->index, lsn };
}

uint64_t medium_hash(const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn, unsigned what)
{
	return hash_mix(hash_mix(hash_mix((uint64_t)disc->say->seed, d->seed), what), (uint64_t)lsn);
}

static bool meets(const struct trouble *t, struct span at)
{
	return t->lsn < span_end(at) && t->lsn + t->count > at.lsn;
}

const struct trouble *medium_trouble(const struct sim_drive *d, enum trouble_kind kind, struct span at)
{
	for (int i = 0; i < d->say->trouble_count; i++)
		if (d->say->troubles[i].kind == kind && meets(&d->say->troubles[i], at))
			return &d->say->troubles[i];
	return NULL;
}

/* Ends `part` at that border, if it lies inside. */
static void cut_at(struct span *part, int64_t border)
{
	if (border > part->lsn && border < span_end(*part))
		part->count = (int32_t)(border - part->lsn);
}

struct span medium_cut(const struct sim_drive *d, const struct sim_disc *disc, struct span part)
{
	for (int i = 0; i < d->say->trouble_count; i++) {
		const struct trouble *t = &d->say->troubles[i];

		if (t->kind == TROUBLE_ANSWER) {
			cut_at(&part, t->lsn);
			cut_at(&part, t->lsn + t->count);
		}
	}
	if (disc->lost.count > 0) {
		cut_at(&part, disc->lost.lsn);
		cut_at(&part, span_end(disc->lost));
	}
	return part;
}

/* Whether a trouble with a number of attempts and a chance strikes this attempt at the unit; counts it. */
static bool strikes(struct sim *w, const struct sim_drive *d, const struct sim_disc *disc, const struct trouble *t,
		    struct span part, enum medium_use use, struct medium_read *r)
{
	int32_t unit = damage_unit(&disc->damage, part.lsn).lsn;
	struct attempts_key key = medium_key(w, d, disc, unit);
	uint32_t before = attempts_count(&w->attempts, key);

	if (t->attempts && before >= t->attempts)
		return false;
	if ((t->attempts || t->chance < 1) && !attempts_add(&w->attempts, key))
		r->st = STATUS_NO_MEMORY;
	return t->chance >= 1 || hash_unit(hash_mix(medium_hash(d, disc, unit, use), before)) < t->chance;
}

/* Whether an answer is meant for a request like this one. */
static bool fits(const struct sim_drive *d, const struct trouble *t, struct span part, const struct medium_read *r)
{
	if (t->command >= 0 && t->command != r->command)
		return false;
	if (t->aligned && (r->at.lsn % t->aligned != 0 || r->at.count < t->aligned))
		return false;
	if (t->jump && r->hot && medium_cached(d, part))
		return false;
	return !t->jump || part.lsn < d->head || part.lsn - d->head > t->jump;
}

static const struct trouble *answer_at(struct sim *w, const struct sim_drive *d, const struct sim_disc *disc,
				       struct span part, struct medium_read *r)
{
	for (int i = 0; i < d->say->trouble_count; i++) {
		const struct trouble *t = &d->say->troubles[i];

		if (t->kind == TROUBLE_ANSWER && meets(t, part) && fits(d, t, part, r) &&
		    strikes(w, d, disc, t, part, USE_ANSWER, r))
			return t;
	}
	return NULL;
}

/* What happens to the drive as a whole, once. False ends the read. */
static bool happens(struct sim *w, struct sim_drive *d, const struct trouble *t, uint32_t met, struct medium_read *r)
{
	switch (t->kind) {
	case TROUBLE_VANISH:
		if (met != t->attempts)
			return true;
		r->vanished = true;
		d->back = t->after > 0 ? t : NULL;
		return false;
	case TROUBLE_EJECT:
		if (met != t->attempts || !world_button(w, d, t->force))
			return true;
		if (t->name[0]) {
			d->swap = t;
			d->swap_at = world_now(w) + r->ns + (int64_t)(t->after * (double)NS_PER_S);
		}
		r->sense = SENSE_TRAY_OPEN;
		return false;
	case TROUBLE_RESET:
		if (met > t->attempts)
			return true;
		r->ns += (int64_t)(t->seconds * (double)NS_PER_S);
		world_reset_drive(d);
		d->attention &= ~(unsigned)UA_RESET;	/* this answer tells of it */
		r->sense = SENSE_RESET;
		return false;
	case TROUBLE_WEDGE:
		if (met > t->attempts)
			return true;
		d->wedged = t;
		d->wedge_lsn = r->at.lsn;
		r->sense = SENSE_BECOMING;
		return false;
	case TROUBLE_SPEED_FALL:
		if (!d->fallen)
			r->ns += (int64_t)(t->seconds * (double)NS_PER_S);
		d->fallen = t;
		return true;
	default:
		return true;
	}
}

/* A wedged drive is freed by a read from far away. */
static bool is_wedged(struct sim_drive *d, struct span at)
{
	int64_t away = d->wedged ? (int64_t)at.lsn - d->wedge_lsn : 0;

	if (d->wedged && (away > d->wedged->far || -away > d->wedged->far))
		d->wedged = NULL;
	return d->wedged != NULL;
}

bool medium_befalls(struct sim *w, struct sim_drive *d, const struct sim_disc *disc, struct span part,
		    struct medium_read *r)
{
	const struct trouble *t;

	if (is_wedged(d, r->at)) {
		r->sense = SENSE_BECOMING;
		return false;
	}
	for (int i = 0; i < d->say->trouble_count; i++) {
		t = &d->say->troubles[i];
		if (t->kind >= TROUBLE_WEDGE && meets(t, part) && !happens(w, d, t, ++d->hits[i], r))
			return false;
	}
	t = answer_at(w, d, disc, part, r);
	if (!t)
		return true;
	r->ns += (int64_t)(t->seconds * (double)NS_PER_S);
	if (t->sense >> 16 == 1) {
		r->recovered = t->sense;
		r->recovered_lsn = part.lsn;
		return true;
	}
	r->sense = t->sense;
	d->asked += part.count;
	d->failures++;
	if (!t->jump)		/* else the head did not get there */
		d->head = part.lsn;
	return false;
}

double medium_silence(struct sim *w, struct sim_drive *d, const struct sim_disc *disc, struct span part,
		      struct medium_read *r)
{
	const struct trouble *hang = medium_trouble(d, TROUBLE_HANG, part);
	const struct trouble *block = medium_trouble(d, TROUBLE_BLOCK, part);

	if (block && strikes(w, d, disc, block, part, USE_HANG, r))
		r->block_s += block->seconds;
	return hang && strikes(w, d, disc, hang, part, USE_HANG, r) ? hang->seconds : 0;
}
