#include "config.h"
#include "tests/bench/strategy_table.h"

#include "tests/bench/strategy_corpus.h"
#include "tests/bench/strategy_peers.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * A quotient of two times, or of what it is the middle. A reader that ended before a mark counts with its total, so that
 * the true value lies above (we did not get there) or below (they did not).
 */
struct ratio {
	double value;		/* NAN: there is none */
	char sign;		/* '>', '<' or 0: exact */
};

static const struct ratio no_ratio = { NAN, 0 };

enum { MOST = 256 };	/* discs of a kind, and kinds */

/* The middle of several. By factors: between 2 and 8 lies 4. */
struct middle {
	struct ratio all[MOST];
	int n;
};

static void middle_add(struct middle *m, struct ratio r)
{
	if (!isnan(r.value) && m->n < MOST)
		m->all[m->n++] = r;
}

static int by_value(const void *one, const void *two)
{
	const struct ratio *a = one, *b = two;

	return a->value < b->value ? -1 : a->value > b->value;
}

static struct ratio median(struct middle *m)
{
	struct ratio r = no_ratio, low, high;

	if (m->n == 0)
		return r;
	qsort(m->all, (size_t)m->n, sizeof *m->all, by_value);
	low = m->all[(m->n - 1) / 2];
	high = m->all[m->n / 2];
	r.value = low.value > 0 ? sqrt(low.value * high.value) : (low.value + high.value) / 2;
	r.sign = low.sign ? low.sign : high.sign;
	return r;
}

static struct ratio mean(const struct middle *m)
{
	struct ratio r = no_ratio;
	double sum = 0;

	for (int i = 0; i < m->n; i++) {
		sum += log(fmax(m->all[i].value, 1e-6));
		r.sign = m->all[i].sign ? m->all[i].sign : r.sign;
	}
	if (m->n > 0)
		r.value = exp(sum / m->n);
	return r;
}

static struct ratio most(const struct middle *m)
{
	struct ratio r = no_ratio;

	for (int i = 0; i < m->n; i++)
		if (isnan(r.value) || m->all[i].value > r.value)
			r = m->all[i];
	return r;
}

/* What is asked of one disc: the row of ours, and all rows. */
typedef struct ratio ask(const struct rows *r, const struct row *ours, int mark);

static const struct row *beside(const struct rows *r, const struct row *ours, const char *reader)
{
	return rows_find(r, ours->setting, ours->kind, ours->seed, reader, ours->disc);
}

static struct ratio ours_s(const struct rows *r, const struct row *ours, int mark)
{
	(void)r;
	if (ours->f.mark_s[mark] < 0)
		return (struct ratio){ ours->f.total_s, '>' };
	return (struct ratio){ ours->f.mark_s[mark], 0 };
}

/* Our time by that of the best of the peers. */
static struct ratio by_peers(const struct rows *r, const struct row *ours, int mark)
{
	struct ratio us = ours_s(r, ours, mark);
	double best = -1, longest = -1;

	for (const struct peer *p = peers; p->name; p++) {
		const struct row *dd = beside(r, ours, p->name);

		if (dd && dd->f.mark_s[mark] >= 0 && (best < 0 || dd->f.mark_s[mark] < best))
			best = dd->f.mark_s[mark];
		if (dd)
			longest = fmax(longest, dd->f.total_s);
	}
	if (longest < 0 || (best < 0 && us.sign))
		return no_ratio;
	if (best < 0)
		return (struct ratio){ us.value / longest, '<' };
	return (struct ratio){ us.value / best, us.sign };
}

static struct ratio by_bound(const struct rows *r, const struct row *ours, int mark)
{
	struct ratio us = ours_s(r, ours, mark);
	const struct row *bound = beside(r, ours, "bound");

	if (!bound || bound->f.mark_s[mark] < 0)
		return no_ratio;
	return (struct ratio){ us.value / bound->f.mark_s[mark], us.sign };
}

/* Our time until as much was there as ddrescue got with its retries, by its total. */
static struct ratio by_yield(const struct rows *r, const struct row *ours, int mark)
{
	const struct row *dd = beside(r, ours, "dd-r3");

	(void)mark;
	if (!dd || !(dd->f.total_s > 0))
		return no_ratio;
	if (ours->reach_s < 0)
		return (struct ratio){ ours->f.total_s / dd->f.total_s, '>' };
	return (struct ratio){ ours->reach_s / dd->f.total_s, 0 };
}

/* What we had left when ddrescue was done with its retries, by what it had. */
static struct ratio by_left(const struct rows *r, const struct row *ours, int mark)
{
	const struct row *dd = beside(r, ours, "dd-r3");
	int32_t left = dd ? dd->f.recoverable - dd->f.won : 0;

	(void)mark;
	if (left <= 0 || ours->left_then < 0)
		return no_ratio;
	return (struct ratio){ (double)ours->left_then / left, 0 };
}

static struct ratio total_by_bound(const struct rows *r, const struct row *ours, int mark)
{
	const struct row *bound = beside(r, ours, "bound");

	(void)mark;
	return bound ? (struct ratio){ ours->f.total_s / bound->f.total_s, 0 } : no_ratio;
}

/* The answers for all discs of a kind. */
static struct middle gather(const struct rows *r, const char *setting, const struct corpus_kind *k, ask *what, int mark)
{
	struct middle m = { .n = 0 };

	for (int i = 0; i < r->count; i++)
		if (strcmp(r->row[i].setting, setting) == 0 && strcmp(r->row[i].reader, "ours") == 0 &&
		    strcmp(r->row[i].kind, k->name) == 0)
			middle_add(&m, what(r, &r->row[i], mark));
	return m;
}

static struct ratio of_kind(const struct rows *r, const char *setting, const struct corpus_kind *k, ask *what, int mark)
{
	struct middle m = gather(r, setting, k, what, mark);

	return median(&m);
}

/* The medians of the damaged kinds of that disc (DISC_UNKNOWN: any). */
static struct middle of_damaged(const struct rows *r, const char *setting, enum disc_kind disc, ask *what, int mark)
{
	struct middle m = { .n = 0 };

	for (const struct corpus_kind *k = corpus_kinds; k->name; k++)
		if (k->hurt && (disc == DISC_UNKNOWN || k->disc == disc))
			middle_add(&m, of_kind(r, setting, k, what, mark));
	return m;
}

/* The worst of all damaged discs, and which it is. */
static struct ratio worst_disc(const struct rows *r, const char *setting, ask *what, int mark, char name[40])
{
	struct ratio worst = no_ratio;

	name[0] = '\0';
	for (int i = 0; i < r->count; i++) {
		const struct row *o = &r->row[i];
		struct ratio x = no_ratio;

		if (strcmp(o->setting, setting) == 0 && strcmp(o->reader, "ours") == 0 && !strstr(o->kind, "clean"))
			x = what(r, o, mark);
		if (isnan(x.value) || (!isnan(worst.value) && x.value <= worst.value))
			continue;
		worst = x;
		snprintf(name, 40, "%s %" PRId64, o->kind, o->seed);
	}
	return worst;
}

static bool has_kind(const struct rows *r, const char *setting, const struct corpus_kind *k)
{
	return gather(r, setting, k, ours_s, 0).n > 0;
}

static const char *show(char out[24], struct ratio x, int digits)
{
	char sign[2] = { x.sign, '\0' };

	if (isnan(x.value))
		snprintf(out, 24, "-");
	else
		snprintf(out, 24, "%s%.*f", sign, digits, x.value);
	return out;
}

static void cell(FILE *out, int width, struct ratio x, int digits)
{
	char text[24];

	fprintf(out, " %*s |", width, show(text, x, digits));
}

void table_marks(const struct rows *r, const char *setting, FILE *out)
{
	static const char *const names[MARKS] = { "50 %", "90 %", "99 %", "99.9 %", "100 %" };

	fprintf(out, "| %-13s |", setting);
	for (int i = 0; i < MARKS; i++)
		fprintf(out, " %8s | %6s | %6s |", names[i], "by dd", "by b.");
	fprintf(out, "\n|---|");
	for (int i = 0; i < 3 * MARKS; i++)
		fprintf(out, "--:|");
	fputc('\n', out);
	for (const struct corpus_kind *k = corpus_kinds; k->name; k++) {
		if (!has_kind(r, setting, k))
			continue;
		fprintf(out, "| %-13s |", k->name);
		for (int i = 0; i < MARKS; i++) {
			cell(out, 8, of_kind(r, setting, k, ours_s, i), 0);
			cell(out, 6, of_kind(r, setting, k, by_peers, i), 2);
			cell(out, 6, of_kind(r, setting, k, by_bound, i), 1);
		}
		fputc('\n', out);
	}
	fprintf(out, "| %-13s |", "damaged: mean");
	for (int i = 0; i < MARKS; i++) {
		struct middle dd = of_damaged(r, setting, DISC_UNKNOWN, by_peers, i);
		struct middle bound = of_damaged(r, setting, DISC_UNKNOWN, by_bound, i);

		fprintf(out, " %8s |", "");
		cell(out, 6, mean(&dd), 2);
		cell(out, 6, mean(&bound), 1);
	}
	fputc('\n', out);
}

/* One number of a reader, by the middle of a kind's discs. */
static double figure(const struct rows *r, const char *setting, const struct corpus_kind *k, const char *reader,
		     double (*of)(const struct figures *f))
{
	struct middle m = { .n = 0 };

	for (int i = 0; i < r->count; i++)
		if (strcmp(r->row[i].setting, setting) == 0 && strcmp(r->row[i].reader, reader) == 0 &&
		    strcmp(r->row[i].kind, k->name) == 0)
			middle_add(&m, (struct ratio){ of(&r->row[i].f), 0 });
	return median(&m).value;
}

static double total_of(const struct figures *f)
{
	return f->total_s;
}

static double failed_of(const struct figures *f)
{
	return (double)f->failed;
}

static double hopeless_of(const struct figures *f)
{
	return (double)f->hopeless;
}

static double left_of(const struct figures *f)
{
	return f->recoverable - f->won;
}

static double cpu_of(const struct figures *f)
{
	return f->cpu_s;
}

void table_ends(const struct rows *r, const char *setting, FILE *out)
{
	static const struct {
		const char *name, *reader;
		double (*of)(const struct figures *f);
	} columns[] = {
		{ "total s", "ours", total_of }, { "dd-r0", "dd-r0", total_of }, { "dd-r3", "dd-r3", total_of },
		{ "bound", "bound", total_of }, { "failed", "ours", failed_of }, { "hopeless", "ours", hopeless_of },
		{ "dd-r3", "dd-r3", failed_of }, { "hopeless", "dd-r3", hopeless_of }, { "left", "ours", left_of },
		{ "dd-r3", "dd-r3", left_of }, { "CPU s", "ours", cpu_of },
	};

	fprintf(out, "| %-13s |", setting);
	for (unsigned i = 0; i < ARRAY_LEN(columns); i++)
		fprintf(out, " %8s |", columns[i].name);
	fprintf(out, " %8s | %8s |\n|---|", "to yield", "left then");
	for (unsigned i = 0; i < ARRAY_LEN(columns) + 2; i++)
		fprintf(out, "--:|");
	fputc('\n', out);
	for (const struct corpus_kind *k = corpus_kinds; k->name; k++) {
		if (!has_kind(r, setting, k))
			continue;
		fprintf(out, "| %-13s |", k->name);
		for (unsigned i = 0; i < ARRAY_LEN(columns); i++)
			cell(out, 8, (struct ratio){ figure(r, setting, k, columns[i].reader, columns[i].of), 0 },
			     columns[i].of == cpu_of);
		cell(out, 8, of_kind(r, setting, k, by_yield, 0), 2);
		cell(out, 8, of_kind(r, setting, k, by_left, 0), 2);
		fputc('\n', out);
	}
}

static void aim(FILE *out, const char *what, const char *to_beat, const char *reached, bool known, bool met)
{
	fprintf(out, "| %s | %s | %s | %s |\n", what, to_beat, reached, !known ? "-" : met ? "met" : "NOT met");
}

static void aim_ratio(FILE *out, const char *what, double most_is, struct ratio x, const char *where)
{
	char to_beat[24], reached[80], text[24];

	snprintf(to_beat, sizeof to_beat, "%g", most_is);
	snprintf(reached, sizeof reached, "%s%s%s%s", show(text, x, x.value < 1.1 ? 3 : 2), *where ? " (" : "", where, *where ? ")" : "");
	aim(out, what, to_beat, reached, !isnan(x.value), x.value <= most_is && x.sign != '>');
}

static void aims_by_peers(const struct rows *r, const char *setting, FILE *out)
{
	static const char *const what[2][2] = {
		{ "time to 90 % by ddrescue's best, mean of the damaged kinds", "the worst disc" },
		{ "time to 99 % by ddrescue's best, mean of the damaged kinds", "the worst disc" },
	};
	char name[40];

	for (int i = 0; i < 2; i++) {
		struct middle m = of_damaged(r, setting, DISC_UNKNOWN, by_peers, i + 1);
		struct ratio worst = worst_disc(r, setting, by_peers, i + 1, name);

		aim_ratio(out, what[i][0], 0.25, mean(&m), "");
		aim_ratio(out, what[i][1], 1, worst, name);
	}
}

/* One scratch, one sort of blotch or ring: what is easy to know. */
static bool is_easy(const char *kind)
{
	const char *damage = strchr(kind, '-') + 1;

	return strcmp(damage, "scratch") == 0 || strncmp(damage, "blotch", 6) == 0 || strcmp(damage, "ring") == 0;
}

static void aims_by_bound(const struct rows *r, const char *setting, FILE *out)
{
	for (int easy = 1; easy >= 0; easy--) {
		struct ratio worst = no_ratio;
		const char *name = "";

		for (const struct corpus_kind *k = corpus_kinds; k->name; k++) {
			struct ratio x = of_kind(r, setting, k, by_bound, 1);

			if (!k->hurt || is_easy(k->name) != easy || isnan(x.value) ||
			    (!isnan(worst.value) && x.value <= worst.value))
				continue;
			worst = x;
			name = k->name;
		}
		aim_ratio(out, easy ? "time to 90 % by the bound: scratch, blotch, ring" : "the others", easy ? 3 : 12, worst, name);
	}
}

static void aims_by_yield(const struct rows *r, const char *setting, FILE *out)
{
	static const struct {
		enum disc_kind disc;
		double aim;
		const char *what;
	} kinds[] = {
		{ DISC_CD, 0.5, "time until as many sectors are there as -r3 gets, by its total: CD" },
		{ DISC_DVD, 0.15, "the same: DVD" },
		{ DISC_BD, 0.15, "the same: BD" },
	};
	struct middle left = of_damaged(r, setting, DISC_UNKNOWN, by_left, 0);

	for (unsigned i = 0; i < ARRAY_LEN(kinds); i++) {
		struct middle m = of_damaged(r, setting, kinds[i].disc, by_yield, 0);

		aim_ratio(out, kinds[i].what, kinds[i].aim, mean(&m), "");
	}
	aim_ratio(out, "sectors left after the total of -r3, by what it left: middle of the damaged kinds", 0.5, median(&left),
		  "");
}

static void aims_clean(const struct rows *r, const char *setting, FILE *out)
{
	double asked = INFINITY;
	struct middle clean = { .n = 0 };
	char reached[40];

	for (const struct corpus_kind *k = corpus_kinds; k->name; k++) {
		struct middle m = gather(r, setting, k, total_by_bound, 0);

		if (!k->hurt)
			middle_add(&clean, most(&m));
	}
	for (int i = 0; i < r->count; i++)
		if (strcmp(r->row[i].setting, setting) == 0 && strcmp(r->row[i].reader, "ours") == 0 &&
		    strstr(r->row[i].kind, "clean"))
			asked = fmin(asked, r->row[i].f.asked_mean);
	aim_ratio(out, "clean discs by the bound", 1.01, most(&clean), "");
	snprintf(reached, sizeof reached, "%.0f KiB", isinf(asked) ? 0 : asked * 2);
	aim(out, "requests on clean discs, mean", "64 KiB", reached, !isinf(asked), asked >= 31.5);
}

/* Real time, by which a drive stands still because of us; writing the image is in it. */
static void aims_idle(const struct rows *r, const char *setting, FILE *out)
{
	char reached[60];
	double mean = 0, longest = 0;

	for (int i = 0; i < r->count; i++) {
		if (strcmp(r->row[i].setting, setting) != 0 || strcmp(r->row[i].reader, "ours") != 0)
			continue;
		mean = fmax(mean, r->row[i].f.apart_mean_us);
		longest = fmax(longest, r->row[i].f.apart_max_us);
	}
	snprintf(reached, sizeof reached, "%.3f ms (longest %.1f ms)", mean / 1000, longest / 1000);
	aim(out, "from a read to the next, mean of the worst disc, this machine", "1 ms", reached, longest > 0, mean < 1000);
}

void table_aims(const struct rows *r, const char *setting, double plan_ms, FILE *out)
{
	char reached[40];

	fprintf(out, "| aim (%s) | at most | reached | |\n|---|--:|--:|---|\n", setting);
	aims_by_peers(r, setting, out);
	aims_by_bound(r, setting, out);
	aims_by_yield(r, setting, out);
	aims_clean(r, setting, out);
	aims_idle(r, setting, out);
	snprintf(reached, sizeof reached, "%.3f ms", plan_ms);
	aim(out, "from a read to the next, map of 100 000 runs, the longest", "1 ms", plan_ms < 0 ? "-" : reached, plan_ms >= 0,
	    plan_ms < 1);
}

void table_robust_head(FILE *out)
{
	fprintf(out, "| setting | 90 %% by dd | worst | 99 %% by dd | worst | 90 %% by b. | CD yield | DVD yield | left then |\n"
		     "|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
}

static void robust(const struct rows *r, const char *setting, FILE *out)
{
	char name[40];
	struct middle bound = of_damaged(r, setting, DISC_UNKNOWN, by_bound, 1);
	struct middle cd = of_damaged(r, setting, DISC_CD, by_yield, 0);
	struct middle dvd = of_damaged(r, setting, DISC_DVD, by_yield, 0);
	struct middle left = of_damaged(r, setting, DISC_UNKNOWN, by_left, 0);

	fprintf(out, "| %s |", setting);
	for (int i = 1; i < 3; i++) {
		struct middle m = of_damaged(r, setting, DISC_UNKNOWN, by_peers, i);

		cell(out, 5, mean(&m), 2);
		cell(out, 5, worst_disc(r, setting, by_peers, i, name), 2);
	}
	cell(out, 5, mean(&bound), 2);
	cell(out, 5, mean(&cd), 2);
	cell(out, 5, mean(&dvd), 2);
	cell(out, 5, median(&left), 2);
	fputc('\n', out);
}

void table_robust(const struct rows *r, const char *setting, const char *only, FILE *out)
{
	struct rows some = { 0 };

	for (int i = 0; i < r->count; i++)
		if (rows_named(only, r->row[i].kind))
			rows_add(&some, &r->row[i]);
	robust(&some, setting, out);
	rows_free(&some);
}
