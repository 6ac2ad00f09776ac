#include "config.h"
#include "base/status.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const sentences[] = {
#define X(name, sentence) [STATUS_##name] = sentence,
	STATUSES(X)
#undef X
};

/* Names as they stand in history and --json: the enum's name, lower case, '-' for '_'. */
static const char *const names[] = {
	[STATUS_OK] = "ok", [STATUS_UNREADABLE] = "unreadable", [STATUS_NO_MEDIUM] = "no-medium",
	[STATUS_TRAY_OPEN] = "tray-open", [STATUS_NOT_READY] = "not-ready",
	[STATUS_MEDIUM_CHANGED] = "medium-changed", [STATUS_RESET] = "reset", [STATUS_BLANK] = "blank",
	[STATUS_OUT_OF_RANGE] = "out-of-range", [STATUS_ILLEGAL_MODE] = "illegal-mode",
	[STATUS_PROTECTED] = "protected", [STATUS_INCOMPATIBLE] = "incompatible", [STATUS_REFUSED] = "refused",
	[STATUS_ABORTED] = "aborted", [STATUS_DRIVE_FAILED] = "drive-failed", [STATUS_TRANSPORT] = "transport",
	[STATUS_TIMEOUT] = "timeout", [STATUS_DRIVE_GONE] = "drive-gone", [STATUS_WRONG_DISC] = "wrong-disc",
	[STATUS_UNPROVEN] = "unproven", [STATUS_OTHER_COPY] = "other-copy", [STATUS_IN_USE] = "in-use",
	[STATUS_EJECT_ASKED] = "eject-asked", [STATUS_STUCK] = "stuck", [STATUS_BAD_FILE] = "bad-file", [STATUS_NOT_FOUND] = "not-found",
	[STATUS_EXISTS] = "exists", [STATUS_PERMISSION] = "permission", [STATUS_READ_ONLY] = "read-only",
	[STATUS_NO_SPACE] = "no-space", [STATUS_TOO_LARGE] = "too-large", [STATUS_LOCKED] = "locked",
	[STATUS_IO] = "io", [STATUS_NO_MEMORY] = "no-memory", [STATUS_USAGE] = "usage",
	[STATUS_UNSUPPORTED] = "unsupported", [STATUS_STOPPED] = "stopped",
};
_Static_assert(sizeof names / sizeof *names == STATUS_COUNT, "every status has a name");

const char *status_sentence(enum status st)
{
	return (unsigned)st < STATUS_COUNT ? sentences[st] : "";
}

const char *status_name(enum status st)
{
	return (unsigned)st < STATUS_COUNT && names[st] ? names[st] : "";
}

enum status status_from_errno(int err)
{
	switch (err) {
	case 0:
		return STATUS_OK;
	case ENOENT:
	case ENOTDIR:
		return STATUS_NOT_FOUND;
	case EEXIST:
		return STATUS_EXISTS;
	case EACCES:
	case EPERM:
		return STATUS_PERMISSION;
	case EROFS:
		return STATUS_READ_ONLY;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:	/* the file-size limit: to the user, a full disk by another name */
		return STATUS_NO_SPACE;
	case ENOMEM:
		return STATUS_NO_MEMORY;
	case EOVERFLOW:
	case ENAMETOOLONG:
		return STATUS_TOO_LARGE;
	default:
		return STATUS_IO;
	}
}

/* Part of a hostile file, or its name: no escape sequence gets through, in 7 bits or in 8 (UTF-8: C2 80 to C2 9F). */
static void make_harmless(char *text)
{
	for (unsigned char *p = (unsigned char *)text; *p; p++) {
		if (iscntrl(*p))
			*p = '?';
		if (p[0] == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f)
			p[0] = p[1] = '?';
	}
}

enum status fault_set(struct fault *f, enum status st, const char *place, long line, const char *reason,
		      const char *detail, ...)
{
	va_list ap;

	if (!f)
		return st;
	*f = (struct fault){ .status = st, .line = line, .reason = reason };
	if (place)
		snprintf(f->place, sizeof f->place, "%s", place);
	if (detail) {
		va_start(ap, detail);
		vsnprintf(f->detail, sizeof f->detail, detail, ap);
		va_end(ap);
	}
	make_harmless(f->place);
	make_harmless(f->detail);
	return st;
}
