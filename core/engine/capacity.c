#include "config.h"
#include "engine/private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * How large the disc is. Drives disagree, and some claim what they then deny. A job is as large as the largest plausible
 * answer; what was refuted by a drive's own reads counts no longer, and where nothing else speaks for them, the sectors
 * behind it are not of the disc.
 */

/* Sectors that track-at-once leaves unreadable behind the data of a CD-R. */
enum { RUN_OUT = 2 };

/* A CD of 99 minutes, two layers of a DVD, four of a BD: no disc of that kind has more. */
static int32_t most_of(enum disc_kind kind)
{
	return kind == DISC_CD ? 450000 : kind == DISC_DVD ? 4500000 : MAP_MAX_SECTORS;
}

static bool plausible(const struct medium *m, int32_t sectors)
{
	if (sectors <= 0 || sectors > most_of(m->kind))
		return false;
	/* the TOC of a CD is what its lead-in says: nothing is behind the lead-out */
	return m->kind != DISC_CD || !m->toc.ntracks || m->toc.leadout <= 0 ||
	       sectors <= m->toc.leadout + DISC_CAPACITY_SLACK;
}

/* Whether the drive gets there at all: what it fails on is there. *st: what ended the search. */
static bool reaches(struct engine *e, struct worker *w, int32_t lsn, enum status *st)
{
	struct task t;

	worker_run(w, (struct task){ .kind = TASK_READ, .at = { lsn, 1 } }, &t);
	if (t.st == STATUS_OUT_OF_RANGE || t.st == STATUS_BLANK)
		return false;
	if (t.st != STATUS_OK && !sample_silent(t.st))
		*st = e->stop ? STATUS_STOPPED : t.st;
	return true;
}

/* By doubling, then by halves: at most some 50 reads. 0: the drive reads on and on, or nothing. */
static int32_t end_by_reading(struct engine *e, struct worker *w, enum disc_kind kind, int32_t known, enum status *st)
{
	int32_t low = known, high = known, step = 1, most = most_of(kind);

	while (*st == STATUS_OK && reaches(e, w, high, st)) {
		low = high + 1;
		if (*st != STATUS_OK || high >= most - step)
			return 0;
		high += step;
		step *= 2;
	}
	while (*st == STATUS_OK && low < high) {
		int32_t middle = low + (high - low) / 2;

		if (reaches(e, w, middle, st))
			low = middle + 1;
		else
			high = middle;
	}
	return *st == STATUS_OK ? low : 0;
}

enum status capacity_find(struct engine *e, struct worker *w, struct medium *m, const struct volume_id *volume,
			  enum capacity_source *source)
{
	enum status st = STATUS_OK;
	int32_t sectors = m->sectors, known = volume->found && volume->sectors > 0 ? volume->sectors : 0;

	if (e->set.kind != DISC_UNKNOWN)
		m->kind = e->set.kind;
	*source = CAPACITY_SAID;
	/* an optical drive that shows less than the volume has: what is missing is for other drives, but not forgotten */
	if (plausible(m, sectors) && (m->toc.ntracks || m->profile) && known > sectors && plausible(m, known)) {
		log_add(e->log, LOG_WARNING, w->view.id.name, N_("The volume is larger than the disc is in this drive"),
			"%" PRId32 " / %" PRId32, known, sectors);
		m->sectors = known;
		m->bytes = (int64_t)known * e->job.sector_size;
	}
	if (plausible(m, sectors))
		return STATUS_OK;
	if (m->toc.ntracks && plausible(m, m->toc.leadout)) {
		sectors = m->toc.leadout;
		*source = CAPACITY_TOC;
	} else {
		known = plausible(m, known) ? known : 0;
		sectors = end_by_reading(e, w, m->kind, known, &st);
		sectors = sectors ? sectors : known;
		*source = CAPACITY_READ;
	}
	if (st != STATUS_OK)
		return st;
	if (sectors <= 0) {
		log_add(e->log, LOG_ERROR, w->view.id.name,
			N_("The drive does not say how large the disc is, and its end was not found"), NULL);
		return STATUS_REFUSED;
	}
	log_add(e->log, LOG_WARNING, w->view.id.name, N_("What the drive says of the disc's size cannot be; taken instead"),
		"%" PRId32 " -> %" PRId32, m->sectors, sectors);
	m->sectors = sectors;
	m->bytes = (int64_t)sectors * e->job.sector_size;
	return STATUS_OK;
}

static bool same_drive(const struct job_capacity *c, const struct drive_id *id)
{
	if (strcmp(c->vendor, id->vendor) != 0 || strcmp(c->model, id->model) != 0)
		return false;
	return c->serial[0] || id->serial[0] ? strcmp(c->serial, id->serial) == 0 : strcmp(c->name, id->name) == 0;
}

/* What is known of that drive's idea of the size; NULL: nothing. */
static struct job_capacity *entry_of(struct engine *e, const struct worker *w)
{
	for (int i = 0; i < e->job.disc.ncapacities; i++)
		if (same_drive(&e->job.disc.capacity[i], &w->view.id))
			return &e->job.disc.capacity[i];
	return NULL;
}

bool capacity_note(struct job_disc *disc, const struct drive_id *id, int32_t sectors, enum capacity_source source)
{
	struct job_capacity now = { .sectors = sectors, .source = source }, *c = NULL;

	for (int i = 0; i < disc->ncapacities && !c; i++)
		if (same_drive(&disc->capacity[i], id))
			c = &disc->capacity[i];
	if (c && c->sectors == sectors && c->source == source)
		return false;
	if (c && c->source == CAPACITY_READ && source != CAPACITY_READ && sectors >= c->sectors)
		return false;		/* that claim is refuted */
	if (!c && disc->ncapacities == JOB_CAPACITIES)
		return false;
	if (!c)
		c = &disc->capacity[disc->ncapacities++];
	memcpy(now.vendor, id->vendor, sizeof now.vendor);
	memcpy(now.model, id->model, sizeof now.model);
	memcpy(now.serial, id->serial, sizeof now.serial);
	memcpy(now.name, id->name, sizeof now.name);
	*c = now;
	return true;
}

enum witness capacity_witness(struct engine *e, struct worker *w, int32_t here)
{
	const struct job_capacity *c = entry_of(e, w);
	int32_t off = here - e->job.disc.sectors;

	if (here <= 0)
		return WITNESS_SILENT;
	if (off == 0 || (c && c->sectors == here))
		return WITNESS_AGREES;
	return off <= DISC_CAPACITY_SLACK && off >= -DISC_CAPACITY_SLACK ? WITNESS_CLOSE : WITNESS_DIFFERS;
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

enum status capacity_accept(struct engine *e, struct worker *w, const struct medium *m, bool *changed)
{
	int32_t have = e->job.disc.sectors;
	const struct job_capacity *c;

	w->limit = 0;
	if (m->sectors <= 0)
		return STATUS_OK;
	if (plausible(m, m->sectors))
		*changed |= capacity_note(&e->job.disc, &w->view.id, m->sectors, CAPACITY_SAID);
	/* Two sectors less are a drive's habit and save the asking; much less is a fault of it, and its reads tell better. */
	if (m->sectors < have && have - m->sectors <= DISC_CAPACITY_SLACK)
		w->limit = m->sectors;
	c = entry_of(e, w);
	if (m->bytes <= e->job.disc.bytes || !plausible(m, m->sectors) || (c && c->sectors < m->sectors))
		return STATUS_OK;
	*changed = true;
	return grow(e, m);
}

/* The job without its sectors from `end` on. */
static bool cut(struct engine *e, int32_t end, const char *why, const char *text)
{
	int32_t have = e->job.disc.sectors;
	enum status st;
	char members[80];

	st = job_cut(&e->job, end, NULL);
	if (st != STATUS_OK)
		return false;
	pthread_mutex_lock(&e->lock);
	st = engine_take_map(e);
	pthread_mutex_unlock(&e->lock);
	if (st != STATUS_OK) {
		engine_end(e, st, NULL);
		return false;
	}
	log_add(e->log, LOG_NOTE, "job", text, "LSN %" PRId32 " +%" PRId32, end, have - end);
	snprintf(members, sizeof members, "\"at\":[%" PRId32 ",%" PRId32 "],\"why\":\"%s\"", end, have - end, why);
	event_write(e, NULL, "cut", NULL, members);
	return true;
}

/* Reads have shown where the disc ends for each drive. The largest end that still counts; 0: nobody knows. */
static int32_t largest_end(struct engine *e)
{
	int32_t largest = 0;

	for (int i = 0; i < e->nworkers; i++) {
		struct worker *w = e->workers[i];
		struct job_capacity *c = entry_of(e, w);

		if (c && w->limit && w->limit < c->sectors)
			capacity_note(&e->job.disc, &w->view.id, w->limit, CAPACITY_READ);
	}
	for (int i = 0; i < e->job.disc.ncapacities; i++)
		largest = max_i32(largest, e->job.disc.capacity[i].sectors);
	return largest;
}

/* Where, just behind the data, some drive says that the disc ends; 0: none does. */
static int32_t agreed_end(const struct engine *e, int32_t floor)
{
	int32_t end = 0;

	for (int i = 0; i < e->job.disc.ncapacities; i++) {
		int32_t says = e->job.disc.capacity[i].sectors;

		if (says >= floor && says <= floor + DISC_CAPACITY_SLACK && (!end || says < end))
			end = says;
	}
	return end;
}

/* Somebody may be at the last sectors, or the user has named some. */
static bool in_use(const struct engine *e)
{
	if (read_under_way(e) || e->in_call)
		return true;
	for (int i = 0; i < e->nworkers; i++)
		if (e->workers[i]->view.active && e->workers[i]->course.plan.nfirst)
			return true;
	return false;
}

bool capacity_settle(struct engine *e)
{
	const struct map *m = e->job.mf.map;
	struct span last = map_find_last(m, map_all(m), map_bit(MAP_GOOD));
	const struct volume_id *v = &e->job.disc.volume;
	int32_t have = map_size(m), floor, claimed, agreed;

	if (!v->found || v->sectors <= 0 || in_use(e))
		return false;
	floor = max_i32(v->sectors, last.count ? span_end(last) : 0);
	claimed = max_i32(floor, largest_end(e));
	agreed = agreed_end(e, floor);
	if (agreed && agreed < have &&
	    map_count_in(m, span_between(agreed, have), map_bit(MAP_BAD)) == have - agreed)
		claimed = agreed;
	if (claimed < have)
		return cut(e, claimed, "denied", N_("The disc ends earlier than was claimed: no drive reads that far"));
	if (e->job.disc.kind == DISC_CD && have > floor && have - floor <= RUN_OUT &&
	    map_count_in(m, span_between(floor, have), map_bit(MAP_BAD)) == have - floor)
		return cut(e, floor, "run-out", N_("The last sectors are run-out of the recording, not data"));
	return false;
}
