#ifndef JOB_PAST_H
#define JOB_PAST_H

#include "base/span.h"
#include "base/status.h"

#include <stddef.h>

/*
 * What history.jsonl tells of the time before this run: per drive what it won, and where it hangs. A line that cannot be
 * understood is passed over and counted; unknown events and members are nobody's business here.
 */

struct past_hang {
	struct span at;
	char command[24];
	double seconds;
};

struct past_drive {
	char vendor[9], model[17], firmware[5], serial[33], bus[64], host[64];
	int32_t won, only_here;		/* only_here: of these, what another drive had failed on before */
	uint32_t reads, failed;		/* failed as listed */
	double failed_s;
	struct past_hang *hangs;	/* owned */
	int nhangs;
};

struct past {
	struct past_drive *drives;	/* owned; in order of their first appearance */
	int ndrives;
	int skipped;			/* lines not understood */
	bool other_copy;		/* a second copy of the title has been read from */
};

/* STATUS_OK also when there is no history. `sectors`: of the job; what lies outside is passed over. */
enum status past_read(const char *path, int32_t sectors, struct past *out);
void past_free(struct past *p);

/* The drive with that identity: by serial if both have one, else by model and bus; -1. */
int past_find(const struct past *p, const char *vendor, const char *model, const char *serial, const char *bus);

#endif
