#ifndef TESTS_STRATEGY_OPTIONS_H
#define TESTS_STRATEGY_OPTIONS_H

#include "tests/bench/strategy_corpus.h"
#include "tests/bench/strategy_ours.h"

struct setting {
	const char *name;
	struct corpus_model model;
	bool few;		/* kinds of disc */
};

enum { SETTINGS = 8 };

/* Texts are borrowed from the command line. */
struct options {
	int64_t first, last;		/* seeds */
	const char *only;		/* names with commas between; NULL: all */
	struct setting settings[SETTINGS];
	int nsettings;
	bool setting_given;		/* else the first is the usual one */
	bool ours, peers, bound, plan, print, lines, bills, help;
	const char *peers_file, *log;
	struct ours_options run;
};

/* False: something in them is not understood. */
bool options_take(int argc, char **argv, struct options *o);
void options_usage(FILE *out);

#endif
