#include "config.h"
#include "engine/private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Known sectors that are compared, and how many may be tried to find them. */
enum { SAMPLES = 16, TRIES = 48, MAX_SILENT = 8 };

/* A sector of one repeated byte is on every disc: it proves nothing. */
static bool tells_nothing(const uint8_t *data, int size)
{
	return memcmp(data, data + 1, (size_t)size - 1) == 0;
}

/* One sector from the drive, outside any pass. */
static enum status read_one(struct engine *e, struct worker *w, int32_t lsn, uint8_t *out)
{
	struct task t;
	enum status st = worker_run(w, (struct task){ .kind = TASK_READ, .at = { lsn, 1 } }, &t);

	if (st == STATUS_OK)
		memcpy(out, w->buf, (size_t)e->job.sector_size);
	return st;
}

/* The drive is there, but does not get this sector: no proof either way. */
static bool proves_nothing(enum status st)
{
	switch (st) {
	case STATUS_UNREADABLE:
	case STATUS_BLANK:
	case STATUS_OUT_OF_RANGE:
	case STATUS_ILLEGAL_MODE:
	case STATUS_PROTECTED:
	case STATUS_REFUSED:
	case STATUS_ABORTED:
	case STATUS_TIMEOUT:
		return true;
	default:
		return false;
	}
}

/* A finished sector with something in it near `wish`; -1 if there is none. Its bytes are in `data`. */
static int32_t find_sample(struct engine *e, int32_t wish, int32_t end, uint8_t *data)
{
	struct span run = map_find(e->job.mf.map, span_between(wish, end), map_bit(MAP_GOOD));
	int32_t lsn = run.lsn;

	for (int tries = 0; run.count && tries < 8; tries++) {
		if (job_fetch(&e->job, (struct span){ lsn, 1 }, data) != STATUS_OK)
			return -1;
		if (!tells_nothing(data, e->job.sector_size))
			return lsn;
		lsn += max_i32(1, run.count / 8);
		if (!span_has(run, lsn))
			break;
	}
	return -1;
}

/* The i-th of 64 places from `from` to `to`: 0, 1/2, 1/4, 3/4 ..., so that early ones are already spread over the radius. */
static int32_t place(int i, int32_t from, int32_t to)
{
	unsigned bits = 0;

	for (int b = 0; b < 6; b++)
		bits |= ((unsigned)i >> b & 1) << (5 - b);
	return from + (int32_t)((int64_t)(to - from) * bits / 64);
}

static bool among(const int32_t *list, int n, int32_t lsn)
{
	for (int i = 0; i < n; i++)
		if (list[i] == lsn)
			return true;
	return false;
}

/* Compares finished sectors spread over the disc with what this drive reads. */
static enum status compare(struct engine *e, struct worker *w, struct question *q)
{
	const struct map *m = e->job.mf.map;
	struct span reach = span_between(0, w->limit ? w->limit : map_size(m));
	struct span first = map_find(m, reach, map_bit(MAP_GOOD)), last = map_find_last(m, reach, map_bit(MAP_GOOD));
	uint8_t *was = malloc(2 * (size_t)e->job.sector_size), *is = was ? was + e->job.sector_size : NULL;
	enum status st = was ? STATUS_OK : STATUS_NO_MEMORY;
	int32_t tried[TRIES];
	int ntried = 0, silent = 0;

	for (int i = 0; st == STATUS_OK && first.count && i < TRIES && q->proof.compared < SAMPLES && silent < MAX_SILENT; i++) {
		int32_t lsn = find_sample(e, place(i, first.lsn, span_end(last)), span_end(reach), was);

		if (lsn < 0 || among(tried, ntried, lsn))
			continue;
		tried[ntried++] = lsn;
		st = read_one(e, w, lsn, is);
		if (st == STATUS_OK) {
			q->proof.compared++;
			q->proof.differ += memcmp(was, is, (size_t)e->job.sector_size) != 0;
		} else if (proves_nothing(st)) {
			silent++;
			st = STATUS_OK;
		}
	}
	free(was);
	return st;
}

/* The volume descriptor as this drive reads it; a disc without one is fine. */
static enum status read_volume(struct engine *e, struct worker *w, int32_t sectors, struct volume_id *id)
{
	uint8_t data[2352];
	enum status st;

	*id = (struct volume_id){ 0 };
	if (e->job.sector_size != 2048 || sectors <= VOLUME_ID_LSN)
		return STATUS_OK;
	st = read_one(e, w, VOLUME_ID_LSN, data);
	if (st == STATUS_OK)
		*id = volume_id_from(data);
	return proves_nothing(st) ? STATUS_OK : st;
}

static enum status make_job(struct engine *e, const struct medium *m, const struct volume_id *volume)
{
	struct job_disc disc = { .kind = m->kind, .sectors = m->sectors, .bytes = m->bytes, .volume = *volume, .toc = m->toc };
	struct fault f;
	enum status st;

	if (e->set.kind != DISC_UNKNOWN)
		disc.kind = e->set.kind;
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
	return st;
}

/* More sectors than any drive before told of: the disc is as large as the largest plausible answer. */
static enum status grow(struct engine *e, const struct medium *m)
{
	enum status st;

	log_add(e->log, LOG_NOTE, "job", N_("This drive finds more sectors on the disc than the one before"),
		"%" PRId32 " / %" PRId32, m->sectors, e->job.disc.sectors);
	pthread_mutex_lock(&e->lock);
	st = job_grow(&e->job, m->sectors, m->bytes);
	if (st == STATUS_OK)
		st = engine_take_map(e);
	pthread_mutex_unlock(&e->lock);
	return st;
}

static enum status judge(struct engine *e, struct worker *w, const struct medium *m, const struct volume_id *volume,
			 struct question *q)
{
	int32_t have = e->job.disc.sectors;
	const struct volume_id *known = &e->job.disc.volume;
	bool named = known->found && volume->found;
	enum status st;

	if (have - m->sectors > DISC_CAPACITY_SLACK) {
		log_add(e->log, LOG_ERROR, w->view.id.name, N_("The disc in the drive is smaller than that of the job"),
			"%" PRId32 " / %" PRId32, m->sectors, have);
		return STATUS_WRONG_DISC;
	}
	w->limit = m->sectors < have ? m->sectors : 0;
	st = compare(e, w, q);
	if (st != STATUS_OK)
		return st;
	if (q->proof.differ)
		return q->proof.differ * 2 >= q->proof.compared ? STATUS_WRONG_DISC : STATUS_UNPROVEN;
	if (!q->proof.compared && named && strcmp(known->label, volume->label) != 0)
		return STATUS_WRONG_DISC;
	if (m->sectors - have > DISC_CAPACITY_SLACK && q->proof.compared < 4)
		return STATUS_WRONG_DISC;
	if (!q->proof.compared && !named && map_tally(e->job.mf.map).sectors[map_state_index(MAP_GOOD)])
		return STATUS_UNPROVEN;
	if (!known->found && volume->found)
		e->job.disc.volume = *volume;
	return m->bytes > e->job.disc.bytes ? grow(e, m) : STATUS_OK;
}

enum status identify(struct engine *e, struct worker *w, struct question *q)
{
	struct volume_id volume;
	struct task t;
	enum status st = worker_run(w, (struct task){ .kind = TASK_MEDIUM }, &t);

	*q = (struct question){ 0 };
	memcpy(q->place, w->view.id.name, sizeof w->view.id.name);
	w->view.state = st;
	if (st != STATUS_OK)
		return st;
	w->view.sectors = t.medium.sectors;
	if (t.medium.sectors > MAP_MAX_SECTORS)
		return STATUS_TOO_LARGE;
	if (t.medium.sectors <= 0)
		return STATUS_NO_MEDIUM;
	st = read_volume(e, w, t.medium.sectors, &volume);
	if (st != STATUS_OK)
		return st;
	return e->job.fresh ? make_job(e, &t.medium, &volume) : judge(e, w, &t.medium, &volume, q);
}
