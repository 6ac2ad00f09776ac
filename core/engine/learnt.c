#include "config.h"
#include "engine/private.h"

/* What is learnt of the disc in each drive (pass/lore.h): whose it is, where it comes from, what it is told. */

enum { KEY_MEDIUM = 3 };	/* sense key "medium error", SPC-4 4.5.6 */
/* A drive that has so often named a sector further on in a read is believed when it names the first. */
enum { NAMES_TRULY = 2 };

static bool holds_copy(const struct worker *w)
{
	return w->view.verdict == VERDICT_COPY;
}

/* Another drive that knows something of the disc in `w`: it had the same one last; for a copy any will do. */
static const struct worker *source_for(const struct engine *e, const struct worker *w)
{
	if (e->learnt_in >= 0 && e->learnt_in != w->index)
		return e->workers[e->learnt_in];
	for (int i = 0; holds_copy(w) && i < e->nworkers; i++)
		if (i != w->index && e->workers[i]->lore)
			return e->workers[i];
	return NULL;
}

bool learnt_enter(struct engine *e, struct worker *w)
{
	const struct worker *from = source_for(e, w);
	bool copy = holds_copy(w);

	if (w->lore && w->lore_of_copy != copy) {	/* another disc than was in it before */
		lore_free(w->lore);
		w->lore = NULL;
	}
	if (!w->lore) {
		w->lore = lore_new(e->job.disc.kind, map_size(e->job.mf.map), e->unit);
		if (!w->lore)
			return false;
		if (from)
			lore_inherit(w->lore, from->lore);
		if (!copy)
			lore_take_map(w->lore, e->job.mf.map);
	} else if (from && !copy) {	/* it has come back from there */
		lore_inherit(w->lore, from->lore);
	}
	w->lore_of_copy = copy;
	if (!copy)
		e->learnt_in = w->index;
	w->ctx.lore = w->lore;
	return true;
}

bool learnt_resize(struct engine *e)
{
	for (int i = 0; i < e->nworkers; i++) {
		struct worker *w = e->workers[i];
		struct lore *l;

		if (!w->lore)
			continue;
		l = lore_new(e->job.disc.kind, map_size(e->job.mf.map), e->unit);
		if (!l)
			return false;
		lore_inherit(l, w->lore);
		if (!w->lore_of_copy)
			lore_take_map(l, e->job.mf.map);
		lore_free(w->lore);
		w->lore = w->ctx.lore = l;
	}
	return true;
}

struct outcome learnt_outcome(struct worker *w, const struct task *t)
{
	const struct sense *s = &t->got.sense;
	struct outcome o = { .asked = t->at, .good = t->got.good };

	/* an error of a plain read, which has no key, does not say which of its sectors it is of */
	if (s->key == KEY_MEDIUM && s->has_lsn) {
		o.placed = s->lsn == t->at.lsn + t->got.good;
		w->named += o.placed;
	} else if (s->key == KEY_MEDIUM && s->first) {
		o.placed = t->got.good == 0 && w->named >= NAMES_TRULY;
	}
	o.seconds = (double)t->got.took_ns / NS_PER_S;
	o.pace = tempo_pace(&w->view.abilities, w->view.speed);
	return o;
}
