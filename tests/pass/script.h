#ifndef TESTS_PASS_SCRIPT_H
#define TESTS_PASS_SCRIPT_H

#include "tests/unit.h"

#include "pass/plan.h"

/* A drive that is an array of sectors that fail, and always fail; what it was asked is written down. */
struct script {
	struct map *map;
	struct lore *lore;	/* by script_lore() */
	bool *bad;		/* per sector */
	bool whole;		/* a failed request gives nothing, not even what came before the failure */
	char log[8192];		/* "0+8 8+8!3": a failed request with what it gave */
	size_t len;
	long reads;
	/* since the log was cleared; the first of them */
	struct script_read {
		struct span at;
		int32_t good;
	} did[4096];
	int ndid;
};

static inline struct script *script_new(int32_t sectors)
{
	struct script *d = calloc(1, sizeof *d);

	assert_non_null(d);
	d->map = map_new(sectors);
	d->bad = calloc((size_t)sectors + 1, sizeof *d->bad);
	assert_non_null(d->map);
	assert_non_null(d->bad);
	return d;
}

/* An empty lore of the whole map. */
static inline struct lore *script_new_lore(const struct map *m, int32_t unit)
{
	struct lore *l = lore_new(unit == 1 ? DISC_CD : unit == 16 ? DISC_DVD : DISC_BD, map_size(m), unit);

	assert_non_null(l);
	return l;
}

/* What is learnt from this drive; made when it is asked for first. */
static inline struct lore *script_lore(struct script *d, int32_t unit)
{
	if (!d->lore)
		d->lore = script_new_lore(d->map, unit);
	return d->lore;
}

static inline void script_free(struct script *d)
{
	lore_free(d->lore);
	map_free(d->map);
	free(d->bad);
	free(d);
}

static inline void script_break(struct script *d, int32_t lsn, int32_t count)
{
	for (int32_t i = 0; i < count; i++)
		d->bad[lsn + i] = true;
}

/* What the engine does with a read: marks what came, and makes the outcome. */
static inline struct outcome script_read(struct script *d, struct span s)
{
	struct outcome o = { .asked = s, .placed = !d->whole };
	int n;

	while (o.good < s.count && !d->bad[s.lsn + o.good])
		o.good++;
	if (d->whole && o.good < s.count)
		o.good = 0;
	o.placed &= o.good < s.count;
	o.seconds = o.good * 0.001 + (o.good < s.count ? 3 : 0);
	map_set(d->map, (struct span){ s.lsn, o.good }, MAP_GOOD);
	d->reads++;
	if (d->ndid < (int)ARRAY_LEN(d->did))
		d->did[d->ndid++] = (struct script_read){ s, o.good };
	if (d->len + 64 < sizeof d->log) {
		n = sprintf(d->log + d->len, "%s%d+%d", d->len ? " " : "", s.lsn, s.count);
		d->len += (size_t)n;
		if (o.good < s.count)
			d->len += (size_t)sprintf(d->log + d->len, "!%d", o.good);
	}
	return o;
}

static inline void script_clear_log(struct script *d)
{
	d->len = 0;
	d->ndid = 0;
	d->log[0] = '\0';
}

/* The map as runs: "+20 *4 ?32". */
static inline const char *script_map(const struct map *m)
{
	static char text[8192];
	size_t len = 0;

	text[0] = '\0';
	for (int32_t at = 0; at < map_size(m) && len + 32 < sizeof text;) {
		struct span run = map_run(m, map_all(m), at);

		len += (size_t)sprintf(text + len, "%s%c%d", at ? " " : "", map_at(m, at), run.count);
		at = span_end(run);
	}
	return text;
}

/* Sets a map from such runs. */
static inline void script_set(struct map *m, const char *runs)
{
	int32_t at = 0;

	for (const char *p = runs; *p;) {
		char *end;
		enum map_state state = (enum map_state)*p;
		int32_t n = (int32_t)strtol(p + 1, &end, 10);

		map_set(m, (struct span){ at, n }, state);
		at += n;
		p = end + strspn(end, " ");
	}
	assert_int_equal(at, map_size(m));
}

/* The same numbers for the same seed. */
static inline uint32_t script_random(uint32_t *seed, uint32_t below)
{
	*seed = *seed * UINT32_C(1664525) + UINT32_C(1013904223);
	return (uint32_t)((uint64_t)(*seed >> 4) * below >> 28);
}

#endif
