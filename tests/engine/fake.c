#include "config.h"
#include "tests/engine/fake.h"

#include "base/fileio.h"
#include "base/hash.h"

#include <fcntl.h>
#include <pthread.h>

struct fake_trouble {
	int32_t lsn;		/* a read that meets it */
	enum status st;		/* ends so, */
	int times;		/* so many times; -1: always */
};

/* What is on a disc, by its number: content of its own, or that of another but for one area; a volume with a name. */
static struct fake_disc {
	uint32_t of;
	struct span differs;
	char label[33];
	int32_t volume;
} discs[8];			/* set before a run, and only read in it */

struct fake {
	pthread_mutex_t lock;
	pthread_cond_t news;
	uint32_t disc;		/* what is on it: a seed; 0: none */
	int32_t sectors, says;	/* of the disc; as it tells, 0: the truth, negative: nothing */
	struct span blind;	/* what it cannot read */
	bool cached;		/* reads that are to be fresh come from a cache that still holds disc 1 */
	long fresh;		/* so many were asked for */
	struct disc_toc toc;
	int32_t most;		/* refuses larger reads as out of range; 0: none */
	struct fake_trouble trouble[8];
	enum status poll_once;	/* the next look at it ends so */
	bool gone, open;
	bool hang, hangs;	/* the next read does not come back; it is in there now */
	int opened, closed;
};

static struct fake fakes[2] = {
	{ .lock = PTHREAD_MUTEX_INITIALIZER, .news = PTHREAD_COND_INITIALIZER },
	{ .lock = PTHREAD_MUTEX_INITIALIZER, .news = PTHREAD_COND_INITIALIZER },
};

struct fake_drive {
	struct drive drive;	/* first */
	struct fake *of;
};

static struct fake *of(struct drive *d)
{
	return ((struct fake_drive *)d)->of;
}

static void put_volume(const struct fake_disc *d, uint8_t *out)
{
	uint32_t n = (uint32_t)d->volume;

	out[0] = 1;
	memcpy(out + 1, "CD001", 5);
	memset(out + 40, ' ', 32);
	memcpy(out + 40, d->label, strlen(d->label));
	for (int i = 0; i < 4; i++)
		out[80 + i] = (uint8_t)(n >> 8 * i);
	memset(out + 156, 0, 34);		/* no root directory */
	memcpy(out + 813, "2001020304050600", 16);
}

static void content(uint32_t disc, int32_t lsn, uint8_t *out)
{
	const struct fake_disc *d = &discs[disc % ARRAY_LEN(discs)];

	if (d->of && !span_has(d->differs, lsn)) {
		content(d->of, lsn, out);
		return;
	}
	for (size_t i = 0; i < 2048; i += 8) {
		uint64_t word = hash_mix(hash_mix(disc, (uint64_t)lsn), i);

		memcpy(out + i, &word, 8);
	}
	if (lsn == VOLUME_ID_LSN && d->label[0])
		put_volume(d, out);
}

static enum status state(struct fake *f)
{
	enum status once = f->poll_once;

	if (f->gone)
		return STATUS_DRIVE_GONE;
	if (f->open)
		return STATUS_TRAY_OPEN;
	if (!f->disc)
		return STATUS_NO_MEDIUM;
	f->poll_once = STATUS_OK;
	return once;
}

/* Sectors that come, and how it ends. */
static enum status outcome(struct fake *f, struct span at, int32_t *good)
{
	enum status st = state(f);

	*good = 0;
	if (st != STATUS_OK)
		return st;
	if (span_clip(at, f->blind).count) {
		*good = max_i32(0, f->blind.lsn - at.lsn);
		return STATUS_UNREADABLE;
	}
	if ((f->most && at.count > f->most) || span_end(at) > f->sectors)
		return STATUS_OUT_OF_RANGE;
	for (size_t i = 0; i < ARRAY_LEN(f->trouble); i++) {
		struct fake_trouble *t = &f->trouble[i];

		if (t->times && span_has(at, t->lsn)) {
			t->times -= t->times > 0;
			return t->st;
		}
	}
	*good = at.count;
	return STATUS_OK;
}

static enum status fake_read(struct drive *d, struct span at, uint8_t *buf, struct read_info *got)
{
	struct fake *f = of(d);
	enum status st;

	pthread_mutex_lock(&f->lock);
	if (f->hang) {
		f->hangs = true;
		pthread_cond_broadcast(&f->news);
		while (f->hang)
			pthread_cond_wait(&f->news, &f->lock);
		f->hangs = false;
	}
	st = outcome(f, at, &got->good);
	for (int32_t i = 0; i < got->good; i++)
		content(f->disc, at.lsn + i, buf + (size_t)i * 2048);
	pthread_mutex_unlock(&f->lock);
	return st;
}

static enum status fake_read_fresh(struct drive *d, struct span at, uint8_t *buf, struct read_info *got)
{
	struct fake *f = of(d);
	enum status st = fake_read(d, at, buf, got);

	pthread_mutex_lock(&f->lock);
	f->fresh++;
	if (st == STATUS_OK && f->cached) {
		for (int32_t i = 0; i < at.count; i++)
			content(1, at.lsn + i, buf + (size_t)i * 2048);
		st = STATUS_UNPROVEN;
	}
	pthread_mutex_unlock(&f->lock);
	return st;
}

static enum status fake_medium(struct drive *d, struct medium *m)
{
	struct fake *f = of(d);
	enum status st;

	pthread_mutex_lock(&f->lock);
	f->poll_once = STATUS_OK;
	st = state(f);
	m->kind = DISC_CD;
	m->sectors = f->says < 0 ? 0 : f->says ? f->says : f->sectors;
	m->toc = f->toc;
	m->bytes = (int64_t)m->sectors * 2048;
	pthread_mutex_unlock(&f->lock);
	return st;
}

static enum status fake_poll(struct drive *d)
{
	struct fake *f = of(d);
	enum status st;

	pthread_mutex_lock(&f->lock);
	st = state(f);
	pthread_mutex_unlock(&f->lock);
	return st;
}

static enum status fake_tray(struct drive *d, enum tray_action what)
{
	struct fake *f = of(d);

	pthread_mutex_lock(&f->lock);
	if (what == TRAY_OPEN || what == TRAY_CLOSE)
		f->open = what == TRAY_OPEN;
	pthread_mutex_unlock(&f->lock);
	return STATUS_OK;
}

static void fake_close(struct drive *d)
{
	struct fake *f = of(d);

	pthread_mutex_lock(&f->lock);
	f->closed++;
	pthread_cond_broadcast(&f->news);
	pthread_mutex_unlock(&f->lock);
	free(d);
}

static const struct drive_ops fake_ops = {
	.name = "fake", .read = fake_read, .read_fresh = fake_read_fresh, .medium = fake_medium, .poll = fake_poll, .tray = fake_tray,
	.close = fake_close,
};

enum status __real_drives_open(struct drives *ds, const char *spec, const struct drive_settings *s, struct drive **out,
			       struct fault *f);
enum status __wrap_drives_open(struct drives *ds, const char *spec, const struct drive_settings *s, struct drive **out,
			       struct fault *f);
enum status __wrap_drives_open(struct drives *ds, const char *spec, const struct drive_settings *s, struct drive **out,
			       struct fault *f)
{
	struct fake_drive *d;
	struct fake *fake = &fakes[spec[5] == '1'];
	bool gone;

	if (drives_are_simulated(spec))
		return __real_drives_open(ds, spec, s, out, f);
	pthread_mutex_lock(&fake->lock);
	gone = fake->gone;
	fake->opened += !gone;
	pthread_mutex_unlock(&fake->lock);
	if (gone)
		return fault_set(f, STATUS_NOT_FOUND, spec, 0, NULL, NULL);
	d = calloc(1, sizeof *d);
	d->of = fake;
	d->drive = (struct drive){ .ops = &fake_ops, .clock = clock_real(), .sector_size = 2048, .max_sectors = 32 };
	snprintf(d->drive.id.spec, sizeof d->drive.id.spec, "%s", spec);
	snprintf(d->drive.id.name, sizeof d->drive.id.name, "%.23s", spec);
	snprintf(d->drive.id.model, sizeof d->drive.id.model, "DOUBLE");
	*out = &d->drive;
	return STATUS_OK;
}

void fake_put(int drive, uint32_t disc, int32_t sectors)
{
	struct fake *f = &fakes[drive];

	pthread_mutex_lock(&f->lock);
	f->disc = disc;
	f->sectors = sectors;
	f->open = false;
	f->poll_once = STATUS_MEDIUM_CHANGED;
	pthread_mutex_unlock(&f->lock);
}

void fake_trouble(int drive, int slot, int32_t lsn, enum status st, int times)
{
	struct fake *f = &fakes[drive];

	pthread_mutex_lock(&f->lock);
	f->trouble[slot] = (struct fake_trouble){ lsn, st, times };
	pthread_mutex_unlock(&f->lock);
}

void fake_says(int drive, int32_t sectors, int32_t most)
{
	struct fake *f = &fakes[drive];

	pthread_mutex_lock(&f->lock);
	f->says = sectors;
	f->most = most;
	pthread_mutex_unlock(&f->lock);
}

void fake_disc(uint32_t disc, const char *label, int32_t volume)
{
	snprintf(discs[disc].label, sizeof discs[disc].label, "%s", label);
	discs[disc].volume = volume;
}

void fake_copy(uint32_t disc, uint32_t of_disc, struct span differs)
{
	discs[disc].of = of_disc;
	discs[disc].differs = differs;
}

void fake_blind(int drive, struct span at)
{
	struct fake *f = &fakes[drive];

	pthread_mutex_lock(&f->lock);
	f->blind = at;
	pthread_mutex_unlock(&f->lock);
}

void fake_cached(int drive, bool cached)
{
	struct fake *f = &fakes[drive];

	pthread_mutex_lock(&f->lock);
	f->cached = cached;
	pthread_mutex_unlock(&f->lock);
}

void fake_toc(int drive, const struct disc_toc *toc)
{
	struct fake *f = &fakes[drive];

	pthread_mutex_lock(&f->lock);
	f->toc = *toc;
	pthread_mutex_unlock(&f->lock);
}

long fake_fresh(int drive)
{
	struct fake *f = &fakes[drive];
	long n;

	pthread_mutex_lock(&f->lock);
	n = f->fresh;
	pthread_mutex_unlock(&f->lock);
	return n;
}

void fake_gone(int drive, bool gone)
{
	struct fake *f = &fakes[drive];

	pthread_mutex_lock(&f->lock);
	f->gone = gone;
	pthread_mutex_unlock(&f->lock);
}

void fake_hang(int drive)
{
	struct fake *f = &fakes[drive];

	pthread_mutex_lock(&f->lock);
	f->hang = true;
	pthread_mutex_unlock(&f->lock);
}

int fake_opened(int drive)
{
	struct fake *f = &fakes[drive];
	int n;

	pthread_mutex_lock(&f->lock);
	n = f->opened;
	pthread_mutex_unlock(&f->lock);
	return n;
}

void fake_rig(struct rig *r, const char *name, int32_t sectors)
{
	*r = (struct rig){ 0 };
	snprintf(r->folder, sizeof r->folder, "%.99s", scratch_folder(name));
	snprintf(r->job, sizeof r->job, "%s/job", r->folder);
	memset(discs, 0, sizeof discs);
	for (int i = 0; i < 2; i++) {
		struct fake *f = &fakes[i];

		pthread_mutex_lock(&f->lock);
		memset(f->trouble, 0, sizeof f->trouble);
		f->disc = i == 0;
		f->sectors = sectors;
		f->says = f->most = 0;
		f->blind = (struct span){ 0, 0 };
		f->cached = false;
		f->fresh = 0;
		f->toc = (struct disc_toc){ 0 };
		f->poll_once = STATUS_OK;
		f->gone = f->open = f->hang = f->hangs = false;
		f->opened = f->closed = 0;
		pthread_mutex_unlock(&f->lock);
		snprintf(r->spec[i], sizeof r->spec[i], "fake:%d", i);
	}
	r->log = log_new(2000);
	r->drives = drives_new(r->log);
}

struct engine_settings fake_settings(struct rig *r)
{
	struct engine_settings s = rig_settings(r);

	s.drives[1] = r->spec[1];
	s.ndrives = 2;
	s.batch = false;
	return s;
}

static void wait_news(struct fake *f)
{
	pthread_cond_wait(&f->news, &f->lock);
}

void fake_wait_hang(int drive)
{
	struct fake *f = &fakes[drive];

	pthread_mutex_lock(&f->lock);
	while (!f->hangs)
		wait_news(f);
	pthread_mutex_unlock(&f->lock);
}

void fake_release(int drive)
{
	struct fake *f = &fakes[drive];

	pthread_mutex_lock(&f->lock);
	f->hang = false;
	pthread_cond_broadcast(&f->news);
	pthread_mutex_unlock(&f->lock);
}

void fake_wait_closed(int drive, int times)
{
	struct fake *f = &fakes[drive];

	pthread_mutex_lock(&f->lock);
	while (f->closed < times)
		wait_news(f);
	pthread_mutex_unlock(&f->lock);
}

int32_t fake_check(struct rig *r)
{
	struct mapfile mf;
	char path[400];
	uint8_t is[2048], want[2048];
	int32_t good = 0;
	int fd;

	snprintf(path, sizeof path, "%s/disc.map", r->job);
	assert_int_equal(mapfile_load(path, 2048, &mf, NULL), STATUS_OK);
	snprintf(path, sizeof path, "%s/disc.iso", r->job);
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	for (int32_t lsn = 0; lsn < map_size(mf.map); lsn++) {
		if (map_at(mf.map, lsn) != MAP_GOOD)
			continue;
		assert_int_equal(file_pread(fd, is, sizeof is, (int64_t)lsn * 2048), 2048);
		content(1, lsn, want);
		if (memcmp(is, want, sizeof is) != 0)
			fail_msg("sector %d is called finished and differs", lsn);
		good++;
	}
	close(fd);
	mapfile_clear(&mf);
	return good;
}

int fake_logged(struct rig *r, const char *text)
{
	struct log_line lines[64];
	unsigned long after = 0;
	unsigned n;
	int found = 0;

	while ((n = log_copy(r->log, after, lines, ARRAY_LEN(lines))) > 0)
		for (unsigned i = 0; i < n; i++) {
			after = lines[i].serial;
			found += lines[i].text && strstr(lines[i].text, text) != NULL;
		}
	return found;
}
