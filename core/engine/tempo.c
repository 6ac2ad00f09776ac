#include "config.h"
#include "engine/tempo.h"

#include <string.h>

/* Slow is this part of the fastest: what drives fall to by themselves after an error. */
enum { SLOW_PART = 6 };

int tempo_retries(const char *pass)
{
	return strcmp(pass, "sweep") == 0 || strcmp(pass, "gaps") == 0 ? 1 : -1;
}

unsigned tempo_speed(const struct drive_abilities *a, enum pace p)
{
	int slow = 0;

	if (a->nspeeds < 2 || p == PACE_FULL)
		return 0;
	while (p == PACE_SLOW && slow < a->nspeeds - 1 && a->speeds[slow] < a->speeds[a->nspeeds - 1] / SLOW_PART)
		slow++;
	return a->speeds[slow];
}

enum pace tempo_pace(const struct drive_abilities *a, unsigned kb_per_s)
{
	if (a->nspeeds < 2 || kb_per_s == 0 || kb_per_s >= a->speeds[a->nspeeds - 1])
		return PACE_FULL;
	return kb_per_s > a->speeds[0] ? PACE_SLOW : PACE_LOW;
}

unsigned tempo_step(const struct drive_abilities *a, unsigned now, int by)
{
	int n = a->nspeeds - 1;		/* the last one is its fastest, by another name */
	unsigned below = 0;

	for (int i = 0; i < n; i++) {
		if (by > 0 && now != 0 && a->speeds[i] > now)
			return a->speeds[i];
		if (now == 0 || a->speeds[i] < now)
			below = a->speeds[i];
	}
	if (a->nspeeds == 0)
		return now;
	return by > 0 || n == 0 ? 0 : below ? below : a->speeds[0];
}

void tempo_count(struct drive_view *d, unsigned kb_per_s, int32_t tried, int32_t won, double seconds)
{
	int i = 0;

	while (i < d->nyields && d->yields[i].kb_per_s != kb_per_s)
		i++;
	if (i == SPEED_YIELDS)
		return;
	if (i == d->nyields)
		d->yields[d->nyields++] = (struct speed_yield){ .kb_per_s = kb_per_s };
	d->yields[i].tried += (uint32_t)tried;
	d->yields[i].won += (uint32_t)won;
	d->yields[i].seconds += seconds;
}

enum ability tempo_measured(struct tempo_measure *m, unsigned kb_per_s, int64_t bytes, double seconds)
{
	static const int64_t enough = 4 << 20;
	static const double faster = 1.3, slower = 0.6;
	double rate;

	if (m->kb_per_s != kb_per_s)
		*m = (struct tempo_measure){ .kb_per_s = kb_per_s };
	m->bytes += bytes;
	m->seconds += seconds;
	if (kb_per_s == 0 || m->bytes < enough || m->seconds <= 0)
		return ABILITY_UNKNOWN;
	rate = (double)m->bytes / 1000 / m->seconds / kb_per_s;
	m->bytes = 0;		/* one bad stretch of the disc says nothing of the others */
	m->seconds = 0;
	return rate > faster ? ABILITY_NO : rate >= slower ? ABILITY_YES : ABILITY_UNKNOWN;
}

double tempo_failed_read(double known, uint32_t count, double seconds)
{
	static const double weight = 100;	/* reads that what is known from before stands for */

	if (count == 0)
		return known;
	return known > 0 ? (known * weight + seconds) / (weight + count) : seconds / count;
}
