#include "config.h"
#include "tests/unit.h"

#include "tests/bench/strategy_bills.h"
#include "tests/bench/strategy_bound.h"
#include "tests/bench/strategy_corpus.h"
#include "tests/bench/strategy_ours.h"
#include "tests/bench/strategy_plain.h"
#include "tests/bench/strategy_table.h"

#include "base/fileio.h"
#include "map/mapfile.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>

/* What judges reading strategies must itself be right. */

static const struct corpus_kind *kind_of(const char *name)
{
	const struct corpus_kind *k = corpus_kinds;

	while (k->name && strcmp(k->name, name) != 0)
		k++;
	assert_non_null(k->name);
	return k;
}

static char *text_of(const char *name, int64_t seed)
{
	struct strbuf b = { 0 };
	struct corpus_model m = corpus_usual();

	corpus_scenario(kind_of(name), seed, &m, &b);
	assert_false(b.failed);
	return b.text;
}

static struct sim *world_of(const char *text)
{
	struct sim *w = NULL;
	struct fault f = { 0 };

	if (sim_parse(text, strlen(text), "corpus", &w, &f) != STATUS_OK)
		fail_msg("%s:%ld: %s %s", f.place, f.line, f.reason, f.detail);
	return w;
}

/* At least twelve kinds on three kinds of disc, each readable by the parser, the same for a seed, another for another. */
static void test_corpus(void **state)
{
	int kinds = 0, discs = 0;

	(void)state;
	for (const struct corpus_kind *k = corpus_kinds; k->name; k++) {
		kinds += !k->tiny && k->hurt;
		discs |= 1 << k->disc;
		for (int64_t seed = 0; seed < 8; seed++) {
			char *one = text_of(k->name, seed), *two = text_of(k->name, seed), *other = text_of(k->name, seed + 1);

			assert_string_equal(one, two);
			assert_string_not_equal(one, other);
			sim_free(world_of(one));
			free(one);
			free(two);
			free(other);
		}
	}
	assert_true(kinds >= 12);
	assert_int_equal(discs, 1 << DISC_CD | 1 << DISC_DVD | 1 << DISC_BD);
}

static struct sim_read read_of(int32_t lsn, int32_t count, int32_t given, double end_s)
{
	return (struct sim_read){ .asked = { lsn, count }, .good = given, .given = given, .failed = given < count,
				  .ended_ns = (int64_t)(end_s * (double)NS_PER_S) };
}

static void test_trace(void **state)
{
	/* sectors 500 to 599 are lost: 900 can be had */
	struct sim *w = world_of("[disc] image = builtin:demo  sectors = 1000\n[damage] bad = 500 +100\n[drive A]\n");
	struct sim_read r;
	struct trace t;

	(void)state;
	assert_true(trace_begin(&t, w));
	assert_true(t.f.sectors == 1000 && t.f.recoverable == 900);
	r = read_of(0, 449, 449, 10);
	trace_told(&t, &r);
	r = read_of(0, 450, 450, 20);	/* all of it but one sector again */
	trace_told(&t, &r);
	r = read_of(450, 100, 50, 30);
	trace_told(&t, &r);
	r = read_of(510, 10, 0, 40);
	r.chance = 0.3;
	trace_told(&t, &r);
	r = read_of(600, 310, 310, 50);
	trace_told(&t, &r);
	trace_close(&t);
	assert_int_equal(t.f.won, 810);
	assert_true(t.f.mark_s[0] == 20 && t.f.mark_s[1] == 50 && t.f.mark_s[2] == -1 && t.f.mark_s[4] == -1);
	assert_true(t.f.total_s == 50 && t.f.reads == 5 && t.f.failed == 2 && t.f.hopeless == 1);
	assert_true(t.f.asked_mean == (449 + 450 + 100 + 10 + 310) / 5.0);
	assert_true(trace_reached(&t, 449) == 10 && trace_reached(&t, 450) == 20 && trace_reached(&t, 811) == -1);
	assert_true(trace_won_by(&t, 9.9) == 0 && trace_won_by(&t, 10) == 449 && trace_won_by(&t, 49) == 500 &&
		    trace_won_by(&t, 1e9) == 810);
	trace_end(&t);
	sim_free(w);
}

/* Its failures are as many as the dice say; a reader that goes on at each place until it has it is later everywhere. */
static void test_bound(void **state)
{
	static const char *const names[] = { "cd-tiny", "dvd-tiny" };

	(void)state;
	for (int i = 0; i < 8; i++) {
		const struct corpus_kind *k = kind_of(names[i % 2]);
		int32_t unit = disc_ecc_unit(k->disc);
		char *text = text_of(k->name, i);
		struct sim *w = world_of(text);
		int64_t least = 0, full = 0;
		uint8_t buf[32 * 2048];
		struct plain p;
		struct figures f;
		struct trace t;

		assert_true(bound_run(text, k->disc, &f));
		assert_true(trace_begin(&t, w) && plain_open(&p, w));
		for (int32_t lsn = 0; lsn < t.sectors; lsn += unit) {
			int slow = sim_needed(w, 0, lsn, k->disc == DISC_CD ? 176 : 1385, 10000);
			int fast = sim_needed(w, 0, lsn, 0, 10000);

			least += slow > 0 ? (slow < fast || !fast ? slow : fast) - 1 : 0;
			full += fast > 0 ? fast - 1 : 0;
		}
		assert_true(f.failed == least && least <= full && full > 0);
		assert_true(f.won == f.recoverable && f.recoverable == t.f.recoverable && f.hopeless == 0);
		sim_watch(w, trace_told, &t);
		for (int32_t lsn = 0; lsn < t.sectors; lsn += unit) {
			struct span at = span_clip((struct span){ lsn, unit }, (struct span){ 0, t.sectors });

			for (int n = sim_needed(w, 0, lsn, 0, 10000); n > 0; n--)
				plain_read(&p, at, buf);
		}
		trace_close(&t);
		for (int m = 0; m < MARKS; m++)
			assert_true(f.mark_s[m] > 0 && f.mark_s[m] < t.f.mark_s[m]);
		assert_true(t.f.failed == full && t.f.won == f.won && f.total_s < t.f.total_s);
		plain_close(&p);
		trace_end(&t);
		sim_free(w);
		free(text);
	}
}

/* A wrong byte, a sector that was never given, a map of another size: each is noticed. */
static void test_same(void **state)
{
	const char *folder = scratch_folder("test_strategy_same");
	char image[300], map[300], sector[2048], text[200];
	struct sim *w = world_of("[disc] image = builtin:demo  sectors = 1000\n[drive A]\n");
	struct trace t;
	int fd;

	(void)state;
	snprintf(image, sizeof image, "%s/image", folder);
	snprintf(map, sizeof map, "%s/map", folder);
	fd = open(image, O_RDWR | O_CREAT, 0600);
	assert_true(fd >= 0 && trace_begin(&t, w));
	for (int32_t lsn = 0; lsn < 1000; lsn++) {
		assert_int_equal(sim_truth(w, 0, lsn, (uint8_t *)sector), STATUS_OK);
		assert_int_equal(file_pwrite(fd, sector, 2048, (int64_t)lsn * 2048), STATUS_OK);
		t.seen[lsn] |= TRACE_WON;
	}
	snprintf(text, sizeof text, "0x0 + 1\n0 0x%x +\n0x%x 0x%x -\n", 990 * 2048, 990 * 2048, 10 * 2048);
	assert_int_equal(file_replace(map, text, strlen(text), NULL, NULL), STATUS_OK);
	assert_true(ours_same(map, image, w, &t));
	t.seen[995] = 0;	/* is bad: nobody says that it is there */
	assert_int_equal(file_pwrite(fd, "x", 1, 995 * 2048), STATUS_OK);
	assert_true(ours_same(map, image, w, &t));
	t.seen[989] &= (uint8_t)~TRACE_WON;
	assert_false(ours_same(map, image, w, &t));
	t.seen[989] |= TRACE_WON;
	assert_int_equal(sim_truth(w, 0, 700, (uint8_t *)sector), STATUS_OK);
	sector[2047] ^= 1;
	assert_int_equal(file_pwrite(fd, sector, 2048, 700 * 2048), STATUS_OK);
	assert_false(ours_same(map, image, w, &t));
	sector[2047] ^= 1;
	assert_int_equal(file_pwrite(fd, sector, 2048, 700 * 2048), STATUS_OK);
	assert_true(ours_same(map, image, w, &t));
	snprintf(text, sizeof text, "0x0 + 1\n0 0x%x +\n", 999 * 2048);
	assert_int_equal(file_replace(map, text, strlen(text), NULL, NULL), STATUS_OK);
	assert_false(ours_same(map, image, w, &t));
	close(fd);
	trace_end(&t);
	sim_free(w);
}

static struct row result(const char *kind, int64_t seed, const char *reader, double t90, double total, int32_t won)
{
	struct row row = { .setting = "usual", .seed = seed, .disc = (uint64_t)seed + 1, .reach_s = -1, .left_then = -1,
			   .f = { .sectors = 1000, .recoverable = 900, .won = won, .total_s = total, .asked_mean = 32 } };

	snprintf(row.kind, sizeof row.kind, "%s", kind);
	snprintf(row.reader, sizeof row.reader, "%s", reader);
	for (int i = 0; i < MARKS; i++)
		row.f.mark_s[i] = i < 2 ? t90 : -1;
	return row;
}

/* What comes behind the `from`th bar of a table's row, without blanks. */
static const char *cells(char *text, const char *name, int from)
{
	static char out[400];
	char *line = strstr(text, name);
	size_t n = 0;

	assert_non_null(line);
	for (; *line && *line != '\n'; line++) {
		if (from > 0)
			from -= *line == '|';
		else if (*line != ' ' && n < sizeof out - 1)
			out[n++] = *line;
	}
	out[n] = '\0';
	return out;
}

/* Two discs of a kind: quotients are taken disc by disc against the best of the peers, their middle is by factors. */
static void test_tables(void **state)
{
	struct rows r = { 0 };
	struct row rows[] = {
		result("cd-scratch", 6, "bound", 10, 20, 900), result("cd-scratch", 6, "dd-r0", 100, 200, 850),
		result("cd-scratch", 6, "dd-r3", 80, 400, 880), result("cd-scratch", 6, "ours", 20, 100, 890),
		result("cd-scratch", 7, "bound", 10, 20, 900), result("cd-scratch", 7, "dd-r0", 100, 200, 850),
		result("cd-scratch", 7, "dd-r3", 100, 400, 880), result("cd-scratch", 7, "ours", 100, 300, 700),
		result("dvd-ring", 6, "bound", 10, 20, 900), result("dvd-ring", 6, "dd-r3", -1, 500, 880),
		result("dvd-ring", 6, "ours", 50, 100, 890),
	};
	char *text = NULL;
	size_t len;
	FILE *out;

	(void)state;
	rows[3].reach_s = 40;
	rows[3].left_then = 5;
	rows[7].left_then = 30;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++)
		assert_non_null(rows_add(&r, &rows[i]));
	out = open_memstream(&text, &len);
	table_marks(&r, "usual", out);
	table_ends(&r, "usual", out);
	table_aims(&r, "usual", 0.5, out);
	fclose(out);
	/* 90 %: sqrt(20 * 100) s; 20/80 and 100/100 by the peers; 2 and 10 by the bound */
	assert_string_equal(cells(text, " cd-scratch ", 4), "45|0.50|4.5|>173|-|-|>173|-|-|>173|-|-|");
	/* the peer never got there in its 500 s */
	assert_string_equal(cells(text, " dvd-ring ", 4), "50|<0.10|5.0|>100|-|-|>100|-|-|>100|-|-|");
	assert_string_equal(cells(text, " damaged: mean", 4), "|<0.22|4.7||-|-||-|-||-|-|");
	/* yield: 40/400, and one that ended at 300 of 400 without; left: 5/20 and 30/20 */
	assert_string_equal(cells(strstr(text, "total s"), " cd-scratch ", 12), ">0.27|0.61|");
	assert_string_equal(cells(text, "| time to 90 % by ddrescue", 2), "0.25|<0.224|met|");
	assert_string_equal(cells(text, "| the worst disc", 2), "1|1.000(cd-scratch7)|met|");
	assert_string_equal(cells(text, "| time to 90 % by the bound", 2), "3|5.00(dvd-ring)|NOTmet|");
	assert_string_equal(cells(text, "| time until as many", 2), "0.5|>0.274|NOTmet|");
	assert_string_equal(cells(text, "| from a read to the next, map", 2), "1ms|0.500ms|met|");
	free(text);
	rows_free(&r);
}

/* What is written is read again; a row of another disc is none. */
static void test_rows(void **state)
{
	const char *folder = scratch_folder("test_strategy_rows");
	char path[300];
	struct rows r = { 0 }, back = { 0 };
	struct row row = result("cd-rot", 3, "dd-r3", 12.25, 99.5, 123);
	const struct row *found;
	FILE *file;

	(void)state;
	row.disc = UINT64_C(0xfedcba9876543210);
	row.f.failed = INT64_C(1) << 40;
	row.f.hopeless = 7;
	row.left_then = 5;
	snprintf(path, sizeof path, "%s/rows", folder);
	assert_true(rows_load(&back, path));	/* a missing one is empty */
	assert_int_equal(back.count, 0);
	file = fopen(path, "w");
	rows_print_head(file);
	rows_print(&row, file);
	fclose(file);
	assert_true(rows_load(&back, path));
	assert_int_equal(back.count, 1);
	found = rows_find(&back, "usual", "cd-rot", 3, "dd-r3", row.disc);
	assert_non_null(found);
	assert_memory_equal(&found->f.mark_s, &row.f.mark_s, sizeof row.f.mark_s);
	assert_true(found->f.total_s == 99.5 && found->f.won == 123 && found->f.failed == row.f.failed &&
		    found->f.hopeless == 7 && found->left_then == 5 && found->f.recoverable == 900);
	assert_null(rows_find(&back, "usual", "cd-rot", 3, "dd-r3", row.disc + 1));
	assert_null(rows_find(&back, "usual", "cd-rot", 4, "dd-r3", 0));
	assert_null(rows_find(&back, "other", "cd-rot", 3, "dd-r3", 0));
	file = fopen(path, "a");
	fprintf(file, "usual\tcd-rot\tthree\n");
	fclose(file);
	assert_false(rows_load(&r, path));
	assert_true(rows_named("a,bc", "bc") && !rows_named("a,bc", "b") && !rows_named("abc", "bc") && rows_named(NULL, "x"));
	rows_free(&back);
	rows_free(&r);
}

static void test_bills(void **state)
{
	struct bill bills[] = {
		{ .pass_name = "sweep", .won = 99, .seconds = 9, .expected = { true, 199, 90, 200, 4, 4, 8 } },
		{ .pass_name = "retry", .won = 0, .seconds = 0, .expected = { true, 0, 0, 0, 0, 0, 0 } },
		{ .pass_name = "sweep", .won = 9, .seconds = 9, .expected = { .known = false } },
	};
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	bills_line(&bills[0], "cd-rot", 3, out);
	bills_line(&bills[2], "cd-rot", 3, out);
	fflush(out);
	assert_string_equal(text, "cd-rot\t3\tsweep\t0\t99\t199\t90\t200\t9\t4\t4\t8\t0\n"
				  "cd-rot\t3\tsweep\t0\t9\t-\t-\t-\t9\t-\t-\t-\t0\n");
	rewind(out);
	bills_print(bills, 0, out);
	fflush(out);
	assert_int_equal(len, 0);
	bills_print(bills, 3, out);
	fclose(out);
	assert_string_equal(cells(text, "| sweep", 2), "2|1|2.00|2.00-2.00|100%|0.50|0.50-0.50|0%|");
	assert_string_equal(cells(text, "| retry", 2), "1|1|1.00|1.00-1.00|100%|1.00|1.00-1.00|100%|");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus), cmocka_unit_test(test_trace), cmocka_unit_test(test_bound),
		cmocka_unit_test(test_same), cmocka_unit_test(test_tables), cmocka_unit_test(test_rows),
		cmocka_unit_test(test_bills),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
