#ifndef OUT_PICTURE_H
#define OUT_PICTURE_H

#include "base/strbuf.h"
#include "disc/disc.h"
#include "map/cells.h"

/* Pictures of the map, for files: as text, as SVG. */

struct picture {
	const struct map *map;
	int sector_size;
	enum disc_kind kind;
	const char *title;	/* may hold hostile bytes: made harmless here */
	/* An N_() text in the user's language, as UTF-8; NULL: as it is. Never asked for ASCII. */
	const char *(*translate)(const char *text);
};

/* `cols` cells a row, at most `rows` rows, with the first LSN of each, a legend with counts below. ASCII or UTF-8. */
void picture_text(const struct picture *p, int cols, int rows, bool ascii, struct strbuf *out);

/* A self-contained SVG: the map as rows of cells, each layer of the disc as rings, the legend with counts. */
void picture_svg(const struct picture *p, struct strbuf *out);

#endif
