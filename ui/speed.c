#include "config.h"
#include "ui/speed.h"

#include "engine/tempo.h"
#include "ui/i18n.h"

#include <limits.h>
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

unsigned speed_step(const struct drive_abilities *a, enum disc_kind kind, unsigned now, int by)
{
	const struct speeds *s = speeds_of(kind);
	struct drive_abilities usual = { .nspeeds = 0 };
	int n = 0;

	if (a->nspeeds > 0)
		return tempo_step(a, now, by);
	for (; s->times[n]; n++)
		usual.speeds[n] = (unsigned)s->times[n] * s->one / 10;
	usual.speeds[n] = UINT_MAX;	/* whatever is its fastest */
	usual.nspeeds = n + 1;
	return tempo_step(&usual, now, by);
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
