#include "config.h"
#include "tests/bench/strategy_options.h"

#include "base/number.h"

#include <getopt.h>
#include <string.h>

static bool take_seeds(const char *text, struct options *o)
{
	char first[24];
	const char *dash = strchr(text, '-');

	if (!dash) {
		o->last = -1;
		return number_parse(text, false, &o->first) && (o->last = o->first) >= 0;
	}
	snprintf(first, sizeof first, "%.*s", (int)(dash - text), text);
	return number_parse(first, false, &o->first) && number_parse(dash + 1, false, &o->last) && o->first >= 0 &&
	       o->first <= o->last;
}

/* "usual", "failure=0.5", "lowgain=0", "stubborn=3", "short=0" */
static bool take_setting(const char *text, struct options *o, bool smaller)
{
	struct setting *s = &o->settings[o->nsettings];
	const char *value = strchr(text, '=');
	double x = 0;

	if (!smaller && !o->setting_given)
		s = &o->settings[o->nsettings = 0];
	o->setting_given |= !smaller;

	if (o->nsettings == SETTINGS || (value && !number_parse_real(value + 1, &x)))
		return false;
	*s = (struct setting){ text, corpus_usual(), smaller };
	if (strncmp(text, "failure=", 8) == 0)
		s->model.failed_s = x;
	else if (strncmp(text, "lowgain=", 8) == 0)
		s->model.speed_gain = x;
	else if (strncmp(text, "stubborn=", 9) == 0)
		s->model.stubborn = (int)x;
	else if (strncmp(text, "short=", 6) == 0)
		s->model.short_reads = x != 0;
	else if (strcmp(text, "usual") != 0)
		return false;
	o->nsettings++;
	return true;
}

enum { OPT_SEEDS = 256, OPT_ONLY, OPT_SETTING, OPT_ALSO, OPT_OURS, OPT_PEERS, OPT_BOUND, OPT_PLAN, OPT_PRINT, OPT_LINES,
       OPT_PEERS_FILE, OPT_RETRIES, OPT_PASSES, OPT_TIME_LIMIT, OPT_QUICK, OPT_LOG, OPT_STOP_BELOW, OPT_BILLS, OPT_HELP };

static const struct option long_options[] = {
	{ "seeds", required_argument, NULL, OPT_SEEDS },
	{ "only", required_argument, NULL, OPT_ONLY },
	{ "setting", required_argument, NULL, OPT_SETTING },
	{ "bills", no_argument, NULL, OPT_BILLS },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "also", required_argument, NULL, OPT_ALSO },
	{ "stop-below", required_argument, NULL, OPT_STOP_BELOW },
	{ "ours", no_argument, NULL, OPT_OURS },
	{ "peers", no_argument, NULL, OPT_PEERS },
	{ "plan", no_argument, NULL, OPT_PLAN },
	{ "bound", no_argument, NULL, OPT_BOUND },
	{ "print", no_argument, NULL, OPT_PRINT },
	{ "lines", no_argument, NULL, OPT_LINES },
	{ "peers-file", required_argument, NULL, OPT_PEERS_FILE },
	{ "retries", required_argument, NULL, OPT_RETRIES },
	{ "passes", required_argument, NULL, OPT_PASSES },
	{ "time-limit", required_argument, NULL, OPT_TIME_LIMIT },
	{ "quick", no_argument, NULL, OPT_QUICK },
	{ "log", required_argument, NULL, OPT_LOG },
	{ NULL, 0, NULL, 0 },
};

static bool take_option(int c, struct options *o)
{
	int64_t n;

	switch (c) {
	case OPT_SEEDS:
		return take_seeds(optarg, o);
	case OPT_ONLY:
		o->only = optarg;
		return true;
	case OPT_SETTING:
		return take_setting(optarg, o, false);
	case OPT_ALSO:
		return take_setting(optarg, o, true);
	case OPT_BILLS:
		return o->bills = true;
	case OPT_HELP:
		return o->help = true;
	case OPT_STOP_BELOW:
		return number_parse_real(optarg, &o->run.stop_below) && o->run.stop_below >= 0;
	case OPT_OURS:
		return o->ours = true;
	case OPT_PEERS:
		return o->peers = true;
	case OPT_PLAN:
		return o->plan = true;
	case OPT_BOUND:
		return o->bound = true;
	case OPT_PRINT:
		return o->print = true;
	case OPT_LINES:
		return o->lines = true;
	case OPT_PEERS_FILE:
		o->peers_file = optarg;
		return true;
	case OPT_RETRIES:
		if (!number_parse(optarg, false, &n) || n < 0 || n > 1000)
			return false;
		o->run.retries = (int)n;
		return true;
	case OPT_PASSES:
		o->run.passes = optarg;
		return true;
	case OPT_TIME_LIMIT:
		return number_parse(optarg, false, &o->run.time_limit_s);
	case OPT_QUICK:
		return o->run.quick = true;
	case OPT_LOG:
		o->log = optarg;
		return true;
	default:
		return false;
	}
}

void options_usage(FILE *out)
{
	fputs("usage: bench_strategy [options]\n"
	      "  --seeds A-B        discs drawn from these (6-7; 0-5 are for tuning)\n"
	      "  --only NAME,...    these kinds of disc alone\n"
	      "  --setting NAME     usual, failure=SECONDS, lowgain=LOGIT, stubborn=N or short=0; as often as wanted\n"
	      "  --also NAME        the same, for a smaller set of discs\n"
	      "  --ours --peers --bound  these readers alone\n"
	      "  --plan             what finding the next read costs, on broken-up maps\n"
	      "  --retries N        of ours (3)\n"
	      "  --passes NAMES     of ours\n"
	      "  --time-limit S     of ours\n"
	      "  --stop-below RATE  of ours: sectors per minute\n"
	      "  --quick            do not compare our images\n"
	      "  --peers-file FILE  where figures of the others are kept, and taken from for the same disc\n"
	      "  --lines            a line for each result, parts with tabs between\n"
	      "  --bills            a line for each pass of ours: disc, seed, pass, number; sectors won, expected, at least, at\n"
	      "                     most; seconds; failed attempts\n"
	      "  --log PREFIX       all reads, into PREFIX.DISC.SEED.READER: began, ended, LSN, count, given, failed, chance,\n"
	      "                     kB/s, sectors won so far\n"
	      "  --print            the scenarios\n",
	      out);
}

bool options_take(int argc, char **argv, struct options *o)
{
	*o = (struct options){ .first = 6, .last = 7, .run = { .retries = 3, .time_limit_s = -1, .stop_below = -1 },
			     .settings = { { "usual", corpus_usual(), false } }, .nsettings = 1 };
	for (int c; (c = getopt_long(argc, argv, "", long_options, NULL)) != -1;)
		if (!take_option(c, o))
			return false;
	if (!o->ours && !o->peers && !o->bound && !o->plan && !o->print)
		o->ours = o->peers = o->bound = o->plan = true;
	return optind == argc;
}

