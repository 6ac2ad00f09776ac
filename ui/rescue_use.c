#include "config.h"
#include "ui/rescue.h"

#include "ui/drive_words.h"
#include "ui/i18n.h"
#include "ui/speed.h"

#include <stdio.h>

/* What keys do to one drive: its speed, and whether it reads, too. */

void rescue_ask(struct ui *u, struct rescue *s, enum action a, struct command c)
{
	if (!ui_post(u, c))
		return;
	s->asked = a;
	s->asked_at = u->posted;
}

void rescue_change_speed(struct ui *u, struct rescue *s, enum action a)
{
	const struct snapshot *snap = &u->snap;
	int i = s->in_drives ? s->drive : snap->active;
	const struct drive_view *d = &snap->drives[max_i32(i, 0)];
	struct command c = { .kind = CMD_SET_SPEED };
	char text[16];

	if (i < 0)
		return;
	if (d->abilities.set_speed == ABILITY_NO) {
		ui_notice(u, _("%s does not let its speed be set."), d->id.name);
		return;
	}
	c.kb_per_s = speed_step(&d->abilities, snap->disc.kind, d->speed, a == ACT_FASTER ? 1 : -1);
	snprintf(c.drive, sizeof c.drive, "%s", d->id.spec);
	rescue_ask(u, s, a, c);
	speed_text(snap->disc.kind, c.kb_per_s, text, sizeof text);
	if (!u->notice[0])
		ui_notice(u, d->abilities.speed_matters == ABILITY_NO ?
			  _("Speed of %s: %s. In this drive it has made no difference so far.") :
			  _("Speed of %s: %s, by hand from now on."), d->id.name, text);
}

/* --- drives that read, too --- */

bool rescue_others_read(const struct snapshot *snap, int but)
{
	for (int i = 0; i < snap->ndrives; i++)
		if (i != but && drive_reads(snap, i) && !snap->drives[i].stuck)
			return true;
	return false;
}

bool rescue_may_use(const struct snapshot *snap, int i)
{
	const struct drive_view *d = &snap->drives[i];

	return !drive_reads(snap, i) && !d->stuck && (!d->known || d->state == STATUS_OK);
}

static void use_drive(struct ui *u, struct rescue *s)
{
	const struct drive_view *d = &u->snap.drives[s->drive];
	struct command c = { .kind = CMD_USE };

	if (drive_reads(&u->snap, s->drive)) {
		ui_notice(u, _("%s reads already."), d->id.name);
	} else if (!rescue_may_use(&u->snap, s->drive)) {
		ui_notice(u, "%s: %s", d->id.name, drive_state_word(d->stuck ? STATUS_STUCK : d->state));
	} else {
		snprintf(c.drive, sizeof c.drive, "%s", d->id.spec);
		rescue_ask(u, s, ACT_USE, c);
		ui_notice(u, _("%s reads, too, once its disc is proven to be a copy."), d->id.name);
	}
}

static void leave_drive(struct ui *u, struct rescue *s)
{
	const struct drive_view *d = &u->snap.drives[s->drive];
	struct command c = { .kind = CMD_LEAVE };

	if (!drive_reads(&u->snap, s->drive)) {
		ui_notice(u, _("%s does not read."), d->id.name);
	} else if (!rescue_others_read(&u->snap, s->drive)) {
		ui_notice(u, _("Only %s reads: p pauses, s moves the disc."), d->id.name);
	} else {
		snprintf(c.drive, sizeof c.drive, "%s", d->id.spec);
		rescue_ask(u, s, ACT_LEAVE, c);
		ui_notice(u, _("%s is left out; the others go on."), d->id.name);
	}
}

void rescue_act_on_drive(struct ui *u, struct rescue *s, enum action a)
{
	const struct snapshot *snap = &u->snap;

	if (!s->in_drives || s->drive >= snap->ndrives) {
		s->tab = s->layout.panel[PANEL_DRIVES].rows > 0 ? s->tab : PANEL_DRIVES;
		s->in_drives = snap->ndrives > 1;
		s->drive = max_i32(snap->active, 0);
		ui_notice(u, "%s", s->in_drives ? _("Choose the drive with Up and Down, then press the key again.") :
			  _("There is only this drive."));
		return;
	}
	if (a == ACT_OPEN)
		a = drive_reads(snap, s->drive) ? ACT_LEAVE : ACT_USE;
	if (a == ACT_USE)
		use_drive(u, s);
	else
		leave_drive(u, s);
}
