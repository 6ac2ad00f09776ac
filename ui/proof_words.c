#include "config.h"
#include "ui/proof_words.h"

#include "ui/format.h"
#include "ui/i18n.h"

#include <stdio.h>
#include <string.h>

enum { PART = 200 };

static void append(char *out, size_t size, const char *part)
{
	size_t len = strlen(out);

	if (part && part[0])
		snprintf(out + len, size - len, "%s%s", len ? "; " : "", part);
}

void proof_sectors_words(const struct proof *p, char *out, size_t size)
{
	char n[FORMAT_MAX], all[FORMAT_MAX];
	int32_t tried = p->compared + p->unreadable + p->cached;

	if (p->differ > 0)
		snprintf(out, size, _("%s of %s known sectors differ"), format_count(n, p->differ), format_count(all, p->compared));
	else if (tried == 0)
		snprintf(out, size, "%s", p->finished > 0 ? _("no known sector was compared") :
			 _("nothing is rescued yet that could be compared"));
	else if (p->compared == 0)
		snprintf(out, size, ngettext("the %s known sector cannot be read here", "none of %s known sectors could be read here",
					     (unsigned long)tried), format_count(all, tried));
	else if (tried > p->compared)
		snprintf(out, size, _("%s of %s known sectors could be read here, and they are equal"),
			 format_count(n, p->compared), format_count(all, tried));
	else
		snprintf(out, size, ngettext("the only known sector is equal", "all %s known sectors are equal",
					     (unsigned long)p->compared), format_count(n, p->compared));
}

static const char *volume_words(enum witness w)
{
	switch (w) {
	case WITNESS_AGREES:
		return _("the volume name is the same");
	case WITNESS_CLOSE:
		return _("the volume name is nearly the same");
	case WITNESS_DIFFERS:
		return _("the volume name is another");
	default:
		return _("there is no volume name to compare");
	}
}

static const char *toc_words(enum witness w)
{
	switch (w) {
	case WITNESS_AGREES:
		return _("the table of contents is the same");
	case WITNESS_CLOSE:
		return _("the table of contents is nearly the same");
	case WITNESS_DIFFERS:
		return _("the table of contents is another");
	default:
		return NULL;
	}
}

static void capacity_words(const struct proof *p, char *out, size_t size)
{
	char here[FORMAT_MAX], job[FORMAT_MAX];

	if (p->here_sectors <= 0)
		snprintf(out, size, "%s", _("the drive does not tell its size"));
	else if (p->here_sectors == p->job_sectors)
		snprintf(out, size, "%s", _("the size is the same"));
	else
		snprintf(out, size, _("it has %s sectors here, %s in the job"), format_count(here, p->here_sectors),
			 format_count(job, p->job_sectors));
}

void proof_words(const struct proof *p, char *out, size_t size)
{
	char part[PART], n[FORMAT_MAX];

	out[0] = '\0';
	proof_sectors_words(p, part, sizeof part);
	append(out, size, part);
	if (p->cached > 0) {
		snprintf(part, sizeof part, ngettext("%s came perhaps from the drive's cache and proves nothing",
						     "%s came perhaps from the drive's cache and prove nothing",
						     (unsigned long)p->cached), format_count(n, p->cached));
		append(out, size, part);
	}
	append(out, size, volume_words(p->volume));
	append(out, size, toc_words(p->toc));
	if (p->job_sectors > 0) {
		capacity_words(p, part, sizeof part);
		append(out, size, part);
	}
	if (p->elsewhere)
		append(out, size, _("the disc of the job is in another drive at this moment"));
}
