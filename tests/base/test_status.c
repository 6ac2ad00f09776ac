#include "tests/unit.h"

#include "base/status.h"

#include <ctype.h>
#include <errno.h>

/* Every status has a sentence and a name that is the enum's, lower case, with '-' for '_'. */
static void test_names(void **state)
{
	static const char *const enum_names[] = {
#define X(name, sentence) #name,
		STATUSES(X)
#undef X
	};

	(void)state;
	for (int st = 0; st < STATUS_COUNT; st++) {
		const char *name = status_name((enum status)st);

		assert_true(strlen(status_sentence((enum status)st)) > 3);
		assert_int_equal(strlen(name), strlen(enum_names[st]));
		for (size_t i = 0; name[i]; i++)
			assert_int_equal(name[i], enum_names[st][i] == '_' ? '-' : tolower(enum_names[st][i]));
	}
	assert_string_equal(status_name(STATUS_NO_MEDIUM), "no-medium");
	assert_string_equal(status_sentence(STATUS_COUNT), "");
	assert_string_equal(status_name(STATUS_COUNT), "");
	assert_string_equal(status_name((enum status)-1), "");
}

static void test_from_errno(void **state)
{
	static const struct {
		int err;
		enum status st;
	} rows[] = {
		{ 0, STATUS_OK }, { ENOENT, STATUS_NOT_FOUND }, { ENOTDIR, STATUS_NOT_FOUND },
		{ EEXIST, STATUS_EXISTS }, { EACCES, STATUS_PERMISSION }, { EPERM, STATUS_PERMISSION },
		{ EROFS, STATUS_READ_ONLY }, { ENOSPC, STATUS_NO_SPACE }, { EDQUOT, STATUS_NO_SPACE },
		{ EFBIG, STATUS_NO_SPACE }, { ENOMEM, STATUS_NO_MEMORY }, { ENAMETOOLONG, STATUS_TOO_LARGE },
		{ EIO, STATUS_IO }, { EISDIR, STATUS_IO }, { 99999, STATUS_IO },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(status_from_errno(rows[i].err), rows[i].st);
}

static void test_fault(void **state)
{
	struct fault f;
	char longer[1000];

	(void)state;
	assert_int_equal(fault_set(&f, STATUS_BAD_FILE, "a.cue", 12, "a reason", "%s %d", "track", 7), STATUS_BAD_FILE);
	assert_int_equal(f.status, STATUS_BAD_FILE);
	assert_string_equal(f.place, "a.cue");
	assert_int_equal(f.line, 12);
	assert_string_equal(f.reason, "a reason");
	assert_string_equal(f.detail, "track 7");

	assert_int_equal(fault_set(&f, STATUS_IO, NULL, 0, NULL, NULL), STATUS_IO);
	assert_string_equal(f.place, "");
	assert_string_equal(f.detail, "");
	assert_null(f.reason);
	assert_int_equal(fault_set(NULL, STATUS_IO, "x", 1, NULL, "%d", 1), STATUS_IO);

	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	fault_set(&f, STATUS_IO, longer, 0, NULL, "%s", longer);
	assert_int_equal(strlen(f.place), sizeof f.place - 1);
	assert_int_equal(strlen(f.detail), sizeof f.detail - 1);
}

static void test_fault_is_harmless(void **state)
{
	struct fault f;

	(void)state;
	fault_set(&f, STATUS_IO, "\x1b]0;name\a", 0, NULL, "%s", "a\x1b[2J\tb\r\n\x7f");
	assert_string_equal(f.place, "?]0;name?");
	assert_string_equal(f.detail, "a?[2J?b???");
	fault_set(&f, STATUS_IO, NULL, 0, NULL, "%s", "\xc2\x9b" "2J \xc3\xa9 \xc2\xa0 \xc2");
	assert_string_equal(f.detail, "??2J \xc3\xa9 \xc2\xa0 \xc2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_from_errno),
		cmocka_unit_test(test_fault),
		cmocka_unit_test(test_fault_is_harmless),
	};

	return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
