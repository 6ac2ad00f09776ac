#ifndef SRC_OPTIONS_H
#define SRC_OPTIONS_H

#include "disc/disc.h"

#include <stdbool.h>
#include <stdint.h>

/* The command line, parsed and checked. Texts are owned by the struct; options_free(). */
struct options {
	const char *command;	/* "" : the console */
	char **args;		/* what is left; NULL at the end */
	int nargs;
	char **drives;		/* --drive, as often as it was given; NULL at the end */
	int ndrives;
	char *image, *map, *jobs, *passes, *svg, *script, *script_out, *identifier, *description;
	int batch, json, reverse, text, ascii, take_over;
	bool progress_json;
	int retries;		/* -1: not given */
	int hang_s;		/* 0: as usual */
	int speed;		/* times the disc's single speed; 0: the fastest */
	enum disc_kind kind;
	int sector_size;	/* 0: not given */
	int64_t time_limit_s;	/* -1: none */
	double stop_below;	/* sectors per minute; 0: all retries are made; -1: not given */
	bool fill_set, fill_marker;
	/* as given, before they are checked */
	char *raw_progress, *raw_retries, *raw_speed, *raw_kind, *raw_sector_size, *raw_time_limit, *raw_fill, *raw_hang,
		*raw_stop_below;
};

struct command_def {
	const char *name;
	const char *usage;	/* N_(): what follows the name */
	const char *summary;	/* N_() */
	unsigned groups;	/* of options, as in options.c */
	int min_args, max_args;
	int (*run)(const struct options *o);
};

/* All sub-commands, in the order of help; the first is the console. Ends with a NULL name. */
extern const struct command_def commands[];

enum {
	GROUP_DRIVE = 1, GROUP_JOB = 2, GROUP_READ = 4, GROUP_BATCH = 8, GROUP_JSON = 16, GROUP_PICTURE = 32, GROUP_JOBS = 64,
	GROUP_KIND = 128,	/* what the disc is; a part of GROUP_READ */
};

/*
 * Parses the command line. Gives the command to run, or NULL when the program should end with *exit_status (help,
 * version, or a mistake, which has been said on stderr).
 */
const struct command_def *options_parse(int argc, char **argv, struct options *o, int *exit_status);
void options_free(struct options *o);

#endif
