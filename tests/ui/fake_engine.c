#include "config.h"
#include "tests/ui/fake_engine.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct engine fake = { .wake = { -1, -1 } };

enum { STEP = 64 };

struct engine *fake_engine(void)
{
	return &fake;
}

void fake_reset(void)
{
	map_free(fake.map);
	if (fake.wake[0] >= 0) {
		close(fake.wake[0]);
		close(fake.wake[1]);
	}
	memset(&fake, 0, sizeof fake);
	fake.wake[0] = fake.wake[1] = -1;
}

static void news(struct engine *e)
{
	e->snap.generation++;
	if (e->wake[1] >= 0 && write(e->wake[1], "", 1) < 0)
		return;	/* full: it will wake anyway */
}

void fake_tally(struct engine *e)
{
	e->snap.tally = map_tally(e->map);
	e->snap.disc.sectors = map_size(e->map);
	e->snap.disc.bytes = (int64_t)map_size(e->map) * 2048;
	news(e);
}

static void name_drive(struct drive_view *d, const char *name, const char *vendor, const char *model, const char *firmware)
{
	memset(d, 0, sizeof *d);
	snprintf(d->id.name, sizeof d->id.name, "%s", name);
	snprintf(d->id.spec, sizeof d->id.spec, "sim:test#%s", name);
	snprintf(d->id.vendor, sizeof d->id.vendor, "%s", vendor);
	snprintf(d->id.model, sizeof d->id.model, "%s", model);
	snprintf(d->id.firmware, sizeof d->id.firmware, "%s", firmware);
	d->known = true;
	d->could_win = -1;
}

void fake_scene_fresh(struct engine *e, enum disc_kind kind, int32_t sectors)
{
	struct snapshot *s = &e->snap;

	map_free(e->map);
	e->map = map_new(sectors);
	*s = (struct snapshot){
		.phase = PHASE_READING, .disc.kind = kind, .sector_size = 2048, .unit = disc_ecc_unit(kind), .mapped = true,
		.pass_name = "sweep", .pass_title = N_("Sweep"), .pass_at = 1, .pass_of = 6, .pass_number = 1,
		.pass_left = sectors, .pass_todo = sectors, .pass_eta_s = -1, .pass_eta_low_s = -1, .pass_eta_high_s = -1,
		.since_good_s = -1, .saved_ago_s = -1, .budget_s = -1, .ndrives = 1, .active = 0, .move_from = -1, .move_to = -1,
		.generation = s->generation, .taken = s->taken,
	};
	snprintf(s->folder, sizeof s->folder, "/srv/rescues/job1");
	name_drive(&s->drives[0], "sr0", "PLEXTOR", "PX-716A", "1.11");
	s->drives[0].sectors = sectors;
	fake_tally(e);
}

void fake_scene_cd(struct engine *e)
{
	struct snapshot *s = &e->snap;

	fake_scene_fresh(e, DISC_CD, 339102);
	map_set(e->map, (struct span){ 0, 333045 }, MAP_GOOD);
	for (int32_t lsn = 110000; lsn < 211000; lsn += 4400)
		map_set(e->map, (struct span){ lsn, 40 }, lsn < 180000 ? MAP_BAD : MAP_UNSCRAPED);
	map_set(e->map, (struct span){ 211000, 1500 }, MAP_UNSCRAPED);
	map_set(e->map, (struct span){ 213000, 1471 }, MAP_BAD);
	map_set(e->map, (struct span){ 230000, 600 }, MAP_UNTRIMMED);
	map_set(e->map, (struct span){ 333045, 6057 }, MAP_UNTRIED);
	snprintf(s->about.description, sizeof s->about.description, "Tools & tales, disc 1");
	snprintf(s->about.identifier, sizeof s->about.identifier, "tnt-rom");
	s->disc.volume = (struct volume_id){ .found = true, .label = "TNT_ROM" };
	s->pass_name = "scrape";
	s->pass_title = N_("Scrape the inside of bad areas");
	s->pass_at = 4;
	s->reverse = true;
	s->pass_todo = 6100;
	s->pass_left = 3626;
	s->pass_eta_s = 720;
	s->pass_eta_low_s = 480;
	s->pass_eta_high_s = 1200;
	s->position = 211034;
	s->in_flight = (struct span){ 211034, 1 };
	s->read_s = 0.4;
	s->since_good_s = 14;
	s->rate = 1300;
	s->rate_average = 812000;
	s->saved_ago_s = 12;
	s->per_minute = 38;
	s->stop_below = 2;
	s->price = (struct price){ .known = true, .won = 1237, .won_low = 1104, .won_high = 1396, .seconds = 720, .low = 480,
				   .high = 1200 };
	s->ncoming = 2;
	s->coming[0] = (struct coming){ .pass_name = "retry", .pass_number = 1 };
	s->coming[0].price = (struct price){ .known = true, .won = 118, .won_low = 81, .won_high = 203, .seconds = 2400,
					     .low = 1800, .high = 3000 };
	s->coming[1] = (struct coming){ .pass_name = "retry", .pass_number = 2 };
	s->nbills = 3;
	s->bills[0] = (struct bill){ .pass_name = "trim", .pass_number = 1, .won = 1213, .seconds = 731, .failed = 80,
				     .drive = "sr0" };
	s->bills[0].expected = (struct price){ .known = true, .won = 1200, .won_low = 1000, .won_high = 1500 };
	s->bills[1] = (struct bill){ .pass_name = "gaps", .pass_number = 1, .won = 12640, .seconds = 1840, .failed = 240,
				     .drive = "sr1" };
	s->bills[1].expected = (struct price){ .known = true, .won = 13020, .won_low = 12000, .won_high = 14000 };
	s->bills[2] = (struct bill){ .pass_name = "sweep", .pass_number = 1, .won = 319192, .seconds = 203, .failed = 42,
				     .drive = "sr0" };
	s->bills[2].expected = (struct price){ .known = true, .won = 339102, .won_low = 300000, .won_high = 339102 };
	s->nshapes = 2;
	s->shapes[0] = (struct shape){ .kind = SHAPE_SCRATCH, .from_mm = 31.2, .to_mm = 43.8, .per_turn = 14.2, .angle = 40,
				       .width = 3.1, .failed = 1840 };
	s->shapes[1] = (struct shape){ .kind = SHAPE_RING, .from_mm = 50.12, .to_mm = 50.41, .per_turn = 18.1, .failed = 610 };
	s->ndrives = 3;
	s->drives[0].active = true;
	s->drives[0].pass_name = s->pass_name;
	s->drives[0].pass_number = 1;
	s->drives[0].in_flight = s->in_flight;
	s->drives[0].read_s = s->read_s;
	s->drives[0].won = 330719;
	s->drives[0].only_here = 1204;
	s->drives[0].reads = 30000;
	s->drives[0].failed = 911;
	s->drives[0].failed_s = 1913;
	s->drives[0].speed = 1411;
	s->drives[0].errors[ERR_MEDIUM] = 812;
	s->drives[0].errors[ERR_RECOVERED] = 96;
	name_drive(&s->drives[1], "sr1", "LITE-ON", "LTR-52327S", "QS58");
	s->drives[1].won = 2326;
	s->drives[1].only_here = 940;
	s->drives[1].reads = 4000;
	s->drives[1].failed = 100;
	s->drives[1].failed_s = 90;
	s->drives[1].sectors = 339100;
	s->drives[1].could_win = 124;
	s->drives[1].state = STATUS_TRAY_OPEN;
	s->drives[1].errors[ERR_TIMEOUT] = 3;
	snprintf(s->drives[1].id.serial, sizeof s->drives[1].id.serial, "0045-1123");
	name_drive(&s->drives[2], "sr2", "ASUS", "BW-16D1HT", "3.10");
	s->drives[2].state = STATUS_NO_MEDIUM;
	s->drives[2].could_win = 310;
	fake_tally(e);
}

void fake_scene_drives(struct engine *e)
{
	struct snapshot *s = &e->snap;
	struct drive_view *d;

	fake_scene_cd(e);
	s->ndrives = 5;
	s->pass_name = s->drives[0].pass_name = "retry";
	s->drives[0].rate = 1300;
	snprintf(s->drives[0].id.serial, sizeof s->drives[0].id.serial, "DYDP 123456WL");
	d = &s->drives[1];	/* reads, too, in a pass of its own */
	d->state = STATUS_OK;
	d->active = true;
	d->pass_name = "retry";
	d->pass_number = 2;
	d->in_flight = (struct span){ 288120, 1 };
	d->read_s = 3;
	d->rate = 630000;
	d->speed = 706;
	d->speed_by_hand = true;
	d->nyields = 2;
	d->yields[0] = (struct speed_yield){ .kb_per_s = 706, .tried = 300, .won = 12, .seconds = 280 };
	d->yields[1] = (struct speed_yield){ .tried = 300, .won = 3, .seconds = 410 };
	d->abilities.nspeeds = 3;
	d->abilities.speeds[0] = 706;
	d->abilities.speeds[1] = 1411;
	d->abilities.speeds[2] = 4234;
	d = &s->drives[2];	/* equal to the first, and stuck */
	name_drive(d, "sr2", "PLEXTOR", "PX-716A", "1.09");
	snprintf(d->id.bus, sizeof d->id.bus, "pci-0000:00:1f.2-ata-3");
	d->won = 120;
	d->reads = 500;
	d->stuck = true;
	d->stuck_s = 187;
	d->stuck_in = (struct drive_now){ .command = "READ(12)", .lsn = 88120 };
	d->nhangs = 2;
	d->hangs[0] = (struct span){ 88120, 1 };
	d->hangs[1] = (struct span){ 91200, 16 };
	d->errors[ERR_TIMEOUT] = 2;
	d = &s->drives[3];
	name_drive(d, "sr3", "HL-DT-ST", "BD-RE  BH16NS40", "1.02");
	d->state = STATUS_NOT_READY;
	d = &s->drives[4];
	name_drive(d, "sr4", "TSSTcorp", "SE-S084D", "TS00");
	d->state = STATUS_DRIVE_GONE;
	d->reads = 12;
	news(e);
}

/* --- engine.h --- */

struct engine *engine_new(const struct engine_settings *s, struct drives *drives, struct log *log)
{
	struct engine *e = &fake;

	(void)drives;
	if (e->wake[0] < 0) {
		if (pipe(e->wake) != 0)
			return NULL;
		fcntl(e->wake[0], F_SETFL, O_NONBLOCK);
		fcntl(e->wake[1], F_SETFL, O_NONBLOCK);
	}
	if (!e->map)
		fake_scene_cd(e);
	if (s->where.folder)
		snprintf(e->snap.folder, sizeof e->snap.folder, "%s", s->where.folder);
	if (s->start_held)
		e->snap.phase = PHASE_PAUSED;
	e->snap.taken = 0;
	e->reads = 0;
	if (log)
		log_add(log, LOG_WARNING, "sr0", N_("there is no disc in the drive"), "LSN 211034");
	news(e);
	return e;
}

static int32_t drive_of(const struct engine *e, const char *spec)
{
	for (int i = 0; i < e->snap.ndrives; i++)
		if (strcmp(e->snap.drives[i].id.spec, spec) == 0)
			return i;
	return -1;
}

static void take(struct engine *e, const struct command *c)
{
	struct snapshot *s = &e->snap;

	s->taken++;
	switch (c->kind) {
	case CMD_PAUSE:
		s->phase = PHASE_PAUSED;
		s->user_paused = true;
		break;
	case CMD_RESUME:
		s->phase = PHASE_READING;
		s->user_paused = false;
		break;
	case CMD_MOVE:
		s->phase = PHASE_MOVING;
		s->move = MOVE_INSERT;
		s->move_from = s->active;
		s->drives[s->active].state = STATUS_TRAY_OPEN;
		s->move_to = drive_of(e, c->drive);
		break;
	case CMD_INSERT:
		s->active = drive_of(e, c->drive);
		s->drives[s->active].state = STATUS_OK;
		s->phase = PHASE_READING;
		s->move = MOVE_NONE;
		break;
	case CMD_CANCEL_MOVE:
		s->drives[s->active].state = STATUS_OK;
		s->phase = PHASE_READING;
		s->move = MOVE_NONE;
		break;
	case CMD_ANSWER:
		s->ask.id = 0;
		s->phase = PHASE_READING;
		break;
	case CMD_HOLD:
		e->hold = *c;
		break;
	case CMD_STOP:
		if (!e->hangs) {
			s->phase = PHASE_ENDED;
			s->end = STATUS_STOPPED;
		}
		break;
	default:
		break;
	}
	news(e);
}

bool engine_post(struct engine *e, struct command c)
{
	if (e->nposted < (int)ARRAY_LEN(e->posted))
		e->posted[e->nposted++] = c;
	if (!e->slow_hand)
		take(e, &c);
	return true;
}

/* One read: what is not rescued next, in the order of the disc. */
static void step(struct engine *e)
{
	struct span next = map_find(e->map, map_all(e->map), MAP_UNFINISHED);

	if (e->hold.hold == HOLD_READS && e->reads >= e->hold.reads) {
		e->hold.hold = HOLD_NONE;
		e->snap.phase = PHASE_PAUSED;
	} else if (next.count == 0) {
		e->snap.phase = PHASE_DONE;
		e->snap.pass_name = NULL;
		e->snap.in_flight = (struct span){ 0 };
	} else {
		if (e->noise)
			fprintf(stderr, "**WARN: a library speaks of read %ld\n", e->reads);
		next.count = min_i32(next.count, STEP);
		map_set(e->map, next, MAP_GOOD);
		e->reads++;
		e->snap.position = next.lsn;
		e->snap.pass_left = max_i32(e->snap.pass_left - next.count, 0);
		if (e->snap.active >= 0)
			e->snap.drives[e->snap.active].won += next.count;
	}
	fake_tally(e);
}

void engine_snapshot(struct engine *e, struct snapshot *out)
{
	char bytes[64];

	while (e->wake[0] >= 0 && read(e->wake[0], bytes, sizeof bytes) > 0)
		;
	if (e->runs && e->snap.phase == PHASE_READING)
		step(e);
	*out = e->snap;
}

bool engine_cells(struct engine *e, struct span within, int n, uint8_t *looks)
{
	if (!e->map)
		return false;
	cells_fill(e->map, within, n, looks);
	return true;
}

struct span engine_find(struct engine *e, int32_t lsn, bool back, unsigned states)
{
	return back ? map_find_last(e->map, span_between(0, lsn + 1), states) :
		map_find(e->map, span_between(lsn, map_size(e->map)), states);
}

bool engine_count(struct engine *e, struct span within, int32_t count[MAP_STATES])
{
	if (!e->map)
		return false;
	map_count(e->map, within, count);
	return true;
}

int engine_marks(struct engine *e, struct mark *out, int most)
{
	int n = min_i32(e->nmarks, most);

	memcpy(out, e->marks, (size_t)n * sizeof *out);
	return n;
}

int engine_wake_fd(struct engine *e)
{
	return e->wake[0];
}

bool engine_wait(struct engine *e, int ms)
{
	(void)ms;
	return e->snap.phase == PHASE_ENDED;
}

bool engine_free(struct engine *e, int ms)
{
	(void)ms;
	return !e->hangs;
}

const char *read_error_name(enum read_error e)
{
	static const char *const names[ERR_KINDS] = {
		N_("medium"), N_("timeout"), N_("hardware"), N_("connection"), N_("not ready"), N_("other"), N_("recovered"),
	};

	return names[e];
}

/* --- shelf.h: one drive with a disc, one job --- */

struct shelf {
	int looks;
};

struct shelf *shelf_new(struct drives *drives, const char *folder, bool find)
{
	(void)drives, (void)folder, (void)find;
	return calloc(1, sizeof(struct shelf));
}

bool shelf_free(struct shelf *s)
{
	free(s);
	return true;
}

bool shelf_view(struct shelf *s, struct shelf_view *v)
{
	if (s->looks++ > 0)
		return false;
	shelf_view_free(v);
	v->drives = calloc(1, sizeof *v->drives);
	v->jobs = calloc(1, sizeof *v->jobs);
	if (!v->drives || !v->jobs)
		return false;
	v->ndrives = v->njobs = 1;
	v->looked = true;
	v->generation = 1;
	snprintf(v->drives[0].id.spec, sizeof v->drives[0].id.spec, "sim:test#sr0");
	snprintf(v->drives[0].id.name, sizeof v->drives[0].id.name, "sr0");
	v->drives[0].medium = (struct medium){ .kind = DISC_CD, .sectors = 339102, .bytes = INT64_C(339102) * 2048 };
	snprintf(v->jobs[0].name, sizeof v->jobs[0].name, "tnt-rom");
	v->jobs[0].sectors = 339102;
	v->jobs[0].good = 333045;
	v->jobs[0].bad = 2431;
	return true;
}

void shelf_view_free(struct shelf_view *v)
{
	free(v->drives);
	free(v->jobs);
	*v = (struct shelf_view){ 0 };
}

void shelf_look(struct shelf *s)
{
	s->looks = 0;
}

void shelf_leave_alone(struct shelf *s, const char *const specs[], int n)
{
	(void)s, (void)specs, (void)n;
}

void shelf_unmount(struct shelf *s, const char *spec)
{
	(void)s, (void)spec;
}

/* --- drives.h --- */

int drives_count(struct drives *ds)
{
	(void)ds;
	return 2;
}

void drives_spec(struct drives *ds, int i, char out[256])
{
	(void)ds;
	snprintf(out, 256, "sim:test#sr%d", i);
}

double drives_pace(struct drives *ds, const char *spec)
{
	(void)ds, (void)spec;
	return 1;
}

bool drives_are_simulated(const char *spec)
{
	return strncmp(spec, "sim:", 4) == 0;
}
