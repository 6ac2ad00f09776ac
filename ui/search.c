#include "config.h"
#include "ui/search.h"

#include "ui/i18n.h"
#include "ui/keys.h"
#include "ui/text.h"

#include <string.h>

void search_begin(struct search *s, long origin)
{
	field_set(&s->field, SEARCH_ROOM, "");
	s->typing = true;
	s->missed = false;
	s->origin = origin;
}

static enum search_event end_typing(struct search *s, enum search_event event)
{
	s->typing = false;
	return event;
}

static enum search_event edit(struct search *s, int32_t key)
{
	char before[SEARCH_ROOM];

	memcpy(before, s->field.text, sizeof before);	/* terminated within: see its room */
	if (!field_key(&s->field, key))
		return end_typing(s, SEARCH_UNUSED);
	if (strcmp(before, s->field.text) == 0)
		return SEARCH_USED;
	s->missed = false;
	if (!s->field.text[0])
		return SEARCH_USED;
	memcpy(s->text, s->field.text, sizeof s->text);
	return SEARCH_LOOK;
}

enum search_event search_key(struct search *s, int32_t key)
{
	if (!s->typing) {
		s->missed = false;
		return SEARCH_UNUSED;
	}
	switch (key) {
	case KEY_CODE_ENTER:
		return end_typing(s, s->field.text[0] || !s->text[0] ? SEARCH_USED : SEARCH_NEXT);
	case KEY_CODE_ESC:
		s->missed = false;
		return end_typing(s, SEARCH_LEFT);
	case KEY_CODE_RESIZE:
	case KEY_CODE_CLICK:
		return SEARCH_UNUSED;
	default:
		return edit(s, key);
	}
}

void search_draw(struct search *s, struct canvas *c, int row, int col, int cols)
{
	const char *missed = _("not found");
	int right = s->missed ? text_cols(missed) + 2 : 0, at;
	char shown[SEARCH_ROOM * 4 + 8];

	if (s->missed)
		canvas_put_right(c, row, col + cols, cols, ROLE_WARN, missed);
	if (!s->typing)
		return;
	at = field_show(&s->field, shown, sizeof shown, cols - 1 - right, c->ascii);
	canvas_put(c, row, col, 1, ROLE_KEY, "/");
	canvas_put(c, row, col + 1, cols - 1 - right, ROLE_PLAIN, shown);
	c->cursor_row = row;
	c->cursor_col = col + 1 + at;
}
