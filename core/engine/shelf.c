#include "config.h"
#include "engine/shelf.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From look to look, and how long the end of one is waited for. */
enum { LOOK_EVERY_S = 2, END_WAIT_S = 3 };

/* A drive that is kept open between the looks, and what was seen in it. */
struct kept {
	struct drive *drive;		/* NULL: could not be opened, or an engine has it */
	struct shelf_drive seen;
};

struct shelf {
	struct drives *drives;
	char folder[PATH_MAX];
	bool jobs, find;
	pthread_t thread;
	struct kept *kept;		/* the thread's own */
	int nkept;
	uint8_t *sector;		/* aligned room for one read */

	pthread_mutex_t lock;		/* guards what follows */
	pthread_cond_t wake;
	struct shelf_view view;
	char leave[SHELF_LEAVE][256];
	int nleave;
	bool quit, look;
	bool ended;		/* the thread looks no more */
	bool abandoned;		/* it frees the shelf itself */
};

static void see_volume(struct shelf *s, struct kept *k)
{
	struct read_info got;

	k->seen.volume = (struct volume_id){ 0 };
	if (k->drive->sector_size != 2048 || k->seen.medium.sectors <= VOLUME_ID_LSN)
		return;
	if (drive_read(k->drive, (struct span){ VOLUME_ID_LSN, 1 }, s->sector, &got) == STATUS_OK)
		k->seen.volume = volume_id_from(s->sector);
}

/* One look at one drive. What was seen of a disc stays until the disc goes. */
static void look_at(struct shelf *s, struct kept *k, const char *spec)
{
	enum status was = k->seen.state, st;

	if (!k->drive) {
		const struct drive_settings any = { 0 };

		st = drives_open(s->drives, spec, &any, &k->drive, NULL);
		snprintf(k->seen.id.spec, sizeof k->seen.id.spec, "%s", spec);
		if (st != STATUS_OK) {
			k->seen.state = st;
			return;
		}
		k->seen.id = k->drive->id;
		was = STATUS_NOT_READY;
	}
	st = drive_poll(k->drive);
	if (st == STATUS_MEDIUM_CHANGED || st == STATUS_RESET) {
		was = st;
		st = drive_poll(k->drive);
	}
	if (st == STATUS_OK && was != STATUS_OK) {
		st = drive_medium(k->drive, &k->seen.medium);
		if (st == STATUS_OK)
			see_volume(s, k);
	}
	k->seen.state = st;
	if (st == STATUS_DRIVE_GONE) {
		drive_close(k->drive);
		k->drive = NULL;
	}
}

static bool grow_kept(struct shelf *s, int n)
{
	struct kept *more;

	if (n <= s->nkept)
		return true;
	more = realloc(s->kept, (size_t)n * sizeof *more);
	if (!more)
		return false;
	memset(more + s->nkept, 0, (size_t)(n - s->nkept) * sizeof *more);
	s->kept = more;
	s->nkept = n;
	return true;
}

static bool is_left_alone(struct shelf *s, const char *spec)
{
	bool found = false;

	pthread_mutex_lock(&s->lock);
	for (int i = 0; i < s->nleave && !found; i++)
		found = strcmp(s->leave[i], spec) == 0;
	pthread_mutex_unlock(&s->lock);
	return found;
}

static void look_at_drives(struct shelf *s)
{
	int n;

	if (s->find)
		drives_find(s->drives);
	n = drives_count(s->drives);
	if (!grow_kept(s, n))
		return;
	for (int i = 0; i < n; i++) {
		char spec[256];
		struct kept *k = &s->kept[i];

		drives_spec(s->drives, i, spec);
		/* An engine has its drives to itself: a second reader would only cost it time. */
		k->seen.busy = is_left_alone(s, spec);
		if (k->seen.busy) {
			drive_close(k->drive);
			k->drive = NULL;
		} else {
			look_at(s, k, spec);
		}
	}
}

/* No engine uses any of them. */
static void free_all(struct shelf_drive *drives, int n)
{
	for (int i = 0; i < n; i++)
		drives[i].busy = false;
}

static void publish(struct shelf *s, struct job_brief *jobs, int njobs)
{
	struct shelf_drive *drives = calloc((size_t)s->nkept + 1, sizeof *drives);

	if (!drives) {
		free(jobs);
		return;
	}
	for (int i = 0; i < s->nkept; i++)
		drives[i] = s->kept[i].seen;
	pthread_mutex_lock(&s->lock);
	if (!s->nleave)	/* given back during the look */
		free_all(drives, s->nkept);
	if (!s->view.looked || s->nkept != s->view.ndrives || njobs != s->view.njobs ||
	    memcmp(drives, s->view.drives, (size_t)s->nkept * sizeof *drives) != 0 ||
	    (njobs && memcmp(jobs, s->view.jobs, (size_t)njobs * sizeof *jobs) != 0)) {
		free(s->view.drives);
		free(s->view.jobs);
		s->view.drives = drives;
		s->view.ndrives = s->nkept;
		s->view.jobs = jobs;
		s->view.njobs = njobs;
		s->view.looked = true;
		s->view.generation++;
		drives = NULL;
		jobs = NULL;
	}
	if (s->view.due && !s->look) {
		s->view.due = false;
		s->view.generation++;
	}
	pthread_mutex_unlock(&s->lock);
	free(drives);
	free(jobs);
}

static void look_once(struct shelf *s)
{
	struct job_brief *jobs = NULL;
	int njobs = 0;

	look_at_drives(s);
	if (s->jobs && job_list(s->folder, &jobs, &njobs) != STATUS_OK) {
		free(jobs);
		jobs = NULL;
		njobs = 0;
	}
	publish(s, jobs, njobs);
}

static struct shelf *make(struct drives *drives, const char *folder, bool find)
{
	struct shelf *s = calloc(1, sizeof *s);
	pthread_condattr_t attr;

	if (!s)
		return NULL;
	s->sector = aligned_alloc(4096, 4096);
	if (!s->sector) {
		free(s);
		return NULL;
	}
	s->drives = drives;
	s->find = find;
	s->jobs = folder != NULL;
	snprintf(s->folder, sizeof s->folder, "%s", folder ? folder : "");
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->wake, &attr);
	pthread_condattr_destroy(&attr);
	return s;
}

static void destroy(struct shelf *s)
{
	for (int i = 0; i < s->nkept; i++)
		drive_close(s->kept[i].drive);
	shelf_view_free(&s->view);
	free(s->kept);
	free(s->sector);
	pthread_cond_destroy(&s->wake);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static struct timespec in_seconds(int n)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += n;
	return t;
}

static void *shelf_main(void *arg)
{
	struct shelf *s = arg;
	bool abandoned;

	pthread_mutex_lock(&s->lock);
	while (!s->quit) {
		struct timespec until;

		s->look = false;
		pthread_mutex_unlock(&s->lock);
		look_once(s);
		until = in_seconds(LOOK_EVERY_S);
		pthread_mutex_lock(&s->lock);
		while (!s->quit && !s->look)
			if (pthread_cond_timedwait(&s->wake, &s->lock, &until) != 0)
				break;
	}
	s->ended = true;
	abandoned = s->abandoned;
	pthread_cond_broadcast(&s->wake);
	pthread_mutex_unlock(&s->lock);
	if (abandoned)
		destroy(s);
	return NULL;
}

struct shelf *shelf_new(struct drives *drives, const char *folder, bool find)
{
	struct shelf *s = make(drives, folder, find);
	sigset_t all, before;
	int err;

	if (!s)
		return NULL;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&s->thread, NULL, shelf_main, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err != 0) {
		destroy(s);
		return NULL;
	}
	return s;
}

bool shelf_free(struct shelf *s)
{
	struct timespec until = in_seconds(END_WAIT_S);
	pthread_t thread;
	bool ended;
	int err = 0;

	if (!s)
		return true;
	thread = s->thread;
	pthread_mutex_lock(&s->lock);
	s->quit = true;
	pthread_cond_broadcast(&s->wake);
	while (!s->ended && err == 0)
		err = pthread_cond_timedwait(&s->wake, &s->lock, &until);
	ended = s->ended;
	s->abandoned = !ended;
	pthread_mutex_unlock(&s->lock);
	if (!ended) {	/* `s` may be gone already */
		pthread_detach(thread);
		return false;
	}
	pthread_join(thread, NULL);
	destroy(s);
	return true;
}

/* With the lock. */
static void ask_for_look(struct shelf *s)
{
	s->look = true;
	s->view.due = true;
	s->view.generation++;
	pthread_cond_broadcast(&s->wake);
}

void shelf_look(struct shelf *s)
{
	pthread_mutex_lock(&s->lock);
	ask_for_look(s);
	pthread_mutex_unlock(&s->lock);
}

void shelf_leave_alone(struct shelf *s, const char *const specs[], int n)
{
	bool same;

	n = n < SHELF_LEAVE ? n : SHELF_LEAVE;
	pthread_mutex_lock(&s->lock);
	same = n == s->nleave;
	for (int i = 0; i < n && same; i++)
		same = strcmp(s->leave[i], specs[i]) == 0;
	if (!same) {
		for (int i = 0; i < n; i++)
			snprintf(s->leave[i], sizeof s->leave[i], "%s", specs[i]);
		s->nleave = n;
		if (!n)		/* what was seen before counts until the look is over */
			free_all(s->view.drives, s->view.ndrives);
		ask_for_look(s);
	}
	pthread_mutex_unlock(&s->lock);
}

/* A copy of `n` things of `size` bytes; NULL for none, or when memory is out. */
static void *copy_of(const void *from, int n, size_t size)
{
	void *to = n ? malloc((size_t)n * size) : NULL;

	if (to)
		memcpy(to, from, (size_t)n * size);
	return to;
}

bool shelf_view(struct shelf *s, struct shelf_view *v)
{
	bool news;

	pthread_mutex_lock(&s->lock);
	news = s->view.generation != v->generation;
	if (news) {
		shelf_view_free(v);
		*v = s->view;
		v->drives = copy_of(s->view.drives, s->view.ndrives, sizeof *v->drives);
		v->jobs = copy_of(s->view.jobs, s->view.njobs, sizeof *v->jobs);
		if (!v->drives)
			v->ndrives = 0;
		if (!v->jobs)
			v->njobs = 0;
	}
	pthread_mutex_unlock(&s->lock);
	return news;
}

void shelf_view_free(struct shelf_view *v)
{
	free(v->drives);
	free(v->jobs);
	*v = (struct shelf_view){ 0 };
}

enum status shelf_look_once(struct drives *drives, struct shelf_view *v)
{
	struct shelf *s = make(drives, NULL, false);

	if (!s)
		return STATUS_NO_MEMORY;
	look_at_drives(s);
	publish(s, NULL, 0);
	shelf_view(s, v);
	destroy(s);
	return STATUS_OK;
}
