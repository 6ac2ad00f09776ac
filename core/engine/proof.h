#ifndef ENGINE_PROOF_H
#define ENGINE_PROOF_H

#include "disc/disc.h"
#include "disc/toc.h"

/*
 * Is the disc in a drive that of the job? What speaks for and against it, and the verdict. Plain values; proof_verdict() is
 * pure, so that every case is a row in a test.
 */

/* One source of evidence. */
enum witness { WITNESS_SILENT, WITNESS_AGREES, WITNESS_CLOSE, WITNESS_DIFFERS };

struct proof {
	/* finished sectors, spread over the radius, read again and compared */
	int32_t compared, differ;
	int32_t unreadable;	/* tried, but this drive does not get them */
	int32_t cached;		/* read, but perhaps from the drive's cache: not counted in `compared` */
	int32_t finished;	/* sectors of the job; those of one repeated pattern tell nothing and are not compared */
	enum witness toc, capacity, volume;	/* volume: label, creation time and size of the descriptor */
	int32_t job_sectors, here_sectors;	/* here 0: the drive does not say */
	bool elsewhere;		/* the job's own disc is at this moment in another drive */
};

enum verdict {
	VERDICT_NONE,		/* not asked yet */
	VERDICT_SAME,		/* the disc of the job */
	VERDICT_COPY,		/* the same content on another disc */
	VERDICT_OTHER,		/* another disc: refused */
	VERDICT_UNSURE,		/* cannot tell: ask, and say what is missing */
};

/* At least so many sectors are compared, if so many are finished. */
#define PROOF_SAMPLES 16

enum verdict proof_verdict(const struct proof *p);

/* "same-disc", "other-copy", "other-disc", "unsure": for the history and --json. */
const char *verdict_name(enum verdict v);

#endif
