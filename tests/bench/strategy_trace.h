#ifndef TESTS_STRATEGY_TRACE_H
#define TESTS_STRATEGY_TRACE_H

#include "sim/sim.h"

#include <stdio.h>

/* What a reader of a simulated disc did, in drive seconds: told by sim_watch(). */

enum { MARKS = 5 };
extern const double trace_marks[MARKS];		/* shares of what can be had: 0.5 ... 1 */

/* Plain values; -1 in mark_s: not reached. */
struct figures {
	int32_t sectors, recoverable, won;
	double mark_s[MARKS];
	double total_s;		/* until the end of its last read */
	int64_t reads, failed;	/* failed: attempts */
	int64_t hopeless;	/* of those, at units with no chance */
	double asked_mean;	/* sectors per read */
	double apart_mean_us, apart_max_us;	/* real time from the end of a read to the next command, and */
	double cpu_s;		/* processor time; both include what is ours only by accident, such as the page cache */
};

/* At that time so many of the recoverable sectors were there. */
struct trace_point {
	int64_t ns;
	int32_t won;
};

struct trace {
	struct figures f;
	int32_t sectors;
	uint8_t *seen;		/* per sector: TRACE_ bits */
	struct trace_point *points;
	int npoints, room;
	int64_t asked, last_real;
	double apart_us;
	int64_t apart_count;
	FILE *log;		/* a line per read; NULL: none */
	bool failed;		/* memory is out */
};

enum { TRACE_RECOVERABLE = 1, TRACE_WON = 2 };

/* Finds out what can be had of the disc in drive 0 of `w`. False: memory is out. trace_end() in any case. */
bool trace_begin(struct trace *t, struct sim *w);
void trace_end(struct trace *t);

/* For sim_watch(); `arg` is the trace. */
void trace_told(void *arg, const struct sim_read *r);

/* Completes the figures when all is read. */
void trace_close(struct trace *t);

/* Seconds until so many of the recoverable sectors were there; -1: never. */
double trace_reached(const struct trace *t, int32_t won);
/* How many were there by that time. */
int32_t trace_won_by(const struct trace *t, double seconds);

#endif
