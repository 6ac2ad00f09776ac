#include "config.h"
#include "map/map.h"

#include <stdlib.h>
#include <string.h>

/* Two layers of counts over the bytes: 256 sectors, and 256 of those. */
enum { SMALL = 256, LARGE = SMALL * 256 };

struct map {
	int32_t size;
	struct map_tally tally;
	int32_t (*large)[MAP_STATES];
	uint16_t (*small)[MAP_STATES];
	uint8_t *state;		/* one bit a sector: 1 << index, so that eight are tested at once */
};

static const char letters[MAP_STATES] = { MAP_UNTRIED, MAP_UNTRIMMED, MAP_UNSCRAPED, MAP_BAD, MAP_GOOD };

int map_state_index(char letter)
{
	switch (letter) {
	case MAP_UNTRIED:
		return 0;
	case MAP_UNTRIMMED:
		return 1;
	case MAP_UNSCRAPED:
		return 2;
	case MAP_BAD:
		return 3;
	case MAP_GOOD:
		return 4;
	default:
		return -1;
	}
}

enum map_state map_state_at(int index)
{
	return (enum map_state)letters[index];
}

static int index_of(uint8_t bit)
{
	return __builtin_ctz(bit);
}

/* Eight sectors; what they have in common with a set stands in the same bits. */
static uint64_t eight(const uint8_t *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof word);
	return word;
}

static uint64_t eight_times(unsigned states)
{
	return states * UINT64_C(0x0101010101010101);
}

struct map *map_new(int32_t sectors)
{
	struct map *m;
	size_t nsmall, nlarge;

	if (sectors < 0 || sectors > MAP_MAX_SECTORS)
		return NULL;
	nsmall = (size_t)sectors / SMALL + 1;
	nlarge = (size_t)sectors / LARGE + 1;
	m = calloc(1, sizeof *m);
	if (!m)
		return NULL;
	m->size = sectors;
	m->state = malloc((size_t)sectors + 1);
	m->small = calloc(nsmall, sizeof *m->small);
	m->large = calloc(nlarge, sizeof *m->large);
	if (!m->state || !m->small || !m->large) {
		map_free(m);
		return NULL;
	}
	memset(m->state, 1 << 0, (size_t)sectors);
	for (size_t i = 0; i < nsmall; i++)
		m->small[i][0] = (uint16_t)min_i32(SMALL, sectors - (int32_t)i * SMALL);
	for (size_t i = 0; i < nlarge; i++)
		m->large[i][0] = min_i32(LARGE, sectors - (int32_t)i * LARGE);
	m->tally.sectors[0] = sectors;
	m->tally.runs[0] = sectors > 0;
	return m;
}

struct map *map_copy(const struct map *m)
{
	struct map *copy = map_new(m->size);

	if (!copy)
		return NULL;
	memcpy(copy->state, m->state, (size_t)m->size);
	memcpy(copy->small, m->small, ((size_t)m->size / SMALL + 1) * sizeof *m->small);
	memcpy(copy->large, m->large, ((size_t)m->size / LARGE + 1) * sizeof *m->large);
	copy->tally = m->tally;
	return copy;
}

void map_free(struct map *m)
{
	if (!m)
		return;
	free(m->state);
	free(m->small);
	free(m->large);
	free(m);
}

int32_t map_size(const struct map *m)
{
	return m->size;
}

enum map_state map_at(const struct map *m, int32_t lsn)
{
	return map_state_at(index_of(m->state[lsn]));
}

/* The first of the sectors [lsn, end) that is in the set; `end` if none. No whole blocks are passed over. */
static int32_t scan_ahead(const uint8_t *state, int32_t lsn, int32_t end, unsigned states)
{
	uint64_t want = eight_times(states);

	while (end - lsn >= 8 && !(eight(state + lsn) & want))
		lsn += 8;
	while (lsn < end && !(state[lsn] & states))
		lsn++;
	return lsn;
}

/* One past the last of the sectors [first, end) that is in the set; `first` if none. */
static int32_t scan_back(const uint8_t *state, int32_t first, int32_t end, unsigned states)
{
	uint64_t want = eight_times(states);

	while (end - first >= 8 && !(eight(state + end - 8) & want))
		end -= 8;
	while (end > first && !(state[end - 1] & states))
		end--;
	return end;
}

/* Adds `by` to the counts of `n` sectors from `lsn` in state `i`. */
static void count_in(struct map *m, int32_t lsn, int32_t n, int i, int32_t by)
{
	m->tally.sectors[i] += by * n;
	while (n > 0) {
		int32_t part = min_i32(n, SMALL - lsn % SMALL);

		m->small[lsn / SMALL][i] = (uint16_t)(m->small[lsn / SMALL][i] + by * part);
		m->large[lsn / LARGE][i] += by * part;
		lsn += part;
		n -= part;
	}
}

/* Adds `by` for every run that starts inside [lsn, end]; its first sector tells. */
static void count_runs(struct map *m, int32_t lsn, int32_t end, int32_t by)
{
	end = min_i32(end + 1, m->size);
	while (lsn < end) {
		uint8_t bit = m->state[lsn];

		if (lsn == 0 || m->state[lsn - 1] != bit)
			m->tally.runs[index_of(bit)] += by;
		lsn = scan_ahead(m->state, lsn + 1, end, MAP_ANY & ~bit);
	}
}

void map_set(struct map *m, struct span s, enum map_state to)
{
	int i = map_state_index((char)to);

	s = span_clip(s, map_all(m));
	if (s.count == 0)
		return;
	count_runs(m, s.lsn, span_end(s), -1);
	for (int32_t at = s.lsn; at < span_end(s);) {
		int32_t next = scan_ahead(m->state, at + 1, span_end(s), MAP_ANY & ~m->state[at]);

		count_in(m, at, next - at, index_of(m->state[at]), -1);
		at = next;
	}
	memset(m->state + s.lsn, 1 << i, (size_t)s.count);
	count_in(m, s.lsn, s.count, i, 1);
	count_runs(m, s.lsn, span_end(s), 1);
}

int32_t map_change(struct map *m, struct span s, unsigned from, enum map_state to)
{
	int32_t changed = 0;
	struct span run;

	from &= ~map_bit(to);
	for (s = span_clip(s, map_all(m)); (run = map_find(m, s, from)).count;) {
		map_set(m, run, to);
		changed += run.count;
		s = span_between(span_end(run), span_end(s));
	}
	return changed;
}

static bool any_in(unsigned states, const uint16_t *small)
{
	for (int i = 0; i < MAP_STATES; i++)
		if ((states >> i & 1) && small[i])
			return true;
	return false;
}

static bool any_in_large(unsigned states, const int32_t *large)
{
	for (int i = 0; i < MAP_STATES; i++)
		if ((states >> i & 1) && large[i])
			return true;
	return false;
}

/* The first sector at or after `lsn` and before `end` that is in the set (`end` if none), whole blocks passed over. */
static int32_t seek_ahead(const struct map *m, int32_t lsn, int32_t end, unsigned states)
{
	while (lsn < end) {
		int32_t stop = min_i32(end, align_down(lsn, SMALL) + SMALL), at;

		if (lsn % LARGE == 0 && !any_in_large(states, m->large[lsn / LARGE])) {
			lsn += LARGE;
		} else if (lsn % SMALL == 0 && !any_in(states, m->small[lsn / SMALL])) {
			lsn = stop;
		} else {
			at = scan_ahead(m->state, lsn, stop, states);
			if (at < stop)
				return at;
			lsn = stop;
		}
	}
	return end;
}

/* One past the last sector before `end` and not before `first` that is in the set (`first` if none). */
static int32_t seek_back(const struct map *m, int32_t first, int32_t end, unsigned states)
{
	while (end > first) {
		int32_t stop = max_i32(first, align_down(end - 1, SMALL)), at;

		if (end % LARGE == 0 && !any_in_large(states, m->large[end / LARGE - 1])) {
			end -= LARGE;
		} else if (end % SMALL == 0 && !any_in(states, m->small[end / SMALL - 1])) {
			end = stop;
		} else {
			at = scan_back(m->state, stop, end, states);
			if (at > stop)
				return at;
			end = stop;
		}
	}
	return first;
}

struct span map_find(const struct map *m, struct span within, unsigned states)
{
	int32_t first, end;

	within = span_clip(within, map_all(m));
	end = span_end(within);
	first = seek_ahead(m, within.lsn, end, states);
	return span_between(first, first < end ? seek_ahead(m, first, end, ~states & MAP_ANY) : first);
}

struct span map_find_last(const struct map *m, struct span within, unsigned states)
{
	int32_t end;

	within = span_clip(within, map_all(m));
	end = seek_back(m, within.lsn, span_end(within), states);
	if (end <= within.lsn)
		return (struct span){ within.lsn, 0 };
	return span_between(seek_back(m, within.lsn, end, ~states & MAP_ANY), end);
}

struct span map_run(const struct map *m, struct span within, int32_t lsn)
{
	unsigned others = MAP_ANY & ~m->state[lsn];

	within = span_clip(within, map_all(m));
	return span_between(seek_back(m, within.lsn, lsn, others), seek_ahead(m, lsn, span_end(within), others));
}

unsigned map_states_in(const struct map *m, struct span within)
{
	uint64_t seen = 0;
	int32_t at, end;

	within = span_clip(within, map_all(m));
	for (at = within.lsn, end = span_end(within); at < end;) {
		if (at % LARGE == 0 && end - at >= LARGE) {
			for (int i = 0; i < MAP_STATES; i++)
				seen |= (uint64_t)(m->large[at / LARGE][i] > 0) << i;
			at += LARGE;
		} else if (at % SMALL == 0 && end - at >= SMALL) {
			for (int i = 0; i < MAP_STATES; i++)
				seen |= (uint64_t)(m->small[at / SMALL][i] > 0) << i;
			at += SMALL;
		} else {
			int32_t stop = min_i32(end, align_down(at, SMALL) + SMALL);

			for (; stop - at >= 8; at += 8)
				seen |= eight(m->state + at);
			for (; at < stop; at++)
				seen |= m->state[at];
		}
	}
	seen |= seen >> 32;
	seen |= seen >> 16;
	seen |= seen >> 8;
	return (unsigned)seen & MAP_ANY;
}

/* Counts sectors that lie in one small block. */
static void count_part(const struct map *m, int32_t at, int32_t n, int32_t count[MAP_STATES])
{
	int i = index_of(m->state[at]);

	/* most blocks hold one state only */
	if (m->small[at / SMALL][i] == min_i32(SMALL, m->size - align_down(at, SMALL)))
		count[i] += n;
	else
		for (int32_t k = 0; k < n; k++)
			count[index_of(m->state[at + k])]++;
}

void map_count(const struct map *m, struct span within, int32_t count[MAP_STATES])
{
	int32_t at, end;

	memset(count, 0, MAP_STATES * sizeof *count);
	within = span_clip(within, map_all(m));
	for (at = within.lsn, end = span_end(within); at < end;) {
		if (at % LARGE == 0 && end - at >= LARGE) {
			for (int i = 0; i < MAP_STATES; i++)
				count[i] += m->large[at / LARGE][i];
			at += LARGE;
		} else if (at % SMALL == 0 && end - at >= SMALL) {
			for (int i = 0; i < MAP_STATES; i++)
				count[i] += m->small[at / SMALL][i];
			at += SMALL;
		} else {
			int32_t n = min_i32(end - at, SMALL - at % SMALL);

			count_part(m, at, n, count);
			at += n;
		}
	}
}

int32_t map_count_in(const struct map *m, struct span within, unsigned states)
{
	int32_t count[MAP_STATES], sum = 0;

	map_count(m, within, count);
	for (int i = 0; i < MAP_STATES; i++)
		if (states >> i & 1)
			sum += count[i];
	return sum;
}

struct map_tally map_tally(const struct map *m)
{
	return m->tally;
}
