#include "config.h"
#include "engine/tempo.h"

#include <string.h>

enum { TURNS = 4 };

/* By turns; where on the ladder. Nothing may hang on full speed alone, so it comes every other time. */
static unsigned by_turns(int number, const struct drive_abilities *a)
{
	switch ((number > 0 ? number - 1 : 0) % TURNS) {
	case 0:
		return a->speeds[(a->nspeeds - 1) / 2];
	case 2:
		return a->speeds[0];
	default:
		return 0;
	}
}

struct tempo tempo_for(const char *name, int number, const struct drive_abilities *a)
{
	struct tempo t = { .kb_per_s = 0, .retries = -1 };

	if (!name)
		return t;
	if (strcmp(name, "sweep") == 0 || strcmp(name, "gaps") == 0)
		t.retries = 1;
	else if (strcmp(name, "retry") == 0 && a->nspeeds >= 2)
		t.kb_per_s = by_turns(number, a);
	return t;
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
