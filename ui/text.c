#include "config.h"
#include "ui/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

/* What stands on the screen for one character of the source. */
struct piece {
	int bytes;	/* that it takes of the source */
	int cols;
	int len;	/* of shown */
	char shown[20];	/* at most four bytes of the source as <xx> */
};

int32_t text_next(const char *s, int *bytes)
{
	const unsigned char *u = (const unsigned char *)s;
	int32_t code, least;
	int n;

	*bytes = 1;
	if (u[0] < 0x80)
		return u[0];
	if (u[0] >= 0xc2 && u[0] <= 0xdf) {
		n = 2, code = u[0] & 0x1f, least = 0x80;
	} else if ((u[0] & 0xf0) == 0xe0) {
		n = 3, code = u[0] & 0x0f, least = 0x800;
	} else if (u[0] >= 0xf0 && u[0] <= 0xf4) {
		n = 4, code = u[0] & 0x07, least = 0x10000;
	} else {
		return -1;
	}
	for (int i = 1; i < n; i++) {
		if ((u[i] & 0xc0) != 0x80)	/* stops at the terminator, too */
			return -1;
		code = code << 6 | (u[i] & 0x3f);
	}
	if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return -1;
	*bytes = n;
	return code;
}

size_t text_encode(char out[4], int32_t code)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

int text_cols_of(int32_t code)
{
	if (code < 0x20 || (code >= 0x7f && code < 0xa0))
		return -1;
	if (code < 0x7f)
		return 1;
	if (MB_CUR_MAX == 1)	/* not a UTF-8 locale: wcwidth() knows nothing, and a "?" is shown */
		return 1;
	return wcwidth((wchar_t)code);
}

/* `ascii` puts a "?" for each column of a character that is not ASCII, so that both ways take the same columns. */
static struct piece piece_of(const char *s, bool ascii)
{
	struct piece p = { .bytes = 1 };
	int32_t code = text_next(s, &p.bytes);

	p.cols = text_cols_of(code);
	if (p.cols < 0) {
		for (int i = 0; i < p.bytes; i++)
			p.len += snprintf(p.shown + p.len, sizeof p.shown - (size_t)p.len, "<%02x>",
					  (unsigned char)s[i]);
		p.cols = p.len;
	} else if (p.cols > 0) {
		p.len = ascii && code > 0x7e ? p.cols : p.bytes;
		if (ascii && code > 0x7e)
			memset(p.shown, '?', (size_t)p.len);
		else
			memcpy(p.shown, s, (size_t)p.len);
	}
	return p;
}

static const char *ellipsis(bool ascii)
{
	return ascii ? "~" : "\u2026";
}

int text_cols(const char *s)
{
	int cols = 0;

	while (*s) {
		struct piece p = piece_of(s, false);

		cols += p.cols;
		s += p.bytes;
	}
	return cols;
}

/* text_fit() of the first `n` bytes of s. */
static int fit_bytes(char *dst, size_t size, const char *s, size_t n, int cols, bool ascii)
{
	const char *end = s + n, *dots = ellipsis(ascii);
	size_t len = 0, cut_len = 0;
	int used = 0, cut_used = 0;

	if (size == 0)
		return 0;
	while (s < end) {
		struct piece p = piece_of(s, ascii);

		if (used + p.cols > cols || len + (size_t)p.len >= size) {
			bool room = cut_used < cols && cut_len + strlen(dots) < size;

			strcpy(dst + cut_len, room ? dots : "");
			return cut_used + room;
		}
		memcpy(dst + len, p.shown, (size_t)p.len);
		len += (size_t)p.len;
		used += p.cols;
		s += p.bytes;
		if (used < cols && len + strlen(dots) < size)
			cut_len = len, cut_used = used;
	}
	dst[len] = '\0';
	return used;
}

int text_fit(char *dst, size_t size, const char *s, int cols, bool ascii)
{
	return fit_bytes(dst, size, s, strlen(s), cols, ascii);
}

int text_fit_end(char *dst, size_t size, const char *s, int cols, bool ascii)
{
	const char *dots = ellipsis(ascii);
	size_t len = 0;
	int total = 0;

	for (const char *t = s; *t;) {
		struct piece p = piece_of(t, ascii);

		len += (size_t)p.len;
		total += p.cols;
		t += p.bytes;
	}
	if (total <= cols && len < size)
		return text_fit(dst, size, s, cols, ascii);
	if (cols < 1 || size <= strlen(dots)) {
		if (size > 0)
			dst[0] = '\0';
		return 0;
	}
	while (*s && (total + 1 > cols || len + strlen(dots) >= size)) {
		struct piece p = piece_of(s, ascii);

		len -= (size_t)p.len;
		total -= p.cols;
		s += p.bytes;
	}
	strcpy(dst, dots);
	return 1 + text_fit(dst + strlen(dots), size - strlen(dots), s, cols - 1, ascii);
}

/* Bytes of the line that begins at s; *next is where the following one begins. At least one character. */
static size_t line_bytes(const char *s, int cols, const char **next)
{
	const char *t = s, *blank = NULL;
	int used = 0;

	while (*t) {
		struct piece p = piece_of(t, false);

		if (*t == ' ')
			blank = t;
		if (used + p.cols > cols && t > s)
			break;
		used += p.cols;
		t += p.bytes;
	}
	if (*t && blank && blank > s)
		t = blank;
	*next = t + strspn(t, " ");
	while (t > s && t[-1] == ' ')
		t--;
	return (size_t)(t - s);
}

bool text_wrap(char *dst, size_t size, const char *s, int cols, int n)
{
	const char *next;
	size_t len;

	if (cols < 1 || n < 0)
		return false;
	for (s += strspn(s, " "); *s; s = next) {
		len = line_bytes(s, cols, &next);
		if (n-- == 0) {
			fit_bytes(dst, size, s, len, cols, false);
			return true;
		}
	}
	return false;
}

/* The next character that is shown, in lower case; 0 at the end, below 0 for a byte that is not valid. */
static int32_t next_shown(const char **s)
{
	while (**s) {
		const char *at = *s;
		int bytes;
		int32_t code = text_next(at, &bytes);

		*s += bytes;
		if (code < 0)
			return -(int32_t)(unsigned char)*at;
		if (text_cols_of(code) != 0)
			return (int32_t)towlower((wint_t)code);
	}
	return 0;
}

static bool starts_with(const char *s, const char *what)
{
	for (;;) {
		int32_t wanted = next_shown(&what);

		if (wanted == 0)
			return true;
		if (next_shown(&s) != wanted)
			return false;
	}
}

bool text_has(const char *s, const char *what)
{
	do {
		if (starts_with(s, what))
			return true;
	} while (next_shown(&s) != 0);
	return false;
}
