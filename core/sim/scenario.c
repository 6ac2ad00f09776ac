#include "config.h"
#include "sim/scenario.h"
#include "sim/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_KEY N_("there is no such key here")

/* A key of a section: where its value goes, and who reads it. */
struct key {
	const char *name;
	const char *(*read)(struct words *w, const struct key *k, void *field);	/* NULL, or what is wrong */
	size_t offset;
	double min, max;
	size_t size;		/* of a text */
	bool repeats;
};

static const char *read_real(struct words *w, const struct key *k, void *field)
{
	return words_real(w, k->min, k->max, field);
}

static const char *read_time(struct words *w, const struct key *k, void *field)
{
	return words_quantity(w, UNIT_SECONDS, k->min, k->max, field);
}

static const char *read_whole(struct words *w, const struct key *k, void *field)
{
	return words_whole(w, (int64_t)k->min, (int64_t)k->max, field);
}

static const char *read_text(struct words *w, const struct key *k, void *field)
{
	return words_text(w, field, k->size, false);
}

static const char *read_path(struct words *w, const struct key *k, void *field)
{
	return words_text(w, field, k->size, true);
}

/* ECMA-119 7.4.1: d-characters. */
static const char *read_label(struct words *w, const struct key *k, void *field)
{
	const char *text = field, *wrong = words_text(w, field, k->size, false);

	if (!wrong && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != strlen(text))
		return N_("a label is made of A-Z, 0-9 and _");
	return wrong;
}

static const char *read_yes(struct words *w, const struct key *k, void *field)
{
	bool *to = field;

	(void)k;
	if (words_take(w, "yes"))
		*to = true;
	else if (words_take(w, "no"))
		*to = false;
	else
		return N_("yes or no is wanted here");
	return NULL;
}

static const char *read_kind(struct words *w, const struct key *k, void *field)
{
	(void)k;
	if (!disc_kind_parse(words_peek(w), field))
		return N_("cd, dvd or bd is wanted here");
	w->at++;
	return NULL;
}

static const char *read_kinds(struct words *w, const struct key *k, void *field)
{
	unsigned *set = field;

	*set = 0;
	while (words_left(w)) {
		enum disc_kind kind;
		const char *wrong = read_kind(w, k, &kind);

		if (wrong)
			return wrong;
		*set |= 1u << kind;
	}
	return NULL;
}

/* "cav 40", "clv 8", "8" */
static const char *read_speed(struct words *w, const struct key *k, void *field)
{
	struct scenario_drive *d = field;

	d->curve = words_take(w, "cav") ? SPEED_CAV : SPEED_CLV;
	words_take(w, "clv");
	return words_real(w, k->min, k->max, &d->speed);
}

/* "1000" or "1000 sectors", "512 KiB", "2 MiB"; into units of k->size bytes */
static const char *read_size(struct words *w, const struct key *k, void *field)
{
	int64_t *to = field, n, unit = (int64_t)k->size;
	const char *wrong = words_whole(w, 0, INT32_MAX, &n);

	if (wrong)
		return wrong;
	if (words_take(w, "KiB"))
		n = n * 1024 / unit;
	else if (words_take(w, "MiB"))
		n = n * 1024 * 1024 / unit;
	else if (words_take(w, "sectors"))
		n = n * 2048 / unit;
	else if (unit != 2048)
		return N_("a size needs its unit: sectors, KiB or MiB");
	if (n < (int64_t)k->min || n > (int64_t)k->max)
		return N_("the value is out of range");
	*to = n;
	return NULL;
}

static const char *read_commands(struct words *w, const struct key *k, void *field)
{
	uint64_t *set = field;
	char text[256];
	const char *wrong = words_text(w, text, sizeof text, false);
	char *save = NULL;

	(void)k;
	if (wrong)
		return wrong;
	*set = 0;
	for (char *name = strtok_r(text, " ", &save); name; name = strtok_r(NULL, " ", &save)) {
		int row = target_command(name);

		if (row < 0)
			return N_("there is no command of that name");
		*set |= UINT64_C(1) << row;
	}
	return NULL;
}

static const char *read_span(struct words *w, struct troubles *list, struct trouble **out)
{
	struct trouble *t = &list->at[list->count];
	const char *wrong;

	if (list->count == SCENARIO_TROUBLES)
		return N_("there are too many of these");
	wrong = words_whole(w, 0, INT32_MAX - 1, &t->lsn);
	t->count = 1;
	if (!wrong && words_peek(w)[0] == '+')
		wrong = words_whole(w, 1, INT32_MAX - t->lsn, &t->count);
	*out = t;
	if (!wrong)
		list->count++;
	return wrong;
}

/* "5000 60 s" */
static const char *read_hang(struct words *w, const struct key *k, void *field)
{
	struct trouble *t;
	const char *wrong = read_span(w, field, &t);

	return wrong ? wrong : words_quantity(w, UNIT_SECONDS, k->min, k->max, &t->value);
}

/* "5000 +3 chance 0.5" */
static const char *read_wrong(struct words *w, const struct key *k, void *field)
{
	struct trouble *t;
	const char *wrong = read_span(w, field, &t);

	if (wrong)
		return wrong;
	t->value = 1;
	return words_take(w, "chance") ? words_real(w, k->min, k->max, &t->value) : NULL;
}

#define DISC_TEXT(f) DISC(f), .size = sizeof ((struct scenario_disc *)0)->f
#define DRIVE_TEXT(f) DRIVE(f), .size = sizeof ((struct scenario_drive *)0)->f
#define WORLD(f) offsetof(struct scenario, f)
#define DISC(f) offsetof(struct scenario_disc, f)
#define DRIVE(f) offsetof(struct scenario_drive, f)
#define SEED_MAX 9007199254740992.0	/* what a double holds exactly */

static const struct key world_keys[] = {
	{ .name = "pace", .read = read_real, .offset = WORLD(pace), .min = 0.01, .max = 1e6 },
	{ 0 }
};

static const struct key disc_keys[] = {
	{ .name = "kind", .read = read_kind, .offset = DISC(kind) },
	{ .name = "image", .read = read_path, .offset = DISC_TEXT(image) },
	{ .name = "label", .read = read_label, .offset = DISC_TEXT(label) },
	{ .name = "sectors", .read = read_whole, .offset = DISC(sectors), .min = 1, .max = 70000000 },
	{ .name = "seed", .read = read_whole, .offset = DISC(seed), .min = 0, .max = SEED_MAX },
	{ 0 }
};

static const struct key drive_keys[] = {
	{ .name = "vendor", .read = read_text, .offset = DRIVE_TEXT(vendor) },
	{ .name = "model", .read = read_text, .offset = DRIVE_TEXT(model) },
	{ .name = "firmware", .read = read_text, .offset = DRIVE_TEXT(firmware) },
	{ .name = "serial", .read = read_text, .offset = DRIVE_TEXT(serial) },
	{ .name = "disc", .read = read_text, .offset = DRIVE_TEXT(disc) },
	{ .name = "reads", .read = read_kinds, .offset = DRIVE(reads) },
	{ .name = "speed", .read = read_speed, .min = 0.1, .max = 100 },
	{ .name = "spinup", .read = read_time, .offset = DRIVE(spinup), .max = 600 },
	{ .name = "seek", .read = read_time, .offset = DRIVE(seek), .max = 60 },
	{ .name = "failed_read", .read = read_time, .offset = DRIVE(failed_read), .max = 3600 },
	{ .name = "slow_factor", .read = read_real, .offset = DRIVE(slow_factor), .min = 0.01, .max = 1 },
	{ .name = "slow_time", .read = read_time, .offset = DRIVE(slow_time), .max = 3600 },
	{ .name = "ready_after", .read = read_time, .offset = DRIVE(ready_after), .max = 600 },
	{ .name = "skill", .read = read_real, .offset = DRIVE(skill), .max = 1 },
	{ .name = "recovered", .read = read_real, .offset = DRIVE(recovered), .max = 1 },
	{ .name = "seed", .read = read_whole, .offset = DRIVE(seed), .max = SEED_MAX },
	{ .name = "cache", .read = read_size, .offset = DRIVE(cache), .max = 1 << 20, .size = 2048 },
	{ .name = "max_transfer", .read = read_size, .offset = DRIVE(max_transfer), .min = 2048, .max = 1 << 24,
	  .size = 1 },
	{ .name = "capacity", .read = read_whole, .offset = DRIVE(capacity), .min = -70000000, .max = 70000000 },
	{ .name = "vanish", .read = read_whole, .offset = DRIVE(vanish), .max = INT32_MAX - 1 },
	{ .name = "refuses", .read = read_commands, .offset = DRIVE(refuses) },
	{ .name = "short", .read = read_yes, .offset = DRIVE(short_reads) },
	{ .name = "fua", .read = read_yes, .offset = DRIVE(fua) },
	{ .name = "hang", .read = read_hang, .offset = DRIVE(hangs), .min = 0.001, .max = 1e6, .repeats = true },
	{ .name = "wrong", .read = read_wrong, .offset = DRIVE(wrong), .max = 1, .repeats = true },
	{ 0 }
};

/* The parsing of one file. */
struct parse {
	struct scenario *s;
	const char *name;
	struct fault *f;
	const struct key *keys;	/* of the section we are in; NULL in a damage section, and before the first */
	char *base;		/* of the struct that keys' offsets count from */
	struct scenario_disc *hurt;	/* the disc of a damage section */
	uint64_t *seen;		/* a bit per key, of this struct */
	uint64_t seen_world, seen_discs[SCENARIO_DISCS], seen_drives[SCENARIO_DRIVES];
};

static enum status wrong_at(const struct parse *p, long line, const char *reason, const char *detail)
{
	return fault_set(p->f, STATUS_BAD_FILE, p->name, line, reason, "%s", detail);
}

static struct scenario_disc *find_disc(struct scenario *s, const char *name)
{
	for (int i = 0; i < s->disc_count; i++)
		if (strcmp(s->discs[i].name, name) == 0)
			return &s->discs[i];
	return NULL;
}

static enum status begin_disc(struct parse *p, const struct item *it)
{
	const char *name = it->value[0] ? it->value : "disc";
	struct scenario_disc *d = &p->s->discs[p->s->disc_count];

	if (find_disc(p->s, name))
		return wrong_at(p, it->line, N_("there is a disc of this name already"), name);
	if (strcmp(name, "none") == 0)
		return wrong_at(p, it->line, N_("a disc cannot have this name"), name);
	if (p->s->disc_count == SCENARIO_DISCS)
		return wrong_at(p, it->line, N_("there are too many discs"), name);
	*d = (struct scenario_disc){ .kind = DISC_CD, .seed = 1, .line = it->line };
	snprintf(d->name, sizeof d->name, "%.15s", name);
	p->keys = disc_keys;
	p->base = (char *)d;
	p->seen = &p->seen_discs[p->s->disc_count++];
	return STATUS_OK;
}

static enum status begin_drive(struct parse *p, const struct item *it)
{
	struct scenario_drive *d = &p->s->drives[p->s->drive_count];

	if (!it->value[0])
		return wrong_at(p, it->line, N_("a drive needs a name: [drive A]"), "");
	for (int i = 0; i < p->s->drive_count; i++)
		if (strcmp(p->s->drives[i].name, it->value) == 0)
			return wrong_at(p, it->line, N_("there is a drive of this name already"), it->value);
	if (p->s->drive_count == SCENARIO_DRIVES)
		return wrong_at(p, it->line, N_("there are too many drives"), it->value);
	*d = (struct scenario_drive){
		.line = it->line, .model = "DRIVE", .firmware = "1.00", .seed = -1, .vanish = -1,
		.spinup = 4, .seek = 0.12, .failed_read = 2.5, .ready_after = 3, .slow_factor = 0.25, .slow_time = 10,
		.skill = 0.5, .recovered = -1, .cache = 1000, .max_transfer = 1 << 17, .short_reads = true, .fua = true,
		.reads = 1u << DISC_CD | 1u << DISC_DVD | 1u << DISC_BD,
	};
	snprintf(d->name, sizeof d->name, "%.15s", it->value);
	snprintf(d->serial, sizeof d->serial, "SIM%.15s", it->value);
	p->keys = drive_keys;
	p->base = (char *)d;
	p->seen = &p->seen_drives[p->s->drive_count++];
	return STATUS_OK;
}

static enum status begin_section(struct parse *p, const struct item *it)
{
	p->keys = NULL;
	p->hurt = NULL;
	if (strcmp(it->key, "disc") == 0)
		return begin_disc(p, it);
	if (strcmp(it->key, "drive") == 0)
		return begin_drive(p, it);
	if (strcmp(it->key, "damage") == 0) {
		p->hurt = it->value[0] ? find_disc(p->s, it->value) : p->s->disc_count ? &p->s->discs[0] : NULL;
		return p->hurt ? STATUS_OK :
		       wrong_at(p, it->line, N_("the disc that is damaged must stand before its damage"), it->value);
	}
	if (strcmp(it->key, "world") != 0 || it->value[0])
		return wrong_at(p, it->line, N_("there is no such section"), it->key);
	p->keys = world_keys;
	p->base = (char *)p->s;
	p->seen = &p->seen_world;
	return STATUS_OK;
}

static enum status add_hurt(struct parse *p, const struct item *it, struct words *w)
{
	struct hurt h = { .line = it->line };
	const char *wrong = scenario_hurt(it->key, w, &h);
	struct hurt *more;

	if (wrong)
		return fault_set(p->f, STATUS_BAD_FILE, p->name, it->line, wrong, "%s = %s", it->key, it->value);
	if (p->hurt->hurt_count == SCENARIO_HURTS)
		return wrong_at(p, it->line, N_("there are too many of these"), it->key);
	more = realloc(p->hurt->hurts, (size_t)(p->hurt->hurt_count + 1) * sizeof *more);
	if (!more)
		return fault_set(p->f, STATUS_NO_MEMORY, p->name, 0, NULL, NULL);
	more[p->hurt->hurt_count++] = h;
	p->hurt->hurts = more;
	return STATUS_OK;
}

/* The lines that later checks want to name. */
static void note_line(struct parse *p, const struct item *it)
{
	if (p->keys == disc_keys && strcmp(it->key, "image") == 0)
		((struct scenario_disc *)(void *)p->base)->image_line = it->line;
	if (p->keys == disc_keys && strcmp(it->key, "sectors") == 0)
		((struct scenario_disc *)(void *)p->base)->sectors_line = it->line;
	if (p->keys == drive_keys && strcmp(it->key, "disc") == 0)
		((struct scenario_drive *)(void *)p->base)->disc_line = it->line;
}

static enum status set_value(struct parse *p, const struct item *it)
{
	struct words w;
	const char *wrong;
	unsigned i = 0;

	if (!words_split(&w, it->value))
		return wrong_at(p, it->line, N_("the value is too long"), it->key);
	if (p->hurt)
		return add_hurt(p, it, &w);
	if (!p->keys)
		return wrong_at(p, it->line, N_("a section must come first, such as [disc]"), it->key);
	while (p->keys[i].name && strcmp(p->keys[i].name, it->key) != 0)
		i++;
	if (!p->keys[i].name)
		return wrong_at(p, it->line, NO_KEY, it->key);
	if (!p->keys[i].repeats && (*p->seen >> i & 1))
		return wrong_at(p, it->line, N_("the key is given twice"), it->key);
	*p->seen |= UINT64_C(1) << i;
	wrong = p->keys[i].read(&w, &p->keys[i], p->base + p->keys[i].offset);
	if (!wrong && words_left(&w))
		wrong = N_("this word is not understood");
	note_line(p, it);
	if (wrong)
		return fault_set(p->f, STATUS_BAD_FILE, p->name, it->line, wrong, "%s = %s", it->key, it->value);
	return STATUS_OK;
}

/* "PLEXTOR PX-716A" without a vendor of its own: the first word is the vendor, as it is in INQUIRY. */
static enum status split_model(struct parse *p, struct scenario_drive *d)
{
	const char *blank = strchr(d->model, ' ');
	size_t len = blank ? (size_t)(blank - d->model) : 0;

	if (!d->vendor[0] && blank && len < sizeof d->vendor) {
		memcpy(d->vendor, d->model, len);
		d->vendor[len] = '\0';
		memmove(d->model, blank + 1, strlen(blank + 1) + 1);
	} else if (!d->vendor[0]) {
		snprintf(d->vendor, sizeof d->vendor, "SIM");
	}
	if (strlen(d->model) > 16)
		return wrong_at(p, d->line, N_("a model has at most 16 characters"), d->model);
	return STATUS_OK;
}

/* What can be said only when all of it is known. */
static enum status check_whole(struct parse *p)
{
	struct scenario *s = p->s;

	if (s->disc_count == 0)
		return wrong_at(p, 0, N_("there is no disc in this scenario"), "");
	if (s->drive_count == 0)
		return wrong_at(p, 0, N_("there is no drive in this scenario"), "");
	for (int i = 0; i < s->disc_count; i++)
		if (!s->discs[i].image[0])
			return wrong_at(p, s->discs[i].line, N_("the disc has no image"), s->discs[i].name);
	for (int i = 0; i < s->drive_count; i++) {
		struct scenario_drive *d = &s->drives[i];

		if (split_model(p, d) != STATUS_OK)
			return STATUS_BAD_FILE;
		if (!d->disc[0])
			snprintf(d->disc, sizeof d->disc, "%s", i == 0 ? s->discs[0].name : "none");
		else if (strcmp(d->disc, "none") != 0 && !find_disc(s, d->disc))
			return wrong_at(p, d->disc_line, N_("there is no disc of this name"), d->disc);
		for (int k = 0; k < i; k++)
			if (strcmp(d->disc, "none") != 0 && strcmp(d->disc, s->drives[k].disc) == 0)
				return wrong_at(p, d->disc_line ? d->disc_line : d->line,
						N_("the disc is in another drive already"), d->disc);
	}
	return STATUS_OK;
}

enum status scenario_parse(const char *text, size_t len, const char *name, struct scenario **out, struct fault *f)
{
	struct parse p = { .name = name, .f = f };
	struct items in = { .at = text, .end = text + len, .line = 1 };
	struct item it = { .kind = ITEM_SECTION };
	enum status st = STATUS_OK;

	if (memchr(text, '\0', len))
		return fault_set(f, STATUS_BAD_FILE, name, 0, N_("this is no text"), NULL);
	p.s = calloc(1, sizeof *p.s);
	if (!p.s)
		return fault_set(f, STATUS_NO_MEMORY, name, 0, NULL, NULL);
	while (st == STATUS_OK && it.kind != ITEM_END) {
		const char *wrong = items_next(&in, &it);

		if (wrong)
			st = wrong_at(&p, it.line, wrong, it.value);
		else if (it.kind == ITEM_SECTION)
			st = begin_section(&p, &it);
		else if (it.kind == ITEM_VALUE)
			st = set_value(&p, &it);
	}
	if (st == STATUS_OK)
		st = check_whole(&p);
	if (st == STATUS_OK)
		*out = p.s;
	else
		scenario_free(p.s);
	return st;
}

void scenario_free(struct scenario *s)
{
	if (!s)
		return;
	for (int i = 0; i < s->disc_count; i++)
		free(s->discs[i].hurts);
	free(s);
}
