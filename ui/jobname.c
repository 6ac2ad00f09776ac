#include "config.h"
#include "ui/jobname.h"

#include "ui/text.h"

#include <stdio.h>
#include <string.h>

const struct job_brief *jobname_find(const struct shelf_view *v, const char *name)
{
	for (int i = 0; i < v->njobs; i++)
		if (strcmp(v->jobs[i].name, name) == 0)
			return &v->jobs[i];
	return NULL;
}

const struct job_brief *jobname_of_disc(const struct shelf_view *v, const struct shelf_drive *d)
{
	const struct volume_id *is = &d->volume;

	for (int i = 0; i < v->njobs && is->found && is->label[0]; i++) {
		const struct volume_id *was = &v->jobs[i].volume;

		if (v->jobs[i].status == STATUS_OK && was->found && strcmp(was->label, is->label) == 0 &&
		    strcmp(was->created, is->created) == 0 && was->sectors == is->sectors)
			return &v->jobs[i];
	}
	return NULL;
}

/* Letters, digits and single "-" of `label`; a "." only between them. */
static void simplify(char *out, size_t size, const char *label)
{
	size_t len = 0;

	for (; *label && len + 1 < size; label++) {
		char c = *label >= 'A' && *label <= 'Z' ? (char)(*label - 'A' + 'a') : *label;
		bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		bool after_plain = len > 0 && out[len - 1] != '-' && out[len - 1] != '.';

		if (plain)
			out[len++] = c;
		else if (after_plain)
			out[len++] = c == '.' ? '.' : '-';
	}
	while (len > 0 && (out[len - 1] == '-' || out[len - 1] == '.'))
		len--;
	out[len] = '\0';
}

void jobname_propose(char out[JOBNAME_MAX], const struct shelf_drive *d, const struct shelf_view *v)
{
	const struct job_brief *own = jobname_of_disc(v, d);
	char base[64];

	if (own) {
		snprintf(out, JOBNAME_MAX, "%s", own->name);
		return;
	}
	simplify(base, sizeof base, d->volume.found ? d->volume.label : "");
	if (!base[0])
		simplify(base, sizeof base, disc_kind_name(d->medium.kind));
	snprintf(out, JOBNAME_MAX, "%s", base);
	for (int n = 2; jobname_find(v, out); n++)
		snprintf(out, JOBNAME_MAX, "%s-%d", base, n);
}

const char *jobname_fault(const char *name)
{
	int bytes;

	if (!name[strspn(name, " ")])
		return N_("The folder needs a name.");
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return N_("That is another folder, not a name for one.");
	if (name[0] == '.')
		return N_("A name that begins with a dot would be hidden.");
	if (strchr(name, '/'))
		return N_("No slash: the folder lies among the other jobs.");
	for (const char *s = name; *s; s += bytes)
		if (text_cols_of(text_next(s, &bytes)) < 0)
			return N_("The name holds characters that cannot be shown.");
	return NULL;
}
