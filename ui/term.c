#include "config.h"
#include "ui/term.h"

#include "base/span.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

enum { PAIRS = 256, ESCAPE_MS = 25 };

static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGTSTP };
static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

/* The process has one terminal and one set of signal handlers; all that is writable of the console is here. */
static struct {
	int signals[2];			/* self-pipe; the handler writes the signal's number */
	bool signals_open;
	struct sigaction old[ARRAY_LEN(caught)], old_pipe;

	bool open;
	SCREEN *screen;
	bool ascii;
	int colours;
	int errors[2], saved_stderr;	/* what is written to stderr meanwhile */
	struct sigaction old_fatal[ARRAY_LEN(fatal)];
	struct termios modes;		/* as they were found */
	char restore[256];		/* what gives the screen back, for a crash */
	size_t restore_len;

	struct canvas_cell *shown;	/* what the terminal shows; NULL: not known */
	int rows, cols;
	struct {
		int fg, bg;
	} pairs[PAIRS];
	int npairs;
} term;

/* --- signals --- */

static void on_signal(int signal)
{
	int saved = errno;
	unsigned char byte = (unsigned char)signal;

	if (write(term.signals[1], &byte, 1) < 0)
		errno = 0;	/* the pipe is full of signals: the loop knows enough */
	errno = saved;
}

static bool open_pipe(int fds[2])
{
	if (pipe(fds) != 0)
		return false;
	for (int i = 0; i < 2; i++) {
		fcntl(fds[i], F_SETFL, O_NONBLOCK);
		fcntl(fds[i], F_SETFD, FD_CLOEXEC);
	}
	return true;
}

enum status term_signals_open(void)
{
	struct sigaction act = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

	if (!open_pipe(term.signals))
		return status_from_errno(errno);
	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < ARRAY_LEN(caught); i++)
		sigaction(caught[i], &act, &term.old[i]);
	act.sa_handler = SIG_IGN;	/* a reader of a pipe that dies is an error code, not an end */
	sigaction(SIGPIPE, &act, &term.old_pipe);
	term.signals_open = true;
	return STATUS_OK;
}

void term_signals_close(void)
{
	if (!term.signals_open)
		return;
	for (size_t i = 0; i < ARRAY_LEN(caught); i++)
		sigaction(caught[i], &term.old[i], NULL);
	sigaction(SIGPIPE, &term.old_pipe, NULL);
	close(term.signals[0]);
	close(term.signals[1]);
	term.signals_open = false;
}

int term_signal_fd(void)
{
	return term.signals[0];
}

int term_signal_next(void)
{
	unsigned char byte;

	return read(term.signals[0], &byte, 1) == 1 ? byte : 0;
}

void term_signals_block(bool block)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LEN(caught); i++)
		sigaddset(&set, caught[i]);
	sigaddset(&set, SIGWINCH);
	pthread_sigmask(block ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

/* A crash: no curses here, only what a handler may call. The program then dies of its signal, on a usable terminal. */
static void on_fatal(int signal)
{
	dup2(term.saved_stderr, STDERR_FILENO);
	if (write(STDOUT_FILENO, term.restore, term.restore_len) < 0)
		errno = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &term.modes);
	for (size_t i = 0; i < ARRAY_LEN(fatal); i++)
		if (fatal[i] == signal)
			sigaction(signal, &term.old_fatal[i], NULL);
	raise(signal);
}

static void catch_fatal(void)
{
	static const char *const names[] = { "sgr0", "cnorm", "rmkx", "rmcup" };
	struct sigaction act = { .sa_handler = on_fatal };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *s = tigetstr(names[i]);
		size_t n = s && s != (char *)-1 ? strlen(s) : 0;	/* -1: no string capability */

		if (n > 0 && term.restore_len + n < sizeof term.restore) {
			memcpy(term.restore + term.restore_len, s, n);
			term.restore_len += n;
		}
	}
	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < ARRAY_LEN(fatal); i++)
		sigaction(fatal[i], &act, &term.old_fatal[i]);
}

/* --- taking the terminal and giving it back --- */

static void redirect_stderr(void)
{
	term.saved_stderr = -1;
	if (!open_pipe(term.errors)) {
		term.errors[0] = -1;
		return;
	}
	fflush(stderr);
	term.saved_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
	dup2(term.errors[1], STDERR_FILENO);
	close(term.errors[1]);
}

static void restore_stderr(void)
{
	if (term.errors[0] < 0)
		return;
	fflush(stderr);
	if (term.saved_stderr >= 0) {
		dup2(term.saved_stderr, STDERR_FILENO);
		close(term.saved_stderr);
	} else {
		close(STDERR_FILENO);
	}
	close(term.errors[0]);
	term.errors[0] = -1;
}

static int find_colours(void)
{
	const char *no = getenv("NO_COLOR");

	if ((no && *no) || !has_colors() || start_color() == ERR || COLORS < 8 || COLOR_PAIRS < 64)
		return 0;
	use_default_colors();
	return COLORS >= 256 ? 256 : 8;
}

static void set_modes(void)
{
	raw();		/* Ctrl-C and Ctrl-Z come as keys: reader processes of ours must not be hit by them */
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	mouseinterval(0);
	mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
}

/* Can the cursor be placed there? newterm() does not ask. */
static bool can_place_text(void)
{
	const char *cup;
	bool can;
	int found;

	if (setupterm(NULL, STDOUT_FILENO, &found) == ERR)
		return false;
	cup = tigetstr("cup");
	can = cup && cup != (char *)-1;
	del_curterm(cur_term);
	return can;
}

enum status term_open(struct fault *f)
{
	const char *name = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return fault_set(f, STATUS_UNSUPPORTED, NULL, 0, N_("there is no terminal here; use --batch"), NULL);
	if (!can_place_text())
		return fault_set(f, STATUS_UNSUPPORTED, "TERM", 0,
				 N_("this terminal cannot place text on its screen; use --batch"), "%s", name ? name : "");
	tcgetattr(STDIN_FILENO, &term.modes);
	set_escdelay(ESCAPE_MS);
	redirect_stderr();
	term.screen = newterm(NULL, stdout, stdin);
	if (!term.screen) {
		restore_stderr();
		return fault_set(f, STATUS_UNSUPPORTED, "TERM", 0, N_("the terminal could not be taken"), "%s",
				 name ? name : "");
	}
	set_term(term.screen);
	term.colours = find_colours();
	term.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	term.restore_len = 0;
	term.npairs = 0;
	catch_fatal();
	set_modes();
	refresh();
	term.open = true;
	return STATUS_OK;
}

void term_close(void)
{
	if (!term.open)
		return;
	for (size_t i = 0; i < ARRAY_LEN(fatal); i++)
		sigaction(fatal[i], &term.old_fatal[i], NULL);
	mousemask(0, NULL);
	curs_set(1);
	endwin();
	delscreen(term.screen);
	restore_stderr();
	free(term.shown);
	term.shown = NULL;
	term.open = false;
}

int term_stderr_fd(void)
{
	return term.open ? term.errors[0] : -1;
}

void term_suspend(void)
{
	struct sigaction act = { .sa_handler = SIG_DFL }, ours;
	int pipe_end = dup(STDERR_FILENO);

	endwin();
	if (term.saved_stderr >= 0)
		dup2(term.saved_stderr, STDERR_FILENO);
	sigemptyset(&act.sa_mask);
	sigaction(SIGTSTP, &act, &ours);
	kill(0, SIGTSTP);	/* the whole group, as the terminal would: readers of ours and a script that started us */
	/* ... stopped here, until SIGCONT ... */
	sigaction(SIGTSTP, &ours, NULL);
	if (pipe_end >= 0) {
		dup2(pipe_end, STDERR_FILENO);
		close(pipe_end);
	}
	refresh();
	term_redraw();
}

void term_size(int *rows, int *cols)
{
	*rows = LINES;
	*cols = COLS;
}

bool term_ascii(void)
{
	return term.ascii;
}

int term_colours(void)
{
	return term.colours;
}

/* --- showing --- */

/* The colour pair of two colours; pairs are made as they are needed. 0, the terminal's own, when there are no more. */
static int pair_for(int fg, int bg)
{
	if (fg < 0 && bg < 0)
		return 0;
	for (int i = 0; i < term.npairs; i++)
		if (term.pairs[i].fg == fg && term.pairs[i].bg == bg)
			return i + 1;
	if (term.npairs >= PAIRS || term.npairs + 1 >= COLOR_PAIRS ||
	    init_pair((short)(term.npairs + 1), (short)fg, (short)bg) == ERR)
		return 0;
	term.pairs[term.npairs].fg = fg;
	term.pairs[term.npairs].bg = bg;
	return ++term.npairs;
}

/* Bright black where there are only 8 colours is the terminal's own colour. */
static int colour_of(int colour)
{
	return term.colours < 16 && colour >= 8 ? -1 : colour;
}

static attr_t attributes_of(unsigned bits)
{
	return (bits & ATTR_BOLD ? A_BOLD : 0) | (bits & ATTR_DIM ? A_DIM : 0) | (bits & ATTR_REVERSE ? A_REVERSE : 0) |
		(bits & ATTR_UNDERLINE ? A_UNDERLINE : 0);
}

static void show_cell(int row, int col, struct canvas_cell cell)
{
	const struct role_style *s = &role_styles[cell.role];
	wchar_t text[2] = { cell.code, 0 };
	cchar_t out;
	int pair = 0;

	if (term.colours && cell.back)
		pair = pair_for(colour_of(theme_half_colour(cell.role, term.colours)),
				colour_of(theme_half_colour(cell.back, term.colours)));
	else if (term.colours)
		pair = pair_for(colour_of(term.colours >= 256 ? s->fg256 : s->fg8), -1);
	/* A half block takes no attributes: bold would make one half another colour. */
	setcchar(&out, text, cell.back ? 0 : attributes_of(term.colours ? s->attr : s->mono), (short)pair, NULL);
	mvadd_wch(row, col, &out);
}

void term_show(const struct canvas *c)
{
	int n = c->rows * c->cols;

	if (!term.shown || term.rows != c->rows || term.cols != c->cols) {
		free(term.shown);
		term.shown = calloc((size_t)(n ? n : 1), sizeof *term.shown);
		term.rows = c->rows;
		term.cols = c->cols;
		erase();
		if (!term.shown)
			return;
	}
	for (int i = 0; i < n; i++) {
		struct canvas_cell cell = c->cells[i];

		if (cell.code == term.shown[i].code && cell.role == term.shown[i].role && cell.back == term.shown[i].back)
			continue;
		term.shown[i] = cell;
		if (cell.code != 0)
			show_cell(i / c->cols, i % c->cols, cell);
	}
	if (c->cursor_row >= 0)
		move(c->cursor_row, c->cursor_col);
	curs_set(c->cursor_row >= 0);
	refresh();
}

void term_redraw(void)
{
	free(term.shown);
	term.shown = NULL;
	clearok(stdscr, TRUE);
}

/* --- keys --- */

static const struct {
	wint_t curses;
	int32_t key;
} curses_keys[] = {
	{ KEY_UP, KEY_CODE_UP }, { KEY_DOWN, KEY_CODE_DOWN }, { KEY_LEFT, KEY_CODE_LEFT }, { KEY_RIGHT, KEY_CODE_RIGHT },
	{ KEY_PPAGE, KEY_CODE_PGUP }, { KEY_NPAGE, KEY_CODE_PGDN }, { KEY_HOME, KEY_CODE_HOME },
	{ KEY_END, KEY_CODE_END }, { KEY_DC, KEY_CODE_DEL }, { KEY_BTAB, KEY_CODE_BACKTAB },
	{ KEY_BACKSPACE, KEY_CODE_BACKSPACE }, { KEY_ENTER, KEY_CODE_ENTER }, { KEY_RESIZE, KEY_CODE_RESIZE },
	{ KEY_F(1), KEY_CODE_F1 }, { KEY_F(2), KEY_CODE_F2 }, { KEY_F(3), KEY_CODE_F3 }, { KEY_F(4), KEY_CODE_F4 },
	{ KEY_F(5), KEY_CODE_F5 }, { KEY_F(6), KEY_CODE_F6 },
};

static int32_t mouse_key(struct mouse *at)
{
	MEVENT event;

	if (getmouse(&event) == ERR)
		return 0;
	*at = (struct mouse){ .row = event.y, .col = event.x };
	if (event.bstate & BUTTON4_PRESSED)
		return KEY_CODE_UP;
	if (event.bstate & BUTTON5_PRESSED)
		return KEY_CODE_DOWN;
	return event.bstate & BUTTON1_PRESSED ? KEY_CODE_CLICK : 0;
}

bool term_key(int32_t *key, struct mouse *at, bool *gone)
{
	wint_t got;
	int kind;

	errno = 0;
	kind = get_wch(&got);
	*key = 0;
	*at = (struct mouse){ 0 };
	*gone = kind == ERR && errno == EIO;
	if (kind == ERR)
		return false;
	if (kind == OK)
		*key = got == '\n' ? KEY_CODE_ENTER : got == 127 ? KEY_CODE_BACKSPACE : (int32_t)got;
	else if (got == KEY_MOUSE)
		*key = mouse_key(at);
	else
		for (size_t i = 0; i < ARRAY_LEN(curses_keys); i++)
			if (curses_keys[i].curses == got)
				*key = curses_keys[i].key;
	return true;
}
