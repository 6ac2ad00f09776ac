#include "config.h"
#include "map/mapfile.h"

#include "base/fileio.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Room for 40 million runs: no disc breaks into more. */
#define FILE_MAX ((size_t)1 << 30)

#define NOTE_MARK "# discnurse: "
static const char status_letters[] = "?*/-FG+";
static const char block_letters[] = "?*/-+";

/* Reads along the text. A function that fails leaves its reason (and status, if not BAD_FILE) here. */
struct reader {
	const char *at, *end;	/* what is still to read */
	const char *start;	/* of the line that `at` is in */
	long line;
	const char *reason;
	enum status status;
};

struct block {
	int64_t pos, size;
	char letter;
};

static bool bad(struct reader *r, const char *reason)
{
	r->reason = reason;
	return false;
}

static void skip_blanks(struct reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
		r->at++;
}

/* At the end of what a line says: its line feed, with a carriage return or not, a comment, the end of the text. */
static bool at_line_end(const struct reader *r)
{
	if (r->at == r->end || *r->at == '\n' || *r->at == '#')
		return true;
	return *r->at == '\r' && (r->at + 1 == r->end || r->at[1] == '\n');
}

/* To the start of the next line; false if there is none. */
static bool next_line(struct reader *r)
{
	const char *feed = r->at == r->end ? NULL : *r->at == '\n' ? r->at :
			   memchr(r->at, '\n', (size_t)(r->end - r->at));

	if (!feed || feed + 1 == r->end)
		return false;
	r->at = r->start = feed + 1;
	r->line++;
	return true;
}

static int digit_at(const struct reader *r)
{
	char c = r->at < r->end ? *r->at : '\0';

	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

/* A number that ends where a blank, a comment or the line's end stands. */
static bool read_number(struct reader *r, int base, int64_t *out)
{
	const char *first;
	uint64_t value = 0;
	int d;

	skip_blanks(r);
	if (at_line_end(r))
		return bad(r, N_("a field is missing"));
	if (*r->at == '-')
		return bad(r, N_("a number must not be negative"));
	if (base == 0) {
		base = 10;
		if (*r->at == '0') {
			base = 8;
			if (r->end - r->at > 1 && (r->at[1] == 'x' || r->at[1] == 'X')) {
				base = 16;
				r->at += 2;
			}
		}
	}
	for (first = r->at; (d = digit_at(r)) < base; r->at++) {
		if (value > ((uint64_t)INT64_MAX - (uint64_t)d) / (uint64_t)base)
			return bad(r, N_("a number is too large"));
		value = value * (uint64_t)base + (uint64_t)d;
	}
	if (r->at == first || !(at_line_end(r) || *r->at == ' ' || *r->at == '\t'))
		return bad(r, N_("a number was expected"));
	*out = (int64_t)value;
	return true;
}

/* One letter of the set, alone. */
static bool read_letter(struct reader *r, const char *set, char *out)
{
	skip_blanks(r);
	if (at_line_end(r))
		return bad(r, N_("a field is missing"));
	if (!strchr(set, *r->at))
		return bad(r, N_("an unknown status letter"));
	*out = *r->at++;
	if (!at_line_end(r) && *r->at != ' ' && *r->at != '\t')
		return bad(r, N_("an unknown status letter"));
	return true;
}

static bool read_end(struct reader *r)
{
	skip_blanks(r);
	return at_line_end(r) || bad(r, N_("something follows the last field"));
}

/* Our own comment line, if this is one. What does not fit, or holds control bytes, was not written by us. */
static void read_note(const struct reader *r, struct mapfile *mf)
{
	size_t left = (size_t)(r->end - r->start), mark = strlen(NOTE_MARK), len;
	const char *text = r->start + mark, *feed;

	if (left < mark || memcmp(r->start, NOTE_MARK, mark) != 0)
		return;
	feed = memchr(text, '\n', left - mark);
	len = feed ? (size_t)(feed - text) : left - mark;
	while (len > 0 && (text[len - 1] == '\r' || text[len - 1] == ' '))
		len--;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ')
			return;
	if (len >= sizeof mf->note)
		return;
	memcpy(mf->note, text, len);
	mf->note[len] = '\0';
}

static bool read_status(struct reader *r, struct mapfile *mf)
{
	int64_t pass = 1;

	do {
		skip_blanks(r);
		if (!at_line_end(r)) {
			if (!read_number(r, 0, &mf->position) || !read_letter(r, status_letters, &mf->status))
				return false;
			skip_blanks(r);
			if (!at_line_end(r) && !read_number(r, 10, &pass))	/* versions before 1.22 have none */
				return false;
			if (pass < 1 || pass > INT_MAX)
				return bad(r, N_("the pass number is not possible"));
			mf->pass = (int)pass;
			return read_end(r);
		}
		read_note(r, mf);
	} while (next_line(r));
	return bad(r, N_("the status line is missing"));
}

/* The next block; false at the end of the text, or with a reason. */
static bool read_block(struct reader *r, struct block *b, struct mapfile *mf)
{
	while (next_line(r)) {
		skip_blanks(r);
		if (!at_line_end(r))
			return read_number(r, 0, &b->pos) && read_number(r, 0, &b->size) &&
			       read_letter(r, block_letters, &b->letter) && read_end(r);
		if (mf)
			read_note(r, mf);
	}
	return false;
}

/* Goes over all blocks: do they follow each other, and where do they end? */
static bool check_blocks(struct reader *r, int sector_size, struct mapfile *mf)
{
	struct block b;
	bool first = true;

	while (read_block(r, &b, mf)) {
		if (b.size == 0)
			bad(r, N_("the block has no size"));
		else if (!first && b.pos > mf->bytes)
			bad(r, N_("there is a gap before this block"));
		else if (!first && b.pos < mf->bytes)
			bad(r, N_("the block overlaps the one before it"));
		else if (b.size > INT64_MAX - b.pos)
			bad(r, N_("a number is too large"));
		else if ((b.pos + b.size - 1) / sector_size >= MAP_MAX_SECTORS) {
			r->status = STATUS_TOO_LARGE;
			bad(r, N_("no disc has that many sectors"));
		}
		if (r->reason)
			break;
		mf->bytes = b.pos + b.size;
		first = false;
	}
	return !r->reason;
}

/* The second walk, over blocks known to be sound. */
static void fill_map(struct reader r, int sector_size, struct map *m)
{
	struct block b;

	while (read_block(&r, &b, NULL)) {
		int32_t first = (int32_t)(b.pos / sector_size);
		int32_t end = (int32_t)((b.pos + b.size - 1) / sector_size) + 1;

		/* A sector shared with what came before stays in the less settled state. */
		if (b.pos % sector_size != 0 && map_state_index(b.letter) > map_state_index((char)map_at(m, first)))
			first++;
		if (b.letter != MAP_UNTRIED || b.pos % sector_size != 0)
			map_set(m, span_between(first, end), (enum map_state)b.letter);
	}
}

static enum status fail(const struct reader *r, const char *place, struct fault *f)
{
	size_t len = 0;

	while (r->start + len < r->end && len < 60 && r->start[len] != '\n' && r->start[len] != '\r')
		len++;
	return fault_set(f, r->status, place, r->line, r->reason, "%.*s", (int)len, r->start);
}

/* A zero byte: text tools, and ddrescue, see only what stands before it. */
static bool check_zeros(struct reader *r)
{
	const char *zero = r->at < r->end ? memchr(r->at, '\0', (size_t)(r->end - r->at)) : NULL;
	struct reader upto = *r;

	if (!zero)
		return true;
	upto.end = zero;
	while (next_line(&upto))
		;
	if (upto.at < zero && zero[-1] == '\n') {	/* the zero byte is the first of its line */
		upto.start = zero;
		upto.line++;
	}
	r->start = upto.start;
	r->line = upto.line;
	return bad(r, N_("there is a zero byte in the text"));
}

enum status mapfile_parse(const char *text, size_t len, const char *place, int sector_size, struct mapfile *out,
			  struct fault *f)
{
	struct reader r = { .at = text, .start = text, .end = text + len, .line = 1, .status = STATUS_BAD_FILE };
	struct reader blocks;
	struct mapfile mf = { 0 };

	if (!check_zeros(&r) || !read_status(&r, &mf))
		return fail(&r, place, f);
	blocks = r;
	if (!check_blocks(&r, sector_size, &mf))
		return fail(&r, place, f);
	mf.map = map_new((int32_t)((mf.bytes + sector_size - 1) / sector_size));
	if (!mf.map)
		return fault_set(f, STATUS_NO_MEMORY, place, 0, NULL, NULL);
	fill_map(blocks, sector_size, mf.map);
	*out = mf;
	return STATUS_OK;
}

enum status mapfile_load(const char *path, int sector_size, struct mapfile *out, struct fault *f)
{
	char *text;
	size_t len;
	enum status st = file_load(path, FILE_MAX, &text, &len, f);

	if (st != STATUS_OK)
		return st;
	st = mapfile_parse(text, len, path, sector_size, out, f);
	free(text);
	return st;
}

/* Writes 0x and at least eight digits; returns where they end. */
static char *put_hex(char *p, int64_t value)
{
	int digits = 8;

	while (digits < 16 && value >> (4 * digits))
		digits++;
	*p++ = '0';
	*p++ = 'x';
	for (int i = digits - 1; i >= 0; i--)
		*p++ = "0123456789ABCDEF"[value >> (4 * i) & 15];
	return p;
}

static void format_blocks(const struct mapfile *mf, int sector_size, struct strbuf *b)
{
	char lines[8192], *p = lines;	/* a strbuf call for each line would cost more than the line */
	struct span rest = map_all(mf->map);

	while (rest.count > 0) {
		struct span run = map_run(mf->map, rest, rest.lsn);
		int64_t pos = (int64_t)run.lsn * sector_size, end = (int64_t)span_end(run) * sector_size;

		if (end > mf->bytes)
			end = mf->bytes;
		if (pos >= end)
			break;
		p = put_hex(p, pos);
		*p++ = ' ';
		*p++ = ' ';
		p = put_hex(p, end - pos);
		*p++ = ' ';
		*p++ = ' ';
		*p++ = (char)map_at(mf->map, run.lsn);
		*p++ = '\n';
		if (p - lines > (ptrdiff_t)sizeof lines - 64) {
			strbuf_add(b, lines, (size_t)(p - lines));
			p = lines;
		}
		rest = span_between(span_end(run), span_end(rest));
	}
	strbuf_add(b, lines, (size_t)(p - lines));
}

void mapfile_format(const struct mapfile *mf, int sector_size, struct strbuf *b)
{
	char status = mf->status && strchr(status_letters, mf->status) ? mf->status : '?';
	char number[24] = { 0 };

	strbuf_addf(b, "# Mapfile. Created by %s\n", PACKAGE_STRING);
	if (mf->note[0]) {
		strbuf_addf(b, NOTE_MARK);
		for (const char *p = mf->note; *p; p++)	/* it stays one line, whatever stands in it */
			strbuf_addf(b, "%c", (unsigned char)*p < ' ' ? ' ' : *p);
		strbuf_addf(b, "\n");
	}
	put_hex(number, mf->position > 0 ? mf->position : 0);
	strbuf_addf(b, "# current_pos  current_status  current_pass\n");
	strbuf_addf(b, "%s     %c               %d\n", number, status, mf->pass > 0 ? mf->pass : 1);
	strbuf_addf(b, "#      pos        size  status\n");
	format_blocks(mf, sector_size, b);
}

void mapfile_clear(struct mapfile *mf)
{
	map_free(mf->map);
	*mf = (struct mapfile){ 0 };
}
