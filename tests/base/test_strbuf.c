#include "tests/unit.h"

#include "base/strbuf.h"

static void test_grows(void **state)
{
	struct strbuf b = { 0 };

	(void)state;
	for (int i = 0; i < 5000; i++) {
		strbuf_addf(&b, "%04d", i);
		strbuf_add(&b, ";\0", 1);
	}
	assert_false(b.failed);
	assert_int_equal(b.len, 25000);
	assert_true(b.room > b.len);
	assert_int_equal(strlen(b.text), 25000);
	for (int i = 0; i < 5000; i++)
		assert_int_equal(strtol(b.text + 5 * i, NULL, 10), i);
	strbuf_free(&b);
	assert_null(b.text);
	assert_int_equal(b.len + b.room, 0);
}

static void test_around_the_room(void **state)
{
	(void)state;
	for (size_t len = 250; len < 260; len++) {
		struct strbuf b = { 0 }, c = { 0 };
		char text[300];

		memset(text, 'a', sizeof text);
		strbuf_add(&b, text, len);
		assert_int_equal(b.text[len], '\0');
		assert_int_equal(strlen(b.text), len);
		text[len] = '\0';
		strbuf_addf(&c, "%s", text);
		assert_string_equal(b.text, c.text);
		strbuf_free(&b);
		strbuf_free(&c);
	}
}

static void test_bytes(void **state)
{
	struct strbuf b = { 0 };

	(void)state;
	strbuf_add(&b, "", 0);
	assert_string_equal(b.text, "");
	strbuf_add(&b, "a\0b", 3);
	assert_int_equal(b.len, 3);
	assert_memory_equal(b.text, "a\0b", 4);
	strbuf_free(&b);
}

/* No memory: what was there stays, later additions are ignored. */
static void test_failure_sticks(void **state)
{
	struct strbuf b = { 0 };

	(void)state;
	strbuf_addf(&b, "kept");
	b.failed = true;
	strbuf_addf(&b, "lost");
	strbuf_add(&b, "lost", 4);
	assert_string_equal(b.text, "kept");
	assert_int_equal(b.len, 4);
	strbuf_free(&b);
	assert_false(b.failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grows),
		cmocka_unit_test(test_around_the_room),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_failure_sticks),
	};

	return cmocka_run_group_tests_name("strbuf", tests, NULL, NULL);
}
