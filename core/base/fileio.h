#ifndef BASE_FILEIO_H
#define BASE_FILEIO_H

#include "base/status.h"

#include <stdint.h>
#include <sys/types.h>

/* Reads until `len` bytes are there or the file ends; EINTR is not an error. Bytes read, or -1 with errno. */
ssize_t file_pread(int fd, void *buf, size_t len, int64_t offset);

/* Writes all of `len` bytes. */
enum status file_pwrite(int fd, const void *buf, size_t len, int64_t offset);
enum status file_write(int fd, const void *buf, size_t len);

/*
 * The whole file as terminated text, at most `limit` bytes (STATUS_TOO_LARGE beyond). *text is the caller's to free();
 * *len, if asked for, does not count the terminator. A fault names the file.
 */
enum status file_load(const char *path, size_t limit, char **text, size_t *len, struct fault *f);

/* fsync of the folder that holds `path`, so that a rename in it survives a power cut. */
enum status file_sync_folder(const char *path);

/*
 * Puts `len` bytes at `path` so that after a crash either the old or the new content is there, whole: written to
 * `path`.new, fsync, rename, fsync of the folder. With `keep`, the old file stays as that name.
 */
enum status file_replace(const char *path, const void *bytes, size_t len, const char *keep, struct fault *f);

/* Joins folder and name into `out`; STATUS_TOO_LARGE if it does not fit. */
enum status file_join(char *out, size_t size, const char *folder, const char *name);

#endif
