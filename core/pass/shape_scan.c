#include "config.h"
#include "pass/shape_scan.h"

#include <math.h>
#include <string.h>

/*
 * Failed units in a row are a run. Runs are looked at in bands, stretches of so few turns that angles do not smear when
 * the length of a turn is a little wrong: an angle that more runs of a band go over than chance would have it is a mark.
 * Marks at nearly one angle in band after band are one shape; runs that are longer than a turn, or all that was tried in
 * a whole band, are a ring. What is left over is scattered. Layers are looked at one by one, outwards.
 */
enum { BAND_UNITS = 240, BAND_LEAST = 6, BINS = 96, MARKS = 9 };

#define SLACK 0.015		/* turns: runs so far from the angle are of the mark all the same */
#define LINK 0.06		/* turns: how far the angle may be off from one band to the next */
#define REACH_MM 1.0		/* a track goes on over so much that was not tried or not hurt */
#define LONE_MM 3.0		/* and over so much, if there was no other near */
#define RING_MM 0.1
/* Share of the tried units that failed, all round: of a ring, of one where no angle stands out, and of its rim. */
#define SOLID 0.85
#define DENSE 0.7
#define WORN 0.35

static int32_t unit_at(const struct scan *s, int32_t place)
{
	return s->mirror ? s->mirror - 1 - place : place;
}

static bool is_failed(const struct scan *s, int32_t place)
{
	return s->failed[unit_at(s, place)] != 0;
}

/* `place` or the next one that failed; places where there is none. */
static int32_t next_failed(const struct scan *s, int32_t place)
{
	while (place < s->places && !is_failed(s, place)) {
		uint64_t eight = 1;
		int32_t low = s->mirror ? unit_at(s, place) - 7 : place;

		if (place + 8 <= s->places)
			memcpy(&eight, s->failed + low, sizeof eight);
		place += eight ? 1 : 8;
	}
	return min_i32(place, s->places);
}

static double apart(double a, double b)
{
	double d = a - b;

	return d - floor(d + 0.5);
}

static bool goes_over(const struct run *r, double angle, double slack)
{
	double ahead = angle - r->from + slack;

	return ahead - floor(ahead) <= r->to - r->from + 2 * slack;
}

/* A place in the list; the least of those that ended long ago makes room. */
static struct track *track_new(struct scan *s)
{
	struct track *least = NULL;

	if (s->ntracks < SHAPE_TRACKS)
		return &s->tracks[s->ntracks++];
	for (int i = 0; i < SHAPE_TRACKS; i++)
		if (!least || s->tracks[i].failed < least->failed)
			least = &s->tracks[i];
	s->loose[shape_zone(s, least->last)] += least->failed;
	return least;
}

static void track_own(struct track *t, const struct run *r)
{
	t->own_runs++;
	t->own_failed += r->count;
	t->own_squares += (double)r->count * r->count;
}

static void track_add(struct track *t, const struct run *r)
{
	t->runs++;
	t->failed += r->count;
	t->last = max_i32(t->last, r->place + r->count - 1);
	t->to = fmax(t->to, r->to);
}

/* Nothing, or next to nothing, was tried and good. */
static bool untouched(const struct scan *s, int32_t from, int32_t to)
{
	double length = turns_length(s->turns, from);
	int32_t good = 0;

	for (int32_t p = from; p < to && good < length; p++)
		good += shape_tried(s, p) && !is_failed(s, p);
	return good < length;
}

/* The ring that goes on at `from`, or NULL. */
static struct track *ring_near(struct scan *s, const struct run *r)
{
	struct track *t = NULL;
	double mm;

	for (int i = 0; i < s->ntracks; i++)
		if (s->tracks[i].ring && (!t || s->tracks[i].to > t->to))
			t = &s->tracks[i];
	if (!t)
		return NULL;
	mm = (r->from - t->to) * s->pitch;
	return mm < RING_MM || (mm < REACH_MM && untouched(s, t->last + 1, r->place)) ? t : NULL;
}

static void ring_add(struct scan *s, const struct run *r)
{
	struct track *t = ring_near(s, r);

	if (!t) {
		t = track_new(s);
		*t = (struct track){ .ring = true, .first = r->place, .to = r->to };
	}
	track_add(t, r);
}

/* Whole turns: taken out of the band. */
static void take_turns(struct scan *s)
{
	int kept = 0;

	for (int i = 0; i < s->nruns; i++)
		if (s->runs[i].to - s->runs[i].from >= 1.2 && s->runs[i].count >= 8)
			ring_add(s, &s->runs[i]);
		else
			s->runs[kept++] = s->runs[i];
	s->nruns = kept;
}

/* All round the turn, and hardly anything that was tried was good. */
static bool is_solid(struct scan *s, double least)
{
	const struct run *last = &s->runs[s->nruns - 1];
	int32_t from = s->runs[0].place, to = last->place + last->count, tried = 0, failed = 0;
	bool hit[12] = { false };
	int hits = 0;

	if (last->to - s->runs[0].from < 1)
		return false;
	for (int i = 0; i < s->nruns; i++) {
		failed += s->runs[i].count;
		for (int64_t a = (int64_t)(s->runs[i].from * 12); a < s->runs[i].to * 12; a++)
			hit[a % 12] = true;
	}
	for (int i = 0; i < 12; i++)
		hits += hit[i];
	if (failed < 8 || hits < 10)
		return false;
	for (int32_t p = from; p < to; p++)
		tried += shape_tried(s, p);
	return failed > least * tried;
}

/* The angle that most runs go over, and how many do. */
static int busiest(const struct scan *s, double *angle)
{
	int count[BINS + 1] = { 0 }, deep = 0, most = 0, first = 0, last;

	for (int i = 0; i < s->nruns; i++) {
		int from = (int)((s->runs[i].from - floor(s->runs[i].from)) * BINS);
		int to = from + (int)fmin((s->runs[i].to - s->runs[i].from) * BINS + 1, BINS);

		count[from]++;
		count[min_i32(to, BINS)]--;
		if (to > BINS) {
			count[0]++;
			count[to - BINS]--;
		}
	}
	for (int i = 0; i < BINS; i++) {
		deep += count[i];
		count[i] = deep;
		if (deep > most) {
			most = deep;
			first = i;
		}
	}
	for (last = first; last + 1 < BINS && count[last + 1] == most;)
		last++;
	*angle = (first + last + 1) / 2.0 / BINS;
	return most;
}

/* As many as that are no chance, of so many that cover that share of a turn on average. */
static bool stands_out(int count, int all, double share)
{
	double mean = all * share;

	return count >= 4 && count >= mean + 4 * sqrt(mean * (1 - share)) + 2;
}

/* The track that a mark at that angle goes on with. */
static struct track *track_near(struct scan *s, double angle, double from, bool lone)
{
	struct track *best = NULL;
	double least = LINK;

	for (int i = 0; i < s->ntracks; i++) {
		struct track *t = &s->tracks[i];
		double mm = (from - t->to) * s->pitch, off = fabs(apart(angle, t->angle));

		if (t->ring)
			continue;
		if (mm < REACH_MM && off < least) {
			best = t;
			least = off;
		} else if (!best && lone && t->lone && mm < LONE_MM) {
			best = t;
		}
	}
	return best;
}

/* Takes the runs at that angle out of the band. */
static struct track *take_mark(struct scan *s, double angle, bool lone)
{
	struct track *t = track_near(s, angle, s->runs[0].from, lone);
	int kept = 0;

	if (!t) {
		t = track_new(s);
		*t = (struct track){ .first = -1, .first_angle = angle };
	}
	for (int i = 0; i < s->nruns; i++) {
		if (!goes_over(&s->runs[i], angle, SLACK)) {
			s->runs[kept++] = s->runs[i];
			continue;
		}
		if (t->first < 0)
			t->first = s->runs[i].place;
		track_add(t, &s->runs[i]);
	}
	s->nruns = kept;
	t->angle = angle;
	return t;
}

/* The track that a run may belong to: the one that went over its angle last. */
static struct track *track_over(struct scan *s, const struct run *r)
{
	struct track *best = NULL;

	for (int i = 0; i < s->ntracks; i++) {
		struct track *t = &s->tracks[i];

		if (!t->ring && (r->from - t->to) * s->pitch < REACH_MM && goes_over(r, t->angle, LINK / 2) &&
		    (!best || t->to > best->to))
			best = t;
	}
	return best;
}

/* What is left of the band: too few for a mark of their own go on with a track, if they are more than chance would have. */
static void take_strays(struct scan *s, double share)
{
	int hits[SHAPE_TRACKS] = { 0 };
	double mean = s->nruns * fmin(share + LINK, 1);
	struct track *t;

	for (int i = 0; i < s->nruns; i++) {
		t = track_over(s, &s->runs[i]);
		if (t)
			hits[t - s->tracks]++;
	}
	for (int i = 0; i < s->nruns; i++) {
		t = track_over(s, &s->runs[i]);
		if (t && hits[t - s->tracks] > mean + 2.5 * sqrt(mean))
			track_add(t, &s->runs[i]);
		else
			s->loose[shape_zone(s, s->runs[i].place)] += s->runs[i].count;
	}
	s->nruns = 0;
}

static void take_ring(struct scan *s)
{
	for (int i = 0; i < s->nruns; i++)
		ring_add(s, &s->runs[i]);
	s->nruns = 0;
}

static void close_band(struct scan *s)
{
	struct run runs[SHAPE_BAND_RUNS];
	struct track *mark = NULL;
	int n = 0, all;
	double share = 0, angle;

	take_turns(s);
	all = s->nruns;
	if (all == 0)
		return;
	if (is_solid(s, SOLID)) {
		take_ring(s);
		return;
	}
	memcpy(runs, s->runs, (size_t)all * sizeof runs[0]);
	for (int i = 0; i < all; i++)
		share += fmin(runs[i].to - runs[i].from + 1.0 / BINS, 1) / all;
	for (; n < MARKS && s->nruns > 0 && stands_out(busiest(s, &angle), s->nruns, share); n++)
		mark = take_mark(s, angle, n == 0);
	if (n > 0)
		for (int i = 0; i < s->ntracks; i++)
			s->tracks[i].lone = n == 1 && mark == &s->tracks[i];
	if (n == 1)
		for (int i = 0; i < all; i++)
			if (goes_over(&runs[i], mark->angle, SLACK))
				track_own(mark, &runs[i]);
	if (n == 0 && is_solid(s, ring_near(s, &s->runs[0]) ? WORN : DENSE))
		take_ring(s);
	take_strays(s, share);
}

void shape_scan(struct scan *s)
{
	double start = 0, before = 0;

	for (int32_t p = next_failed(s, s->skip); p < s->places; p = next_failed(s, p)) {
		int32_t end = p + 1;
		double from = turns_at(s->turns, p), to, length = turns_length(s->turns, p), band = BAND_UNITS / length;

		while (end < s->places && is_failed(s, end))
			end++;
		to = turns_at(s->turns, end);
		if (s->nruns > 0 && (s->nruns == SHAPE_BAND_RUNS || from - before > 3 * band || from - start > 6 * band ||
				     (from - start > band && s->nruns >= BAND_LEAST)))
			close_band(s);
		if (s->nruns == 0)
			start = from;
		s->runs[s->nruns++] = (struct run){ from, to, p, end - p };
		before = to;
		p = end;
	}
	close_band(s);
}
