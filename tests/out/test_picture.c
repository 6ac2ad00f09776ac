#include "tests/unit.h"

#include "base/hash.h"
#include "out/looks.h"
#include "out/picture.h"

#include <ctype.h>

static struct map *map_of(const char *letters)
{
	struct map *m = map_new((int32_t)strlen(letters));

	for (int32_t i = 0; letters[i]; i++)
		map_set(m, (struct span){ i, 1 }, (enum map_state)letters[i]);
	return m;
}

/* Every legend row once, each glyph one character and told from the others without colour. */
static void test_looks(void **state)
{
	unsigned seen = 0, states = 0;

	(void)state;
	for (int i = 0; i < LEGEND_LOOKS; i++) {
		const struct look *look = look_for(look_in_legend(i));

		seen |= 1u << look_in_legend(i);
		if (look->state >= 0)
			states |= 1u << look->state;
		assert_true(isgraph((unsigned char)look->ascii));
		assert_true(strlen(look->name) > 2);
		assert_int_equal(strlen(look->colour), 7);
		for (int k = 0; k < i; k++) {
			const struct look *other = look_for(look_in_legend(k));

			assert_string_not_equal(look->utf8, other->utf8);
			assert_int_not_equal(look->ascii, other->ascii);
			assert_string_not_equal(look->colour, other->colour);
			assert_string_not_equal(look->name, other->name);
		}
	}
	assert_int_equal(seen, (1u << CELL_NONE) - 1);
	assert_int_equal(states, MAP_ANY);
}

static void test_text(void **state)
{
	struct map *m = map_of("++++++++++--//**????");
	struct picture p = { m, 2048, DISC_CD, "TNT_ROM \xc3\xa9\x1b[2J\xff\n", NULL };
	struct strbuf b = { 0 };

	(void)state;
	picture_text(&p, 8, 10, false, &b);
	assert_false(b.failed);
	assert_string_equal(b.text, "TNT_ROM é?[2J??\n"
				    "CD, 20 sectors of 2048 bytes, 50.000 % rescued\n"
				    "\n"
				    " 0 ████████\n"
				    " 8 ██××//**\n"
				    "16 ····\n"
				    "\n"
				    "█ rescued          10\n"
				    "▒ partly rescued\n"
				    "· not tried         4\n"
				    "* to trim           2\n"
				    "/ to scrape         2\n"
				    "× bad               2\n");
	strbuf_free(&b);
	p.kind = DISC_UNKNOWN;
	picture_text(&p, 6, 1, true, &b);
	assert_string_equal(b.text, "TNT_ROM ??[2J??\n"
				    "disc, 20 sectors of 2048 bytes, 50.000 % rescued\n"
				    "\n"
				    " 0 ###x/.\n"
				    "\n"
				    "# rescued          10\n"
				    "% partly rescued\n"
				    ". not tried         4\n"
				    "* to trim           2\n"
				    "/ to scrape         2\n"
				    "x bad               2\n");
	strbuf_free(&b);
	map_free(m);
}

static void test_text_large(void **state)
{
	struct map *m = map_new(339102);
	struct picture p = { m, 2352, DISC_CD, NULL, NULL };
	struct strbuf b = { 0 };
	int lines = 0;

	(void)state;
	map_set(m, (struct span){ 0, 339101 }, MAP_GOOD);
	picture_text(&p, 78, 16, true, &b);
	assert_ptr_equal(strstr(b.text, "\nCD, 339 102 sectors of 2352 bytes, 99.999 % rescued\n\n"), b.text);
	assert_non_null(strstr(b.text, "\n      0 ####"));
	assert_non_null(strstr(b.text, "\n317 908 ####"));
	assert_non_null(strstr(b.text, "#%\n"));
	assert_non_null(strstr(b.text, "\n# rescued          339 101\n"));
	for (const char *c = b.text; *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, 3 + 16 + 1 + 6);
	strbuf_free(&b);
	map_free(m);
}

/* Sizes that leave nothing to draw, or that are absurd. */
static void test_text_odd_sizes(void **state)
{
	static const int sizes[][2] = { { 0, 5 }, { 5, 0 }, { -3, 7 }, { 7, -1 }, { INT32_MAX, INT32_MAX },
					{ 1, INT32_MAX } };
	struct map *maps[] = { map_new(0), map_of("+-?") };

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(maps); k++) {
		for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
			struct picture p = { maps[k], 2048, DISC_DVD, "x", NULL };
			struct strbuf b = { 0 };

			picture_text(&p, sizes[i][0], sizes[i][1], true, &b);
			assert_false(b.failed);
			assert_non_null(strstr(b.text, "x bad"));
			if (k == 1 && i == 4)
				assert_non_null(strstr(b.text, "\n0 #x.\n"));
			if (k == 1 && i == 5)
				assert_non_null(strstr(b.text, "\n0 #\n1 x\n2 .\n"));
			strbuf_free(&b);
		}
		map_free(maps[k]);
	}
}

/* Tags open and close in order, and nothing in it can run or load anything. */
static void assert_sound_svg(const struct strbuf *b)
{
	static const char *const forbidden[] = { "<script", "javascript", "href", "onload", "url(", "<image",
						 "<foreign", "@import" };
	char open[32][16];
	int depth = 0;

	assert_false(b->failed);
	assert_ptr_equal(strstr(b->text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
					 "<svg xmlns=\"http://www.w3.org/2000/svg\""), b->text);
	for (size_t i = 0; i < ARRAY_LEN(forbidden); i++)
		assert_null(strstr(b->text, forbidden[i]));
	for (const char *p = strstr(b->text, "<svg"); (p = strchr(p, '<')); p++) {
		char name[16];
		const char *end = strchr(p, '>');

		assert_non_null(end);
		assert_int_equal(sscanf(p + 1 + (p[1] == '/'), "%15[a-z]", name), 1);
		if (p[1] == '/') {
			assert_true(depth > 0);
			assert_string_equal(open[--depth], name);
		} else if (end[-1] != '/') {
			assert_true(depth < 32);
			strcpy(open[depth++], name);
		}
	}
	assert_int_equal(depth, 0);
	assert_string_equal(b->text + b->len - 7, "</svg>\n");
}

/* What the picture shows, cell by cell, from its paths. Cells that are drawn twice fail. */
static void read_cells(const char *svg, uint8_t *looks, int cols, int rows)
{
	const char *map = strstr(svg, "<g id=\"map\""), *end = strstr(map, "</g>");

	memset(looks, CELL_NONE, (size_t)(cols * rows));
	for (const char *p = map; (p = strstr(p, "<path fill=\"")) && p < end;) {
		char colour[8];
		int look = 0, x, y, w, back, used;

		assert_int_equal(sscanf(p, "<path fill=\"%7[#0-9a-f]\" d=\"%n", colour, &used), 1);
		while (look < CELL_NONE && strcmp(look_for((enum cell_look)look)->colour, colour) != 0)
			look++;
		assert_true(look < CELL_NONE);
		for (p += used; sscanf(p, "M%d %dh%dv1h-%dz%n", &x, &y, &w, &back, &used) == 4; p += used) {
			assert_true(x >= 0 && w > 0 && w == back && x + w <= cols && y >= 0 && y < rows);
			for (int i = x; i < x + w; i++) {
				assert_int_equal(looks[y * cols + i], CELL_NONE);
				looks[y * cols + i] = (uint8_t)look;
			}
		}
		assert_memory_equal(p, "\"/>", 3);
	}
}

static void check_svg_cells(const struct map *m, int rows)
{
	static uint8_t got[160 * 90], want[160 * 90];
	struct picture p = { m, 2048, DISC_CD, "t", NULL };
	struct strbuf b = { 0 };

	picture_svg(&p, &b);
	assert_sound_svg(&b);
	assert_true(b.len < 1000000);
	read_cells(b.text, got, 160, rows);
	cells_fill(m, map_all(m), 160 * rows, want);
	assert_memory_equal(got, want, (size_t)(160 * rows));
	strbuf_free(&b);
}

static void test_svg_cells(void **state)
{
	struct map *m = map_of("+-/*?+");

	(void)state;
	check_svg_cells(m, 1);
	map_free(m);
	m = map_new(160 * 90);	/* a cell a sector, all unlike their neighbours: the largest picture there is */
	for (int32_t i = 0; i < map_size(m); i++)
		map_set(m, (struct span){ i, 1 }, map_state_at((i + i / 160) % MAP_STATES));
	check_svg_cells(m, 90);
	map_free(m);
	m = map_new(339102);
	for (uint64_t i = 0; i < 300; i++)
		map_set(m, (struct span){ (int32_t)(hash_mix(1, i) % 339102), (int32_t)(hash_mix(2, i) % 3000) },
			map_state_at((int)(hash_mix(3, i) % MAP_STATES)));
	check_svg_cells(m, 90);
	map_free(m);
}

/* The ring in which something is bad, as radius and width in 1/100 mm; false if that layer has none. */
static bool bad_ring(const char *svg, const char *layer, int *radius, int *width)
{
	const char *p = strstr(svg, layer), *end;
	char pattern[100];
	bool found = false;

	assert_non_null(p);
	end = strstr(p, "</svg>");
	snprintf(pattern, sizeof pattern, "\" stroke=\"%s\" stroke-width=\"", look_for(CELL_BAD)->colour);
	for (const char *at = p; (at = strstr(at, pattern)) && at < end; at++) {
		const char *r = at;

		assert_false(found);
		found = true;
		while (r > p && *r != '=')
			r--;
		*radius = atoi(r + 2);
		*width = atoi(at + strlen(pattern));
	}
	return found;
}

/* A bad stretch at 40 mm lies at 40 mm. */
static void test_svg_rings(void **state)
{
	struct map *m = map_new(300000);
	struct picture p = { m, 2048, DISC_CD, "t", NULL };
	struct strbuf b = { 0 };
	int radius, width;

	(void)state;
	map_set(m, map_all(m), MAP_GOOD);
	map_set(m, (struct span){ 110448, 5 }, MAP_BAD);	/* (40^2 - 25^2) pi / (1.6e-3 * 17.333) */
	picture_svg(&p, &b);
	assert_sound_svg(&b);
	assert_true(bad_ring(b.text, "id=\"layer0\"", &radius, &width));
	assert_in_range(radius, 3970, 4030);
	assert_int_equal(width, 50);
	assert_null(strstr(b.text, "id=\"layer1\""));
	strbuf_free(&b);
	map_free(m);

	/* two layers: the second begins at the rim */
	m = map_new(4171712);
	p = (struct picture){ m, 2048, DISC_DVD, "t", NULL };
	map_set(m, (struct span){ 2085856, 16 }, MAP_BAD);
	picture_svg(&p, &b);
	assert_sound_svg(&b);
	assert_false(bad_ring(b.text, "id=\"layer0\"", &radius, &width));
	assert_true(bad_ring(b.text, "id=\"layer1\"", &radius, &width));
	assert_in_range(radius, 5740, 5800);	/* the layer ends at 58 mm */
	strbuf_free(&b);
	map_set(m, map_all(m), MAP_GOOD);
	map_set(m, (struct span){ 4171700, 12 }, MAP_BAD);
	picture_svg(&p, &b);
	assert_false(bad_ring(b.text, "id=\"layer0\"", &radius, &width));
	assert_true(bad_ring(b.text, "id=\"layer1\"", &radius, &width));
	assert_in_range(radius, 2400, 2450);
	strbuf_free(&b);
	map_free(m);
}

static void test_svg_words(void **state)
{
	struct map *m = map_new(339102);
	struct picture p = { m, 2048, DISC_CD,
			     "<script>\"&'\x1b\xe2\x80\xae\xed\xa0\x80\xef\xbf\xbe\xc0\xaf \xe2\x82\xac", NULL };
	struct strbuf b = { 0 };

	(void)state;
	map_set(m, (struct span){ 0, 1234 }, MAP_GOOD);
	map_set(m, (struct span){ 5000, 2431 }, MAP_BAD);
	picture_svg(&p, &b);
	assert_sound_svg(&b);
	assert_non_null(strstr(b.text, "<title>&lt;script&gt;&quot;&amp;&#39;???????? €</title>"));
	assert_non_null(strstr(b.text, ">CD, 339 102 sectors of 2048 bytes, 0.364 % rescued</text>"));
	assert_non_null(strstr(b.text, ">rescued</text>"));
	assert_non_null(strstr(b.text, ">1 234</text>"));
	assert_non_null(strstr(b.text, ">2 431</text>"));
	assert_non_null(strstr(b.text, ">335 437</text>"));
	strbuf_free(&b);
	map_free(m);
}

static void test_svg_odd_maps(void **state)
{
	static const int32_t sizes[] = { 0, 1, 159, 161, 2298496, 2298497, 24438784, 62500000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		for (int kind = DISC_UNKNOWN; kind <= DISC_BD; kind++) {
			struct map *m = map_new(sizes[i]);
			struct picture p = { m, 2048, (enum disc_kind)kind, NULL, NULL };
			struct strbuf b = { 0 };
			const char *layer = "id=\"layer0\"";
			int radius, width;

			map_set(m, (struct span){ sizes[i] - 1, 1 }, MAP_BAD);
			picture_svg(&p, &b);
			assert_sound_svg(&b);
			if (strstr(b.text, "layer1"))
				layer = "id=\"layer1\"";
			/* the last sector is always in the picture of a disc */
			assert_true(sizes[i] == 0 || bad_ring(b.text, layer, &radius, &width));
			strbuf_free(&b);
			map_free(m);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_large),
		cmocka_unit_test(test_text_odd_sizes),
		cmocka_unit_test(test_svg_cells),
		cmocka_unit_test(test_svg_rings),
		cmocka_unit_test(test_svg_words),
		cmocka_unit_test(test_svg_odd_maps),
	};

	return cmocka_run_group_tests_name("picture", tests, NULL, NULL);
}
