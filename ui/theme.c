#include "config.h"
#include "ui/theme.h"

#include "ui/text.h"

const struct role_style role_styles[ROLE_COUNT] = {
#define X(name, fg_256, fg_8, attributes, without_colour) \
	[ROLE_##name] = { .fg256 = fg_256, .fg8 = fg_8, .attr = attributes, .mono = without_colour },
	ROLES(X)
#undef X
};

const struct look looks[CELL_LOOKS] = {
	[CELL_GOOD]    = { "\u2588", '#', ROLE_MAP_GOOD,    N_("rescued") },
	[CELL_PART]    = { "\u2592", '%', ROLE_MAP_PART,    N_("part") },
	[CELL_UNTRIED] = { "\u00b7", '.', ROLE_MAP_UNTRIED, N_("not tried") },
	[CELL_TRIM]    = { "*",      '*', ROLE_MAP_TRIM,    N_("to trim") },
	[CELL_SCRAPE]  = { "/",      '/', ROLE_MAP_SCRAPE,  N_("to scrape") },
	[CELL_BAD]     = { "\u00d7", 'x', ROLE_MAP_BAD,     N_("bad") },
	[CELL_NONE]    = { " ",      ' ', ROLE_PLAIN,       NULL },
};

const struct look look_reading = { "\u25c6", '@', ROLE_MAP_READING, N_("reading") };

int theme_half_colour(enum role role, int colours)
{
	if (role == ROLE_MAP_UNTRIED || role == ROLE_PLAIN)
		return -1;
	return colours >= 256 ? role_styles[role].fg256 : role_styles[role].fg8;
}

int32_t look_code(const struct look *l, bool ascii)
{
	int bytes;

	return ascii ? l->ascii : text_next(l->utf8, &bytes);
}
