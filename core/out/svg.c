#include "config.h"
#include "out/picture.h"

#include "disc/geometry.h"
#include "out/caption.h"

#include <math.h>
#include <stdlib.h>

/* Pixels. The map above, the disc and the legend below it. Whole numbers only: see caption.h. */
enum {
	MARGIN = 20, CELL = 6, COLS = 160, MAX_ROWS = 90, WIDTH = 2 * MARGIN + COLS * CELL, MAP_TOP = 84,
	DISC = 320, LINE = 24, LEGEND = 240,
	/* the disc in hundredths of a millimetre */
	MM = 100, RIM = 60 * MM, EDGE = RIM + MM / 2, HOLE = 15 * MM / 2, RING = MM / 2,
};

/* One path a look: rows of cells, neighbours in a row merged. */
static void map_cells(const uint8_t *looks, int rows, struct strbuf *out)
{
	for (int look = 0; look < CELL_NONE; look++) {
		bool open = false;

		for (int row = 0; row < rows; row++)
			for (int col = 0, next; col < COLS; col = next) {
				const uint8_t *line = looks + row * COLS;

				for (next = col + 1; next < COLS && line[next] == line[col];)
					next++;
				if (line[col] != look)
					continue;
				if (!open)
					strbuf_addf(out, "<path fill=\"%s\" d=\"", look_for(look)->colour);
				open = true;
				strbuf_addf(out, "M%d %dh%dv1h-%dz", col, row, next - col, next - col);
			}
		if (open)
			strbuf_addf(out, "\"/>\n");
	}
}

static void map_picture(const struct picture *p, int rows, struct strbuf *out)
{
	uint8_t *looks = malloc((size_t)COLS * (size_t)rows + 1);
	char last[CAPTION_NUMBER];

	if (!looks) {
		out->failed = true;
		return;
	}
	cells_fill(p->map, map_all(p->map), COLS * rows, looks);
	strbuf_addf(out, "<g id=\"map\" transform=\"translate(%d %d) scale(%d)\" shape-rendering=\"crispEdges\">\n",
		    MARGIN, MAP_TOP, CELL);
	map_cells(looks, rows, out);
	strbuf_addf(out, "</g>\n");
	free(looks);
	strbuf_addf(out, "<text class=\"small\" x=\"%d\" y=\"%d\">0</text>\n", MARGIN, MAP_TOP - 6);
	if (map_size(p->map) > 0)
		strbuf_addf(out, "<text class=\"small\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
			    WIDTH - MARGIN, MAP_TOP + rows * CELL + 14, caption_number(map_size(p->map) - 1, last));
}

/* The sectors that lie from radius `inner` up to `outer` (hundredths of a millimetre) on that layer. */
static struct span ring_span(const struct picture *p, const struct geometry *g, int layer, int inner, int outer)
{
	int32_t end = g->layer_sectors ? g->layer_sectors : map_size(p->map);
	struct span s = span_between(min_i32(end, geometry_lsn(g, (double)inner / MM)),
				     min_i32(end, geometry_lsn(g, (double)outer / MM)));

	if (layer == 1)	/* it comes back from the rim: sector 2 * end - 1 lies where sector 0 does */
		s.lsn = end + (end - span_end(s));
	return span_clip(s, map_all(p->map));
}

static void draw_ring(enum cell_look look, int inner, int outer, struct strbuf *out)
{
	if (look != CELL_NONE && outer > inner)
		strbuf_addf(out, "<circle r=\"%d\" stroke=\"%s\" stroke-width=\"%d\"/>\n", (inner + outer) / 2,
			    look_for(look)->colour, outer - inner);
}

/* One layer: rings of equal width, neighbours of one look merged. */
static void disc_picture(const struct picture *p, const struct geometry *g, int layer, int left, int top,
			 struct strbuf *out)
{
	int32_t sectors = g->layer_sectors ? g->layer_sectors : map_size(p->map);
	int start = (int)lround(g->r0_mm * MM), from = start;
	int end = (int)lround(geometry_radius(g, sectors - 1) * MM) + 1;
	enum cell_look look = CELL_NONE;

	strbuf_addf(out, "<svg id=\"layer%d\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" viewBox=\"-%d -%d %d %d\" "
			 "fill=\"none\">\n", layer, left, top, DISC, DISC, EDGE, EDGE, 2 * EDGE, 2 * EDGE);
	strbuf_addf(out, "<circle r=\"%d\" fill=\"#f8f9fa\" stroke=\"#868e96\" stroke-width=\"20\"/>\n", RIM);
	for (int inner = start; inner < end; inner += RING) {
		enum cell_look here = cell_look(p->map, ring_span(p, g, layer, inner, inner + RING));

		if (here == look)
			continue;
		draw_ring(look, from, inner, out);
		look = here;
		from = inner;
	}
	draw_ring(look, from, end, out);
	strbuf_addf(out, "<circle r=\"%d\" fill=\"#ffffff\" stroke=\"#868e96\" stroke-width=\"20\"/>\n</svg>\n", HOLE);
	if (g->layer_sectors)
		strbuf_addf(out, "<text class=\"small\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%d</text>\n",
			    left + DISC / 2, top + DISC / 2 + 4, layer);
}

/* Colours, names and counts. */
static void legend(const struct picture *p, int left, int top, struct strbuf *out)
{
	struct map_tally tally = map_tally(p->map);
	char number[CAPTION_NUMBER];

	strbuf_addf(out, "<g id=\"legend\">\n");
	for (int i = 0; i < LEGEND_LOOKS; i++) {
		const struct look *look = look_for(look_in_legend(i));
		int y = top + i * LINE;

		strbuf_addf(out, "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"14\" fill=\"%s\"/>", left, y - 12,
			    look->colour);
		strbuf_addf(out, "<text x=\"%d\" y=\"%d\">%s</text>", left + 24, y,
			    caption_say(p, false, look->name));
		if (look->state >= 0)
			strbuf_addf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", left + LEGEND, y,
				    caption_number(tally.sectors[look->state], number));
		strbuf_addf(out, "\n");
	}
	strbuf_addf(out, "</g>\n");
}

void picture_svg(const struct picture *p, struct strbuf *out)
{
	int32_t sectors = map_size(p->map);
	int rows = min_i32(MAX_ROWS, (sectors + COLS - 1) / COLS), below = MAP_TOP + rows * CELL + 30;
	struct geometry g = geometry_for(p->kind, sectors);
	int layers = sectors == 0 ? 0 : g.layer_sectors ? 2 : 1, height = below + DISC + MARGIN;

	strbuf_addf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			 "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n"
			 "<title>",
		    WIDTH, height, WIDTH, height);
	caption_title(p->title, false, true, out);
	strbuf_addf(out, "</title>\n<style>text { font: 14px sans-serif; fill: #212529 } .head { font-size: 20px } "
			 ".small { font-size: 12px; fill: #495057 }</style>\n"
			 "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n"
			 "<text class=\"head\" x=\"%d\" y=\"32\">",
		    MARGIN);
	caption_title(p->title, false, true, out);
	strbuf_addf(out, "</text>\n<text x=\"%d\" y=\"56\">", MARGIN);
	caption_summary(p, false, out);
	strbuf_addf(out, "</text>\n");
	map_picture(p, rows, out);
	for (int layer = 0; layer < layers; layer++)
		disc_picture(p, &g, layer, MARGIN + layer * (DISC + MARGIN), below, out);
	legend(p, WIDTH - MARGIN - LEGEND, below + LINE, out);
	strbuf_addf(out, "</svg>\n");
}
