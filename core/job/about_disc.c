#include "config.h"
#include "job/about_disc.h"

#include <string.h>

/* What "capacities" says of where a number comes from. */
static const char *const sources[] = {
	[CAPACITY_SAID] = "drive", [CAPACITY_TOC] = "toc", [CAPACITY_READ] = "read",
};

static const char wrong_type[] = N_("a member has the wrong type");
static const char out_of_range[] = N_("a number is out of range");

static bool refuse(struct about_fault *f, const char *reason, const char *detail)
{
	f->reason = reason;
	snprintf(f->detail, sizeof f->detail, "%s", detail);
	return false;
}

/* A member that must be there, within its bounds. */
static bool number_read(const json_t *object, const char *name, int64_t min, int64_t max, int64_t *out, struct about_fault *f)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_integer(value))
		return refuse(f, wrong_type, name);
	*out = json_integer_value(value);
	return (*out >= min && *out <= max) || refuse(f, out_of_range, name);
}

/* One that may be missing; too long a text is cut, since nothing hangs on it but to know a drive again. */
static bool text_read(const json_t *object, const char *name, char *out, size_t size, struct about_fault *f)
{
	const json_t *value = json_object_get(object, name);

	out[0] = '\0';
	if (value && !json_is_string(value))
		return refuse(f, wrong_type, name);
	if (value)
		snprintf(out, size, "%s", json_string_value(value));
	return true;
}

/* As toc_from_bytes(): numbers and starts rise, and the lead-out comes last. */
static bool toc_read(const json_t *value, struct disc_toc *toc, struct about_fault *f)
{
	const json_t *tracks = json_object_get(value, "tracks");
	int64_t leadout, number = 0, control, lsn = -150;

	f->member = "toc";
	if (!json_is_array(tracks))
		return refuse(f, wrong_type, "tracks");
	if (json_array_size(tracks) > ARRAY_LEN(toc->track))
		return refuse(f, out_of_range, "tracks");
	if (!number_read(value, "leadout", -150, INT32_MAX, &leadout, f))
		return false;
	for (size_t i = 0; i < json_array_size(tracks); i++) {
		const json_t *track = json_array_get(tracks, i);

		if (!number_read(track, "number", number + 1, 99, &number, f) ||
		    !number_read(track, "control", 0, 15, &control, f) ||
		    !number_read(track, "lsn", lsn, leadout, &lsn, f))
			return false;
		toc->track[i] = (struct disc_track){ (uint8_t)number, (uint8_t)control, (int32_t)lsn };
	}
	toc->ntracks = (int)json_array_size(tracks);
	toc->leadout = (int32_t)leadout;
	return true;
}

static bool capacity_read(const json_t *value, struct job_capacity *c, struct about_fault *f)
{
	char source[16];
	int64_t sectors;

	if (!number_read(value, "sectors", 0, MAP_MAX_SECTORS, &sectors, f) ||
	    !text_read(value, "vendor", c->vendor, sizeof c->vendor, f) ||
	    !text_read(value, "model", c->model, sizeof c->model, f) ||
	    !text_read(value, "serial", c->serial, sizeof c->serial, f) ||
	    !text_read(value, "name", c->name, sizeof c->name, f) ||
	    !text_read(value, "source", source, sizeof source, f))
		return false;
	c->sectors = (int32_t)sectors;
	c->source = CAPACITY_SAID;
	for (size_t i = 0; i < ARRAY_LEN(sources); i++)
		if (strcmp(source, sources[i]) == 0)
			c->source = (enum capacity_source)i;
	return true;
}

bool about_disc_read(const json_t *disc, struct job_disc *out, struct about_fault *f)
{
	const json_t *toc = json_object_get(disc, "toc"), *list = json_object_get(disc, "capacities");

	out->toc.ntracks = 0;
	out->ncapacities = 0;
	if (toc && !toc_read(toc, &out->toc, f))
		return false;
	f->member = "capacities";
	if (list && !json_is_array(list))
		return refuse(f, wrong_type, "array");
	for (size_t i = 0; i < json_array_size(list) && out->ncapacities < JOB_CAPACITIES; i++)
		if (!capacity_read(json_array_get(list, i), &out->capacity[out->ncapacities++], f))
			return false;
	return true;
}

static bool toc_write(const struct disc_toc *toc, json_t *disc)
{
	json_t *tracks = json_array(), *object;
	bool good = tracks != NULL;

	for (int i = 0; good && i < toc->ntracks; i++) {
		const struct disc_track *t = &toc->track[i];

		good = json_array_append_new(tracks, json_pack("{s:i,s:i,s:i}", "number", t->number, "control", t->control,
							       "lsn", (int)t->lsn)) == 0;
	}
	object = good ? json_pack("{s:i,s:O}", "leadout", (int)toc->leadout, "tracks", tracks) : NULL;
	json_decref(tracks);
	return json_object_set_new(disc, "toc", object) == 0;
}

/* A text of a drive: printable ASCII, but what was in the file may be cut in the middle of a character. */
static json_t *text_of(const char *text)
{
	json_t *value = json_string(text);

	return value ? value : json_string("");
}

static bool capacity_write(const struct job_capacity *c, json_t *object)
{
	return json_object_set_new(object, "vendor", text_of(c->vendor)) == 0 &&
	       json_object_set_new(object, "model", text_of(c->model)) == 0 &&
	       json_object_set_new(object, "serial", text_of(c->serial)) == 0 &&
	       json_object_set_new(object, "name", text_of(c->name)) == 0 &&
	       json_object_set_new(object, "sectors", json_integer(c->sectors)) == 0 &&
	       json_object_set_new(object, "source", json_string(sources[c->source])) == 0;
}

bool about_disc_write(const struct job_disc *d, json_t *disc)
{
	json_t *list = json_object_get(disc, "capacities");

	/* the first TOC stays the job's, and so does what others have added to it */
	if (d->toc.ntracks && !json_object_get(disc, "toc") && !toc_write(&d->toc, disc))
		return false;
	if (d->ncapacities && !list) {
		list = json_array();
		if (json_object_set_new(disc, "capacities", list) != 0)
			return false;
	}
	for (int i = 0; i < d->ncapacities; i++) {
		if (json_array_size(list) <= (size_t)i && json_array_append_new(list, json_object()) != 0)
			return false;
		if (!capacity_write(&d->capacity[i], json_array_get(list, (size_t)i)))
			return false;
	}
	return true;
}
