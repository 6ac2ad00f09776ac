#include "config.h"
#include "tests/bench/strategy_bound.h"
#include "tests/bench/strategy_corpus.h"
#include "tests/bench/strategy_ours.h"
#include "tests/bench/strategy_peers.h"
#include "tests/bench/strategy_table.h"

#include "base/fileio.h"
#include "base/hash.h"
#include "base/number.h"

#include <errno.h>
#include <ftw.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * bench_strategy: in which order readers read damaged discs, and what that costs in drive time. See doc/strategy.md.
 */

struct setting {
	const char *name;
	struct corpus_model model;
};

enum { SETTINGS = 8 };

struct options {
	int64_t first, last;		/* seeds */
	const char *only;		/* names with commas between; NULL: all */
	struct setting settings[SETTINGS];
	int nsettings;
	bool ours, peers, bound, print, lines;
	const char *peers_file, *rows_file, *log_file;
	struct ours_options run;
};

struct bench {
	struct options o;
	char folder[PATH_MAX];
	struct rows rows, kept;
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

static bool is_named(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = list; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, name, len) == 0 && (at[len] == '\0' || at[len] == ','))
			return true;
	}
	return !list;
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

static void run_peer(struct bench *b, const struct disc *d, const struct peer *p)
{
	struct row row = row_for(d, p->name);
	char folder[PATH_MAX];

	if (known(b, d, p->name))
		return;
	if (!make_folder(b, folder)) {
		perror("bench_strategy: folder");
		b->failed = true;
		return;
	}
	if (peers_run(p, d->text, folder, &row.f)) {
		keep_row(b, &row);
		keep_for_later(b, &row);
	} else {
		fprintf(stderr, "bench_strategy: %s %" PRId64 ": %s failed\n", d->kind->name, d->seed, p->name);
		b->failed = true;
	}
	remove_tree(folder);
}

static void run_ours(struct bench *b, const struct disc *d)
{
	struct row row = row_for(d, "ours");
	struct ours_options o = b->o.run;
	char folder[PATH_MAX];
	struct trace t = { 0 };
	struct sim *w = NULL;
	const struct row *peer;

	o.folder = folder;
	if (!make_folder(b, folder)) {
		perror("bench_strategy: folder");
		b->failed = true;
		return;
	}
	if (sim_parse(d->text, strlen(d->text), "corpus", &w, NULL) != STATUS_OK || !trace_begin(&t, w))
		goto fail;
	if (b->o.log_file)
		t.log = fopen(b->o.log_file, "w");
	if (!ours_run(d->text, &o, &t))
		goto fail;
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

static void run_corpus(struct bench *b)
{
	for (int s = 0; s < b->o.nsettings; s++)
		for (const struct corpus_kind *k = corpus_kinds; k->name; k++)
			for (int64_t seed = b->o.first; seed <= b->o.last; seed++) {
				struct disc d = { &b->o.settings[s], k, seed, NULL, 0 };

				if (is_named(b->o.only, k->name))
					run_disc(b, &d);
			}
}

static void print_tables(const struct bench *b)
{
	const char *first = b->o.settings[0].name;

	table_marks(&b->rows, first, stdout);
	putchar('\n');
	table_ends(&b->rows, first, stdout);
	putchar('\n');
	table_aims(&b->rows, first, -1, stdout);
	putchar('\n');
	table_robust_head(stdout);
	for (int i = 0; i < b->o.nsettings; i++)
		table_robust(&b->rows, b->o.settings[i].name, stdout);
}

static bool take_seeds(const char *text, struct options *o)
{
	char first[24];
	const char *dash = strchr(text, '-');

	if (!dash) {
		o->last = -1;
		return number_parse(text, false, &o->first) && (o->last = o->first) >= 0;
	}
	snprintf(first, sizeof first, "%.*s", (int)(dash - text), text);
	return number_parse(first, false, &o->first) && number_parse(dash + 1, false, &o->last) && o->first >= 0 &&
	       o->first <= o->last;
}

/* "usual", "failure=0.5", "lowgain=0", "stubborn=3", "short=0" */
static bool take_setting(const char *text, struct options *o)
{
	struct setting *s = &o->settings[o->nsettings];
	const char *value = strchr(text, '=');
	double x = 0;

	if (o->nsettings == SETTINGS || (value && !number_parse_real(value + 1, &x)))
		return false;
	*s = (struct setting){ text, corpus_usual() };
	if (strncmp(text, "failure=", 8) == 0)
		s->model.failed_s = x;
	else if (strncmp(text, "lowgain=", 8) == 0)
		s->model.speed_gain = x;
	else if (strncmp(text, "stubborn=", 9) == 0)
		s->model.stubborn = (int)x;
	else if (strncmp(text, "short=", 6) == 0)
		s->model.short_reads = x != 0;
	else if (strcmp(text, "usual") != 0)
		return false;
	o->nsettings++;
	return true;
}

enum { OPT_SEEDS = 256, OPT_ONLY, OPT_SETTING, OPT_OURS, OPT_PEERS, OPT_BOUND, OPT_PRINT, OPT_LINES, OPT_PEERS_FILE, OPT_RETRIES,
       OPT_PASSES, OPT_TIME_LIMIT, OPT_QUICK, OPT_LOG };

static const struct option long_options[] = {
	{ "seeds", required_argument, NULL, OPT_SEEDS },
	{ "only", required_argument, NULL, OPT_ONLY },
	{ "setting", required_argument, NULL, OPT_SETTING },
	{ "ours", no_argument, NULL, OPT_OURS },
	{ "peers", no_argument, NULL, OPT_PEERS },
	{ "bound", no_argument, NULL, OPT_BOUND },
	{ "print", no_argument, NULL, OPT_PRINT },
	{ "lines", no_argument, NULL, OPT_LINES },
	{ "peers-file", required_argument, NULL, OPT_PEERS_FILE },
	{ "retries", required_argument, NULL, OPT_RETRIES },
	{ "passes", required_argument, NULL, OPT_PASSES },
	{ "time-limit", required_argument, NULL, OPT_TIME_LIMIT },
	{ "quick", no_argument, NULL, OPT_QUICK },
	{ "log", required_argument, NULL, OPT_LOG },
	{ NULL, 0, NULL, 0 },
};

static bool take_option(int c, struct options *o)
{
	int64_t n;

	switch (c) {
	case OPT_SEEDS:
		return take_seeds(optarg, o);
	case OPT_ONLY:
		o->only = optarg;
		return true;
	case OPT_SETTING:
		return take_setting(optarg, o);
	case OPT_OURS:
		return o->ours = true;
	case OPT_PEERS:
		return o->peers = true;
	case OPT_BOUND:
		return o->bound = true;
	case OPT_PRINT:
		return o->print = true;
	case OPT_LINES:
		return o->lines = true;
	case OPT_PEERS_FILE:
		o->peers_file = optarg;
		return true;
	case OPT_RETRIES:
		if (!number_parse(optarg, false, &n) || n < 0 || n > 1000)
			return false;
		o->run.retries = (int)n;
		return true;
	case OPT_PASSES:
		o->run.passes = optarg;
		return true;
	case OPT_TIME_LIMIT:
		return number_parse(optarg, false, &o->run.time_limit_s);
	case OPT_QUICK:
		return o->run.quick = true;
	case OPT_LOG:
		o->log_file = optarg;
		return true;
	default:
		return false;
	}
}

static const char usage[] =
	"usage: bench_strategy [options]\n"
	"  --seeds A-B        discs drawn from these (6-7; 0-5 are for tuning)\n"
	"  --only NAME,...    these kinds of disc alone\n"
	"  --setting NAME     usual, failure=SECONDS, lowgain=LOGIT, stubborn=N or short=0; as often as wanted\n"
	"  --ours --peers --bound  these readers alone\n"
	"  --retries N        of ours (3)\n"
	"  --passes NAMES     of ours\n"
	"  --time-limit S     of ours\n"
	"  --quick            do not compare our images\n"
	"  --peers-file FILE  where figures of the others are kept, and taken from for the same disc\n"
	"  --lines            a line for each result, parts with tabs between\n"
	"  --log FILE         every read of ours, of the last disc: began, ended, LSN, count, given, failed, chance, kB/s, won\n"
	"  --print            the scenarios\n";

static bool take_options(int argc, char **argv, struct options *o)
{
	*o = (struct options){ .first = 6, .last = 7, .run = { .retries = 3, .time_limit_s = -1 } };
	for (int c; (c = getopt_long(argc, argv, "", long_options, NULL)) != -1;)
		if (!take_option(c, o))
			return false;
	if (o->nsettings == 0)
		take_setting("usual", o);
	if (!o->ours && !o->peers && !o->bound && !o->print)
		o->ours = o->peers = o->bound = true;
	return optind == argc;
}

int main(int argc, char **argv)
{
	static struct bench b;
	const char *tmp = getenv("TMPDIR");

	setlocale(LC_ALL, "C");
	if (!take_options(argc, argv, &b.o)) {
		fputs(usage, stderr);
		return 2;
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
