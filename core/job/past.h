#ifndef JOB_PAST_H
#define JOB_PAST_H

#include "base/span.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What history.jsonl tells of the time before this run: per drive what it won, and where it hangs. A line that cannot be
 * understood is passed over and counted; unknown events and members are nobody's business here.
 */

struct past_hang {
	struct span at;
	char command[24];
	double seconds;
};

/* Who a drive is. Host empty: this one. */
struct past_id {
	char vendor[9], model[17], firmware[5], serial[33], bus[64], name[24], host[64];
};

struct past_drive {
	struct past_id id;
	int32_t won, only_here;		/* only_here: of these, what another drive had failed on before */
	uint32_t reads, failed;		/* failed as listed */
	double failed_s;
	struct past_hang *hangs;	/* owned */
	int nhangs;
};

struct past {
	struct past_drive *drives;	/* owned; in order of their first appearance, at most PAST_DRIVES */
	int ndrives;
	int skipped;			/* lines not understood */
	bool other_copy;		/* a second copy of the title has been read from */
	int32_t sectors;
	uint8_t *failed_by;		/* owned; see past_failed(); NULL: nothing has failed */
};

enum { PAST_DRIVES = 200, PAST_HANGS = 4096 };

/* STATUS_OK also when there is no history. `sectors`: of the job; what lies outside is passed over. `unit`: sectors of an
 * ECC block: a longer read that failed says nothing of its sectors. */
enum status past_read(const char *path, int32_t sectors, int32_t unit, struct past *out);
void past_free(struct past *p);

/* The drive with that identity, or -1: the same model, and the same serial if both have one; else the same place (bus, or
 * short name where none is known) of the same host. */
int past_find(const struct past *p, const struct past_id *id);

/* Another drive than that (index; -1: none of them) has failed to read this sector. */
bool past_failed(const struct past *p, int32_t lsn, int other_than);

#endif
