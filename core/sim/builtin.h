#ifndef SIM_BUILTIN_H
#define SIM_BUILTIN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A disc that is made up as it is read: a real ISO 9660 volume (ECMA-119, interchange level 1 names), of any size,
 * whose files' bytes are a function of their place. Only the descriptors, path tables and folders are held in memory.
 */
struct builtin;

#define BUILTIN_MIN_SECTORS 500

/* False: there is no built-in disc of that name. */
bool builtin_exists(const char *name);

/* label: d-characters, or NULL for the usual one. NULL when memory is out. */
struct builtin *builtin_new(const char *name, int32_t sectors, uint64_t seed, const char *label);
void builtin_free(struct builtin *b);

/* The sectors of a file by its path, "LETTERS/LETTER01.TXT", case not counting; false: there is none. */
bool builtin_find(const struct builtin *b, const char *path, int32_t *lsn, int32_t *sectors);

/* 2048 bytes of sector lsn (0 <= lsn < sectors). Any thread. */
void builtin_sector(const struct builtin *b, int32_t lsn, uint8_t *out);

#endif
