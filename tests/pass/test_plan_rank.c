#include "config.h"
#include "tests/pass/script.h"

/* What the user wants first, last and never, above any strategy: so what is read when is looked at, not how. */

struct rig {
	struct script *d;
	struct plan plan;
	struct pass_ctx c;
};

static void build(struct plan *p, int retries)
{
	struct plan_settings s = { .retries = retries };

	assert_int_equal(plan_build(p, &s, NULL), STATUS_OK);
}

static void rig_open(struct rig *r, int32_t sectors)
{
	r->d = script_new(sectors);
	build(&r->plan, 2);
	r->c = (struct pass_ctx){ .map = r->d->map, .unit = 1, .cluster = 16, .lore = script_lore(r->d, 1) };
}

static void rig_close(struct rig *r)
{
	script_free(r->d);
}

/* As the engine asks: what was put last comes when the plan is done. */
static struct span ask(struct rig *r)
{
	bool entered;
	struct span s = plan_next(&r->plan, &r->c, &entered);

	assert_true(r->d->reads < 5000);
	if (!s.count && plan_begin_last(&r->plan))
		s = plan_next(&r->plan, &r->c, &entered);
	return s;
}

static void tell(struct rig *r, struct span s)
{
	struct outcome o = script_read(r->d, s);

	plan_learn(&r->plan, &r->c, &o);
}

static bool meet(struct span a, struct span b)
{
	return span_clip(a, b).count > 0;
}

/* Reads to the end, or so many times; gives how many reads touched `s`. */
static int work(struct rig *r, int reads, struct span s)
{
	struct span at;
	int n = 0;

	for (; reads > 0 && (at = ask(r)).count; reads--) {
		n += meet(at, s);
		tell(r, at);
	}
	return n;
}

static int32_t in_state(const struct rig *r, struct span s, enum map_state state)
{
	return map_count_in(r->d->map, s, map_bit(state));
}

static void never_is_not_asked(void **state)
{
	const struct span never = { 100, 30 };
	int32_t left, todo;
	struct rig r;

	(void)state;
	rig_open(&r, 400);
	script_break(r.d, 90, 60);
	assert_true(plan_never(&r.plan, never));
	plan_progress(&r.plan, r.d->map, &left, &todo);
	assert_int_equal(left, 370);
	assert_int_equal(todo, 370);
	assert_int_equal(work(&r, 5000, never), 0);
	assert_int_equal(in_state(&r, never, MAP_UNTRIED), 30);
	assert_int_equal(in_state(&r, map_all(r.d->map), MAP_GOOD), 340);
	assert_int_equal(in_state(&r, map_all(r.d->map), MAP_BAD), 30);
	assert_null(plan_current(&r.plan));
	/* nor when another drive has left something, nor in a further retry */
	assert_false(plan_help(&r.plan, &r.c));
	assert_false(plan_catch_up(&r.plan, r.d->map));
	assert_true(plan_add_retry(&r.plan));
	assert_int_equal(work(&r, 5000, never), 0);
	/* taken back: what was left is caught up with */
	assert_true(plan_normal(&r.plan, never));
	assert_true(plan_catch_up(&r.plan, r.d->map));
	assert_true(work(&r, 5000, never) > 0);
	assert_int_equal(in_state(&r, never, MAP_BAD), 30);
	rig_close(&r);
}

/* Only when nothing else is left, retries included; then with passes of its own. */
static void last_comes_after_all_else(void **state)
{
	const struct span last = { 100, 30 }, other = { 300, 10 };
	int32_t left, todo;
	bool begun = false;
	struct span at;
	struct rig r;

	(void)state;
	rig_open(&r, 400);
	script_break(r.d, 90, 30);
	assert_true(plan_last(&r.plan, last));
	assert_true(plan_last(&r.plan, other));
	plan_progress(&r.plan, r.d->map, &left, &todo);
	assert_int_equal(left, 360);
	while ((at = ask(&r)).count) {
		if (meet(at, last) || meet(at, other)) {
			assert_true(r.plan.in_last);
			assert_null(walk_step(&r.plan.main));
			assert_int_equal(in_state(&r, map_all(r.d->map), MAP_UNTRIED),
					 begun ? in_state(&r, last, MAP_UNTRIED) + in_state(&r, other, MAP_UNTRIED) : 40);
			begun = true;
		}
		assert_false(meet(at, last) && at.lsn < last.lsn);
		tell(&r, at);
	}
	assert_true(begun);
	assert_int_equal(in_state(&r, last, MAP_BAD), 20);
	assert_int_equal(in_state(&r, last, MAP_GOOD), 10);
	assert_int_equal(in_state(&r, other, MAP_GOOD), 10);
	assert_null(plan_current(&r.plan));
	assert_false(plan_begin_last(&r.plan));
	/* one more retry: of all else, then of these */
	assert_true(plan_add_retry(&r.plan));
	begun = false;
	while ((at = ask(&r)).count) {
		assert_string_equal(plan_current(&r.plan)->pass->name, "retry");
		begun |= meet(at, last);
		assert_int_equal(meet(at, last), begun);
		tell(&r, at);
	}
	assert_true(begun);
	rig_close(&r);
}

static void progress_in_what_is_last(void **state)
{
	const struct span last = { 100, 30 };
	int32_t left, todo;
	struct rig r;
	struct span at;

	(void)state;
	rig_open(&r, 400);
	assert_true(plan_last(&r.plan, last));
	while (!meet(at = ask(&r), last))
		tell(&r, at);
	plan_progress(&r.plan, r.d->map, &left, &todo);
	assert_int_equal(left, 30);
	assert_int_equal(todo, 30);
	tell(&r, at);
	plan_progress(&r.plan, r.d->map, &left, &todo);
	assert_int_equal(left, 30 - at.count);
	assert_int_equal(todo, 30);
	assert_int_equal(plan_window(&r.plan, r.d->map).lsn, 100);
	assert_int_equal(plan_window(&r.plan, r.d->map).count, 30);
	assert_ptr_equal(plan_step_at(&r.plan, plan_place(&r.plan)), plan_current(&r.plan));
	rig_close(&r);
}

/* What was said last counts. */
static void one_word_lifts_another(void **state)
{
	struct plan p;

	(void)state;
	build(&p, 1);
	assert_true(plan_last(&p, (struct span){ 100, 100 }));
	assert_true(plan_never(&p, (struct span){ 150, 10 }));
	assert_int_equal(p.last.n, 2);
	assert_int_equal(p.last.at[1].lsn, 160);
	assert_int_equal(p.never.n, 1);
	assert_true(plan_first(&p, (struct span){ 155, 10 }));
	assert_int_equal(p.never.at[0].count, 5);
	assert_int_equal(p.last.at[1].lsn, 165);
	assert_true(plan_never(&p, (struct span){ 158, 2 }));
	assert_int_equal(p.nfirst, 2);
	assert_int_equal(p.first[0].lsn, 155);
	assert_int_equal(p.first[0].count, 3);
	assert_int_equal(p.first[1].lsn, 160);
	assert_int_equal(p.first[1].count, 5);
	assert_true(plan_normal(&p, (struct span){ 0, 1000 }));
	assert_int_equal(p.nfirst + p.last.n + p.never.n, 0);
	assert_false(plan_last(&p, (struct span){ 5, 0 }));
	assert_false(plan_never(&p, (struct span){ -5, 10 }));
	assert_false(plan_normal(&p, (struct span){ 5, INT32_MAX }));
}

/* Full: nothing is changed at all. */
static void a_full_list_says_so(void **state)
{
	struct plan p, before;

	(void)state;
	build(&p, 1);
	for (int32_t i = 0; i < PLAN_MARKS; i++)
		assert_true(plan_never(&p, (struct span){ 10 * i, 5 }));
	memcpy(&before, &p, sizeof p);
	assert_false(plan_never(&p, (struct span){ 10 * PLAN_MARKS, 5 }));
	assert_false(plan_last(&p, (struct span){ 12, 1 }));	/* it would split one */
	assert_false(plan_first(&p, (struct span){ 12, 1 }));
	assert_false(plan_normal(&p, (struct span){ 12, 1 }));
	assert_memory_equal(&p, &before, sizeof p);
	assert_true(plan_never(&p, (struct span){ 14, 7 }));	/* it joins two */
	assert_int_equal(p.never.n, PLAN_MARKS - 1);
	assert_true(plan_normal(&p, (struct span){ 15, 2 }));
}

/* With the read of a span under way, the word takes it away. */
static void a_word_while_it_is_read(void **state)
{
	const struct span s = { 100, 40 };
	struct rig r;
	struct span at;

	(void)state;
	rig_open(&r, 400);
	script_break(r.d, 100, 40);
	assert_true(plan_first(&r.plan, s));
	at = ask(&r);
	assert_true(meet(at, s));
	assert_true(plan_never(&r.plan, s));
	assert_int_equal(r.plan.nfirst, 0);
	tell(&r, at);
	assert_int_equal(work(&r, 5000, s), 0);
	assert_int_equal(in_state(&r, map_all(r.d->map), MAP_GOOD), 360);
	assert_true(plan_last(&r.plan, s));
	at = ask(&r);
	assert_true(meet(at, s) && r.plan.in_last);
	assert_true(plan_normal(&r.plan, s));
	tell(&r, at);
	assert_int_equal(ask(&r).count, 0);
	assert_true(plan_catch_up(&r.plan, r.d->map));
	work(&r, 5000, s);
	assert_int_equal(in_state(&r, s, MAP_BAD), 40);
	rig_close(&r);
}

/* What other drives read, and marks, meet and overlap. */
static void marks_and_busy_spans(void **state)
{
	static const struct span busy[] = { { 40, 20 }, { 95, 10 }, { 200, 10 } };
	const struct span marked = { 90, 30 };
	struct rig r;
	struct span at;

	(void)state;
	rig_open(&r, 300);
	r.c.busy = busy;
	r.c.nbusy = ARRAY_LEN(busy);
	assert_true(plan_last(&r.plan, (struct span){ 90, 10 }));
	assert_true(plan_never(&r.plan, (struct span){ 100, 20 }));
	while ((at = ask(&r)).count) {
		for (size_t i = 0; i < ARRAY_LEN(busy); i++)
			assert_false(meet(at, busy[i]));
		if (meet(at, marked))
			assert_true(r.plan.in_last && span_end(at) <= 95);
		for (int i = 1; i < r.c.nclosed; i++)
			assert_true(r.c.closed[i].lsn > span_end(r.c.closed[i - 1]));
		tell(&r, at);
	}
	assert_int_equal(in_state(&r, map_all(r.d->map), MAP_GOOD), 300 - 20 - 10 - 20 - 5 - 0);
	rig_close(&r);
}

/* Broken off at every read: the same marks, and the same state of what is last. */
static void marks_come_again(void **state)
{
	const struct span last = { 100, 30 }, never = { 200, 30 };

	(void)state;
	for (int reads = 0; reads < 200; reads++) {
		char note[2000], again[2000];
		struct rig r;
		struct plan p;

		rig_open(&r, 400);
		script_break(r.d, 90, 30);
		assert_true(plan_last(&r.plan, last));
		assert_true(plan_last(&r.plan, (struct span){ 300, 1 }));
		assert_true(plan_never(&r.plan, never));
		work(&r, reads, last);
		plan_note(&r.plan, note, sizeof note);
		build(&p, 2);
		assert_true(plan_resume(&p, r.d->map, note));
		plan_note(&p, again, sizeof again);
		assert_string_equal(note, again);
		assert_int_equal(p.in_last, r.plan.in_last);
		r.plan = p;
		assert_int_equal(work(&r, 5000, never), 0);
		assert_int_equal(in_state(&r, map_all(r.d->map), MAP_GOOD), 400 - 30 - 30);
		assert_int_equal(in_state(&r, map_all(r.d->map), MAP_BAD), 30);
		rig_close(&r);
	}
}

static void the_note(void **state)
{
	static const char *const broken[] = {
		"v1 steps=sSgtcRr step=0 retries=2 never=",
		"v1 steps=sSgtcRr step=0 retries=2 never=5+0",
		"v1 steps=sSgtcRr step=0 retries=2 never=5+9 never=6+7",
		"v1 steps=sSgtcRr step=0 retries=2 last=5+9 never=20+9",
		"v1 steps=sSgtcRr step=0 retries=2 last=5+9 at=2",
		"v1 steps=sSgtcRr step=0 retries=2 last=5+9 at=0",
		"v1 steps=sSgtcRr step=0 retries=2 last=5+9 at=0 steps=gtcR step=4",
		"v1 steps=sSgtcRr step=0 retries=2 last=5+9 at=1 steps=gtcR step=0",
		"v1 steps=sSgtcRr step=0 retries=2 at=0",
	};
	struct map *m = map_new(100);
	struct plan p;
	char note[400];

	(void)state;
	build(&p, 2);
	for (size_t i = 0; i < ARRAY_LEN(broken); i++)
		if (plan_resume(&p, m, broken[i]))
			fail_msg("taken: %s", broken[i]);
	assert_int_equal(p.never.n + p.last.n, 0);
	/* of a version without marks */
	assert_true(plan_resume(&p, m, "v1 steps=sSgtcRr step=3 retries=2 first=5+9 steps=gtcR step=1"));
	assert_int_equal(p.nfirst, 1);
	assert_true(plan_never(&p, (struct span){ 50, 10 }));
	assert_true(plan_last(&p, (struct span){ 70, 10 }));
	assert_true(plan_last(&p, (struct span){ 90, 10 }));
	plan_note(&p, note, sizeof note);
	assert_string_equal(note, "v1 steps=sSgtcRr step=3 retries=2 never=50+10 last=70+10,90+10 "
				  "first=5+9 steps=gtcR step=1");
	/* too little room: what is first goes before what is last, and that before what is never */
	plan_note(&p, note, 75);
	assert_string_equal(note, "v1 steps=sSgtcRr step=3 retries=2 never=50+10 last=70+10,90+10");
	plan_note(&p, note, 60);
	assert_string_equal(note, "v1 steps=sSgtcRr step=3 retries=2 never=50+10");
	plan_note(&p, note, 40);
	assert_string_equal(note, "v1 steps=sSgtcRr step=3 retries=2");
	map_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_is_not_asked), cmocka_unit_test(last_comes_after_all_else),
		cmocka_unit_test(progress_in_what_is_last), cmocka_unit_test(one_word_lifts_another),
		cmocka_unit_test(a_full_list_says_so), cmocka_unit_test(a_word_while_it_is_read),
		cmocka_unit_test(marks_and_busy_spans), cmocka_unit_test(marks_come_again), cmocka_unit_test(the_note),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
