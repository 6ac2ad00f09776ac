#include "config.h"
#include "tests/unit.h"

#include "drive/drive.h"
#include "drive/transport.h"

#include <pthread.h>

/* A drive that hangs in a read until somebody has seen what it is at. */
struct hanging {
	struct transport t;	/* first */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool reading, seen;
};

static enum status hanging_run(struct transport *t, struct transport_cmd *c)
{
	static const uint8_t inquiry[36] = { 0x05, 0x80, 5, 2, 31, 0, 0, 0, 'T', 'E', 'S', 'T' };
	struct hanging *h = (struct hanging *)t;

	if (c->cdb[0] == 0x12 && c->cdb[1] == 0) {
		memcpy(c->buf, inquiry, sizeof inquiry);
		c->residual = c->len - (uint32_t)sizeof inquiry;
		return STATUS_OK;
	}
	if (c->cdb[0] == 0x28) {
		pthread_mutex_lock(&h->lock);
		h->reading = true;
		pthread_cond_signal(&h->changed);
		while (!h->seen)
			pthread_cond_wait(&h->changed, &h->lock);
		pthread_mutex_unlock(&h->lock);
		return STATUS_TIMEOUT;
	}
	return STATUS_UNSUPPORTED;
}

static void hanging_close(struct transport *t)
{
	(void)t;
}

static const struct transport_ops hanging_ops = { .name = "hanging", .run = hanging_run, .close = hanging_close };

static void *read_it(void *arg)
{
	struct read_info got;
	void *buf = NULL;
	enum status st;

	assert_int_equal(posix_memalign(&buf, 4096, 2048), 0);
	st = drive_read(arg, (struct span){ 4711, 1 }, buf, &got);
	free(buf);
	return st == STATUS_TIMEOUT && strcmp(got.command, "READ(10)") == 0 ? arg : NULL;
}

/* While one thread is in a read that does not end, another one can say which. */
static void test_now(void **state)
{
	struct hanging h = { .t = { .ops = &hanging_ops, .clock = clock_real(), .max_bytes = 1 << 16 },
			     .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };
	const struct drive_settings settings = { .hang_s = 90 };
	int64_t before = clock_now(clock_real());
	struct drive_now now;
	struct drive *d;
	pthread_t thread;
	void *done;

	(void)state;
	assert_int_equal(mmc_open(&h.t, "/dev/sr7", "sr7", &settings, &d, NULL), STATUS_OK);
	assert_true(drive_now(d, &now));
	assert_string_equal(now.command, "");
	assert_int_equal(pthread_create(&thread, NULL, read_it, d), 0);
	pthread_mutex_lock(&h.lock);
	while (!h.reading)
		pthread_cond_wait(&h.changed, &h.lock);
	pthread_mutex_unlock(&h.lock);
	assert_true(drive_now(d, &now));
	assert_string_equal(now.command, "READ(10)");
	assert_int_equal(now.lsn, 4711);
	assert_true(now.since_ns >= before && now.since_ns <= clock_now(clock_real()));
	pthread_mutex_lock(&h.lock);
	h.seen = true;
	pthread_cond_signal(&h.changed);
	pthread_mutex_unlock(&h.lock);
	assert_int_equal(pthread_join(thread, &done), 0);
	assert_ptr_equal(done, d);
	assert_true(drive_now(d, &now));
	assert_string_equal(now.command, "");
	drive_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_now) };

	return cmocka_run_group_tests_name("drive/mmc_now", tests, NULL, NULL);
}
