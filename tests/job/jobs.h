#ifndef TESTS_JOB_JOBS_H
#define TESTS_JOB_JOBS_H

/* Jobs with data that a test can know again. */
#include "tests/unit.h"

#include "base/fileio.h"
#include "job/job.h"

#include <fcntl.h>
#include <sys/stat.h>

enum { SECTOR = 2048 };

/* What sector `lsn` of the test's disc holds. */
static inline void sector_fill(uint8_t *out, int32_t lsn)
{
	for (int i = 0; i < SECTOR; i++)
		out[i] = (uint8_t)(lsn * 7 + i * 13 + i / 256 + 1);
}

/* Sectors `at` of the test's disc; to be freed. */
static inline uint8_t *disc_data(struct span at)
{
	uint8_t *data = malloc((size_t)at.count * SECTOR);

	assert_non_null(data);
	for (int32_t i = 0; i < at.count; i++)
		sector_fill(data + (size_t)i * SECTOR, at.lsn + i);
	return data;
}

static inline enum status store(struct job *j, int32_t lsn, int32_t count)
{
	uint8_t *data = disc_data((struct span){ lsn, count });
	enum status st = job_store(j, (struct span){ lsn, count }, data);

	free(data);
	return st;
}

static inline struct job_where in_folder(const char *folder)
{
	return (struct job_where){ .folder = folder };
}

/* A new job in `folder` for a disc of that many full sectors. */
static inline void make_job(struct job *j, const char *folder, int32_t sectors)
{
	struct job_where w = in_folder(folder);
	struct job_disc disc = { .kind = DISC_CD, .sectors = sectors, .bytes = (int64_t)sectors * SECTOR };

	assert_int_equal(job_open(j, &w, NULL), STATUS_OK);
	assert_true(j->fresh);
	assert_int_equal(job_create(j, &disc, NULL), STATUS_OK);
	assert_false(j->fresh);
}

/* FOLDER/NAME, good until the test program ends. */
static inline const char *path_in(const char *folder, const char *name)
{
	static char *kept[2000];
	static int n;
	size_t size = strlen(folder) + strlen(name) + 2;

	assert_true(n < 2000);
	kept[n] = malloc(size);
	assert_non_null(kept[n]);
	snprintf(kept[n], size, "%s/%s", folder, name);
	return kept[n++];
}

static inline void put_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	assert_true(fd >= 0);
	assert_int_equal(file_write(fd, text, strlen(text)), STATUS_OK);
	close(fd);
}

/* The file as text, to be freed. */
static inline char *get_file(const char *path)
{
	char *text = NULL;

	assert_int_equal(file_load(path, 1 << 26, &text, NULL, NULL), STATUS_OK);
	return text;
}

static inline void assert_file(const char *path, const char *text)
{
	char *now = get_file(path);

	assert_string_equal(now, text);
	free(now);
}

static inline bool exists(const char *path)
{
	struct stat sb;

	return lstat(path, &sb) == 0;
}

/* The mapfile at `path` is whole, and the image holds every sector that it calls finished. Returns their number. */
static inline int32_t check_claims(const char *map, const char *image)
{
	struct mapfile mf = { 0 };
	uint8_t want[SECTOR], have[SECTOR];
	int fd = open(image, O_RDONLY);
	int32_t good = 0;

	assert_true(fd >= 0);
	assert_int_equal(mapfile_load(map, SECTOR, &mf, NULL), STATUS_OK);
	for (int32_t lsn = 0; lsn < map_size(mf.map); lsn++) {
		if (map_at(mf.map, lsn) != MAP_GOOD)
			continue;
		sector_fill(want, lsn);
		assert_int_equal(file_pread(fd, have, SECTOR, (int64_t)lsn * SECTOR), SECTOR);
		assert_memory_equal(have, want, SECTOR);
		good++;
	}
	mapfile_clear(&mf);
	close(fd);
	return good;
}

#endif
