#include "config.h"
#include "sim/medium.h"
#include "base/hash.h"
#include "sim/target.h"

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

	if (d->fallen)
		return -log2(d->fallen->factor);
	return d->limit && d->say->obeys_speed && limit < top ? log2(top / limit) : 0;
}

/* Of the unit that begins at `lsn`. What has next to no chance at full speed has none at any. */
static double chance_of(const struct sim_drive *d, const struct sim_disc *disc, struct wound wound, int32_t lsn,
			double slower)
{
	uint64_t personal = medium_hash(d, disc, lsn, USE_PERSONAL);

	if (damage_chance(wound, d->say->skill, 0, personal) < disc->say->hopeless)
		return 0;
	return damage_chance(wound, d->say->skill, d->say->speed_gain * slower, personal);
}

double medium_chance(const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn, double slower)
{
	struct span unit = damage_unit(&disc->damage, lsn);

	return chance_of(d, disc, damage_at(&disc->damage, unit), unit.lsn, slower);
}

/* Whether the attempt after `before` ones at the unit that begins at `lsn` succeeds, with chance `p`. */
static bool succeeds(const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn, uint32_t before, double p)
{
	uint64_t row = before / (uint32_t)d->say->stubborn;

	return p >= 1 || hash_unit(hash_mix(medium_hash(d, disc, lsn, USE_READ), row)) < p;
}

int sim_needed(struct sim *w, int drive, int32_t lsn, unsigned kb_per_s, int most)
{
	const struct sim_disc *disc;
	int found = 0;

	if (drive < 0 || drive >= w->scenario->drive_count)
		return 0;
	pthread_mutex_lock(&w->lock);
	disc = world_disc(w, &w->drives[drive]);
	if (disc && lsn >= 0 && lsn < disc->sectors) {
		struct sim_drive d = w->drives[drive];
		int32_t unit = damage_unit(&disc->damage, lsn).lsn;
		uint32_t before = attempts_count(&w->attempts, medium_key(w, &d, disc, unit));
		double p;

		d.limit = kb_per_s;
		p = medium_chance(&d, disc, unit, halvings(&d, disc->say->kind));
		for (int n = 1; !found && p > 0 && n <= most; n++)
			if (succeeds(&d, disc, unit, before + (uint32_t)n - 1, p))
				found = n;
	}
	pthread_mutex_unlock(&w->lock);
	return found;
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

double medium_nominal(const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn)
{
	double per_1x = medium_kb_per_s(disc->say->kind), kb = medium_top_speed(d, disc->say->kind) * per_1x;

	if (d->say->curve != SPEED_CLV)
		kb *= fmin(1, geometry_radius(&disc->damage.geo, lsn) / RIM_MM);
	return d->limit ? fmin(kb, d->limit) : kb;
}

/* Sectors per second at `lsn`, `at_ns` being the time of it. */
static double rate(const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn, int64_t at_ns)
{
	enum disc_kind kind = disc->say->kind;
	double x = medium_top_speed(d, kind);

	if (d->say->curve != SPEED_CLV)
		x *= fmin(1, geometry_radius(&disc->damage.geo, lsn) / RIM_MM);
	if (d->fallen)
		x *= d->fallen->factor;
	/* slow is so much of what it can: a limit below that is kept as it is */
	if (at_ns < d->slow_until)
		x *= d->say->slow_factor;
	if (!d->fallen && d->limit && d->say->obeys_speed)
		x = fmin(x, d->limit / medium_kb_per_s(kind));
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

/* What one failed attempt costs. The host may have asked for fewer repeats than the usual 192 (mode page 01h). */
static double failed_time(const struct sim_drive *d)
{
	double share = d->say->retries ? 0.1 + 0.9 * d->error_page[1] / 192 : 1;

	return d->say->failed_read * share;
}

/* Other bytes than the disc's, the same for the same `h`. */
static void spoil(uint8_t *sector, uint64_t h)
{
	for (int i = 0; i < 16; i++)
		sector[(h >> 3) % 2032 + (unsigned)i] ^= (uint8_t)(h >> (i % 8) * 8) | 1;
}

enum part { PART_FAILED, PART_READ, PART_FALSE };	/* FALSE: it failed, and the drive does not say so */

/* Puts sector `lsn` into `out`: what the disc says, or what this drive makes of it. */
static enum status deliver(const struct sim *w, const struct sim_drive *d, const struct sim_disc *disc, int32_t lsn,
			   enum part part, uint8_t *out)
{
	const struct trouble *t = medium_trouble(d, TROUBLE_WRONG, (struct span){ lsn, 1 });
	int32_t unit = damage_unit(&disc->damage, lsn).lsn;
	uint32_t tried = attempts_count(&w->attempts, medium_key(w, d, disc, unit));
	enum status st = world_sector(disc, lsn, out);
	uint64_t h = hash_mix(medium_hash(d, disc, lsn, USE_WRONG), tried);

	if (st != STATUS_OK)
		return st;
	if (part == PART_FALSE)
		spoil(out, hash_mix(medium_hash(d, disc, lsn, USE_FALSE), tried));
	else if (t && hash_unit(h) < t->chance)
		spoil(out, h);
	return st;
}

/* Whether this attempt at the unit succeeds; counts it. */
static bool attempt(struct sim *w, struct sim_drive *d, const struct sim_disc *disc, struct span unit,
		    struct wound wound, struct medium_read *r)
{
	struct attempts_key key = medium_key(w, d, disc, unit.lsn);
	uint32_t before = attempts_count(&w->attempts, key);
	double p = chance_of(d, disc, wound, unit.lsn, halvings(d, disc->say->kind));

	if ((p < 1 || medium_trouble(d, TROUBLE_WRONG, unit)) && !attempts_add(&w->attempts, key))
		r->st = STATUS_NO_MEMORY;
	if (!succeeds(d, disc, unit.lsn, before, p))
		return false;
	if (p < 1 && hash_unit(hash_mix(medium_hash(d, disc, unit.lsn, USE_RECOVERED), before)) < d->say->recovered) {
		r->recovered = SENSE_RECOVERED;
		r->recovered_lsn = max_i32(unit.lsn, r->at.lsn);
	}
	return true;
}

bool medium_cached(const struct sim_drive *d, struct span part)
{
	for (int i = 0; i < CACHE_PIECES; i++)
		if (d->cached[i].count > 0 && span_clip(part, d->cached[i]).count == part.count)
			return true;
	return false;
}

/* Sectors between the two; 0: they touch or meet. */
static int32_t gap_between(struct span a, struct span b)
{
	return max_i32(0, max_i32(a.lsn, b.lsn) - min_i32(span_end(a), span_end(b)));
}

/*
 * What was read goes to the cache. It holds the neighbourhood of the head: reads nearby add to it, one farther away than
 * it is large empties it. What came first is forgotten first.
 */
static void remember(struct sim_drive *d, struct span read)
{
	struct span *latest = &d->cached[CACHE_PIECES - 1];
	int64_t over = -d->say->cache;

	for (int i = 0; i < CACHE_PIECES; i++)
		if (gap_between(d->cached[i], read) > d->say->cache)
			d->cached[i].count = 0;
	if (latest->count > 0 && read.lsn <= span_end(*latest) && read.lsn >= latest->lsn) {
		*latest = span_between(latest->lsn, max_i32(span_end(*latest), span_end(read)));
	} else {
		memmove(d->cached, d->cached + 1, sizeof d->cached - sizeof *d->cached);
		*latest = read;
	}
	for (int i = 0; i < CACHE_PIECES; i++)
		over += d->cached[i].count;
	for (int i = 0; i < CACHE_PIECES && over > 0; i++) {
		int32_t cut = (int32_t)(over < d->cached[i].count ? over : d->cached[i].count);

		d->cached[i] = span_between(d->cached[i].lsn + cut, span_end(d->cached[i]));
		over -= cut;
	}
}

/* Reads the part of one unit that was asked for. PART_FAILED ends the request. */
static enum part read_unit(struct sim *w, struct sim_drive *d, struct sim_disc *disc, struct span part,
			   struct medium_read *r)
{
	struct span unit = damage_unit(&disc->damage, part.lsn);
	struct wound wound = damage_at(&disc->damage, unit);
	int64_t now = world_now(w);
	double s = seek_time(d, disc, part.lsn, now + r->ns);
	enum part how = PART_READ;

	d->head = part.lsn;
	d->asked += part.count;
	s += medium_silence(w, d, disc, part, r);
	r->ns += (int64_t)(s * (double)NS_PER_S);
	if (r->ns > r->limit_ns)
		return PART_FAILED;
	if (!attempt(w, d, disc, unit, wound, r) || span_clip(part, disc->lost).count > 0) {
		r->ns += (int64_t)(failed_time(d) * (double)NS_PER_S);
		d->slow_until = now + r->ns + (int64_t)(d->say->slow_time * (double)NS_PER_S);
		d->failures++;
		r->failed = true;
		r->chance = chance_of(d, disc, wound, unit.lsn, 0);
		if (!(d->error_page[0] & PAGE_DCR))
			return PART_FAILED;
		how = PART_FALSE;
	}
	s = wound.seconds + part.count / rate(d, disc, part.lsn, now + r->ns);
	r->ns += (int64_t)(s * (double)NS_PER_S);
	d->head = span_end(part);
	if (how == PART_READ)
		remember(d, unit);
	return r->st == STATUS_OK ? how : PART_FAILED;
}

void medium_read(struct sim *w, struct sim_drive *d, struct sim_disc *disc, struct medium_read *r)
{
	int32_t lsn = r->at.lsn, end = span_end(r->at);

	r->ns += medium_spin_up(d);
	if (d->respeed)
		r->ns += (int64_t)(d->say->speed_change * (double)NS_PER_S);
	d->respeed = false;
	while (lsn < end && r->st == STATUS_OK) {
		struct span part = span_clip(damage_unit(&disc->damage, lsn), r->at);
		enum part how = PART_READ;

		part = medium_cut(d, disc, span_between(lsn, span_end(part)));
		if (!medium_befalls(w, d, disc, part, r))
			break;
		if (r->hot && medium_cached(d, part))
			r->ns += (int64_t)part.count * BUS_NS_PER_SECTOR;
		else
			how = read_unit(w, d, disc, part, r);
		if (how == PART_FAILED)
			break;
		for (; lsn < span_end(part) && r->st == STATUS_OK; lsn++)
			r->st = deliver(w, d, disc, lsn, how, r->buf + (size_t)(lsn - r->at.lsn) * 2048);
	}
	r->good = lsn - r->at.lsn;
}
