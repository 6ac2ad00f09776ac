#include "config.h"
#include "tests/engine/fake.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>

/* The screen looks at the map at any moment: while it is made, changed, and replaced by a larger one. */

enum { CELLS = 400 };

struct looker {
	struct engine *engine;
	atomic_bool enough;
	long mapped;
};

static void *look(void *arg)
{
	struct looker *l = arg;

	while (!atomic_load(&l->enough)) {
		uint8_t cells[CELLS];
		int32_t count[MAP_STATES];
		struct snapshot s;
		struct span all, found;

		engine_snapshot(l->engine, &s);
		all = (struct span){ 0, s.disc.sectors };
		if (s.mapped && engine_cells(l->engine, all, CELLS, cells) && engine_count(l->engine, all, count)) {
			int32_t sum = 0;

			for (int i = 0; i < MAP_STATES; i++)
				sum += count[i];
			assert_int_equal(sum, all.count);
			l->mapped++;
		}
		found = engine_find(l->engine, 100, true, MAP_UNFINISHED);
		assert_true(found.lsn >= 0 && span_end(found) <= 100);
		found = engine_find(l->engine, 100, false, map_bit(MAP_GOOD));
		assert_true(found.lsn >= 100);
		sched_yield();
	}
	return NULL;
}

static void wait_insert(struct rig *r)
{
	struct snapshot s;

	do {
		struct pollfd fd = { .fd = engine_wake_fd(r->engine), .events = POLLIN };

		s = rig_wait(r, PHASE_MOVING);
		if (s.move != MOVE_INSERT)
			poll(&fd, 1, 20);
	} while (s.move != MOVE_INSERT);
}

/* All passes are over when a drive finds more of the disc: that is read as the rest was. */
static void test_disc_grows_while_looked_at(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct looker l = { 0 };
	struct snapshot now;
	pthread_t thread;
	int32_t sectors = 3000;

	(void)state;
	fake_rig(&r, "looks-grow", sectors);
	fake_trouble(0, 0, 700, STATUS_UNREADABLE, -1);
	s = fake_settings(&r);
	rig_start(&r, &s);
	l.engine = r.engine;
	assert_int_equal(pthread_create(&thread, NULL, look, &l), 0);
	for (int i = 0; i < 3; i++) {
		now = rig_wait(&r, PHASE_DONE);
		assert_int_equal(now.disc.sectors, sectors);
		assert_int_equal(now.tally.sectors[map_state_index(MAP_GOOD)], sectors - 1);
		assert_int_equal(now.tally.sectors[map_state_index(MAP_BAD)], 1);
		rig_post(&r, CMD_EJECT);
		wait_insert(&r);
		sectors += 140;
		fake_put(0, 1, sectors);
	}
	rig_wait(&r, PHASE_DONE);
	rig_post(&r, CMD_STOP);
	assert_true(engine_wait(r.engine, 20000));
	atomic_store(&l.enough, true);
	pthread_join(thread, NULL);
	assert_true(l.mapped > 0);
	now = rig_finish(&r);
	assert_int_equal(now.drives[0].won, sectors - 1);
	assert_int_equal(fake_check(&r), sectors - 1);
	rig_free(&r);
}

/* A smaller disc, within what drives disagree about, and then the whole of it again. */
static void test_smaller_then_whole(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	(void)state;
	fake_rig(&r, "looks-less", 3000);
	s = fake_settings(&r);
	s.batch = true;
	s.time_limit_s = 0;
	rig_start(&r, &s);
	rig_finish(&r);
	s.time_limit_s = -1;
	fake_put(0, 1, 2998);
	rig_start(&r, &s);
	end = rig_finish(&r);
	assert_int_equal(end.end, STATUS_OK);
	assert_int_equal(end.disc.sectors, 3000);
	assert_int_equal(end.tally.sectors[map_state_index(MAP_GOOD)], 2998);
	assert_int_equal(end.tally.sectors[map_state_index(MAP_UNTRIED)], 2);
	fake_put(0, 1, 2849);	/* 151 less, of the same content: what drives say of the size refuses nothing */
	rig_start(&r, &s);
	end = rig_finish(&r);
	assert_int_equal(end.end, STATUS_OK);
	assert_int_equal(end.disc.sectors, 3000);
	fake_put(0, 2, 2849);
	rig_start(&r, &s);
	end = rig_finish(&r);
	assert_int_equal(end.end, STATUS_WRONG_DISC);
	fake_put(0, 1, 3000);
	rig_start(&r, &s);
	end = rig_finish(&r);
	assert_int_equal(end.drives[0].won, 3000);	/* in all runs */
	assert_int_equal(fake_check(&r), 3000);
	rig_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_disc_grows_while_looked_at), cmocka_unit_test(test_smaller_then_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
