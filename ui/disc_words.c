#include "config.h"
#include "ui/disc_words.h"

#include "ui/i18n.h"

#include <stdio.h>
#include <string.h>

/* ECMA-130 22.3.1 */
enum { CONTROL_DATA = 4 };

static const char *tracks_kind(const struct disc_toc *t)
{
	int data = 0;

	for (int i = 0; i < t->ntracks; i++)
		data += (t->track[i].control & CONTROL_DATA) != 0;
	return data == t->ntracks ? NULL : data > 0 ? N_("mixed mode") : N_("audio");
}

void disc_words(const struct medium *m, const struct volume_id *v, char *out, size_t size)
{
	const char *what = m->toc.ntracks > 0 ? tracks_kind(&m->toc) : NULL;
	const char *name = disc_name(m->kind, m->profile);
	size_t len;

	if (v->found && v->label[0])
		snprintf(out, size, "%s, %s", name, v->label);
	else
		/* TRANSLATORS: CD, DVD, BD, CD-R ... or disc */
		snprintf(out, size, _("%s without a name"), name);
	len = strlen(out);
	if (what)
		snprintf(out + len, size - len, ", %s", _(what));
	len = strlen(out);
	if (m->toc.ntracks > 1)
		snprintf(out + len, size - len, ngettext(", %d track", ", %d tracks", (unsigned)m->toc.ntracks), m->toc.ntracks);
}
