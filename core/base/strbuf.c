#include "config.h"
#include "base/strbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for `more` bytes and the terminator. */
static bool grow(struct strbuf *b, size_t more)
{
	size_t want = b->len + more + 1, room = b->room ? b->room : 256;
	char *text;

	if (b->failed)
		return false;
	if (want <= b->room)
		return true;
	while (room < want)
		room *= 2;
	text = realloc(b->text, room);
	if (!text) {
		b->failed = true;
		return false;
	}
	b->text = text;
	b->room = room;
	return true;
}

void strbuf_add(struct strbuf *b, const char *bytes, size_t len)
{
	if (!grow(b, len))
		return;
	memcpy(b->text + b->len, bytes, len);
	b->len += len;
	b->text[b->len] = '\0';
}

void strbuf_addf(struct strbuf *b, const char *format, ...)
{
	va_list ap;
	int need;

	va_start(ap, format);
	need = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (need < 0 || !grow(b, (size_t)need))
		return;
	va_start(ap, format);
	vsnprintf(b->text + b->len, (size_t)need + 1, format, ap);
	va_end(ap);
	b->len += (size_t)need;
}

void strbuf_free(struct strbuf *b)
{
	free(b->text);
	*b = (struct strbuf){ 0 };
}
