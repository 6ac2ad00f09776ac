#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A text that grows. Start from { 0 }; `text` is NULL or terminated. After a failed allocation `failed` is set, what
 * was added before stays, and later additions are ignored: check once, at the end.
 */
struct strbuf {
	char *text;
	size_t len, room;
	bool failed;
};

void strbuf_add(struct strbuf *b, const char *bytes, size_t len);
void strbuf_addf(struct strbuf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void strbuf_free(struct strbuf *b);

#endif
