#include "config.h"
#include "sim/scenario.h"

#include <limits.h>
#include <string.h>

enum head { HEAD_NONE, HEAD_SPAN, HEAD_RADII, HEAD_RADIUS };

struct option {
	const char *word;
	size_t offset;		/* of a double in struct hurt */
	enum unit unit;
	double min, max;
	double fallback;	/* when it is not said; NEEDED: it must be */
};

#define NEEDED (-1e9)
#define FIELD(name) offsetof(struct hurt, name)
#define DEPTH(usual) { "depth", FIELD(depth), UNIT_NONE, 0, 1, usual }

enum { RADIUS_MIN = 20, RADIUS_MAX = 60 };	/* mm: a little more than any recorded area */

static const struct {
	const char *key;
	enum hurt_kind kind;
	enum head head;
	struct option options[4];
} rows[] = {
	{ "bad", HURT_BAD, HEAD_SPAN, { { 0 } } },
	{ "weak", HURT_WEAK, HEAD_SPAN, { { "chance", FIELD(chance), UNIT_NONE, 0.0001, 0.9999, NEEDED } } },
	{ "slow", HURT_SLOW, HEAD_SPAN, { { "time", FIELD(seconds), UNIT_SECONDS, 0, 60, 0.2 } } },
	{ "scratch", HURT_SCRATCH, HEAD_RADII, {
		{ "at", FIELD(angle), UNIT_DEGREES, -360, 360, NEEDED },
		{ "width", FIELD(width), UNIT_MM, 0.001, 30, 0.3 },
		{ "curve", FIELD(curve), UNIT_DEGREES, -720, 720, 0 },
		DEPTH(0.8) } },
	{ "rot", HURT_ROT, HEAD_RADII, { { "share", FIELD(share), UNIT_NONE, 0, 1, 0.2 }, DEPTH(0.7) } },
	{ "blotch", HURT_BLOTCH, HEAD_RADIUS, {
		{ "at", FIELD(angle), UNIT_DEGREES, -360, 360, NEEDED },
		{ "size", FIELD(width), UNIT_MM, 0.001, 30, NEEDED },
		DEPTH(0.8) } },
	{ "ring", HURT_RING, HEAD_RADII, { DEPTH(0.8) } },
	{ "dust", HURT_DUST, HEAD_NONE, { { "share", FIELD(share), UNIT_NONE, 0, 1, NEEDED }, DEPTH(0.5) } },
};

static const char *read_head(enum head head, struct words *w, struct hurt *h)
{
	const char *wrong = NULL;

	switch (head) {
	case HEAD_NONE:
		break;
	case HEAD_SPAN:
		wrong = words_whole(w, 0, INT32_MAX - 1, &h->lsn);
		h->count = 1;
		if (!wrong && words_peek(w)[0] == '+')
			wrong = words_whole(w, 1, INT32_MAX - h->lsn, &h->count);
		break;
	case HEAD_RADIUS:
		wrong = words_quantity(w, UNIT_MM, RADIUS_MIN, RADIUS_MAX, &h->r0);
		break;
	case HEAD_RADII:
		wrong = words_quantity(w, UNIT_MM, RADIUS_MIN, RADIUS_MAX, &h->r0);
		if (!wrong && !words_take(w, ".."))
			wrong = N_("two radii are wanted here: 31 mm .. 44 mm");
		if (!wrong)
			wrong = words_quantity(w, UNIT_MM, RADIUS_MIN, RADIUS_MAX, &h->r1);
		if (!wrong && h->r1 <= h->r0)
			wrong = N_("the second radius must be the larger one");
		break;
	}
	return wrong;
}

static double *field(struct hurt *h, const struct option *o)
{
	return (double *)(void *)((char *)h + o->offset);
}

const char *scenario_hurt(const char *key, struct words *w, struct hurt *h)
{
	const struct option *options = NULL;
	const int most = ARRAY_LEN(rows[0].options);
	const char *wrong = N_("there is no such key here");

	for (unsigned i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(key, rows[i].key) == 0) {
			h->kind = rows[i].kind;
			options = rows[i].options;
			wrong = read_head(rows[i].head, w, h);
		}
	if (wrong)
		return wrong;
	for (int i = 0; i < most && options[i].word; i++)
		*field(h, &options[i]) = options[i].fallback;
	while (words_left(w)) {
		int i = 0;

		while (i < most && options[i].word && !words_take(w, options[i].word))
			i++;
		if (i == most || !options[i].word)
			return N_("this word is not understood");
		wrong = words_quantity(w, options[i].unit, options[i].min, options[i].max, field(h, &options[i]));
		if (wrong)
			return wrong;
	}
	for (int i = 0; i < most && options[i].word; i++)
		if (*field(h, &options[i]) == NEEDED)
			return N_("something is missing from the value");
	return NULL;
}
