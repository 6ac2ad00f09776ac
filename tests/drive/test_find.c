#include "config.h"
#include "tests/unit.h"

#include "drive/find.h"
#include "drive/node.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

/* What the kernel tells in sysfs, from a folder of our own; and drives as udev lists them, over a libudev of our own. */

static void put(const char *root, const char *path, const char *text)
{
	char full[600], cmd[1300];
	FILE *file;

	snprintf(full, sizeof full, "%s/%s", root, path);
	snprintf(cmd, sizeof cmd, "mkdir -p \"$(dirname '%s')\"", full);
	assert_int_equal(system(cmd), 0);
	file = fopen(full, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* A block device 11:`minor` whose device is at `path` below the root. */
static struct drive_id describe(const char *path, unsigned minor, struct drive_id id)
{
	const char *root = scratch_folder("tests/drive/find");
	char at[300], node[300], target[600];

	snprintf(at, sizeof at, "%s/vendor", path);
	put(root, at, "HL-DT-ST\n");
	snprintf(at, sizeof at, "%s/model", path);
	put(root, at, "DVD-RAM  GH22NP20 \n");
	snprintf(at, sizeof at, "%s/rev", path);
	put(root, at, "1.04\n");
	snprintf(node, sizeof node, "dev/block/11:%u/x", minor);
	put(root, node, "");
	snprintf(node, sizeof node, "%s/dev/block/11:%u/device", root, minor);
	snprintf(target, sizeof target, "../../../%s", path);
	assert_int_equal(symlink(target, node), 0);
	sysfs_describe(root, makedev(11, minor), &id);
	return id;
}

static void test_sysfs(void **state)
{
	static const struct drive_id known = { .vendor = "LG", .bus = "elsewhere" };
	struct drive_id id;

	(void)state;
	id = describe("devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0", 0, (struct drive_id){ 0 });
	assert_string_equal(id.vendor, "HL-DT-ST");
	assert_string_equal(id.model, "DVD-RAM GH22NP20");
	assert_string_equal(id.firmware, "1.04");
	assert_string_equal(id.bus, "pci-0000:00:1f.2-ata-3");
	assert_string_equal(id.serial, "");
	id = describe("devices/pci0000:00/0000:00:1c.0/0000:02:00.0/usb3/3-2/3-2.1/3-2.1:1.0/host6/target6:0:0/6:0:0:0", 1,
		      (struct drive_id){ 0 });
	assert_string_equal(id.bus, "pci-0000:02:00.0-usb-0:2.1:1.0");
	id = describe("devices/virtual/block/zram0", 2, (struct drive_id){ 0 });
	assert_string_equal(id.bus, "");
	/* what is known already stays */
	id = describe("devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0", 3, known);
	assert_string_equal(id.vendor, "LG");
	assert_string_equal(id.bus, "elsewhere");
	assert_string_equal(id.model, "DVD-RAM GH22NP20");
	/* and nothing comes of nothing */
	id = (struct drive_id){ 0 };
	sysfs_describe("/nowhere", makedev(11, 0), &id);
	assert_string_equal(id.model, "");
}

static void test_short_names(void **state)
{
	char name[24];

	(void)state;
	node_name(name, sizeof name, "/dev/sr0");
	assert_string_equal(name, "sr0");
	node_name(name, sizeof name, "disc.iso");
	assert_string_equal(name, "disc.iso");
	node_name(name, sizeof name, "/a/a-file-with-a-very-long-name.iso");
	assert_string_equal(name, "a-file-with-a-very-long");
}

#ifdef HAVE_UDEV

#include <libudev.h>

/* The part of libudev that the finder uses, over a table. Handles are counted, so that none may leak. */
struct machine_drive {
	const char *sysname, *node, *cdrom, *serial, *path;
	int minor;
};
static struct {
	const struct machine_drive *drives;
	int n, events, handles, received;
	const char *subsystem;
	bool monitor;
} machine;

struct udev { char c; };
struct udev_monitor { char c; };
struct udev_enumerate { char c; };
struct udev_list_entry { int at; };
struct udev_device { const struct machine_drive *of; };

static void *handle(size_t size)
{
	machine.handles++;
	return calloc(1, size);
}

static void *drop(void *p)
{
	machine.handles--;
	free(p);
	return NULL;
}

struct udev *udev_new(void)
{
	return handle(sizeof(struct udev));
}

struct udev *udev_unref(struct udev *u)
{
	return drop(u);
}

struct udev_monitor *udev_monitor_new_from_netlink(struct udev *u, const char *name)
{
	assert_non_null(u);
	assert_string_equal(name, "udev");
	return machine.monitor ? handle(sizeof(struct udev_monitor)) : NULL;
}

int udev_monitor_filter_add_match_subsystem_devtype(struct udev_monitor *m, const char *subsystem, const char *devtype)
{
	assert_non_null(m);
	assert_string_equal(subsystem, "block");
	assert_string_equal(devtype, "disk");
	return 0;
}

int udev_monitor_enable_receiving(struct udev_monitor *m)
{
	assert_non_null(m);
	return 0;
}

int udev_monitor_get_fd(struct udev_monitor *m)
{
	assert_non_null(m);
	return 123;
}

struct udev_device *udev_monitor_receive_device(struct udev_monitor *m)
{
	assert_non_null(m);
	if (!machine.events)
		return NULL;
	machine.events--;
	machine.received++;
	return handle(sizeof(struct udev_device));
}

struct udev_monitor *udev_monitor_unref(struct udev_monitor *m)
{
	return drop(m);
}

struct udev_enumerate *udev_enumerate_new(struct udev *u)
{
	assert_non_null(u);
	return handle(sizeof(struct udev_enumerate));
}

int udev_enumerate_add_match_subsystem(struct udev_enumerate *e, const char *subsystem)
{
	assert_non_null(e);
	machine.subsystem = subsystem;
	return 0;
}

int udev_enumerate_scan_devices(struct udev_enumerate *e)
{
	assert_non_null(e);
	return 0;
}

static struct udev_list_entry list[8];

struct udev_list_entry *udev_enumerate_get_list_entry(struct udev_enumerate *e)
{
	assert_non_null(e);
	for (int i = 0; i < 8; i++)
		list[i].at = i;
	return machine.n ? list : NULL;
}

struct udev_list_entry *udev_list_entry_get_next(struct udev_list_entry *e)
{
	return e->at + 1 < machine.n ? e + 1 : NULL;
}

const char *udev_list_entry_get_name(struct udev_list_entry *e)
{
	return machine.drives[e->at].sysname;
}

struct udev_enumerate *udev_enumerate_unref(struct udev_enumerate *e)
{
	return drop(e);
}

struct udev_device *udev_device_new_from_syspath(struct udev *u, const char *path)
{
	assert_non_null(u);
	for (int i = 0; i < machine.n; i++)
		if (strcmp(machine.drives[i].sysname, path) == 0 && machine.drives[i].minor >= 0) {
			struct udev_device *d = handle(sizeof *d);

			d->of = &machine.drives[i];
			return d;
		}
	return NULL;	/* went between the list and now */
}

const char *udev_device_get_property_value(struct udev_device *d, const char *key)
{
	if (strcmp(key, "ID_CDROM") == 0)
		return d->of->cdrom;
	if (strcmp(key, "ID_SERIAL_SHORT") == 0)
		return d->of->serial;
	assert_string_equal(key, "ID_PATH");
	return d->of->path;
}

const char *udev_device_get_sysname(struct udev_device *d)
{
	return d->of->sysname;
}

const char *udev_device_get_devnode(struct udev_device *d)
{
	return d->of->node;
}

dev_t udev_device_get_devnum(struct udev_device *d)
{
	return makedev(4095, (unsigned)d->of->minor);	/* none that sysfs knows */
}

struct udev_device *udev_device_unref(struct udev_device *d)
{
	return drop(d);
}

struct met {
	struct drive_id id[8];
	int n;
};

static void meet(void *arg, const struct drive_id *id)
{
	struct met *met = arg;

	assert_true(met->n < 8);
	met->id[met->n++] = *id;
}

static void test_udev(void **state)
{
	static const struct machine_drive drives[] = {
		{ "sda", "/dev/sda", NULL, "S3Z1", "pci-0000:00:1f.2-ata-1", 0 },
		{ "sr0", "/dev/sr0", "1", "KZ8E2A5012", "pci-0000:00:1f.2-ata-3", 0 },
		{ "sr1", "/dev/sr1", NULL, "0000000000", "pci-0000:00:14.0-usb-0:2:1.0-scsi-0:0:0:0", 1 },
		{ "sr2", "/dev/sr2", "1", "gone", "gone", -1 },
		{ "sdb", "/dev/sdb", "1", "\033[31mred  light", NULL, 2 },	/* what udev calls a drive is one */
		{ "sr3", "/dev/sr3", "0", "no", "no", 3 },
		{ "srx", "/dev/srx", NULL, "no", "no", 4 },
		{ "sr5", NULL, "1", "no node", "no", 5 },
	};
	struct met met = { .n = 0 };
	struct finder *f;

	(void)state;
	machine.drives = drives;
	machine.n = ARRAY_LEN(drives);
	machine.monitor = true;
	f = finder_udev();
	assert_non_null(f);
	assert_int_equal(finder_fd(f), 123);
	machine.events = 3;
	assert_int_equal(f->ops->list(f, meet, &met), 3);
	assert_int_equal(machine.received, 3);	/* they wake nobody twice */
	assert_string_equal(machine.subsystem, "block");
	assert_int_equal(met.n, 3);
	assert_string_equal(met.id[0].spec, "/dev/sr0");
	assert_string_equal(met.id[0].name, "sr0");
	assert_string_equal(met.id[0].serial, "KZ8E2A5012");
	assert_string_equal(met.id[0].bus, "pci-0000:00:1f.2-ata-3");
	assert_string_equal(met.id[1].spec, "/dev/sr1");
	assert_string_equal(met.id[1].serial, "");	/* all zeros is none */
	assert_string_equal(met.id[1].bus, "pci-0000:00:14.0-usb-0:2:1.0-scsi-0:0:0:0");
	assert_string_equal(met.id[2].spec, "/dev/sdb");
	assert_string_equal(met.id[2].serial, "?[31mred light");
	assert_string_equal(met.id[2].bus, "");
	machine.n = 0;
	assert_int_equal(f->ops->list(f, meet, &met), 0);
	finder_close(f);
	assert_int_equal(machine.handles, 0);

	machine.monitor = false;	/* no netlink: found, but not watched */
	f = finder_udev();
	assert_int_equal(finder_fd(f), -1);
	assert_int_equal(f->ops->list(f, meet, &met), 0);
	finder_close(f);
	assert_int_equal(machine.handles, 0);
}

#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sysfs), cmocka_unit_test(test_short_names),
#ifdef HAVE_UDEV
		cmocka_unit_test(test_udev),
#endif
	};

	return cmocka_run_group_tests_name("drive/find", tests, NULL, NULL);
}
