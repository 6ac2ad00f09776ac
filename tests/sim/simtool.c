/*
 * Shows what is in a scenario, for tests and for those who write scenarios: `simtool info SCENARIO`, `simtool dump
 * SCENARIO OUT`, `simtool head SCENARIO OUT SECTORS` (the first sectors, in a sparse file of full size).
 */
#include "config.h"
#include "sim/sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int complain(const struct fault *f)
{
	fprintf(stderr, "simtool: %s:%ld: %s: %s\n", f->place, f->line,
		f->reason ? f->reason : status_sentence(f->status), f->detail);
	return 1;
}

/* The disc of the first drive, without its damage; only its first `most` sectors are written. */
static int dump(struct sim *w, const char *path, long most)
{
	FILE *out = fopen(path, "wb");
	uint8_t sector[2048];
	int32_t sectors = sim_sectors(w, 0);
	int bad = !out || ftruncate(fileno(out), (off_t)sectors * 2048) != 0;

	for (int32_t lsn = 0; !bad && lsn < sectors && lsn < most; lsn++)
		bad = sim_truth(w, 0, lsn, sector) != STATUS_OK || fwrite(sector, sizeof sector, 1, out) != 1;
	if (out && fclose(out) != 0)
		bad = 1;
	if (bad)
		fprintf(stderr, "simtool: %s cannot be written\n", path);
	return bad;
}

/* What each drive makes of the disc that the first drive has at the start. */
static int info(struct sim *w)
{
	static const double limits[] = { 0.0, 0.01, 0.05, 0.2, 0.5, 0.9, 0.999999 };
	enum { STEPS = sizeof limits / sizeof *limits };
	int32_t sectors = sim_sectors(w, 0);
	int drives = sim_drives(w);

	printf("sectors %d pace %g\n", (int)sectors, sim_wanted_pace(w));
	printf("drive         chance of one attempt: 0  <= 1%%  <= 5%% <= 20%% <= 50%% <= 90%%  < 100%%  sound\n");
	for (int i = 0; i < drives; i++) {
		long count[STEPS + 1] = { 0 };

		if (i && (sim_eject(w, i - 1) != STATUS_OK || sim_insert(w, i) != STATUS_OK))
			return 1;
		for (int32_t lsn = 0; lsn < sectors; lsn++) {
			double p = sim_chance(w, i, lsn);
			int k = 0;

			while (k < STEPS && p > limits[k])
				k++;
			count[k]++;
		}
		printf("%-34s", sim_drive_name(w, i));
		for (int k = 0; k <= STEPS; k++)
			printf(" %6ld", count[k]);
		printf("\n");
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct sim *w;
	struct fault f;
	int rc = 2;

	if (argc != 3 && argc != 4 && argc != 5) {
		fprintf(stderr, "usage: simtool info SCENARIO | dump SCENARIO OUT | head SCENARIO OUT SECTORS\n");
		return rc;
	}
	if (sim_load(argv[2], &w, &f) != STATUS_OK)
		return complain(&f);
	if (argc == 3 && strcmp(argv[1], "info") == 0)
		rc = info(w);
	else if (argc == 4 && strcmp(argv[1], "dump") == 0)
		rc = dump(w, argv[3], INT32_MAX);
	else if (argc == 5 && strcmp(argv[1], "head") == 0)
		rc = dump(w, argv[3], atol(argv[4]));
	sim_free(w);
	return rc;
}
