/*
 * The console over an engine that only counts, for looking at it by hand and for the test of the terminal:
 * showcase [--start] [--hang] [--drives] [--script FILE [DIR]]. Ends like discnurse: 128 + the signal that ended it.
 */
#include "config.h"
#include "tests/ui/fake_engine.h"
#include "ui/ui.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	struct ui_settings s = { .jobs = ".", .open_job = true, .name = "discnurse showcase", .log = log_new(1000) };
	static struct ui_result result;

	setlocale(LC_ALL, "");
	fake_scene_cd(fake_engine());
	fake_engine()->runs = true;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--start") == 0)
			s.open_job = false;
		else if (strcmp(argv[i], "--drives") == 0)
			fake_scene_drives(fake_engine());
		else if (strcmp(argv[i], "--hang") == 0)
			fake_engine()->hangs = true;
		else if (strcmp(argv[i], "--noise") == 0)
			fake_engine()->noise = true;
		else if (strcmp(argv[i], "--script") == 0 && i + 1 < argc)
			s.script = argv[++i];
		else
			s.script_out = argv[i];
	}
	ui_run(&s, &result);
	if (result.status != STATUS_OK)
		fprintf(stderr, "%s:%ld: %s: %s\n", result.fault.place, result.fault.line,
			result.fault.reason ? result.fault.reason : status_sentence(result.status), result.fault.detail);
	printf("had_job=%d phase=%d hung=%d reads=%ld\n", result.had_job, result.last.phase, result.hung,
	       fake_engine()->reads);
	log_free(s.log);
	fake_reset();
	return result.signal ? 128 + result.signal : result.status != STATUS_OK;
}
