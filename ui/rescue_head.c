#include "config.h"
#include "ui/rescue.h"

#include "ui/drive_words.h"
#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/price_words.h"
#include "ui/speed.h"
#include "ui/text.h"

#include <stdio.h>
#include <string.h>

enum { LINE = 400, QUIET_S = 5 };	/* after so many seconds without a good sector it is said loudly */

static int32_t sectors_in(const struct snapshot *snap, enum map_state state)
{
	return snap->tally.sectors[map_state_index((char)state)];
}

int32_t rescue_left(const struct map_tally *t)
{
	int32_t left = 0;

	for (int i = 0; i < MAP_STATES; i++)
		if (map_state_at(i) != MAP_GOOD)
			left += t->sectors[i];
	return left;
}

void rescue_drive_name(const struct drive_id *id, char *out, size_t size)
{
	struct drive_id without = *id;

	without.firmware[0] = '\0';
	drive_title(&without, out, size);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/* How fast it is to read, and who says so: "8x", "8x by hand"; behind it what is measured. */
static void format_speed(const struct snapshot *snap, const struct drive_view *d, char *out, size_t size)
{
	char set[16], now[16];

	speed_text(snap->disc.kind, d->speed, set, sizeof set);
	speed_measured(snap->disc.kind, d->rate, now, sizeof now);
	/* TRANSLATORS: a speed that the user set, "8x by hand" */
	snprintf(out, size, d->speed_by_hand ? _("%s by hand") : "%s", set);
	if (now[0]) {
		size_t len = strlen(out);

		/* TRANSLATORS: behind the speed that is set: "8x, is 4.1x" */
		snprintf(out + len, size - len, _(", is %s"), now);
	}
}

/* "sr0 PLEXTOR PX-716A 1.11  8x, is 4.1x"; of several drives that read, names and speeds. */
static void format_drives(const struct snapshot *snap, int cols, char *out, size_t size)
{
	char name[200], speed[80];
	int reading = 0, first = -1;

	out[0] = '\0';
	for (int i = 0; i < snap->ndrives; i++)
		if (drive_reads(snap, i)) {
			size_t len = strlen(out);

			first = first < 0 ? i : first;
			reading++;
			speed_text(snap->disc.kind, snap->drives[i].speed, speed, sizeof speed);
			snprintf(out + len, size - len, "%s%s %s", len ? "  " : "", snap->drives[i].id.name, speed);
		}
	if (reading != 1)
		return;
	format_speed(snap, &snap->drives[first], speed, sizeof speed);
	drive_title(&snap->drives[first].id, name, sizeof name);
	snprintf(out, size, "%s  %s", name, speed);
	if (text_cols(out) > cols) {
		rescue_drive_name(&snap->drives[first].id, name, sizeof name);
		snprintf(out, size, "%s  %s", name, speed);
	}
}

static void draw_title(const struct snapshot *snap, struct canvas *c, struct rect r)
{
	const char *name = snap->about.description[0] ? snap->about.description :
		snap->about.identifier[0] ? snap->about.identifier : base_name(snap->folder);
	char drives[LINE];
	int used, room = r.cols / 2;

	format_drives(snap, room, drives, sizeof drives);
	room = canvas_put_right(c, r.row, r.col + r.cols - 1, room, ROLE_PLAIN, drives);
	used = canvas_put(c, r.row, r.col + 1, r.cols - room - 4, ROLE_TITLE, name) + 3;
	if (snap->disc.volume.found && snap->disc.volume.label[0])
		canvas_put(c, r.row, r.col + used, r.cols - used - room - 3, ROLE_DIM, snap->disc.volume.label);
}

/* "98.214 % rescued   333 045 of 339 102 sectors   2 431 bad   3 626 still to try"; on a short row without the words
 * that go without saying. */
static void draw_percent(const struct snapshot *snap, struct canvas *c, int row, struct rect r)
{
	char percent[FORMAT_MAX], good[FORMAT_MAX], all[FORMAT_MAX], n[FORMAT_MAX], done[LINE], bad[LINE], rest[LINE];
	int32_t nbad = sectors_in(snap, MAP_BAD), left = rescue_left(&snap->tally);
	int col = r.col + 1, end = r.col + r.cols, gap = 3;

	if (!snap->mapped) {
		canvas_put(c, row, col, end - col, ROLE_DIM, _("The disc has not been seen yet."));
		return;
	}
	format_percent(percent, sectors_in(snap, MAP_GOOD), snap->disc.sectors);
	format_count(good, sectors_in(snap, MAP_GOOD));
	format_count(all, snap->disc.sectors);
	/* TRANSLATORS: after a percentage: "98.214 % rescued   333 045 of 339 102 sectors" */
	snprintf(done, sizeof done, _(" rescued   %s of %s sectors"), good, all);
	snprintf(bad, sizeof bad, _("%s bad"), format_count(n, nbad));
	snprintf(rest, sizeof rest, _("%s still to try"), format_count(n, left - nbad));
	if (text_cols(percent) + text_cols(done) + text_cols(bad) + text_cols(rest) + 2 * gap > end - col) {
		gap = 2;
		snprintf(done, sizeof done, _("  %s of %s"), good, all);
	}
	col += canvas_put(c, row, col, end - col, ROLE_NUMBER, percent);
	col += canvas_put(c, row, col, end - col, ROLE_PLAIN, done) + gap;
	col += canvas_put(c, row, col, end - col, nbad ? ROLE_ERROR : ROLE_DIM, bad) + gap;
	canvas_put(c, row, col, end - col, ROLE_PLAIN, rest);
}

/* What the rest of the pass brings and takes, as far as it is known: "about 1 240 sectors in 12-18 min". */
static void format_rest(const struct snapshot *snap, bool brief, char *out, size_t size)
{
	char words[160], time[FORMAT_MAX];
	bool range = snap->pass_eta_low_s >= 0 && snap->pass_eta_high_s >= 0;

	price_words(&snap->price, brief, words, sizeof words);
	if (words[0] && brief)
		snprintf(out, size, "%s", words);
	else if (words[0])
		/* TRANSLATORS: "expected: about 1 240 sectors (1 100-1 400) in 12-18 min" */
		snprintf(out, size, _("expected: %s"), words);
	else if (snap->pass_eta_s < 0)
		snprintf(out, size, "%s", _("time left not known yet"));
	else
		snprintf(out, size, _("%s left"), range ?
			 format_between(time, snap->pass_eta_low_s, snap->pass_eta_high_s) :
			 format_duration(time, snap->pass_eta_s));
}

/* Parts of the row of the pass, from left to right. */
enum pass_part { PART_NAME, PART_NUMBER, PART_DONE, PART_REST, PART_FIRST, PART_BUDGET, PART_RULE, PASS_PARTS };

struct pass_row {
	char text[PASS_PARTS][200];	/* empty: left out */
};

enum { ROOMY_COLS = 110 };	/* from here on the price is told with its range of sectors */

static void fill_pass_row(const struct snapshot *snap, bool brief, struct pass_row *p)
{
	int32_t todo = max_i32(snap->pass_todo, 0), done = todo - min_i32(snap->pass_left, todo);
	char name[40], time[FORMAT_MAX];

	*p = (struct pass_row){ 0 };
	price_pass_name(snap->pass_name, snap->pass_number, name, sizeof name);
	snprintf(p->text[PART_NAME], sizeof p->text[0], "%s %s", name, snap->reverse ? "<" : ">");
	snprintf(p->text[PART_NUMBER], sizeof p->text[0], _("pass %d of %d"), snap->pass_at, snap->pass_of);
	if (todo > 0)
		snprintf(p->text[PART_DONE], sizeof p->text[0], "%d %%", (int)((int64_t)done * 100 / todo));
	format_rest(snap, brief, p->text[PART_REST], sizeof p->text[0]);
	if (snap->in_first)
		snprintf(p->text[PART_FIRST], sizeof p->text[0],
			 ngettext("%d marked area first", "%d marked areas first", (unsigned)snap->nfirst), snap->nfirst);
	else if (snap->in_last)
		snprintf(p->text[PART_FIRST], sizeof p->text[0], "%s", _("areas put last"));
	if (snap->stop_below > 0 && strcmp(snap->pass_name, "retry") == 0)
		/* TRANSLATORS: when a retry pass ends, in sectors per minute */
		snprintf(p->text[PART_RULE], sizeof p->text[0], _("ends below %s/min"),
			 format_pace(time, snap->stop_below));
	if (snap->budget_s >= 0)
		/* TRANSLATORS: what is left of the time limit */
		snprintf(p->text[PART_BUDGET], sizeof p->text[0], _("stops in %s"),
			 format_duration(time, snap->budget_s));
}

static const struct {
	int gap;		/* columns behind it */
	enum role role;
} pass_parts[PASS_PARTS] = {
	[PART_NAME] = { 2, ROLE_TITLE }, [PART_NUMBER] = { 2, ROLE_PLAIN }, [PART_DONE] = { 3, ROLE_PLAIN },
	[PART_REST] = { 3, ROLE_PLAIN }, [PART_FIRST] = { 3, ROLE_KEY }, [PART_BUDGET] = { 3, ROLE_PLAIN },
	[PART_RULE] = { 3, ROLE_DIM },
};

static int pass_row_cols(const struct pass_row *p)
{
	int cols = 0, gap = 0;

	for (int i = 0; i < PASS_PARTS; i++) {
		if (!p->text[i][0])
			continue;
		cols += gap + text_cols(p->text[i]);
		gap = pass_parts[i].gap;
	}
	return cols;
}

/* What gives way first where the row is short; what is expected stays. */
static const enum pass_part pass_gives_way[] = { PART_RULE, PART_NUMBER, PART_DONE, PART_FIRST, PART_BUDGET };

static void draw_pass(const struct ui *u, struct canvas *c, int row, struct rect r)
{
	const struct snapshot *snap = &u->snap;
	char line[LINE];
	int col = r.col + 1, end = r.col + r.cols;
	struct pass_row p;

	if (snap->phase == PHASE_DONE) {
		rescue_outcome(snap, line, sizeof line);
		canvas_put(c, row, col, end - col, rescue_left(&snap->tally) == 0 ? ROLE_GOOD : ROLE_WARN, line);
		return;
	}
	if (!snap->pass_name)
		return;
	if (u->simulated && u->pace != 1) {
		snprintf(line, sizeof line, _("%g x as fast"), u->pace);
		end -= canvas_put_right(c, row, end - 1, r.cols / 2, ROLE_DIM, u->pace > 0 ? line : _("simulated time")) + 2;
	}
	fill_pass_row(snap, r.cols < ROOMY_COLS, &p);
	if (pass_row_cols(&p) > end - col)
		fill_pass_row(snap, true, &p);
	for (size_t i = 0; i < ARRAY_LEN(pass_gives_way) && pass_row_cols(&p) > end - col; i++)
		p.text[pass_gives_way[i]][0] = '\0';
	for (int i = 0; i < PASS_PARTS; i++)
		if (p.text[i][0])
			col += canvas_put(c, row, col, end - col, pass_parts[i].role, p.text[i]) + pass_parts[i].gap;
}

void rescue_outcome(const struct snapshot *snap, char *out, size_t size)
{
	char n[FORMAT_MAX], areas[FORMAT_MAX];
	int32_t left = rescue_left(&snap->tally), runs = 0;

	for (int i = 0; i < MAP_STATES; i++)
		if (map_state_at(i) != MAP_GOOD)
			runs += snap->tally.runs[i];
	if (left == 0)
		snprintf(out, size, "%s", _("Everything is rescued."));
	else
		snprintf(out, size, ngettext("Done: %s sectors in %s area are unread.",
					     "Done: %s sectors in %s areas are unread.", (unsigned)runs),
			 format_count(n, left), format_count(areas, runs));
}

/* What is going on, where it is not plain reading. False: reading. */
static bool format_phase(const struct snapshot *snap, char *out, size_t size)
{
	char seconds[FORMAT_MAX];

	switch (snap->phase) {
	case PHASE_OPENING:
		snprintf(out, size, "%s", _("opening the drive ..."));
		return true;
	case PHASE_IDENTIFYING:
		snprintf(out, size, "%s", _("is it the disc of this job? comparing ..."));
		return true;
	case PHASE_PAUSING:
		snprintf(out, size, _("pausing after this read, %s"), format_duration(seconds, snap->read_s));
		return true;
	case PHASE_PAUSED:
		snprintf(out, size, "%s", snap->end == STATUS_OK ? _("paused; p goes on") : _("paused by itself; p goes on"));
		return true;
	case PHASE_ASKING:
		snprintf(out, size, "%s", _("waiting for your answer; Enter shows the question"));
		return true;
	case PHASE_MOVING:
		snprintf(out, size, "%s", _("the disc is being moved; s shows how far"));
		return true;
	case PHASE_SAVING:
		snprintf(out, size, "%s", _("saving ..."));
		return true;
	case PHASE_ENDED:
		snprintf(out, size, _("ended: %s"), _(status_sentence(snap->end)));
		return true;
	default:
		return false;
	}
}

/* What was asked for and has not happened yet: "next pass: after this read, 12 s". */
static bool format_asked(const struct snapshot *snap, const struct rescue *s, char *out, size_t size)
{
	char seconds[FORMAT_MAX];

	if (s->asked == ACT_NONE || (int)(snap->taken - s->asked_at) >= 0 || !action_hint(s->asked))
		return false;
	if (snap->in_flight.count > 0)
		snprintf(out, size, _("%s: after this read, %s"), _(action_hint(s->asked)),
			 format_duration(seconds, snap->read_s));
	else
		snprintf(out, size, _("%s: asked for"), _(action_hint(s->asked)));
	return true;
}

/* "85 sectors/min  average 812 kB/s"; in a sweep, and where there is room, also what comes now, in bytes. When all is done,
 * there is no "now". */
static void format_rates(const struct snapshot *snap, bool brief, char *out, size_t size)
{
	char minute[FORMAT_MAX], now[FORMAT_MAX], average[FORMAT_MAX];
	bool sweeps = !snap->pass_name || strcmp(snap->pass_name, "sweep") == 0;

	format_pace(minute, snap->per_minute);
	format_rate(now, snap->rate);
	format_rate(average, snap->rate_average);
	if (snap->phase == PHASE_DONE)
		snprintf(out, size, _("average %s"), average);
	else if (!brief)
		/* TRANSLATORS: sectors and bytes that come now, then the average: "5 200 sectors/min  180 kB/s  average 812 kB/s" */
		snprintf(out, size, _("%s sectors/min  %s  average %s"), minute, now, average);
	else if (sweeps)
		/* TRANSLATORS: what comes now: "5 200 sectors/min  180 kB/s" */
		snprintf(out, size, _("%s sectors/min  %s"), minute, now);
	else
		snprintf(out, size, _("%s sectors/min  average %s"), minute, average);
}

static void draw_activity(const struct ui *u, const struct rescue *s, struct canvas *c, int row, struct rect r)
{
	const struct snapshot *snap = &u->snap;
	char line[LINE], lsn[FORMAT_MAX], t[FORMAT_MAX];
	int col = r.col + 1, end = r.col + r.cols - 1;
	bool works = snap->phase == PHASE_READING || snap->phase == PHASE_PAUSING || snap->phase == PHASE_PAUSED, stands;

	if (snap->mapped && (works || (snap->phase == PHASE_DONE && snap->rate_average > 0))) {
		format_rates(snap, r.cols < ROOMY_COLS, line, sizeof line);
		end -= canvas_put_right(c, row, end, r.cols / 2, ROLE_PLAIN, line) + 2;
	}
	stands = format_phase(snap, line, sizeof line);
	if (stands || format_asked(snap, s, line, sizeof line)) {
		col += canvas_put(c, row, col, end - col, snap->phase == PHASE_ENDED ? ROLE_ERROR : ROLE_WARN, line) + 2;
	}
	if (!snap->mapped || !works)
		return;
	snprintf(line, sizeof line, "LSN %s", format_count(lsn, snap->position));
	col += canvas_put(c, row, col, end - col, ROLE_PLAIN, line) + 2;
	if (snap->in_flight.count > 0 && snap->phase != PHASE_PAUSING) {
		snprintf(line, sizeof line, _("read %s"), format_duration(t, snap->read_s));
		col += canvas_put(c, row, col, end - col, snap->read_s > QUIET_S ? ROLE_WARN : ROLE_PLAIN, line) + 2;
	}
	if (snap->since_good_s >= 0) {
		snprintf(line, sizeof line, _("good %s ago"), format_duration(t, snap->since_good_s));
		if (text_cols(line) <= end - col)
			canvas_put(c, row, col, end - col, snap->since_good_s > QUIET_S ? ROLE_WARN : ROLE_DIM, line);
	}
}

void rescue_draw_head(const struct ui *u, const struct rescue *s, struct canvas *c, struct rect r)
{
	if (r.rows < 4)
		return;
	draw_title(&u->snap, c, r);
	draw_percent(&u->snap, c, r.row + 1, r);
	draw_pass(u, c, r.row + 2, r);
	draw_activity(u, s, c, r.row + 3, r);
}
