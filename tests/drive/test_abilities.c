#include "config.h"
#include "tests/unit.h"

#include "drive/abilities.h"

#include "base/fileio.h"

#include <pthread.h>
#include <sys/stat.h>

static const struct drive_id one = { .vendor = "PLEXTOR", .model = "PX-716A", .firmware = "1.11", .serial = "K4N9",
				     .bus = "pci-0-ata-3", .name = "sr0", .spec = "/dev/sr0" };
static const struct drive_abilities sample = {
	.mmc = ABILITY_YES, .read_cd = ABILITY_YES, .c2 = ABILITY_NO, .fua = ABILITY_YES, .cache = ABILITY_UNKNOWN,
	.set_speed = ABILITY_YES, .speed_matters = ABILITY_NO, .retries = ABILITY_NO, .nspeeds = 3,
	.speeds = { 706, 1412, 8467 }, .failed_read_s = 2.5,
};

static void assert_same(const struct drive_abilities *a, const struct drive_abilities *b)
{
	assert_int_equal(a->mmc, b->mmc);
	assert_int_equal(a->read_cd, b->read_cd);
	assert_int_equal(a->c2, b->c2);
	assert_int_equal(a->fua, b->fua);
	assert_int_equal(a->cache, b->cache);
	assert_int_equal(a->set_speed, b->set_speed);
	assert_int_equal(a->speed_matters, b->speed_matters);
	assert_int_equal(a->retries, b->retries);
	assert_int_equal(a->nspeeds, b->nspeeds);
	for (int i = 0; i < a->nspeeds; i++)
		assert_int_equal(a->speeds[i], b->speeds[i]);
	assert_true(a->failed_read_s == b->failed_read_s);
}

/* Of a drive its node and what the user calls it do not matter; without a serial its place does. */
static void test_keys(void **state)
{
	struct drive_id id = one;
	char key[192], other[192], tiny[8];

	(void)state;
	abilities_key(&one, key, sizeof key);
	assert_string_equal(key, "PLEXTOR|PX-716A|1.11|K4N9");
	strcpy(id.name, "sr5");
	strcpy(id.spec, "/dev/sr5");
	strcpy(id.bus, "usb-0:2");
	abilities_key(&id, other, sizeof other);
	assert_string_equal(key, other);
	id.serial[0] = '\0';
	abilities_key(&id, other, sizeof other);
	assert_string_equal(other, "PLEXTOR|PX-716A|1.11|@usb-0:2");
	strcpy(id.bus, "a|\x1b\xff");
	abilities_key(&id, other, sizeof other);
	assert_string_equal(other, "PLEXTOR|PX-716A|1.11|@a???");
	id.model[0] = '\0';		/* a file */
	abilities_key(&id, other, sizeof other);
	assert_string_equal(other, "");
	abilities_key(&one, tiny, sizeof tiny);
	assert_string_equal(tiny, "PLEXTOR");
}

static void test_keeping(void **state)
{
	const char *folder = scratch_folder("abilities-keeping");
	struct drive_abilities a, less = { .mmc = ABILITY_YES };
	struct drive_id other = one;
	char deep[300];

	(void)state;
	snprintf(deep, sizeof deep, "%s/share/discnurse", folder);
	assert_false(abilities_load(deep, &one, &a));
	assert_int_equal(abilities_save(deep, &one, &sample), STATUS_OK);
	assert_true(abilities_load(deep, &one, &a));
	assert_same(&a, &sample);
	/* the other of two equal drives is another */
	strcpy(other.serial, "K4N8");
	assert_false(abilities_load(deep, &other, &a));
	assert_int_equal(a.mmc, ABILITY_UNKNOWN);
	assert_int_equal(abilities_save(deep, &other, &less), STATUS_OK);
	assert_true(abilities_load(deep, &other, &a));
	assert_same(&a, &less);
	assert_true(abilities_load(deep, &one, &a));
	assert_same(&a, &sample);
	/* what is no longer known is gone */
	assert_int_equal(abilities_save(deep, &one, &less), STATUS_OK);
	assert_true(abilities_load(deep, &one, &a));
	assert_same(&a, &less);
}

static void test_nowhere(void **state)
{
	struct drive_id file = { .name = "disc.iso" };
	struct drive_abilities a;
	const char *folder = scratch_folder("abilities-nowhere");
	char path[300];

	(void)state;
	assert_int_equal(abilities_save(NULL, &one, &sample), STATUS_OK);
	assert_false(abilities_load(NULL, &one, &a));
	assert_int_equal(abilities_save(folder, &file, &sample), STATUS_OK);
	assert_false(abilities_load(folder, &file, &a));
	snprintf(path, sizeof path, "%s/drives.json", folder);
	assert_int_not_equal(access(path, F_OK), 0);
	/* a folder that cannot be */
	snprintf(path, sizeof path, "%s/plain", folder);
	assert_int_equal(file_replace(path, "x", 1, NULL, NULL), STATUS_OK);
	strcat(path, "/state");
	assert_int_not_equal(abilities_save(path, &one, &sample), STATUS_OK);
}

static void write_file(const char *folder, const char *text)
{
	char path[300];

	snprintf(path, sizeof path, "%s/drives.json", folder);
	assert_int_equal(file_replace(path, text, strlen(text), NULL, NULL), STATUS_OK);
}

static char *read_file(const char *folder)
{
	char path[300], *text = NULL;

	snprintf(path, sizeof path, "%s/drives.json", folder);
	assert_int_equal(file_load(path, 1 << 20, &text, NULL, NULL), STATUS_OK);
	return text;
}

/* What cannot be understood counts as empty, and is left as it is. */
static void test_left_alone(void **state)
{
	static const char *const files[] = {
		"", "not JSON", "[]", "{}", "{\"version\": 2, \"drives\": {}}", "{\"version\": 1}", "{\"version\": 1, \"drives\": []}",
		"{\"version\": \"1\", \"drives\": {}}", "{\"version\": 1, \"version\": 1, \"drives\": {}}",
		"{\"version\": 1, \"drives\": {\"a\": {\"mmc\"", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
	};
	const char *folder = scratch_folder("abilities-left");

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(files); i++) {
		struct drive_abilities a;
		char *now;

		write_file(folder, files[i]);
		assert_false(abilities_load(folder, &one, &a));
		assert_int_equal(abilities_save(folder, &one, &sample), STATUS_BAD_FILE);
		now = read_file(folder);
		assert_string_equal(now, files[i]);
		free(now);
	}
}

/* Values that cannot be meant are not known; members that we do not know stay. */
static void test_hostile_values(void **state)
{
	const char *folder = scratch_folder("abilities-hostile");
	struct drive_abilities a;
	char *now;

	(void)state;
	write_file(folder,
		   "{\"version\": 1, \"newer\": [1, 2], \"drives\": {\"PLEXTOR|PX-716A|1.11|K4N9\": {\"mmc\": true, \"fua\": \"perhaps\","
		   " \"c2\": \"no\", \"retries\": \"yes\", \"laser\": \"tired\", \"failed_read_s\": 1e99,"
		   " \"speeds\": [0, -5, 706, 706, 200, \"x\", 1412, 99999999999, 2, null]}, \"other\": 7}}");
	assert_true(abilities_load(folder, &one, &a));
	assert_int_equal(a.mmc, ABILITY_UNKNOWN);
	assert_int_equal(a.fua, ABILITY_UNKNOWN);
	assert_int_equal(a.c2, ABILITY_NO);
	assert_int_equal(a.retries, ABILITY_YES);
	assert_int_equal(a.nspeeds, 2);
	assert_int_equal(a.speeds[0], 706);
	assert_int_equal(a.speeds[1], 1412);
	assert_true(a.failed_read_s == 0);
	assert_int_equal(abilities_save(folder, &one, &sample), STATUS_OK);
	assert_true(abilities_load(folder, &one, &a));
	assert_same(&a, &sample);
	now = read_file(folder);
	assert_non_null(strstr(now, "\"laser\": \"tired\""));
	assert_non_null(strstr(now, "\"newer\""));
	assert_non_null(strstr(now, "\"other\": 7"));
	free(now);
	/* a drive's entry that is none */
	write_file(folder, "{\"version\": 1, \"drives\": {\"PLEXTOR|PX-716A|1.11|K4N9\": \"gone\"}}");
	assert_false(abilities_load(folder, &one, &a));
	assert_int_equal(abilities_save(folder, &one, &sample), STATUS_OK);
	assert_true(abilities_load(folder, &one, &a));
	assert_same(&a, &sample);
}

static void test_many_speeds(void **state)
{
	const char *folder = scratch_folder("abilities-many");
	struct drive_abilities a;
	char text[1024];
	int len;

	(void)state;
	len = snprintf(text, sizeof text, "{\"version\": 1, \"drives\": {\"PLEXTOR|PX-716A|1.11|K4N9\": {\"speeds\": [1");
	for (int i = 2; i <= 100; i++)
		len += snprintf(text + len, sizeof text - (size_t)len, ", %d", i);
	snprintf(text + len, sizeof text - (size_t)len, "]}}}");
	write_file(folder, text);
	assert_true(abilities_load(folder, &one, &a));
	assert_int_equal(a.nspeeds, DRIVE_SPEEDS);
	assert_int_equal(a.speeds[DRIVE_SPEEDS - 1], DRIVE_SPEEDS);
}

enum { SAVERS = 4, ROUNDS = 8 };
struct saver {
	const char *folder;
	int number;
	enum status st;
};

static void *save_often(void *arg)
{
	struct saver *s = arg;

	for (int i = 0; i < ROUNDS && s->st == STATUS_OK; i++) {
		struct drive_id id = one;

		snprintf(id.serial, sizeof id.serial, "%d-%d", s->number, i);
		s->st = abilities_save(s->folder, &id, &sample);
	}
	return NULL;
}

/* Several drives are looked at at the same time: nothing of it is lost. */
static void test_at_once(void **state)
{
	const char *folder = scratch_folder("abilities-at-once");
	struct saver savers[SAVERS];
	pthread_t threads[SAVERS];

	(void)state;
	for (int i = 0; i < SAVERS; i++) {
		savers[i] = (struct saver){ .folder = folder, .number = i };
		assert_int_equal(pthread_create(&threads[i], NULL, save_often, &savers[i]), 0);
	}
	for (int i = 0; i < SAVERS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	for (int i = 0; i < SAVERS; i++) {
		assert_int_equal(savers[i].st, STATUS_OK);
		for (int k = 0; k < ROUNDS; k++) {
			struct drive_id id = one;
			struct drive_abilities a;

			snprintf(id.serial, sizeof id.serial, "%d-%d", i, k);
			assert_true(abilities_load(folder, &id, &a));
			assert_same(&a, &sample);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys), cmocka_unit_test(test_keeping), cmocka_unit_test(test_nowhere),
		cmocka_unit_test(test_left_alone), cmocka_unit_test(test_hostile_values),
		cmocka_unit_test(test_many_speeds), cmocka_unit_test(test_at_once),
	};

	return cmocka_run_group_tests_name("drive/abilities", tests, NULL, NULL);
}
