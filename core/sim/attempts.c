#include "config.h"
#include "sim/attempts.h"
#include "base/hash.h"

#include <stdlib.h>

struct attempts_slot {
	uint64_t key;		/* 0: empty */
	uint32_t count;
};

static uint64_t pack(struct attempts_key key)
{
	return (uint64_t)(key.disc + 1) << 48 | (uint64_t)key.drive << 40 | (uint32_t)key.lsn;
}

/* The slot of `key`, or the empty one where it belongs. There always is an empty one. */
static struct attempts_slot *slot_of(const struct attempts *a, uint64_t key)
{
	size_t i = hash_mix(0, key) & (a->room - 1);

	while (a->slots[i].key && a->slots[i].key != key)
		i = (i + 1) & (a->room - 1);
	return &a->slots[i];
}

static bool grow(struct attempts *a)
{
	struct attempts more = { .room = a->room ? 2 * a->room : 256, .used = a->used };

	more.slots = calloc(more.room, sizeof *more.slots);
	if (!more.slots)
		return false;
	for (size_t i = 0; i < a->room; i++)
		if (a->slots[i].key)
			*slot_of(&more, a->slots[i].key) = a->slots[i];
	free(a->slots);
	*a = more;
	return true;
}

uint32_t attempts_count(const struct attempts *a, struct attempts_key key)
{
	return a->room ? slot_of(a, pack(key))->count : 0;
}

bool attempts_add(struct attempts *a, struct attempts_key key)
{
	struct attempts_slot *s;

	if (a->used * 2 >= a->room && !grow(a))
		return false;
	s = slot_of(a, pack(key));
	a->used += !s->key;
	s->key = pack(key);
	s->count++;
	return true;
}

void attempts_free(struct attempts *a)
{
	free(a->slots);
	*a = (struct attempts){ 0 };
}
