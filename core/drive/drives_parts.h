#ifndef DRIVE_DRIVES_PARTS_H
#define DRIVE_DRIVES_PARTS_H

#include "drive/drives.h"
#include "drive/find.h"

#include <pthread.h>

/* The inside of the list of drives: drives.c keeps it, drives_sim.c and drives_path.c are its back ends. */

enum { SPEC_SIZE = 256, FINDERS = 2 };

struct back_end;

/* A drive that is known. Its index stays what it is. */
struct entry {
	char spec[SPEC_SIZE];
	char *key;		/* equal for all names of one node */
	const struct back_end *by;
	bool here;		/* as far as is known */
	bool found;		/* drives_find met it, and so will notice when it goes */
	bool seen;		/* while one search lasts: it was met */
	int later;		/* the entry under which the same drive came back; -1 */
	char (*old)[SPEC_SIZE];	/* specs that it had before */
	int nold;
	struct drive_id told;	/* what the system says of it; empty before it was found */
	struct drive_id id;	/* the same as it says itself; empty before it was opened */
	struct drive_abilities able;	/* as told in this run */
	bool able_known;
	int world, drive;	/* simulated ones */
};

struct world {
	char *real;	/* path of the scenario without links and dots */
	struct sim *sim;
	double pace;
};

struct drives {
	pthread_mutex_t lock;	/* over all below, but for the finders */
	struct log *log;	/* borrowed */
	struct entry *entries;
	int nentries;
	struct world *worlds;
	int nworlds;
	double pace;
	char *reader;		/* NULL: drives are opened in this process */
	char *state;		/* NULL: abilities are not kept */

	pthread_mutex_t find_lock;	/* over the finders; taken before `lock` */
	struct finder *finders[FINDERS];	/* in the order of asking; NULL: there is none */
	bool finders_open;
};

/* A kind of drive, by how its spec looks. `key` is called with the lock, all others without; `search` with
 * find_lock. */
struct back_end {
	const char *name;
	bool (*takes)(const char *spec);
	enum status (*add)(struct drives *ds, const char *spec, struct fault *f);
	enum status (*open)(struct drives *ds, const char *spec, const struct drive_settings *s, struct drive **out,
			    struct fault *f);
	/* Equal for all names of one drive; the caller frees it. NULL: there is no such drive now, or memory is out. */
	char *(*key)(struct drives *ds, const char *spec);
	/* Looks what has come (only with `add`), gone, or got another name; gives how many came. */
	int (*search)(struct drives *ds, bool add);
	enum status (*insert)(struct drives *ds, const char *spec);	/* optional */
};

extern const struct back_end back_end_sim, back_end_path;

/* drives.c. All with the lock. ----------------------------------------------------------------------------------- */

/*
 * The entry that a spec means, -1: none. A drive that has the name now comes before one that had it. *moved: it is listed
 * under another name since.
 */
int drives_locate(struct drives *ds, const char *spec, bool *moved);
/* The entry with that key, here or not; -1: none. */
int drives_with_key(struct drives *ds, const char *key);
/* A new entry at the end, or the one that has the key. -1 when memory is out. */
int drives_remember(struct drives *ds, const struct back_end *by, const char *spec, const char *key);
/* The same drive has another name from now on. */
enum status drives_rename(struct drives *ds, int i, const char *spec, const char *key);

/* For tests, without the lock: these finders instead of the usual ones; they are closed with the list. */
void drives_use_finders(struct drives *ds, struct finder *const list[FINDERS]);

/* drives_sim.c, with the lock */
double sims_pace(struct drives *ds, const char *spec);
void sims_free(struct drives *ds);

#endif
