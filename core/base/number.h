#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whole texts to numbers, strictly: no blanks, no rest, no overflow. `text` is decimal, 0x... hexadecimal or, where
 * `octal` is set, 0... octal as C and ddrescue write it. False leaves *out alone.
 */
bool number_parse(const char *text, bool octal, int64_t *out);

/* A decimal fraction ("2.5", "-1"), always with a point, whatever the locale says. False leaves *out alone. */
bool number_parse_real(const char *text, double *out);

#endif
