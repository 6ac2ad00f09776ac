#include "config.h"
#include "tests/engine/rig.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

/*
 * SIGKILL at 50 places of a run, from a list: at the n-th of the steps that the engine names (before a read, after each
 * step of a save). Afterwards what the mapfile on disk calls finished is in the image, byte for byte; the job resumes, and
 * nothing that the saved map called finished is read again.
 */
static const char world[] =
	"[disc]      kind = cd   image = builtin:demo   sectors = 3000   seed = 11\n"
	"[damage]    bad = 700 +9   weak = 1500 +120 chance 0.5   bad = 2990 +10\n"
	"[drive A]   model = \"PX-716A\"   speed = cav 40\n";

/* Steps counted from the start of the run. */
static const int places[50] = {
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 24, 26, 28, 30, 33, 36, 39, 42, 46, 50, 55, 60,
	66, 72, 79, 86, 94, 102, 111, 120, 132, 144, 158, 172, 190, 208, 230, 252, 280,
};

struct watch {
	_Atomic(struct engine *) engine;
	atomic_int steps;
	int kill_at;
	const struct map *saved;	/* reads inside its finished part are counted */
	atomic_int again, reads;
};

static void on_step(void *arg, const char *where)
{
	struct watch *w = arg;
	struct snapshot s;

	if (atomic_fetch_add(&w->steps, 1) + 1 == w->kill_at)
		raise(SIGKILL);
	if (!w->saved || strcmp(where, "read") != 0)
		return;
	while (!atomic_load(&w->engine))
		usleep(100);
	engine_snapshot(atomic_load(&w->engine), &s);
	atomic_fetch_add(&w->reads, 1);
	atomic_fetch_add(&w->again, map_count_in(w->saved, s.in_flight, map_bit(MAP_GOOD)));
}

static struct engine_settings settings(struct rig *r, struct watch *w)
{
	struct engine_settings s = rig_settings(r);

	s.plan.retries = 2;
	s.save_reads = 5;
	s.probe = on_step;
	s.probe_arg = w;
	return s;
}

/* The child: runs until it kills itself, or to the end. */
static void run_and_die(struct rig *r, int kill_at)
{
	struct watch w = { .kill_at = kill_at };
	struct engine_settings s = settings(r, &w);

	rig_start(r, &s);
	rig_finish(r);
	_exit(0);
}

static bool map_is_there(const struct rig *r)
{
	char path[400];

	snprintf(path, sizeof path, "%s/disc.map", r->job);
	return access(path, F_OK) == 0;
}

static void resume_and_check(struct rig *r)
{
	struct mapfile mf = { 0 };
	struct watch w = { .kill_at = 0 };
	struct engine_settings s = settings(r, &w);
	struct snapshot end;
	char path[400];

	snprintf(path, sizeof path, "%s/disc.map", r->job);
	assert_int_equal(mapfile_load(path, 2048, &mf, NULL), STATUS_OK);
	w.saved = mf.map;
	s.keep_plan = true;
	s.where.take_over = true;
	r->engine = engine_new(&s, r->drives, r->log);
	atomic_store(&w.engine, r->engine);
	end = rig_finish(r);
	if (end.end != STATUS_OK)
		fail_msg("%s: %s", status_name(end.end), end.fault.place);
	assert_int_equal(atomic_load(&w.again), 0);
	assert_int_equal(end.tally.sectors[map_state_index(MAP_UNTRIED)], 0);
	assert_int_equal(end.tally.sectors[map_state_index(MAP_BAD)] + end.tally.sectors[map_state_index(MAP_GOOD)], 3000);
	rig_check_image(r);
	mapfile_clear(&mf);
}

static void test_killed_anywhere(void **state)
{
	int killed = 0, resumed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct rig r;
		pid_t pid;
		int how;

		rig_new(&r, "kill", world);
		fflush(NULL);
		pid = fork();
		if (pid == 0)
			run_and_die(&r, places[i]);
		assert_int_equal(waitpid(pid, &how, 0), pid);
		killed += WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL;
		if (WIFEXITED(how))
			assert_int_equal(WEXITSTATUS(how), 0);
		if (map_is_there(&r)) {
			rig_check_image(&r);
			resume_and_check(&r);
			resumed++;
		}
		rig_free(&r);
	}
	assert_int_equal(killed, ARRAY_LEN(places));
	assert_true(resumed >= 45);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_killed_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
