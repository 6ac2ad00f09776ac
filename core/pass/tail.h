#ifndef PASS_TAIL_H
#define PASS_TAIL_H

#include "pass/hope.h"
#include "pass/lore.h"

/*
 * The last of a disc, unit by unit: those that were never asked for because they are expected to fail, and those that have
 * failed. Those with the best chance first, in batches, each along the disc. Kept in the lore; scrape and retry drive it.
 */

struct tail_stretch {
	uint64_t has[2];	/* classes that occur in it, a bit each */
	int changed;		/* results since it was rated */
};

/* Units per class, those that have failed so often and were so likely to. */
struct tail_classes {
	double left[HOPE_TRIES][HOPE_STEPS];	/* to be asked */
	double asked[HOPE_TRIES][HOPE_STEPS];	/* that failed in this pass, by their class now */
};

struct tail {
	uint8_t *step;		/* owned; per unit: its hope_step(), TAIL_NONE: not one of them */
	uint16_t *asked_by;	/* owned; per unit: the pass that has asked for it last in vain, numbered as they began; 0: none */
	int32_t run;		/* number of the pass at hand */
	int32_t runs;		/* passes that have begun */
	struct tail_stretch *stretches;	/* owned */
	int nstretches;
	int32_t stretch_units;
	struct tail_classes classes;	/* whole numbers */
	uint64_t mask[2];	/* classes of this batch */
	int32_t cursor;		/* unit: where the batch goes on */
	int left;		/* attempts until the next batch; 0: one is to be chosen */
	bool turned;		/* the batch has come past the end of the disc */
	unsigned states;	/* that the pass may ask for */
	enum pace pace;
	struct tail_pace {
		double won, hoped;
	} paces[PACES];
	int batches;
	int32_t stamp;		/* that a pass's state speaks of */
};

enum { TAIL_NONE = 0x1f };

struct pass_ctx;
struct pass_state;

/* What goes into a batch: classes with a chance of at least so much; those that have failed, only if that pays. */
struct tail_choice {
	double least;
	bool pays, too_dear;	/* too_dear: there is nothing else, and it does not pay */
};

/* What the pass that has the tail will still ask for, and is expected to read; units. */
struct tail_outlook {
	double asked, won;
};

void tail_free(struct tail *t);

/* For passes: as pass.next and pass.learn. `states`: what it may ask for; fresh: what has not failed yet is enough for it,
 * as long as a retry comes after it. */
struct span tail_next(struct pass_ctx *c, struct pass_state *s, unsigned states, bool fresh);
void tail_learn(const struct pass_ctx *c, struct pass_state *s, const struct outcome *o);
/* False: the pass in that state has not begun with it. */
bool tail_outlook(const struct pass_ctx *c, const struct pass_state *s, unsigned states, bool fresh, struct tail_outlook *o);
/* The next batch, with so many units left. False: the next pass is worth more than the rest of this one. */
bool tail_choose(const struct pass_ctx *c, const struct tail_classes *x, bool fresh, struct tail_choice *out);
/* Class f, k belongs to it. */
bool tail_chosen(const struct lore *l, const struct tail_classes *x, const struct tail_choice *choice, int f, int k);
/* Sectors a minute that a chance is worth. */
double tail_per_minute(const struct lore *l, double chance);
void tail_skip(const struct pass_ctx *c, struct pass_state *s);

#endif
