#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>
#include <time.h>

/* The last lines of what happened, in a ring with a lock of its own: any thread adds, any thread copies. */

enum log_level { LOG_DETAIL, LOG_NOTE, LOG_WARNING, LOG_ERROR };

struct log_line {
	unsigned long serial;	/* 1 for the first line ever added; lines have no gaps */
	time_t when;		/* wall clock */
	enum log_level level;
	char source[24];	/* drive node, "job", "libcdio"...; may be empty */
	const char *text;	/* N_() text in static storage, translated when shown; may be NULL */
	char detail[160];	/* numbers and names behind it, not translated; may be empty, may hold hostile bytes */
};

struct log;

/* A ring of `lines` lines. NULL when memory is out. */
struct log *log_new(unsigned lines);
void log_free(struct log *l);

/* `text` must be an N_() text in static storage or NULL. `detail` is a printf format or NULL. */
void log_add(struct log *l, enum log_level level, const char *source, const char *text, const char *detail, ...)
	__attribute__((format(printf, 5, 6)));

/* Copies up to `max` lines that are newer than serial `after`, oldest first. Returns how many were copied. */
unsigned log_copy(struct log *l, unsigned long after, struct log_line *out, unsigned max);

/* The serial of the newest line, 0 if there is none. */
unsigned long log_last(struct log *l);

#endif
