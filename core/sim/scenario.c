#include "config.h"
#include "sim/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_KEY N_("there is no such key here")

/* The parsing of one file. */
struct parse {
	struct scenario *s;
	const char *name;
	struct fault *f;
	const struct scenario_key *keys;	/* of the section we are in; NULL in a damage section, and before the first */
	char *base;		/* of the struct that keys' offsets count from */
	struct scenario_disc *hurt;	/* the disc of a damage section */
	uint64_t *seen;		/* a bit per key, of this struct */
	uint64_t seen_world, seen_discs[SCENARIO_DISCS], seen_drives[SCENARIO_DRIVES];
};

static enum status wrong_at(const struct parse *p, long line, const char *reason, const char *detail)
{
	return fault_set(p->f, STATUS_BAD_FILE, p->name, line, reason, "%s", detail);
}

static enum status wrong_value(const struct parse *p, const struct item *it, const char *reason)
{
	return fault_set(p->f, STATUS_BAD_FILE, p->name, it->line, reason, "%s = %s", it->key, it->value);
}

int scenario_find_disc(const struct scenario *s, const char *name)
{
	for (int i = 0; i < s->disc_count; i++)
		if (strcmp(s->discs[i].name, name) == 0)
			return i;
	return -1;
}

static enum status begin_disc(struct parse *p, const struct item *it)
{
	const char *name = it->value[0] ? it->value : "disc";
	struct scenario_disc *d = &p->s->discs[p->s->disc_count];

	if (scenario_find_disc(p->s, name) >= 0)
		return wrong_at(p, it->line, N_("there is a disc of this name already"), name);
	if (strcmp(name, "none") == 0)
		return wrong_at(p, it->line, N_("a disc cannot have this name"), name);
	if (p->s->disc_count == SCENARIO_DISCS)
		return wrong_at(p, it->line, N_("there are too many discs"), name);
	*d = (struct scenario_disc){ .seed = -1, .line = it->line };
	snprintf(d->name, sizeof d->name, "%.15s", name);
	p->keys = scenario_disc_keys;
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
		.line = it->line, .model = "DRIVE", .firmware = "1.00", .seed = -1, .error_page = { -1, -1 },
		.spinup = 4, .seek = 0.12, .failed_read = 2.5, .ready_after = 3, .slow_factor = 0.25, .slow_time = 10,
		.skill = 0.5, .speed_gain = 0.4, .stubborn = 1, .recovered = -1, .cache = 1000, .max_transfer = 1 << 17, .short_reads = true, .fua = true,
		.retries = true, .obeys_speed = true,
		.reads = 1u << DISC_CD | 1u << DISC_DVD | 1u << DISC_BD,
	};
	snprintf(d->name, sizeof d->name, "%.15s", it->value);
	snprintf(d->serial, sizeof d->serial, "SIM%.15s", it->value);
	p->keys = scenario_drive_keys;
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
		int disc = it->value[0] ? scenario_find_disc(p->s, it->value) : p->s->disc_count ? 0 : -1;

		if (disc < 0)
			return wrong_at(p, it->line, N_("the disc that is damaged must stand before its damage"),
					it->value);
		p->hurt = &p->s->discs[disc];
		return STATUS_OK;
	}
	if (strcmp(it->key, "world") != 0 || it->value[0])
		return wrong_at(p, it->line, N_("there is no such section"), it->key);
	p->keys = scenario_world_keys;
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
		return wrong_value(p, it, wrong);
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
	static const struct {
		const struct scenario_key *keys;
		const char *key;
		size_t offset;
	} lines[] = {
		{ scenario_disc_keys, "image", offsetof(struct scenario_disc, image_line) },
		{ scenario_disc_keys, "sectors", offsetof(struct scenario_disc, sectors_line) },
		{ scenario_disc_keys, "copy", offsetof(struct scenario_disc, copy_line) },
		{ scenario_disc_keys, "session", offsetof(struct scenario_disc, session_line) },
		{ scenario_disc_keys, "velocity", offsetof(struct scenario_disc, velocity_line) },
		{ scenario_drive_keys, "disc", offsetof(struct scenario_drive, disc_line) },
	};
	struct scenario_disc *disc;

	for (unsigned i = 0; i < ARRAY_LEN(lines); i++)
		if (p->keys == lines[i].keys && strcmp(it->key, lines[i].key) == 0)
			*(long *)(void *)(p->base + lines[i].offset) = it->line;
	if (p->keys == scenario_disc_keys && strcmp(it->key, "differs") == 0) {
		disc = (struct scenario_disc *)(void *)p->base;
		if (disc->differ_count > 0)
			disc->differs[disc->differ_count - 1].line = it->line;
	}
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
	if (p->keys == scenario_drive_keys) {
		bool ours;

		wrong = scenario_trouble(it->key, &w, (struct scenario_drive *)(void *)p->base, it->line, &ours);
		if (ours)
			return wrong ? wrong_value(p, it, wrong) : STATUS_OK;
	}
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
	return wrong ? wrong_value(p, it, wrong) : STATUS_OK;
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
		st = scenario_check(p.s, name, f);
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
