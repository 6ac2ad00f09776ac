#include "config.h"
#include "base/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct log {
	pthread_mutex_t lock;
	unsigned room;
	unsigned long last;
	struct log_line lines[];	/* line n stands at (n - 1) % room */
};

struct log *log_new(unsigned lines)
{
	struct log *l = calloc(1, sizeof *l + lines * sizeof *l->lines);

	if (!l)
		return NULL;
	l->room = lines;
	pthread_mutex_init(&l->lock, NULL);
	return l;
}

void log_free(struct log *l)
{
	if (!l)
		return;
	pthread_mutex_destroy(&l->lock);
	free(l);
}

void log_add(struct log *l, enum log_level level, const char *source, const char *text, const char *detail, ...)
{
	struct log_line line = { .when = time(NULL), .level = level, .text = text };
	va_list ap;

	snprintf(line.source, sizeof line.source, "%s", source ? source : "");
	if (detail) {
		va_start(ap, detail);
		vsnprintf(line.detail, sizeof line.detail, detail, ap);
		va_end(ap);
	}
	pthread_mutex_lock(&l->lock);
	line.serial = ++l->last;
	l->lines[(line.serial - 1) % l->room] = line;
	pthread_mutex_unlock(&l->lock);
}

unsigned log_copy(struct log *l, unsigned long after, struct log_line *out, unsigned max)
{
	unsigned n = 0;

	pthread_mutex_lock(&l->lock);
	if (l->last > l->room && after < l->last - l->room)
		after = l->last - l->room;
	for (; n < max && after < l->last; n++, after++)
		out[n] = l->lines[after % l->room];
	pthread_mutex_unlock(&l->lock);
	return n;
}

unsigned long log_last(struct log *l)
{
	unsigned long last;

	pthread_mutex_lock(&l->lock);
	last = l->last;
	pthread_mutex_unlock(&l->lock);
	return last;
}
