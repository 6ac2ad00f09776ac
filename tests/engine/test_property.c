#include "config.h"
#include "tests/engine/rig.h"

#include "base/hash.h"

#include <poll.h>
#include <stdatomic.h>

/*
 * Random worlds and random commands at random reads, moves of the disc among them. Whatever comes: what is finished
 * equals the source, nothing finished is asked for again by a pass, no sector gets lost between the states or is called
 * bad without being hurt, and the same seed gives the same mapfile.
 */

enum { SEEDS = 6, MOST_COMMANDS = 14 };

struct dice {
	uint64_t state;
};

static int roll(struct dice *d, int n)
{
	d->state = hash_mix(d->state, 1);
	return (int)(d->state >> 33) % n;
}

struct run {
	struct rig rig;
	struct dice dice;
	int32_t sectors;
	unsigned posted;
	bool left_out;		/* the user left something out, or the last drive cannot reach it */
	_Atomic(struct engine *) engine;
	atomic_int again;
};

static void make_world(struct dice *d, int32_t sectors, char *out, size_t size)
{
	int n = snprintf(out, size, "[disc]  kind = %s  image = builtin:demo  sectors = %d  seed = %d\n[damage]\n",
			 roll(d, 4) ? "cd" : "dvd", sectors, roll(d, 1000));

	for (int i = roll(d, 6); i >= 0; i--)
		n += snprintf(out + n, size - (size_t)n, "bad = %d +%d\n", roll(d, sectors - 100), 1 + roll(d, 40));
	for (int i = roll(d, 4); i >= 0; i--)
		n += snprintf(out + n, size - (size_t)n, "weak = %d +%d chance 0.%d\n", roll(d, sectors - 300),
			      1 + roll(d, 200), 1 + roll(d, 9));
	for (int i = 0; i < 3; i++)
		n += snprintf(out + n, size - (size_t)n,
			      "[drive %c]  speed = cav 40  ready_after = 0.1 s  skill = 0.%d  short = %s  capacity = %d  recovered = 0.%d  fua = %s\n",
			      'A' + i, 3 + roll(d, 6), roll(d, 2) ? "yes" : "no", 2 * roll(d, 3) - 2, roll(d, 3),
			      roll(d, 2) ? "yes" : "no");
}

static void on_step(void *arg, const char *where)
{
	struct run *r = arg;
	int32_t count[MAP_STATES] = { 0 };
	struct snapshot s;

	if (strcmp(where, "read") != 0)
		return;
	while (!atomic_load(&r->engine))
		usleep(100);
	engine_snapshot(atomic_load(&r->engine), &s);
	engine_count(atomic_load(&r->engine), s.in_flight, count);
	atomic_fetch_add(&r->again, count[map_state_index(MAP_GOOD)]);
}

static void post(struct run *r, struct command c)
{
	assert_true(engine_post(r->rig.engine, c));
	r->posted++;
}

static long reads_of(const struct snapshot *s)
{
	long n = 0;

	for (int i = 0; i < s->ndrives; i++)
		n += (long)s->drives[i].reads;
	return n;
}

/* Goes on for so many reads; moves the disc on when it is out. False: the plan is done. */
static bool read_on(struct run *r, struct snapshot *s, long reads, const char *to)
{
	post(r, (struct command){ .kind = CMD_HOLD, .hold = HOLD_READS, .reads = reads });
	post(r, (struct command){ .kind = CMD_RESUME });
	for (int tries = 0; tries < 6000; tries++) {
		struct pollfd fd = { .fd = engine_wake_fd(r->rig.engine), .events = POLLIN };

		engine_snapshot(r->rig.engine, s);
		assert_int_not_equal(s->phase, PHASE_ENDED);
		assert_int_not_equal(s->phase, PHASE_ASKING);
		if (s->taken == r->posted && s->phase == PHASE_DONE)
			return false;
		if (s->taken == r->posted && s->phase == PHASE_PAUSED && reads_of(s) >= reads)
			return true;
		if (s->taken == r->posted && s->phase == PHASE_MOVING && s->move == MOVE_INSERT && to) {
			struct command c = { .kind = CMD_INSERT };

			snprintf(c.drive, sizeof c.drive, "%s", to);
			post(r, c);
			to = NULL;
		}
		poll(&fd, 1, 10);
	}
	fail_msg("it does not go on: phase %d, step %d", s->phase, s->move);
	return false;
}

/* One command. The spec of the drive, if the disc is to be moved. */
static const char *say_something(struct run *r)
{
	struct command c = { .kind = CMD_SKIP };
	const char *to = NULL;

	switch (roll(&r->dice, 8)) {
	case 0:
		break;
	case 1:
		c.kind = CMD_NEXT_PASS;
		r->left_out = true;
		break;
	case 2:
		c.kind = CMD_REVERSE;
		break;
	case 3:
		c.kind = CMD_ADD_RETRY;
		break;
	case 4:
		c.kind = CMD_FIRST;
		c.span.lsn = roll(&r->dice, r->sectors);
		c.span.count = 1 + roll(&r->dice, 300);
		break;
	case 5:
		c.kind = CMD_FILL;
		c.marker = roll(&r->dice, 2);
		break;
	default:
		c.kind = CMD_MOVE;
		to = r->rig.spec[roll(&r->dice, 3)];
		snprintf(c.drive, sizeof c.drive, "%s", to);
		break;
	}
	post(r, c);
	return to;
}

static void check(struct run *r, const struct snapshot *s)
{
	const int32_t *count = s->tally.sectors;
	int32_t sum = 0, won = 0, good = rig_check_image(&r->rig);

	for (int i = 0; i < MAP_STATES; i++)
		sum += count[i];
	for (int i = 0; i < s->ndrives; i++)
		won += s->drives[i].won;
	assert_int_equal(sum, s->disc.sectors);
	assert_true(s->disc.sectors >= r->sectors - 2 && s->disc.sectors <= r->sectors + 2);
	assert_int_equal(good, count[map_state_index(MAP_GOOD)]);
	assert_int_equal(won, good);
	assert_int_equal(atomic_load(&r->again), 0);
	if (!r->left_out)	/* but for the tail, which the drive at the end may deny */
		assert_true(good + count[map_state_index(MAP_BAD)] >= s->disc.sectors - 4);
}

/* The mapfile at the end; the caller frees it. */
static char *run(int seed)
{
	struct run r = { .dice = { (uint64_t)seed } };
	struct engine_settings es;
	struct snapshot s;
	char world[4096], *text;
	long reads = 0;

	r.sectors = 1000 + roll(&r.dice, 2500);
	make_world(&r.dice, r.sectors, world, sizeof world);
	rig_new(&r.rig, "property", world);
	es = rig_settings(&r.rig);
	es.batch = false;
	es.start_held = true;
	es.save_reads = 1 + roll(&r.dice, 50);
	es.plan.retries = roll(&r.dice, 4);
	es.plan.reverse = roll(&r.dice, 2);
	es.probe = on_step;
	es.probe_arg = &r;
	rig_start(&r.rig, &es);
	atomic_store(&r.engine, r.rig.engine);
	rig_wait(&r.rig, PHASE_PAUSED);
	for (int i = 0; i < MOST_COMMANDS; i++) {
		const char *to = say_something(&r);

		reads += 1 + roll(&r.dice, 40);
		if (!read_on(&r, &s, reads, to))
			break;
	}
	if (s.phase != PHASE_DONE)
		read_on(&r, &s, 1000000, NULL);
	rig_post(&r.rig, CMD_STOP);
	s = rig_finish(&r.rig);
	check(&r, &s);
	text = rig_map_text(&r.rig);
	rig_free(&r.rig);
	return text;
}

static void test_anything_goes(void **state)
{
	(void)state;
	for (int seed = 1; seed <= SEEDS; seed++) {
		char *first = run(seed), *second = run(seed);

		if (strcmp(first, second) != 0)
			fail_msg("seed %d gives two mapfiles", seed);
		free(first);
		free(second);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_anything_goes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
