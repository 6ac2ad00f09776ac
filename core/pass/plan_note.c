#include "config.h"
#include "pass/plan.h"
#include "pass/plan_parts.h"

#include "base/strbuf.h"

#include <ctype.h>
#include <string.h>

/*
 * The note, in one line:
 *   v1 WALK retries=N [never=SPANS] [last=SPANS [at=N [WALK]]] [first=SPANS WALK]
 *   SPANS: LSN+COUNT[,LSN+COUNT]...
 *   WALK: steps=CODES step=N [pos=N skip=N run=N todo=N in=LSN+COUNT]
 * CODES has a letter for every step, the pass's code, a capital for one that goes backwards. N of step counts from 0. What
 * was put last is being walked from its Nth span on, or all of it is done when N is their number.
 */

/* What the lore has listed is not saved. */
static int32_t kept_skip(const struct walk *w)
{
	return w->steps[w->at].pass == &pass_sweep ? w->state.skip : 0;
}

static void add_walk(struct strbuf *b, const struct walk *w)
{
	strbuf_addf(b, " steps=");
	for (int i = 0; i < w->nsteps; i++) {
		char code = w->steps[i].pass->code;

		strbuf_addf(b, "%c", w->steps[i].reverse ? toupper((unsigned char)code) : code);
	}
	strbuf_addf(b, " step=%d", w->at);
	if (w->begun)
		strbuf_addf(b, " pos=%d skip=%d run=%d todo=%d in=%d+%d", w->state.pos, kept_skip(w), w->state.run, w->todo,
			    w->within.lsn, w->within.count);
}

static void add_spans(struct strbuf *b, const char *name, const struct span *list, int n)
{
	for (int i = 0; i < n; i++)
		strbuf_addf(b, "%s%s%d+%d", i ? "," : " ", i ? "" : name, list[i].lsn, list[i].count);
}

static void add_last(struct strbuf *b, const struct plan *p)
{
	add_spans(b, "last=", p->last.at, p->last.n);
	if (p->in_last || p->last_at)
		strbuf_addf(b, " at=%d", p->last_at);
	if (p->in_last)
		add_walk(b, &p->last_walk);
}

static void add_note(struct strbuf *b, const struct plan *p, bool never, bool last, int nfirst)
{
	strbuf_addf(b, "v1");
	add_walk(b, &p->main);
	strbuf_addf(b, " retries=%d", p->retries);
	if (never)
		add_spans(b, "never=", p->never.at, p->never.n);
	if (last && p->last.n)
		add_last(b, p);
	add_spans(b, "first=", p->first, nfirst);
	if (nfirst)
		add_walk(b, &p->first_walk);
}

void plan_note(const struct plan *p, char *out, size_t size)
{
	bool fits = false;

	for (int n = p->nfirst; n >= -2 && !fits; n--) {
		struct strbuf b = { 0 };

		add_note(&b, p, n >= -1, n >= 0, max_i32(n, 0));
		fits = !b.failed && b.len < size;
		if (fits)
			memcpy(out, b.text, b.len + 1);
		strbuf_free(&b);
	}
	if (!fits && size > 0)
		out[0] = '\0';
}

static bool take_text(const char **at, const char *text)
{
	size_t len = strlen(text);

	if (strncmp(*at, text, len) != 0)
		return false;
	*at += len;
	return true;
}

static bool take_number(const char **at, int32_t most, int32_t *out)
{
	int64_t value = 0;

	if (!isdigit((unsigned char)**at))
		return false;
	for (; isdigit((unsigned char)**at); (*at)++) {
		value = value * 10 + (**at - '0');
		if (value > most)
			return false;
	}
	*out = (int32_t)value;
	return true;
}

static bool take_field(const char **at, const char *name, int32_t most, int32_t *out)
{
	return take_text(at, name) && take_number(at, most, out);
}

static bool take_span(const char **at, int32_t sectors, struct span *out)
{
	return take_number(at, sectors, &out->lsn) && take_text(at, "+") &&
	       take_number(at, sectors - out->lsn, &out->count);
}

/* Place in passes[]; -1 if no pass has the code. */
static int pass_index(char code)
{
	for (int i = 0; passes[i]; i++)
		if (passes[i]->code == tolower((unsigned char)code))
			return i;
	return -1;
}

/* The steps, in the order of passes[]. */
static bool take_steps(const char **at, struct walk *w)
{
	int last = 0;

	w->nsteps = 0;
	if (!take_text(at, " steps="))
		return false;
	for (; **at && **at != ' '; (*at)++) {
		int i = pass_index(**at);

		if (i < last || !walk_add(w, passes[i], isupper((unsigned char)**at)))
			return false;
		last = i;
	}
	return true;
}

static bool take_walk(const char **at, int32_t sectors, struct walk *w)
{
	if (!take_steps(at, w) || !take_field(at, " step=", w->nsteps, &w->at))
		return false;
	w->begun = strncmp(*at, " pos=", 5) == 0;
	if (!w->begun)
		return true;
	if (w->at == w->nsteps || !take_field(at, " pos=", sectors, &w->state.pos) ||
	    !take_field(at, " skip=", MAP_MAX_SECTORS, &w->state.skip) || !take_field(at, " run=", MAP_MAX_SECTORS, &w->state.run) ||
	    !take_field(at, " todo=", sectors, &w->todo) || !take_text(at, " in=") || !take_span(at, sectors, &w->within))
		return false;
	w->state.skip = kept_skip(w);
	return w->state.pos >= w->within.lsn && w->state.pos <= span_end(w->within);
}

/* A list of spans, if it is there. */
static bool take_spans(const char **at, const char *name, struct plan *p, bool (*put)(struct plan *, struct span))
{
	if (!take_text(at, name))
		return true;
	do {
		struct span s;

		if (!take_span(at, MAP_MAX_SECTORS, &s) || !put(p, s))
			return false;
	} while (take_text(at, ","));
	return true;
}

static bool take_last(const char **at, int32_t sectors, struct plan *p)
{
	if (!take_spans(at, " last=", p, plan_last))
		return false;
	if (!p->last.n || !take_text(at, " at="))
		return true;
	if (!take_number(at, p->last.n, &p->last_at))
		return false;
	p->in_last = p->last_at < p->last.n;
	return !p->in_last || (take_walk(at, sectors, &p->last_walk) && walk_step(&p->last_walk));
}

static bool take_first(const char **at, int32_t sectors, struct plan *p)
{
	if (!take_spans(at, " first=", p, plan_first))
		return false;
	return !p->nfirst || (take_walk(at, sectors, &p->first_walk) && walk_step(&p->first_walk));
}

/* Which passes a walk has, retries aside: a set by place in passes[]. */
static unsigned pass_set(const struct walk *w)
{
	unsigned set = 0;

	for (int i = 0; i < w->nsteps; i++)
		if (w->steps[i].pass != &pass_retry)
			set |= 1u << pass_index(w->steps[i].pass->code);
	return set;
}

/* Makes `p` have so many retries. */
static void set_retries(struct plan *p, int want)
{
	int have = walk_count(&p->main, &pass_retry);

	for (; have < want && walk_add_retry(&p->main, p->backwards); have++)
		;
	for (; have > want; have--)
		p->main.nsteps--;
	if (p->main.at >= p->main.nsteps) {
		p->main.at = p->main.nsteps;
		p->main.begun = false;
	}
}

bool plan_resume(struct plan *p, const struct map *m, const char *note)
{
	struct plan was = *p;
	int32_t retries, sectors = map_size(m);

	was.nfirst = was.last.n = was.never.n = 0;
	plan_rearm_last(&was);
	was.asked = NULL;
	if (!take_text(&note, "v1") || !take_walk(&note, sectors, &was.main) ||
	    !take_field(&note, " retries=", WALK_STEPS, &retries) || !take_spans(&note, " never=", &was, plan_never) ||
	    !take_last(&note, sectors, &was) || !take_first(&note, sectors, &was) || *note)
		return false;
	if (pass_set(&was.main) != pass_set(&p->main))
		return false;
	set_retries(&was, p->retries + max_i32(walk_count(&was.main, &pass_retry) - retries, 0));
	*p = was;
	return true;
}

/* ddrescue copies in up to five passes: forwards, backwards, forwards, backwards with skipping, then without. */
enum { COPY_WITHOUT_SKIPPING = 5 };

static int foreign_number(const struct plan_step *step)
{
	return step->pass == &pass_gaps ? step->number + COPY_WITHOUT_SKIPPING - 1 : step->number;
}

/* The step that does what ddrescue does under that letter and number, or the first under that letter (*exact false);
 * else the first of all. */
static int foreign_step(const struct walk *w, char letter, int pass, bool *exact)
{
	int first = -1;

	if (letter == MAP_UNTRIED && pass > 2)
		pass = pass < COPY_WITHOUT_SKIPPING ? 2 - pass % 2 : COPY_WITHOUT_SKIPPING;
	*exact = false;
	for (int i = 0; i < w->nsteps; i++) {
		if (w->steps[i].pass->letter != letter)
			continue;
		if (first < 0)
			first = i;
		if (foreign_number(&w->steps[i]) == pass) {
			*exact = true;
			return i;
		}
	}
	return max_i32(first, 0);
}

void plan_resume_foreign(struct plan *p, const struct map *m, int32_t unit, char letter, int pass, int32_t lsn)
{
	struct walk *w = &p->main;
	struct pass_state there;
	struct span all = map_all(m);
	bool exact;

	p->nfirst = 0;
	w->begun = false;
	w->at = foreign_step(w, letter, pass, &exact);
	if (w->nsteps == 0)
		return;
	/* what its earlier passes left undone comes first */
	for (int i = 0; i < w->at; i++) {
		unsigned takes = w->steps[i].pass->takes;

		if (takes != w->steps[w->at].pass->takes && map_count_in(m, all, takes) > 0) {
			w->at = i;
			exact = false;
		}
	}
	/* ddrescue and plan_status write 0 for a pass that has not begun, whichever way it goes */
	if (!exact || lsn <= 0)
		return;
	walk_begin(w, m, all);
	there = w->state;
	lsn = min_i32(lsn, map_size(m));
	w->state.pos = w->steps[w->at].reverse ? min_i32(align_up(lsn, unit), map_size(m)) : align_down(lsn, unit);
	if (!walk_meets_again(w, w->at) &&
	    map_count_in(m, walk_ahead(w), w->steps[w->at].pass->takes) < w->todo)
		w->state = there;
}

void plan_status(const struct plan *p, char *letter, int *pass, int32_t *lsn)
{
	const struct plan_step *step = walk_step(&p->main);

	*letter = step ? step->pass->letter : MAP_GOOD;
	*pass = step ? foreign_number(step) : 1;
	*lsn = step && p->main.begun ? p->main.state.pos : 0;
}
