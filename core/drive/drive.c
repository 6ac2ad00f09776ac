#include "config.h"
#include "drive/drive.h"

#include <stdio.h>
#include <string.h>

/* What every back end relies on; whoever asks for more has lost count. */
static enum status check_bounds(const struct drive *d, struct span at, const uint8_t *buf)
{
	if (at.count < 0 || at.count > d->max_sectors || (uintptr_t)buf % 4096 != 0)
		return STATUS_USAGE;
	if (at.lsn < 0 || at.lsn > INT32_MAX - at.count)
		return STATUS_OUT_OF_RANGE;
	return STATUS_OK;
}

typedef enum status reading(struct drive *d, struct span at, uint8_t *buf, struct read_info *got);

static enum status read_by(struct drive *d, reading *read, struct span at, uint8_t *buf, struct read_info *got)
{
	enum status st = check_bounds(d, at, buf);
	int64_t began;

	*got = (struct read_info){ 0 };
	if (st != STATUS_OK || at.count == 0)
		return st;
	began = clock_now(d->clock);
	st = read(d, at, buf, got);
	if (got->took_ns == 0)		/* a process of its own has a clock of its own */
		got->took_ns = clock_now(d->clock) - began;
	if (st == STATUS_OK)
		got->good = at.count;
	return st;
}

enum status drive_read(struct drive *d, struct span at, uint8_t *buf, struct read_info *got)
{
	return read_by(d, d->ops->read, at, buf, got);
}

enum status drive_medium(struct drive *d, struct medium *m)
{
	*m = (struct medium){ 0 };
	return d->ops->medium(d, m);
}

enum status drive_poll(struct drive *d)
{
	struct medium m;

	return d->ops->poll ? d->ops->poll(d) : drive_medium(d, &m);
}

enum status drive_set_speed(struct drive *d, unsigned kb_per_s)
{
	enum status st;

	if (!d->ops->set_speed)
		return STATUS_UNSUPPORTED;
	st = d->ops->set_speed(d, kb_per_s);
	if (st == STATUS_OK)
		d->speed = kb_per_s;
	return st;
}

enum status drive_tray(struct drive *d, enum tray_action what)
{
	return d->ops->tray ? d->ops->tray(d, what) : STATUS_UNSUPPORTED;
}

enum status drive_read_fresh(struct drive *d, struct span at, uint8_t *buf, struct read_info *got)
{
	return read_by(d, d->ops->read_fresh ? d->ops->read_fresh : d->ops->read, at, buf, got);
}

enum status drive_abilities(struct drive *d, struct drive_abilities *a)
{
	if (d->ops->abilities)
		return d->ops->abilities(d, a);
	a->mmc = ABILITY_NO;
	return STATUS_OK;
}

enum status drive_set_retries(struct drive *d, int count)
{
	return d->ops->set_retries ? d->ops->set_retries(d, count) : STATUS_UNSUPPORTED;
}

bool drive_now(struct drive *d, struct drive_now *now)
{
	*now = (struct drive_now){ .lsn = -1 };
	return d->ops->now && d->ops->now(d, now);
}

void drive_close(struct drive *d)
{
	if (d)
		d->ops->close(d);
}

/* Bytes of the UTF-8 character at `s` (RFC 3629), 0 if there is none or if it is a control character. */
static int character(const unsigned char *s)
{
	int more = s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 1 : s[0] < 0xf0 ? 2 : s[0] < 0xf5 ? 3 : 0;

	if (s[0] < 0x80)
		return s[0] >= 0x20 && s[0] != 0x7f;
	for (int i = 1; i <= more; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if (more == 0 || (s[0] == 0xc2 && s[1] < 0xa0) || (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f)
	    || (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return more + 1;
}

/* Adds a blank, if something stands there, and `s` with one '?' for every byte that is no character. */
static size_t add_printable(char *out, size_t size, size_t at, const char *s)
{
	const unsigned char *in = (const unsigned char *)s;

	if (*in && at > 0 && at + 1 < size)
		out[at++] = ' ';
	while (*in) {
		int n = character(in);
		size_t need = n ? (size_t)n : 1;

		if (at + need >= size)
			break;
		if (n)
			memcpy(out + at, in, need);
		else
			out[at] = '?';
		at += need;
		in += need;
	}
	return at;
}

void drive_take_text(char *out, const void *field, size_t len)
{
	const uint8_t *in = field;
	size_t n = 0;

	for (size_t i = 0; i < len && in[i]; i++) {
		if (in[i] == ' ' && (n == 0 || out[n - 1] == ' '))
			continue;
		out[n++] = in[i] >= 0x20 && in[i] < 0x7f ? (char)in[i] : '?';
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
}

void drive_title(const struct drive_id *id, char *out, size_t size)
{
	const char *const parts[] = { id->name, id->vendor, id->model, id->firmware };
	size_t at = 0;

	if (size == 0)
		return;
	for (unsigned i = 0; i < (id->model[0] ? ARRAY_LEN(parts) : 1); i++)
		at = add_printable(out, size, at, parts[i]);
	out[at] = '\0';
}

bool drive_same_make(const struct drive_id *a, const struct drive_id *b)
{
	return a->model[0] && strcmp(a->model, b->model) == 0 && strcmp(a->vendor, b->vendor) == 0;
}
