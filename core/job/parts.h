#ifndef JOB_PARTS_H
#define JOB_PARTS_H

#include "job/job.h"

/* What the files of this folder have of each other; nobody else includes it. */

/* job.c */
enum { JOB_SECTOR_SIZE = 2048, JOB_SECTOR_MIN = 512, JOB_SECTOR_MAX = 65536 };	/* bytes; the first if nobody says */
enum status job_paths_of_folder(struct job_paths *p, const char *folder);

/* lock.c */
enum status job_lock_take(struct job *j, bool take_over, struct fault *f);
void job_lock_release(struct job *j);
/* Whether somebody seems to hold the lock file at `path`; takes nothing. */
bool job_lock_held(const char *path);

/* about.c. A missing job.json is no error. Sector size 0: the file does not say. After an error `j` is untouched. `text`
 * has a terminator after its `len` bytes. */
enum status job_about_load(struct job *j, struct fault *f);
enum status job_about_parse(struct job *j, const char *text, size_t len, const char *place, struct fault *f);

/* image.c. Opening a missing image is no error while nothing is finished: then it is made when it is needed. */
enum status job_image_open(struct job *j, struct fault *f);
void job_image_close(struct job *j);
/* Makes the image if it is missing and gives it its full size. */
enum status job_image_ready(struct job *j);
enum status job_image_sync(struct job *j);
/* Bytes of the image that lie in these sectors (the last one may be short), and where they start. */
int64_t job_image_offset(const struct job *j, int32_t lsn);
int64_t job_image_len(const struct job *j, struct span at);

/* save.c. The mapfile's half of saving. */
enum status job_map_write(struct job *j, struct fault *f);

/* history.c */
enum { JOB_TIME_TEXT = 32 };
/* ISO 8601, UTC, to the second. */
void job_time_text(char out[JOB_TIME_TEXT], time_t when);
/* The name of this machine, never empty. */
void job_host(char *out, size_t size);
/* Bytes of the well-formed UTF-8 character at `s`, which is terminated; 0: none. */
int job_utf8_len(const char *s);

#endif
