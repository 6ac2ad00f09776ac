#ifndef JOB_ABOUT_DISC_H
#define JOB_ABOUT_DISC_H

#include "job/job.h"

#include <jansson.h>
#include <stdbool.h>

/* The lists in job.json's "disc": "toc" and "capacities". What is missing is unknown. */

struct about_fault {
	const char *member;	/* "toc" or "capacities" */
	const char *reason;	/* N_() */
	char detail[32];
};

bool about_disc_read(const json_t *disc, struct job_disc *out, struct about_fault *f);

/* False when memory is out. Members that are not ours stay. */
bool about_disc_write(const struct job_disc *d, json_t *disc);

#endif
