#ifndef DRIVE_SENSE_H
#define DRIVE_SENSE_H

#include "drive/drive.h"

/* What the one who reads must do about an answer. */
enum reaction {
	REACT_NONE,	/* the data are good */
	REACT_NURSE,	/* the sectors are hurt: trim, scrape, retry */
	REACT_WAIT,	/* ask again later; says nothing of any sector */
	REACT_IDENTIFY,	/* prove again that it is the same disc, then repeat */
	REACT_OTHER,	/* another shape of command */
	REACT_END,	/* the end of the disc for this drive */
	REACT_REPEAT,	/* bus, cable, bridge: repeat */
	REACT_STOP,	/* this drive leaves the job; sectors keep their state */
};

struct sense_meaning {
	enum status status;
	enum reaction reaction;
	const char *words;	/* the standard's words, N_() */
};

/*
 * Decodes fixed (70h, 71h) and descriptor (72h, 73h) sense of `len` bytes for a request `at`; all zero for anything
 * else. The information field counts only when VALID, not zero, and inside the request but not its first sector.
 */
struct sense sense_decode(const uint8_t *bytes, int len, struct span at);

/* What a sense means while reading: the first row of the table that fits key, ASC and ASCQ. Never fails: an unknown
 * ASC is judged by its key. */
struct sense_meaning sense_meaning(struct sense s);

#endif
