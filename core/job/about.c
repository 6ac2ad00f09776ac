#include "config.h"
#include "job/parts.h"

#include "base/fileio.h"
#include "job/about_disc.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { ABOUT_VERSION = 1, ABOUT_MAX = 1 << 20, DEPTH = 3 };

/* What job.json says, as far as it is ours. */
struct values {
	int64_t version, sector_size, kind, sectors, bytes, volume_sectors, retries;
	bool volume_found, reverse, fill_marker;
	char image[16], id[40];
	struct job_about about;
	struct volume_id volume;
	struct job_disc lists;	/* only those */
	char passes[128];
};

enum member_type {
	TEXT,		/* UTF-8 */
	LATIN,		/* bytes from a disc: each is the character of that number */
	NUMBER,
	FLAG,
	KIND,		/* of disc, by name */
};

/* One row a member, in the order in which they are written. */
static const struct member {
	const char *path[DEPTH + 1];
	enum member_type type;
	size_t at, size;	/* in struct values */
	int64_t min, max;
} members[] = {
#define PLACE(field) offsetof(struct values, field), sizeof ((struct values *)0)->field
	{ { "version" }, NUMBER, PLACE(version), 1, ABOUT_VERSION },
	{ { "id" }, TEXT, PLACE(id), 0, 0 },
	{ { "identifier" }, TEXT, PLACE(about.identifier), 0, 0 },
	{ { "description" }, TEXT, PLACE(about.description), 0, 0 },
	{ { "notes" }, TEXT, PLACE(about.notes), 0, 0 },
	{ { "disc", "kind" }, KIND, PLACE(kind), 0, 0 },
	{ { "disc", "sectors" }, NUMBER, PLACE(sectors), 0, MAP_MAX_SECTORS },
	{ { "disc", "bytes" }, NUMBER, PLACE(bytes), 0, INT64_C(1) << 48 },
	{ { "disc", "volume", "found" }, FLAG, PLACE(volume_found), 0, 0 },
	{ { "disc", "volume", "label" }, LATIN, PLACE(volume.label), 0, 0 },
	{ { "disc", "volume", "created" }, LATIN, PLACE(volume.created), 0, 0 },
	{ { "disc", "volume", "sectors" }, NUMBER, PLACE(volume_sectors), INT32_MIN, INT32_MAX },
	{ { "sector_size" }, NUMBER, PLACE(sector_size), JOB_SECTOR_MIN, JOB_SECTOR_MAX },
	{ { "image" }, TEXT, PLACE(image), 0, 0 },
	{ { "settings", "retries" }, NUMBER, PLACE(retries), -1, INT32_MAX },
	{ { "settings", "reverse" }, FLAG, PLACE(reverse), 0, 0 },
	{ { "settings", "passes" }, TEXT, PLACE(passes), 0, 0 },
	{ { "settings", "fill_marker" }, FLAG, PLACE(fill_marker), 0, 0 },
#undef PLACE
};

/* The text being read, for faults. */
struct source {
	const char *text;
	size_t len;
	const char *place;
	struct fault *f;
};

static const char *type_name(const json_t *value)
{
	static const char *const names[] = {
		[JSON_OBJECT] = "object", [JSON_ARRAY] = "array",   [JSON_STRING] = "string", [JSON_INTEGER] = "integer",
		[JSON_REAL] = "real",	  [JSON_TRUE] = "boolean",  [JSON_FALSE] = "boolean", [JSON_NULL] = "null",
	};

	return names[json_typeof(value)];
}

/* The line on which the member stands. The text is valid JSON; 0 when the name is spelt with escapes. */
static long member_line(const struct source *s, const char *const *path, int names)
{
	const char *end = s->text + s->len;
	int depth = 0, found = 0;
	long line = 1;

	for (const char *p = s->text; p < end; p++) {
		const char *first = p + 1;

		line += *p == '\n';
		depth += *p == '{' || *p == '[';
		depth -= *p == '}' || *p == ']';
		if (*p != '"')
			continue;
		for (p = first; p < end && *p != '"'; p++)
			p += *p == '\\';
		if (p >= end || depth != found + 1 || (size_t)(p - first) != strlen(path[found]) ||
		    memcmp(first, path[found], (size_t)(p - first)) != 0 || p[1 + strspn(p + 1, " \t\r\n")] != ':')
			continue;
		if (++found == names)
			return line;
	}
	return 0;
}

/* A fault at the member that the first `names` of `path` lead to: "disc.sectors: DETAIL". */
static enum status bad_member(const struct source *s, const char *const *path, int names, const char *reason,
			      const char *detail)
{
	char name[64] = "";
	size_t n = 0;

	for (int i = 0; i < names; i++)
		n += (size_t)snprintf(name + n, sizeof name - n, "%s%s", i ? "." : "", path[i]);
	return fault_set(s->f, STATUS_BAD_FILE, s->place, member_line(s, path, names), reason, "%s: %s", name, detail);
}

static enum status bad_type(const struct source *s, const char *const *path, int names, const char *want,
			    const json_t *have)
{
	char detail[64];

	snprintf(detail, sizeof detail, "expected %s, got %s", want, type_name(have));
	return bad_member(s, path, names, N_("a member has the wrong type"), detail);
}

/* UTF-8 to bytes of Latin-1, or as it is. False: too long, or not Latin-1. */
static bool text_from(char *out, size_t size, const char *text, enum member_type type)
{
	size_t n = 0;

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (type == LATIN && c >= 0x80) {
			if (c > 0xc3)
				return false;
			c = (unsigned char)((c & 3) << 6 | (*++text & 0x3f));
		}
		if (n + 1 >= size)
			return false;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return true;
}

/* The way back. What is no UTF-8 is taken for Latin-1 also in a TEXT, which is cut where it would outgrow its field. */
static json_t *text_to(const char *text, const struct member *m)
{
	char out[2 * sizeof ((struct values *)0)->about.notes];
	size_t n = 0, room = m->type == TEXT ? m->size - 1 : sizeof out;

	while (*text) {
		unsigned char c = (unsigned char)*text;
		int len = m->type == LATIN && c >= 0x80 ? 0 : job_utf8_len(text);

		if (n + (size_t)(len ? len : 2) > room)
			break;
		if (len == 0) {
			out[n++] = (char)(0xc0 | c >> 6);
			out[n++] = (char)(0x80 | (c & 0x3f));
			text++;
		}
		for (; len > 0; len--)
			out[n++] = *text++;
	}
	return json_stringn(out, n);
}

static enum status value_read(const struct source *s, const struct member *m, int names, const json_t *value, void *to)
{
	enum disc_kind kind;

	switch (m->type) {
	case TEXT:
	case LATIN:
		if (!json_is_string(value))
			return bad_type(s, m->path, names, "string", value);
		if (!text_from(to, m->size, json_string_value(value), m->type))
			return bad_member(s, m->path, names, N_("a text is too long or has impossible characters"),
					  json_string_value(value));
		return STATUS_OK;
	case NUMBER:
		if (!json_is_integer(value))
			return bad_type(s, m->path, names, "integer", value);
		*(int64_t *)to = json_integer_value(value);
		if (*(int64_t *)to < m->min || *(int64_t *)to > m->max) {
			char detail[32];

			snprintf(detail, sizeof detail, "%lld", (long long)*(int64_t *)to);
			return bad_member(s, m->path, names, N_("a number is out of range"), detail);
		}
		return STATUS_OK;
	case FLAG:
		if (!json_is_boolean(value))
			return bad_type(s, m->path, names, "boolean", value);
		*(bool *)to = json_is_true(value);
		return STATUS_OK;
	case KIND:
		break;
	}
	if (!json_is_string(value))
		return bad_type(s, m->path, names, "string", value);
	if (strcmp(json_string_value(value), disc_kind_name(DISC_UNKNOWN)) == 0)
		kind = DISC_UNKNOWN;
	else if (!disc_kind_parse(json_string_value(value), &kind))
		return bad_member(s, m->path, names, N_("no such kind of disc"), json_string_value(value));
	*(int64_t *)to = kind;
	return STATUS_OK;
}

static enum status member_read(const struct source *s, const struct member *m, const json_t *root, struct values *v)
{
	const json_t *value = root;
	int names = 0;

	for (; m->path[names]; names++) {
		if (!json_is_object(value))
			return bad_type(s, m->path, names, "object", value);
		value = json_object_get(value, m->path[names]);
		if (!value)
			return STATUS_OK;
	}
	return value_read(s, m, names, value, (char *)v + m->at);
}

static enum status version_check(const struct source *s, const json_t *value)
{
	static const char *const path[] = { "version" };
	char detail[32];

	if (json_integer_value(value) <= ABOUT_VERSION)		/* not a number: 0, and found out later */
		return STATUS_OK;
	snprintf(detail, sizeof detail, "%lld", (long long)json_integer_value(value));
	return bad_member(s, path, 1, N_("it was written by a newer version of the program"), detail);
}

/* All of ours that is in the text; what is missing stays as it is in *v. *root is the caller's. */
static enum status values_read(const struct source *s, struct values *v, json_t **root)
{
	json_error_t err;
	json_t *json = json_loadb(s->text, s->len, JSON_REJECT_DUPLICATES, &err);
	enum status st = STATUS_OK;
	struct about_fault bad;

	if (!json && json_error_code(&err) == json_error_out_of_memory)
		return fault_set(s->f, STATUS_NO_MEMORY, s->place, 0, NULL, NULL);
	if (!json)
		return fault_set(s->f, STATUS_BAD_FILE, s->place, err.line > 0 ? err.line : 0, N_("it is not valid JSON"),
				 "%s", err.text);
	if (!json_is_object(json))
		st = fault_set(s->f, STATUS_BAD_FILE, s->place, 1, N_("a member has the wrong type"),
			       "expected object, got %s", type_name(json));
	else
		st = version_check(s, json_object_get(json, "version"));
	for (size_t i = 0; i < ARRAY_LEN(members) && st == STATUS_OK; i++)
		st = member_read(s, &members[i], json, v);
	if (st == STATUS_OK && !about_disc_read(json_object_get(json, "disc"), &v->lists, &bad)) {
		const char *const path[] = { "disc", bad.member };

		st = bad_member(s, path, 2, bad.reason, bad.detail);
	}
	if (st == STATUS_OK && strcmp(v->image, "iso") != 0) {
		static const char *const path[] = { "image" };

		st = bad_member(s, path, 1, N_("its kind of image is not known"), v->image);
	}
	if (st != STATUS_OK) {
		json_decref(json);
		return st;
	}
	*root = json;
	return STATUS_OK;
}

static struct values values_none(void)
{
	return (struct values){ .version = ABOUT_VERSION, .retries = -1, .image = "iso" };
}

enum status job_about_parse(struct job *j, const char *text, size_t len, const char *place, struct fault *f)
{
	struct source s = { text, len, place, f };
	struct values v = values_none();
	json_t *root;
	enum status st = values_read(&s, &v, &root);

	if (st != STATUS_OK)
		return st;
	json_decref(root);
	memcpy(j->id, v.id, sizeof j->id);
	j->about = v.about;
	j->sector_size = (int)v.sector_size;
	j->disc = v.lists;
	j->disc.kind = (enum disc_kind)v.kind;
	j->disc.sectors = (int32_t)v.sectors;
	j->disc.bytes = v.bytes;
	j->disc.volume = v.volume;
	j->disc.volume.found = v.volume_found;
	j->disc.volume.sectors = (int32_t)v.volume_sectors;
	j->settings.retries = (int)v.retries;
	j->settings.reverse = v.reverse;
	j->settings.fill_marker = v.fill_marker;
	memcpy(j->settings.passes, v.passes, sizeof j->settings.passes);
	return STATUS_OK;
}

enum status job_about_load(struct job *j, struct fault *f)
{
	char *text;
	size_t len;
	enum status st = file_load(j->paths.json, ABOUT_MAX, &text, &len, f);

	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st != STATUS_OK)
		return st;
	st = job_about_parse(j, text, len, j->paths.json, f);
	free(text);
	return st;
}

/* Puts one member into the tree, making the objects on its way; false when memory is out. */
static bool member_write(const struct member *m, const struct values *v, json_t *root)
{
	const void *from = (const char *)v + m->at;
	json_t *object = root, *value = NULL;
	int names = 0;

	for (; m->path[names + 1]; names++) {
		json_t *inner = json_object_get(object, m->path[names]);

		if (!inner) {
			inner = json_object();
			if (json_object_set_new(object, m->path[names], inner) != 0)
				return false;
		}
		object = inner;
	}
	switch (m->type) {
	case TEXT:
	case LATIN:
		value = text_to(from, m);
		break;
	case NUMBER:
		value = json_integer(*(const int64_t *)from);
		break;
	case FLAG:
		value = json_boolean(*(const bool *)from);
		break;
	case KIND:
		value = json_string(disc_kind_name((enum disc_kind)*(const int64_t *)from));
		break;
	}
	return json_object_set_new(object, m->path[names], value) == 0;
}

/* A random UUID, version 4 (RFC 9562). */
static void make_id(char out[40])
{
	uint8_t b[16];

	if (getrandom(b, sizeof b, 0) != sizeof b)
		return;
	b[6] = (uint8_t)((b[6] & 0x0f) | 0x40);
	b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
	snprintf(out, 40, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3],
		 b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

static struct values values_of(const struct job *j)
{
	struct values v = values_none();

	memcpy(v.id, j->id, sizeof v.id);
	v.about = j->about;
	v.sector_size = j->sector_size;
	v.kind = j->disc.kind;
	v.sectors = j->disc.sectors;
	v.bytes = j->disc.bytes;
	v.volume = j->disc.volume;
	v.volume_found = j->disc.volume.found;
	v.volume_sectors = j->disc.volume.sectors;
	v.lists = j->disc;
	v.retries = j->settings.retries;
	v.reverse = j->settings.reverse;
	v.fill_marker = j->settings.fill_marker;
	memcpy(v.passes, j->settings.passes, sizeof v.passes);
	return v;
}

/* The tree to write into: what is in the file now, so that foreign members stay; or an empty one. */
static enum status root_load(const struct job *j, json_t **root, struct fault *f)
{
	struct source s = { .place = j->paths.json, .f = f };
	struct values ignored = values_none();
	char *text = NULL;
	enum status st = file_load(s.place, ABOUT_MAX, &text, &s.len, f);

	if (st == STATUS_NOT_FOUND) {
		*root = json_object();
		return *root ? STATUS_OK : STATUS_NO_MEMORY;
	}
	if (st != STATUS_OK)
		return st;
	s.text = text;
	st = values_read(&s, &ignored, root);
	free(text);
	return st;
}

enum status job_save_about(struct job *j, struct fault *f)
{
	struct values v;
	json_t *root = NULL;
	char *text = NULL;
	enum status st = STATUS_OK;

	if (j->grown)		/* a mapfile of the smaller disc beside this file would look cut */
		st = job_save(j, f);
	if (st == STATUS_OK)
		st = root_load(j, &root, f);
	if (st != STATUS_OK)
		return st;
	if (!j->id[0])
		make_id(j->id);
	v = values_of(j);
	for (size_t i = 0; i < ARRAY_LEN(members) && st == STATUS_OK; i++)
		if (!member_write(&members[i], &v, root))
			st = STATUS_NO_MEMORY;
	if (st == STATUS_OK && !about_disc_write(&v.lists, json_object_get(root, "disc")))
		st = STATUS_NO_MEMORY;
	if (st == STATUS_OK && !(text = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(17))))
		st = STATUS_NO_MEMORY;
	if (st == STATUS_OK)
		st = file_replace(j->paths.json, text, strlen(text), NULL, f);
	else
		fault_set(f, st, j->paths.json, 0, NULL, NULL);
	free(text);
	json_decref(root);
	return st;
}
