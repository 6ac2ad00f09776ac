#ifndef OUT_CAPTION_H
#define OUT_CAPTION_H

#include "out/looks.h"
#include "out/picture.h"

/* What the pictures say in words and numbers. Numbers know no locale: a decimal comma would break an SVG. */

enum { CAPTION_NUMBER = 32 };

/* 339 102: grouped by blanks. `n` is not negative. Gives `out`. */
const char *caption_number(int64_t n, char out[CAPTION_NUMBER]);

/* Thousandths of a per cent of `all`, as the screen rounds them: 100 000 only when nothing is missing, 0 only for none. */
int caption_share(int32_t part, int32_t all);

/*
 * A hostile title on one line: control characters, bytes that are no UTF-8, what turns the direction of writing and
 * what XML does not know become '?'; in ASCII every other character too. With `xml`, < > & " ' are escaped.
 */
void caption_title(const char *title, bool ascii, bool xml, struct strbuf *out);

/* An N_() text as the picture is to say it. */
const char *caption_say(const struct picture *p, bool ascii, const char *text);

/* "CD, 339 102 sectors of 2048 bytes, 98.214 % rescued". Untranslated it is ASCII and has nothing to escape. */
void caption_summary(const struct picture *p, bool ascii, struct strbuf *out);

#endif
