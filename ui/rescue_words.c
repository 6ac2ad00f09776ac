#include "config.h"
#include "ui/rescue.h"

#include "ui/format.h"
#include "ui/i18n.h"

#include <stdlib.h>

/* What the user says of places on the disc: to be read first, last or never. */

const struct look word_looks[] = {
	[WORD_FIRST] = { "\u00bb", '>', ROLE_KEY, N_("first") },
	[WORD_LAST]  = { "\u00ab", '<', ROLE_KEY, N_("last") },
	[WORD_NEVER] = { "\u00ac", '~', ROLE_KEY, N_("never") },
};

uint8_t *rescue_words(struct engine *e, const struct map_view *v)
{
	struct mark *marks = malloc(ENGINE_MARKS * sizeof *marks);
	int n = marks ? engine_marks(e, marks, ENGINE_MARKS) : 0;
	uint8_t *words = n > 0 ? calloc((size_t)map_view_cells(v), 1) : NULL;

	for (int i = 0; words && i < n; i++) {
		struct span s = span_clip(marks[i].span, v->shown);

		if (s.count == 0)
			continue;
		for (int cell = map_view_cell_of(v, s.lsn); cell <= map_view_cell_of(v, span_end(s) - 1); cell++)
			words[cell] = (uint8_t)(marks[i].word + 1);
	}
	free(marks);
	return words;
}

const struct look *rescue_word_in(struct engine *e, struct span in)
{
	struct mark *marks = malloc(ENGINE_MARKS * sizeof *marks);
	int n = marks ? engine_marks(e, marks, ENGINE_MARKS) : 0;
	const struct look *found = NULL;

	for (int i = 0; i < n && !found; i++)
		if (span_clip(marks[i].span, in).count > 0)
			found = &word_looks[marks[i].word];
	free(marks);
	return found;
}

void rescue_say(struct ui *u, struct rescue *s, enum action a)
{
	struct span marked = map_view_marked(&s->view);
	enum command_kind kind = a == ACT_FIRST ? CMD_FIRST : a == ACT_LAST ? CMD_LAST : a == ACT_NEVER ? CMD_NEVER : CMD_NORMAL;
	unsigned n = (unsigned)marked.count;
	char count[FORMAT_MAX];
	const char *said;

	if (marked.count == 0)
		return;
	rescue_ask(u, s, a, (struct command){ .kind = kind, .span = marked });
	s->view.mark = -1;
	if (u->notice[0])
		return;
	switch (kind) {
	case CMD_FIRST:	said = ngettext("%s sector is read first.", "%s sectors are read first.", n); break;
	case CMD_LAST:	said = ngettext("%s sector is read last.", "%s sectors are read last.", n); break;
	case CMD_NEVER:
		said = ngettext("%s sector is not read at all; c takes that back.",
				"%s sectors are not read at all; c takes that back.", n);
		break;
	default:
		said = ngettext("%s sector is read like the rest.", "%s sectors are read like the rest.", n);
		break;
	}
	ui_notice(u, said, format_count(count, marked.count));
}
