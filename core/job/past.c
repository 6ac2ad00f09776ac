#include "config.h"
#include "job/past.h"

#include "base/fileio.h"
#include "base/strbuf.h"
#include "job/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of one line, of which ours have some 70 000 at most, and of what is read at once. */
enum { LINE_MAX_BYTES = 1 << 20, CHUNK = 1 << 16 };

/* In failed_by: drive index + 1, or this when there were several. */
enum { SEVERAL = 255 };

struct reader {
	struct past *past;
	int32_t unit;
	enum status st;		/* NO_MEMORY stops it */
};

/* Copies a member that is a text; what is too long is cut. */
static void take_text(const json_t *object, const char *name, char *out, size_t size)
{
	const char *text = json_string_value(json_object_get(object, name));
	size_t len = text ? strnlen(text, size - 1) : 0;

	if (text)
		memcpy(out, text, len);
	out[len] = '\0';
}

static double take_number(const json_t *object, const char *name)
{
	double value = json_number_value(json_object_get(object, name));

	return value >= 0 && value < 1e9 ? value : 0;
}

/* [lsn, count, ...]; false if it is none. What lies outside the job is cut off. */
static bool take_span(const json_t *array, int32_t sectors, struct span *out)
{
	const json_t *lsn = json_array_get(array, 0), *count = json_array_get(array, 1);
	json_int_t from, n;

	if (!json_is_integer(lsn) || !json_is_integer(count))
		return false;
	from = json_integer_value(lsn);
	n = json_integer_value(count);
	if (from < 0 || n < 0)
		return false;
	if (from > sectors)
		from = sectors;
	if (n > sectors - from)
		n = sectors - from;
	*out = (struct span){ (int32_t)from, (int32_t)n };
	return true;
}

/* Every element is a span. */
static bool spans_sound(const json_t *list)
{
	struct span ignored;

	if (list && !json_is_array(list))
		return false;
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!take_span(json_array_get(list, i), INT32_MAX, &ignored))
			return false;
	return true;
}

static bool same_drive(const struct past_id *a, const struct past_id *b)
{
	if (strcmp(a->vendor, b->vendor) != 0 || strcmp(a->model, b->model) != 0)
		return false;
	if (a->serial[0] && b->serial[0])
		return strcmp(a->serial, b->serial) == 0;
	if (strcmp(a->host, b->host) != 0)
		return false;
	return a->bus[0] && b->bus[0] ? strcmp(a->bus, b->bus) == 0 : strcmp(a->name, b->name) == 0;
}

int past_find(const struct past *p, const struct past_id *id)
{
	struct past_id who = *id;
	char host[256];

	if (!who.host[0]) {
		job_host(host, sizeof host);
		snprintf(who.host, sizeof who.host, "%.*s", (int)sizeof who.host - 1, host);
	}
	for (int i = 0; i < p->ndrives; i++)
		if (same_drive(&p->drives[i].id, &who))
			return i;
	return -1;
}

/* The drive of an event, made known if it is new. -1: it names none, there are too many, or memory is out. */
static int drive_of(struct reader *r, const json_t *event)
{
	const json_t *object = json_object_get(event, "drive");
	struct past *p = r->past;
	struct past_drive *more;
	struct past_id id;
	int i;

	if (!json_is_object(object))
		return -1;
	take_text(object, "vendor", id.vendor, sizeof id.vendor);
	take_text(object, "model", id.model, sizeof id.model);
	take_text(object, "firmware", id.firmware, sizeof id.firmware);
	take_text(object, "serial", id.serial, sizeof id.serial);
	take_text(object, "bus", id.bus, sizeof id.bus);
	take_text(object, "name", id.name, sizeof id.name);
	take_text(event, "host", id.host, sizeof id.host);
	if (!id.host[0])
		snprintf(id.host, sizeof id.host, "?");		/* some other */
	i = past_find(p, &id);
	if (i >= 0 || p->ndrives == PAST_DRIVES)
		return i;
	more = realloc(p->drives, (size_t)(p->ndrives + 1) * sizeof *more);
	if (!more) {
		r->st = STATUS_NO_MEMORY;
		return -1;
	}
	p->drives = more;
	p->drives[p->ndrives] = (struct past_drive){ .id = id };
	return p->ndrives++;
}

bool past_failed(const struct past *p, int32_t lsn, int other_than)
{
	uint8_t by = p->failed_by && lsn >= 0 && lsn < p->sectors ? p->failed_by[lsn] : 0;

	return by != 0 && by != other_than + 1;
}

static void take_won(struct reader *r, int drive, const json_t *list)
{
	struct past_drive *d = &r->past->drives[drive];

	for (size_t i = 0; i < json_array_size(list); i++) {
		struct span run;

		if (!take_span(json_array_get(list, i), r->past->sectors, &run))
			continue;
		/* nobody wins more than there is; and so a hostile list cannot keep us for long */
		run.count = min_i32(run.count, r->past->sectors - d->won);
		d->won += run.count;
		for (int32_t lsn = run.lsn; r->past->failed_by && lsn < span_end(run); lsn++)
			d->only_here += past_failed(r->past, lsn, drive);
	}
}

/* The disc did not let it read there; anything else was the drive's own trouble. */
static bool of_the_disc(const char *why)
{
	return why && (strcmp(why, status_name(STATUS_UNREADABLE)) == 0 || strcmp(why, status_name(STATUS_BLANK)) == 0 ||
		       strcmp(why, status_name(STATUS_ILLEGAL_MODE)) == 0);
}

static void take_failed(struct reader *r, int drive, const json_t *list)
{
	struct past *p = r->past;

	p->drives[drive].failed += (uint32_t)json_array_size(list);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *entry = json_array_get(list, i);
		const char *why = json_string_value(json_array_get(entry, 2));
		struct span bad;

		if (!take_span(entry, p->sectors, &bad) || bad.count == 0 || bad.count > r->unit || !of_the_disc(why))
			continue;
		if (!p->failed_by && !(p->failed_by = calloc((size_t)p->sectors, 1))) {
			r->st = STATUS_NO_MEMORY;
			return;
		}
		for (int32_t lsn = bad.lsn; lsn < span_end(bad); lsn++)
			p->failed_by[lsn] = (uint8_t)(past_failed(p, lsn, drive) ? SEVERAL : drive + 1);
	}
}

/* {"event":"read","won":[[lsn,count]..],"failed":[[lsn,count,"status","sense"]..],"reads":n,"failed_s":s} */
static bool take_read(struct reader *r, const json_t *event)
{
	const json_t *won = json_object_get(event, "won"), *failed = json_object_get(event, "failed");
	struct past_drive *d;
	double reads;
	int drive;

	if (!spans_sound(won) || !spans_sound(failed))
		return false;
	drive = drive_of(r, event);
	if (drive < 0)
		return r->st == STATUS_OK;
	d = &r->past->drives[drive];
	reads = take_number(event, "reads");
	d->reads += reads > 0 ? (uint32_t)reads : (uint32_t)(json_array_size(won) + json_array_size(failed));
	d->failed_s += take_number(event, "failed_s");
	take_won(r, drive, won);
	take_failed(r, drive, failed);
	return true;
}

/* {"event":"hang","at":[lsn,count],"command":"READ(12)","seconds":60.1} */
static bool take_hang(struct reader *r, const json_t *event)
{
	struct past_hang hang = { .seconds = take_number(event, "seconds") }, *more;
	struct past_drive *d;
	int drive;

	if (!take_span(json_object_get(event, "at"), r->past->sectors, &hang.at))
		return false;
	take_text(event, "command", hang.command, sizeof hang.command);
	drive = drive_of(r, event);
	if (drive < 0)
		return r->st == STATUS_OK;
	d = &r->past->drives[drive];
	if (hang.at.count == 0 || d->nhangs == PAST_HANGS)
		return true;
	more = realloc(d->hangs, (size_t)(d->nhangs + 1) * sizeof *more);
	if (!more) {
		r->st = STATUS_NO_MEMORY;
		return true;
	}
	d->hangs = more;
	d->hangs[d->nhangs++] = hang;
	return true;
}

static void take_line(struct reader *r, const char *line, size_t len)
{
	json_error_t err;
	json_t *event = json_loadb(line, len, 0, &err);
	const char *name = json_string_value(json_object_get(event, "event"));
	bool sound = true;

	if (!event && json_error_code(&err) == json_error_out_of_memory)
		r->st = STATUS_NO_MEMORY;
	else if (!name)
		sound = false;
	else if (strcmp(name, "read") == 0)
		sound = take_read(r, event);
	else if (strcmp(name, "hang") == 0)
		sound = take_hang(r, event);
	else if (strcmp(name, "copy") == 0)
		r->past->other_copy = true;
	r->past->skipped += !sound;
	json_decref(event);
}

/* One line, or the middle of one that is too long: `rest` says that its beginning was dropped. */
struct line {
	struct strbuf text;
	bool rest;
};

static void end_line(struct reader *r, struct line *l)
{
	if (l->rest)
		r->past->skipped++;
	else if (l->text.len)
		take_line(r, l->text.text, l->text.len);
	l->text.len = 0;
	l->rest = false;
}

static void take_bytes(struct reader *r, struct line *l, const char *bytes, size_t n)
{
	while (n > 0 && r->st == STATUS_OK) {
		const char *end = memchr(bytes, '\n', n);
		size_t len = end ? (size_t)(end - bytes) : n;

		if (l->text.len + len > LINE_MAX_BYTES)
			l->rest = true;
		if (!l->rest)
			strbuf_add(&l->text, bytes, len);
		if (l->text.failed)
			r->st = STATUS_NO_MEMORY;
		if (end)
			end_line(r, l);
		len += end != NULL;
		bytes += len;
		n -= len;
	}
}

enum status past_read(const char *path, int32_t sectors, int32_t unit, struct past *out)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct reader r = { out, unit, STATUS_OK };
	struct line l = { .rest = false };
	char *chunk = NULL;
	int64_t at = 0;
	struct stat sb;
	ssize_t n;

	*out = (struct past){ .sectors = sectors > 0 ? sectors : 0 };
	if (fd < 0)
		return errno == ENOENT ? STATUS_OK : status_from_errno(errno);
	if (fstat(fd, &sb) != 0 || !S_ISREG(sb.st_mode)) {
		r.st = STATUS_BAD_FILE;
		goto out;
	}
	chunk = malloc(CHUNK);
	if (!chunk)
		r.st = STATUS_NO_MEMORY;
	while (r.st == STATUS_OK && (n = file_pread(fd, chunk, CHUNK, at)) != 0) {
		if (n < 0) {
			r.st = status_from_errno(errno);
			break;
		}
		take_bytes(&r, &l, chunk, (size_t)n);
		at += n;
	}
	if (r.st == STATUS_OK && (l.text.len || l.rest))
		end_line(&r, &l);	/* torn by a crash, perhaps: it is whole, or counts as not understood */
out:
	close(fd);
	free(chunk);
	strbuf_free(&l.text);
	if (r.st != STATUS_OK)
		past_free(out);
	return r.st;
}

void past_free(struct past *p)
{
	for (int i = 0; i < p->ndrives; i++)
		free(p->drives[i].hangs);
	free(p->drives);
	free(p->failed_by);
	*p = (struct past){ 0 };
}
