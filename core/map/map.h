#ifndef MAP_MAP_H
#define MAP_MAP_H

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * What is known of every sector. A byte a sector, with counts per 256 and per 65536 sectors above it: an update costs
 * the length of the span, a search passes over whole blocks. Not locked: whoever owns the map locks it.
 */

/* From least to most settled; the value is the letter in the mapfile. */
enum map_state { MAP_UNTRIED = '?', MAP_UNTRIMMED = '*', MAP_UNSCRAPED = '/', MAP_BAD = '-', MAP_GOOD = '+' };
enum { MAP_STATES = 5 };

/* 0..4 in the order above, for arrays by state; -1 for any other letter. */
int map_state_index(char letter);
enum map_state map_state_at(int index);

/* A set of states, for searches: map_bit(MAP_BAD) | map_bit(MAP_UNTRIED). */
static inline unsigned map_bit(enum map_state s)
{
	return 1u << map_state_index((char)s);
}
#define MAP_ANY 0x1fu
#define MAP_UNFINISHED 0x0fu

/* Sectors and runs (maximal rows of neighbours in one state) per state index. */
struct map_tally {
	int32_t sectors[MAP_STATES], runs[MAP_STATES];
};

/* 128 GB of 2048-byte sectors, twice over: nothing optical is larger. */
#define MAP_MAX_SECTORS (INT32_C(1) << 27)

struct map;

/* A map of `sectors` sectors (0 to MAP_MAX_SECTORS), all untried. NULL when memory is out or the size impossible. */
struct map *map_new(int32_t sectors);
struct map *map_copy(const struct map *m);
void map_free(struct map *m);

int32_t map_size(const struct map *m);
static inline struct span map_all(const struct map *m)
{
	return (struct span){ 0, map_size(m) };
}

/* The state of one sector; `lsn` must be inside. */
enum map_state map_at(const struct map *m, int32_t lsn);

/* Sets all of `s`, which is clipped to the map. */
void map_set(struct map *m, struct span s, enum map_state to);

/* Sets those sectors of `s` that are in one of the states `from`; gives how many changed. */
int32_t map_change(struct map *m, struct span s, unsigned from, enum map_state to);

/* First, or last, run of sectors inside `within` whose states are all in the set; count 0 if there is none. */
struct span map_find(const struct map *m, struct span within, unsigned states);
struct span map_find_last(const struct map *m, struct span within, unsigned states);

/* The whole row of neighbours around `lsn`, inside `within`, that are in the same state as it. */
struct span map_run(const struct map *m, struct span within, int32_t lsn);

/* Sectors per state index inside `within`. */
void map_count(const struct map *m, struct span within, int32_t count[MAP_STATES]);

/* The set of the states that occur inside `within`; 0 when it is empty. */
unsigned map_states_in(const struct map *m, struct span within);

/* How many sectors inside `within` are in one of the states. */
int32_t map_count_in(const struct map *m, struct span within, unsigned states);

/* The whole map, kept up to date: costs nothing. */
struct map_tally map_tally(const struct map *m);

#endif
