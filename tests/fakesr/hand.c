#include "config.h"
#include "tests/fakesr/node.h"
#include "sim/world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What hands do to the drives, and a look at their inside. DRIVE is a number, as in the order of the scenario. */

struct hand {
	struct system *s;
	struct node *n;
	const char *word;	/* what follows the drive; "" */
	char *answer;
	uint32_t size;
};

static enum status hand_eject(struct hand *h) { return sim_eject(h->s->world, h->n->drive); }
static enum status hand_insert(struct hand *h) { return sim_insert(h->s->world, h->n->drive); }
static enum status hand_load(struct hand *h) { return sim_load_disc(h->s->world, h->n->drive, h->word); }

static enum status hand_vanish(struct hand *h)
{
	node_unplug(h->s, h->n);
	return sim_vanish(h->s->world, h->n->drive);
}

/* As `word`, "sr1", or else the first node that is free: one whose dead files are still open is not. */
static enum status hand_return(struct hand *h)
{
	enum status st;

	pthread_mutex_lock(&h->s->plugging);
	st = sim_return(h->s->world, h->n->drive, NULL);
	if (st == STATUS_OK)
		snprintf(h->answer, h->size, "sr%d",
			 node_plug(h->s, h->n, strncmp(h->word, "sr", 2) == 0 ? atoi(h->word + 2) : -1));
	pthread_mutex_unlock(&h->s->plugging);
	return st;
}

static enum status set_gate(struct hand *h, int64_t lsn)
{
	pthread_mutex_lock(&h->s->lock);
	h->n->gate = lsn;
	pthread_cond_broadcast(&h->s->gates);
	pthread_mutex_unlock(&h->s->lock);
	return STATUS_OK;
}

static enum status hand_hold(struct hand *h) { return set_gate(h, atoll(h->word)); }
static enum status hand_go(struct hand *h) { return set_gate(h, -1); }

static enum status hand_held(struct hand *h)
{
	struct timespec until;
	int late = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 60;
	pthread_mutex_lock(&h->s->lock);
	while (!h->n->at_gate && !late)
		late = pthread_cond_timedwait(&h->s->gates, &h->s->lock, &until);
	pthread_mutex_unlock(&h->s->lock);
	return late ? STATUS_TIMEOUT : STATUS_OK;
}

static enum status hand_poll(struct hand *h)
{
	scsi_poll(h->s, h->n);
	return STATUS_OK;
}

static enum status hand_mount(struct hand *h)
{
	pthread_mutex_lock(&h->s->lock);
	snprintf(h->n->mounted, sizeof h->n->mounted, "%s", h->word);
	tree_mounts(h->s);
	pthread_mutex_unlock(&h->s->lock);
	return STATUS_OK;
}

static enum status hand_forbid(struct hand *h)
{
	pthread_mutex_lock(&h->s->lock);
	h->n->forbidden = strcmp(h->word, "off") != 0;
	pthread_mutex_unlock(&h->s->lock);
	return STATUS_OK;
}

/* "node=sr0 tray=closed disc=1 locked=no speed=0 page01=00c0 openers=0 exclusive=no asked=12 failures=0" */
static enum status hand_state(struct hand *h)
{
	struct sim *w = h->s->world;
	int minor, openers;
	bool exclusive;
	char node[8];

	pthread_mutex_lock(&h->s->lock);
	minor = h->n->minor;
	openers = h->n->openers;
	exclusive = h->n->exclusive != 0;
	pthread_mutex_unlock(&h->s->lock);
	snprintf(node, sizeof node, minor < 0 ? "none" : "sr%d", minor);
	pthread_mutex_lock(&w->lock);
	{
		const struct sim_drive *d = &w->drives[h->n->drive];

		snprintf(h->answer, h->size,
			 "node=%s tray=%s disc=%s locked=%s speed=%u page01=%02x%02x openers=%d exclusive=%s asked=%lld "
			 "failures=%lld", node, d->open ? "open" : "closed", d->disc < 0 ? "none" : w->discs[d->disc].say->name,
			 d->locked ? "yes" : "no", d->limit, (unsigned)d->error_page[0], (unsigned)d->error_page[1], openers,
			 exclusive ? "yes" : "no", (long long)d->asked, (long long)d->failures);
	}
	pthread_mutex_unlock(&w->lock);
	return STATUS_OK;
}

static const struct {
	const char *name;
	enum status (*run)(struct hand *h);
} hands[] = {
	{ "eject", hand_eject },	/* the button */
	{ "insert", hand_insert },	/* what lies in the tray that was opened last */
	{ "load", hand_load },		/* DISC */
	{ "vanish", hand_vanish },
	{ "return", hand_return },	/* [srN] */
	{ "hold", hand_hold },		/* LSN: whoever reads that sector waits */
	{ "held", hand_held },		/* waits until somebody waits there */
	{ "go", hand_go },		/* and lets go */
	{ "poll", hand_poll },		/* the kernel looks for media events once */
	{ "mount", hand_mount },	/* FOLDER: the system holds it, its file system is mounted there; without: no more */
	{ "forbid", hand_forbid },	/* [off]: who opens it has no permission */
	{ "state", hand_state },
};

int hand_do(struct system *s, const char *command, char *answer, uint32_t size)
{
	char name[16] = "", word[64] = "";
	struct hand h = { .s = s, .word = word, .answer = answer, .size = size };
	enum status st = STATUS_USAGE;
	int drive = -1;

	answer[0] = 0;
	if (sscanf(command, "%15s %d %63s", name, &drive, word) < 2 || drive < 0 || drive >= s->count)
		return EINVAL;
	h.n = &s->nodes[drive];
	for (unsigned i = 0; i < ARRAY_LEN(hands); i++)
		if (strcmp(hands[i].name, name) == 0)
			st = hands[i].run(&h);
	if (!answer[0])
		snprintf(answer, size, "%s", status_name(st));
	return st == STATUS_OK ? 0 : st == STATUS_USAGE ? EINVAL : EPERM;
}
