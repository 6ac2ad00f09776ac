#ifndef TESTS_STRATEGY_CORPUS_H
#define TESTS_STRATEGY_CORPUS_H

#include "base/strbuf.h"
#include "disc/disc.h"

#include <stdbool.h>
#include <stdint.h>

/* The discs that reading strategies are compared on. All of a disc is drawn from its kind's name and a seed. */

/* What the model drive is like where that can be changed. */
struct corpus_model {
	double failed_s;	/* a failed attempt takes */
	double speed_gain;	/* logit of the chance, for each halving of the speed */
	int stubborn;		/* so many attempts in a row have the same luck */
	bool short_reads;
};

struct corpus_model corpus_usual(void);

struct corpus_making;

struct corpus_kind {
	const char *name;	/* "cd-scratch" */
	enum disc_kind disc;
	bool tiny;		/* for a look whether all works; not in the corpus */
	void (*hurt)(struct corpus_making *m);	/* writes its damage; NULL: it has none */
};

/* Ends with a NULL name. */
extern const struct corpus_kind corpus_kinds[];

/* Times 1x at the rim, of the drive that reads such discs. */
int corpus_speed(enum disc_kind kind);

/* The scenario of one disc in one drive, appended to `out`. */
void corpus_scenario(const struct corpus_kind *k, int64_t seed, const struct corpus_model *m, struct strbuf *out);

#endif
