#include "config.h"
#include "pass/lore_private.h"
#include "pass/pass.h"

/* What a tail will still do, class by class, as its batches are going to be chosen. */

/* The class is asked; what fails may be asked again in the next pass. */
static void ask(const struct lore *l, struct tail_classes *x, int f, int k, struct tail_outlook *o)
{
	double chance = hope_chance(&l->hope, f, k), n = x->left[f][k];

	o->asked += n;
	o->won += n * chance;
	x->asked[min_i32(f + 1, HOPE_TRIES - 1)][k] += n * (1 - chance);
	x->left[f][k] = 0;
}

bool tail_outlook(const struct pass_ctx *c, const struct pass_state *s, unsigned states, bool fresh, struct tail_outlook *o)
{
	const struct tail *t = &c->lore->tail;
	struct tail_classes x = t->classes;
	struct tail_choice choice;

	if (s->skip == 0 || s->skip != t->stamp || t->states != states)
		return false;
	*o = (struct tail_outlook){ .asked = 0 };
	while (tail_choose(c, &x, fresh, &choice) && choice.least > 0)
		for (int f = 0; f < HOPE_TRIES; f++)
			for (int k = 0; k < HOPE_STEPS; k++)
				if (tail_chosen(c->lore, &x, &choice, f, k))
					ask(c->lore, &x, f, k, o);
	return true;
}
