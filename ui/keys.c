#include "config.h"
#include "ui/keys.h"

#include "ui/text.h"

#include <stdio.h>
#include <string.h>

static const struct action_row {
	const char *name, *text, *hint;
} actions[ACT_COUNT] = {
#define X(id, word, what, few) [ACT_##id] = { .name = word, .text = what, .hint = few },
	ACTIONS(X)
#undef X
};

static const struct key_row {
	int32_t key;
	const char *name;
} named_keys[] = {
	{ KEY_CODE_ESC, "Esc" }, { KEY_CODE_ENTER, "Enter" }, { KEY_CODE_TAB, "Tab" },
	{ KEY_CODE_BACKSPACE, "Backspace" }, { ' ', "Space" },
	{ KEY_CODE_UP, "Up" }, { KEY_CODE_DOWN, "Down" }, { KEY_CODE_LEFT, "Left" }, { KEY_CODE_RIGHT, "Right" },
	{ KEY_CODE_PGUP, "PgUp" }, { KEY_CODE_PGDN, "PgDn" }, { KEY_CODE_HOME, "Home" }, { KEY_CODE_END, "End" },
	{ KEY_CODE_DEL, "Del" }, { KEY_CODE_BACKTAB, "BackTab" },
	{ KEY_CODE_F1, "F1" }, { KEY_CODE_F2, "F2" }, { KEY_CODE_F3, "F3" }, { KEY_CODE_F4, "F4" },
	{ KEY_CODE_F5, "F5" }, { KEY_CODE_F6, "F6" }, { KEY_CODE_RESIZE, "Resize" }, { KEY_CODE_CLICK, "Click" },
};

const char *action_name(enum action a)
{
	return a > ACT_NONE && a < ACT_COUNT ? actions[a].name : "";
}

const char *action_text(enum action a)
{
	return a > ACT_NONE && a < ACT_COUNT ? actions[a].text : "";
}

const char *action_hint(enum action a)
{
	return a > ACT_NONE && a < ACT_COUNT ? actions[a].hint : NULL;
}

enum action binding_find(const struct binding *b, int n, int32_t key)
{
	for (int i = 0; i < n; i++)
		if (b[i].key == key)
			return b[i].action;
	return ACT_NONE;
}

const char *key_label(int32_t key, char out[16])
{
	out[0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(named_keys); i++)
		if (named_keys[i].key == key)
			return strcpy(out, named_keys[i].name);
	if (key > 0 && key < 0x20)
		snprintf(out, 16, "^%c", (int)key + '@');
	else if (key > 0x20 && key < 0x7f)
		snprintf(out, 16, "%c", (int)key);
	else
		snprintf(out, 16, "U+%04X", (unsigned)key);
	return out;
}

int32_t key_from_name(const char *name)
{
	int bytes;
	int32_t code = text_next(name, &bytes);

	for (size_t i = 0; i < ARRAY_LEN(named_keys); i++)
		if (strcmp(named_keys[i].name, name) == 0)
			return named_keys[i].key;
	if (name[0] == '^' && name[1] >= '@' && name[1] <= '_' && !name[2])
		return name[1] - '@';
	return code > 0x20 && name[bytes] == '\0' ? code : 0;
}
