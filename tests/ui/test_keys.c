#include "config.h"
#include "tests/unit.h"

#include "ui/screens.h"

/* The tables of keys: of all screens together, and the names of keys. */

static void test_no_key_is_bound_twice(void **state)
{
	(void)state;
	for (int i = 0; all_screens[i]; i++) {
		const struct screen *s = all_screens[i];

		for (int k = 0; k < s->nkeys; k++) {
			enum action common = binding_find(common_keys, ncommon_keys, s->keys[k].key);

			assert_int_equal(binding_find(s->keys, s->nkeys, s->keys[k].key), s->keys[k].action);
			for (int m = 0; m < k; m++)
				assert_int_not_equal(s->keys[m].key, s->keys[k].key);
			assert_true(common == ACT_NONE || common == s->keys[k].action);
		}
	}
}

static void test_every_action_has_a_key(void **state)
{
	(void)state;
	for (int a = 1; a < ACT_COUNT; a++) {
		bool bound = false;

		for (int i = 0; all_screens[i]; i++)
			for (int k = 0; k < all_screens[i]->nkeys; k++)
				bound |= (int)all_screens[i]->keys[k].action == a;
		for (int k = 0; k < ncommon_keys; k++)
			bound |= (int)common_keys[k].action == a;
		if (!bound)
			fail_msg("no screen binds %s", action_name((enum action)a));
	}
}

static void test_names_lead_back_to_keys(void **state)
{
	static const int32_t keys[] = {
		'p', '?', ' ', 'Z', KEY_CODE_ESC, KEY_CODE_ENTER, KEY_CODE_TAB, KEY_CODE_BACKSPACE, KEY_CODE_UP,
		KEY_CODE_DOWN, KEY_CODE_LEFT, KEY_CODE_RIGHT, KEY_CODE_PGUP, KEY_CODE_PGDN, KEY_CODE_HOME, KEY_CODE_END,
		KEY_CODE_DEL, KEY_CODE_F1, KEY_CODE_F6,
	};
	char name[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		assert_int_equal(key_from_name(key_label(keys[i], name)), keys[i]);
	assert_int_equal(key_from_name("Nonsense"), 0);
	assert_int_equal(key_from_name(""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_key_is_bound_twice),
		cmocka_unit_test(test_every_action_has_a_key),
		cmocka_unit_test(test_names_lead_back_to_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
