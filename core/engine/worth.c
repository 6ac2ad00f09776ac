#include "config.h"
#include "engine/private.h"

#include "disc/geometry.h"

#include <stdio.h>
#include <string.h>

/* What reading on is worth: prices of the passes, bills of those that are over, what other drives may win, advice. */

/* The usual rule: retries end when fewer than so many of a hundred are expected to succeed. */
#define USUAL_YIELD 0.02
/* Of sectors that one drive left out, the share that another reads. */
#define ELSEWHERE 0.9
/* Real time between two looks at what is left. */
#define LOOK_EVERY_NS (250 * NS_PER_MS)
/* Of drive time, for hands: the disc into another drive. */
#define MOVE_S 60.0
/* Another drive is advised when it is worth so many times what this one is; and as long as it is worth so many. */
#define CLEARLY 2.0
#define STILL 1.3

static double usual_stop(const struct engine *e, const struct worker *w)
{
	return w->lore ? USUAL_YIELD * e->unit * 60 / lore_failed_s(w->lore) : 0;
}

double worth_stop_below(const struct engine *e, const struct worker *w)
{
	return e->set.stop_below >= 0 ? e->set.stop_below : usual_stop(e, w);
}

void worth_begin(struct worker *w)
{
	const struct plan *p = &w->course.plan;
	const struct plan_step *step = plan_current(p);
	struct bill *b = &w->course.bill;
	struct survey v;

	*b = (struct bill){ .pass_name = NULL };
	if (!step)
		return;
	b->pass_name = step->pass->name;
	b->pass_number = step->number;
	survey_take(&v, p, &w->ctx);
	b->expected = price_step(&v, p, &w->ctx);
}

void worth_count(struct worker *w, const struct task *t)
{
	struct bill *b = &w->course.bill;

	b->won += t->got.good;
	b->seconds += (double)t->got.took_ns / NS_PER_S;
	b->failed += t->st != STATUS_OK && t->st != STATUS_OUT_OF_RANGE;
}

const struct bill *worth_end(struct engine *e, struct worker *w, int place)
{
	const struct plan_step *step = plan_step_at(&w->course.plan, place);
	struct bill b = { .pass_name = NULL }, *bills = e->worth.bills;

	if (place == w->course.place)	/* else it ended before its first read */
		b = w->course.bill;
	b.pass_name = step->pass->name;
	b.pass_number = step->number;
	b.too_dear = place == w->course.plan.dear_place;
	snprintf(b.drive, sizeof b.drive, "%s", w->view.id.name);
	memmove(bills + 1, bills, (ARRAY_LEN(e->worth.bills) - 1) * sizeof *bills);
	bills[0] = b;
	e->worth.nbills = min_i32(e->worth.nbills + 1, ENGINE_BILLS);
	e->worth.nbilled++;
	return &bills[0];
}

/* So many drives have failed on that sector in this run, the one at work at least. */
static int failed_on(const struct engine *e, int32_t lsn)
{
	int n = __builtin_popcount(e->failed_by[lsn]);

	return n ? n : 1;
}

/* Sectors that are not bad, nor read yet, that a drive may win. When all is done in the drive at work, it did not ask for
 * them (it hangs there, or does not reach them): that says little of the disc, and another drive mostly reads them. */
static double of_the_untried(const struct worker *at_work, const struct survey *v, bool other)
{
	const unsigned untried = TAKES_UNTRIED | TAKES_UNTRIMMED | TAKES_UNSCRAPED;
	const struct plan *p = &at_work->course.plan;
	const struct map *m = at_work->ctx.map;
	double won = 0;

	if (other && !plan_current(p))
		return ELSEWHERE * plan_count(p, m, map_all(m), untried, true);
	for (int s = 0; s < map_state_index(MAP_BAD); s++)
		won += v->sectors[s] * v->hope[s];
	return won;
}

/* What drive `i` may win of all that is left: less where it has failed itself. */
static double could_win(struct engine *e, const struct survey *v, int i)
{
	double won = of_the_untried(engine_active(e), v, i != e->active);

	for (int k = 0; k < v->nbad; k++) {
		const struct survey_place *b = &v->bad[k];
		bool failed = e->failed_by[b->lsn] >> i & 1;

		won += b->sectors * (failed ? b->again : price_other_share(failed_on(e, b->lsn), b->again));
	}
	return won;
}

static double rate_of(double won, double seconds)
{
	return seconds > 0 ? 60 * won / seconds : 0;
}

/* What another drive may win, and what it costs: of what is bad, and, when all is done here, of what was not asked for. */
static double elsewhere(const struct engine *e, const struct worker *w, const struct survey *v, double *won)
{
	double seconds = MOVE_S;

	*won = plan_current(&w->course.plan) ? 0 : of_the_untried(w, v, true);
	for (int k = 0; k < v->nbad; k++) {
		const struct survey_place *b = &v->bad[k];
		double share = price_other_share(failed_on(e, b->lsn), b->again);

		*won += share * b->sectors;
		seconds += (1 - share) * b->sectors / e->unit * lore_failed_s(w->lore);
	}
	return rate_of(*won, seconds);
}

static enum advice advise(const struct engine *e, const struct worker *w, const struct survey *v)
{
	const struct plan_step *step = plan_current(&w->course.plan);
	struct map_tally all = map_tally(e->job.mf.map);
	double least = worth_stop_below(e, w), here, there, won;
	struct price p;

	if (all.sectors[map_state_index(MAP_GOOD)] == map_size(e->job.mf.map))
		return ADVICE_WHOLE;
	if (step && step->pass != &pass_retry)
		return ADVICE_GO_ON;
	p = step ? e->worth.price : price_retry(v, &w->ctx);
	here = rate_of(p.won, p.seconds);
	there = elsewhere(e, w, v, &won);
	if (least <= 0)
		least = usual_stop(e, w);
	if (!step && all.sectors[map_state_index(MAP_BAD)] == 0 && won >= 0.5)
		return ADVICE_OTHER_DRIVE;	/* all that is left was left out here */
	if (here < least && there < least)
		return ADVICE_STOP;
	return won >= 0.5 && there > (e->worth.advice == ADVICE_OTHER_DRIVE ? STILL : CLEARLY) * here ? ADVICE_OTHER_DRIVE :
													ADVICE_GO_ON;
}

static void look_ahead(struct engine *e, struct worker *w, const struct survey *v)
{
	struct worth *worth = &e->worth;
	const struct plan_step *step;

	worth->price = price_step(v, &w->course.plan, &w->ctx);
	worth->ncoming = 0;
	for (int n = 1; n <= ENGINE_COMING; n++) {
		struct price p = price_coming(v, &w->course.plan, &w->ctx, n, &step);

		if (p.known)
			worth->coming[worth->ncoming++] = (struct coming){ step->pass->name, step->number, p };
	}
}

static void look_at_damage(struct engine *e, const struct lore *l)
{
	struct geometry g = geometry_for(e->job.disc.kind, e->job.disc.sectors);

	e->worth.nshapes = shapes_find(lore_turns(l), &g, lore_unit(l), lore_failed(l), lore_tried(l), lore_units(l),
				       e->worth.shapes, ENGINE_SHAPES);
}

void worth_tell_shapes(struct engine *e)
{
	struct worth *worth = &e->worth;

	for (int i = 0; i < worth->nshapes; i++) {
		const struct shape *s = &worth->shapes[i];

		if (s->kind == SHAPE_SCATTERED)
			continue;
		if (!(worth->shapes_told >> s->kind & 1))
			log_add(e->log, LOG_NOTE, "job", shape_name(s->kind), "%.1f-%.1f mm", s->from_mm, s->to_mm);
		worth->shapes_told |= 1u << s->kind;
	}
}

void worth_look(struct engine *e, bool now)
{
	struct worker *w = engine_active(e);
	int64_t t = clock_now(clock_real());
	struct survey v;

	if (!w || !w->lore || w->ctx.unit == 0 || (!now && t - e->worth.at_ns < LOOK_EVERY_NS))
		return;
	e->worth.at_ns = t;
	w->ctx.map = e->job.mf.map;	/* as when the next read is named: what has come since the last one counts */
	w->ctx.lore = w->lore;
	w->ctx.stop_below = worth_stop_below(e, w);
	survey_take(&v, &w->course.plan, &w->ctx);
	look_ahead(e, w, &v);
	look_at_damage(e, w->lore);
	e->worth.advice = advise(e, w, &v);
	for (int i = 0; i < e->nworkers; i++)
		e->worth.could_win[i] = could_win(e, &v, i);
}

void worth_view(const struct engine *e, struct snapshot *s)
{
	const struct worth *worth = &e->worth;
	const struct worker *w = engine_active(e);

	s->price = worth->price;
	memcpy(s->coming, worth->coming, sizeof s->coming);
	s->ncoming = worth->ncoming;
	memcpy(s->bills, worth->bills, sizeof s->bills);
	s->nbills = worth->nbills;
	s->nbilled = worth->nbilled;
	memcpy(s->shapes, worth->shapes, sizeof s->shapes);
	s->nshapes = worth->nshapes;
	s->advice = worth->advice;
	for (int i = 0; i < s->ndrives; i++)
		s->drives[i].could_win = worth->at_ns ? worth->could_win[i] : -1;
	s->pace = w ? w->pace : PACE_FULL;
	if (w)
		s->stop_below = worth_stop_below(e, w);
}
