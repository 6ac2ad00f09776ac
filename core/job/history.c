#include "config.h"
#include "job/parts.h"

#include "base/fileio.h"
#include "base/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void job_time_text(char out[JOB_TIME_TEXT], time_t when)
{
	struct tm tm;

	if (!gmtime_r(&when, &tm) || strftime(out, JOB_TIME_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		snprintf(out, JOB_TIME_TEXT, "1970-01-01T00:00:00Z");
}

void job_host(char *out, size_t size)
{
	if (gethostname(out, size) != 0 || out[0] == '\0')
		snprintf(out, size, "localhost");
	out[size - 1] = '\0';
	for (char *p = out; *p; p++)	/* it stands in lines of text */
		if ((unsigned char)*p <= ' ' || *p == 0x7f)
			*p = '_';
}

/* RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF. */
int job_utf8_len(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	unsigned lo = 0x80, hi = 0xbf;
	int n;

	if (s[0] < 0x80)
		return s[0] != 0;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (s[0] == 0xe0)
		lo = 0xa0;
	else if (s[0] == 0xed)
		hi = 0x9f;
	else if (s[0] == 0xf0)
		lo = 0x90;
	else if (s[0] == 0xf4)
		hi = 0x8f;
	if (s[1] < lo || s[1] > hi)
		return 0;
	for (int i = 2; i < n; i++)
		if (s[i] < 0x80 || s[i] > 0xbf)
			return 0;
	return n;
}

void job_json_quote(char *out, size_t size, const char *text)
{
	size_t at = 0;

	if (size == 0)
		return;
	if (size >= 3)
		out[at++] = '"';
	while (*text && size >= 3) {
		unsigned char c = (unsigned char)*text;
		int n = job_utf8_len(text), len;
		char piece[8];

		if (c == '"' || c == '\\')
			len = snprintf(piece, sizeof piece, "\\%c", c);
		else if (c < 0x20 || c == 0x7f || n == 0)
			len = snprintf(piece, sizeof piece, "\\u%04x", c);
		else
			len = snprintf(piece, sizeof piece, "%.*s", n, text);
		if (at + (size_t)len + 2 > size)
			break;
		memcpy(out + at, piece, (size_t)len);
		at += (size_t)len;
		text += n ? n : 1;
	}
	if (size >= 3)
		out[at++] = '"';
	out[at] = '\0';
}

/* Whether the history ends in the middle of a line: a crash while it was written. */
static bool ends_torn(int fd, int64_t size)
{
	char last = '\n';

	return size > 0 && file_pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

static enum status history_append(const char *path, const char *line, size_t len)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
	enum status st = STATUS_OK;
	struct stat sb;
	ssize_t n;

	if (fd < 0)
		return status_from_errno(errno);
	if (fstat(fd, &sb) != 0 || !S_ISREG(sb.st_mode)) {
		st = STATUS_BAD_FILE;
		goto out;
	}
	/* one write a line; `line` begins with a line end, for a torn one before it */
	if (!ends_torn(fd, sb.st_size)) {
		line++;
		len--;
	}
	do {
		n = write(fd, line, len);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		st = status_from_errno(errno);
	} else if ((size_t)n < len) {
		st = STATUS_NO_SPACE;
		(void)!ftruncate(fd, sb.st_size);	/* no half line stays; we alone hold the job */
	}
out:
	if (close(fd) != 0 && st == STATUS_OK)
		st = status_from_errno(errno);
	return st;
}

enum status job_history(struct job *j, const char *json)
{
	struct strbuf b = { 0 };
	char when[JOB_TIME_TEXT], host[256], quoted[1024];
	enum status st = STATUS_OK;
	json_t *check = NULL;

	job_time_text(when, time(NULL));
	job_host(host, sizeof host);
	job_json_quote(quoted, sizeof quoted, host);
	strbuf_addf(&b, "\n{\"time\":\"%s\",\"host\":%s,\"version\":\"%s\",", when, quoted, PACKAGE_VERSION);
	strbuf_add(&b, json, strlen(json));
	strbuf_add(&b, "}\n", 2);
	if (b.failed) {
		st = STATUS_NO_MEMORY;
		goto out;
	}
	check = json_loadb(b.text, b.len, JSON_REJECT_DUPLICATES, NULL);
	if (!check || strchr(json, '\n'))
		st = STATUS_USAGE;
	else
		st = history_append(j->paths.history, b.text, b.len);
out:
	json_decref(check);
	strbuf_free(&b);
	return st;
}
