#include "config.h"
#include "ui/app.h"

#include "ui/term.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Redrawn at most ten times a second; looked at twice a second even if nothing wakes us: seconds pass in a read. */
enum { FRAME_MS = 100, TICK_MS = 500 };

int64_t app_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void log_stderr_line(struct app *a)
{
	a->stderr_line[a->stderr_len] = '\0';
	if (a->stderr_len > 0 && a->settings->log)
		log_add(a->settings->log, LOG_DETAIL, "stderr", NULL, "%s", a->stderr_line);
	a->stderr_len = 0;
}

/* What libraries wrote to stderr is evidence: it goes to the log. */
static void take_stderr(struct app *a, int fd)
{
	char bytes[512];
	ssize_t n = read(fd, bytes, sizeof bytes);

	for (ssize_t i = 0; i < n; i++) {
		if (bytes[i] == '\n' || a->stderr_len + 1 == sizeof a->stderr_line)
			log_stderr_line(a);
		if (bytes[i] != '\n')
			a->stderr_line[a->stderr_len++] = bytes[i];
	}
}

static void show(struct app *a)
{
	int rows, cols;

	term_size(&rows, &cols);
	if ((rows != a->canvas.rows || cols != a->canvas.cols) && !canvas_resize(&a->canvas, rows, cols))
		return;
	app_draw(a);
	term_show(&a->canvas);
}

static void take_signals(struct app *a)
{
	for (int signal; (signal = term_signal_next()) != 0;) {
		if (signal == SIGTSTP)
			term_suspend();
		else
			app_signal(a, signal);
	}
}

/* True when there was any key. */
static bool take_keys(struct app *a)
{
	struct mouse at;
	int32_t key;
	bool any = false, gone = false;

	while (!a->over && term_key(&key, &at, &gone)) {
		any = true;
		if (key == 'C' - '@')
			app_signal(a, SIGINT);
		else if (key == 'Z' - '@')
			term_suspend();
		else if (key != 0 && key != KEY_CODE_RESIZE && app_key(a, key, at))
			term_redraw();
	}
	if (gone && !a->over && !a->out->signal)
		app_signal(a, SIGHUP);
	return any;
}

void app_loop(struct app *a)
{
	int64_t next_frame = 0, next_tick = 0;
	bool news = true;

	while (!a->over) {
		int64_t now = app_now_ms();
		bool terminal = a->out->signal != SIGHUP;

		if (now >= next_tick)
			news = true;
		if (news && now >= next_frame) {
			app_refresh(a);
			show(a);
			news = false;
			next_frame = now + FRAME_MS;
			next_tick = now + TICK_MS;
			continue;
		}
		struct pollfd fds[] = {
			{ .fd = terminal ? STDIN_FILENO : -1, .events = POLLIN },
			{ .fd = term_signal_fd(), .events = POLLIN },
			{ .fd = term_stderr_fd(), .events = POLLIN },
			{ .fd = a->ui.engine && !news ? engine_wake_fd(a->ui.engine) : -1, .events = POLLIN },
		};
		int wait = (int)((news ? next_frame : next_tick) - now);

		poll(fds, sizeof fds / sizeof *fds, wait > 0 ? wait : 0);
		take_signals(a);
		if (fds[2].revents & POLLIN)
			take_stderr(a, fds[2].fd);
		if (fds[3].revents & POLLIN)
			news = true;
		if (terminal && (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) && !a->out->signal)
			app_signal(a, SIGHUP);
		else if (terminal && take_keys(a)) {	/* a key is answered at once */
			app_refresh(a);
			show(a);
		}
	}
}
