#include "config.h"
#include "tests/engine/fake.h"

#include "drive/drives_parts.h"
#include "engine/shelf.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <time.h>

/* The shelf over drives that do as they are told. Their nodes are files; "fake:1b" is fake 1, too. */

enum { SECTORS = 500 };

/* A finder that tells what it is told to, and a bell that says that something has changed. */
struct told {
	struct finder finder;	/* first */
	pthread_mutex_t lock;
	struct drive_id id[4];
	int n, bell, asked;
};

static int told_list(struct finder *f, found_drive *found, void *arg)
{
	struct told *t = (struct told *)f;
	uint64_t count;
	int n;

	if (read(t->bell, &count, sizeof count) < 0)
		count = 0;
	pthread_mutex_lock(&t->lock);
	for (int i = 0; i < t->n; i++)
		found(arg, &t->id[i]);
	n = t->n;
	t->asked++;
	pthread_mutex_unlock(&t->lock);
	return n;
}

static int told_fd(struct finder *f)
{
	return ((struct told *)f)->bell;
}

static void told_close(struct finder *f)
{
	close(((struct told *)f)->bell);
}

static const struct finder_ops told_ops = { .name = "told", .list = told_list, .fd = told_fd, .close = told_close };

static void ring(struct told *t)
{
	const uint64_t one = 1;

	assert_int_equal(write(t->bell, &one, sizeof one), (ssize_t)sizeof one);
}

struct bench {
	struct rig r;
	struct told t;
	struct shelf *shelf;
	struct shelf_view v;
	int home;
};

static void touch(const char *name)
{
	int fd = open(name, O_CREAT | O_WRONLY, 0644);

	assert_true(fd >= 0);
	close(fd);
}

/* There are drives on these nodes from now on, in that order of places. */
static void plug(struct bench *b, const char *first, const char *second)
{
	const char *const nodes[] = { first, second };

	pthread_mutex_lock(&b->t.lock);
	b->t.n = 0;
	for (int i = 0; i < 2; i++) {
		struct drive_id *id = &b->t.id[b->t.n];

		if (!nodes[i])
			continue;
		*id = (struct drive_id){ 0 };
		snprintf(id->spec, sizeof id->spec, "%s", nodes[i]);
		snprintf(id->name, sizeof id->name, "%s", nodes[i]);
		snprintf(id->model, sizeof id->model, "PX-716A");
		snprintf(id->bus, sizeof id->bus, "ata-%d", i);
		b->t.n++;
	}
	pthread_mutex_unlock(&b->t.lock);
}

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);
	struct finder *list[FINDERS] = { &b->t.finder };

	b->home = open(".", O_RDONLY | O_DIRECTORY);
	fake_rig(&b->r, "tests/engine/shelf", SECTORS);
	assert_int_equal(chdir(b->r.folder), 0);
	touch("fake:0");
	touch("fake:1");
	touch("fake:1b");
	fake_put(1, 2, 700);
	b->t.finder.ops = &told_ops;
	b->t.bell = eventfd(0, EFD_NONBLOCK);
	pthread_mutex_init(&b->t.lock, NULL);
	drives_use_finders(b->r.drives, list);
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	assert_true(shelf_free(b->shelf));
	shelf_view_free(&b->v);
	assert_int_equal(fchdir(b->home), 0);
	close(b->home);
	rig_free(&b->r);
	free(b);
	return 0;
}

/* The drive with that name in the view; NULL: it is not shown. */
static const struct shelf_drive *shown(struct bench *b, const char *name)
{
	for (int i = 0; i < b->v.ndrives; i++)
		if (strcmp(b->v.drives[i].id.spec, name) == 0)
			return &b->v.drives[i];
	return NULL;
}

static void next_view(struct bench *b)
{
	const struct timespec nap = { .tv_nsec = 2000000 };

	while (!shelf_view(b->shelf, &b->v))
		nanosleep(&nap, NULL);
}

/* Until that drive is in that state. */
static const struct shelf_drive *wait_state(struct bench *b, const char *name, enum status st)
{
	const struct shelf_drive *d;

	while (!(d = shown(b, name)) || d->state != st)
		next_view(b);
	return d;
}

static void wait_absent(struct bench *b, const char *name)
{
	while (shown(b, name))
		next_view(b);
}

/* A look that was asked for, to its end. */
static void look(struct bench *b)
{
	shelf_look(b->shelf);
	do
		next_view(b);
	while (b->v.due);
}

static void test_hung_drive(void **state)
{
	struct bench *b = *state;
	const struct shelf_drive *d;
	time_t before = time(NULL);

	plug(b, "fake:0", "fake:1");
	fake_hang(0);
	b->shelf = shelf_new(b->r.drives, NULL, true);
	assert_non_null(b->shelf);
	d = wait_state(b, "fake:1", STATUS_OK);
	assert_int_equal(d->medium.sectors, 700);
	assert_int_equal(d->medium.kind, DISC_CD);
	fake_wait_hang(0);
	wait_state(b, "fake:0", STATUS_NOT_READY);
	shelf_set_patience(b->shelf, 1);
	d = wait_state(b, "fake:0", STATUS_STUCK);
	assert_true(d->since >= before && d->since <= time(NULL));
	assert_int_equal(d->now.lsn, -1);	/* this one cannot tell what it is at, */
	assert_string_equal(d->id.model, "DOUBLE");	/* but has said who it is */
	/* the other is looked at meanwhile */
	fake_put(1, 3, 900);
	look(b);
	d = wait_state(b, "fake:1", STATUS_OK);
	while (shown(b, "fake:1")->medium.sectors != 900)
		next_view(b);
	shelf_set_patience(b->shelf, 20000);
	fake_release(0);
	d = wait_state(b, "fake:0", STATUS_OK);
	assert_int_equal(d->medium.sectors, SECTORS);
	assert_int_equal(fake_opened(0), 1);
}

/* Looks are many, opening is one. */
static void test_opened_once(void **state)
{
	struct bench *b = *state;

	plug(b, "fake:0", "fake:1");
	b->shelf = shelf_new(b->r.drives, NULL, true);
	for (int i = 0; i < 5; i++)
		look(b);
	wait_state(b, "fake:0", STATUS_OK);
	assert_int_equal(fake_opened(0), 1);
	assert_int_equal(fake_opened(1), 1);
}

/* The system says that something has changed: it is seen without waiting for the next look. */
static void test_hot_plug(void **state)
{
	struct bench *b = *state;
	const struct shelf_drive *d;
	char listed[256];

	plug(b, "fake:0", NULL);
	b->shelf = shelf_new(b->r.drives, NULL, true);
	wait_state(b, "fake:0", STATUS_OK);
	assert_null(shown(b, "fake:1"));
	plug(b, "fake:0", "fake:1");
	ring(&b->t);
	d = wait_state(b, "fake:1", STATUS_OK);
	assert_string_equal(d->id.bus, "");	/* as the drive itself was opened: by a double that tells nothing */
	assert_int_equal(b->v.ndrives, 2);
	plug(b, "fake:0", NULL);
	ring(&b->t);
	wait_absent(b, "fake:1");
	assert_int_equal(b->v.ndrives, 1);
	fake_wait_closed(1, 1);
	/* the same, since it is in the same place */
	plug(b, "fake:0", "fake:1b");
	ring(&b->t);
	d = wait_state(b, "fake:1b", STATUS_OK);
	assert_int_equal(d->medium.sectors, 700);
	assert_ptr_equal(d, &b->v.drives[1]);
	assert_null(shown(b, "fake:1"));
	drives_listed(b->r.drives, "fake:1", listed);
	assert_string_equal(listed, "fake:1b");
	assert_int_equal(drives_count(b->r.drives), 2);
	assert_int_equal(fake_opened(1), 2);
	/* a name that changes while it is open: the new one counts */
	plug(b, "fake:0", "fake:1");
	ring(&b->t);
	wait_state(b, "fake:1", STATUS_OK);
	fake_wait_closed(1, 2);
	assert_int_equal(fake_opened(1), 3);
}

/* It shows at once that it goes on, and when it is over; a drive that is not there is nobody's business. */
static void test_unmounting_is_told(void **state)
{
	struct bench *b = *state;

	plug(b, "fake:0", "fake:1");
	b->shelf = shelf_new(b->r.drives, NULL, true);
	wait_state(b, "fake:0", STATUS_OK);
	wait_state(b, "fake:1", STATUS_OK);
	shelf_unmount(b->shelf, "fake:7");
	shelf_unmount(b->shelf, "fake:0");
	assert_true(shelf_view(b->shelf, &b->v));
	assert_true(shown(b, "fake:0")->unmounting);
	assert_false(shown(b, "fake:1")->unmounting);
	while (shown(b, "fake:0")->unmounting)
		next_view(b);
	assert_int_equal(shown(b, "fake:0")->unmount.status, STATUS_OK);
	assert_int_equal(shown(b, "fake:0")->state, STATUS_OK);
}

/* Without a bell it is seen at the next look. */
static void test_by_time(void **state)
{
	struct bench *b = *state;

	plug(b, "fake:0", NULL);
	b->shelf = shelf_new(b->r.drives, NULL, true);
	wait_state(b, "fake:0", STATUS_OK);
	plug(b, "fake:0", "fake:1");
	wait_state(b, "fake:1", STATUS_OK);
	plug(b, NULL, "fake:1");
	wait_absent(b, "fake:0");
}

/* Disc out, tray, disc in: seen, and what was known of the disc goes with it. */
static void test_discs(void **state)
{
	struct bench *b = *state;
	const struct shelf_drive *d;
	time_t since;

	plug(b, "fake:0", NULL);
	b->shelf = shelf_new(b->r.drives, NULL, true);
	since = wait_state(b, "fake:0", STATUS_OK)->since;
	assert_true(since > 0);
	look(b);
	assert_int_equal(shown(b, "fake:0")->since, since);
	fake_put(0, 0, 0);
	look(b);
	d = wait_state(b, "fake:0", STATUS_NO_MEDIUM);
	assert_int_equal(d->medium.sectors, 0);
	assert_true(d->since >= since);
	fake_put(0, 5, 123);
	look(b);
	assert_int_equal(wait_state(b, "fake:0", STATUS_OK)->medium.sectors, 123);
}

static void test_left_alone(void **state)
{
	const char *const both[] = { "fake:0", "fake:1" };
	struct bench *b = *state;
	const struct shelf_drive *d;

	plug(b, "fake:0", "fake:1");
	b->shelf = shelf_new(b->r.drives, NULL, true);
	wait_state(b, "fake:0", STATUS_OK);
	wait_state(b, "fake:1", STATUS_OK);
	shelf_leave_alone(b->shelf, both, 2);
	fake_wait_closed(0, 1);
	fake_wait_closed(1, 1);
	while (!shown(b, "fake:0")->busy || !shown(b, "fake:1")->busy)
		next_view(b);
	assert_int_equal(shown(b, "fake:1")->medium.sectors, 700);	/* as it was seen last */
	/* the same again is no news */
	shelf_leave_alone(b->shelf, both, 2);
	assert_false(b->v.due && shelf_view(b->shelf, &b->v) && b->v.due);
	/* one of them is pulled out: it is in use, so that is said */
	plug(b, "fake:0", NULL);
	ring(&b->t);
	d = wait_state(b, "fake:1", STATUS_DRIVE_GONE);
	assert_true(d->busy);
	/* it comes back under another name, and is still the engine's */
	plug(b, "fake:0", "fake:1b");
	ring(&b->t);
	while (!shown(b, "fake:1b"))
		next_view(b);
	assert_true(shown(b, "fake:1b")->busy);
	assert_int_equal(fake_opened(1), 1);
	shelf_leave_alone(b->shelf, both, 1);
	d = wait_state(b, "fake:1b", STATUS_OK);
	while (shown(b, "fake:1b")->busy)
		next_view(b);
	assert_true(shown(b, "fake:0")->busy);
	assert_int_equal(fake_opened(0), 1);
	shelf_leave_alone(b->shelf, NULL, 0);
	assert_true(shelf_view(b->shelf, &b->v));
	assert_false(shown(b, "fake:0")->busy);
	wait_state(b, "fake:0", STATUS_OK);
}

/* For `discnurse drives`. */
static void test_once(void **state)
{
	struct bench *b = *state;
	struct drive_abilities a;

	assert_int_equal(drives_add(b->r.drives, "fake:0", NULL), STATUS_OK);
	assert_int_equal(drives_add(b->r.drives, "fake:1", NULL), STATUS_OK);
	plug(b, "fake:0", "fake:1");
	fake_put(1, 0, 0);
	assert_int_equal(shelf_look_once(b->r.drives, &b->v), STATUS_OK);
	assert_true(b->v.looked);
	assert_int_equal(b->v.ndrives, 2);
	assert_int_equal(b->v.drives[0].state, STATUS_OK);
	assert_int_equal(b->v.drives[0].medium.sectors, SECTORS);
	assert_int_equal(b->v.drives[1].state, STATUS_NO_MEDIUM);
	/* what it can do was tried out where a disc is, and kept */
	assert_int_equal(b->v.drives[0].abilities.mmc, ABILITY_NO);
	assert_true(drives_abilities(b->r.drives, &b->v.drives[0].id, &a));
	assert_int_equal(a.mmc, ABILITY_NO);
	assert_false(drives_abilities(b->r.drives, &b->v.drives[1].id, &a));
	assert_int_equal(a.mmc, ABILITY_UNKNOWN);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_hung_drive), TEST(test_opened_once), TEST(test_hot_plug), TEST(test_unmounting_is_told), TEST(test_discs),
		TEST(test_hung_drive), TEST(test_opened_once), TEST(test_hot_plug), TEST(test_by_time), TEST(test_discs),
		TEST(test_left_alone), TEST(test_once),
	};

	return cmocka_run_group_tests_name("engine/shelf", tests, NULL, NULL);
}
