#ifndef UI_KEYS_H
#define UI_KEYS_H

#include "base/span.h"
#include "base/status.h"

#include <stdint.h>

/*
 * An action is named once; keys, help and the hint line derive from it. Same key, same meaning on every screen.
 */
#define ACTIONS(X)	/* action     name           what it does               hint (one or two words) */	\
	X(HELP,      "help",       N_("Show the keys"),                         N_("help"))		\
	X(QUIT,      "quit",       N_("Quit; all work is saved"),               N_("quit"))		\
	X(BACK,      "back",       N_("Back, or close the dialog"),             N_("back"))		\
	X(PAUSE,     "pause",      N_("Pause or go on"),                        N_("pause"))		\
	X(MOVE_DISC, "move-disc",  N_("Move the disc to another drive"),        N_("swap drive"))	\
	X(EJECT,     "eject",      N_("Save, and open the tray"),               N_("eject"))		\
	X(NEXT_PASS, "next-pass",  N_("Go to the next pass"),                   N_("next pass"))	\
	X(SKIP,      "skip",       N_("Leave this area for a later pass"),      N_("skip"))		\
	X(REVERSE,   "reverse",    N_("Turn the direction of this pass"),       N_("reverse"))		\
	X(ADD_RETRY, "add-retry",  N_("Add a retry pass"),                      N_("add retry"))	\
	X(FIRST,     "first",      N_("Read the marked cells first"),           N_("read first"))	\
	X(LAST,      "last",       N_("Read the marked cells last"),            N_("read last"))	\
	X(NEVER,     "never",      N_("Never read the marked cells"),           N_("never read"))	\
	X(NORMAL,    "normal",     N_("Read the marked cells like the rest again"), N_("like the rest"))	\
	X(STOP_RULE, "stop-rule",  N_("When retries stop: sectors per minute"), N_("stop rule"))	\
	X(USE,       "use",        N_("Read in this drive, too"),               N_("use it, too"))	\
	X(LEAVE,     "leave",      N_("Leave this drive out; the others go on"), N_("leave it out"))	\
	X(FASTER,    "faster",     N_("Higher reading speed"),                  N_("faster"))		\
	X(SLOWER,    "slower",     N_("Lower reading speed"),                   N_("slower"))		\
	X(UP,        "up",         N_("Up"),                                    NULL)			\
	X(DOWN,      "down",       N_("Down"),                                  NULL)			\
	X(LEFT,      "left",       N_("Left"),                                  NULL)			\
	X(RIGHT,     "right",      N_("Right"),                                 NULL)			\
	X(PAGE_UP,   "page-up",    N_("A page up"),                             NULL)			\
	X(PAGE_DOWN, "page-down",  N_("A page down"),                           NULL)			\
	X(HOME,      "home",       N_("To the start"),                          NULL)			\
	X(END,       "end",        N_("To the end"),                            NULL)			\
	X(NEXT_BAD,  "next-bad",   N_("Go to the next area that is not rescued"), N_("next bad"))	\
	X(PREV_BAD,  "prev-bad",   N_("Go to the previous area that is not rescued"), NULL)		\
	X(MARK,      "mark",       N_("Mark from here (again: forget the mark)"), N_("mark"))		\
	X(ZOOM_IN,   "zoom-in",    N_("Zoom the map in at the cursor"),         N_("zoom"))		\
	X(ZOOM_OUT,  "zoom-out",   N_("Zoom the map out"),                      NULL)			\
	X(FOLLOW,    "follow",     N_("Follow the reading, or the newest line"), NULL)			\
	X(NEXT_PANEL, "next-panel", N_("Next panel"),                           N_("panel"))			\
	X(OPEN,      "open",       N_("Open, or accept"),                       N_("open"))		\
	X(NEW_JOB,   "new-job",    N_("New job from the selected drive"),       N_("new job"))		\
	X(SEARCH,    "search",     N_("Search"),                                N_("search"))		\
	X(FIND_NEXT, "find-next",  N_("Find the next"),                         NULL)			\
	X(INSERT_SIM, "insert",    N_("Put the disc in (simulated drives only)"), N_("put it in"))	\
	X(OTHER_DRIVE, "other-drive", N_("Choose another drive"),               N_("other drive"))	\
	X(SCREEN_1,  "screen-1",   N_("Rescue screen"),                         NULL)			\
	X(SCREEN_2,  "screen-2",   N_("Log screen"),                            N_("log"))		\
	X(REDRAW,    "redraw",     N_("Draw the screen again"),                 NULL)			\
	X(CLICK,     "click",      N_("Set the cursor with the mouse"),         NULL)			\
	X(TRY_AGAIN, "try-again",  N_("Try again"),                             N_("try again"))	\
	X(WAIT,      "wait",       N_("Wait for the drive"),                    N_("wait"))		\
	X(UNMOUNT,   "unmount",    N_("Unmount the disc, so that no other program reads it"), N_("unmount"))	\
	X(DISC_JOB,  "disc-job",   N_("The job of this disc, or a new one"),    N_("job of this disc"))	\
	X(GO_ON,     "go-on",      N_("Go on all the same"),                    N_("go on"))		\
	X(YES,       "yes",        N_("Yes"),                                   N_("yes"))		\
	X(TAKE_OVER, "take-over",  N_("Take the job over"),                     N_("take over"))

enum action {
	ACT_NONE,
#define X(name, id, text, hint) ACT_##name,
	ACTIONS(X)
#undef X
	ACT_COUNT
};

const char *action_name(enum action a);
const char *action_text(enum action a);	/* untranslated */
const char *action_hint(enum action a);	/* untranslated; NULL: none */

/* Keys beyond characters; a character is its code point. */
enum key {
	KEY_CODE_ESC = 27, KEY_CODE_ENTER = 13, KEY_CODE_TAB = 9, KEY_CODE_BACKSPACE = 8,
	KEY_CODE_UP = 0x200000, KEY_CODE_DOWN, KEY_CODE_LEFT, KEY_CODE_RIGHT, KEY_CODE_PGUP, KEY_CODE_PGDN, KEY_CODE_HOME,
	KEY_CODE_END, KEY_CODE_DEL, KEY_CODE_BACKTAB,
	KEY_CODE_F1, KEY_CODE_F2, KEY_CODE_F3, KEY_CODE_F4, KEY_CODE_F5, KEY_CODE_F6,
	KEY_CODE_RESIZE,
	KEY_CODE_CLICK = 0x200100	/* a mouse click; where is kept beside the key */
};

struct binding {
	int32_t key;
	enum action action;
};

/* The action of a key in a table of bindings; ACT_NONE if it has none. */
enum action binding_find(const struct binding *b, int n, int32_t key);

/* "p", "Enter", "F1", "Up", "^L": as shown in help and hints, and as written in scripts. */
const char *key_label(int32_t key, char out[16]);
/* Back from such a name; 0 if there is no such key. */
int32_t key_from_name(const char *name);

/* Where on the screen a KEY_CODE_CLICK was. */
struct mouse {
	int row, col;
};

#endif
