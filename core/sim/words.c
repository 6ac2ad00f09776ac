#include "config.h"
#include "sim/words.h"
#include "base/number.h"
#include "base/span.h"
#include "base/status.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.';
}

static bool at_line_end(const struct items *in)
{
	return in->at == in->end || *in->at == '\n';
}

static void skip_blanks(struct items *in)
{
	while (!at_line_end(in) && is_blank(*in->at))
		in->at++;
}

/* Goes to the first byte of the next item; what follows a # is a comment. */
static void skip_to_item(struct items *in)
{
	for (;;) {
		skip_blanks(in);
		if (in->at == in->end)
			return;
		if (*in->at == '\n') {
			in->line++;
			in->at++;
		} else if (*in->at == '#') {
			while (!at_line_end(in))
				in->at++;
		} else {
			return;
		}
	}
}

static bool copy_bytes(char *out, size_t size, const char *from, const char *to)
{
	size_t len = (size_t)(to - from);

	if (len >= size)
		len = size - 1;
	memcpy(out, from, len);
	out[len] = '\0';
	return len == (size_t)(to - from);
}

/* [KIND] or [KIND NAME] */
static const char *section(struct items *in, struct item *it)
{
	const char *from = ++in->at, *close = from;

	it->kind = ITEM_SECTION;
	while (close < in->end && *close != '\n' && *close != ']')
		close++;
	copy_bytes(it->value, sizeof it->value, from, close);
	if (close == in->end || *close != ']')
		return N_("a section must end with ]");
	while (in->at < close && is_blank(*in->at))
		in->at++;
	for (from = in->at; in->at < close && is_name(*in->at);)
		in->at++;
	if (in->at == from || !copy_bytes(it->key, sizeof it->key, from, in->at))
		return N_("this is no section's name");
	while (in->at < close && is_blank(*in->at))
		in->at++;
	for (from = in->at; in->at < close && is_name(*in->at);)
		in->at++;
	if (!copy_bytes(it->value, 16, from, in->at))
		return N_("the name is too long");
	while (in->at < close && is_blank(*in->at))
		in->at++;
	if (in->at != close) {
		copy_bytes(it->value, sizeof it->value, in->at, close);
		return N_("a name is made of letters, digits, points, - and _");
	}
	in->at = close + 1;
	return NULL;
}

/* The end of a value: two blanks, a tab, a blank and a comment, or the line's end; none of them counts in quotes. */
static const char *value_end(const struct items *in, bool *open_quote)
{
	const char *p = in->at;
	bool quoted = false;

	for (; p < in->end && *p != '\n'; p++) {
		if (*p == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		if (*p == '\t' || *p == '\r' || (*p == ' ' && (p + 1 == in->end || is_blank(p[1]) || p[1] == '#' ||
								p[1] == '\n')))
			break;
	}
	*open_quote = quoted;
	return p;
}

static const char *key_value(struct items *in, struct item *it)
{
	const char *from = in->at, *end;
	bool open_quote;

	it->kind = ITEM_VALUE;
	while (!at_line_end(in) && is_name(*in->at))
		in->at++;
	end = in->at;
	skip_blanks(in);
	if (end == from || at_line_end(in) || *in->at != '=') {
		in->at = from;
		copy_bytes(it->value, sizeof it->value, from, value_end(in, &open_quote));
		return N_("an item must read \"key = value\"");
	}
	if (!copy_bytes(it->key, sizeof it->key, from, end)) {
		copy_bytes(it->value, sizeof it->value, from, end);
		return N_("there is no such key here");
	}
	in->at++;
	skip_blanks(in);
	end = value_end(in, &open_quote);
	if (!copy_bytes(it->value, sizeof it->value, in->at, end))
		return N_("the value is too long");
	in->at = end;
	if (open_quote)
		return N_("a quotation mark is missing");
	if (!it->value[0]) {
		copy_bytes(it->value, sizeof it->value, it->key, it->key + strlen(it->key));
		return N_("the value is missing");
	}
	return NULL;
}

const char *items_next(struct items *in, struct item *it)
{
	it->key[0] = it->value[0] = '\0';
	skip_to_item(in);
	it->line = in->line;
	it->kind = ITEM_END;
	if (in->at == in->end)
		return NULL;
	return *in->at == '[' ? section(in, it) : key_value(in, it);
}

/* "03/11/05", "0B/0/0": key, ASC and ASCQ in hexadecimal. Its end, or NULL. */
static const char *sense_end(const char *p, uint32_t *code)
{
	*code = 0;
	for (int part = 0; part < 3; part++) {
		char *end;

		if ((part > 0 && *p++ != '/') || !isxdigit((unsigned char)*p))
			return NULL;
		*code = *code << 8 | (uint32_t)strtoul(p, &end, 16);
		if (end - p > 2)
			return NULL;
		p = end;
	}
	return *p && !is_blank(*p) ? NULL : p;
}

/* The end of the word that begins at `p`. A number ends where its unit begins: "0.4mm" is two words. */
static const char *word_end(const char *p)
{
	uint32_t code;
	const char *end = sense_end(p, &code);

	if (end)
		return end;
	if (strncmp(p, "..", 2) == 0)
		return p + 2;
	if (p[0] == '0' && p[1] == 'x') {
		for (p += 2; isxdigit((unsigned char)*p); p++)
			;
		return p;
	}
	if (isdigit((unsigned char)*p) || ((*p == '+' || *p == '-') && isdigit((unsigned char)p[1]))) {
		for (p++; isdigit((unsigned char)*p) || (*p == '.' && isdigit((unsigned char)p[1])); p++)
			;
		return p;
	}
	for (p++; *p && !is_blank(*p) && strncmp(p, "..", 2) != 0; p++)
		;
	return p;
}

bool words_split(struct words *w, const char *value)
{
	char *to = w->room;

	w->raw = value;
	w->count = w->at = 0;
	for (const char *p = value; *p;) {
		const char *end;

		if (is_blank(*p)) {
			p++;
			continue;
		}
		end = word_end(p);
		if (w->count == (int)ARRAY_LEN(w->word) || to + (end - p) + 1 > w->room + sizeof w->room)
			return false;
		w->word[w->count++] = to;
		memcpy(to, p, (size_t)(end - p));
		to += end - p;
		*to++ = '\0';
		p = end;
	}
	return true;
}

bool words_left(const struct words *w)
{
	return w->at < w->count;
}

const char *words_peek(const struct words *w)
{
	return words_left(w) ? w->word[w->at] : "";
}

bool words_take(struct words *w, const char *text)
{
	if (strcmp(words_peek(w), text) != 0)
		return false;
	w->at++;
	return true;
}

const char *words_whole(struct words *w, int64_t min, int64_t max, int64_t *out)
{
	const char *text = words_peek(w);
	int64_t n;

	if (!number_parse(text + (*text == '+' && text[1] != '-'), false, &n))
		return N_("a whole number is wanted here");
	if (n < min || n > max)
		return N_("the value is out of range");
	w->at++;
	*out = n;
	return NULL;
}

const char *words_real(struct words *w, double min, double max, double *out)
{
	double x;

	if (!number_parse_real(words_peek(w), &x))
		return N_("a number is wanted here");
	if (!(x >= min && x <= max))
		return N_("the value is out of range");
	w->at++;
	*out = x;
	return NULL;
}

const char *words_quantity(struct words *w, enum unit unit, double min, double max, double *out)
{
	static const struct {
		enum unit unit;
		const char *name;
		double factor;
	} units[] = {
		{ UNIT_SECONDS, "s", 1 },
		{ UNIT_SECONDS, "ms", 1e-3 },
		{ UNIT_SECONDS, "min", 60 },
		{ UNIT_MM, "mm", 1 },
		{ UNIT_UM, "um", 1 },
		{ UNIT_DEGREES, "deg", 1 },
		{ UNIT_VELOCITY, "m/s", 1 },
	};
	static const char *const lacking[] = {
		[UNIT_SECONDS] = N_("a time needs its unit: s, ms or min"),
		[UNIT_MM] = N_("a length needs its unit: mm"),
		[UNIT_UM] = N_("this length needs its unit: um"),
		[UNIT_DEGREES] = N_("an angle needs its unit: deg"),
		[UNIT_VELOCITY] = N_("a velocity needs its unit: m/s"),
	};
	double x;

	if (unit == UNIT_NONE)
		return words_real(w, min, max, out);
	if (!number_parse_real(words_peek(w), &x))
		return N_("a number is wanted here");
	w->at++;
	for (unsigned i = 0; i < ARRAY_LEN(units); i++) {
		if (units[i].unit != unit || !words_take(w, units[i].name))
			continue;
		x *= units[i].factor;
		if (!(x >= min && x <= max))
			return N_("the value is out of range");
		*out = x;
		return NULL;
	}
	return lacking[unit];
}

const char *words_sense(struct words *w, uint32_t *out)
{
	uint32_t code;

	if (!sense_end(words_peek(w), &code))
		return N_("sense data are wanted here: 03/11/05");
	if (code >> 16 < 1 || code >> 16 > 15)
		return N_("the value is out of range");
	w->at++;
	*out = code;
	return NULL;
}

const char *words_name(struct words *w, char out[16])
{
	const char *text = words_peek(w);

	for (const char *p = text; *p; p++)
		if (!is_name(*p))
			return N_("a name is made of letters, digits, points, - and _");
	if (!*text)
		return N_("a name is wanted here");
	if (!copy_bytes(out, 16, text, text + strlen(text)))
		return N_("the name is too long");
	w->at++;
	return NULL;
}

const char *words_text(struct words *w, char *out, size_t size, bool any)
{
	const char *from = w->raw, *to = from + strlen(from);

	w->at = w->count;
	if (*from == '"') {
		from++;
		if (to == from || to[-1] != '"' || memchr(from, '"', (size_t)(to - 1 - from)))
			return N_("a quotation mark stands where none may stand");
		to--;
	} else if (strchr(from, '"')) {
		return N_("a quotation mark stands where none may stand");
	}
	for (const char *p = from; p < to; p++)
		if (iscntrl((unsigned char)*p) || (!any && (unsigned char)*p > 126))
			return N_("only printable ASCII is allowed here");
	return copy_bytes(out, size, from, to) ? NULL : N_("the text is too long");
}
