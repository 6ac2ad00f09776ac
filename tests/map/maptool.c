#include "config.h"
#include "map/mapfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * What the shell tests need of core/map:
 *   maptool make OUT SECTORSIZE LETTERS STATUS PASS   a mapfile with a sector for each letter
 *   maptool roundtrip IN OUT SECTORSIZE               read and written again
 *   maptool list IN SECTORSIZE LETTER                 the sectors in that state, one a line
 *   maptool letters IN SECTORSIZE                     the states of all sectors
 *   maptool status IN SECTORSIZE                      bytes, position, status, pass
 */

static int write_map(const struct mapfile *mf, int sector_size, const char *path)
{
	struct strbuf b = { 0 };
	FILE *out = fopen(path, "w");
	int rc = 1;

	mapfile_format(mf, sector_size, &b);
	if (out && !b.failed && fwrite(b.text, 1, b.len, out) == b.len)
		rc = 0;
	if (out && fclose(out) != 0)
		rc = 1;
	strbuf_free(&b);
	return rc;
}

static int make(char **arg)
{
	int32_t n = (int32_t)strlen(arg[2]);
	int sector_size = atoi(arg[1]), rc;
	struct mapfile mf = { .map = map_new(n), .bytes = (int64_t)n * sector_size, .status = *arg[3],
			      .pass = atoi(arg[4]), .note = "made by maptool" };

	for (int32_t i = 0; i < n; i++)
		map_set(mf.map, (struct span){ i, 1 }, (enum map_state)arg[2][i]);
	rc = write_map(&mf, sector_size, arg[0]);
	mapfile_clear(&mf);
	return rc;
}

/* The commands that read one: done with what was read. */
static int show(const char *command, char **arg, const struct mapfile *mf)
{
	if (strcmp(command, "roundtrip") == 0)
		return write_map(mf, atoi(arg[2]), arg[1]);
	if (strcmp(command, "status") == 0) {
		printf("%lld %lld %c %d\n", (long long)mf->bytes, (long long)mf->position, mf->status, mf->pass);
		return 0;
	}
	for (int32_t i = 0; i < map_size(mf->map); i++)
		if (strcmp(command, "letters") == 0)
			putchar((char)map_at(mf->map, i));
		else if (map_at(mf->map, i) == (enum map_state)*arg[2])
			printf("%d\n", (int)i);
	return 0;
}

int main(int argc, char **argv)
{
	struct mapfile mf;
	struct fault f = { 0 };
	int rc;

	if (argc == 7 && strcmp(argv[1], "make") == 0)
		return make(argv + 2);
	if (argc < 4)
		return 1;
	if (mapfile_load(argv[2], atoi(argv[argc > 4 && strcmp(argv[1], "roundtrip") == 0 ? 4 : 3]), &mf, &f)) {
		fprintf(stderr, "%s:%ld: %s: %s\n", f.place, f.line, f.reason ? f.reason : "", f.detail);
		return 2;
	}
	rc = show(argv[1], argv + 2, &mf);
	mapfile_clear(&mf);
	return rc;
}
