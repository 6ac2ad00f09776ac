#include "config.h"
#include "tests/bench/strategy_bills.h"
#include "tests/bench/strategy_bound.h"
#include "tests/bench/strategy_options.h"
#include "tests/bench/strategy_peers.h"
#include "tests/bench/strategy_plan.h"
#include "tests/bench/strategy_table.h"

#include "base/fileio.h"
#include "base/hash.h"

#include <ftw.h>
#include <inttypes.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * bench_strategy: in which order readers read damaged discs, and what that costs in drive time. See doc/strategy.md.
 */

enum { BILLS = 4096 };

/* Where not the usual setting is meant but how results depend on it, these are enough. */
static const char few[] = "cd-scratch,cd-scratches,cd-blotches,cd-rot,cd-ring,cd-hybrid,dvd-scratch,dvd-hybrid";

struct bench {
	struct options o;
	char folder[PATH_MAX];
	struct rows rows, kept;
	struct bill bills[BILLS];	/* of the first setting */
	int nbills;
	bool failed;
};

static int remove_one(const char *path, const struct stat *sb, int kind, struct FTW *walk)
{
	(void)sb;
	(void)kind;
	(void)walk;
	return remove(path);
}

static void remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A fresh folder inside the program's own. */
static bool make_folder(const struct bench *b, char out[PATH_MAX])
{
	return (size_t)snprintf(out, PATH_MAX, "%s/run.XXXXXX", b->folder) < PATH_MAX && mkdtemp(out);
}

static uint64_t hash_of(const char *text)
{
	uint64_t h = 0;

	for (; *text; text++)
		h = hash_mix(h, (unsigned char)*text);
	return h;
}

struct disc {
	const struct setting *setting;
	const struct corpus_kind *kind;
	int64_t seed;
	const char *text;
	uint64_t hash;
};

static struct row row_for(const struct disc *d, const char *reader)
{
	struct row row = { .seed = d->seed, .disc = d->hash, .reach_s = -1, .left_then = -1 };

	snprintf(row.setting, sizeof row.setting, "%s", d->setting->name);
	snprintf(row.kind, sizeof row.kind, "%s", d->kind->name);
	snprintf(row.reader, sizeof row.reader, "%s", reader);
	return row;
}

static void keep_row(struct bench *b, const struct row *row)
{
	if (!rows_add(&b->rows, row))
		b->failed = true;
	if (b->o.lines)
		rows_print(row, stdout);
}

/* A row that was found before, of the very same disc. */
static bool known(struct bench *b, const struct disc *d, const char *reader)
{
	const struct row *old = rows_find(&b->kept, d->setting->name, d->kind->name, d->seed, reader, d->hash);

	if (old)
		keep_row(b, old);
	return old != NULL;
}

/* Adds a row to the file of what need not be found twice. */
static void keep_for_later(struct bench *b, const struct row *row)
{
	FILE *file = b->o.peers_file ? fopen(b->o.peers_file, "a") : NULL;

	if (!file)
		return;
	rows_print(row, file);
	fclose(file);
}

static void run_bound(struct bench *b, const struct disc *d)
{
	struct row row = row_for(d, "bound");

	if (known(b, d, "bound"))
		return;
	if (!bound_run(d->text, d->kind->disc, &row.f)) {
		fprintf(stderr, "bench_strategy: %s %" PRId64 ": the bound cannot be found\n", d->kind->name, d->seed);
		b->failed = true;
		return;
	}
	keep_row(b, &row);
	keep_for_later(b, &row);
}

/* NULL: none is wanted, or it cannot be made. */
static FILE *open_log(const struct bench *b, const struct disc *d, const char *reader)
{
	char path[PATH_MAX];

	if (!b->o.log)
		return NULL;
	snprintf(path, sizeof path, "%s.%s.%" PRId64 ".%s", b->o.log, d->kind->name, d->seed, reader);
	return fopen(path, "w");
}

static void run_peer(struct bench *b, const struct disc *d, const struct peer *p)
{
	struct row row = row_for(d, p->name);
	char folder[PATH_MAX];
	FILE *log;

	if (known(b, d, p->name))
		return;
	if (!make_folder(b, folder)) {
		perror("bench_strategy: folder");
		b->failed = true;
		return;
	}
	log = open_log(b, d, p->name);
	if (peers_run(p, d->text, folder, log, &row.f)) {
		keep_row(b, &row);
		keep_for_later(b, &row);
	} else {
		fprintf(stderr, "bench_strategy: %s %" PRId64 ": %s failed\n", d->kind->name, d->seed, p->name);
		b->failed = true;
	}
	if (log)
		fclose(log);
	remove_tree(folder);
}

static void run_ours(struct bench *b, const struct disc *d)
{
	struct row row = row_for(d, "ours");
	struct ours_options o = b->o.run;
	char folder[PATH_MAX];
	struct trace t = { 0 };
	struct sim *w = NULL;
	struct ours_bills bills;
	const struct row *peer;

	o.folder = folder;
	if (!make_folder(b, folder)) {
		perror("bench_strategy: folder");
		b->failed = true;
		return;
	}
	if (sim_parse(d->text, strlen(d->text), "corpus", &w, NULL) != STATUS_OK || !trace_begin(&t, w))
		goto fail;
	t.log = open_log(b, d, "ours");
	if (!ours_run(d->text, &o, &t, &bills))
		goto fail;
	for (int i = 0; i < bills.count && b->nbills < BILLS && d->setting == b->o.settings; i++)
		b->bills[b->nbills++] = bills.bill[i];
	for (int i = 0; i < bills.count && b->o.bills; i++)
		bills_line(&bills.bill[i], d->kind->name, d->seed, stdout);
	row.f = t.f;
	peer = rows_find(&b->rows, d->setting->name, d->kind->name, d->seed, "dd-r3", d->hash);
	if (peer && peer->f.total_s > 0) {
		row.reach_s = trace_reached(&t, peer->f.won);
		row.left_then = t.f.recoverable - trace_won_by(&t, peer->f.total_s);
	}
	keep_row(b, &row);
	goto out;
fail:
	fprintf(stderr, "bench_strategy: %s %" PRId64 ": our side failed\n", d->kind->name, d->seed);
	b->failed = true;
out:
	if (t.log)
		fclose(t.log);
	trace_end(&t);
	sim_free(w);
	remove_tree(folder);
}

/* What is in the file of the others, to be set beside ours. */
static void take_known(struct bench *b, const struct disc *d)
{
	if (!b->o.bound)
		known(b, d, "bound");
	for (const struct peer *p = peers; !b->o.peers && p->name; p++)
		known(b, d, p->name);
}

static void run_disc(struct bench *b, struct disc *d)
{
	struct strbuf text = { 0 };

	if (!b->o.lines && !b->o.print)
		fprintf(stderr, "%s %s %" PRId64 "\n", d->setting->name, d->kind->name, d->seed);

	corpus_scenario(d->kind, d->seed, &d->setting->model, &text);
	if (text.failed) {
		b->failed = true;
		return;
	}
	d->text = text.text;
	d->hash = hash_of(text.text);
	if (b->o.print)
		fputs(text.text, stdout);
	take_known(b, d);
	if (b->o.bound)
		run_bound(b, d);
	for (const struct peer *p = peers; b->o.peers && p->name; p++)
		run_peer(b, d, p);
	if (b->o.ours)
		run_ours(b, d);
	strbuf_free(&text);
}

static bool is_wanted(const struct bench *b, const struct disc *d)
{
	if (b->o.only)
		return rows_named(b->o.only, d->kind->name);
	return !d->kind->tiny && (!d->setting->few || rows_named(few, d->kind->name));
}

static void run_corpus(struct bench *b)
{
	for (int s = 0; s < b->o.nsettings; s++)
		for (const struct corpus_kind *k = corpus_kinds; k->name; k++)
			for (int64_t seed = b->o.first; seed <= b->o.last; seed++) {
				struct disc d = { &b->o.settings[s], k, seed, NULL, 0 };

				if (is_wanted(b, &d))
					run_disc(b, &d);
			}
}

/* What the next read costs to find on maps that are broken up; gives the longest in ms. */
static double plans(const struct bench *b)
{
	static const struct {
		enum disc_kind kind;
		int runs;
	} maps[] = { { DISC_CD, 1000 }, { DISC_CD, 100000 }, { DISC_DVD, 1000 }, { DISC_DVD, 100000 } };
	double longest = -1;

	printf("| a map of | runs | reads | us a read, mean | longest |\n|---|--:|--:|--:|--:|\n");
	for (unsigned i = 0; i < ARRAY_LEN(maps); i++) {
		struct plan_cost c;

		if (!plan_measure(maps[i].kind, maps[i].runs, b->o.run.retries, 20000, &c))
			return -1;
		printf("| a %s | %d | %d | %.1f | %.1f |\n", disc_kind_name(maps[i].kind), c.runs, c.reads, c.mean_us,
		       c.longest_us);
		if (maps[i].runs == 100000)
			longest = fmax(longest, c.longest_us / 1000);
	}
	putchar('\n');
	return longest;
}

static void print_head(const struct bench *b)
{
	printf("Seeds %" PRId64 " to %" PRId64 " (0 to 5 are for tuning, 6 and 7 for reporting). Drive seconds; middle of the seeds. "
	       "\"by dd\": ours by the best\nof ddrescue's runs (" , b->o.first, b->o.last);
	for (const struct peer *p = peers; p->name; p++)
		printf("%s%s", p == peers ? "" : ", ", p->name);
	printf("); \"by b.\": by the bound. \">\", \"<\": a reader had ended before that mark and counts with its total.\n"
	       "Ours: %d retries", b->o.run.retries);
	if (b->o.run.stop_below >= 0)
		printf(", stopped below %g sectors per minute", b->o.run.stop_below);
	printf(".\n\n");
}

static void print_tables(const struct bench *b)
{
	const char *first = b->o.settings[0].name;

	print_head(b);
	table_marks(&b->rows, first, stdout);
	putchar('\n');
	table_ends(&b->rows, first, stdout);
	putchar('\n');
	table_aims(&b->rows, first, b->o.plan ? plans(b) : -1, stdout);
	putchar('\n');
	table_robust_head(stdout);
	for (int i = 0; i < b->o.nsettings; i++)
		table_robust(&b->rows, b->o.settings[i].name, b->o.nsettings > 1 && !b->o.only ? few : NULL, stdout);
	putchar('\n');
	bills_print(b->bills, b->nbills, stdout);
}

int main(int argc, char **argv)
{
	static struct bench b;
	const char *tmp = getenv("TMPDIR");

	setlocale(LC_ALL, "C");
	if (!options_take(argc, argv, &b.o)) {
		options_usage(stderr);
		return 2;
	}
	if (b.o.help) {
		options_usage(stdout);
		return 0;
	}
	snprintf(b.folder, sizeof b.folder, "%s/discnurse-strategy.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(b.folder)) {
		perror(b.folder);
		return 1;
	}
	if (b.o.peers_file && !rows_load(&b.kept, b.o.peers_file)) {
		fprintf(stderr, "bench_strategy: %s: not understood\n", b.o.peers_file);
		b.failed = true;
	}
	if (b.o.peers && peers_lack()) {
		fprintf(stderr, "bench_strategy: without ddrescue: %s\n", peers_lack());
		b.o.peers = false;
	}
	if (b.o.lines)
		rows_print_head(stdout);
	run_corpus(&b);
	if (!b.o.lines)
		print_tables(&b);
	remove_tree(b.folder);
	rows_free(&b.rows);
	rows_free(&b.kept);
	return b.failed;
}
