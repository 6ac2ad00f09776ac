/*
 * Reads spans of a device or file as the engine does, for scripts: blockread [HOW] FILE IMAGE STEP...
 * HOW: "-n" as node_open() does, "-r PROGRAM" in a process of its own, else by plain reads. A step is
 *	LSN+COUNT	a line: the span, the status, the sectors that are good, and whether these are those of IMAGE
 *	medium		once more what is in the drive; a disc that is loading, or new, is waited for
 *	id, poll	who the drive is, whether it has a disc
 *	speed=KB, retries=N, lock, unlock, open, close
 *	!COMMAND	given to the shell while the drive is open
 */
#include "config.h"

#include "drive/reader.h"

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

	for (int i = 0; i < 1000 && (st == STATUS_NOT_READY || st == STATUS_MEDIUM_CHANGED); i++)
		st = drive_medium(d, &m);
	printf("medium %s %d sectors %s %s\n", status_name(st), (int)m.sectors, disc_kind_name(m.kind),
	       d->remark ? "plain" : "direct");
}

static bool told(const char *text, enum status st)
{
	printf("%s %s\n", text, status_name(st));
	return true;
}

static bool step(struct drive *d, int image, uint8_t *buf, const char *text)
{
	static const struct {
		const char *name;
		enum tray_action action;
	} trays[] = { { "lock", TRAY_LOCK }, { "unlock", TRAY_UNLOCK }, { "open", TRAY_OPEN }, { "close", TRAY_CLOSE } };
	unsigned speed;
	int retries;

	fflush(stdout);
	if (text[0] == '!')
		return system(text + 1) == 0;
	for (unsigned i = 0; i < ARRAY_LEN(trays); i++)
		if (strcmp(text, trays[i].name) == 0)
			return told(text, drive_tray(d, trays[i].action));
	if (sscanf(text, "speed=%u", &speed) == 1)
		return told(text, drive_set_speed(d, speed));
	if (sscanf(text, "retries=%d", &retries) == 1)
		return told(text, drive_set_retries(d, retries));
	if (strcmp(text, "poll") == 0)
		return told(text, drive_poll(d));
	if (strcmp(text, "id") == 0)
		return printf("%s|%s|%s|%s\n", d->id.name, d->id.vendor, d->id.model, d->id.firmware) > 0;
	if (strcmp(text, "medium") != 0)
		return read_span(d, image, buf, text);
	tell_medium(d);
	return true;
}

/* Opens what the arguments name; gives how many there were. */
static int open_drive(int argc, char **argv, struct drive **d, enum status *st, struct fault *f)
{
	const struct drive_settings settings = { 0 };

	if (argc > 2 && strcmp(argv[1], "-n") == 0) {
		*st = node_open(argv[2], &settings, d, f);
		return 2;
	}
	if (argc > 3 && strcmp(argv[1], "-r") == 0) {
		*st = reader_open(argv[2], argv[3], &settings, d, f);
		return 3;
	}
	*st = block_open(argv[1], &settings, d, f);
	return 1;
}

int main(int argc, char **argv)
{
	struct drive *d = NULL;
	struct fault f = { 0 };
	void *buf = NULL;
	int image, result = 0, n;
	enum status st;

	if (argc < 3)
		return 2;
	n = open_drive(argc, argv, &d, &st, &f) + 1;
	if (st != STATUS_OK) {
		printf("open %s: %s %s\n", status_name(st), f.reason ? f.reason : "", f.detail);
		return 1;
	}
	image = argc > n ? open(argv[n], O_RDONLY) : -1;
	if (image < 0 || posix_memalign(&buf, 4096, (size_t)d->max_sectors * (size_t)d->sector_size) != 0)
		return 2;
	tell_medium(d);
	for (int i = n + 1; i < argc && result == 0; i++)
		result = step(d, image, buf, argv[i]) ? 0 : 2;
	free(buf);
	close(image);
	drive_close(d);
	return result;
}
