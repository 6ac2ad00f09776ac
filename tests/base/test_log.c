#include "tests/unit.h"

#include "base/log.h"

#include <pthread.h>

static void test_lines(void **state)
{
	struct log *l = log_new(4);
	struct log_line out[8];
	time_t before = time(NULL);

	(void)state;
	assert_int_equal(log_last(l), 0);
	assert_int_equal(log_copy(l, 0, out, 8), 0);
	log_add(l, LOG_WARNING, "sr0", "a sentence", "LSN %d", 211034);
	log_add(l, LOG_DETAIL, NULL, NULL, NULL);
	assert_int_equal(log_last(l), 2);
	assert_int_equal(log_copy(l, 0, out, 8), 2);
	assert_int_equal(out[0].serial, 1);
	assert_int_equal(out[0].level, LOG_WARNING);
	assert_string_equal(out[0].source, "sr0");
	assert_string_equal(out[0].text, "a sentence");
	assert_string_equal(out[0].detail, "LSN 211034");
	assert_true(out[0].when >= before);
	assert_int_equal(out[1].serial, 2);
	assert_string_equal(out[1].source, "");
	assert_null(out[1].text);
	assert_string_equal(out[1].detail, "");
	assert_int_equal(log_copy(l, 1, out, 8), 1);
	assert_int_equal(out[0].serial, 2);
	assert_int_equal(log_copy(l, 2, out, 8), 0);
	assert_int_equal(log_copy(l, 77, out, 8), 0);
	log_free(l);
	log_free(NULL);
}

static void test_ring(void **state)
{
	struct log *l = log_new(4);
	struct log_line out[8];

	(void)state;
	for (int i = 1; i <= 11; i++) {
		unsigned n;

		log_add(l, LOG_NOTE, "x", NULL, "%d", i);
		n = log_copy(l, 0, out, 8);
		assert_int_equal(n, i < 4 ? i : 4);
		for (unsigned k = 0; k < n; k++) {
			assert_int_equal(out[k].serial, (unsigned)i - n + 1 + k);
			assert_int_equal(strtoul(out[k].detail, NULL, 10), out[k].serial);
		}
	}
	assert_int_equal(log_copy(l, 0, out, 2), 2);	/* the oldest first: the rest at the next call */
	assert_int_equal(out[1].serial, 9);
	assert_int_equal(log_copy(l, 9, out, 8), 2);
	assert_int_equal(out[0].serial, 10);
	log_free(l);
}

static void test_long_lines(void **state)
{
	struct log *l = log_new(1);
	struct log_line out;
	char text[500];

	(void)state;
	memset(text, 'y', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	log_add(l, LOG_ERROR, text, NULL, "%s", text);
	assert_int_equal(log_copy(l, 0, &out, 1), 1);
	assert_int_equal(strlen(out.source), sizeof out.source - 1);
	assert_int_equal(strlen(out.detail), sizeof out.detail - 1);
	log_free(l);
}

enum { THREADS = 4, EACH = 3000 };

struct writer {
	struct log *log;
	int number;
};

static void *write_lines(void *arg)
{
	const struct writer *w = arg;

	for (int i = 0; i < EACH; i++)
		log_add(w->log, LOG_NOTE, "w", NULL, "%d %d", w->number, i);
	return NULL;
}

/* Each writer's lines come out whole, once, in its order, while another thread reads. */
static void test_threads(void **state)
{
	struct log *l = log_new(THREADS * EACH);
	struct log_line *out = malloc(THREADS * EACH * sizeof *out);
	struct writer w[THREADS];
	pthread_t t[THREADS];
	int next[THREADS] = { 0 };
	unsigned long seen = 0;

	(void)state;
	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct writer){ l, i };
		assert_int_equal(pthread_create(&t[i], NULL, write_lines, &w[i]), 0);
	}
	while (seen < THREADS * EACH) {
		unsigned n = log_copy(l, seen, out, 100);

		for (unsigned k = 0; k < n; k++) {
			int who, what;

			assert_int_equal(out[k].serial, ++seen);
			assert_int_equal(sscanf(out[k].detail, "%d %d", &who, &what), 2);
			assert_in_range(who, 0, THREADS - 1);
			assert_int_equal(what, next[who]++);
		}
		if (n == 0)
			sched_yield();
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	assert_int_equal(log_last(l), THREADS * EACH);
	free(out);
	log_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_ring),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
