#include "config.h"
#include "ui/price_words.h"

#include "ui/format.h"
#include "ui/i18n.h"
#include "ui/text.h"

#include <stdio.h>
#include <string.h>

enum { LINE = 400 };

void price_words(const struct price *p, bool brief, char *out, size_t size)
{
	char won[FORMAT_MAX], low[FORMAT_MAX], high[FORMAT_MAX], time[FORMAT_MAX];
	unsigned n = p->won < 1.5 ? 1 : 2;

	out[0] = '\0';
	if (!p->known)
		return;
	format_between(time, p->low, p->high);
	format_about(won, p->won);
	format_about(low, p->won_low);
	format_about(high, p->won_high);
	if (p->won_high < 0.5)
		/* TRANSLATORS: what a pass is expected to win, and the time it takes: "hardly a sector in 12-18 min" */
		snprintf(out, size, _("hardly a sector in %s"), time);
	else if (p->won < 0.5)
		snprintf(out, size, ngettext("at most %s sector in %s", "at most %s sectors in %s", p->won_high < 1.5 ? 1 : 2),
			 high, time);
	else if (brief || strcmp(low, high) == 0)
		snprintf(out, size, ngettext("about %s sector in %s", "about %s sectors in %s", n), won, time);
	else
		/* TRANSLATORS: "about 1 240 sectors (1 100-1 400) in 12-18 min" */
		snprintf(out, size, ngettext("about %s sector (%s-%s) in %s", "about %s sectors (%s-%s) in %s", n), won, low,
			 high, time);
}

void price_pass_name(const char *name, int number, char *out, size_t size)
{
	if (number > 1)
		snprintf(out, size, "%s %d", name, number);
	else
		snprintf(out, size, "%s", name);
}

bool price_next_words(const struct snapshot *snap, bool brief, char *out, size_t size)
{
	const struct coming *c = &snap->coming[0];
	char name[32], words[200];

	out[0] = '\0';
	if (snap->ncoming == 0)
		return false;
	price_pass_name(c->pass_name, c->pass_number, name, sizeof name);
	price_words(&c->price, brief, words, sizeof words);
	snprintf(out, size, "%s%s%s", name, words[0] ? ": " : "", words);
	return true;
}

/* --- shapes --- */

static void put(char *out, size_t size, const char *text)
{
	size_t len = strlen(out);

	snprintf(out + len, size - len, "%s%s", len ? ", " : "", text);
}

void shape_words(const struct shape *s, enum shape_detail detail, char *out, size_t size)
{
	bool thin = s->to_mm - s->from_mm < 3, turned = s->kind == SHAPE_SCRATCH || s->kind == SHAPE_BLOTCH;
	char part[80];

	out[0] = '\0';
	put(out, size, _(shape_name(s->kind)));
	if (detail >= SHAPE_PLAIN && turned && s->per_turn > 0) {
		/* TRANSLATORS: of a scratch: how many sectors lie on one turn of the track where it is */
		snprintf(part, sizeof part, _("%.1f sectors a turn"), s->per_turn);
		put(out, size, part);
	}
	if (s->to_mm - s->from_mm < 0.1)
		snprintf(part, sizeof part, "%.1f mm", s->from_mm);
	else
		snprintf(part, sizeof part, thin ? "%.1f-%.1f mm" : "%.0f-%.0f mm", s->from_mm, s->to_mm);
	put(out, size, part);
	if (detail < SHAPE_WHOLE || !turned)
		return;
	snprintf(part, sizeof part, _("%.1f sectors wide"), s->width);
	put(out, size, part);
	snprintf(part, sizeof part, _("at %.0f degrees"), s->angle);
	put(out, size, part);
}

/* Errors here and there have no shape until there are some. */
enum { SCATTERED_LEAST = 30 };

/* The first `n` of them in one line, the biggest in more detail than the others; then how many there are besides. */
static int join(const struct shape *const *shapes, int all, int n, enum shape_detail first, enum shape_detail rest, char *out,
		size_t size)
{
	char one[LINE];
	size_t len;

	out[0] = '\0';
	for (int i = 0; i < n; i++) {
		shape_words(shapes[i], i ? rest : first, one, sizeof one);
		len = strlen(out);
		snprintf(out + len, size - len, "%s%s", i ? "; " : "", one);
	}
	len = strlen(out);
	if (all > n)
		snprintf(out + len, size - len, " +%d", all - n);
	return text_cols(out);
}

void shapes_words(const struct snapshot *snap, int cols, char *out, size_t size)
{
	const struct shape *shapes[ENGINE_SHAPES];
	int n = 0;

	for (int i = 0; i < snap->nshapes; i++)
		if (snap->shapes[i].kind != SHAPE_SCATTERED || snap->shapes[i].failed >= SCATTERED_LEAST)
			shapes[n++] = &snap->shapes[i];
	for (int detail = SHAPE_WHOLE; n > 0 && detail >= SHAPE_PLAIN; detail--)
		if (join(shapes, n, n, (enum shape_detail)detail, (enum shape_detail)detail, out, size) <= cols)
			return;
	for (int detail = SHAPE_PLAIN; detail >= SHAPE_BRIEF; detail--)
		for (int k = n; k > 0; k--)
			if (join(shapes, n, k, (enum shape_detail)detail, SHAPE_BRIEF, out, size) <= cols)
				return;
	out[0] = '\0';
}
