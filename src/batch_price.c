#include "config.h"
#include "src/batch_price.h"

#include "src/batch_drives.h"
#include "ui/format.h"
#include "ui/i18n.h"

#include <math.h>
#include <stdio.h>

/* A word for programs. */
static const char *advice_name(enum advice a)
{
	static const char *const names[] = {
		[ADVICE_NONE] = "none", [ADVICE_GO_ON] = "go-on", [ADVICE_OTHER_DRIVE] = "other-drive", [ADVICE_STOP] = "stop",
		[ADVICE_WHOLE] = "whole",
	};

	return names[a];
}

static void add_expected(json_t *o, const struct price *p)
{
	json_object_set_new(o, "expected_won", json_real(p->won));
	json_object_set_new(o, "expected_low", json_real(p->won_low));
	json_object_set_new(o, "expected_high", json_real(p->won_high));
	json_object_set_new(o, "eta_s", json_real(p->seconds));
	json_object_set_new(o, "eta_s_low", json_real(p->low));
	json_object_set_new(o, "eta_s_high", json_real(p->high));
}

void batch_price_add(json_t *o, const struct snapshot *s)
{
	if (s->price.known)
		add_expected(o, &s->price);
	json_object_set_new(o, "per_minute", json_real(s->per_minute));
	json_object_set_new(o, "stop_below", json_real(s->stop_below));
	if (s->budget_s >= 0)
		json_object_set_new(o, "budget_s", json_real(s->budget_s));
	json_object_set_new(o, "advice", json_string(advice_name(s->advice)));
}

static json_t *bill_json(const struct bill *b)
{
	json_t *o = json_object();

	json_object_set_new(o, "event", json_string("bill"));
	json_object_set_new(o, "pass", json_string(b->pass_name));
	json_object_set_new(o, "pass_number", json_integer(b->pass_number));
	json_object_set_new(o, "drive", batch_text(b->drive));
	json_object_set_new(o, "won", json_integer(b->won));
	json_object_set_new(o, "seconds", json_real(b->seconds));
	json_object_set_new(o, "failed", json_integer(b->failed));
	if (b->expected.known)
		add_expected(o, &b->expected);
	json_object_set_new(o, "too_dear", json_boolean(b->too_dear));
	return o;
}

void batch_price_bills(const struct snapshot *s, unsigned *billed)
{
	unsigned fresh = s->nbilled - *billed;

	/* the oldest of many may be forgotten already */
	for (int i = min_i32((int32_t)fresh, s->nbills) - 1; i >= 0; i--)
		batch_print(bill_json(&s->bills[i]));
	*billed = s->nbilled;
}

void batch_price_text(const struct snapshot *s, char *out, size_t size)
{
	char won[FORMAT_MAX], low[FORMAT_MAX], high[FORMAT_MAX], left[FORMAT_MAX], soon[FORMAT_MAX], late[FORMAT_MAX];
	const struct price *p = &s->price;

	if (!p->known) {
		snprintf(out, size, _("left %s"), format_duration(left, s->pass_eta_s));
		return;
	}
	snprintf(out, size, _("to win %s (%s-%s)  left %s (%s-%s)"), format_count(won, (int64_t)floor(p->won + 0.5)),
		 format_count(low, (int64_t)floor(p->won_low)), format_count(high, (int64_t)ceil(p->won_high)),
		 format_duration(left, p->seconds), format_duration(soon, p->low), format_duration(late, p->high));
}
