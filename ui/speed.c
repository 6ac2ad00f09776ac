#include "config.h"
#include "ui/speed.h"

#include "ui/i18n.h"

#include <stdio.h>

/* 1x: in tenths of kB/s as drives count it, in bytes of data; and the multiples worth choosing. */
struct speeds {
	unsigned one;
	double bytes;
	int times[10];	/* 0 at the end */
};

static const struct speeds *speeds_of(enum disc_kind kind)
{
	static const struct speeds cd = { 1764, 75 * 2048, { 1, 2, 4, 8, 16, 24, 32, 40, 48 } };
	static const struct speeds dvd = { 13850, 1385000, { 1, 2, 4, 6, 8, 12, 16 } };
	static const struct speeds bd = { 44960, 4496000, { 1, 2, 4, 6, 8, 12 } };

	return kind == DISC_BD ? &bd : kind == DISC_DVD ? &dvd : &cd;
}

/* On a ladder of n rungs, ascending. What is above the last rung is the fastest. */
static unsigned step(const unsigned *rung, int n, unsigned now, int by)
{
	unsigned below = 0;

	for (int i = 0; i < n; i++) {
		if (by > 0 && now != 0 && rung[i] > now)
			return rung[i];
		if (now == 0 || rung[i] < now)
			below = rung[i];
	}
	return by > 0 || n == 0 ? 0 : below ? below : rung[0];
}

unsigned speed_step(const struct drive_abilities *a, enum disc_kind kind, unsigned now, int by)
{
	const struct speeds *s = speeds_of(kind);
	unsigned usual[ARRAY_LEN(s->times)];
	int n = 0;

	/* the last one that a drive offers is its fastest, by another name */
	if (a->nspeeds > 0)
		return step(a->speeds, a->nspeeds - 1, now, by);
	for (; s->times[n]; n++)
		usual[n] = (unsigned)s->times[n] * s->one / 10;
	return step(usual, n, now, by);
}

void speed_text(enum disc_kind kind, unsigned kb_per_s, char *out, size_t size)
{
	const struct speeds *s = speeds_of(kind);

	if (kb_per_s == 0)
		snprintf(out, size, "%s", _("max"));
	else
		snprintf(out, size, "%ux", (kb_per_s * 10 + s->one / 2) / s->one);
}

void speed_measured(enum disc_kind kind, double bytes_per_s, char *out, size_t size)
{
	double times = bytes_per_s / speeds_of(kind)->bytes;

	out[0] = '\0';
	if (times >= 0.05)
		snprintf(out, size, times < 9.95 ? "%.1fx" : "%.0fx", times);
}
