#include "config.h"
#include "src/say.h"

#include "ui/i18n.h"
#include "ui/text.h"

#include <stdio.h>

const char *harmless(const char *text)
{
	static char out[1024];

	text_fit(out, sizeof out, text, (int)sizeof out / 4, false);
	return out;
}

void say_fault(const struct fault *f)
{
	fprintf(stderr, "%s: ", PACKAGE);
	if (f->place[0])
		fprintf(stderr, "%s: ", harmless(f->place));
	if (f->line)
		fprintf(stderr, _("line %ld: "), f->line);
	fprintf(stderr, "%s", f->reason ? _(f->reason) : _(status_sentence(f->status)));
	if (f->detail[0])
		fprintf(stderr, ": %s", harmless(f->detail));
	fprintf(stderr, "\n");
}

int exit_for(enum status st)
{
	switch (st) {
	case STATUS_OK:
		return EXIT_ALL_WELL;
	case STATUS_BAD_FILE:
		return EXIT_BAD_INPUT;
	case STATUS_WRONG_DISC:
	case STATUS_UNPROVEN:
		return EXIT_WRONG_DISC;
	default:
		return EXIT_CANNOT_RUN;
	}
}

int exit_for_rescue(const struct snapshot *s)
{
	bool all = s->mapped && s->tally.sectors[map_state_index(MAP_GOOD)] == s->disc.sectors;

	if (s->end == STATUS_BAD_FILE || s->end == STATUS_WRONG_DISC || s->end == STATUS_UNPROVEN)
		return exit_for(s->end);
	/* Ended by itself before any drive had the disc: it never ran. */
	if (!s->mapped || (s->active < 0 && s->run_s <= 0 && s->end != STATUS_OK && s->end != STATUS_STOPPED))
		return s->end == STATUS_OK ? EXIT_CANNOT_RUN : exit_for(s->end);
	if (all)
		return s->end == STATUS_OK || s->end == STATUS_STOPPED ? EXIT_ALL_WELL : EXIT_CANNOT_RUN;
	return EXIT_UNREAD;
}
