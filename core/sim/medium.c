#include "config.h"
#include "sim/medium.h"
#include "base/hash.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265358979323846
#define RIM_MM 58.0		/* where a CAV drive is at its fastest */
#define BUS_NS_PER_SECTOR 60000	/* a sector out of the cache, about 33 MB/s */

static const struct {
	double sectors_per_s;	/* at 1x */
	double kb_per_s;	/* the same as MMC counts it: of a CD with 2352 bytes a sector */
	double usual;		/* CAV speed of a drive that the scenario says nothing of */
} kinds[] = {
	[DISC_UNKNOWN] = { 75, 176.4, 40 },
	[DISC_CD] = { 75, 176.4, 40 },
	[DISC_DVD] = { 1385000.0 / 2048, 1385, 16 },
	[DISC_BD] = { 4496000.0 / 2048, 4496, 12 },
};

double medium_kb_per_s(enum disc_kind kind)
{
	return kinds[kind].kb_per_s;
}

double medium_top_speed(const struct sim_drive *d, enum disc_kind kind)
{
	return d->say->curve == SPEED_USUAL ? kinds[kind].usual : d->say->speed;
}

/* How often the speed that the host asked for halves the drive's own. */
static double halvings(const struct sim_drive *d, enum disc_kind kind)
{
	double top = medium_top_speed(d, kind), limit = d->limit / medium_kb_per_s(kind);

	return d->limit && limit < top ? log2(top / limit) : 0;
}

/* A number for a unit in a drive that is the same for ever; `what` tells uses apart. */
static uint64_t unit_hash(const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn, unsigned what)
{
	return hash_mix(hash_mix(hash_mix((uint64_t)disc->say->seed, d->seed), what), (uint64_t)lsn);
}

enum { USE_PERSONAL, USE_READ, USE_RECOVERED, USE_WRONG };

static double chance_of(const struct sim_drive *d, const struct sim_disc *disc, struct wound wound, int32_t lsn,
			double slower)
{
	return damage_chance(wound, d->say->skill, slower, unit_hash(d, disc, lsn, USE_PERSONAL));
}

double medium_chance(const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn, double slower)
{
	struct span unit = damage_unit(&disc->damage, lsn);

	return chance_of(d, disc, damage_at(&disc->damage, unit), unit.lsn, slower);
}

double sim_chance(struct sim *w, int drive, int32_t lsn)
{
	const struct sim_disc *disc;
	double p = 0;

	if (drive < 0 || drive >= w->scenario->drive_count)
		return 0;
	pthread_mutex_lock(&w->lock);
	disc = world_disc(w, &w->drives[drive]);
	if (disc && lsn >= 0 && lsn < disc->sectors)
		p = medium_chance(&w->drives[drive], disc, lsn, 0);
	pthread_mutex_unlock(&w->lock);
	return p;
}

/* Sectors per second at `lsn`, `at_ns` being the time of it. */
static double rate(const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn, int64_t at_ns)
{
	enum disc_kind kind = disc->say->kind;
	double x = medium_top_speed(d, kind);

	if (d->say->curve != SPEED_CLV)
		x *= fmin(1, geometry_radius(&disc->damage.geo, lsn) / RIM_MM);
	if (d->limit)
		x = fmin(x, d->limit / medium_kb_per_s(kind));
	if (at_ns < d->slow_until)
		x *= d->say->slow_factor;
	return x * kinds[kind].sectors_per_s;
}

/* Seconds until the head is at `lsn`. */
static double seek_time(const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn, int64_t at_ns)
{
	const struct geometry *geo = &disc->damage.geo;
	double per_turn = geometry_per_turn(geo, lsn), per_s = rate(d, disc, lsn, at_ns), mm;

	if (lsn == d->head)
		return 0;
	if (lsn > d->head && lsn - d->head < 2 * per_turn)
		return (lsn - d->head) / per_s;		/* it waits until it comes by */
	mm = fabs(geometry_radius(geo, lsn) - geometry_radius(geo, min_i32(d->head, disc->sectors - 1)));
	return d->say->seek * (0.2 + 0.8 * fmin(1, mm / 33)) + per_turn / per_s / 2;
}

int64_t medium_spin_up(struct sim_drive *d)
{
	if (d->spinning)
		return 0;
	d->spinning = true;
	return (int64_t)(d->say->spinup * (double)NS_PER_S);
}

/* The trouble of a list that meets `at`, or NULL. */
static const struct trouble *trouble_in(const struct troubles *list, struct span at)
{
	for (int i = 0; i < list->count; i++)
		if (list->at[i].lsn < span_end(at) && list->at[i].lsn + list->at[i].count > at.lsn)
			return &list->at[i];
	return NULL;
}

static struct attempts_key key_of(const struct sim *w, const struct sim_drive *d, const struct sim_disc *disc,
				  int32_t lsn)
{
	return (struct attempts_key){ (int)(disc - w->discs), d->index, lsn };
}

/* Puts sector `lsn` into `out`: what the disc says, or what this drive makes of it. */
static enum status deliver(const struct sim *w, const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn,
			   uint8_t *out)
{
	const struct trouble *t = trouble_in(&d->say->wrong, (struct span){ lsn, 1 });
	int32_t unit = damage_unit(&disc->damage, lsn).lsn;
	enum status st = world_sector(disc, lsn, out);
	uint64_t h;

	if (!t || st != STATUS_OK)
		return st;
	h = hash_mix(unit_hash(d, disc, lsn, USE_WRONG), attempts_count(&w->attempts, key_of(w, d, disc, unit)));
	if (hash_unit(h) < t->value)
		for (int i = 0; i < 16; i++)
			out[(h >> 3) % 2032 + (unsigned)i] ^= (uint8_t)(h >> (i % 8) * 8) | 1;
	return st;
}

/* Whether this attempt at the unit succeeds; counts it. */
static bool attempt(struct sim *w, struct sim_drive *d, const struct sim_disc *disc, struct span unit,
		    struct wound wound, struct medium_read *r)
{
	struct attempts_key key = key_of(w, d, disc, unit.lsn);
	uint32_t before = attempts_count(&w->attempts, key);
	double p = chance_of(d, disc, wound, unit.lsn, halvings(d, disc->say->kind));

	if ((p < 1 || trouble_in(&d->say->wrong, unit)) && !attempts_add(&w->attempts, key))
		r->st = STATUS_NO_MEMORY;
	if (p < 1 && hash_unit(hash_mix(unit_hash(d, disc, unit.lsn, USE_READ), before)) >= p)
		return false;
	if (p < 1 && hash_unit(hash_mix(unit_hash(d, disc, unit.lsn, USE_RECOVERED), before)) < d->say->recovered) {
		r->recovered = true;
		r->recovered_lsn = max_i32(unit.lsn, r->at.lsn);
	}
	return true;
}

/* What was read goes to the cache, which holds one piece of the disc and forgets its beginning first. */
static void remember(struct sim_drive *d, struct span read)
{
	struct span *c = &d->cached;

	if (c->count > 0 && read.lsn <= span_end(*c) && read.lsn >= c->lsn)
		*c = span_between(c->lsn, max_i32(span_end(*c), span_end(read)));
	else
		*c = read;
	if (c->count > d->say->cache)
		*c = span_between(span_end(*c) - (int32_t)d->say->cache, span_end(*c));
}

/* Reads the part of one unit that was asked for. False ends the request. */
static bool read_unit(struct sim *w, struct sim_drive *d, struct sim_disc *disc, struct span part,
		      struct medium_read *r)
{
	struct span unit = damage_unit(&disc->damage, part.lsn);
	const struct trouble *hang = trouble_in(&d->say->hangs, part);
	struct wound wound = damage_at(&disc->damage, unit);
	int64_t now = world_now(w);
	double s = seek_time(d, disc, part.lsn, now + r->ns);

	d->head = part.lsn;
	d->asked += part.count;
	if (d->say->vanish >= 0 && span_has(part, (int32_t)d->say->vanish)) {
		r->vanished = true;
		return false;
	}
	if (hang)
		s += hang->value;
	r->ns += (int64_t)(s * (double)NS_PER_S);
	if (r->ns > r->limit_ns)
		return false;
	if (!attempt(w, d, disc, unit, wound, r)) {
		r->ns += (int64_t)(d->say->failed_read * (double)NS_PER_S);
		d->slow_until = now + r->ns + (int64_t)(d->say->slow_time * (double)NS_PER_S);
		d->failures++;
		return false;
	}
	s = wound.seconds + part.count / rate(d, disc, part.lsn, now + r->ns);
	r->ns += (int64_t)(s * (double)NS_PER_S);
	d->head = span_end(part);
	remember(d, unit);
	return r->st == STATUS_OK;
}

void medium_read(struct sim *w, struct sim_drive *d, struct sim_disc *disc, struct medium_read *r)
{
	int32_t lsn = r->at.lsn, end = span_end(r->at);

	r->ns += medium_spin_up(d);
	while (lsn < end && r->st == STATUS_OK) {
		struct span part = span_clip(damage_unit(&disc->damage, lsn), r->at);
		bool hot = !r->fua || !d->say->fua;

		part = span_between(lsn, span_end(part));
		if (hot && span_clip(part, d->cached).count == part.count)
			r->ns += (int64_t)part.count * BUS_NS_PER_SECTOR;
		else if (!read_unit(w, d, disc, part, r))
			break;
		for (; lsn < span_end(part) && r->st == STATUS_OK; lsn++)
			r->st = deliver(w, d, disc, lsn, r->buf + (size_t)(lsn - r->at.lsn) * 2048);
	}
	r->good = lsn - r->at.lsn;
}
