#include "config.h"
#include "engine/private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Sectors compared when the drive was merely reset. */
enum { SHORT_SAMPLES = 4 };

/* A volume descriptor, and whether there is any word on it: a disc without one is another than a disc that has one. */
struct volume_look {
	bool read;
	struct volume_id id;
};

static enum status read_volume(struct engine *e, struct worker *w, int32_t sectors, struct volume_look *v)
{
	uint8_t data[2352];
	enum status st;

	*v = (struct volume_look){ .read = false };
	if (e->job.sector_size != 2048 || (sectors > 0 && sectors <= VOLUME_ID_LSN))
		return STATUS_OK;
	st = sample_read(e, w, VOLUME_ID_LSN, data);
	if (st == STATUS_OK)
		*v = (struct volume_look){ true, volume_id_from(data) };
	return sample_silent(st) ? STATUS_OK : st;
}

static enum witness volume_witness(const struct job *j, const struct volume_look *here)
{
	const struct volume_id *a = &j->disc.volume, *b = &here->id;
	bool known = a->found || (map_size(j->mf.map) > VOLUME_ID_LSN && map_at(j->mf.map, VOLUME_ID_LSN) == MAP_GOOD);

	if (!known || !here->read || (!a->found && !b->found))
		return WITNESS_SILENT;
	if (a->found != b->found || strcmp(a->label, b->label) != 0 || strcmp(a->created, b->created) != 0 ||
	    a->sectors != b->sectors)
		return WITNESS_DIFFERS;
	return a->label[0] || a->created[0] ? WITNESS_AGREES : WITNESS_CLOSE;
}

static enum witness toc_witness(const struct disc_toc *a, const struct disc_toc *b)
{
	static const enum witness said[] = {
		[TOC_UNKNOWN] = WITNESS_SILENT, [TOC_SAME] = WITNESS_AGREES, [TOC_CLOSE] = WITNESS_CLOSE,
		[TOC_OTHER] = WITNESS_DIFFERS,
	};

	return said[toc_compare(a, b)];
}

/* The drive other than `w` in which the disc of the job is known to be, now; NULL: none. One that hangs cannot be asked. */
static struct worker *elsewhere(struct engine *e, const struct worker *w)
{
	for (int i = 0; i < e->nworkers; i++) {
		struct worker *o = e->workers[i];
		struct task t;

		if (o == w || o->view.verdict != VERDICT_SAME || o->lost)
			continue;
		if (o->reading)
			return o;
		if (!worker_is_back(o) || !o->drive || o->moved)
			continue;
		if (worker_run(o, (struct task){ .kind = TASK_POLL }, &t) == STATUS_OK && !o->moved)
			return o;
	}
	return NULL;
}

static enum status make_job(struct engine *e, struct worker *w, struct medium *m, const struct volume_id *volume)
{
	struct job_disc disc = { .volume = *volume, .toc = m->toc };
	enum capacity_source source;
	const int32_t said = m->sectors;
	struct fault f;
	enum status st = capacity_find(e, w, m, volume, &source);

	if (st != STATUS_OK)
		return st;
	disc.kind = m->kind;
	disc.sectors = m->sectors;
	disc.bytes = m->bytes;
	capacity_note(&disc, &w->view.id, source == CAPACITY_SAID ? said : m->sectors, source);
	e->job.about = e->set.about;
	while ((st = job_create(&e->job, &disc, &f)) == STATUS_NO_SPACE && !e->stop) {
		struct question q = { .why = st, .drive = -1 };

		memcpy(q.place, f.place, sizeof q.place);
		engine_ask_disk(e, q);
		if (e->stop)
			break;
	}
	pthread_mutex_lock(&e->lock);
	if (st == STATUS_OK)
		st = engine_take_map(e);
	pthread_mutex_unlock(&e->lock);
	if (st != STATUS_OK && e->stop)
		e->fault = f;
	if (st != STATUS_OK)
		engine_end(e, st, &f);
	e->settings_changed = false;
	w->limit = source == CAPACITY_SAID && said < m->sectors && m->sectors - said <= DISC_CAPACITY_SLACK ? said : 0;
	w->view.verdict = VERDICT_SAME;
	return st;
}

static const char *witness_name(enum witness w)
{
	static const char *const names[] = {
		[WITNESS_SILENT] = "silent", [WITNESS_AGREES] = "agrees", [WITNESS_CLOSE] = "close",
		[WITNESS_DIFFERS] = "differs",
	};

	return names[w];
}

static void write_down(struct engine *e, struct worker *w, const char *event, const char *verdict, const struct proof *p)
{
	char members[400];

	snprintf(members, sizeof members,
		 "\"verdict\":\"%s\",\"compared\":%" PRId32 ",\"differ\":%" PRId32 ",\"unreadable\":%" PRId32
		 ",\"cached\":%" PRId32 ",\"toc\":\"%s\",\"capacity\":\"%s\",\"volume\":\"%s\",\"sectors_here\":%" PRId32
		 ",\"sectors_job\":%" PRId32, verdict, p->compared, p->differ, p->unreadable, p->cached,
		 witness_name(p->toc), witness_name(p->capacity), witness_name(p->volume), p->here_sectors,
		 p->job_sectors);
	event_write(e, w, event, NULL, members);
}

/* The disc may be read: what it adds to what is known of the job's. */
static enum status accept(struct engine *e, struct worker *w, const struct medium *m, const struct volume_look *volume)
{
	bool changed = false;
	struct fault f;
	enum status st = capacity_accept(e, w, m, &changed);

	if (st != STATUS_OK)
		return st;
	if (!e->job.disc.volume.found && volume->id.found) {
		e->job.disc.volume = volume->id;
		changed = true;
	}
	if (!e->job.disc.toc.ntracks && m->toc.ntracks) {
		e->job.disc.toc = m->toc;
		changed = true;
	}
	if (changed && job_save_about(&e->job, &f) != STATUS_OK)
		log_add(e->log, LOG_WARNING, "job", N_("What was learnt of the disc could not be written"), "%s", f.place);
	return STATUS_OK;
}

static void say(struct engine *e, struct worker *w, const struct question *q)
{
	const struct proof *p = &q->proof;

	if (p->here_sectors > 0 && p->job_sectors - p->here_sectors > DISC_CAPACITY_SLACK)
		log_add(e->log, LOG_WARNING, w->view.id.name, N_("The disc in the drive is smaller than that of the job"),
			"%" PRId32 " / %" PRId32, p->here_sectors, p->job_sectors);
	if (q->verdict == VERDICT_COPY)
		log_add(e->log, LOG_NOTE, w->view.id.name, status_sentence(STATUS_OTHER_COPY), "%" PRId32 " = %" PRId32,
			p->compared, p->compared);
	else if (q->verdict != VERDICT_SAME)
		log_add(e->log, LOG_WARNING, w->view.id.name, N_("So many of the finished sectors compared are others here"),
			"%" PRId32 " / %" PRId32, p->differ, p->compared);
}

static enum status judge(struct engine *e, struct worker *w, const struct medium *m, const struct volume_look *volume,
			 int32_t samples, struct question *q)
{
	struct worker *other = elsewhere(e, w);
	struct proof *p = &q->proof;
	enum status st;

	*p = (struct proof){ .elsewhere = other != NULL };
	if (other && !other->reading)
		samples_sow(e, other, m->sectors);
	p->job_sectors = e->job.disc.sectors;
	p->here_sectors = m->sectors;
	p->finished = map_tally(e->job.mf.map).sectors[map_state_index(MAP_GOOD)];
	p->toc = toc_witness(&e->job.disc.toc, &m->toc);
	p->capacity = capacity_witness(e, w, m->sectors);
	job_learn_volume(&e->job);
	p->volume = volume_witness(&e->job, volume);
	st = samples_compare(e, w, m->sectors, samples, p);
	if (st != STATUS_OK)
		return st;
	if (e->stop)
		return STATUS_STOPPED;
	w->view.verdict = q->verdict = proof_verdict(p);
	say(e, w, q);
	write_down(e, w, "identify", verdict_name(q->verdict), p);
	if (q->verdict == VERDICT_COPY)
		write_down(e, w, "copy", verdict_name(q->verdict), p);
	return q->verdict == VERDICT_OTHER ? STATUS_WRONG_DISC : q->verdict == VERDICT_UNSURE ? STATUS_UNPROVEN : STATUS_OK;
}

enum status identify(struct engine *e, struct worker *w, struct question *q)
{
	bool reset_only = !w->moved && (w->view.verdict == VERDICT_SAME || w->view.verdict == VERDICT_COPY);
	struct volume_look volume;
	struct task t;
	enum status st;

	*q = (struct question){ .drive = w->index };
	memcpy(q->place, w->view.id.name, sizeof w->view.id.name);
	w->moved = false;
	w->view.verdict = VERDICT_NONE;
	st = worker_run(w, (struct task){ .kind = TASK_MEDIUM }, &t);
	w->view.state = st;
	if (st != STATUS_OK)
		return st;
	w->view.sectors = t.medium.sectors;
	st = read_volume(e, w, t.medium.sectors, &volume);
	if (st != STATUS_OK)
		return st;
	if (e->job.fresh)
		return make_job(e, w, &t.medium, &volume.id);
	st = judge(e, w, &t.medium, &volume, reset_only ? SHORT_SAMPLES : 0, q);
	if (st == STATUS_UNPROVEN && reset_only)
		st = judge(e, w, &t.medium, &volume, 0, q);
	if (st == STATUS_OK)
		return accept(e, w, &t.medium, &volume);
	w->moved = true;	/* whatever comes next is looked at as if it had just been put in */
	return st;
}

void identify_accept(struct engine *e, struct worker *w, const struct question *q)
{
	struct volume_look none = { .read = false };
	struct task t;

	write_down(e, w, "identify", "accepted", &q->proof);
	w->view.verdict = q->proof.elsewhere ? VERDICT_COPY : VERDICT_SAME;
	if (q->proof.elsewhere)
		write_down(e, w, "copy", "accepted", &q->proof);
	if (worker_run(w, (struct task){ .kind = TASK_MEDIUM }, &t) == STATUS_OK)
		accept(e, w, &t.medium, &none);
	w->moved = false;
}
