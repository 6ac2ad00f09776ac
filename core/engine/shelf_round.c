#include "config.h"
#include "engine/shelf_private.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

/* What the shelf's thread does: rounds of looking, and the view of what came of it. */

/* So long the first look at a drive is waited for before the view counts as whole. */
enum { ROUND_MS = 3000 };

/* For how long it has been at its errand. With the lock. */
static int64_t runs_ms(const struct looker *l)
{
	return l->running ? (clock_now(clock_real()) - l->began_ns) / NS_PER_MS : 0;
}

/* --- a round: what is there, and who is to look --- */

static bool grow(struct shelf *s, int n)
{
	struct looker **more, *l;

	if (n > s->nlookers) {
		pthread_mutex_lock(&s->lock);
		more = realloc(s->lookers, (size_t)n * sizeof(struct looker *));
		if (more)
			s->lookers = more;
		pthread_mutex_unlock(&s->lock);
		if (!more)
			return false;
	}
	while (s->nlookers < n) {
		l = looker_new(s, s->nlookers);
		if (!l)
			return false;
		pthread_mutex_lock(&s->lock);
		s->lookers[s->nlookers++] = l;
		pthread_mutex_unlock(&s->lock);
	}
	return true;
}

/* The drives that an engine has to itself, by the names of today. */
struct leave {
	char spec[SHELF_LEAVE][256];
	int n;
};

static void listed_leave(struct shelf *s, struct leave *out)
{
	char asked[SHELF_LEAVE][256];

	pthread_mutex_lock(&s->lock);
	out->n = s->nleave;
	memcpy(asked, s->leave, sizeof asked);
	pthread_mutex_unlock(&s->lock);
	for (int i = 0; i < out->n; i++)
		drives_listed(s->drives, asked[i], out->spec[i]);
}

static bool has(const struct leave *leave, const char *spec)
{
	for (int i = 0; i < leave->n; i++)
		if (strcmp(leave->spec[i], spec) == 0)
			return true;
	return false;
}

/* An engine has its drives to itself: a second reader would only cost it time. */
static void send_looker(struct shelf *s, int i, const struct leave *leave, bool thorough)
{
	struct looker *l = s->lookers[i];
	struct drive_id id;
	bool here = drives_here(s->drives, i);

	drives_id(s->drives, i, &id);
	pthread_mutex_lock(&s->lock);
	if ((here && !l->here) || strcmp(l->spec, id.spec) != 0) {	/* new, back, or under another name */
		memcpy(l->spec, id.spec, sizeof l->spec);
		l->seen.id = id;
		l->seen.state = STATUS_NOT_READY;
	}
	l->here = here;
	l->left_alone = has(leave, id.spec);
	l->errand = l->left_alone || !here ? ERRAND_LET_GO : ERRAND_LOOK;
	if (l->errand == ERRAND_LET_GO && !l->drive && !l->running)
		l->errand = ERRAND_NONE;
	if (l->errand == ERRAND_NONE)
		l->unmount = false;
	l->thorough = l->thorough || thorough;
	pthread_mutex_unlock(&s->lock);
}

static void list_jobs(struct shelf *s)
{
	struct job_brief *jobs = NULL;
	int n = 0;

	if (!s->jobs)
		return;
	if (job_list(s->folder, &jobs, &n) != STATUS_OK) {
		free(jobs);
		jobs = NULL;
		n = 0;
	}
	free(s->job);
	s->job = jobs;
	s->njobs = n;
}

void shelf_begin_round(struct shelf *s)
{
	struct leave leave;
	bool asked;

	pthread_mutex_lock(&s->lock);
	asked = s->look;
	s->look = false;
	s->answering = s->answering || asked;
	pthread_mutex_unlock(&s->lock);
	if (s->find)
		drives_find(s->drives);
	else
		drives_refresh(s->drives);
	grow(s, drives_count(s->drives));
	listed_leave(s, &leave);
	for (int i = 0; i < s->nlookers; i++)
		send_looker(s, i, &leave, asked);
	pthread_mutex_lock(&s->lock);
	pthread_cond_broadcast(&s->go);
	pthread_mutex_unlock(&s->lock);
	list_jobs(s);
}

/* Everybody has looked, or is not waited for. With the lock. */
bool shelf_round_over(const struct shelf *s, int ms)
{
	for (int i = 0; i < s->nlookers; i++)
		if ((s->lookers[i]->errand || s->lookers[i]->running) && runs_ms(s->lookers[i]) < ms)
			return false;
	return true;
}

/* --- the view --- */

/* With the lock. */
static struct shelf_drive show(struct shelf *s, struct looker *l)
{
	struct shelf_drive d = l->seen;
	time_t since = 0;

	d.now = (struct drive_now){ .lsn = -1 };
	d.unmounting = l->unmount;
	d.busy = l->left_alone && s->nleave > 0;	/* or it was given back meanwhile */
	if (!l->here) {
		d.state = STATUS_DRIVE_GONE;
	} else if (runs_ms(l) >= s->patience_ms) {
		d.state = STATUS_STUCK;
		since = l->began;
		if (l->drive)
			drive_now(l->drive, &d.now);
	}
	if (!l->since || l->shown != d.state)
		l->since = since ? since : time(NULL);
	l->shown = d.state;
	d.since = l->since;
	return d;
}

/* With the lock. `drives` and `jobs` are the view's from now on, or freed. */
static void publish(struct shelf *s, struct shelf_drive *drives, int ndrives, struct job_brief *jobs, int njobs)
{
	bool over = shelf_round_over(s, ROUND_MS);
	struct shelf_view *v = &s->view;

	if ((over && !v->looked) || ndrives != v->ndrives || njobs != v->njobs ||
	    (ndrives && memcmp(drives, v->drives, (size_t)ndrives * sizeof *drives) != 0) ||
	    (njobs && memcmp(jobs, v->jobs, (size_t)njobs * sizeof *jobs) != 0)) {
		free(v->drives);
		free(v->jobs);
		v->drives = drives;
		v->ndrives = ndrives;
		v->jobs = jobs;
		v->njobs = njobs;
		v->looked = v->looked || over;
		v->generation++;
	} else {
		free(drives);
		free(jobs);
	}
	if (over && s->answering) {
		s->answering = false;
		if (v->due && !s->look) {
			v->due = false;
			v->generation++;
		}
	}
}

void shelf_show(struct shelf *s)
{
	struct shelf_drive *drives = calloc((size_t)s->nlookers + 1, sizeof *drives);
	struct job_brief *jobs = shelf_copy(s->job, s->njobs, sizeof *jobs);
	int n = 0;

	if (!drives || (s->njobs && !jobs)) {
		free(drives);
		free(jobs);
		return;
	}
	pthread_mutex_lock(&s->lock);
	for (int i = 0; i < s->nlookers; i++) {
		drives[n] = show(s, s->lookers[i]);
		n += s->lookers[i]->here || drives[n].busy;
	}
	publish(s, drives, n, jobs, s->njobs);
	pthread_mutex_unlock(&s->lock);
}

