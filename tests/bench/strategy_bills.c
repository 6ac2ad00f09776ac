#include "config.h"
#include "tests/bench/strategy_bills.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 4096 };

/* Expected by true, of those bills of a pass that were foretold, and how often the truth lay in the range. */
struct errors {
	double won[MOST], seconds[MOST];
	int count, all, won_inside, seconds_inside;
};

static int ascending(const void *one, const void *two)
{
	double a = *(const double *)one, b = *(const double *)two;

	return a < b ? -1 : a > b;
}

/* One more on both sides, so that nothing of nothing is right. */
static double quotient(double expected, double is)
{
	return (fmax(expected, 0) + 1) / (is + 1);
}

static bool is_inside(double is, double low, double high)
{
	return is >= floor(low) && is <= ceil(high);
}

static void count_bill(struct errors *e, const struct bill *b)
{
	e->all++;
	if (!b->expected.known || e->count == MOST)
		return;
	e->won[e->count] = quotient(b->expected.won, b->won);
	e->seconds[e->count++] = quotient(b->expected.seconds, b->seconds);
	e->won_inside += is_inside(b->won, b->expected.won_low, b->expected.won_high);
	e->seconds_inside += is_inside(b->seconds, b->expected.low, b->expected.high);
}

static void print_errors(const char *name, struct errors *e, FILE *out)
{
	fprintf(out, "| %s | %d | %d |", name, e->all, e->count);
	if (e->count == 0) {
		fprintf(out, " - | - | - | - | - | - |\n");
		return;
	}
	for (int i = 0; i < 2; i++) {
		double *x = i ? e->seconds : e->won;

		qsort(x, (size_t)e->count, sizeof *x, ascending);
		fprintf(out, " %.2f | %.2f-%.2f | %.0f %% |", x[e->count / 2], x[e->count / 10], x[e->count - 1 - e->count / 10],
			100.0 * (i ? e->seconds_inside : e->won_inside) / e->count);
	}
	fputc('\n', out);
}

void bills_line(const struct bill *b, const char *disc, int64_t seed, FILE *out)
{
	const struct price *e = &b->expected;

	fprintf(out, "%s\t%" PRId64 "\t%s\t%d\t%" PRId32, disc, seed, b->pass_name, b->pass_number, b->won);
	if (e->known)
		fprintf(out, "\t%.0f\t%.0f\t%.0f\t%.0f\t%.0f\t%.0f\t%.0f", e->won, e->won_low, e->won_high, b->seconds, e->seconds,
			e->low, e->high);
	else
		fprintf(out, "\t-\t-\t-\t%.0f\t-\t-\t-", b->seconds);
	fprintf(out, "\t%" PRIu32 "\n", b->failed);
}

void bills_print(const struct bill *bills, int count, FILE *out)
{
	struct errors *e = malloc(sizeof *e);

	if (!e || count == 0) {
		free(e);
		return;
	}
	fprintf(out, "What passes were expected to bring when they began, by what they brought: the middle, and what four of five lie "
		     "within.\n\n| pass | passes | foretold | sectors | | in the range | seconds | | in the range |\n"
		     "|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
	for (int i = 0; i < count; i++) {
		bool seen = false;

		for (int k = 0; k < i; k++)
			seen |= strcmp(bills[k].pass_name, bills[i].pass_name) == 0;
		if (seen)
			continue;
		*e = (struct errors){ .count = 0 };
		for (int k = i; k < count; k++)
			if (strcmp(bills[k].pass_name, bills[i].pass_name) == 0)
				count_bill(e, &bills[k]);
		print_errors(bills[i].pass_name, e, out);
	}
	free(e);
}
