#include "config.h"
#include "engine/private.h"

#include <stdio.h>

/* Lines of history. */

void event_drive(struct strbuf *b, const struct drive_id *id)
{
	const struct {
		const char *name, *text;
	} members[] = {
		{ "vendor", id->vendor }, { "model", id->model }, { "firmware", id->firmware },
		{ "serial", id->serial }, { "bus", id->bus },	  { "name", id->name },
	};

	strbuf_addf(b, ",\"drive\":{");
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		char text[6 * sizeof id->bus + 3];

		job_json_quote(text, sizeof text, members[i].text);
		strbuf_addf(b, "%s\"%s\":%s", i ? "," : "", members[i].name, text);
	}
	strbuf_addf(b, "}");
}

void event_write(struct engine *e, const struct worker *w, const char *event, const struct plan_step *step,
		 const char *members)
{
	struct strbuf b = { 0 };

	if (!e->job_open || e->job.fresh)
		return;
	strbuf_addf(&b, "\"event\":\"%s\"", event);
	if (w)
		event_drive(&b, &w->view.id);
	if (step)
		strbuf_addf(&b, ",\"pass\":\"%s\",\"number\":%d,\"reverse\":%s", step->pass->name, step->number,
			    step->reverse ? "true" : "false");
	if (members)
		strbuf_addf(&b, ",%s", members);
	if (b.failed || job_history(&e->job, b.text) != STATUS_OK) {
		if (!e->history_failed)
			log_add(e->log, LOG_WARNING, "job", N_("The history could not be written"), "%s",
				e->job.paths.history);
		e->history_failed = true;
	}
	strbuf_free(&b);
}

void event_recall(struct engine *e, struct worker *w)
{
	const struct drive_id *id = &w->view.id;
	struct past_id who = { 0 };
	const struct past_drive *d;

	snprintf(who.vendor, sizeof who.vendor, "%s", id->vendor);
	snprintf(who.model, sizeof who.model, "%s", id->model);
	snprintf(who.serial, sizeof who.serial, "%s", id->serial);
	snprintf(who.bus, sizeof who.bus, "%s", id->bus);
	snprintf(who.name, sizeof who.name, "%s", id->name);
	w->past = past_find(&e->past, &who);
	if (w->past < 0)
		return;
	d = &e->past.drives[w->past];
	w->view.won += d->won;
	w->view.only_here += d->only_here;
	w->view.reads += d->reads;
	w->view.failed += d->failed;
	w->view.failed_s += d->failed_s;
	for (int i = 0; i < d->nhangs; i++)
		stuck_place(e, w, d->hangs[i].at);
	w->told_reads = w->view.reads;
	w->told_failed_s = w->view.failed_s;
}
