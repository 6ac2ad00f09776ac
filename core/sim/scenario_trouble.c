#include "config.h"
#include "sim/scenario.h"
#include "sim/target.h"

#include <string.h>

/* What a word of a value is. */
enum take { TAKE_END, TAKE_TIME, TAKE_REAL, TAKE_COUNT, TAKE_SENSE, TAKE_NAME, TAKE_COMMAND, TAKE_FLAG };

struct option {
	const char *word;	/* NULL: it has none, stands behind the sectors and must be there */
	enum take take;
	size_t offset;		/* in struct trouble */
	double min, max;
	double usual;		/* of a time, number or count */
};

#define FIELD(name) offsetof(struct trouble, name)
#define TIME(word, usual) { word, TAKE_TIME, FIELD(seconds), 0, 1e6, usual }
#define ATTEMPTS(usual) { "attempts", TAKE_COUNT, FIELD(attempts), 1, 1000000, usual }
#define CHANCE { "chance", TAKE_REAL, FIELD(chance), 0, 1, 1 }

static const struct {
	const char *key;
	enum trouble_kind kind;
	struct option options[8];
} rows[] = {
	{ "hang", TROUBLE_HANG, { TIME(NULL, 0), ATTEMPTS(0), CHANCE } },
	{ "block", TROUBLE_BLOCK, { { NULL, TAKE_TIME, FIELD(seconds), 0, 600, 0 }, ATTEMPTS(0), CHANCE } },
	{ "wrong", TROUBLE_WRONG, { CHANCE } },
	{ "answer", TROUBLE_ANSWER, {
		{ NULL, TAKE_SENSE, FIELD(sense), 0, 0, 0 },
		TIME("time", 0), ATTEMPTS(0), CHANCE,
		{ "aligned", TAKE_COUNT, FIELD(aligned), 1, 65536, 0 },
		{ "jump", TAKE_COUNT, FIELD(jump), 1, INT32_MAX, 0 },
		{ "by", TAKE_COMMAND, FIELD(command), 0, 0, 0 } } },
	{ "wedge", TROUBLE_WEDGE, { ATTEMPTS(1), { "far", TAKE_COUNT, FIELD(far), 1, INT32_MAX, 10000 } } },
	{ "reset", TROUBLE_RESET, { TIME("time", 1), ATTEMPTS(1) } },
	{ "vanish", TROUBLE_VANISH, {
		{ "attempt", TAKE_COUNT, FIELD(attempts), 1, 1000000, 1 },
		{ "for", TAKE_TIME, FIELD(after), 0.001, 1e6, 0 },
		{ "as", TAKE_NAME, FIELD(name), 0, 0, 0 } } },
	{ "eject", TROUBLE_EJECT, {
		{ "attempt", TAKE_COUNT, FIELD(attempts), 1, 1000000, 1 },
		{ "force", TAKE_FLAG, FIELD(force), 0, 0, 0 },
		{ "disc", TAKE_NAME, FIELD(name), 0, 0, 0 },
		{ "after", TAKE_TIME, FIELD(after), 0.001, 1e6, 10 } } },
	{ "speed_fall", TROUBLE_SPEED_FALL, {
		{ "factor", TAKE_REAL, FIELD(factor), 0.001, 1, 0.1 }, TIME("time", 3) } },
};

const char *scenario_span(struct words *w, int64_t *lsn, int64_t *count)
{
	const char *wrong = words_whole(w, 0, INT32_MAX - 1, lsn);

	*count = 1;
	if (!wrong && words_peek(w)[0] == '+')
		wrong = words_whole(w, 1, INT32_MAX - *lsn, count);
	return wrong;
}

static const char *take_command(struct words *w, int64_t *out)
{
	int row = target_command(words_peek(w));

	if (row < 0)
		return N_("there is no command of that name");
	w->at++;
	*out = row;
	return NULL;
}

static const char *take_option(struct words *w, const struct option *o, struct trouble *t)
{
	void *field = (char *)t + o->offset;

	switch (o->take) {
	case TAKE_TIME:
		return words_quantity(w, UNIT_SECONDS, o->min, o->max, field);
	case TAKE_REAL:
		return words_real(w, o->min, o->max, field);
	case TAKE_COUNT:
		return words_whole(w, (int64_t)o->min, (int64_t)o->max, field);
	case TAKE_SENSE:
		return words_sense(w, field);
	case TAKE_NAME:
		return words_name(w, field);
	case TAKE_COMMAND:
		return take_command(w, field);
	case TAKE_FLAG:
		*(bool *)field = true;
		break;
	case TAKE_END:
		break;
	}
	return NULL;
}

static void usual(const struct option *o, struct trouble *t)
{
	void *field = (char *)t + o->offset;

	if (o->take == TAKE_TIME || o->take == TAKE_REAL)
		*(double *)field = o->usual;
	else if (o->take == TAKE_COUNT)
		*(int64_t *)field = (int64_t)o->usual;
}

static const char *read_trouble(unsigned row, struct words *w, struct scenario_drive *d, long line)
{
	const struct option *options = rows[row].options;
	struct trouble *t = &d->troubles[d->trouble_count];
	const char *wrong;

	if (d->trouble_count == SCENARIO_TROUBLES)
		return N_("there are too many of these");
	*t = (struct trouble){ .kind = rows[row].kind, .line = line, .command = -1 };
	for (int i = 0; options[i].take != TAKE_END; i++)
		usual(&options[i], t);
	wrong = scenario_span(w, &t->lsn, &t->count);
	if (!wrong && !options[0].word)
		wrong = take_option(w, &options[0], t);
	while (!wrong && words_left(w)) {
		int i = 0;

		while (options[i].take != TAKE_END && !(options[i].word && words_take(w, options[i].word)))
			i++;
		wrong = options[i].take == TAKE_END ? N_("this word is not understood") : take_option(w, &options[i], t);
	}
	if (!wrong)
		d->trouble_count++;
	return wrong;
}

static const struct {
	const char *word;
	unsigned bit;
} shapes[] = {
	{ "fua", SHAPE_FUA }, { "c2", SHAPE_C2 }, { "sub-1", SHAPE_SUB_1 }, { "sub-2", SHAPE_SUB_2 },
	{ "sub-4", SHAPE_SUB_4 }, { "cd-da", SHAPE_CDDA }, { "raw", SHAPE_RAW },
};

/* "read-cd 05/24/00 time 2 s attempts 3 if sub-1 c2" */
static const char *read_reply(struct words *w, struct scenario_drive *d, long line)
{
	struct reply *r = &d->replies[d->reply_count];
	const char *wrong;

	if (d->reply_count == SCENARIO_REPLIES)
		return N_("there are too many of these");
	*r = (struct reply){ .line = line };
	wrong = take_command(w, &r->command);
	if (!wrong)
		wrong = words_sense(w, &r->sense);
	if (!wrong && words_take(w, "time"))
		wrong = words_quantity(w, UNIT_SECONDS, 0, 1e6, &r->seconds);
	if (!wrong && words_take(w, "attempts"))
		wrong = words_whole(w, 1, 1000000, &r->attempts);
	if (!wrong && words_take(w, "if")) {
		while (!wrong && words_left(w)) {
			unsigned i = 0;

			while (i < ARRAY_LEN(shapes) && !words_take(w, shapes[i].word))
				i++;
			if (i == ARRAY_LEN(shapes))
				wrong = N_("this word is not understood");
			else
				r->shape |= shapes[i].bit;
		}
		if (!wrong && !r->shape)
			wrong = N_("something is missing from the value");
	}
	if (!wrong)
		d->reply_count++;
	return wrong;
}

const char *scenario_trouble(const char *key, struct words *w, struct scenario_drive *d, long line, bool *ours)
{
	*ours = true;
	if (strcmp(key, "command") == 0)
		return read_reply(w, d, line);
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(key, rows[i].key) == 0)
			return read_trouble(i, w, d, line);
	*ours = false;
	return NULL;
}
