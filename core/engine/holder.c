#include "config.h"
#include "engine/private.h"

#include <stdio.h>
#include <string.h>

/* Other programs that have the disc which is to be read. */

static enum status holder(struct engine *e, struct worker *w)
{
	char where[256] = "";
	enum status st = drives_holder(e->drives, w->spec, where);

	pthread_mutex_lock(&e->lock);
	memcpy(w->view.mounted, where, sizeof w->view.mounted);
	pthread_mutex_unlock(&e->lock);
	return st;
}

static void unmount(struct engine *e, struct worker *w)
{
	struct fault f = { 0 };

	if (drives_unmount(e->drives, w->spec, &f) != STATUS_OK)
		log_add(e->log, LOG_WARNING, w->view.id.name, N_("The disc could not be unmounted"), "%s", f.detail);
	else
		log_add(e->log, LOG_NOTE, w->view.id.name, N_("The disc was unmounted"), "%s", w->view.mounted);
}

void move_ask_holder(struct engine *e, struct worker *w)
{
	while (!e->stop && !w->held_told && holder(e, w) == STATUS_IN_USE) {
		struct question q = { .why = STATUS_IN_USE, .drive = w->index, .lsn = -1 };

		snprintf(q.place, sizeof q.place, "%s", w->view.mounted[0] ? w->view.mounted : w->view.id.name);
		if (e->set.batch) {	/* it disturbs, but harms nothing */
			log_add(e->log, LOG_WARNING, w->view.id.name, status_sentence(STATUS_IN_USE), "%s",
				w->view.mounted);
			w->held_told = true;
			break;
		}
		switch (engine_ask(e, q)) {
		case CHOICE_UNMOUNT:
			unmount(e, w);
			break;
		case CHOICE_RETRY:
			break;
		default:
			w->held_told = true;
			break;
		}
	}
}
