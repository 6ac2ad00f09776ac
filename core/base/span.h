#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof *(a))

/* Half-open run of sectors [lsn, lsn + count); count >= 0 and the end fits in int32_t. */
struct span {
	int32_t lsn, count;
};

static inline int32_t span_end(struct span s)
{
	return s.lsn + s.count;
}

static inline struct span span_between(int32_t first, int32_t end)
{
	return (struct span){ first, end > first ? end - first : 0 };
}

/* The part of `s` inside `within`; count 0 if they do not meet. */
static inline struct span span_clip(struct span s, struct span within)
{
	int32_t first = s.lsn > within.lsn ? s.lsn : within.lsn;
	int32_t end = span_end(s) < span_end(within) ? span_end(s) : span_end(within);

	return span_between(first, end);
}

static inline bool span_has(struct span s, int32_t lsn)
{
	return lsn >= s.lsn && lsn < span_end(s);
}

static inline int32_t min_i32(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

static inline int32_t max_i32(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

/* Down and up to a multiple of `unit` (unit >= 1, n >= 0). */
static inline int32_t align_down(int32_t n, int32_t unit)
{
	return n - n % unit;
}

static inline int32_t align_up(int32_t n, int32_t unit)
{
	return align_down(n + unit - 1, unit);
}

#endif
