#include "config.h"
#include "base/number.h"

#include <ctype.h>
#include <stddef.h>

static int digit_value(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

bool number_parse(const char *text, bool octal, int64_t *out)
{
	bool negative = *text == '-';
	const char *p = text + negative;
	int base = 10;
	uint64_t value = 0;

	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
		base = 16;
		p += 2;
	} else if (octal && p[0] == '0' && p[1]) {
		base = 8;
		p++;
	}
	if (!*p)
		return false;
	for (; *p; p++) {
		int d = digit_value(*p);

		if (d >= base || value > ((uint64_t)INT64_MAX - (uint64_t)d) / (uint64_t)base)
			return false;
		value = value * (uint64_t)base + (uint64_t)d;
	}
	*out = negative ? -(int64_t)value : (int64_t)value;
	return true;
}

bool number_parse_real(const char *text, double *out)
{
	bool negative = *text == '-';
	const char *p = text + negative;
	double value = 0, scale = 1;
	int digits = 0;

	for (; isdigit((unsigned char)*p); p++, digits++)
		value = value * 10 + (*p - '0');
	if (*p == '.')
		for (p++; isdigit((unsigned char)*p); p++, digits++) {
			value = value * 10 + (*p - '0');
			scale *= 10;	/* divided once: 0.3 is what C calls 0.3 */
		}
	if (*p || !digits || digits > 30)
		return false;
	*out = (negative ? -value : value) / scale;
	return true;
}
