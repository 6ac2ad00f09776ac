#include "config.h"
#include "out/caption.h"

#include "base/status.h"

#include <stdio.h>
#include <string.h>

const char *caption_number(int64_t n, char out[CAPTION_NUMBER])
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%lld", (long long)n), at = 0;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			out[at++] = ' ';
		out[at++] = digits[i];
	}
	out[at] = '\0';
	return out;
}

int caption_share(int32_t part, int32_t all)
{
	int share = all > 0 ? (int)(((int64_t)part * 200000 + all) / (2 * (int64_t)all)) : 100000;

	if (share == 100000 && part < all)
		return 99999;
	return share == 0 && part > 0 ? 1 : share;
}

/* The character at `s` (terminated) and its length in *len; -1, and length 1, if it is no well-formed UTF-8. */
static int32_t character(const unsigned char *s, int *len)
{
	static const int32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	int n = s[0] < 0x80 ? 1 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : (s[0] & 0xf0) == 0xe0 ? 3 :
		s[0] >= 0xf0 && s[0] < 0xf5 ? 4 : 0;
	int32_t c = n == 1 ? s[0] : s[0] & (0x7f >> n);

	*len = 1;
	if (n == 0)
		return -1;
	for (int i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return -1;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return -1;
	*len = n;
	return c;
}

static bool harmless(int32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xfffe || c == 0xffff)
		return false;
	/* line and paragraph separators, marks and overrides of direction */
	return !((c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
		 c == 0x61c);
}

static const char *escape(int32_t c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void caption_title(const char *title, bool ascii, bool xml, struct strbuf *out)
{
	const char *p = title ? title : "", *safe;
	int len;

	for (; *p; p += len) {
		int32_t c = character((const unsigned char *)p, &len);

		if (!harmless(c) || (ascii && c > 0x7e))
			strbuf_add(out, "?", 1);
		else if (xml && (safe = escape(c)))
			strbuf_add(out, safe, strlen(safe));
		else
			strbuf_add(out, p, (size_t)len);
	}
}

const char *caption_say(const struct picture *p, bool ascii, const char *text)
{
	return p->translate && !ascii ? p->translate(text) : text;
}

void caption_summary(const struct picture *p, bool ascii, struct strbuf *out)
{
	char sectors[CAPTION_NUMBER];
	int32_t all = map_size(p->map), good = map_tally(p->map).sectors[map_state_index(MAP_GOOD)];
	int share = caption_share(good, all);

	/* TRANSLATORS: kind of disc, sectors, bytes, and a percentage in two parts: "98.214 %" */
	strbuf_addf(out, caption_say(p, ascii, N_("%s, %s sectors of %d bytes, %d.%03d %% rescued")), disc_kind_name(p->kind),
		    caption_number(all, sectors), p->sector_size, share / 1000, share % 1000);
}
