#include "config.h"
#include "engine/shelf_private.h"

#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/*
 * From look to look; what one may take before its drive is stuck (a failed read of a damaged disc's volume name takes ten
 * seconds); how long the end of one is waited for; how soon looks may follow each other.
 */
enum { LOOK_EVERY_MS = 2000, PATIENCE_MS = 20000, END_WAIT_S = 3, CALM_MS = 100 };

static int64_t now_ms(void)
{
	return clock_now(clock_real()) / NS_PER_MS;
}

void shelf_wake(struct shelf *s)
{
	const uint64_t one = 1;

	while (write(s->wake_fd, &one, sizeof one) < 0 && errno == EINTR)
		;
}

/* A copy of `n` things of `size` bytes; NULL for none, or when memory is out. */
void *shelf_copy(const void *from, int n, size_t size)
{
	void *to = n ? malloc((size_t)n * size) : NULL;

	if (to)
		memcpy(to, from, (size_t)n * size);
	return to;
}

/* --- the thread --- */

/* Sleeps until something happens or the next look is due. True: look now. */
static bool wait_news(struct shelf *s, int64_t began)
{
	int64_t age = now_ms() - began;
	struct pollfd fds[] = {
		{ .fd = s->wake_fd, .events = POLLIN },
		{ .fd = age < CALM_MS ? -1 : drives_watch_fd(s->drives), .events = POLLIN },
	};
	int ms = age < CALM_MS ? (int)(CALM_MS - age) : age < LOOK_EVERY_MS ? (int)(LOOK_EVERY_MS - age) : 0;
	uint64_t count;

	if (poll(fds, ARRAY_LEN(fds), ms) > 0 && fds[0].revents && read(s->wake_fd, &count, sizeof count) < 0)
		return false;	/* another wake-up has been faster */
	return fds[1].revents != 0 || now_ms() - began >= LOOK_EVERY_MS;
}

static void *shelf_main(void *arg)
{
	struct shelf *s = arg;

	for (bool quit = false; !quit;) {
		int64_t began = now_ms();
		bool again = false;

		shelf_begin_round(s);
		while (!quit && !again) {
			shelf_show(s);
			again = wait_news(s, began);
			pthread_mutex_lock(&s->lock);
			quit = s->quit;
			again = again || s->look;
			pthread_mutex_unlock(&s->lock);
		}
	}
	pthread_mutex_lock(&s->lock);
	shelf_leave(s);
	return NULL;
}

static struct shelf *make(struct drives *drives, const char *folder, bool find)
{
	struct shelf *s = calloc(1, sizeof *s);
	pthread_condattr_t attr;

	if (!s)
		return NULL;
	s->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (s->wake_fd < 0) {
		free(s);
		return NULL;
	}
	s->drives = drives;
	s->find = find;
	s->jobs = folder != NULL;
	s->patience_ms = PATIENCE_MS;
	snprintf(s->folder, sizeof s->folder, "%s", folder ? folder : "");
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->go, NULL);
	pthread_cond_init(&s->ended, &attr);
	pthread_condattr_destroy(&attr);
	return s;
}

static void destroy(struct shelf *s)
{
	for (int i = 0; i < s->nlookers; i++)
		looker_free(s->lookers[i]);
	shelf_view_free(&s->view);
	free(s->lookers);
	free(s->job);
	close(s->wake_fd);
	pthread_cond_destroy(&s->ended);
	pthread_cond_destroy(&s->go);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

void shelf_leave(struct shelf *s)
{
	bool last = --s->alive == 0 && s->abandoned;

	pthread_cond_broadcast(&s->ended);
	pthread_mutex_unlock(&s->lock);
	if (last)
		destroy(s);
}

/* Ends the lookers, and the shelf's thread when it has one. False: a drive hangs, and the shelf frees itself later. */
static bool end(struct shelf *s, bool threaded)
{
	struct timespec until;
	int err = 0;
	bool ended;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += END_WAIT_S;
	pthread_mutex_lock(&s->lock);
	s->quit = true;
	pthread_cond_broadcast(&s->go);
	shelf_wake(s);
	while (s->alive > 0 && err == 0)
		err = pthread_cond_timedwait(&s->ended, &s->lock, &until);
	ended = s->alive == 0;
	s->abandoned = !ended;
	for (int i = 0; i < s->nlookers && !ended; i++)
		pthread_detach(s->lookers[i]->thread);
	if (threaded && !ended)
		pthread_detach(s->thread);
	pthread_mutex_unlock(&s->lock);
	if (!ended)
		return false;	/* `s` may be gone already */
	for (int i = 0; i < s->nlookers; i++)
		pthread_join(s->lookers[i]->thread, NULL);
	if (threaded)
		pthread_join(s->thread, NULL);
	destroy(s);
	return true;
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
	s->alive = 1;
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
	return !s || end(s, true);
}

/* --- for others --- */

/* No engine uses any of them. */
static void free_all(struct shelf_drive *drives, int n)
{
	for (int i = 0; i < n; i++)
		drives[i].busy = false;
}

/* With the lock. */
static void ask_for_look(struct shelf *s)
{
	s->look = true;
	s->view.due = true;
	s->view.generation++;
	shelf_wake(s);
}

void shelf_look(struct shelf *s)
{
	pthread_mutex_lock(&s->lock);
	ask_for_look(s);
	pthread_mutex_unlock(&s->lock);
}

void shelf_set_patience(struct shelf *s, int ms)
{
	pthread_mutex_lock(&s->lock);
	s->patience_ms = ms;
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

void shelf_unmount(struct shelf *s, const char *spec)
{
	pthread_mutex_lock(&s->lock);
	for (int i = 0; i < s->nlookers; i++)
		if (strcmp(s->lookers[i]->seen.id.spec, spec) == 0)
			s->lookers[i]->unmount = true;
	for (int i = 0; i < s->view.ndrives; i++)
		if (strcmp(s->view.drives[i].id.spec, spec) == 0)
			s->view.drives[i].unmounting = true;
	ask_for_look(s);
	pthread_mutex_unlock(&s->lock);
}

bool shelf_view(struct shelf *s, struct shelf_view *v)
{
	bool news;

	pthread_mutex_lock(&s->lock);
	news = s->view.generation != v->generation;
	if (news) {
		shelf_view_free(v);
		*v = s->view;
		v->drives = shelf_copy(s->view.drives, s->view.ndrives, sizeof *v->drives);
		v->jobs = shelf_copy(s->view.jobs, s->view.njobs, sizeof *v->jobs);
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

/* Nobody is waited for any more. */
static bool all_back(struct shelf *s)
{
	bool back;

	pthread_mutex_lock(&s->lock);
	back = shelf_round_over(s, s->patience_ms);
	pthread_mutex_unlock(&s->lock);
	return back;
}

enum status shelf_look_once(struct drives *drives, struct shelf_view *v)
{
	struct shelf *s = make(drives, NULL, false);

	if (!s)
		return STATUS_NO_MEMORY;
	s->probe = true;
	shelf_begin_round(s);
	while (!all_back(s)) {
		struct pollfd wake = { .fd = s->wake_fd, .events = POLLIN };
		uint64_t count;

		if (poll(&wake, 1, CALM_MS) > 0 && read(s->wake_fd, &count, sizeof count) < 0)
			continue;
	}
	shelf_show(s);
	shelf_view(s, v);
	return end(s, false) ? STATUS_OK : STATUS_STUCK;
}
