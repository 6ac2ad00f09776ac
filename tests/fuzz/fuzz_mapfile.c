#include "config.h"
#include "tests/fuzz/fuzz.h"

#include "map/mapfile.h"

#include <stdlib.h>
#include <string.h>

static void promise(bool kept)
{
	if (!kept)
		abort();
}

static bool same_map(const struct map *a, const struct map *b)
{
	struct span rest = map_all(a);

	if (map_size(a) != map_size(b))
		return false;
	while (rest.count > 0) {
		struct span run = map_run(a, rest, rest.lsn), other = map_run(b, rest, rest.lsn);

		if (run.count != other.count || map_at(a, run.lsn) != map_at(b, run.lsn))
			return false;
		rest = span_between(span_end(run), span_end(rest));
	}
	return true;
}

/* What was read, written and read again is the same. */
static void check_round_trip(const struct mapfile *mf, int sector_size)
{
	struct strbuf first = { 0 }, second = { 0 };
	struct mapfile back;

	mapfile_format(mf, sector_size, &first);
	promise(!first.failed);
	promise(mapfile_parse(first.text, first.len, "again", sector_size, &back, NULL) == STATUS_OK);
	promise(same_map(mf->map, back.map));
	promise(back.bytes == mf->bytes && back.position == mf->position);
	promise(back.status == mf->status && back.pass == mf->pass && strcmp(back.note, mf->note) == 0);
	mapfile_format(&back, sector_size, &second);
	promise(second.len == first.len && memcmp(second.text, first.text, first.len) == 0);
	strbuf_free(&first);
	strbuf_free(&second);
	mapfile_clear(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int sizes[] = { 1, 512, 2048, 2352 };
	int sector_size = sizes[size % 4];
	struct mapfile mf = { .pass = -7 };
	struct fault f = { 0 };
	long lines = 1;
	enum status st = mapfile_parse((const char *)data, size, "fuzz", sector_size, &mf, &f);

	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	if (st == STATUS_OK) {
		check_round_trip(&mf, sector_size);
		mapfile_clear(&mf);
	} else {
		promise(!mf.map && mf.pass == -7);
		promise(f.status == st);
		promise(st == STATUS_BAD_FILE || st == STATUS_TOO_LARGE);
		promise(f.reason && f.line >= 1 && f.line <= lines);
	}
	return 0;
}
