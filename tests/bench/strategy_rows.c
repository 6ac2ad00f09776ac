#include "config.h"
#include "tests/bench/strategy_rows.h"

#include "base/fileio.h"
#include "base/number.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct row *rows_add(struct rows *r, const struct row *row)
{
	if (r->count == r->room) {
		int room = r->room ? 2 * r->room : 64;
		struct row *more = realloc(r->row, (size_t)room * sizeof *more);

		if (!more)
			return NULL;
		r->row = more;
		r->room = room;
	}
	r->row[r->count] = *row;
	return &r->row[r->count++];
}

void rows_free(struct rows *r)
{
	free(r->row);
	*r = (struct rows){ 0 };
}

const struct row *rows_find(const struct rows *r, const char *setting, const char *kind, int64_t seed,
			    const char *reader, uint64_t disc)
{
	for (int i = 0; i < r->count; i++) {
		const struct row *row = &r->row[i];

		if (row->seed == seed && strcmp(row->setting, setting) == 0 && strcmp(row->kind, kind) == 0 &&
		    strcmp(row->reader, reader) == 0 && (!disc || row->disc == disc))
			return row;
	}
	return NULL;
}

bool rows_named(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = list; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, name, len) == 0 && (at[len] == '\0' || at[len] == ','))
			return true;
	}
	return !list;
}

/* The parts of a line, in its order. One table for writing and reading. */
enum part_kind { PART_TEXT, PART_HASH, PART_INT, PART_SMALL, PART_REAL };

#define PART(field) offsetof(struct row, field), sizeof ((struct row *)0)->field
static const struct {
	const char *name;
	enum part_kind kind;
	size_t offset, size;
} parts[] = {
	{ "setting", PART_TEXT, PART(setting) },
	{ "disc", PART_TEXT, PART(kind) },
	{ "seed", PART_INT, PART(seed) },
	{ "reader", PART_TEXT, PART(reader) },
	{ "hash", PART_HASH, PART(disc) },
	{ "sectors", PART_SMALL, PART(f.sectors) },
	{ "recoverable", PART_SMALL, PART(f.recoverable) },
	{ "won", PART_SMALL, PART(f.won) },
	{ "t50", PART_REAL, PART(f.mark_s[0]) },
	{ "t90", PART_REAL, PART(f.mark_s[1]) },
	{ "t99", PART_REAL, PART(f.mark_s[2]) },
	{ "t99.9", PART_REAL, PART(f.mark_s[3]) },
	{ "t100", PART_REAL, PART(f.mark_s[4]) },
	{ "total", PART_REAL, PART(f.total_s) },
	{ "reads", PART_INT, PART(f.reads) },
	{ "failed", PART_INT, PART(f.failed) },
	{ "hopeless", PART_INT, PART(f.hopeless) },
	{ "asked", PART_REAL, PART(f.asked_mean) },
	{ "idle_us", PART_REAL, PART(f.apart_mean_us) },
	{ "idle_max_us", PART_REAL, PART(f.apart_max_us) },
	{ "cpu_s", PART_REAL, PART(f.cpu_s) },
	{ "reach", PART_REAL, PART(reach_s) },
	{ "left_then", PART_SMALL, PART(left_then) },
};

void rows_print_head(FILE *out)
{
	for (unsigned i = 0; i < ARRAY_LEN(parts); i++)
		fprintf(out, "%s%s", i ? "\t" : "", parts[i].name);
	fputc('\n', out);
}

void rows_print(const struct row *row, FILE *out)
{
	for (unsigned i = 0; i < ARRAY_LEN(parts); i++) {
		const void *p = (const char *)row + parts[i].offset;

		if (i > 0)
			fputc('\t', out);
		switch (parts[i].kind) {
		case PART_TEXT:
			fputs(p, out);
			break;
		case PART_HASH:
			fprintf(out, "0x%" PRIx64, *(const uint64_t *)p);
			break;
		case PART_INT:
			fprintf(out, "%" PRId64, *(const int64_t *)p);
			break;
		case PART_SMALL:
			fprintf(out, "%" PRId32, *(const int32_t *)p);
			break;
		case PART_REAL:
			fprintf(out, "%.2f", *(const double *)p);
			break;
		}
	}
	fputc('\n', out);
	fflush(out);
}

static bool take_part(struct row *row, unsigned i, const char *text)
{
	void *p = (char *)row + parts[i].offset;
	int64_t n;

	switch (parts[i].kind) {
	case PART_TEXT:
		return (size_t)snprintf(p, parts[i].size, "%s", text) < parts[i].size;
	case PART_REAL:
		return number_parse_real(text, p);
	case PART_HASH:
		*(uint64_t *)p = strtoull(text, NULL, 16);
		return true;
	default:
		if (!number_parse(text, false, &n))
			return false;
		if (parts[i].kind == PART_INT)
			*(int64_t *)p = n;
		else
			*(int32_t *)p = (int32_t)n;
		return true;
	}
}

static bool take_line(struct rows *r, char *line)
{
	struct row row = { 0 };

	for (unsigned i = 0; i < ARRAY_LEN(parts); i++) {
		char *text = strsep(&line, "\t");

		if (!text || !take_part(&row, i, text))
			return false;
	}
	return !line && rows_add(r, &row);
}

bool rows_load(struct rows *r, const char *path)
{
	char *text = NULL, *at, *line;
	enum status st = file_load(path, 16 << 20, &text, NULL, NULL);
	bool good = true;

	if (st != STATUS_OK)
		return st == STATUS_NOT_FOUND;
	at = text;
	while (good && (line = strsep(&at, "\n")))
		if (*line && strncmp(line, "setting\t", 8) != 0)
			good = take_line(r, line);
	free(text);
	return good;
}
