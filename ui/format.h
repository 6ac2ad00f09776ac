#ifndef UI_FORMAT_H
#define UI_FORMAT_H

#include "base/log.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* Numbers as people read them, the same in every locale but for the words. `out` is always terminated and returned. */

#define FORMAT_MAX 48

/* "339 102" */
char *format_count(char out[FORMAT_MAX], int64_t n);
/* "694 MB", "1.2 GB", "512 B": three figures at most, units of 1000 */
char *format_bytes(char out[FORMAT_MAX], int64_t bytes);
/* "1.2 MB/s" */
char *format_rate(char out[FORMAT_MAX], double bytes_per_s);
/* "98.214 %": never "100" unless part == whole, never "0" unless part == 0; "-" when there is no whole to speak of */
char *format_percent(char out[FORMAT_MAX], int64_t part, int64_t whole);
/* "0.4 s", "41 s", "12 min", "3 h 05 min", "2 days"; "-" when negative */
char *format_duration(char out[FORMAT_MAX], double seconds);
/* Between two durations: "12-18 min", "40 s - 2 min", "0.8-2.2 h"; one of them where they read the same */
char *format_between(char out[FORMAT_MAX], double low_s, double high_s);
/* A guess, rounded to three figures: "1 240", "339 000"; "-" when negative */
char *format_about(char out[FORMAT_MAX], double n);
/* Sectors per minute: "5 240", "85", "3.9", "0.44" */
char *format_pace(char out[FORMAT_MAX], double per_minute);
/* A rate with at most two decimals, always with a point: "2", "0.5" */
char *format_decimal(char out[FORMAT_MAX], double n);
/* local time "14:05:10" */
char *format_clock(char out[FORMAT_MAX], time_t t);
/* "today 14:05", "yesterday 09:10", "3 Nov", "3 Nov 2024" as seen at `now`; "-" for 0: not known */
char *format_date(char out[FORMAT_MAX], time_t t, time_t now);

/* What a line of the log says, in the user's language; still with whatever bytes the disc put into it. */
char *format_log_line(char *out, size_t size, const struct log_line *line);

#endif
