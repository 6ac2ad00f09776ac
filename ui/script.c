#include "config.h"
#include "ui/script.h"

#include "base/fileio.h"
#include "base/number.h"
#include "ui/i18n.h"
#include "ui/text.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 60000, SCRIPT_MAX = 1 << 20, MAX_ROWS = 200, MAX_COLS = 400, ROW_BYTES = 2048 };

struct script {
	struct app *app;
	const char *path, *out;
	long line;
	unsigned met;		/* the job that was seen standing */
	unsigned settled;	/* commands posted when it was last waited for */
	struct fault *fault;
};

static enum status fail(struct script *s, enum status st, const char *reason, const char *detail)
{
	return fault_set(s->fault, st, s->path, s->line, reason, detail ? "%s" : NULL, detail);
}

static void draw(struct script *s)
{
	app_refresh(s->app);
	app_draw(s->app);
}

static void print_screen(struct script *s)
{
	char row[ROW_BYTES];

	draw(s);
	for (int i = 0; i < s->app->canvas.rows; i++) {
		canvas_row(&s->app->canvas, i, row, sizeof row);
		fprintf(stderr, "|%s\n", row);
	}
}

/* --- waiting --- */

struct goal {
	enum { GOAL_PHASE, GOAL_HELD, GOAL_IDLE, GOAL_SHELF } kind;
	enum phase phase;
};

static const char *const phase_names[] = {
	[PHASE_OPENING] = "opening", [PHASE_IDENTIFYING] = "identifying", [PHASE_READING] = "reading",
	[PHASE_PAUSING] = "pausing", [PHASE_PAUSED] = "paused", [PHASE_ASKING] = "asking", [PHASE_MOVING] = "moving",
	[PHASE_SAVING] = "saving", [PHASE_DONE] = "done", [PHASE_ENDED] = "ended",
};

static bool is_held(const struct snapshot *snap)
{
	return snap->phase == PHASE_PAUSED && !snap->user_paused && snap->end == STATUS_OK;
}

/* It goes no further by itself. */
static bool is_idle(const struct snapshot *snap)
{
	switch (snap->phase) {
	case PHASE_PAUSED:
	case PHASE_ASKING:
	case PHASE_DONE:
	case PHASE_ENDED:
		return true;
	case PHASE_MOVING:
		return snap->move == MOVE_INSERT || snap->move == MOVE_WRONG;
	default:
		return false;
	}
}

static bool reached(const struct app *a, struct goal g)
{
	const struct snapshot *snap = &a->ui.snap;

	if (g.kind == GOAL_SHELF || !a->ui.engine)
		return !a->leaving && (!a->ui.shelf || (a->ui.view.looked && !a->ui.view.due));
	if (a->leaving || snap->taken < a->ui.posted)
		return false;
	switch (g.kind) {
	case GOAL_PHASE:
		return snap->phase == g.phase;
	case GOAL_HELD:
		return is_held(snap) || snap->phase == PHASE_DONE;
	default:
		return is_idle(snap);
	}
}

static bool out_of_reach(const struct app *a, struct goal g)
{
	const struct snapshot *snap = &a->ui.snap;

	if (!a->ui.engine || snap->taken < a->ui.posted)
		return false;
	return snap->phase == PHASE_ENDED ? g.kind != GOAL_PHASE || !a->leaving :
	       g.kind == GOAL_HELD && snap->phase == PHASE_ASKING;
}

static enum status wait_for(struct script *s, struct goal g)
{
	struct app *a = s->app;
	int64_t by = app_now_ms() + WAIT_MS;

	for (;;) {
		app_refresh(a);
		if (a->over || reached(a, g)) {
			s->settled = a->ui.posted;
			return STATUS_OK;
		}
		if (out_of_reach(a, g)) {
			print_screen(s);
			return fail(s, STATUS_STOPPED, N_("what the script waits for cannot come any more"),
				    _(status_sentence(a->ui.snap.end)));
		}
		if (app_now_ms() >= by) {
			print_screen(s);
			return fail(s, STATUS_TIMEOUT, N_("what the script waits for did not come within 60 seconds"),
				    NULL);
		}
		struct pollfd fd = { .fd = a->ui.engine ? engine_wake_fd(a->ui.engine) : -1, .events = POLLIN };

		poll(&fd, 1, 20);
	}
}

static void run_on(struct script *s)
{
	if (s->app->ui.engine && is_held(&s->app->ui.snap))
		ui_post(&s->app->ui, (struct command){ .kind = CMD_RESUME });
}

/* What keys have begun since the last wait comes to its stand first: held or not must not be a matter of luck. */
static enum status settle(struct script *s)
{
	return s->app->ui.posted == s->settled ? STATUS_OK : wait_for(s, (struct goal){ .kind = GOAL_IDLE });
}

static enum status run_to(struct script *s, struct goal goal)
{
	run_on(s);
	return wait_for(s, goal);
}

static enum status cmd_wait(struct script *s, char *arg)
{
	char *what = strtok(arg, " "), *name = strtok(NULL, " ");
	struct command hold = { .kind = CMD_HOLD };
	struct goal goal = { .kind = GOAL_HELD };
	enum status st = STATUS_OK;
	int64_t reads;

	app_refresh(s->app);
	if (!what)
		return fail(s, STATUS_BAD_FILE, N_("wait needs to know for what"), NULL);
	if (strcmp(what, "shelf") == 0)
		return wait_for(s, (struct goal){ .kind = GOAL_SHELF });
	if (strcmp(what, "idle") == 0)
		return s->app->ui.posted == s->settled ? run_to(s, (struct goal){ .kind = GOAL_IDLE }) : settle(s);
	if (strcmp(what, "phase") == 0) {
		for (size_t i = 0; name && i < ARRAY_LEN(phase_names); i++) {
			if (strcmp(name, phase_names[i]) == 0) {
				goal = (struct goal){ .kind = GOAL_PHASE, .phase = (enum phase)i };
				if (i == PHASE_DONE || i == PHASE_ENDED)
					st = settle(s);
				else if (s->app->ui.posted != s->settled)
					return wait_for(s, goal);
				return st == STATUS_OK ? run_to(s, goal) : st;
			}
		}
		return fail(s, STATUS_BAD_FILE, N_("there is no such phase"), name);
	}
	if (strcmp(what, "pass-done") == 0) {
		hold.hold = HOLD_PASS_DONE;
		snprintf(hold.pass, sizeof hold.pass, "%s", name ? name : "");
	} else if (strcmp(what, "reads") == 0 && name && number_parse(name, false, &reads) && reads >= 0 &&
		   reads <= INT32_MAX) {
		hold.hold = HOLD_READS;
		hold.reads = (long)reads;
	} else {
		return fail(s, STATUS_BAD_FILE, N_("this cannot be waited for"), what);
	}
	st = settle(s);
	if (st != STATUS_OK)
		return st;
	ui_post(&s->app->ui, hold);
	return run_to(s, goal);
}

static enum status cmd_go(struct script *s, char *arg)
{
	(void)arg;
	app_refresh(s->app);
	run_on(s);
	return STATUS_OK;
}

/* --- keys and screens --- */

static enum status cmd_key(struct script *s, char *arg)
{
	int32_t key = key_from_name(arg);

	if (key == 0)
		return fail(s, STATUS_BAD_FILE, N_("there is no such key"), arg);
	draw(s);	/* what is pressed acts on what is seen */
	app_key(s->app, key, (struct mouse){ 0 });
	return STATUS_OK;
}

static enum status cmd_type(struct script *s, char *arg)
{
	int bytes;

	draw(s);
	for (const char *p = arg; *p; p += bytes)
		app_key(s->app, text_next(p, &bytes), (struct mouse){ 0 });
	return STATUS_OK;
}

static bool two_numbers(char *arg, int64_t *a, int64_t *b)
{
	char *first = strtok(arg, " "), *second = strtok(NULL, " ");

	return first && second && !strtok(NULL, " ") && number_parse(first, false, a) && number_parse(second, false, b);
}

static enum status cmd_click(struct script *s, char *arg)
{
	int64_t row, col;

	if (!two_numbers(arg, &row, &col) || row < 0 || row >= MAX_ROWS || col < 0 || col >= MAX_COLS)
		return fail(s, STATUS_BAD_FILE, N_("click needs a row and a column"), NULL);
	draw(s);
	app_key(s->app, KEY_CODE_CLICK, (struct mouse){ (int)row, (int)col });
	return STATUS_OK;
}

static enum status cmd_size(struct script *s, char *arg)
{
	int64_t rows, cols;

	if (!two_numbers(arg, &cols, &rows) || rows < 1 || rows > MAX_ROWS || cols < 1 || cols > MAX_COLS)
		return fail(s, STATUS_BAD_FILE, N_("a size is columns and rows, 400 and 200 at most"), NULL);
	if (!canvas_resize(&s->app->canvas, (int)rows, (int)cols))
		return fail(s, STATUS_NO_MEMORY, NULL, NULL);
	return STATUS_OK;
}

static enum status cmd_colours(struct script *s, char *arg)
{
	int64_t n;

	if (!number_parse(arg, false, &n) || (n != 0 && n != 8 && n != 256))
		return fail(s, STATUS_BAD_FILE, N_("a terminal has 256, 8 or 0 colours"), arg);
	s->app->canvas.colours = (int)n;
	return STATUS_OK;
}

static enum status cmd_ascii(struct script *s, char *arg)
{
	(void)arg;
	s->app->canvas.ascii = true;
	return STATUS_OK;
}

static enum status cmd_save(struct script *s, char *arg)
{
	char path[PATH_MAX], row[ROW_BYTES];
	FILE *f;
	bool bad = false;

	if (!*arg || strchr(arg, '/') || arg[0] == '.')
		return fail(s, STATUS_BAD_FILE, N_("this cannot be the name of a saved screen"), arg);
	if (snprintf(path, sizeof path, "%s/%s.screen", s->out, arg) >= (int)sizeof path)
		return fail(s, STATUS_TOO_LARGE, NULL, arg);
	f = fopen(path, "w");
	if (!f)
		return fail(s, STATUS_IO, N_("the screen cannot be saved"), path);
	draw(s);
	for (int i = 0; i < s->app->canvas.rows; i++) {
		canvas_row(&s->app->canvas, i, row, sizeof row);
		bad |= fprintf(f, "%s\n", row) < 0;
	}
	bad |= fclose(f) != 0;
	return bad ? fail(s, STATUS_IO, N_("the screen cannot be saved"), path) : STATUS_OK;
}

static enum status cmd_expect(struct script *s, char *arg)
{
	char row[ROW_BYTES];

	draw(s);
	for (int i = 0; i < s->app->canvas.rows; i++) {
		canvas_row(&s->app->canvas, i, row, sizeof row);
		if (strstr(row, arg))
			return STATUS_OK;
	}
	print_screen(s);
	return fail(s, STATUS_BAD_FILE, N_("the text is not on the screen"), arg);
}

/* --- the script --- */

static const struct script_cmd {
	const char *name;
	bool needs;	/* an argument */
	enum status (*run)(struct script *s, char *arg);
} script_cmds[] = {
	{ "size", true, cmd_size }, { "resize", true, cmd_size }, { "colours", true, cmd_colours },
	{ "ascii", false, cmd_ascii }, { "key", true, cmd_key }, { "type", true, cmd_type }, { "click", true, cmd_click },
	{ "wait", true, cmd_wait }, { "go", false, cmd_go }, { "save", true, cmd_save }, { "expect", true, cmd_expect },
};

static enum status run_line(struct script *s, char *line)
{
	char *name = line + strspn(line, " \t"), *arg;

	for (size_t n = strlen(name); n > 0 && strchr(" \t\r", name[n - 1]); n--)
		name[n - 1] = '\0';
	if (!*name || *name == '#')
		return STATUS_OK;
	arg = name + strcspn(name, " \t");
	if (*arg)
		*arg++ = '\0';
	arg += strspn(arg, " \t");
	if (s->app->over)
		return fail(s, STATUS_BAD_FILE, N_("the console has ended before this line"), name);
	for (size_t i = 0; i < ARRAY_LEN(script_cmds); i++) {
		if (strcmp(script_cmds[i].name, name) != 0)
			continue;
		if (script_cmds[i].needs != (*arg != '\0'))
			return fail(s, STATUS_BAD_FILE, N_("an argument is missing, or is too much"), name);
		return script_cmds[i].run(s, arg);
	}
	return fail(s, STATUS_BAD_FILE, N_("there is no such command"), name);
}

/* A job that was just opened comes to its stand first: only then is anything on the screen worth a look. */
static enum status meet_job(struct script *s)
{
	struct app *a = s->app;

	if (!a->ui.engine || a->leaving || s->met == a->opened)
		return STATUS_OK;
	s->met = a->opened;
	return wait_for(s, (struct goal){ .kind = GOAL_IDLE });
}

static enum status run_lines(struct script *s, char *text)
{
	enum status st = STATUS_OK;

	for (char *line = text, *next; line && st == STATUS_OK; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		s->line++;
		st = meet_job(s);
		if (st == STATUS_OK)
			st = run_line(s, line);
	}
	if (st == STATUS_OK && s->app->leaving)	/* q was the last word: what it saves is to be seen */
		st = wait_for(s, (struct goal){ .kind = GOAL_IDLE });
	return st;
}

enum status script_run(struct app *a, const struct ui_settings *settings, struct ui_result *out)
{
	struct script s = { .app = a, .path = settings->script, .out = settings->script_out, .fault = &out->fault };
	/* The same on every clock, in every time zone. */
	struct tm noon = { .tm_year = 126, .tm_mon = 0, .tm_mday = 5, .tm_hour = 12, .tm_isdst = -1 };
	char *text = NULL;
	enum status st;

	if (!s.out)
		s.out = ".";
	st = file_load(s.path, SCRIPT_MAX, &text, NULL, &out->fault);
	if (st != STATUS_OK)
		return st;
	a->ui.pinned = true;
	a->ui.now = mktime(&noon);
	a->canvas.colours = 256;
	st = canvas_resize(&a->canvas, SCREENS_MIN_ROWS, SCREENS_MIN_COLS) ? app_open(a, settings, out) : STATUS_NO_MEMORY;
	if (st == STATUS_OK)
		st = run_lines(&s, text);
	app_close(a);
	free(text);
	return st;
}
