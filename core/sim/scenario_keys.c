#include "config.h"
#include "sim/scenario.h"
#include "sim/target.h"

#include <string.h>

/* The keys of the sections that are read by one row each. */

static const char *read_real(struct words *w, const struct scenario_key *k, void *field)
{
	return words_real(w, k->min, k->max, field);
}

static const char *read_time(struct words *w, const struct scenario_key *k, void *field)
{
	return words_quantity(w, UNIT_SECONDS, k->min, k->max, field);
}

static const char *read_velocity(struct words *w, const struct scenario_key *k, void *field)
{
	return words_quantity(w, UNIT_VELOCITY, k->min, k->max, field);
}

static const char *read_um(struct words *w, const struct scenario_key *k, void *field)
{
	return words_quantity(w, UNIT_UM, k->min, k->max, field);
}

static const char *read_whole(struct words *w, const struct scenario_key *k, void *field)
{
	return words_whole(w, (int64_t)k->min, (int64_t)k->max, field);
}

static const char *read_text(struct words *w, const struct scenario_key *k, void *field)
{
	return words_text(w, field, k->size, false);
}

static const char *read_path(struct words *w, const struct scenario_key *k, void *field)
{
	return words_text(w, field, k->size, true);
}

/* ECMA-119 7.4.1: d-characters. */
static const char *read_label(struct words *w, const struct scenario_key *k, void *field)
{
	const char *text = field, *wrong = words_text(w, field, k->size, false);

	if (!wrong && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != strlen(text))
		return N_("a label is made of A-Z, 0-9 and _");
	return wrong;
}

static const char *read_yes(struct words *w, const struct scenario_key *k, void *field)
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

static const char *read_kind(struct words *w, const struct scenario_key *k, void *field)
{
	(void)k;
	if (!disc_kind_parse(words_peek(w), field))
		return N_("cd, dvd or bd is wanted here");
	w->at++;
	return NULL;
}

static const char *read_kinds(struct words *w, const struct scenario_key *k, void *field)
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
static const char *read_speed(struct words *w, const struct scenario_key *k, void *field)
{
	struct scenario_drive *d = field;

	d->curve = words_take(w, "cav") ? SPEED_CAV : SPEED_CLV;
	words_take(w, "clv");
	return words_real(w, k->min, k->max, &d->speed);
}

/* "1000" or "1000 sectors", "512 KiB", "2 MiB"; into units of k->size bytes */
static const char *read_size(struct words *w, const struct scenario_key *k, void *field)
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

static const char *read_commands(struct words *w, const struct scenario_key *k, void *field)
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

/* "-2", "total 4038915", "half", "none", "stale" */
static const char *read_capacity(struct words *w, const struct scenario_key *k, void *field)
{
	static const struct {
		const char *word;
		enum capacity_form form;
	} forms[] = { { "half", CAPACITY_HALF }, { "none", CAPACITY_NONE }, { "stale", CAPACITY_STALE } };
	struct scenario_drive *d = field;

	for (unsigned i = 0; i < ARRAY_LEN(forms); i++)
		if (words_take(w, forms[i].word)) {
			d->capacity_form = forms[i].form;
			return NULL;
		}
	d->capacity_form = words_take(w, "total") ? CAPACITY_TOTAL : CAPACITY_MORE;
	return words_whole(w, d->capacity_form == CAPACITY_TOTAL ? 1 : (int64_t)k->min, (int64_t)k->max, &d->capacity);
}

/* "0x21 16": two bytes */
static const char *read_page(struct words *w, const struct scenario_key *k, void *field)
{
	int64_t *to = field;
	const char *wrong = words_whole(w, (int64_t)k->min, (int64_t)k->max, &to[0]);

	return wrong ? wrong : words_whole(w, (int64_t)k->min, (int64_t)k->max, &to[1]);
}

/* "4 8 16 40": ascending */
static const char *read_speeds(struct words *w, const struct scenario_key *k, void *field)
{
	struct scenario_drive *d = field;

	while (words_left(w)) {
		double x;
		const char *wrong = words_real(w, k->min, k->max, &x);

		if (wrong)
			return wrong;
		if (d->speed_count == SCENARIO_SPEEDS)
			return N_("there are too many of these");
		if (d->speed_count > 0 && x <= d->speeds[d->speed_count - 1])
			return N_("these must ascend");
		d->speeds[d->speed_count++] = x;
	}
	return NULL;
}

static const char *read_after_flush(struct words *w, const struct scenario_key *k, void *field)
{
	enum after_flush *to = field;

	(void)k;
	if (words_take(w, "zero"))
		*to = FLUSH_ZERO;
	else if (words_take(w, "previous"))
		*to = FLUSH_PREVIOUS;
	else
		return N_("zero or previous is wanted here");
	return NULL;
}

static const char *read_name(struct words *w, const struct scenario_key *k, void *field)
{
	(void)k;
	return words_name(w, field);
}

/* "LSN +COUNT", or the path of a file */
static const char *read_differs(struct words *w, const struct scenario_key *k, void *field)
{
	struct scenario_disc *d = field;
	struct difference *to = &d->differs[d->differ_count];
	const char *wrong;

	(void)k;
	if (d->differ_count == SCENARIO_DIFFERENCES)
		return N_("there are too many of these");
	if (strspn(words_peek(w), "0123456789") == strlen(words_peek(w)))
		wrong = scenario_span(w, &to->lsn, &to->count);
	else
		wrong = words_text(w, to->path, sizeof to->path, false);
	if (!wrong)
		d->differ_count++;
	return wrong;
}

#define DISC_TEXT(f) DISC(f), .size = sizeof ((struct scenario_disc *)0)->f
#define DRIVE_TEXT(f) DRIVE(f), .size = sizeof ((struct scenario_drive *)0)->f
#define WORLD(f) offsetof(struct scenario, f)
#define DISC(f) offsetof(struct scenario_disc, f)
#define DRIVE(f) offsetof(struct scenario_drive, f)
#define SEED_MAX 9007199254740992.0	/* what a double holds exactly */

const struct scenario_key scenario_world_keys[] = {
	{ .name = "pace", .read = read_real, .offset = WORLD(pace), .min = 0.01, .max = 1e6 },
	{ 0 }
};

const struct scenario_key scenario_disc_keys[] = {
	{ .name = "kind", .read = read_kind, .offset = DISC(kind) },
	{ .name = "image", .read = read_path, .offset = DISC_TEXT(image) },
	{ .name = "label", .read = read_label, .offset = DISC_TEXT(label) },
	{ .name = "sectors", .read = read_whole, .offset = DISC(sectors), .min = 1, .max = 70000000 },
	{ .name = "seed", .read = read_whole, .offset = DISC(seed), .min = 0, .max = SEED_MAX },
	{ .name = "copy", .read = read_name, .offset = DISC(copy) },
	{ .name = "differs", .read = read_differs, .repeats = true },
	{ .name = "velocity", .read = read_velocity, .offset = DISC(velocity), .min = 0.5, .max = 10 },
	{ .name = "pitch", .read = read_um, .offset = DISC(pitch), .min = 0.1, .max = 10 },
	{ .name = "hopeless", .read = read_real, .offset = DISC(hopeless), .max = 1 },
	{ .name = "session", .read = read_whole, .offset = DISC(session), .min = 1, .max = 70000000 },
	{ 0 }
};

const struct scenario_key scenario_drive_keys[] = {
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
	{ .name = "loading", .read = read_time, .offset = DRIVE(loading), .max = 600 },
	{ .name = "skill", .read = read_real, .offset = DRIVE(skill), .max = 1 },
	{ .name = "speed_gain", .read = read_real, .offset = DRIVE(speed_gain), .min = -10, .max = 10 },
	{ .name = "speed_change", .read = read_time, .offset = DRIVE(speed_change), .max = 600 },
	{ .name = "stubborn", .read = read_whole, .offset = DRIVE(stubborn), .min = 1, .max = 1000000 },
	{ .name = "recovered", .read = read_real, .offset = DRIVE(recovered), .max = 1 },
	{ .name = "seed", .read = read_whole, .offset = DRIVE(seed), .max = SEED_MAX },
	{ .name = "cache", .read = read_size, .offset = DRIVE(cache), .max = 1 << 20, .size = 2048 },
	{ .name = "max_transfer", .read = read_size, .offset = DRIVE(max_transfer), .min = 2048, .max = 1 << 24,
	  .size = 1 },
	{ .name = "capacity", .read = read_capacity, .min = -70000000, .max = 70000000 },
	{ .name = "toc", .read = read_whole, .offset = DRIVE(toc), .min = -20000, .max = 20000 },
	{ .name = "toc_bcd", .read = read_yes, .offset = DRIVE(toc_bcd) },
	{ .name = "refuses", .read = read_commands, .offset = DRIVE(refuses) },
	{ .name = "short", .read = read_yes, .offset = DRIVE(short_reads) },
	{ .name = "fua", .read = read_yes, .offset = DRIVE(fua) },
	{ .name = "c2", .read = read_yes, .offset = DRIVE(c2) },
	{ .name = "retries", .read = read_yes, .offset = DRIVE(retries) },
	{ .name = "error_page", .read = read_page, .offset = DRIVE(error_page), .max = 255 },
	{ .name = "speeds", .read = read_speeds, .min = 0.1, .max = 100 },
	{ .name = "obeys_speed", .read = read_yes, .offset = DRIVE(obeys_speed) },
	{ .name = "endless", .read = read_yes, .offset = DRIVE(endless) },
	{ .name = "after_flush", .read = read_after_flush, .offset = DRIVE(after_flush) },
	{ .name = "bad_cable", .read = read_yes, .offset = DRIVE(bad_cable) },
	{ .name = "button_sense", .read = read_yes, .offset = DRIVE(button_sense) },
	{ .name = "host", .read = read_name, .offset = DRIVE(host) },
	{ 0 }
};
