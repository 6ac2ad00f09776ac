#include "config.h"
#include "engine/private.h"

#include <inttypes.h>
#include <string.h>

/* A line of history is written when its lists grow to this, at the latest: no longer, for the drive waits meanwhile. */
#define FLUSH_BYTES (4 * 1024)

enum { RECENT_S = 20 };	/* a stretch of a pass, to tell how fast it is now */
enum { RATE_S = 10 };

static enum read_error kind_of(enum status st)
{
	switch (st) {
	case STATUS_UNREADABLE:
	case STATUS_BLANK:
		return ERR_MEDIUM;
	case STATUS_TIMEOUT:
		return ERR_TIMEOUT;
	case STATUS_DRIVE_FAILED:
		return ERR_HARDWARE;
	case STATUS_TRANSPORT:
	case STATUS_ABORTED:
	case STATUS_DRIVE_GONE:
		return ERR_TRANSPORT;
	case STATUS_NOT_READY:
	case STATUS_NO_MEDIUM:
	case STATUS_TRAY_OPEN:
	case STATUS_MEDIUM_CHANGED:
	case STATUS_RESET:
		return ERR_NOT_READY;
	default:
		return ERR_OTHER;
	}
}

static void meter_add(struct meter *m, int64_t now_ns, int64_t bytes)
{
	int64_t second = now_ns / NS_PER_S;

	if (second - m->at >= (int64_t)ARRAY_LEN(m->second))
		memset(m->second, 0, sizeof m->second);
	else
		for (int64_t s = m->at + 1; s <= second; s++)
			m->second[s % (int64_t)ARRAY_LEN(m->second)] = 0;
	m->at = second;
	m->second[second % (int64_t)ARRAY_LEN(m->second)] += bytes;
	m->total += bytes;
}

/* Bytes a second in the last so many seconds. */
static double meter_now(const struct meter *m, int64_t now_ns, int64_t slots)
{
	int64_t now = now_ns / NS_PER_S, first = now < slots ? 0 : now - slots + 1;
	double sum = 0, span = (double)(now_ns - first * NS_PER_S) / NS_PER_S;

	for (int64_t s = first; s <= m->at && s <= now; s++)
		sum += (double)m->second[s % METER_S];
	return span > 0.05 ? sum / span : 0;
}

/* Appends the span won last to the list for history. */
static void note_won(struct worker *w)
{
	if (w->won_last.count)
		strbuf_addf(&w->won, "%s[%" PRId32 ",%" PRId32 "]", w->won.len ? "," : "", w->won_last.lsn,
			    w->won_last.count);
	w->won_last.count = 0;
}

/* Sectors that have just been stored, none of which was finished before: counted as won, and by whom. */
static void account_won(struct engine *e, struct worker *w, struct span run)
{
	unsigned others = e->failing & ~(1u << w->index);
	int64_t bytes = (int64_t)run.count * e->job.sector_size;

	w->view.won += run.count;
	for (int32_t i = run.lsn; (others || e->past.failed_by) && i < span_end(run); i++)
		w->view.only_here += (e->failed_by[i] & others) != 0 || past_failed(&e->past, i, w->past);
	if (w->won_last.count && span_end(w->won_last) == run.lsn) {
		w->won_last.count += run.count;
	} else {
		note_won(w);
		w->won_last = run;
	}
	meter_add(&e->meter, e->read_ns, bytes);
	meter_add(&w->meter, e->read_ns, bytes);
}

void account_event_of(struct engine *e, struct worker *w, const char *event, const char *members)
{
	event_write(e, w, event, plan_current(w ? &w->course.plan : &e->course.plan), members);
}

void account_event(struct engine *e, const char *event, const char *members)
{
	account_event_of(e, engine_active(e), event, members);
}

static void flush(struct engine *e, struct worker *w)
{
	const struct plan *p = &w->course.plan;
	const struct plan_step *step = plan_step_at(p, w->course.place);
	struct strbuf b = { 0 };

	note_won(w);
	if (!w->won.len && !w->failed.len)
		return;
	strbuf_addf(&b, "\"won\":[%s],\"failed\":[%s],\"reads\":%" PRIu32 ",\"failed_s\":%.3f", w->won.len ? w->won.text : "",
		    w->failed.len ? w->failed.text : "", w->view.reads - w->told_reads, w->view.failed_s - w->told_failed_s);
	/* the plan may be a pass further than what was read */
	if (!b.failed)
		event_write(e, w, "read", step ? step : plan_current(p), b.text);
	w->told_reads = w->view.reads;
	w->told_failed_s = w->view.failed_s;
	strbuf_free(&b);
	strbuf_free(&w->won);
	strbuf_free(&w->failed);
}

void account_flush(struct engine *e)
{
	for (int i = 0; i < e->nworkers; i++)
		flush(e, e->workers[i]);
}

/* This drive has tried those, and the disc did not let it. */
static void mark_failed(struct engine *e, struct worker *w, struct span bad, enum status st)
{
	if (st != STATUS_UNREADABLE && st != STATUS_BLANK && st != STATUS_ILLEGAL_MODE)
		return;
	e->failing |= 1u << w->index;
	for (int32_t i = bad.lsn; i < span_end(bad); i++) {
		for (int o = 0; o < e->nworkers; o++)
			if (o != w->index && !(e->failed_by[i] >> o & 1))
				e->workers[o]->news = true;
		e->failed_by[i] |= (uint8_t)(1u << w->index);
	}
}

void account_read(struct engine *e, struct worker *w, const struct task *t, bool placed)
{
	const struct sense *s = &t->got.sense;
	struct span bad = span_between(t->at.lsn + t->got.good, span_end(t->at));

	if (placed)
		bad = span_clip(bad, (struct span){ align_down(bad.lsn, e->unit), e->unit });
	w->view.reads++;
	settings_read(e, w, t);
	if (t->got.recovered)
		w->view.errors[ERR_RECOVERED]++;
	if (t->got.good)
		account_won(e, w, (struct span){ t->at.lsn, t->got.good });
	if (t->st == STATUS_OK || t->st == STATUS_OUT_OF_RANGE)
		return;
	w->view.failed++;
	w->view.failed_s += (double)t->got.took_ns / NS_PER_S;
	w->view.errors[kind_of(t->st)]++;
	if (bad.count <= e->unit)
		mark_failed(e, w, bad, t->st);
	strbuf_addf(&w->failed, "%s[%" PRId32 ",%" PRId32 ",\"%s\",\"%02x/%02x/%02x\"]", w->failed.len ? "," : "",
		    bad.lsn, bad.count, status_name(t->st), s->key, s->asc, s->ascq);
	if (w->failed.len + w->won.len > FLUSH_BYTES)
		flush(e, w);
}

void account_pass(struct engine *e, struct worker *w)
{
	struct course *c = &w->course;
	int32_t todo;

	c->place = plan_place(&c->plan);
	c->pass_ns = c->recent_ns = e->read_ns;
	plan_progress(&c->plan, e->job.mf.map, &c->recent_left, &todo);
	c->recent_speed = 0;
	worth_begin(w);
}

void account_speed(struct engine *e, struct worker *w)
{
	struct course *c = &w->course;
	double recent_s = (double)(e->read_ns - c->recent_ns) / NS_PER_S;
	int32_t left, todo;

	if (recent_s < RECENT_S)
		return;
	plan_progress(&c->plan, e->job.mf.map, &left, &todo);
	c->recent_speed = (c->recent_left - left) / recent_s;
	c->recent_ns = e->read_ns;
	c->recent_left = left;
}

/* Time left in the pass: between what the whole of it and what the last stretch of it would need. */
static void view_eta(struct engine *e, struct snapshot *s)
{
	const struct course *c = engine_course(e);
	double elapsed = (double)(e->read_ns - c->pass_ns) / NS_PER_S, average, low, high;
	int32_t done = s->pass_todo - s->pass_left;

	s->pass_eta_s = s->pass_eta_low_s = s->pass_eta_high_s = -1;
	if (elapsed < 3 || done <= 0)
		return;
	average = done / elapsed;
	low = high = s->pass_left / average;
	if (c->recent_speed > 0) {
		double other = s->pass_left / c->recent_speed;

		low = other < low ? other : low;
		high = other > high ? other : high;
	}
	s->pass_eta_s = (low + high) / 2;
	s->pass_eta_low_s = low * 0.9;
	s->pass_eta_high_s = high * 1.1;
}

static void view_pass(struct engine *e, struct snapshot *s)
{
	const struct plan *p = &engine_course(e)->plan;
	const struct plan_step *step = plan_current(p);

	s->pass_name = step ? step->pass->name : NULL;
	s->pass_title = step ? step->pass->title : NULL;
	s->pass_number = step ? step->number : 0;
	s->reverse = step && step->reverse;
	s->pass_at = min_i32(p->main.at + 1, p->main.nsteps);
	s->pass_of = p->main.nsteps;
	s->nfirst = p->nfirst;
	s->in_first = p->nfirst > 0;
	s->in_last = p->in_last && !s->in_first && step;
	plan_progress(p, e->job.mf.map, &s->pass_left, &s->pass_todo);
	view_eta(e, s);
}

static void view_drive(struct engine *e, struct worker *w, struct drive_view *v)
{
	const struct plan_step *step = w->view.active ? plan_current(&w->course.plan) : NULL;

	w->view.pass_name = step ? step->pass->name : NULL;
	w->view.pass_number = step ? step->number : 0;
	w->view.rate = meter_now(&w->meter, e->read_ns, RATE_S);
	*v = w->view;
}

/* Into e->marks, ascending. */
static void add_marks(struct engine *e, const struct span *list, int n, enum word word)
{
	for (int i = 0; i < n; i++) {
		int at = e->nmarks++;

		for (; at > 0 && e->marks[at - 1].span.lsn > list[i].lsn; at--)
			e->marks[at] = e->marks[at - 1];
		e->marks[at] = (struct mark){ list[i], word };
	}
}

static void view_marks(struct engine *e)
{
	const struct plan *p = &engine_course(e)->plan;

	e->nmarks = 0;
	add_marks(e, p->last.at, p->last.n, WORD_LAST);
	add_marks(e, p->never.at, p->never.n, WORD_NEVER);
	add_marks(e, p->first, p->nfirst, WORD_FIRST);
	e->marks_changed = false;
}

void account_view(struct engine *e, struct snapshot *s)
{
	int nfirst = s->nfirst;

	s->user_paused = e->user_paused;
	s->ndrives = e->nworkers;
	s->active = e->active;
	for (int i = 0; i < e->nworkers; i++)
		view_drive(e, e->workers[i], &s->drives[i]);
	if (!e->job_open)
		return;
	s->about = e->job.about;
	s->disc = e->job.disc;
	s->sector_size = e->job.sector_size;
	if (!e->mapped)
		return;
	s->mapped = true;
	s->unit = e->unit;
	s->tally = map_tally(e->job.mf.map);
	s->rate = meter_now(&e->meter, e->read_ns, RATE_S);
	s->per_minute = 60 * meter_now(&e->meter, e->read_ns, METER_S) / e->job.sector_size;
	s->run_s = (double)e->read_ns / NS_PER_S;
	s->rate_average = e->read_ns > NS_PER_S / 20 ? (double)e->meter.total / s->run_s : 0;
	view_pass(e, s);
	worth_view(e, s);
	s->budget_s = e->set.time_limit_s < 0 ? -1 : (double)e->set.time_limit_s - s->run_s;
	if (e->marks_changed || s->nfirst != nfirst)
		view_marks(e);
}
