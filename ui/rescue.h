#ifndef UI_RESCUE_H
#define UI_RESCUE_H

#include "ui/field.h"
#include "ui/layout_rescue.h"
#include "ui/map_view.h"
#include "ui/screen.h"

/* The parts of the rescue screen; screen_rescue.c puts them together. */

struct rescue {
	struct map_view view;
	struct layout_rescue layout;	/* as drawn last, for clicks */
	enum panel tab;
	bool in_drives;			/* the arrows choose a drive instead of moving on the map */
	int drive;			/* which: its index */
	/* what a key asked for, until the engine has done it */
	enum action asked;
	unsigned asked_at;		/* number of the command */
	/* the prompt for a sector to go to */
	bool typing;
	struct field typed;
};

/* Sectors that are not rescued, by the map's tally. */
int32_t rescue_left(const struct map_tally *t);

/* Title, percent, pass, and what the drive does now. */
void rescue_draw_head(const struct ui *u, const struct rescue *s, struct canvas *c, struct rect r);

/* The picture between the rows that say where it begins and ends; fits the view to its size. */
void rescue_draw_map(const struct ui *u, struct rescue *s, struct canvas *c);

/* The panels, each with its row of titles. */
void rescue_draw_panels(const struct ui *u, const struct rescue *s, struct canvas *c);
/* A column's title, if it begins behind what stands in the row already. */
void rescue_put_title(struct canvas *c, int row, int end, int free_from, const char *title);
void panel_drives(const struct ui *u, const struct rescue *s, struct canvas *c, struct rect r, int title_col);
/* What passes are expected to bring, and have brought. */
void panel_plan(const struct ui *u, struct canvas *c, struct rect r, int title_col);
/* When retries stop, in a sentence that names the key. */
void plan_stop_words(double rate, char *out, size_t size);
void panel_counts(const struct ui *u, struct canvas *c, struct rect r, int title_col);
void panel_cell(const struct ui *u, const struct rescue *s, struct canvas *c, struct rect r);

/* What the user says of places, by enum word; only of sectors that are not rescued yet. */
extern const struct look word_looks[];
/* Per cell of the picture: an enum word and one, 0: nothing was said of it. Owned by the caller; NULL: nothing of any. */
uint8_t *rescue_words(struct engine *e, const struct map_view *v);
/* What was said first of anything in there; NULL: nothing. */
const struct look *rescue_word_in(struct engine *e, struct span in);
/* ACT_FIRST, ACT_LAST, ACT_NEVER, ACT_NORMAL for the marked cells. */
void rescue_say(struct ui *u, struct rescue *s, enum action a);

/* Posts it and remembers it until the engine has it. */
void rescue_ask(struct ui *u, struct rescue *s, enum action a, struct command c);
/* ACT_FASTER, ACT_SLOWER: of the drive that is chosen, else of the first that reads. */
void rescue_change_speed(struct ui *u, struct rescue *s, enum action a);
/* ACT_USE, ACT_LEAVE, ACT_OPEN for either; when none is chosen yet the list of drives is shown first. */
void rescue_act_on_drive(struct ui *u, struct rescue *s, enum action a);
/* It could read, too, as far as is known. */
bool rescue_may_use(const struct snapshot *snap, int i);
/* A drive other than that one reads, so the work goes on without it. */
bool rescue_others_read(const struct snapshot *snap, int but);

/* Advice: first the answer, then the reason, then what to do. Empty when there is none. */
void rescue_advice(const struct ui *u, enum role *role, char *out, size_t size);

/* "everything rescued", or what is left of it, when the plan is done. */
void rescue_outcome(const struct snapshot *snap, char *out, size_t size);

/* "sr0 PLEXTOR PX-716A" without the firmware. */
void rescue_drive_name(const struct drive_id *id, char *out, size_t size);

#endif
