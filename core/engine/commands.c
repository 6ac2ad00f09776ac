#include "config.h"
#include "engine/private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool take_command(struct engine *e, struct command *c)
{
	bool any;

	pthread_mutex_lock(&e->lock);
	any = e->queued > 0;
	if (any) {
		*c = e->queue[e->first];
		e->first = (e->first + 1) % ARRAY_LEN(e->queue);
		e->queued--;
	} else if (e->stop_asked) {	/* after all that was said before it */
		*c = (struct command){ .kind = CMD_STOP };
		any = true;
	}
	e->taken += any;
	pthread_mutex_unlock(&e->lock);
	return any;
}

void engine_set_speed(struct engine *e, struct worker *w, unsigned kb_per_s)
{
	struct task t;
	enum status st = worker_run(w, (struct task){ .kind = TASK_SPEED, .kb_per_s = kb_per_s }, &t);

	settings_told_speed(w, kb_per_s, st);
	if (st == STATUS_OK)
		w->view.speed_by_hand = true;
	else
		log_add(e->log, LOG_WARNING, w->view.id.name, N_("The drive does not take this speed"), "%u kB/s",
			kb_per_s);
}

enum status engine_fill(struct engine *e, bool marker, struct fault *f)
{
	enum status st = STATUS_OK;

	/* job.json says "marker" as long as there may be any */
	if (!marker)
		st = job_fill(&e->job, false, f);
	if (st == STATUS_OK && e->job.settings.fill_marker != marker) {
		e->job.settings.fill_marker = marker;
		st = job_save_about(&e->job, f);
	}
	if (st == STATUS_OK && marker)
		st = job_fill(&e->job, true, f);
	return st;
}

static void fill(struct engine *e, bool marker)
{
	struct fault f;

	if (engine_fill(e, marker, &f) != STATUS_OK)
		log_add(e->log, LOG_ERROR, "job", N_("The unread sectors could not be filled"), "%s", f.place);
	else
		log_add(e->log, LOG_NOTE, "job", marker ? N_("Unread sectors now carry a marker") :
							  N_("Unread sectors are now holes"), NULL);
}

static bool names(const struct command *c, const struct worker *w)
{
	return strcmp(c->drive, w->spec) == 0 || strcmp(c->drive, w->view.id.spec) == 0;
}

/* One plan changes what it reads next. False: it has no room for that. */
static bool change_plan(struct engine *e, const struct command *c, struct plan *p, struct pass_ctx *ctx)
{
	ctx->map = e->job.mf.map;
	ctx->unit = e->unit;
	ctx->failed_by = e->failed_by;
	switch (c->kind) {
	case CMD_SKIP:
		if (!ctx->lore)		/* no drive has read yet: there is no place to leave */
			return true;
		pthread_mutex_lock(&e->lock);
		plan_skip(p, ctx);
		pthread_mutex_unlock(&e->lock);
		return true;
	case CMD_NEXT_PASS:
		plan_next_pass(p);
		return true;
	case CMD_REVERSE:
		plan_reverse(p);
		return true;
	case CMD_ADD_RETRY:
		return plan_add_retry(p);
	case CMD_LAST:
		return plan_last(p, c->span);
	case CMD_NEVER:
		return plan_never(p, c->span);
	case CMD_NORMAL:
		return plan_normal(p, c->span);
	default:
		return plan_first(p, c->span);
	}
}

/* "first"..., of those commands that mark a span; else NULL. */
static const char *word_of(enum command_kind kind)
{
	switch (kind) {
	case CMD_FIRST:
		return "first";
	case CMD_LAST:
		return "last";
	case CMD_NEVER:
		return "never";
	case CMD_NORMAL:
		return "normal";
	default:
		return NULL;
	}
}

static bool is_for(const struct engine *e, const struct command *c, const struct worker *w)
{
	if (!w->view.active)
		return false;
	if (c->kind == CMD_LAST || c->kind == CMD_NEVER || c->kind == CMD_NORMAL)	/* these are the job's */
		return true;
	return c->drive[0] ? names(c, w) : c->kind != CMD_SKIP || w->index == e->active;
}

/* A drive was told alone what comes first: that is neither last nor never any more in any. */
static void share_marks(struct engine *e, const struct command *c)
{
	const struct plan *told = NULL;

	if (c->kind != CMD_FIRST || !c->drive[0])
		return;
	for (int i = 0; i < e->nworkers; i++)
		if (is_for(e, c, e->workers[i]))
			told = &e->workers[i]->course.plan;
	for (int i = 0; told && i < e->nworkers; i++)
		if (e->workers[i]->view.active)
			plan_take_marks(&e->workers[i]->course.plan, told);
}

static void note_mark(struct engine *e, const struct command *c)
{
	char members[80];

	e->marks_changed = true;
	snprintf(members, sizeof members, "\"word\":\"%s\",\"at\":[%" PRId32 ",%" PRId32 "]", word_of(c->kind), c->span.lsn,
		 c->span.count);
	event_write(e, NULL, "mark", NULL, members);
}

/* Those that change what is read next: in the drive they name; else in all, but a skip in the one shown first. */
static void change_plans(struct engine *e, const struct command *as_said)
{
	struct command command = *as_said, *c = &command;
	struct pass_ctx ctx = { 0 };
	bool room = true;

	if (!e->mapped)
		return;
	c->span = span_clip(c->span, map_all(e->job.mf.map));
	c->span = span_between(align_down(c->span.lsn, e->unit), align_up(span_end(c->span), e->unit));
	c->span = span_clip(c->span, map_all(e->job.mf.map));
	for (int i = 0; i < e->nworkers; i++) {
		struct worker *w = e->workers[i];

		if (!is_for(e, c, w))
			continue;
		room &= change_plan(e, c, &w->course.plan, &w->ctx);
		if (c->kind == CMD_FIRST)
			stuck_forgive(w, c->span);
		w->left_out |= c->kind == CMD_NEXT_PASS;
	}
	if (e->active < 0 && (!c->drive[0] || word_of(c->kind)))
		room &= change_plan(e, c, &e->course.plan, &ctx);
	share_marks(e, c);
	for (int i = 0; i < e->nworkers; i++)
		e->workers[i]->waits = false;
	if (room && word_of(c->kind))
		note_mark(e, c);
	if (!room)
		log_add(e->log, LOG_WARNING, "", word_of(c->kind) ? N_("So many areas cannot be marked") :
								    N_("No more passes can be added"), NULL);
}

/* What is wanted of a drive, and must wait for the end of its read. */
static void wish(struct engine *e, const struct command *c)
{
	struct worker *w = engine_active(e);

	if (c->drive[0]) {
		int i = move_worker(e, c->drive);

		w = i >= 0 ? e->workers[i] : NULL;
	}
	if (!w)
		return;
	if (c->kind == CMD_SET_SPEED && w->view.active) {
		w->speed_asked = true;
		w->speed_wish = c->kb_per_s;
	} else if (c->kind == CMD_USE && !w->view.active) {
		w->use_asked = true;
	} else if (c->kind == CMD_LEAVE) {
		w->leave_asked = w->view.active;
		w->use_asked = w->away = false;
	}
}

static void carry_out(struct engine *e, const struct command *c)
{
	switch (c->kind) {
	case CMD_PAUSE:
		e->user_paused = true;
		break;
	case CMD_RESUME:
		e->user_paused = e->held = false;
		break;
	case CMD_SET_SPEED:
	case CMD_USE:
	case CMD_LEAVE:
		wish(e, c);
		break;
	case CMD_MOVE:
		e->move_asked = true;
		snprintf(e->move_to, sizeof e->move_to, "%s", c->drive);
		move_begins(e);
		break;
	case CMD_CANCEL_MOVE:
		if (!move_cancel(e))
			e->move_cancelled = true;
		break;
	case CMD_INSERT:
		if (drives_insert(e->drives, c->drive) != STATUS_OK)
			log_add(e->log, LOG_WARNING, "", N_("The disc cannot be put in there now"), "%s", c->drive);
		break;
	case CMD_EJECT:
		e->eject_asked = true;
		break;
	case CMD_ANSWER:
		if (c->question && c->question == e->asking)
			e->answer = c->choice;
		break;
	case CMD_STOP:
		e->stop = e->stop_told = true;
		break;
	case CMD_HOLD:
		e->hold = *c;
		break;
	case CMD_STOP_BELOW:
		e->set.stop_below = c->rate;
		for (int i = 0; i < e->nworkers; i++)
			e->workers[i]->waits = false;
		break;
	case CMD_FILL:
		if (e->mapped)
			fill(e, c->marker);
		break;
	default:
		change_plans(e, c);
		break;
	}
}

void engine_commands(struct engine *e)
{
	struct command c;
	bool any = false;

	while (!e->stop && take_command(e, &c)) {
		carry_out(e, &c);
		any = true;
	}
	if (any)
		engine_publish(e, true);
}

/* Question and phase change together: nobody sees that something is asked, and not what. */
static void show_question(struct engine *e, struct question q, enum phase p)
{
	pthread_mutex_lock(&e->lock);
	e->pub.ask = q;
	e->pub.phase = p;
	pthread_mutex_unlock(&e->lock);
	engine_publish(e, true);
}

/* `disk`: see engine_ask_disk(). A question may come up while another is open; that one is shown again afterwards. */
static enum choice ask(struct engine *e, struct question q, bool disk)
{
	unsigned outer = e->asking;
	struct question outer_q;
	enum phase before;
	enum choice answer;
	bool stops;

	log_add(e->log, LOG_ERROR, q.place, status_sentence(q.why), NULL);
	if (e->set.batch) {
		struct fault f = { .status = q.why };

		memcpy(f.place, q.place, sizeof f.place);
		engine_end(e, q.why, &f);
		return CHOICE_STOP;
	}
	q.id = e->asking = ++e->questions;
	e->answer = 0;
	pthread_mutex_lock(&e->lock);
	before = e->pub.phase;
	outer_q = e->pub.ask;
	pthread_mutex_unlock(&e->lock);
	show_question(e, q, PHASE_ASKING);
	while (!e->answer && !e->stop) {
		engine_commands(e);
		if (e->eject_asked && e->active < 0 && !disk) {
			move_eject(e);		/* the wrong disc comes out: nothing is left to be answered */
			e->answer = CHOICE_OTHER_DRIVE;
		}
		if ((e->move_asked || e->eject_asked) && !disk && !e->answer)
			e->answer = CHOICE_OTHER_DRIVE;
		if (q.why == STATUS_STUCK && q.drive >= 0 && worker_is_back(e->workers[q.drive]) && !e->answer)
			e->answer = CHOICE_GO_ON;
		if (!e->answer && !e->stop) {
			engine_settled(e);
			engine_nap(e, 500);
		}
	}
	stops = e->answer == CHOICE_STOP;
	answer = e->stop ? CHOICE_STOP : e->answer;
	e->answer = 0;
	e->asking = outer;
	show_question(e, outer ? outer_q : (struct question){ 0 }, before);
	if (stops) {
		e->stop = false;	/* the answer tells why it ends, whatever came behind it */
		engine_end(e, q.why, NULL);
	}
	return answer;
}

enum choice engine_ask(struct engine *e, struct question q)
{
	return ask(e, q, false);
}

void engine_ask_disk(struct engine *e, struct question q)
{
	bool was = e->disk_asks;

	e->disk_asks = true;
	ask(e, q, true);
	e->disk_asks = was;
}
