#include "config.h"
#include "tests/unit.h"

#include "drive/mounts.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

/* Who has a disc, from tables of our own; the programs that unmount are scripts of our own, found by PATH. */

static const char *folder;
static char table[300], sys[300], proc[300];
static struct mounts_from from;

static int set_up(void **state)
{
	char cmd[700];

	(void)state;
	folder = scratch_folder("tests/drive/mounts");
	snprintf(table, sizeof table, "%s/mountinfo", folder);
	snprintf(sys, sizeof sys, "%s/sys", folder);
	snprintf(proc, sizeof proc, "%s/proc", folder);
	snprintf(cmd, sizeof cmd, "mkdir -p '%s' '%s' '%s/bin'", sys, proc, folder);
	assert_int_equal(system(cmd), 0);
	from = (struct mounts_from){ .table = table, .sys = sys, .proc = proc };
	return 0;
}

static void put(const char *name, const char *text, mode_t mode)
{
	char path[600];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
}

/* A command line, with one path in it. */
static void sh(const char *format, const char *path)
{
	char cmd[2000];

	snprintf(cmd, sizeof cmd, format, path);
	assert_int_equal(system(cmd), 0);
}

static const char *where(unsigned major_number, unsigned minor_number)
{
	static char place[256];

	return mounts_find(&from, makedev(major_number, minor_number), place, sizeof place) ? place : NULL;
}

static void test_table(void **state)
{
	(void)state;
	assert_null(where(11, 0));	/* no table at all */
	put("mountinfo",
	    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
	    "96 22 11:0 / /media/tech/TNT_ROM ro,nosuid,nodev,relatime shared:52 - iso9660 /dev/sr0 ro,nojoliet\n"
	    "97 22 11:1 / /media/tech/Tools\\040&\\040tales\\134\\011x ro - udf /dev/sr1 ro\n"
	    "98 22 11:2 / /media/\\033]0;owned\\007\\377\\12 ro - udf /dev/sr2 ro\n"
	    "99 22 110:3 / /elsewhere ro - udf /dev/sr3 ro\n"
	    "x y\n\n"
	    "100 22 11;4 / /nonsense ro - udf /dev/sr4 ro\n"
	    "101 22 11:5 / /first ro - udf /dev/sr5 ro\n"
	    "102 22 11:5 / /second ro - udf /dev/sr5 ro", 0644);
	assert_string_equal(where(11, 0), "/media/tech/TNT_ROM");
	assert_string_equal(where(11, 1), "/media/tech/Tools & tales\\\tx");
	/* hostile bytes come as they are, for whoever shows them; a half escape is no escape */
	assert_string_equal(where(11, 2), "/media/\033]0;owned\007\377\\12");
	assert_null(where(11, 3));
	assert_null(where(11, 4));
	assert_null(where(11, 10));
	assert_string_equal(where(11, 5), "/first");
	assert_string_equal(where(8, 1), "/");
}

/* A name longer than there is room for is cut, and no more. */
static void test_long_names(void **state)
{
	char text[9000], shortened[16];

	(void)state;
	memcpy(text, "1 1 11:0 / /", 12);
	memset(text + 12, 'a', 8000);
	strcpy(text + 8012, " ro - udf /dev/sr0 ro\n2 1 11:1 / /b ro - udf /dev/sr1 ro\n");
	put("mountinfo", text, 0644);
	assert_true(mounts_find(&from, makedev(11, 0), shortened, sizeof shortened));
	assert_string_equal(shortened, "/aaaaaaaaaaaaaa");
	assert_string_equal(where(11, 1), "/b");
}

/* Mounted through the device mapper. */
static void test_holders(void **state)
{
	(void)state;
	assert_int_equal(system("mkdir -p tests/drive/mounts.scratch/sys/dev/block/11:0/holders/dm-3 "
				"tests/drive/mounts.scratch/sys/dev/block/253:3/holders/dm-4"), 0);
	put("sys/dev/block/11:0/holders/dm-3/dev", "253:3\n", 0644);
	put("sys/dev/block/253:3/holders/dm-4/dev", "253:4\n", 0644);
	put("mountinfo", "22 1 253:4 / /crypt rw - udf /dev/mapper/c rw\n", 0644);
	assert_string_equal(where(11, 0), "/crypt");
	assert_null(where(11, 1));
}

/* What can be opened exclusively is free, and so is what is no device at all. */
static void test_held(void **state)
{
	char path[400];

	(void)state;
	put("disc.iso", "x", 0644);
	snprintf(path, sizeof path, "%s/disc.iso", folder);
	assert_false(mounts_held(path, 5000));
	assert_false(mounts_held("/nowhere/at/all", 5000));
	/* an open that does not return in time says nothing, and is not waited for */
	assert_false(mounts_held(path, 0));
}

static void test_who(void **state)
{
	char name[80];
	struct stat null;

	(void)state;
	assert_int_equal(stat("/dev/null", &null), 0);	/* any device will do */
	assert_false(mounts_who(&from, &null, name, sizeof name));
	assert_string_equal(name, "");
	sh("cd '%s' && mkdir -p self 1/fd 4711/fd 5000/fd && echo init >1/comm && echo 'v) (l c' >4711/comm && "
	   "echo discnurse >5000/comm && ln -s /bin/sh self/exe && ln -s /bin/sh 5000/exe && ln -s /etc/passwd 4711/exe", proc);
	assert_false(mounts_who(&from, &null, name, sizeof name));
	sh("ln -s /dev/null '%s/5000/fd/3'", proc);	/* we ourselves, and our readers */
	assert_false(mounts_who(&from, &null, name, sizeof name));
	sh("ln -s /dev/zero '%s/4711/fd/3'", proc);
	sh("ln -s /nothing '%s/4711/fd/4'", proc);
	assert_false(mounts_who(&from, &null, name, sizeof name));
	sh("ln -s /dev/null '%s/4711/fd/5'", proc);
	assert_true(mounts_who(&from, &null, name, sizeof name));
	assert_string_equal(name, "v) (l c (4711)");
}

static void script(const char *name, const char *body)
{
	char path[64], text[800];

	snprintf(path, sizeof path, "bin/%s", name);
	snprintf(text, sizeof text, "#!/bin/sh\necho \"%s $*\" >>'%s/ran'\n%s\n", name, folder, body);
	put(path, text, 0755);
}

static void assert_ran(const char *want)
{
	char path[300], got[600] = "";
	FILE *file;

	snprintf(path, sizeof path, "%s/ran", folder);
	file = fopen(path, "r");
	if (file) {
		got[fread(got, 1, sizeof got - 1, file)] = '\0';
		fclose(file);
		unlink(path);
	}
	assert_string_equal(got, want);
}

/* Place and device do not exist, so the system call fails whoever runs this. */
static enum status unmount(struct fault *f, int ms)
{
	*f = (struct fault){ 0 };
	return mounts_unmount(&from, "/dev/no such", makedev(4000, 1), ms, f);
}

#define MOUNTED "9 1 4000:1 / /no\\040such\\040place ro - udf /dev/no rw\n"

static void test_unmount(void **state)
{
	char path[600], body[400];
	struct fault f;

	(void)state;
	snprintf(path, sizeof path, "%s/bin:/usr/bin:/bin", folder);
	assert_int_equal(setenv("PATH", path, 1), 0);
	put("mountinfo", "", 0644);
	script("udisksctl", "exit 1");
	script("umount", "exit 1");
	assert_int_equal(unmount(&f, 20000), STATUS_OK);	/* nothing to do, nothing done */
	assert_ran("");

	put("mountinfo", MOUNTED, 0644);
	snprintf(body, sizeof body, ": >'%s'", table);
	script("udisksctl", body);
	assert_int_equal(unmount(&f, 20000), STATUS_OK);
	assert_ran("udisksctl unmount --no-user-interaction -b /dev/no such\n");

	put("mountinfo", MOUNTED, 0644);
	script("udisksctl", "exit 1");
	script("umount", body);
	assert_int_equal(unmount(&f, 20000), STATUS_OK);
	assert_ran("udisksctl unmount --no-user-interaction -b /dev/no such\numount -- /no such place\n");

	put("mountinfo", MOUNTED, 0644);
	script("umount", "echo 'umount: /no such place: target is busy.' >&2; echo more; exit 32");
	assert_int_equal(unmount(&f, 20000), STATUS_IN_USE);
	assert_ran("udisksctl unmount --no-user-interaction -b /dev/no such\numount -- /no such place\n");
	assert_string_equal(f.place, "/no such place");
	assert_string_equal(f.reason, "it cannot be unmounted");
	assert_string_equal(f.detail, "umount: /no such place: target is busy.");

	/* says that it did, and did not: that ends, too */
	script("udisksctl", "exit 0");
	assert_int_equal(unmount(&f, 20000), STATUS_IN_USE);
}

/* A tool that does not come back is ended; one that is not there is named. */
static void test_tools_fail(void **state)
{
	char path[600];
	struct fault f;

	(void)state;
	snprintf(path, sizeof path, "%s/bin", folder);
	assert_int_equal(setenv("PATH", path, 1), 0);
	put("mountinfo", MOUNTED, 0644);
	assert_int_equal(unmount(&f, 20000), STATUS_IN_USE);
	assert_non_null(strstr(f.detail, "umount: "));
	script("udisksctl", "exit 1");
	script("umount", "exec /bin/sleep 1000");
	assert_int_equal(unmount(&f, 50), STATUS_IN_USE);
	assert_string_equal(f.detail, "umount: no answer");
}

#define TEST(f) cmocka_unit_test_setup(f, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_table), TEST(test_long_names), TEST(test_holders), TEST(test_held), TEST(test_who),
		TEST(test_unmount), TEST(test_tools_fail),
	};

	return cmocka_run_group_tests_name("drive/mounts", tests, NULL, NULL);
}
