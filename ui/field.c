#include "config.h"
#include "ui/field.h"

#include "ui/keys.h"
#include "ui/text.h"

#include <string.h>

#define CTRL(letter) ((letter) & 0x1f)

void field_set(struct field *f, size_t room, const char *text)
{
	size_t len = 0;
	int n;

	*f = (struct field){ .room = room < FIELD_MAX ? room : FIELD_MAX };
	for (; text[len] && f->room > 0; len += (size_t)n) {
		text_next(text + len, &n);
		if (len + (size_t)n >= f->room)
			break;
	}
	memcpy(f->text, text, len);
	f->cursor = len;
}

/* Bytes of the character at `at`, with the marks that stand on it; 0 at the end. */
static size_t char_bytes(const struct field *f, size_t at)
{
	size_t end = at;
	int n;

	if (!f->text[at])
		return 0;
	do {
		text_next(f->text + end, &n);
		end += (size_t)n;
	} while (f->text[end] && text_cols_of(text_next(f->text + end, &n)) == 0);
	return end - at;
}

/* Where the character before `at` begins. */
static size_t char_before(const struct field *f, size_t at)
{
	size_t before = 0, next = 0;

	while (next < at) {
		before = next;
		next += char_bytes(f, next);
	}
	return before;
}

static void cut(struct field *f, size_t from, size_t to)
{
	memmove(f->text + from, f->text + to, strlen(f->text + to) + 1);
	f->cursor = from;
}

/* Marks that turn the direction of writing could show a text as what it is not. */
static bool turns_direction(int32_t code)
{
	return code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069);
}

static bool insert(struct field *f, int32_t code)
{
	char bytes[4];
	size_t len = strlen(f->text), n;

	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || text_cols_of(code) < 0)
		return false;
	if (turns_direction(code))
		return true;
	n = text_encode(bytes, code);
	if (len + n >= f->room) {
		f->full = true;
		return true;
	}
	memmove(f->text + f->cursor + n, f->text + f->cursor, len - f->cursor + 1);
	memcpy(f->text + f->cursor, bytes, n);
	f->cursor += n;
	return true;
}

static size_t word_before(const struct field *f)
{
	size_t at = f->cursor;

	while (at > 0 && f->text[at - 1] == ' ')
		at--;
	while (at > 0 && f->text[at - 1] != ' ')
		at--;
	return at;
}

bool field_key(struct field *f, int32_t key)
{
	size_t end = strlen(f->text);

	f->full = false;
	switch (key) {
	case KEY_CODE_LEFT:
		f->cursor = char_before(f, f->cursor);
		return true;
	case KEY_CODE_RIGHT:
		f->cursor += char_bytes(f, f->cursor);
		return true;
	case KEY_CODE_HOME:
	case CTRL('A'):
		f->cursor = 0;
		return true;
	case KEY_CODE_END:
	case CTRL('E'):
		f->cursor = end;
		return true;
	case KEY_CODE_BACKSPACE:
		cut(f, char_before(f, f->cursor), f->cursor);
		return true;
	case KEY_CODE_DEL:
		cut(f, f->cursor, f->cursor + char_bytes(f, f->cursor));
		return true;
	case CTRL('K'):
		cut(f, f->cursor, end);
		return true;
	case CTRL('U'):
		cut(f, 0, f->cursor);
		return true;
	case CTRL('W'):
		cut(f, word_before(f), f->cursor);
		return true;
	default:
		return insert(f, key);
	}
}

/* Columns of the bytes [from, to). */
static int cols_between(const struct field *f, size_t from, size_t to)
{
	char part[FIELD_MAX];

	memcpy(part, f->text + from, to - from);
	part[to - from] = '\0';
	return text_cols(part);
}

/* Columns from the left edge to the cursor, with the ellipsis that says that there is more before it. */
static int cursor_col(const struct field *f, size_t left)
{
	return (left > 0) + cols_between(f, left, f->cursor);
}

/* Columns that the character under the cursor takes, and the ellipsis if more is hidden behind it. */
static int cols_under_cursor(const struct field *f)
{
	size_t end = f->cursor + char_bytes(f, f->cursor);

	return end == f->cursor ? 1 : cols_between(f, f->cursor, end) + (f->text[end] != '\0');
}

int field_show(struct field *f, char *dst, size_t size, int cols, bool ascii)
{
	size_t len = strlen(f->text), before;
	int col, under;

	if (size > 0)
		dst[0] = '\0';
	if (cols < 1 || size == 0)
		return 0;
	if (f->left > f->cursor)
		f->left = f->cursor;
	for (; f->left > 0; f->left = before) {	/* after a deletion: no room is left unused */
		before = char_before(f, f->left);
		if ((before > 0) + cols_between(f, before, len) >= cols)
			break;
	}
	under = cols_under_cursor(f);
	while (f->left < f->cursor && cursor_col(f, f->left) + under > cols)
		f->left += char_bytes(f, f->left);
	col = cursor_col(f, f->left);
	if (col >= cols)
		return cols - 1;
	if (f->left > 0) {
		size_t n = (size_t)(stpncpy(dst, ascii ? "~" : "\u2026", size - 1) - dst);

		dst[n] = '\0';
		text_fit(dst + n, size - n, f->text + f->left, cols - 1, ascii);
	} else {
		text_fit(dst, size, f->text, cols, ascii);
	}
	return col;
}
