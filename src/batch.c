#include "config.h"
#include "src/batch.h"

#include "base/clock.h"
#include "src/batch_drives.h"
#include "src/batch_price.h"
#include "src/say.h"
#include "ui/format.h"
#include "ui/i18n.h"

#include <inttypes.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* A progress line on a terminal, and in a log. */
enum { LINE_MS_TTY = 500, LINE_MS_FILE = 10000, LINE_MS_JSON = 1000 };

static void ending_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
}

void batch_block_signals(void)
{
	sigset_t set;

	ending_signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static int32_t good_of(const struct snapshot *s)
{
	return s->tally.sectors[map_state_index(MAP_GOOD)];
}

static int32_t bad_of(const struct snapshot *s)
{
	return s->tally.sectors[map_state_index(MAP_BAD)];
}

static void add_counts(json_t *o, const struct snapshot *s)
{
	json_object_set_new(o, "sectors", json_integer(s->disc.sectors));
	json_object_set_new(o, "rescued", json_integer(good_of(s)));
	json_object_set_new(o, "non_tried", json_integer(s->tally.sectors[0]));
	json_object_set_new(o, "non_trimmed", json_integer(s->tally.sectors[1]));
	json_object_set_new(o, "non_scraped", json_integer(s->tally.sectors[2]));
	json_object_set_new(o, "bad", json_integer(bad_of(s)));
	json_object_set_new(o, "bad_areas", json_integer(s->tally.runs[map_state_index(MAP_BAD)]));
}

/* Why it ended, and with what exit status. */
static void add_end(json_t *o, const struct snapshot *s, int status)
{
	const struct fault *f = &s->fault;

	json_object_set_new(o, "end", json_string(status_name(s->end)));
	json_object_set_new(o, "exit", json_integer(status));
	if (s->end == STATUS_OK || s->end == STATUS_STOPPED)
		return;
	json_object_set_new(o, "text", json_string(f->reason ? f->reason : status_sentence(f->status)));
	json_object_set_new(o, "place", batch_text(f->place));
	json_object_set_new(o, "detail", batch_text(f->detail));
	if (f->line)
		json_object_set_new(o, "line", json_integer(f->line));
	if (exit_for(s->end) == EXIT_WRONG_DISC) {
		json_object_set_new(o, "compared", json_integer(s->ask.proof.compared));
		json_object_set_new(o, "differ", json_integer(s->ask.proof.differ));
	}
}

/* `status`: of the program, when it is over; else -1. */
static void json_progress(const char *event, const struct snapshot *s, int status)
{
	json_t *o = json_object();

	json_object_set_new(o, "event", json_string(event));
	if (status >= 0) {
		add_end(o, s, status);
		json_object_set_new(o, "drives", batch_drives_json(s));
	}
	if (s->mapped)
		add_counts(o, s);
	if (s->pass_name) {
		json_object_set_new(o, "pass", json_string(s->pass_name));
		json_object_set_new(o, "pass_number", json_integer(s->pass_number));
		json_object_set_new(o, "pass_at", json_integer(s->pass_at));
		json_object_set_new(o, "pass_of", json_integer(s->pass_of));
		json_object_set_new(o, "reverse", json_boolean(s->reverse));
		json_object_set_new(o, "pass_left", json_integer(s->pass_left));
	}
	json_object_set_new(o, "position", json_integer(s->position));
	json_object_set_new(o, "rate", json_real(s->rate));
	json_object_set_new(o, "rate_average", json_real(s->rate_average));
	json_object_set_new(o, "seconds", json_real(s->run_s));
	if (s->pass_eta_s >= 0)
		json_object_set_new(o, "pass_seconds_left", json_real(s->pass_eta_s));
	if (s->mapped)
		batch_price_add(o, s);
	if (s->active >= 0)
		json_object_set_new(o, "drive", batch_text(s->drives[s->active].id.name));
	batch_print(o);
}

/* "  sr0 1.2 MB/s  sr1 0.4 MB/s" where several read; else nothing. */
static void format_drives(const struct snapshot *s, char *out, size_t size)
{
	char rate[FORMAT_MAX];
	int n = 0;

	out[0] = '\0';
	for (int i = 0; i < s->ndrives; i++)
		n += s->drives[i].active;
	for (int i = 0; n > 1 && i < s->ndrives; i++) {
		size_t len = strlen(out);

		if (s->drives[i].active)
			snprintf(out + len, size - len, "  %s %s", harmless(s->drives[i].id.name),
				 format_rate(rate, s->drives[i].rate));
	}
}

static void text_progress(const struct snapshot *s, bool tty)
{
	char percent[FORMAT_MAX], bad[FORMAT_MAX], rate[FORMAT_MAX], price[6 * FORMAT_MAX], drives[400];

	if (!s->mapped)
		return;
	format_drives(s, drives, sizeof drives);
	batch_price_text(s, price, sizeof price);
	fprintf(stderr, _("%s%s  %s %d/%d %s  bad %s  %s  %s%s%s"), tty ? "\r" : "",
		format_percent(percent, good_of(s), s->disc.sectors), s->pass_name ? s->pass_name : "-", s->pass_at,
		s->pass_of, s->reverse ? "<" : ">", format_count(bad, bad_of(s)), format_rate(rate, s->rate),
		price, drives, tty ? "   \033[K" : "\n");
	fflush(stderr);
}

/* New lines of the log: warnings and errors for people, everything for programs. */
static unsigned long show_log(struct batch *b, unsigned long after, bool tty)
{
	struct log_line lines[32];
	unsigned n;

	while ((n = log_copy(b->log, after, lines, ARRAY_LEN(lines))) > 0) {
		for (unsigned i = 0; i < n; i++) {
			const struct log_line *l = &lines[i];

			after = l->serial;
			if (b->json_lines) {
				json_t *o = json_object();

				json_object_set_new(o, "event", json_string(l->level == LOG_NOTE ? "note" : "error"));
				json_object_set_new(o, "source", batch_text(l->source));
				json_object_set_new(o, "text", json_string(l->text ? l->text : ""));
				json_object_set_new(o, "detail", batch_text(l->detail));
				batch_print(o);
			} else if (l->level >= LOG_WARNING) {
				fprintf(stderr, "%s%s: ", tty ? "\r\033[K" : "", PACKAGE);
				if (l->source[0])
					fprintf(stderr, "%s: ", harmless(l->source));
				fprintf(stderr, "%s", l->text ? _(l->text) : "");
				fprintf(stderr, "%s%s\n", l->text && l->detail[0] ? ": " : "", harmless(l->detail));
			}
		}
	}
	return after;
}

static void summary_json(const struct snapshot *s)
{
	json_t *o = json_object();

	json_object_set_new(o, "job", batch_text(s->folder));
	json_object_set_new(o, "end", json_string(status_name(s->end)));
	json_object_set_new(o, "kind", json_string(disc_kind_name(s->disc.kind)));
	json_object_set_new(o, "label", batch_text(s->disc.volume.label));
	json_object_set_new(o, "bytes", json_integer(s->disc.bytes));
	add_counts(o, s);
	json_object_set_new(o, "drives", batch_drives_json(s));
	json_object_set_new(o, "seconds", json_real(s->run_s));
	json_object_set_new(o, "exit", json_integer(exit_for_rescue(s)));
	json_dumpf(o, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(o);
}

void batch_summary(const struct snapshot *s, bool json, bool temporary)
{
	char a[FORMAT_MAX], b[FORMAT_MAX], c[FORMAT_MAX], d[FORMAT_MAX];
	int32_t left = s->disc.sectors - good_of(s);

	if (json) {
		summary_json(s);
		return;
	}
	if (!s->mapped)
		return;
	printf(_("%s of %s sectors rescued (%s), %s\n"), format_count(a, good_of(s)), format_count(b, s->disc.sectors),
	       format_percent(c, good_of(s), s->disc.sectors),
	       format_bytes(d, (int64_t)good_of(s) * s->sector_size < s->disc.bytes ?
			    (int64_t)good_of(s) * s->sector_size : s->disc.bytes));
	if (left)
		printf(_("%s sectors are still unread: %s bad in %s areas, %s not yet tried to the end\n"),
		       format_count(a, left), format_count(b, bad_of(s)),
		       format_count(c, s->tally.runs[map_state_index(MAP_BAD)]), format_count(d, left - bad_of(s)));
	batch_drives_text(s);
	printf(_("time of reading: %s\n"), format_duration(a, s->run_s));
	if (!temporary)
		printf(_("job: %s\n"), harmless(s->folder));
}

static int take_signal(int fd)
{
	struct signalfd_siginfo info;

	return read(fd, &info, sizeof info) == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

/* What has been told so far. */
struct told {
	int64_t last_ms;	/* of the progress, monotonic */
	int pass;
	unsigned billed;
	unsigned long logged;	/* serial of the last line */
	struct batch_drives drives;
};

/* What belongs to one look at the engine. */
static void report(struct batch *b, const struct snapshot *s, struct told *t, bool tty)
{
	int64_t now = clock_now(clock_real()) / NS_PER_MS;
	int every = b->json_lines ? LINE_MS_JSON : tty ? LINE_MS_TTY : LINE_MS_FILE;

	t->logged = show_log(b, t->logged, tty);
	if (b->json_lines)
		batch_price_bills(s, &t->billed);
	if (b->json_lines && s->mapped && s->pass_at != t->pass) {
		json_progress("pass", s, -1);
		t->pass = s->pass_at;
	}
	batch_drives_news(&t->drives, s, b->json_lines, tty);
	if (now - t->last_ms < every)
		return;
	if (b->json_lines) {
		json_progress("progress", s, -1);
		batch_drives_progress(s);
	} else {
		text_progress(s, tty);
	}
	t->last_ms = now;
}

int batch_run(struct batch *b)
{
	struct snapshot s;
	sigset_t set;
	bool tty = isatty(STDERR_FILENO) && !b->json_lines;
	struct told told = { .pass = -1 };
	int sigfd, signo = 0, status;

	ending_signals(&set);
	sigfd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	do {
		struct pollfd fds[] = { { .fd = engine_wake_fd(b->engine), .events = POLLIN },
					{ .fd = sigfd, .events = POLLIN } };

		poll(fds, 2, 500);
		if (fds[1].revents & POLLIN && (signo = take_signal(sigfd)))
			engine_post(b->engine, (struct command){ .kind = CMD_STOP });
		engine_snapshot(b->engine, &s);
		if (b->hand)
			b->hand(b, &s);
		report(b, &s, &told, tty);
	} while (s.phase != PHASE_ENDED);
	close(sigfd);
	status = signo ? 128 + signo : exit_for_rescue(&s);
	if (tty)
		fprintf(stderr, "\r\033[K");
	if (b->json_lines) {
		json_progress("end", &s, status);
	} else {
		if (s.end != STATUS_OK && s.end != STATUS_STOPPED)
			say_fault(&s.fault);
		batch_summary(&s, b->json_result, b->temporary);
	}
	fflush(stdout);
	if (!engine_free(b->engine, 5000))
		_exit(status);	/* a drive hangs: all is saved, and its thread is left to the system */
	return status;
}
