/*
 * Reads spans of a file as the engine does, for scripts: blockread FILE IMAGE LSN+COUNT|medium|!COMMAND...
 * One line for each read: the span, the status, the sectors that are good, and whether these are those of IMAGE.
 * A command is given to the shell while the file is open.
 */
#include "config.h"

#include "drive/drive.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool same_as_image(int image, const uint8_t *buf, struct span at, int32_t good, int sector_size)
{
	bool same = true;

	for (int32_t i = 0; same && i < good; i++) {
		uint8_t truth[2048] = { 0 };	/* what is past the end of the file is zero */

		same = pread(image, truth, sizeof truth, (int64_t)(at.lsn + i) * sector_size) > 0
		       && memcmp(truth, buf + (size_t)i * (size_t)sector_size, sizeof truth) == 0;
	}
	return same;
}

static bool read_span(struct drive *d, int image, uint8_t *buf, const char *text)
{
	struct span at = { 0, 0 };
	struct read_info got;
	enum status st;

	if (sscanf(text, "%d+%d", &at.lsn, &at.count) != 2)
		return false;
	memset(buf, 0xee, (size_t)d->max_sectors * (size_t)d->sector_size);
	st = drive_read(d, at, buf, &got);
	printf("%s %s %d %s\n", text, status_name(st), (int)got.good,
	       same_as_image(image, buf, at, got.good, d->sector_size) ? "same" : "differs");
	return true;
}

static void tell_medium(struct drive *d)
{
	struct medium m;
	enum status st = drive_medium(d, &m);

	printf("medium %s %d sectors %s %s\n", status_name(st), (int)m.sectors, disc_kind_name(m.kind),
	       d->remark ? "plain" : "direct");
}

static bool step(struct drive *d, int image, uint8_t *buf, const char *text)
{
	fflush(stdout);
	if (text[0] == '!')
		return system(text + 1) == 0;
	if (strcmp(text, "medium") != 0)
		return read_span(d, image, buf, text);
	tell_medium(d);
	return true;
}

int main(int argc, char **argv)
{
	const struct drive_settings settings = { 0 };
	struct drive *d = NULL;
	struct fault f = { 0 };
	void *buf = NULL;
	int image, result = 0;
	enum status st;

	if (argc < 3)
		return 2;
	st = block_open(argv[1], &settings, &d, &f);
	if (st != STATUS_OK) {
		printf("open %s: %s %s\n", status_name(st), f.reason ? f.reason : "", f.detail);
		return 1;
	}
	image = open(argv[2], O_RDONLY);
	if (image < 0 || posix_memalign(&buf, 4096, (size_t)d->max_sectors * (size_t)d->sector_size) != 0)
		return 2;
	tell_medium(d);
	for (int i = 3; i < argc && result == 0; i++)
		result = step(d, image, buf, argv[i]) ? 0 : 2;
	free(buf);
	close(image);
	drive_close(d);
	return result;
}
