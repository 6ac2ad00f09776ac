#ifndef SIM_ATTEMPTS_H
#define SIM_ATTEMPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How often each drive has tried each hurt unit: a hash table that holds only what was tried. Start from { 0 }. */
struct attempts {
	struct attempts_slot *slots;
	size_t room, used;
};

/* Where a drive tried. disc, drive: 0 to 255. */
struct attempts_key {
	int disc, drive;
	int32_t lsn;
};

/* How often so far. */
uint32_t attempts_count(const struct attempts *a, struct attempts_key key);
/* One more; false when memory is out. */
bool attempts_add(struct attempts *a, struct attempts_key key);
void attempts_free(struct attempts *a);

#endif
