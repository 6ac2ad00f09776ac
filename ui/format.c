#include "config.h"
#include "ui/format.h"

#include "base/span.h"
#include "ui/i18n.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static char *unknown(char out[FORMAT_MAX])
{
	return strcpy(out, "-");
}

char *format_count(char out[FORMAT_MAX], int64_t n)
{
	char digits[24], *p = out;
	uint64_t value = n < 0 ? -(uint64_t)n : (uint64_t)n;
	int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);

	if (n < 0)
		*p++ = '-';
	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*p++ = ' ';
		*p++ = digits[i];
	}
	*p = '\0';
	return out;
}

char *format_bytes(char out[FORMAT_MAX], int64_t bytes)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB", "PB", "EB" };
	uint64_t value = bytes < 0 ? -(uint64_t)bytes : (uint64_t)bytes, unit = 1000;
	const char *sign = bytes < 0 ? "-" : "";
	unsigned i = 0;

	if (value < 1000) {
		snprintf(out, FORMAT_MAX, "%s%llu B", sign, (unsigned long long)value);
		return out;
	}
	while (i + 1 < ARRAY_LEN(units) && value / unit * 2 + (value % unit >= unit / 2) >= 1999) {
		unit *= 1000;	/* from 999.5 of the smaller unit it would round to four figures */
		i++;
	}
	if (value < unit / 100 * 995) {
		uint64_t tenths = (value + unit / 20) / (unit / 10);

		snprintf(out, FORMAT_MAX, "%s%u.%u %s", sign, (unsigned)(tenths / 10), (unsigned)(tenths % 10),
			 units[i]);
	} else {
		snprintf(out, FORMAT_MAX, "%s%u %s", sign, (unsigned)((value + unit / 2) / unit), units[i]);
	}
	return out;
}

char *format_rate(char out[FORMAT_MAX], double bytes_per_s)
{
	if (!(bytes_per_s >= 0))
		return unknown(out);
	format_bytes(out, bytes_per_s < 9e18 ? (int64_t)(bytes_per_s + 0.5) : INT64_MAX);
	return strcat(out, "/s");
}

char *format_percent(char out[FORMAT_MAX], int64_t part, int64_t whole)
{
	bool some = part > 0;
	int64_t thousandths;

	if (whole <= 0 || part < 0 || part > whole)
		return unknown(out);
	if (part == whole)
		return strcpy(out, "100.000 %");
	while (whole > INT64_MAX / 400000) {	/* far more than three decimals show */
		whole /= 2;
		part /= 2;
	}
	thousandths = (part * 200000 + whole) / (2 * whole);
	if (thousandths > 99999)
		thousandths = 99999;
	if (thousandths == 0 && some)
		thousandths = 1;
	snprintf(out, FORMAT_MAX, "%d.%03d %%", (int)(thousandths / 1000), (int)(thousandths % 1000));
	return out;
}

char *format_duration(char out[FORMAT_MAX], double seconds)
{
	double minutes = floor(seconds / 60 + 0.5);

	if (!(seconds >= 0) || isinf(seconds))
		return unknown(out);
	if (seconds < 9.95) {
		int tenths = (int)(seconds * 10 + 0.5);

		snprintf(out, FORMAT_MAX, "%d.%d s", tenths / 10, tenths % 10);
	} else if (seconds < 59.5) {
		snprintf(out, FORMAT_MAX, "%d s", (int)(seconds + 0.5));
	} else if (minutes < 60) {
		snprintf(out, FORMAT_MAX, "%d min", (int)minutes);
	} else if (minutes < 48 * 60) {
		snprintf(out, FORMAT_MAX, "%d h %02d min", (int)minutes / 60, (int)minutes % 60);
	} else {
		unsigned long days = (unsigned long)fmin(seconds / 86400 + 0.5, 1e9);

		snprintf(out, FORMAT_MAX, ngettext("%lu day", "%lu days", days), days);
	}
	return out;
}

char *format_between(char out[FORMAT_MAX], double low_s, double high_s)
{
	char low[FORMAT_MAX], high[FORMAT_MAX];
	size_t n, m;

	if (low_s >= 0 && high_s - low_s >= 60 && high_s >= 3600 && high_s < 48 * 3600) {
		int from = (int)(low_s / 360 + 0.5), to = (int)(high_s / 360 + 0.5);

		snprintf(out, FORMAT_MAX, "%d.%d-%d.%d h", from / 10, from % 10, to / 10, to % 10);
		return out;
	}
	format_duration(low, low_s);
	format_duration(high, high_s);
	n = strspn(low, "0123456789.");
	m = strspn(high, "0123456789.");
	if (strcmp(low, high) == 0)
		return strcpy(out, low);
	if (n > 0 && strcmp(low + n, high + m) == 0 && !strpbrk(low + n, "0123456789"))
		snprintf(out, FORMAT_MAX, "%.*s-%.24s", (int)n, low, high);
	else
		snprintf(out, FORMAT_MAX, "%.20s - %.20s", low, high);
	return out;
}

char *format_about(char out[FORMAT_MAX], double n)
{
	double unit = 1;

	if (!(n >= 0) || n > 1e15)
		return unknown(out);
	while (n >= 1000 * unit)
		unit *= 10;
	return format_count(out, (int64_t)(floor(n / unit + 0.5) * unit));
}

char *format_pace(char out[FORMAT_MAX], double per_minute)
{
	if (per_minute >= 9.95)
		return format_about(out, per_minute);
	return format_decimal(out, per_minute >= 0.995 ? floor(per_minute * 10 + 0.5) / 10 : per_minute);
}

char *format_decimal(char out[FORMAT_MAX], double n)
{
	int64_t hundredths;
	size_t len;

	if (!(n >= 0) || n > 1e12)
		return unknown(out);
	hundredths = (int64_t)(n * 100 + 0.5);
	snprintf(out, FORMAT_MAX, "%lld.%02d", (long long)(hundredths / 100), (int)(hundredths % 100));
	for (len = strlen(out); out[len - 1] == '0'; len--)
		out[len - 1] = '\0';
	if (out[len - 1] == '.')
		out[len - 1] = '\0';
	return out;
}

char *format_clock(char out[FORMAT_MAX], time_t t)
{
	struct tm tm;

	if (!localtime_r(&t, &tm))
		return unknown(out);
	snprintf(out, FORMAT_MAX, "%02d:%02d:%02d", tm.tm_hour, tm.tm_min, tm.tm_sec);
	return out;
}

static bool same_day(const struct tm *a, const struct tm *b)
{
	return a->tm_year == b->tm_year && a->tm_yday == b->tm_yday;
}

char *format_date(char out[FORMAT_MAX], time_t t, time_t now)
{
	static const char *const months[] = {
		N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
		N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
	};
	struct tm then, today, yesterday;

	if (t <= 0 || !localtime_r(&t, &then) || !localtime_r(&now, &today))
		return unknown(out);
	yesterday = today;
	yesterday.tm_mday--;
	yesterday.tm_hour = 12;		/* whatever summer time does */
	yesterday.tm_isdst = -1;
	mktime(&yesterday);
	if (same_day(&then, &today))
		snprintf(out, FORMAT_MAX, _("today %02d:%02d"), then.tm_hour, then.tm_min);
	else if (same_day(&then, &yesterday))
		snprintf(out, FORMAT_MAX, _("yesterday %02d:%02d"), then.tm_hour, then.tm_min);
	else if (then.tm_year == today.tm_year)
		/* TRANSLATORS: day of the month, month */
		snprintf(out, FORMAT_MAX, _("%d %s"), then.tm_mday, _(months[then.tm_mon]));
	else
		/* TRANSLATORS: day of the month, month, year */
		snprintf(out, FORMAT_MAX, _("%d %s %d"), then.tm_mday, _(months[then.tm_mon]), then.tm_year + 1900);
	return out;
}

char *format_log_line(char *out, size_t size, const struct log_line *line)
{
	size_t len;

	snprintf(out, size, "%s", line->text ? _(line->text) : "");
	len = strlen(out);
	if (len > 0 && out[len - 1] == '.' && line->detail[0])	/* the sentence goes on */
		out[--len] = '\0';
	snprintf(out + len, size - len, "%s%s", len > 0 && line->detail[0] ? ": " : "", line->detail);
	return out;
}
