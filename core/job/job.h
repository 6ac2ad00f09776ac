#ifndef JOB_JOB_H
#define JOB_JOB_H

#include "base/log.h"
#include "base/status.h"
#include "disc/disc.h"
#include "disc/toc.h"
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

/* Where a capacity comes from: what the drive says, its TOC (it does not say), or where its reads end (it said more). */
enum capacity_source { CAPACITY_SAID, CAPACITY_TOC, CAPACITY_READ };

/* What one drive says of the disc's size. */
struct job_capacity {
	char vendor[9], model[17], serial[33], name[24];
	int32_t sectors;
	enum capacity_source source;
};

enum { JOB_CAPACITIES = 16 };	/* drives of which that is kept */

/* What the disc was when it was first seen. */
struct job_disc {
	enum disc_kind kind;
	int32_t sectors;	/* the domain: largest plausible capacity */
	int64_t bytes;
	struct volume_id volume;
	struct disc_toc toc;
	struct job_capacity capacity[JOB_CAPACITIES];
	int ncapacities;
};

struct job_settings {
	int retries;		/* -1: job.json does not say */
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
	bool from_bak;		/* the mapfile was missing, its .bak is used; to be told to the user */
	char lock_was[160];	/* who left a lock behind that was taken over: "host, pid, since"; empty: nobody */
	char id[40];		/* made by the first job_save_about(), then for ever */
	struct job_about about;
	struct job_disc disc;
	struct job_settings settings;
	int sector_size;
	struct mapfile mf;	/* map, place, note */
	int image_fd, lock_fd;
	bool image_dirty;	/* written since the last sync */
	pthread_mutex_t *map_lock;	/* borrowed: held by job_store and job_save where the map changes; NULL: none */
	bool grown;		/* since the last save: job.json must wait for the mapfile */
	bool sync_failed;	/* the last sync of the image failed: what is unsynced must be written again */
	int64_t image_bytes;	/* size of the image file */
	struct job_unsynced *unsynced;	/* what was stored since the last sync; owned */
	size_t nunsynced, unsynced_room;
	/* tests look on here; NULL otherwise. Called after each step. */
	void (*probe)(void *arg, enum job_step step);
	void *probe_arg;
};

/*
 * Opens a job folder, or a bare pair (`image` and `map` set, `folder` NULL; the rest lies beside the map, named after
 * it). The folder is made if it is missing. Nothing else is written but the lock, whatever comes of it.
 *
 * The lock is an OFD lock on the lock file together with what stands in it (host, pid, boot, since when), for file
 * systems without locks. STATUS_LOCKED, with "host, pid, since" in the fault's detail:
 *   - somebody has the OFD lock, or a living process of this host is named: always;
 *   - another host is named, or the text cannot be read: unless `take_over`, which is the user's word that nobody is
 *     at work there.
 * A holder of this host that is gone (killed, or the machine was started anew) holds nothing: the lock is taken without
 * a question. Whose lock was taken over stands in lock_was.
 *
 * STATUS_BAD_FILE with file and line: job.json or mapfile cannot be understood, or the image is shorter than the
 * finished sectors. STATUS_NOT_FOUND: sectors are finished and the image is missing. STATUS_EXISTS: an image without a
 * mapfile. STATUS_USAGE: the sector size is not that of job.json. `j` need not be closed after a failure.
 */
struct job_where {
	const char *folder, *image, *map;
	int sector_size;	/* 0: what job.json says, or 2048 */
	bool take_over;
};
enum status job_open(struct job *j, const struct job_where *w, struct fault *f);

/* Gives a fresh job its disc: creates job.json, mapfile and a sparse image of full size. After a failure the job is
 * still fresh, and the same call may be tried again. */
enum status job_create(struct job *j, const struct job_disc *disc, struct fault *f);

/* The disc turns out larger (another drive's capacity): the map grows, the new sectors are untried. So is the last one
 * if it was a part of a sector and is a longer one now. STATUS_USAGE for a smaller disc, and for `bytes` that do not
 * end in the last sector. */
enum status job_grow(struct job *j, int32_t sectors, int64_t bytes);

/* The disc turns out smaller: it ends before sector `sectors`. job.json says so at once, the mapfile with the next save;
 * the image is cut, too, where it has the disc's size. STATUS_USAGE when a finished sector would be lost. After an error
 * nothing has changed. */
enum status job_cut(struct job *j, int32_t sectors, struct fault *f);

/* Writes read sectors into the image and only then marks them finished. Never touches a finished sector. After an error
 * nothing is marked. STATUS_USAGE outside the map. */
enum status job_store(struct job *j, struct span at, const uint8_t *data);

/* The volume as the image itself has it, if nobody has told of it yet: its sector may have been read only later. */
void job_learn_volume(struct job *j);

/* What the image holds there, for comparing; zeros where it was never written and past its end. */
enum status job_fetch(struct job *j, struct span at, uint8_t *data);

/*
 * Image data, fdatasync; then the mapfile beside the old one, fsync, rename, fsync of the folder; old one to .bak.
 * After a failure the old mapfile is in place and the same call may be tried again. When the image's sync has failed,
 * the next try writes the data of that time again, and what the system has lost of it becomes untried. A fresh job has
 * nothing to save: STATUS_OK.
 */
enum status job_save(struct job *j, struct fault *f);

/* job.json; atomic. Members that are not ours stay. STATUS_BAD_FILE if what is there now cannot be understood. */
enum status job_save_about(struct job *j, struct fault *f);

/* Gives unfinished sectors their filling: zero (a hole, where the file system can), or with `marker` a text that names
 * the LSN, so that grep finds it in any 512 bytes of it. The map does not change. */
enum status job_fill(struct job *j, bool marker, struct fault *f);

/* Unlocks, closes, frees; saves nothing. */
void job_close(struct job *j);

/* Appends one event line to history.jsonl. `json` is one object's members without braces, e.g. "\"event\":\"pass\"";
 * time, host and program version are added. STATUS_USAGE if that makes no JSON object. */
enum status job_history(struct job *j, const char *json);

/* Quotes a text as a JSON string into out, always terminated. Control characters are escaped, bytes that are no UTF-8
 * are taken for Latin-1; what does not fit is cut, and the closing quote stays (from 3 bytes on). */
void job_json_quote(char *out, size_t size, const char *text);

/* A line of the list of jobs below a folder, read without locking and without opening the image. All texts are as they
 * were found: whoever shows them makes them safe. */
struct job_brief {
	char name[256];		/* of the folder */
	char identifier[128], description[256];
	int32_t sectors, good, bad;
	struct volume_id volume;	/* of the disc, as job.json knows it */
	time_t changed;		/* of the mapfile */
	bool locked;		/* somebody is working on it */
	enum status status;	/* STATUS_OK, or what is wrong with it */
};

/* All jobs directly below `folder` (symbolic links are followed), newest first; *list is the caller's to free(). A
 * folder is a job when it has a mapfile, its .bak or a job.json, or cannot be looked into. */
enum status job_list(const char *folder, struct job_brief **list, int *n);

#endif
