#include "config.h"
#include "ui/screen.h"

#include "ui/i18n.h"

#include <stdio.h>
#include <string.h>

/* The disc in a drive is mounted: really unmount it? */

static const struct shelf_drive *drive_of(const struct ui *u)
{
	for (int i = 0; i < u->view.ndrives; i++)
		if (strcmp(u->view.drives[i].id.spec, u->unmount) == 0)
			return &u->view.drives[i];
	return NULL;
}

static void unmount_draw(struct ui *u, void *state, struct canvas *c, struct rect r)
{
	const struct shelf_drive *d = drive_of(u);
	struct rect in = canvas_frame(c, rect_centre(r, 9, 70), ROLE_FRAME, _("Unmount the disc?"));

	(void)state;
	if (!d)
		return;
	canvas_putf(c, in.row + 1, in.col, in.cols, ROLE_TITLE, _("The disc in %s is mounted at %s."), d->id.name, d->mounted);
	canvas_put(c, in.row + 3, in.col, in.cols, ROLE_PLAIN, _("Close the files that are open on it first. Nothing on it changes."));
	canvas_put(c, in.row + in.rows - 1, in.col, in.cols, ROLE_DIM, _("y unmounts it, Esc leaves it as it is."));
}

static struct follow unmount_act(struct ui *u, void *state, enum action a, struct mouse at)
{
	(void)state, (void)at;
	if (a == ACT_YES && u->shelf) {
		shelf_unmount(u->shelf, u->unmount);
		u->unmounting = true;
		ui_notice(u, "%s", _("It is being unmounted ..."));
	}
	return (struct follow){ .kind = FOLLOW_POP };
}

/* Somebody else was faster, or the disc is gone. */
static bool unmount_over(struct ui *u, void *state)
{
	const struct shelf_drive *d = drive_of(u);

	(void)state;
	return !d || !d->mounted[0];
}

static const struct binding unmount_keys[] = {
	{ 'y', ACT_YES }, { KEY_CODE_ENTER, ACT_YES }, { KEY_CODE_ESC, ACT_BACK },
};

const struct screen screen_unmount = {
	.name = "unmount", .title = N_("Unmount the disc?"), .dialog = true, .keys = unmount_keys,
	.nkeys = ARRAY_LEN(unmount_keys), .draw = unmount_draw, .act = unmount_act, .over = unmount_over,
};
