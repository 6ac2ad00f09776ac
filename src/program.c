#include "config.h"
#include "src/program.h"

#include "src/batch.h"
#include "src/say.h"
#include "ui/i18n.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOG_LINES = 2000, DEFAULT_RETRIES = 3 };

/* This program's own file, which is run as the reader of each drive. False: there is none to be found. */
static bool own_file(char path[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);

	if (n > 0) {
		path[n] = '\0';
		if (access(path, X_OK) == 0)
			return true;
	}
	if (!strchr(program_invocation_name, '/'))
		return false;
	snprintf(path, PATH_MAX, "%s", program_invocation_name);
	return access(path, X_OK) == 0;
}

/* Where what was found out about drives is kept (XDG Base Directory Specification 0.8). False: nowhere. */
static bool state_folder(char path[PATH_MAX])
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state && state[0] == '/')
		return snprintf(path, PATH_MAX, "%s/" PACKAGE, state) < PATH_MAX;
	if (home && home[0] == '/')
		return snprintf(path, PATH_MAX, "%s/.local/state/" PACKAGE, home) < PATH_MAX;
	return false;
}

bool program_open(struct program *p, const struct options *o, int *exit_status)
{
	char path[PATH_MAX];
	struct fault f;
	enum status st = STATUS_OK;

	*exit_status = EXIT_CANNOT_RUN;
	p->drives = NULL;
	p->log = log_new(LOG_LINES);
	if (p->log)
		p->drives = drives_new(p->log);
	if (!p->drives) {
		fault_set(&f, STATUS_NO_MEMORY, NULL, 0, NULL, NULL);
		say_fault(&f);
		program_close(p);
		return false;
	}
	drives_set_reader(p->drives, own_file(path) ? path : NULL);
	drives_set_state(p->drives, state_folder(path) ? path : NULL);
	for (int i = 0; i < o->ndrives && st == STATUS_OK; i++)
		st = drives_add(p->drives, o->drives[i], &f);
	if (st == STATUS_OK)
		return true;
	say_fault(&f);
	*exit_status = exit_for(st);
	program_close(p);
	return false;
}

void program_close(struct program *p)
{
	drives_free(p->drives);
	log_free(p->log);
	*p = (struct program){ 0 };
}

struct engine_settings program_engine(const struct options *o)
{
	struct engine_settings s = {
		.where = { .folder = o->nargs ? o->args[0] : NULL, .image = o->image, .map = o->map,
			   .sector_size = o->sector_size, .take_over = o->take_over },
		.plan = { .passes = o->passes, .retries = o->retries >= 0 ? o->retries : DEFAULT_RETRIES,
			  .reverse = o->reverse },
		.keep_plan = !o->passes && o->retries < 0 && !o->reverse,
		.kind = o->kind,
		.speed = (unsigned)o->speed,
		.hang_s = (unsigned)o->hang_s,
		.time_limit_s = o->time_limit_s,
		.stop_below = o->stop_below,
		.fill_set = o->fill_set,
		.fill_marker = o->fill_marker,
	};

	snprintf(s.about.identifier, sizeof s.about.identifier, "%s", o->identifier ? o->identifier : "");
	snprintf(s.about.description, sizeof s.about.description, "%s", o->description ? o->description : "");
	for (int i = 0; i < o->ndrives && i < ENGINE_DRIVES; i++)
		s.drives[s.ndrives++] = o->drives[i];
	return s;
}

bool program_has_screen(const struct options *o)
{
	return !o->batch && !o->progress_json && !o->json &&
	       (o->script || (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)));
}

int program_console(struct program *p, const struct options *o, const struct engine_settings *es, bool open_job,
		    bool find_drives)
{
	struct ui_settings s = {
		.drives = p->drives, .log = p->log, .jobs = o->jobs ? o->jobs : ".", .engine = *es, .open_job = open_job,
		.find_drives = find_drives, .script = o->script, .script_out = o->script_out,
		.name = PACKAGE " " PACKAGE_VERSION,
	};
	struct ui_result r = { 0 };
	int status = EXIT_ALL_WELL;

	ui_run(&s, &r);
	if (r.status != STATUS_OK) {
		say_fault(&r.fault);
		status = exit_for(r.status);
	} else if (r.had_job) {
		if (r.last.end != STATUS_OK && r.last.end != STATUS_STOPPED)
			say_fault(&r.last.fault);
		batch_summary(&r.last, false, strcmp(o->command, "demo") == 0);
		status = exit_for_rescue(&r.last);
	}
	if (r.signal)
		status = 128 + r.signal;
	if (r.hung) {
		fflush(stdout);
		_exit(status);	/* a drive hangs in its thread; all is saved */
	}
	return status;
}

void remove_folder(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char file[PATH_MAX];

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if ((size_t)snprintf(file, sizeof file, "%s/%s", path, entry->d_name) >= sizeof file)
			continue;
		if (entry->d_type == DT_DIR)
			remove_folder(file);
		else
			unlink(file);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
}
