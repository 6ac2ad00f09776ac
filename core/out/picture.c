#include "config.h"
#include "out/picture.h"

#include "out/caption.h"

#include <stdlib.h>
#include <string.h>

/* The looks of `rows` by `cols` cells, the caller's to free(); NULL without memory or cells. */
static uint8_t *fill(const struct picture *p, int cols, int rows)
{
	uint8_t *looks = cols > 0 && rows > 0 ? malloc((size_t)cols * (size_t)rows) : NULL;

	if (looks)
		cells_fill(p->map, map_all(p->map), cols * rows, looks);
	return looks;
}

/* How many of at most `rows` rows are needed for a cell a sector. */
static int rows_needed(const struct picture *p, int cols, int rows)
{
	int64_t all = cols > 0 ? ((int64_t)map_size(p->map) + cols - 1) / cols : 0;

	return all < rows ? (int)all : rows;
}

static void text_rows(const struct picture *p, int cols, int rows, bool ascii, struct strbuf *out)
{
	uint8_t *looks = fill(p, cols, rows);
	char lsn[CAPTION_NUMBER];
	int width = (int)strlen(caption_number(map_size(p->map), lsn));

	if (!looks && cols > 0 && rows > 0)
		out->failed = true;
	for (int row = 0; looks && row < rows; row++) {
		int32_t first = cell_span(map_all(p->map), cols * rows, row * cols).lsn;

		strbuf_addf(out, "%*s ", width, caption_number(first, lsn));
		for (int col = 0; col < cols; col++) {
			const struct look *look = look_for(looks[row * cols + col]);

			if (look == look_for(CELL_NONE))
				break;
			if (ascii)
				strbuf_add(out, &look->ascii, 1);
			else
				strbuf_add(out, look->utf8, strlen(look->utf8));
		}
		strbuf_add(out, "\n", 1);
	}
	free(looks);
}

/* Columns of a text of the house, in UTF-8. */
static int columns(const char *s)
{
	int n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static void text_legend(const struct picture *p, bool ascii, struct strbuf *out)
{
	struct map_tally tally = map_tally(p->map);
	char number[CAPTION_NUMBER];
	int width = (int)strlen(caption_number(map_size(p->map), number));

	for (int i = 0; i < LEGEND_LOOKS; i++) {
		const struct look *look = look_for(look_in_legend(i));
		const char *name = caption_say(p, ascii, look->name);

		if (ascii)
			strbuf_addf(out, "%c ", look->ascii);
		else
			strbuf_addf(out, "%s ", look->utf8);
		if (look->state < 0)
			strbuf_addf(out, "%s\n", name);
		else
			strbuf_addf(out, "%s%*s %*s\n", name, max_i32(0, 16 - columns(name)), "", width,
				    caption_number(tally.sectors[look->state], number));
	}
}

void picture_text(const struct picture *p, int cols, int rows, bool ascii, struct strbuf *out)
{
	cols = min_i32(cols, map_size(p->map));	/* more would stay blank */
	caption_title(p->title, ascii, false, out);
	strbuf_add(out, "\n", 1);
	caption_summary(p, ascii, out);
	strbuf_add(out, "\n\n", 2);
	text_rows(p, cols, rows_needed(p, cols, rows), ascii, out);
	strbuf_add(out, "\n", 1);
	text_legend(p, ascii, out);
}
