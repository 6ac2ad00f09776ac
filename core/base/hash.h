#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdint.h>

/* One step of a well-mixing 64-bit hash (splitmix64's finaliser): equal input, equal output, on every machine. */
static inline uint64_t hash_mix(uint64_t h, uint64_t value)
{
	uint64_t z = h + 0x9e3779b97f4a7c15u + value * 0xd1342543de82ef95u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* A hash as a number in [0, 1). */
static inline double hash_unit(uint64_t h)
{
	return (double)(h >> 11) * (1.0 / 9007199254740992.0);
}

#endif
