#include "config.h"
#include "sim/scenario.h"

#include <stdio.h>
#include <string.h>

/* A scenario that was read to its end: what can be said only now. */

struct check {
	struct scenario *s;
	const char *name;
	struct fault *f;
};

static enum status wrong_at(const struct check *c, long line, const char *reason, const char *detail)
{
	return fault_set(c->f, STATUS_BAD_FILE, c->name, line, reason, "%s", detail);
}

/* Gives a copy what it has from its disc. */
static enum status complete_copy(const struct check *c, struct scenario_disc *d)
{
	int of = scenario_find_disc(c->s, d->copy);
	const struct scenario_disc *from;

	if (of < 0 || of >= (int)(d - c->s->discs))
		return wrong_at(c, d->copy_line, N_("the disc that is copied must stand before its copy"), d->copy);
	from = &c->s->discs[of];
	if (d->image[0] || d->label[0] || d->sectors || d->kind != DISC_UNKNOWN || d->session)
		return wrong_at(c, d->line, N_("a copy has image, kind, sectors, label and session from its disc"), d->name);
	memcpy(d->image, from->image, sizeof d->image);
	memcpy(d->label, from->label, sizeof d->label);
	d->kind = from->kind;
	d->sectors = from->sectors;
	d->content = from->content;
	d->session = from->session;
	d->image_line = from->image_line;
	d->sectors_line = from->sectors_line;
	d->session_line = from->session_line;
	/* its own differences are counted on top of those of its disc */
	for (int i = 0; i < from->differ_count; i++) {
		if (d->differ_count == SCENARIO_DIFFERENCES)
			return wrong_at(c, d->copy_line, N_("there are too many of these"), "differs");
		d->differs[d->differ_count++] = from->differs[i];
	}
	return STATUS_OK;
}

static enum status check_disc(const struct check *c, struct scenario_disc *d)
{
	enum status st = STATUS_OK;

	if (d->copy[0])
		st = complete_copy(c, d);
	else if (!d->image[0])
		st = wrong_at(c, d->line, N_("the disc has no image"), d->name);
	else if (d->differ_count > 0)
		st = wrong_at(c, d->differs[0].line, N_("only a copy can differ"), d->name);
	if (st != STATUS_OK)
		return st;
	if (d->kind == DISC_UNKNOWN)
		d->kind = DISC_CD;
	if (d->session && d->kind != DISC_CD)
		return wrong_at(c, d->session_line, N_("only a CD has a second session here"), d->name);
	if (!d->copy[0])
		d->content = d->seed < 0 ? 1 : d->seed;
	if (d->seed < 0)	/* copies have other accidents */
		d->seed = d->copy[0] ? d->content + 1 + (d - c->s->discs) : 1;
	return STATUS_OK;
}

/* "PLEXTOR PX-716A" without a vendor of its own: the first word is the vendor, as it is in INQUIRY. */
static enum status split_model(const struct check *c, struct scenario_drive *d)
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
		return wrong_at(c, d->line, N_("a model has at most 16 characters"), d->model);
	return STATUS_OK;
}

/* Whether a drive has that name, or will have it one day, elsewhere than in trouble `but`. */
static bool name_taken(const struct scenario *s, const char *name, const struct trouble *but)
{
	for (int i = 0; i < s->drive_count; i++) {
		const struct scenario_drive *d = &s->drives[i];

		if (strcmp(d->name, name) == 0)
			return true;
		for (int k = 0; k < d->trouble_count; k++)
			if (&d->troubles[k] != but && d->troubles[k].kind == TROUBLE_VANISH &&
			    strcmp(d->troubles[k].name, name) == 0)
				return true;
	}
	return false;
}

/* The names in a drive's troubles. */
static enum status check_names(const struct check *c, const struct scenario_drive *d)
{
	for (int i = 0; i < d->trouble_count; i++) {
		const struct trouble *t = &d->troubles[i];

		if (!t->name[0])
			continue;
		if (t->kind == TROUBLE_EJECT && scenario_find_disc(c->s, t->name) < 0)
			return wrong_at(c, t->line, N_("there is no disc of this name"), t->name);
		if (t->kind == TROUBLE_VANISH && name_taken(c->s, t->name, t))
			return wrong_at(c, t->line, N_("there is a drive of this name already"), t->name);
		if (t->kind == TROUBLE_VANISH && !(t->after > 0))
			return wrong_at(c, t->line, N_("a drive that does not come back gets no new name"), t->name);
	}
	return STATUS_OK;
}

static enum status check_drive(const struct check *c, int i)
{
	static const char none[16] = "none";
	struct scenario *s = c->s;
	struct scenario_drive *d = &s->drives[i];

	if (split_model(c, d) != STATUS_OK)
		return STATUS_BAD_FILE;
	if (!d->disc[0])
		memcpy(d->disc, i == 0 ? s->discs[0].name : none, sizeof d->disc);
	else if (strcmp(d->disc, "none") != 0 && scenario_find_disc(s, d->disc) < 0)
		return wrong_at(c, d->disc_line, N_("there is no disc of this name"), d->disc);
	for (int k = 0; k < i; k++)
		if (strcmp(d->disc, "none") != 0 && strcmp(d->disc, s->drives[k].disc) == 0)
			return wrong_at(c, d->disc_line ? d->disc_line : d->line,
					N_("the disc is in another drive already"), d->disc);
	return check_names(c, d);
}

enum status scenario_check(struct scenario *s, const char *name, struct fault *f)
{
	const struct check c = { s, name, f };
	enum status st = STATUS_OK;

	if (s->disc_count == 0)
		return wrong_at(&c, 0, N_("there is no disc in this scenario"), "");
	if (s->drive_count == 0)
		return wrong_at(&c, 0, N_("there is no drive in this scenario"), "");
	for (int i = 0; st == STATUS_OK && i < s->disc_count; i++)
		st = check_disc(&c, &s->discs[i]);
	for (int i = 0; st == STATUS_OK && i < s->drive_count; i++)
		st = check_drive(&c, i);
	return st;
}
