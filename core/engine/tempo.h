#ifndef ENGINE_TEMPO_H
#define ENGINE_TEMPO_H

#include "engine/engine.h"

/* How fast a drive reads in which pass, and what that brings. kB/s of 1000 as drives count them; 0 is the fastest. Pure. */

struct tempo {
	unsigned kb_per_s;
	int retries;		/* the drive's own; -1: as it was found */
};

/* The drive's own repeats in a pass: few in the first ones, for others come after them. */
int tempo_retries(const char *pass);

/* Which of its speeds that is; a drive with one only has none to choose. And back: the pace at a speed that is set. */
unsigned tempo_speed(const struct drive_abilities *a, enum pace p);
enum pace tempo_pace(const struct drive_abilities *a, unsigned kb_per_s);

/* The next speed above or below `now` of those that the drive offers; the same one at either end. */
unsigned tempo_step(const struct drive_abilities *a, unsigned now, int by);

/* A read of a retry pass at that speed: sectors asked for, and won. More speeds than there is room for are not counted. */
void tempo_count(struct drive_view *d, unsigned kb_per_s, int32_t tried, int32_t won, double seconds);

/* Good reads at one speed, one stretch after the other. */
struct tempo_measure {
	unsigned kb_per_s;
	int64_t bytes;
	double seconds;
};

/* Adds one: as many bytes as the speed is counted in, 2352 a sector of a CD. Does what is set matter? UNKNOWN until enough
 * was read, and of a drive that is slower than it was told, for that may be the disc. */
enum ability tempo_measured(struct tempo_measure *m, unsigned kb_per_s, int64_t bytes, double seconds);

/* Seconds per failed read: `known` from before (0: not known), and `count` new ones that took `seconds` in all. */
double tempo_failed_read(double known, uint32_t count, double seconds);

#endif
