#ifndef UI_TEXT_H
#define UI_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Bytes in, columns out. Names from a disc are hostile: control characters, escape sequences and invalid UTF-8 become
 * visible as <xx>. No curses, no allocation. Widths are those of wcwidth(); combining marks are dropped.
 */

/* The next character of `s` (UTF-8): its code point and bytes, or -1 and 1 for a byte that is not valid there. */
int32_t text_next(const char *s, int *bytes);

/* The bytes of a code point (0 up to 10FFFF, no surrogate) into out, not terminated; gives how many. */
size_t text_encode(char out[4], int32_t code);

/* Columns of one code point on a terminal: 1 or 2; 0 for combining marks; -1 for control characters. */
int text_cols_of(int32_t code);

/* Columns that `s` takes once made harmless. */
int text_cols(const char *s);

/* Fits `s` into at most `cols` columns; control and invalid bytes show as <xx>, a cut shows as an ellipsis ("~" where
 * `ascii`, which also turns what is not ASCII into a "?" a column). `dst` is always terminated. Returns the columns
 * used. */
int text_fit(char *dst, size_t size, const char *s, int cols, bool ascii);

/* The same, but keeps the end: for paths. */
int text_fit_end(char *dst, size_t size, const char *s, int cols, bool ascii);

/* Breaks `s`, made harmless, into lines of at most `cols` columns at blanks, longer words anywhere. Copies line `n`
 * (0-based) into dst; false past the last. */
bool text_wrap(char *dst, size_t size, const char *s, int cols, int n);

/* Does `s` hold `what`, in upper or lower case? What is not shown is not compared. An empty `what` is held by all. */
bool text_has(const char *s, const char *what);

#endif
