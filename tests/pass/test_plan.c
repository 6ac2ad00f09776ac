#include "config.h"
#include "tests/pass/script.h"

/* A plan at work on a scripted drive. */
struct rig {
	struct script *d;
	struct plan plan;
	struct pass_ctx c;
};

static void build(struct plan *p, const char *passes_, int retries, bool reverse)
{
	struct plan_settings s = { passes_, retries, reverse };

	assert_int_equal(plan_build(p, &s, NULL), STATUS_OK);
}

static void rig_open(struct rig *r, int32_t sectors, int32_t unit, int32_t cluster)
{
	r->d = script_new(sectors);
	build(&r->plan, NULL, 1, false);
	r->c = (struct pass_ctx){ .map = r->d->map, .unit = unit, .cluster = cluster, .lore = script_lore(r->d, unit) };
}

static void rig_close(struct rig *r)
{
	script_free(r->d);
}

/* Names the next read; in the log a pass that begins shows as "sweep1>", or "<" backwards. */
static struct span ask(struct rig *r)
{
	struct script *d = r->d;
	bool entered;
	struct span s = plan_next(&r->plan, &r->c, &entered);
	const struct plan_step *step = plan_current(&r->plan);

	if (entered)
		d->len += (size_t)sprintf(d->log + d->len, "%s%s%d%c", d->len ? " " : "", step->pass->name,
					  step->number, step->reverse ? '<' : '>');
	assert_true(d->reads < 5000);
	return s;
}

static void tell(struct rig *r, struct span s)
{
	struct outcome o = script_read(r->d, s);

	plan_learn(&r->plan, &r->c, &o);
}

/* At most `reads` reads; false when the plan is done. */
static bool work(struct rig *r, int reads)
{
	struct span s = { 0, 1 };

	for (; reads > 0 && (s = ask(r)).count; reads--)
		tell(r, s);
	return s.count > 0;
}

static const char *steps_of(const struct plan *p)
{
	static char text[WALK_STEPS * 12];
	size_t len = 0;

	text[0] = '\0';
	for (int i = 0; i < p->main.nsteps; i++)
		len += (size_t)sprintf(text + len, "%s%s%d%c", i ? " " : "", p->main.steps[i].pass->name,
				       p->main.steps[i].number, p->main.steps[i].reverse ? '<' : '>');
	return text;
}

static void the_steps_come_from_the_settings(void **state)
{
	struct plan p;
	struct fault f;

	(void)state;
	build(&p, NULL, 3, false);
	assert_string_equal(steps_of(&p), "sweep1> gaps1> trim1> scrape1> retry1< retry2> retry3<");
	build(&p, NULL, 2, true);
	assert_string_equal(steps_of(&p), "sweep1< gaps1< trim1< scrape1< retry1> retry2<");
	build(&p, "trim,sweep", 2, false);
	assert_string_equal(steps_of(&p), "sweep1> trim1>");
	build(&p, "retry", 2, false);
	assert_string_equal(steps_of(&p), "retry1< retry2>");
	build(&p, "retry", 0, false);
	assert_null(plan_current(&p));

	assert_int_equal(plan_build(&p, &(struct plan_settings){ "sweep,polish", 0, false }, &f), STATUS_USAGE);
	assert_string_equal(f.detail, "polish");
	assert_int_equal(plan_build(&p, &(struct plan_settings){ "sweep,", 0, false }, &f), STATUS_USAGE);
	assert_int_equal(plan_build(&p, &(struct plan_settings){ "", 0, false }, &f), STATUS_USAGE);
	assert_int_equal(plan_build(&p, &(struct plan_settings){ "swee", 0, false }, &f), STATUS_USAGE);
	assert_int_equal(plan_build(&p, &(struct plan_settings){ NULL, WALK_STEPS - 3, false }, &f), STATUS_USAGE);
	assert_int_equal(plan_build(&p, &(struct plan_settings){ NULL, INT32_MAX, false }, &f), STATUS_USAGE);
	build(&p, NULL, WALK_STEPS - 4, false);
	assert_false(plan_add_retry(&p));
}

static int32_t in_state(const struct rig *r, enum map_state state)
{
	return map_count_in(r->d->map, map_all(r->d->map), map_bit(state));
}

/* How often a sector was asked for since the log was cleared. */
static int asked(const struct rig *r, int32_t lsn)
{
	int n = 0;

	for (int i = 0; i < r->d->ndid; i++)
		n += span_has(r->d->did[i].at, lsn);
	return n;
}

static void a_job_from_start_to_end(void **state)
{
	struct rig r;
	int32_t left, todo;

	(void)state;
	rig_open(&r, 96, 4, 16);
	script_break(r.d, 40, 12);
	assert_false(work(&r, 1000));
	assert_int_equal(strncmp(r.d->log, "sweep1> 0+16 16+16 32+16!8 ", 27), 0);
	assert_non_null(strstr(r.d->log, " retry1< "));
	assert_string_equal(script_map(r.d->map), "+40 -12 +44");
	assert_null(plan_current(&r.plan));
	plan_progress(&r.plan, r.d->map, &left, &todo);
	assert_int_equal(left, 0);
	assert_int_equal(todo, 0);

	/* the user wants more of it */
	script_clear_log(r.d);
	memset(r.d->bad + 44, 0, 4);
	assert_true(plan_add_retry(&r.plan));
	assert_false(work(&r, 1000));
	assert_int_equal(strncmp(r.d->log, "retry2> ", 8), 0);
	assert_int_equal(r.d->ndid, 3);
	for (int32_t lsn = 40; lsn < 52; lsn++)
		assert_int_equal(asked(&r, lsn), 1);
	assert_string_equal(script_map(r.d->map), "+40 -4 +4 -4 +44");
	rig_close(&r);
}

static void progress_counts_what_lies_ahead(void **state)
{
	struct rig r;
	int32_t left, todo, before = 96;
	int seen = 0;

	(void)state;
	rig_open(&r, 960, 4, 16);
	script_break(r.d, 400, 120);
	plan_progress(&r.plan, r.d->map, &left, &todo);
	assert_int_equal(left, 960);
	assert_int_equal(todo, 960);
	while (work(&r, 1)) {
		const struct plan_step *step = plan_current(&r.plan);

		plan_progress(&r.plan, r.d->map, &left, &todo);
		assert_in_range(left, 0, todo);
		if (step->pass == &pass_sweep)
			assert_int_equal(left, map_count_in(r.d->map, span_between(r.plan.main.state.pos, 960),
							    TAKES_UNTRIED));
		/* each read of a retry is one block less */
		if (step->pass == &pass_retry && seen++) {
			assert_int_equal(todo, 120);
			assert_int_equal(left, before - 4);
		}
		before = left;
	}
	assert_int_equal(seen, 30);
	rig_close(&r);
}

static void the_next_pass_begins_at_once(void **state)
{
	struct rig r;
	struct span s;

	(void)state;
	rig_open(&r, 96, 4, 16);
	work(&r, 2);
	/* with a read under way: its result is taken, the new pass is not moved by it */
	s = ask(&r);
	plan_next_pass(&r.plan);
	assert_string_equal(plan_current(&r.plan)->pass->name, "gaps");
	r.d->bad[40] = true;
	tell(&r, s);
	assert_string_equal(script_map(r.d->map), "+40 -4 ?52");
	assert_true(ask(&r).count > 0);
	assert_string_equal(plan_current(&r.plan)->pass->name, "gaps");
	for (int i = 0; i < 20; i++)
		plan_next_pass(&r.plan);
	assert_null(plan_current(&r.plan));
	assert_int_equal(ask(&r).count, 0);
	rig_close(&r);
}

static void what_was_left_is_met_again(void **state)
{
	static const char usual[] = "sweep1> gaps1> trim1> scrape1> retry1<";
	struct rig r;

	(void)state;
	/* by a later pass, if there is one */
	rig_open(&r, 96, 4, 16);
	work(&r, 1);
	plan_skip(&r.plan, &r.c);
	assert_string_equal(steps_of(&r.plan), usual);
	assert_true(ask(&r).lsn > 16);
	assert_false(work(&r, 100));
	assert_non_null(strstr(r.d->log, "gaps1>"));
	assert_int_equal(in_state(&r, MAP_GOOD), 96);
	rig_close(&r);

	/* else by the same pass from the other side */
	rig_open(&r, 96, 4, 16);
	script_set(r.d->map, "+8 *40 +8 *32 +8");
	work(&r, 1);
	plan_skip(&r.plan, &r.c);
	plan_skip(&r.plan, &r.c);
	assert_string_equal(steps_of(&r.plan), "sweep1> gaps1> trim1> trim2< scrape1> retry1<");
	assert_false(work(&r, 100));
	assert_non_null(strstr(r.d->log, "trim2<"));
	assert_int_equal(in_state(&r, MAP_GOOD), 96);
	rig_close(&r);

	/* or by the pass itself, when it has done the rest */
	for (int scrape = 0; scrape < 2; scrape++) {
		rig_open(&r, 960, 4, 16);
		script_set(r.d->map, scrape ? "+80 /800 +80" : "+80 -800 +80");
		work(&r, 1);
		plan_skip(&r.plan, &r.c);
		plan_skip(&r.plan, &r.c);
		assert_string_equal(steps_of(&r.plan), usual);
		assert_false(work(&r, 1000));
		assert_int_equal(in_state(&r, MAP_GOOD), 960);
		assert_int_equal(r.d->ndid, 200);
		rig_close(&r);
	}
}

static void a_pass_turned_round_comes_from_the_other_end(void **state)
{
	struct rig r;
	struct span s;

	(void)state;
	rig_open(&r, 96, 4, 16);
	work(&r, 2);
	plan_reverse(&r.plan);
	assert_false(work(&r, 100));
	assert_string_equal(r.d->log, "sweep1> 0+16 16+16 80+16 64+16 48+16 32+16");
	rig_close(&r);

	/* a trim: the inside of the area whose far edge was under way is not lost */
	rig_open(&r, 40, 1, 16);
	script_set(r.d->map, "+5 *10 +10 *10 +5");
	script_break(r.d, 5, 30);
	work(&r, 1);
	s = ask(&r);
	plan_reverse(&r.plan);
	tell(&r, s);
	assert_string_equal(script_map(r.d->map), "+5 -1 /8 -1 +10 *10 +5");
	work(&r, 2);
	assert_string_equal(r.d->log, "trim1> 5+1!0 14+1!0 34+1!0 25+1!0");
	assert_string_equal(script_map(r.d->map), "+5 -1 /8 -1 +10 -1 /8 -1 +5");
	rig_close(&r);
}

/* However often it is turned, and whatever is read in between; not even the one under way. */
static void a_retry_asks_nothing_twice(void **state)
{
	struct rig r;
	int32_t at = -1;

	(void)state;
	rig_open(&r, 600, 1, 16);
	script_set(r.d->map, "-600");
	script_break(r.d, 0, 600);
	for (int i = 0; i < 600; i++) {
		struct span s = ask(&r);

		assert_int_equal(s.count, 1);
		if (i % 50 == 49 && at >= 0)
			assert_true(abs(s.lsn - at) <= 600);
		at = s.lsn;
		if (i % 7 == 3)
			plan_reverse(&r.plan);
		tell(&r, s);
		if (i % 11 == 5)
			plan_reverse(&r.plan);
	}
	assert_int_equal(ask(&r).count, 0);
	for (int32_t lsn = 0; lsn < 600; lsn++)
		assert_int_equal(asked(&r, lsn), 1);
	rig_close(&r);

	/* what was put first and failed there is not asked again, nor what had failed before it */
	rig_open(&r, 600, 1, 16);
	script_set(r.d->map, "-600");
	script_break(r.d, 0, 600);
	work(&r, 100);
	assert_true(plan_first(&r.plan, (struct span){ 200, 100 }));
	while (work(&r, 1) && r.plan.nfirst)
		;
	assert_false(work(&r, 1000));
	for (int32_t lsn = 0; lsn < 600; lsn++)
		assert_in_range(asked(&r, lsn), 1, lsn < 200 || lsn >= 300 ? 1 : 2);
	rig_close(&r);
}

static void spans_put_first_are_read_to_their_end(void **state)
{
	struct rig r;
	struct span s;

	(void)state;
	rig_open(&r, 320, 16, 32);
	script_break(r.d, 208, 16);
	work(&r, 1);
	s = ask(&r);
	assert_true(plan_first(&r.plan, (struct span){ 200, 20 }));
	assert_true(plan_first(&r.plan, (struct span){ 310, 50 }));
	assert_true(plan_first(&r.plan, (struct span){ 1000, 50 }));
	assert_false(plan_first(&r.plan, (struct span){ 10, 0 }));
	assert_false(plan_first(&r.plan, (struct span){ -1, 5 }));
	assert_false(plan_first(&r.plan, (struct span){ 2, INT32_MAX }));
	/* the read under way belongs to the sweep */
	tell(&r, s);
	assert_int_equal(r.plan.nfirst, 3);
	script_clear_log(r.d);
	while ((s = ask(&r)).count && r.plan.nfirst == 3) {
		assert_true(s.lsn >= 192 && span_end(s) <= 224);
		tell(&r, s);
	}
	assert_int_equal(map_count_in(r.d->map, (struct span){ 192, 16 }, map_bit(MAP_GOOD)), 16);
	assert_int_equal(map_count_in(r.d->map, (struct span){ 208, 16 }, map_bit(MAP_BAD)), 16);
	assert_int_equal(asked(&r, 208), 2);	/* one retry */
	assert_int_equal(plan_window(&r.plan, r.d->map).lsn, 304);
	assert_int_equal(plan_window(&r.plan, r.d->map).count, 16);
	assert_true(s.lsn >= 304);
	tell(&r, s);
	assert_int_equal(ask(&r).lsn, 64);	/* the sweep goes on where it was */
	assert_int_equal(r.plan.nfirst, 0);
	assert_false(work(&r, 100));
	assert_string_equal(script_map(r.d->map), "+208 -16 +96");
	rig_close(&r);
}

static void words_for_a_span_put_first(void **state)
{
	struct rig r;
	struct span s;

	(void)state;
	rig_open(&r, 320, 16, 32);
	assert_true(plan_first(&r.plan, (struct span){ 64, 64 }));
	s = ask(&r);
	assert_true(s.lsn >= 64 && span_end(s) <= 128);
	plan_reverse(&r.plan);
	tell(&r, s);
	s = ask(&r);
	assert_true(s.lsn >= 64 && span_end(s) <= 128);
	for (int i = 0; i < 4; i++)
		plan_next_pass(&r.plan);
	assert_int_equal(r.plan.nfirst, 0);
	tell(&r, s);
	assert_int_equal(in_state(&r, MAP_GOOD), map_count_in(r.d->map, (struct span){ 64, 64 }, map_bit(MAP_GOOD)));
	assert_int_equal(ask(&r).lsn, 0);
	for (int i = 0; i < PLAN_FIRST; i++)
		assert_true(plan_first(&r.plan, (struct span){ 0, 1 }));
	assert_false(plan_first(&r.plan, (struct span){ 0, 1 }));
	rig_close(&r);
}

static void a_note_says_where_it_stands(void **state)
{
	struct rig r;
	char note[256], small[64], main_part[128];
	struct plan p;

	(void)state;
	rig_open(&r, 96, 4, 16);
	plan_note(&r.plan, note, sizeof note);
	assert_string_equal(note, "v1 steps=sgtcR step=0 retries=1");
	script_break(r.d, 40, 12);
	work(&r, 3);
	plan_first(&r.plan, (struct span){ 60, 8 });
	work(&r, 1);
	plan_note(&r.plan, note, sizeof note);
	sprintf(main_part, "v1 steps=sgtcR step=0 pos=%d skip=%d run=1 todo=96 in=0+96 retries=1", r.plan.main.state.pos,
		r.plan.main.state.skip);
	assert_int_equal(strncmp(note, main_part, strlen(main_part)), 0);
	assert_string_equal(note + strlen(main_part), " first=60+8 steps=gtcR step=0 pos=60 skip=0 run=0 todo=8 in=60+8");
	/* no room for the span put first, no room at all */
	plan_note(&r.plan, note, 100);
	assert_string_equal(note, main_part);
	plan_note(&r.plan, small, sizeof small);
	assert_string_equal(small, "");
	build(&p, NULL, 1, false);
	assert_true(plan_resume(&p, r.d->map, note));
	assert_int_equal(p.main.state.pos, r.plan.main.state.pos);
	assert_int_equal(p.nfirst, 0);
	rig_close(&r);
}

static void the_longest_note_has_its_place(void **state)
{
	struct plan p;
	struct map *m = map_new(MAP_MAX_SECTORS);
	char note[256];

	(void)state;
	assert_non_null(m);
	build(&p, NULL, WALK_STEPS - 4, false);
	p.main.at = WALK_STEPS - 1;
	p.main.begun = true;
	p.main.state = (struct pass_state){ MAP_MAX_SECTORS, MAP_MAX_SECTORS, MAP_MAX_SECTORS };
	p.main.within = (struct span){ MAP_MAX_SECTORS - 1, 1 };
	p.main.todo = MAP_MAX_SECTORS;
	for (int i = 0; i < PLAN_FIRST; i++)
		assert_true(plan_first(&p, (struct span){ 100000000 + i, 10000000 }));
	plan_note(&p, note, sizeof note);
	assert_non_null(strstr(note, ",100000002+10000000 steps=gtcR step=0"));
	build(&p, NULL, WALK_STEPS - 4, false);
	assert_true(plan_resume(&p, m, note));
	assert_int_equal(p.nfirst, 3);
	assert_int_equal(p.main.within.lsn, MAP_MAX_SECTORS - 1);
	map_free(m);
}

static void a_resume_follows_the_new_settings(void **state)
{
	struct map *m = map_new(100);
	struct plan p;
	char note[256];

	(void)state;
	build(&p, NULL, 2, true);
	plan_add_retry(&p);
	plan_next_pass(&p);
	plan_reverse(&p);
	plan_note(&p, note, sizeof note);
	build(&p, NULL, 2, false);
	assert_true(plan_resume(&p, m, note));
	assert_string_equal(steps_of(&p), "sweep1< gaps1> trim1< scrape1< retry1> retry2< retry3>");
	assert_int_equal(p.main.at, 1);
	/* four retries now, and the one that was added */
	build(&p, NULL, 4, false);
	assert_true(plan_resume(&p, m, note));
	assert_string_equal(steps_of(&p), "sweep1< gaps1> trim1< scrape1< retry1> retry2< retry3> "
					  "retry4< retry5>");
	build(&p, NULL, 0, false);
	assert_true(plan_resume(&p, m, note));
	assert_string_equal(steps_of(&p), "sweep1< gaps1> trim1< scrape1< retry1>");
	/* fewer retries than were done */
	build(&p, NULL, 0, false);
	assert_true(plan_resume(&p, m, "v1 steps=sgtcRrR step=5 pos=5 skip=0 run=0 todo=3 in=0+100 retries=3"));
	assert_null(plan_current(&p));
	build(&p, NULL, 7, false);
	assert_true(plan_resume(&p, m, "v1 steps=sgtcRrR step=7 retries=3"));
	assert_int_equal(plan_current(&p)->number, 4);
	assert_false(plan_current(&p)->reverse);
	/* other passes */
	build(&p, "sweep,trim", 2, false);
	assert_false(plan_resume(&p, m, note));
	assert_string_equal(steps_of(&p), "sweep1> trim1>");
	map_free(m);
}

static void broken_notes_are_refused(void **state)
{
	static const char *const notes[] = {
		"", "v", "v1", "v2 steps=sgtcR step=0 retries=1", "hello", "v1 steps=sgtcR step=0 retries=1 ",
		"v1 steps=sgtcR step=6 retries=1", "v1 steps=sgtcR step=-1 retries=1",
		"v1 steps=sgtcR step=0 retries=65",
		"v1 steps=sgtcR step=0", "v1 steps=gstcR step=0 retries=1", "v1 steps=sgtcx step=0 retries=1",
		"v1 steps= step=0 retries=1", "v1 steps=sgtcR step=5 pos=0 skip=0 run=0 todo=0 in=0+9 retries=1",
		"v1 steps=sgtcR step=0 pos=101 skip=0 run=0 todo=0 in=0+100 retries=1",
		"v1 steps=sgtcR step=0 pos=1 skip=0 run=0 todo=0 in=2+98 retries=1",
		"v1 steps=sgtcR step=0 pos=9 skip=0 run=0 todo=0 in=2+6 retries=1",
		"v1 steps=sgtcR step=0 pos=1 skip=134217729 run=0 todo=0 in=0+100 retries=1",
		"v1 steps=sgtcR step=0 pos=1 skip=0 run=4294967297 todo=0 in=0+100 retries=1",
		"v1 steps=sgtcR step=0 pos=1 skip=0 run=0 todo=101 in=0+100 retries=1",
		"v1 steps=sgtcR step=0 pos=1 skip=0 run=0 todo=0 in=1+100 retries=1",
		"v1 steps=sgtcR step=0 pos=99999999999999999999999 skip=0 run=0 todo=0 in=0+100 retries=1",
		"v1 steps=sgtcR step=0 pos= skip=0 run=0 todo=0 in=0+100 retries=1",
		"v1 steps=sgtcR step=0 retries=1 first= steps=gtcR step=0",
		"v1 steps=sgtcR step=0 retries=1 first=5+0 steps=gtcR step=0",
		"v1 steps=sgtcR step=0 retries=1 first=5+9, steps=gtcR step=0",
		"v1 steps=sgtcR step=0 retries=1 first=134217728+1 steps=gtcR step=0",
		"v1 steps=sgtcR step=0 retries=1 first=5+9",
		"v1 steps=sgtcR step=0 retries=1 first=5+9 steps=gtcR step=4",
		"v1 steps=sgtcrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr step=0 retries=1",
	};
	struct map *m = map_new(100);
	struct plan p, before;

	(void)state;
	build(&p, NULL, 1, false);
	memcpy(&before, &p, sizeof p);
	for (size_t i = 0; i < ARRAY_LEN(notes); i++)
		if (plan_resume(&p, m, notes[i]))
			fail_msg("taken: %s", notes[i]);
	assert_memory_equal(&before, &p, sizeof p);
	/* what they are made of is right */
	assert_true(plan_resume(&p, m, "v1 steps=sgtcR step=0 pos=100 skip=100 run=100 todo=100 in=0+100 retries=1 "
				       "first=5+9 steps=gtcR step=3"));
	map_free(m);
}

/* What plan_resume_foreign makes of a status line: step, and the first read. */
static const char *foreign(const char *map, char letter, int pass, int32_t lsn)
{
	static char text[100];
	const struct plan_step *step;
	struct rig r;
	struct span s;
	bool entered;

	rig_open(&r, 200, 4, 16);
	build(&r.plan, NULL, 3, false);
	script_set(r.d->map, map);
	plan_resume_foreign(&r.plan, r.d->map, 4, letter, pass, lsn);
	s = plan_next(&r.plan, &r.c, &entered);
	step = plan_current(&r.plan);
	if (s.count)
		sprintf(text, "%s%d %d+%d", step->pass->name, step->number, s.lsn, s.count);
	else
		sprintf(text, "done");
	rig_close(&r);
	return text;
}

/* The step alone: where it reads first is its own. */
static const char *begun(const char *map, char letter, int pass, int32_t lsn)
{
	static char text[100];

	sprintf(text, "%.*s", (int)strcspn(foreign(map, letter, pass, lsn), " "), foreign(map, letter, pass, lsn));
	return text;
}

static void a_foreign_status_is_taken_up(void **state)
{
	static const char fresh[] = "?200", copied[] = "+40 ?40 *20 ?20 +80", failed[] = "+60 *40 /40 -20 +40",
			  scraped[] = "+60 /20 -60 +60", bad[] = "+60 -40 +100", good[] = "+200";

	(void)state;
	assert_string_equal(foreign(fresh, '?', 1, 0), "sweep1 0+16");
	assert_string_equal(foreign(copied, '?', 1, 48), "sweep1 48+16");
	/* in the middle of a unit, or beyond the end */
	assert_string_equal(foreign(copied, '?', 1, 50), "sweep1 48+16");
	assert_string_equal(begun(copied, '?', 1, INT32_MAX), "gaps1");
	/* backwards: our sweep has no such part */
	assert_string_equal(foreign(copied, '?', 2, 80), "sweep1 40+16");
	assert_string_equal(foreign(copied, '?', 2, 0), "sweep1 40+16");
	assert_string_equal(foreign(copied, '?', 3, 60), "sweep1 60+16");
	assert_string_equal(foreign(copied, '?', 4, 60), "sweep1 40+16");
	assert_string_equal(begun(copied, '?', 5, 40), "gaps1");
	assert_string_equal(begun(copied, '?', 5, 100), "gaps1");
	assert_string_equal(begun(copied, '?', 77, 40), "gaps1");
	assert_string_equal(foreign(copied, '?', -7, 40), "sweep1 40+16");
	assert_string_equal(foreign(failed, '*', 1, 60), "trim1 60+4");
	assert_string_equal(foreign(failed, '*', 1, 80), "trim1 60+4");
	assert_string_equal(begun(scraped, '/', 1, 60), "scrape1");
	assert_string_equal(begun(bad, '-', 1, 80), "retry1");
	assert_string_equal(begun(bad, '-', 2, 80), "retry2");
	assert_string_equal(begun(bad, '-', 9, 80), "retry1");
	/* the letter says later than the map */
	assert_string_equal(foreign(copied, '-', 1, 80), "sweep1 40+16");
	assert_string_equal(foreign(failed, '/', 1, 80), "trim1 60+4");
	/* filling, generating, done */
	assert_string_equal(foreign(copied, 'F', 1, 80), "sweep1 40+16");
	assert_string_equal(foreign(failed, 'G', 1, 80), "trim1 60+4");
	assert_string_equal(begun(bad, '+', 1, 80), "retry1");
	assert_string_equal(foreign(good, '+', 1, 0), "done");
	assert_string_equal(begun(bad, 'x', 1, 80), "retry1");
}

static void the_status_is_what_ddrescue_would_write(void **state)
{
	struct rig r;
	char letter, seen[64];
	int pass, n = 0;
	int32_t lsn;

	(void)state;
	rig_open(&r, 96, 4, 16);
	build(&r.plan, NULL, 2, false);
	plan_status(&r.plan, &letter, &pass, &lsn);
	assert_int_equal(letter, '?');
	assert_int_equal(pass, 1);
	assert_int_equal(lsn, 0);
	work(&r, 2);
	plan_status(&r.plan, &letter, &pass, &lsn);
	assert_int_equal(lsn, 32);
	plan_first(&r.plan, (struct span){ 80, 10 });
	work(&r, 1);
	plan_status(&r.plan, &letter, &pass, &lsn);
	assert_int_equal(lsn, 32);
	for (int i = 0; i < 12; i++, plan_next_pass(&r.plan)) {
		plan_status(&r.plan, &letter, &pass, &lsn);
		n += sprintf(seen + n, "%c%d", letter, pass);
	}
	/* four in the span put first */
	assert_string_equal(seen, "?1?1?1?1?1?5*1/1-1-2+1+1");
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_steps_come_from_the_settings),
		cmocka_unit_test(a_job_from_start_to_end),
		cmocka_unit_test(progress_counts_what_lies_ahead),
		cmocka_unit_test(the_next_pass_begins_at_once),
		cmocka_unit_test(what_was_left_is_met_again),
		cmocka_unit_test(a_pass_turned_round_comes_from_the_other_end),
		cmocka_unit_test(a_retry_asks_nothing_twice),
		cmocka_unit_test(spans_put_first_are_read_to_their_end),
		cmocka_unit_test(words_for_a_span_put_first),
		cmocka_unit_test(a_note_says_where_it_stands),
		cmocka_unit_test(the_longest_note_has_its_place),
		cmocka_unit_test(a_resume_follows_the_new_settings),
		cmocka_unit_test(broken_notes_are_refused),
		cmocka_unit_test(a_foreign_status_is_taken_up),
		cmocka_unit_test(the_status_is_what_ddrescue_would_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
