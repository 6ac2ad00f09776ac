#include "config.h"
#include "engine/private.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

/*
 * Finished sectors, spread over the radius, against what a drive reads there now. Places are tried in an order in which
 * early ones are already far apart, so that a drive's cache and a disc that shares its first half are both found out.
 */

/* Places; samples that the drive may fail on, of which one in a timeout counts for several; sectors looked at by one. */
enum { PLACES = 128, MAX_SILENT = 16, TIMEOUT_COSTS = 4, LOOK = 8, MAX_SOW_FAILED = 4 };

struct sampling {
	struct engine *e;
	struct worker *w;
	struct proof *p;
	int32_t wanted;
	struct span reach;
	uint8_t *was, *is;	/* LOOK sectors, one */
	int32_t tried[PLACES + 1];
	uint64_t hashes[PLACES + 1];	/* of their contents */
	int ntried, silent;
};

/* A short pattern over and over is on every disc: it proves nothing. */
static bool tells_nothing(const uint8_t *data, int size)
{
	for (int period = 1; period <= 16; period++)
		if (memcmp(data, data + period, (size_t)(size - period)) == 0)
			return true;
	return false;
}

static uint64_t hash_of(const uint8_t *data, int size)
{
	uint64_t h = 0;

	for (int i = 0; i + 8 <= size; i += 8) {
		uint64_t word;

		memcpy(&word, data + i, 8);
		h = hash_mix(h, word);
	}
	return h;
}

bool sample_silent(enum status st)
{
	switch (st) {
	case STATUS_UNREADABLE:
	case STATUS_BLANK:
	case STATUS_OUT_OF_RANGE:
	case STATUS_ILLEGAL_MODE:
	case STATUS_PROTECTED:
	case STATUS_REFUSED:
	case STATUS_ABORTED:
	case STATUS_TIMEOUT:
	case STATUS_DRIVE_FAILED:
	case STATUS_UNPROVEN:
		return true;
	default:
		return false;
	}
}

enum status sample_read(struct engine *e, struct worker *w, int32_t lsn, uint8_t *out)
{
	/* a new job has nothing to compare: no need to drive the head about on a disc nothing is known of */
	bool fresh = !e->job.fresh;
	struct task t;
	enum status st = worker_run(w, (struct task){ .kind = TASK_READ, .at = { lsn, 1 }, .fresh = fresh }, &t);

	if (st == STATUS_OK || st == STATUS_UNPROVEN)
		memcpy(out, w->buf, (size_t)e->job.sector_size);
	return st;
}

/* How much sector `i` of those in s->was says: not a pattern, not tried, unlike all samples so far, unlike its neighbours. */
static int worth(const struct sampling *s, int32_t lsn, int i, int n)
{
	size_t size = (size_t)s->e->job.sector_size;
	const uint8_t *data = s->was + (size_t)i * size;
	const struct drive_view *v = &s->w->view;
	uint64_t hash;

	if (tells_nothing(data, (int)size) || spans_meet(v->hangs, v->nhangs, (struct span){ lsn, 1 }))
		return 0;
	hash = hash_of(data, (int)size);
	for (int k = 0; k < s->ntried; k++)
		if (s->tried[k] == lsn || s->hashes[k] == hash)
			return 0;
	if ((i > 0 && memcmp(data - size, data, size) == 0) || (i + 1 < n && memcmp(data, data + size, size) == 0))
		return 1;
	return 2;
}

/* The most telling finished sector near `wish`, in s->was then; -1 if there is none. */
static int32_t choose(struct sampling *s, int32_t wish)
{
	struct span run = map_find(s->e->job.mf.map, span_between(wish, span_end(s->reach)), map_bit(MAP_GOOD));
	size_t size = (size_t)s->e->job.sector_size;
	int32_t lsn = run.lsn;

	for (int looks = 0; run.count && looks < LOOK && lsn < span_end(run); looks++) {
		struct span at = { lsn, min_i32(LOOK, span_end(run) - lsn) };
		int best = -1, most = 0;

		if (job_fetch(&s->e->job, at, s->was) != STATUS_OK)
			return -1;
		for (int i = 0; i < at.count && most < 2; i++) {
			int value = worth(s, at.lsn + i, i, at.count);

			if (value > most) {
				most = value;
				best = i;
			}
		}
		if (best >= 0) {
			memmove(s->was, s->was + (size_t)best * size, size);
			return at.lsn + best;
		}
		lsn += max_i32(at.count, run.count / LOOK);
	}
	return -1;
}

/* The i-th place from `from` to `to`: 0, 1/2, 1/4, 3/4 ... */
static int32_t place(int i, int32_t from, int32_t to)
{
	unsigned bits = 0;

	for (unsigned from_bit = 1, to_bit = PLACES / 2; to_bit; from_bit <<= 1, to_bit >>= 1)
		if ((unsigned)i & from_bit)
			bits |= to_bit;
	return from + (int32_t)((int64_t)(to - from) * bits / PLACES);
}

static enum status compare(struct sampling *s, int32_t lsn)
{
	size_t size = (size_t)s->e->job.sector_size;
	enum status st = sample_read(s->e, s->w, lsn, s->is);

	s->tried[s->ntried] = lsn;
	s->hashes[s->ntried++] = hash_of(s->was, (int)size);
	if (st == STATUS_OK) {
		s->p->compared++;
		s->p->differ += memcmp(s->was, s->is, size) != 0;
		return st;
	}
	if (!sample_silent(st))
		return st;
	s->p->cached += st == STATUS_UNPROVEN;
	s->p->unreadable += st != STATUS_UNPROVEN;
	s->silent += st == STATUS_TIMEOUT ? TIMEOUT_COSTS : 1;
	return STATUS_OK;
}

/* Few or crowded together: there are more of them, for a disc of the same series may well be the same just there. */
static int32_t how_many(const struct map *m, struct span from_to)
{
	int32_t all = map_size(m), good = map_count_in(m, from_to, map_bit(MAP_GOOD));

	return good < all / 8 || from_to.count < all / 2 ? 2 * PROOF_SAMPLES : PROOF_SAMPLES;
}

/* Where finished sectors are that this drive may have; all of them if it denies every one. */
static struct span reach_of(const struct engine *e, int32_t here)
{
	const struct map *m = e->job.mf.map;
	struct span reach = span_between(0, here > 0 ? min_i32(here, map_size(m)) : map_size(m)), first;

	first = map_find(m, reach, map_bit(MAP_GOOD));
	if (!first.count) {
		reach = map_all(m);
		first = map_find(m, reach, map_bit(MAP_GOOD));
	}
	if (!first.count)
		return (struct span){ 0, 0 };
	return span_between(first.lsn, span_end(map_find_last(m, reach, map_bit(MAP_GOOD))));
}

/* Where the root directory of an ISO 9660 volume begins (ECMA-119 8.4.18, 9.1.3); -1: not known. Its dates and sizes tell
 * one edition from the next when their files look alike. */
static int32_t root_directory(struct sampling *s)
{
	uint8_t *d = s->was;
	uint32_t lsn;

	if (s->e->job.sector_size != 2048 || !span_has(map_all(s->e->job.mf.map), VOLUME_ID_LSN) ||
	    map_at(s->e->job.mf.map, VOLUME_ID_LSN) != MAP_GOOD ||
	    job_fetch(&s->e->job, (struct span){ VOLUME_ID_LSN, 1 }, d) != STATUS_OK || !volume_id_from(d).found)
		return -1;
	lsn = d[158] | (uint32_t)d[159] << 8 | (uint32_t)d[160] << 16 | (uint32_t)d[161] << 24;
	if (lsn <= VOLUME_ID_LSN || lsn > INT32_MAX || !span_has(s->reach, (int32_t)lsn) || map_at(s->e->job.mf.map, (int32_t)lsn) != MAP_GOOD)
		return -1;
	return (int32_t)lsn;
}

/* Crowded together, they say little of the rest of the disc. */
static bool crowded(const struct map *m)
{
	struct span first = map_find(m, map_all(m), map_bit(MAP_GOOD)), last = map_find_last(m, map_all(m), map_bit(MAP_GOOD));

	return !first.count || how_many(m, span_between(first.lsn, span_end(last))) > PROOF_SAMPLES;
}

void samples_sow(struct engine *e, struct worker *o, int32_t here)
{
	int32_t end = map_size(e->job.mf.map);
	int failed = 0;

	if (!crowded(e->job.mf.map))
		return;
	end = here > 0 ? min_i32(end, here) : end;
	end = o->limit ? min_i32(end, o->limit) : end;
	for (int i = 0; i < PROOF_SAMPLES && failed < MAX_SOW_FAILED && !e->stop; i++) {
		int32_t lsn = align_down(place(i, 0, end), e->unit);
		struct span at = { lsn, min_i32(e->unit, end - lsn) };
		struct task t;

		if (at.count <= 0 || map_count_in(e->job.mf.map, at, map_bit(MAP_UNTRIED)) < at.count)
			continue;
		worker_run(o, (struct task){ .kind = TASK_READ, .at = at }, &t);
		if (t.st != STATUS_OK && !sample_silent(t.st))
			return;
		failed += t.st != STATUS_OK;
		if (t.got.good && job_store(&e->job, (struct span){ lsn, t.got.good }, o->buf) != STATUS_OK)
			return;
		account_read(e, o, &t, false);
	}
}

enum status samples_compare(struct engine *e, struct worker *w, int32_t here, int32_t wanted, struct proof *p)
{
	size_t size = (size_t)e->job.sector_size;
	struct sampling s = { .e = e, .w = w, .p = p, .reach = reach_of(e, here) };
	enum status st = STATUS_OK;

	if (!s.reach.count)
		return STATUS_OK;
	s.wanted = wanted ? wanted : how_many(e->job.mf.map, s.reach);
	s.was = malloc((LOOK + 1) * size);
	if (!s.was)
		return STATUS_NO_MEMORY;
	s.is = s.was + LOOK * size;
	for (int i = -1; i < PLACES && st == STATUS_OK && p->compared < s.wanted && s.silent < MAX_SILENT && !e->stop; i++) {
		int32_t wish = i < 0 ? root_directory(&s) : place(i, s.reach.lsn, span_end(s.reach));
		int32_t lsn = wish >= 0 ? choose(&s, wish) : -1;

		if (lsn >= 0)
			st = compare(&s, lsn);
		if (i < 0)
			s.wanted += p->compared;	/* one more: it belongs to no half of the disc */
	}
	free(s.was);
	return st;
}
