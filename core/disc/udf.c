#include "config.h"
#include "disc/udf.h"

#include <string.h>

/* Tag identifiers (ECMA-167 3/7.2.1). */
enum { TAG_ANCHOR = 2, TAG_LOGICAL_VOLUME = 6, TAG_TERMINATOR = 8, TAGS = 10 };
enum { MOST_DESCRIPTORS = 64, DSTRING = 128, LABEL_AT = 84 };

static uint32_t le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The identifier of a descriptor whose tag is whole; 0: it is none. */
static int tag_of(const uint8_t *s)
{
	uint8_t sum = 0;

	for (int i = 0; i < 16; i++)
		sum = (uint8_t)(sum + (i == 4 ? 0 : s[i]));
	return sum == s[4] && s[1] == 0 && s[0] < TAGS ? s[0] : 0;
}

bool udf_anchor(const uint8_t s[2048], struct span *descriptors)
{
	uint32_t bytes = le32(s + 16), at = le32(s + 20);

	*descriptors = (struct span){ 0 };
	if (tag_of(s) != TAG_ANCHOR || bytes < 2048 || at > INT32_MAX - MOST_DESCRIPTORS)
		return false;
	bytes /= 2048;
	*descriptors = (struct span){ (int32_t)at, bytes < MOST_DESCRIPTORS ? (int32_t)bytes : MOST_DESCRIPTORS };
	return true;
}

/* Adds a character of the basic plane in UTF-8. False: it does not fit; half a pair shows as "?". */
static bool add(char label[33], size_t *len, unsigned c)
{
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;

	if (c >= 0xd800 && c < 0xe000) {
		c = '?';
		n = 1;
	}
	if (*len + n > 32)
		return false;
	if (n == 1) {
		label[(*len)++] = (char)c;
	} else if (n == 2) {
		label[(*len)++] = (char)(0xc0 | c >> 6);
		label[(*len)++] = (char)(0x80 | (c & 0x3f));
	} else {
		label[(*len)++] = (char)(0xe0 | c >> 12);
		label[(*len)++] = (char)(0x80 | (c >> 6 & 0x3f));
		label[(*len)++] = (char)(0x80 | (c & 0x3f));
	}
	return true;
}

/* A dstring (UDF 2.1.3): how it is compressed, characters of 8 or 16 bits, in the last byte how many bytes are used. */
static void take_dstring(const uint8_t *s, char label[33])
{
	int step = s[0] == 16 ? 2 : 1, used = s[DSTRING - 1] < DSTRING - 1 ? s[DSTRING - 1] : DSTRING - 1;
	size_t len = 0;

	if (s[0] != 8 && s[0] != 16)
		used = 0;
	for (int i = 1; i + step <= used; i += step) {
		unsigned c = step == 2 ? (unsigned)s[i] << 8 | s[i + 1] : s[i];

		if (c == 0 || !add(label, &len, c))
			break;
	}
	while (len > 0 && label[len - 1] == ' ')
		len--;
	label[len] = '\0';
}

bool udf_names(const uint8_t s[2048], char label[33])
{
	int tag = tag_of(s);

	label[0] = '\0';
	if (tag == TAG_LOGICAL_VOLUME)
		take_dstring(s + LABEL_AT, label);
	return tag == TAG_LOGICAL_VOLUME || tag == TAG_TERMINATOR || tag == 0;
}
