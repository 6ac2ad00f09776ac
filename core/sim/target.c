#include "config.h"
#include "sim/target.h"
#include "sim/medium.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define USUAL_TIMEOUT_MS 60000	/* for commands that say 0 */
/* Counted time does not go by on its own: whoever asks a drive that is getting ready has waited so long meanwhile. */
#define WAITED_NS (NS_PER_S / 2)

enum need {
	NEEDS_NOTHING = 0,
	NEEDS_READY = 1,	/* a disc, spun up */
	MOVES_HEAD = 2,		/* waits for its turn, takes its time */
	TAKES_ATTENTION = 4,	/* is told of a unit attention instead of being run */
};

static uint32_t test_unit_ready(struct call *k)
{
	(void)k;
	return 0;
}

static uint32_t request_sense(struct call *k);

/* SPC-4 6, MMC-6 6. The names are those of scenarios; see doc/scenarios.md. */
static const struct {
	const char *name;
	uint8_t code;
	int cdb_len;
	unsigned needs;
	uint32_t (*run)(struct call *k);
} commands[] = {
	{ "test-unit-ready", 0x00, 6, NEEDS_READY | TAKES_ATTENTION, test_unit_ready },
	{ "request-sense", 0x03, 6, NEEDS_NOTHING, request_sense },
	{ "inquiry", 0x12, 6, NEEDS_NOTHING, target_inquiry },
	{ "start-stop", 0x1b, 6, TAKES_ATTENTION, target_start_stop },
	{ "prevent", 0x1e, 6, TAKES_ATTENTION, target_prevent },
	{ "read-capacity", 0x25, 10, NEEDS_READY | TAKES_ATTENTION, target_capacity_10 },
	{ "read-10", 0x28, 10, NEEDS_READY | TAKES_ATTENTION | MOVES_HEAD, target_read },
	{ "read-toc", 0x43, 10, NEEDS_READY | TAKES_ATTENTION, target_toc },
	{ "get-configuration", 0x46, 10, NEEDS_NOTHING, target_configuration },
	{ "get-event", 0x4a, 10, NEEDS_NOTHING, target_event },
	{ "read-disc-information", 0x51, 10, NEEDS_READY | TAKES_ATTENTION, target_disc_information },
	{ "read-track-information", 0x52, 10, NEEDS_READY | TAKES_ATTENTION, target_track_information },
	{ "mode-select", 0x55, 10, TAKES_ATTENTION, target_mode_select },
	{ "mode-sense", 0x5a, 10, TAKES_ATTENTION, target_mode_sense },
	{ "read-12", 0xa8, 12, NEEDS_READY | TAKES_ATTENTION | MOVES_HEAD, target_read },
	{ "get-performance", 0xac, 12, NEEDS_READY | TAKES_ATTENTION, target_performance },
	{ "read-disc-structure", 0xad, 12, NEEDS_READY | TAKES_ATTENTION, target_disc_structure },
	{ "set-streaming", 0xb6, 12, TAKES_ATTENTION, target_set_streaming },
	{ "set-speed", 0xbb, 12, TAKES_ATTENTION, target_set_speed },
	{ "read-cd", 0xbe, 12, NEEDS_READY | TAKES_ATTENTION | MOVES_HEAD, target_read_cd },
};

int target_command(const char *name)
{
	for (unsigned i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(name, commands[i].name) == 0)
			return (int)i;
	return -1;
}

void target_give(struct call *k, const uint8_t *bytes, uint32_t len, uint32_t allotted)
{
	uint32_t n = len < allotted ? len : allotted;

	if (n > k->c->len)
		n = k->c->len;
	if (n)
		memcpy(k->c->buf, bytes, n);
	k->given = n;
}

int32_t target_capacity(const struct call *k)
{
	const struct scenario_drive *say = k->d->say;
	int64_t n = k->disc->sectors;

	switch (say->capacity_form) {
	case CAPACITY_MORE:
		n += say->capacity;
		break;
	case CAPACITY_TOTAL:
		n = say->capacity;
		break;
	case CAPACITY_HALF:
		n /= 2;
		break;
	case CAPACITY_NONE:
		return 0;
	case CAPACITY_STALE:
		if (k->d->told)
			n = k->d->told;
		break;
	}
	k->d->told = n < 1 ? 1 : (int32_t)(n < INT32_MAX ? n : INT32_MAX);
	return k->d->told;
}

/* A disc that has been long enough in the closed tray is there, and says so once. */
static void settle(struct sim *w, struct sim_drive *d)
{
	if (!d->becoming || world_now(w) < d->ready_at)
		return;
	d->becoming = false;
	d->attention |= UA_MEDIUM;
	d->event = MEDIA_NEW;
}

/* Whether there is a disc to be read; 0 if so. */
static uint32_t not_ready(const struct sim_drive *d, const struct sim_disc *disc)
{
	if (d->open)
		return SENSE_TRAY_OPEN;
	if (!disc)
		return SENSE(2, 0x3a, 0x01);
	if (d->becoming)
		return SENSE_BECOMING;
	if (!(d->say->reads >> disc->say->kind & 1))
		return SENSE(2, 0x30, 0x02);
	return 0;
}

/* The unit attention that is told next (SAM-5 5.14); telling clears it. */
static uint32_t attention(struct sim_drive *d)
{
	if (d->attention & UA_RESET) {
		d->attention &= ~(unsigned)UA_RESET;
		return SENSE_RESET;
	}
	if (d->attention & UA_MEDIUM) {
		d->attention &= ~(unsigned)UA_MEDIUM;
		return SENSE(6, 0x28, 0x00);
	}
	if (d->attention & UA_BUTTON) {
		d->attention &= ~(unsigned)UA_BUTTON;
		return SENSE_BUTTON;
	}
	return 0;
}

/* Fixed format (SPC-4 4.5.3). */
static void put_sense(uint8_t out[18], uint32_t code, bool has_lsn, int32_t lsn)
{
	memset(out, 0, 18);
	out[0] = has_lsn ? 0xf0 : 0x70;
	out[2] = (uint8_t)(code >> 16);
	if (has_lsn)
		put32(out + 3, (uint32_t)lsn);
	out[7] = 10;
	out[12] = (uint8_t)(code >> 8);
	out[13] = (uint8_t)code;
}

/* SPC-4 6.39: what TEST UNIT READY would say, as data. */
static uint32_t request_sense(struct call *k)
{
	uint8_t data[18];
	uint32_t code = attention(k->d);

	if (k->c->cdb[1] & 0x01)	/* descriptor format: not here */
		return SENSE_INVALID_FIELD;
	if (!code)
		code = not_ready(k->d, world_disc(k->w, k->d));
	put_sense(data, code, false, 0);
	target_give(k, data, sizeof data, k->c->cdb[4]);
	return 0;
}

/* The shape of a read, as SHAPE_ bits. */
static unsigned shape_of(const uint8_t *cdb)
{
	static const unsigned sub[8] = { [1] = SHAPE_SUB_1, [2] = SHAPE_SUB_2, [4] = SHAPE_SUB_4 };
	unsigned shape = 0;

	if (cdb[0] == 0x28 || cdb[0] == 0xa8)
		return cdb[1] & 0x08 ? SHAPE_FUA : 0;
	if (cdb[0] != 0xbe)
		return 0;
	shape |= sub[cdb[10] & 7];
	shape |= cdb[9] & 0x06 ? SHAPE_C2 : 0;
	shape |= (cdb[1] >> 2 & 7) == 1 ? SHAPE_CDDA : 0;
	shape |= cdb[9] & 0xe8 ? SHAPE_RAW : 0;
	return shape;
}

/* What the scenario says instead of what the command in `row` would do; 0: nothing. */
static uint32_t reply_of(struct call *k, unsigned row)
{
	unsigned shape = shape_of(k->c->cdb);

	for (int i = 0; i < k->d->say->reply_count; i++) {
		const struct reply *r = &k->d->say->replies[i];

		if (r->command != row || (r->shape & ~shape))
			continue;
		if (r->attempts && k->d->replies[i] >= r->attempts)
			continue;
		k->d->replies[i]++;
		k->ns += (int64_t)(r->seconds * (double)NS_PER_S);
		return r->sense;
	}
	return 0;
}

/* Checks what all commands have in common, and runs the one in `row`. */
static uint32_t run_row(struct call *k, unsigned row)
{
	struct transport_cmd *c = k->c;
	unsigned needs = commands[row].needs;
	uint32_t code = 0;

	/* The last byte is CONTROL; 04h in it is NACA (SAM-5 5.2), which is not here. */
	if (c->cdb_len < commands[row].cdb_len || (c->cdb[commands[row].cdb_len - 1] & 0x04))
		return SENSE_INVALID_FIELD;
	k->row = (int)row;
	if (needs & TAKES_ATTENTION)
		code = attention(k->d);
	if (!code && (needs & NEEDS_READY)) {
		code = not_ready(k->d, k->disc);
		if (code == SENSE_BECOMING && !(k->w->pace > 0))
			k->ns += WAITED_NS;
		else if (code)
			world_wait(k->w);
	}
	if (!code)
		code = reply_of(k, row);
	return code ? code : commands[row].run(k);
}

/* Whether the drive, or the host that it shares with others, is at another command. */
static bool is_occupied(const struct sim *w, const struct sim_drive *d, unsigned needs)
{
	if (d->gone)
		return false;
	for (int i = 0; i < w->scenario->drive_count; i++)
		if (w->drives[i].host == d->host && w->drives[i].busy && (needs & MOVES_HEAD))
			return true;
	return d->blocked;
}

static uint32_t run_code(struct call *k, unsigned *needs)
{
	for (unsigned i = 0; i < ARRAY_LEN(commands); i++) {
		if (commands[i].code != k->c->cdb[0])
			continue;
		if (k->d->say->refuses >> i & 1)
			break;
		*needs = commands[i].needs;
		while (is_occupied(k->w, k->d, *needs))
			pthread_cond_wait(&k->w->wake, &k->w->lock);
		if (k->d->gone)
			return 0;
		world_tick(k->w);
		settle(k->w, k->d);
		k->disc = world_disc(k->w, k->d);
		return run_row(k, i);
	}
	return SENSE(5, 0x20, 0x00);
}

static void answer(struct call *k, uint32_t code)
{
	struct transport_cmd *c = k->c;

	c->residual = c->len - k->given;
	if (k->d->say->bad_cable && c->dir == TRANSFER_IN)
		for (uint32_t i = 1; i < k->given; i += 2)
			c->buf[i] &= (uint8_t)~0x08;	/* a data line that is always 0 */
	if (!code)
		return;
	c->scsi_status = 0x02;
	c->sense_len = 18;
	put_sense(c->sense, code, k->has_lsn, k->lsn);
}

/* Silence in real time: whatever is asked of the drive meanwhile waits, and nothing ends it. */
static void block(struct sim *w, struct sim_drive *d, double seconds)
{
	int64_t until = clock_now(clock_real()) + (int64_t)(seconds * (double)NS_PER_S);
	struct timespec ts = { .tv_sec = (time_t)(until / NS_PER_S), .tv_nsec = (long)(until % NS_PER_S) };

	d->blocked = true;
	pthread_mutex_unlock(&w->lock);
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == EINTR)
		;
	pthread_mutex_lock(&w->lock);
	d->blocked = false;
	pthread_cond_broadcast(&w->wake);
}

/* Lets the command's time go by, and sees what happened meanwhile. Gives the code that is answered in the end. */
static uint32_t wait_out(struct call *k, unsigned needs, uint32_t code)
{
	struct sim_drive *d = k->d;
	int64_t limit = (int64_t)(k->c->timeout_ms ? k->c->timeout_ms : USUAL_TIMEOUT_MS) * NS_PER_MS;
	unsigned loads = d->loads;

	if (k->block_s > 0) {
		d->busy = true;
		block(k->w, d, k->block_s);
		d->busy = false;
		if (!(k->w->pace > 0))
			k->ns += (int64_t)(k->block_s * (double)NS_PER_S);
	}
	if (k->ns > limit || k->block_s * (double)NS_PER_S > (double)limit) {
		/* The host loses patience, and resets the drive. */
		if (k->ns > limit)
			k->ns = limit;
		k->st = STATUS_TIMEOUT;
		k->given = 0;
	}
	if (k->ns > 0) {
		d->busy = needs & MOVES_HEAD;
		world_spend(k->w, k->ns);
		if (needs & MOVES_HEAD) {
			d->busy = false;
			pthread_cond_broadcast(&k->w->wake);
		}
	}
	if (k->st == STATUS_TIMEOUT)
		world_reset_drive(d);
	if (d->gone) {
		k->st = STATUS_DRIVE_GONE;
		k->given = 0;
	} else if ((needs & NEEDS_READY) && d->loads != loads) {
		k->given = 0;
		k->has_lsn = false;
		code = not_ready(d, world_disc(k->w, d));
		return code ? code : SENSE_BECOMING;
	}
	return code;
}

struct target {
	struct transport transport;
	struct sim *world;
	int drive;
	unsigned life;		/* of the drive, when this was opened */
};

static bool is_cut_off(const struct target *t)
{
	const struct sim_drive *d = &t->world->drives[t->drive];

	return d->gone || d->life != t->life;
}

static enum status target_run(struct transport *t, struct transport_cmd *c)
{
	struct target *self = (struct target *)t;
	struct sim *w = self->world;
	struct call k = { .w = w, .d = &w->drives[self->drive], .c = c };
	int64_t real = clock_now(clock_real());
	void (*told)(void *arg, const struct sim_read *r) = NULL;
	void *told_arg = NULL;
	unsigned needs = 0;
	uint32_t code = 0;

	c->scsi_status = 0;
	c->sense_len = 0;
	c->residual = c->len;
	if (c->cdb_len < 1 || c->cdb_len > (int)sizeof c->cdb || c->len > t->max_bytes || (c->len && !c->buf))
		return STATUS_TRANSPORT;
	pthread_mutex_lock(&w->lock);
	world_tick(w);
	if (is_cut_off(self)) {
		world_wait(w);
		k.st = STATUS_DRIVE_GONE;
	} else {
		int64_t began;

		code = run_code(&k, &needs);
		began = world_now(w);
		if (!is_cut_off(self))
			code = wait_out(&k, needs, code);
		if (k.read.asked.count > 0 && w->told) {
			k.read.began_ns = began;
			k.read.ended_ns = world_now(w);
			k.read.real_ns = real;
			if (k.st != STATUS_OK)
				k.read.given = 0;
			told = w->told;
			told_arg = w->told_arg;
		}
		if (is_cut_off(self))
			k.st = STATUS_DRIVE_GONE;
		if (k.st == STATUS_OK)
			answer(&k, code);
	}
	pthread_mutex_unlock(&w->lock);
	if (told)
		told(told_arg, &k.read);
	return k.st;
}

static void target_close(struct transport *t)
{
	free(t);
}

static const struct transport_ops target_ops = {
	.name = "sim", .run = target_run, .close = target_close,
};

struct transport *sim_transport(struct sim *w, int drive)
{
	struct target *t;

	if (drive < 0 || drive >= w->scenario->drive_count)
		return NULL;
	t = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	t->transport = (struct transport){ .ops = &target_ops, .clock = sim_clock(w),
					   .max_bytes = (uint32_t)w->scenario->drives[drive].max_transfer };
	t->world = w;
	t->drive = drive;
	pthread_mutex_lock(&w->lock);
	world_tick(w);
	t->life = w->drives[drive].life;
	pthread_mutex_unlock(&w->lock);
	return &t->transport;
}
