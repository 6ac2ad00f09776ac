#include "config.h"
#include "ui/start.h"

#include "ui/i18n.h"
#include "ui/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first screen: the drives with what is in them, the jobs with how far they are. */

static const char *drive_key(const void *arg, int i)
{
	const struct shelf_view *v = arg;

	return v->drives[i].id.spec;
}

static const char *job_key(const void *arg, int i)
{
	const struct shelf_view *v = arg;

	return v->jobs[i].name;
}

static bool job_has(const void *arg, int i, const char *what)
{
	const struct job_brief *j = &((const struct shelf_view *)arg)->jobs[i];

	return text_has(j->name, what) || text_has(j->identifier, what) || text_has(j->description, what);
}

struct list_rows start_drive_rows(const struct shelf_view *v)
{
	return (struct list_rows){ .n = v->ndrives, .key = drive_key, .arg = v };
}

struct list_rows start_job_rows(const struct shelf_view *v)
{
	return (struct list_rows){ .n = v->njobs, .key = job_key, .has = job_has, .arg = v };
}

bool start_is_loaded(const struct shelf_drive *d)
{
	return d->state == STATUS_OK && !d->busy;
}

bool start_is_mounted(const struct shelf_drive *d)
{
	return start_is_loaded(d) && d->mounted[0];
}

/* Unmounting takes its time: what came of it is told when it is over. */
static void tell_unmounted(struct ui *u)
{
	const struct shelf_drive *d = NULL;

	for (int i = 0; i < u->view.ndrives; i++)
		if (strcmp(u->view.drives[i].id.spec, u->unmount) == 0)
			d = &u->view.drives[i];
	if (!u->unmounting || (d && d->unmounting))
		return;
	u->unmounting = false;
	if (d && d->unmount.status == STATUS_OK)
		ui_notice(u, _("%s: the disc is unmounted."), d->id.name);
	else if (d)
		ui_notice(u, _("%s: the disc stays mounted: %s"), d->id.name, d->unmount.detail[0] ? d->unmount.detail :
			  d->unmount.reason ? _(d->unmount.reason) : _(status_sentence(d->unmount.status)));
}

static void start_update(struct ui *u, void *state)
{
	struct start *s = state;
	struct list_rows drives = start_drive_rows(&u->view), jobs = start_job_rows(&u->view);

	list_update(&s->drives, &drives);
	list_update(&s->jobs, &jobs);
	tell_unmounted(u);
}

static void start_open(struct ui *u, void *state)
{
	struct start *s = state;

	if (u->settings && u->settings->jobs && !realpath(u->settings->jobs, s->folder))
		snprintf(s->folder, sizeof s->folder, "%s", u->settings->jobs);
	start_update(u, state);
}

/* --- what keys do --- */

static const struct follow stay = { .kind = FOLLOW_NONE };

/* The selected drive if a disc is in it, else the first that has one. */
static const struct shelf_drive *drive_for_job(const struct ui *u, const struct start *s)
{
	const struct shelf_view *v = &u->view;

	if (s->drives.at >= 0 && start_is_loaded(&v->drives[s->drives.at]))
		return &v->drives[s->drives.at];
	for (int i = 0; i < v->ndrives; i++)
		if (start_is_loaded(&v->drives[i]))
			return &v->drives[i];
	return NULL;
}

static struct follow new_job(struct ui *u, const struct shelf_drive *d)
{
	*u->wanted = (struct job_wanted){ 0 };
	snprintf(u->wanted->drive, sizeof u->wanted->drive, "%s", d->id.spec);
	return (struct follow){ .kind = FOLLOW_PUSH, .screen = &screen_new_job };
}

static struct follow open_drive(struct ui *u, const struct start *s)
{
	const struct shelf_drive *d;

	if (s->drives.at < 0)
		return stay;
	d = &u->view.drives[s->drives.at];
	if (start_is_loaded(d))
		return new_job(u, d);
	snprintf(u->notice, sizeof u->notice, "%s: %s", d->id.name,
		 d->busy ? _("a rescue uses this drive") : _(status_sentence(d->state)));
	return stay;
}

static struct follow open_job(struct ui *u, const struct start *s)
{
	const struct job_brief *j;
	int len;

	if (s->jobs.at < 0)
		return stay;
	j = &u->view.jobs[s->jobs.at];
	*u->wanted = (struct job_wanted){ 0 };
	len = snprintf(u->wanted->folder, sizeof u->wanted->folder, "%s/%s", u->settings->jobs, j->name);
	if (len < 0 || (size_t)len >= sizeof u->wanted->folder) {
		snprintf(u->notice, sizeof u->notice, "%s", _("The path of this job is too long."));
		return stay;
	}
	return (struct follow){ .kind = FOLLOW_OPEN_JOB };
}

static struct follow unmount_selected(struct ui *u, const struct start *s)
{
	const struct shelf_drive *d = !s->in_jobs && s->drives.at >= 0 ? &u->view.drives[s->drives.at] : NULL;

	if (!d || !start_is_mounted(d)) {
		ui_notice(u, "%s", _("The disc in this drive is not mounted."));
		return stay;
	}
	snprintf(u->unmount, sizeof u->unmount, "%s", d->id.spec);
	return (struct follow){ .kind = FOLLOW_PUSH, .screen = &screen_unmount };
}

static struct follow open_selected(struct ui *u, const struct start *s)
{
	return s->in_jobs ? open_job(u, s) : open_drive(u, s);
}

static struct follow new_job_from_any(struct ui *u, const struct start *s)
{
	const struct shelf_drive *d = drive_for_job(u, s);

	if (d)
		return new_job(u, d);
	snprintf(u->notice, sizeof u->notice, "%s", _("No drive has a disc: put one in, it is recognised by itself."));
	return stay;
}

/* A click selects; on what is selected already it opens. */
static struct follow click(struct ui *u, struct start *s, int row)
{
	const struct start_layout *l = &s->layout;
	bool in_jobs = row >= l->jobs_row;
	struct list *list = in_jobs ? &s->jobs : &s->drives;
	struct list_rows rows = in_jobs ? start_job_rows(&u->view) : start_drive_rows(&u->view);
	int i = list->top + row - (in_jobs ? l->jobs_row : l->drives_row);

	if (row < l->drives_row || i >= rows.n || i >= list->top + list->rows)
		return stay;
	if (s->in_jobs == in_jobs && list->at == i)
		return open_selected(u, s);
	s->in_jobs = in_jobs;
	list_select(list, &rows, i);
	return stay;
}

static struct follow start_act(struct ui *u, void *state, enum action a, struct mouse at)
{
	struct start *s = state;
	struct list_rows drives = start_drive_rows(&u->view), jobs = start_job_rows(&u->view);

	if (list_act(s->in_jobs ? &s->jobs : &s->drives, s->in_jobs ? &jobs : &drives, a))
		return stay;
	switch (a) {
	case ACT_NEXT_PANEL:
		s->in_jobs = !s->in_jobs;
		return stay;
	case ACT_OPEN:
		return open_selected(u, s);
	case ACT_NEW_JOB:
		return new_job_from_any(u, s);
	case ACT_UNMOUNT:
		return unmount_selected(u, s);
	case ACT_SEARCH:
		s->in_jobs = true;
		search_begin(&s->search, s->jobs.at);
		return stay;
	case ACT_FIND_NEXT:
		s->in_jobs = true;
		s->search.missed = !list_find(&s->jobs, &jobs, s->search.text, true, false);
		return stay;
	case ACT_CLICK:
		return click(u, s, at.row);
	case ACT_QUIT:
		return (struct follow){ .kind = FOLLOW_QUIT };
	default:
		return stay;
	}
}

static bool start_type(struct ui *u, void *state, int32_t key)
{
	struct start *s = state;
	struct list_rows jobs = start_job_rows(&u->view);

	switch (search_key(&s->search, key)) {
	case SEARCH_UNUSED:
		return false;
	case SEARCH_USED:
		return true;
	case SEARCH_LEFT:
		list_select(&s->jobs, &jobs, (int)s->search.origin);
		return true;
	case SEARCH_LOOK:
		list_select(&s->jobs, &jobs, (int)s->search.origin);
		s->search.missed = !list_find(&s->jobs, &jobs, s->search.text, false, false);
		return true;
	case SEARCH_NEXT:
		s->search.missed = !list_find(&s->jobs, &jobs, s->search.text, true, false);
		return true;
	}
	return true;
}

static bool start_offers(struct ui *u, void *state, enum action a)
{
	const struct start *s = state;

	switch (a) {
	case ACT_OPEN:
		return s->in_jobs ? s->jobs.at >= 0 :
			s->drives.at >= 0 && start_is_loaded(&u->view.drives[s->drives.at]);
	case ACT_NEW_JOB:
		return drive_for_job(u, s) != NULL;
	case ACT_UNMOUNT:
		return !s->in_jobs && s->drives.at >= 0 && start_is_mounted(&u->view.drives[s->drives.at]);
	case ACT_SEARCH:
		return u->view.njobs > 0;
	default:
		return true;
	}
}

static const struct binding start_keys[] = {
	{ KEY_CODE_ENTER, ACT_OPEN },
	{ 'n', ACT_NEW_JOB }, { 'M', ACT_UNMOUNT },
	{ KEY_CODE_TAB, ACT_NEXT_PANEL }, { KEY_CODE_BACKTAB, ACT_NEXT_PANEL },
	{ '/', ACT_SEARCH }, { ';', ACT_FIND_NEXT },
	{ KEY_CODE_UP, ACT_UP }, { KEY_CODE_DOWN, ACT_DOWN },
	{ KEY_CODE_PGUP, ACT_PAGE_UP }, { KEY_CODE_PGDN, ACT_PAGE_DOWN },
	{ KEY_CODE_HOME, ACT_HOME }, { KEY_CODE_END, ACT_END },
	{ KEY_CODE_CLICK, ACT_CLICK },
	{ 'q', ACT_QUIT },
};

const struct screen screen_start = {
	.name = "start", .title = N_("Drives and jobs"), .keys = start_keys, .nkeys = ARRAY_LEN(start_keys),
	.size = sizeof(struct start), .open = start_open, .update = start_update, .draw = start_draw, .act = start_act,
	.type = start_type, .offers = start_offers,
};
