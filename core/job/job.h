#ifndef JOB_JOB_H
#define JOB_JOB_H

#include "base/log.h"
#include "base/status.h"
#include "disc/disc.h"
#include "map/mapfile.h"

#include <limits.h>
#include <pthread.h>
#include <time.h>

/*
 * A job: the folder that is the whole state of a rescue. Image, mapfile, identity, history, lock. One thread at a time.
 */

/* What a person wrote about it (job.json), UTF-8, owned by the struct that holds it. */
struct job_about {
	char identifier[128];
	char description[256];
	char notes[1024];
};

/* What the disc was when it was first seen. */
struct job_disc {
	enum disc_kind kind;
	int32_t sectors;	/* the domain: largest plausible capacity */
	int64_t bytes;
	struct volume_id volume;
};

struct job_settings {
	int retries;
	bool reverse;
	char passes[128];	/* empty: all */
	bool fill_marker;	/* unread sectors carry the text marker */
};

struct job_paths {
	char folder[PATH_MAX];	/* of the bare pair: where the map is */
	char image[PATH_MAX], map[PATH_MAX], map_bak[PATH_MAX], json[PATH_MAX], history[PATH_MAX], lock[PATH_MAX];
};

/* Steps of saving, in the order in which they happen. */
enum job_step { JOB_IMAGE_WRITTEN, JOB_IMAGE_SYNCED, JOB_MAP_WRITTEN, JOB_MAP_RENAMED, JOB_SAVED };

struct job {
	struct job_paths paths;
	bool pair;		/* a bare image and mapfile, not a folder of ours */
	bool fresh;		/* nothing was there: it is to be created for the disc that is found */
	struct job_about about;
	struct job_disc disc;
	struct job_settings settings;
	int sector_size;
	struct mapfile mf;	/* map, place, note */
	int image_fd, lock_fd;
	bool image_dirty;	/* written since the last sync */
	pthread_mutex_t *map_lock;	/* borrowed: held around every change of the map by job_store; NULL: none */
	/* tests look on here; NULL otherwise. Called after each step. */
	void (*probe)(void *arg, enum job_step step);
	void *probe_arg;
};

/*
 * Opens a job folder, or a bare pair (`image` and `map` set, `folder` NULL; the rest lies beside the map). The folder is
 * made if it is missing. Takes the lock: STATUS_LOCKED with who holds it in the fault's detail, unless `take_over` and
 * the holder is provably not running on this host. Reads job.json and the mapfile: STATUS_BAD_FILE with file and line,
 * and nothing has been touched. Nothing is written but the lock. `j` need not be closed after a failure.
 */
struct job_where {
	const char *folder, *image, *map;
	int sector_size;	/* 0: 2048, or what job.json says */
	bool take_over;
};
enum status job_open(struct job *j, const struct job_where *w, struct fault *f);

/* Gives a fresh job its disc: creates image, map, job.json. */
enum status job_create(struct job *j, const struct job_disc *disc, struct fault *f);

/* The disc turns out larger (another drive's capacity): the map grows, the new sectors are untried. */
enum status job_grow(struct job *j, int32_t sectors, int64_t bytes);

/* Writes read sectors into the image and only then marks them finished. Never touches a finished sector. */
enum status job_store(struct job *j, struct span at, const uint8_t *data);

/* What the image holds there; for comparing. */
enum status job_fetch(struct job *j, struct span at, uint8_t *data);

/* Image data, fdatasync; then the mapfile beside the old one, fsync, rename, fsync of the folder; old one to .bak. */
enum status job_save(struct job *j, struct fault *f);

/* job.json; atomic. */
enum status job_save_about(struct job *j, struct fault *f);

/* Gives unfinished sectors their filling: zero, or with `marker` a text that names the LSN, so that grep finds it. */
enum status job_fill(struct job *j, bool marker, struct fault *f);

/* Unlocks, closes, frees; saves nothing. */
void job_close(struct job *j);

/* Appends one event line to history.jsonl. `json` is one object's members without braces, e.g. "\"event\":\"pass\"";
 * time, host and program version are added. */
enum status job_history(struct job *j, const char *json);

/* Quotes a text as a JSON string into out, hostile bytes escaped, always terminated. */
void job_json_quote(char *out, size_t size, const char *text);

/* A line of the list of jobs below a folder, read without locking and without opening the image. */
struct job_brief {
	char name[256];		/* of the folder */
	char identifier[128], description[256];
	int32_t sectors, good, bad;
	time_t changed;		/* of the mapfile */
	bool locked;		/* somebody is working on it */
	enum status status;	/* STATUS_OK, or what is wrong with it */
};

/* All jobs directly below `folder`, newest first; *list is the caller's to free(). */
enum status job_list(const char *folder, struct job_brief **list, int *n);

#endif
