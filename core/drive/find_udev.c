#include "config.h"
#include "drive/find.h"

#ifdef HAVE_UDEV

#include "drive/node.h"

#include <ctype.h>
#include <libudev.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Drives as udev lists them. Its database is read, no device is opened. */
struct udev_finder {
	struct finder finder;	/* first */
	struct udev *udev;
	struct udev_monitor *monitor;	/* NULL: changes are not told */
};

/* udev's probe says so; where no udev daemon runs, the kernel's name does. */
static bool is_optical(struct udev_device *d)
{
	const char *says = udev_device_get_property_value(d, "ID_CDROM"), *name = udev_device_get_sysname(d);

	if (says)
		return strcmp(says, "1") == 0;
	return name && strncmp(name, "sr", 2) == 0 && isdigit((unsigned char)name[2]);
}

static void take(char *out, size_t size, const char *text)
{
	char fit[257];

	if (!text)
		return;
	drive_take_text(fit, text, strnlen(text, sizeof fit - 1));
	snprintf(out, size, "%.*s", (int)size - 1, fit);
}

static bool describe(struct udev_device *d, struct drive_id *id)
{
	const char *node = udev_device_get_devnode(d), *serial = udev_device_get_property_value(d, "ID_SERIAL_SHORT");

	*id = (struct drive_id){ 0 };
	if (!node || strlen(node) >= sizeof id->spec || !is_optical(d))
		return false;
	snprintf(id->spec, sizeof id->spec, "%s", node);
	node_name(id->name, sizeof id->name, node);
	take(id->serial, sizeof id->serial, serial);
	take(id->bus, sizeof id->bus, udev_device_get_property_value(d, "ID_PATH"));
	sysfs_describe("/sys", udev_device_get_devnum(d), id);
	if (strspn(id->serial, "0 ") == strlen(id->serial) || strcmp(id->serial, id->model) == 0)
		id->serial[0] = '\0';	/* what bridges put there */
	return true;
}

/* The lists that follow tell all there is to know. */
static void drain(struct udev_finder *f)
{
	struct udev_device *d;

	while (f->monitor && (d = udev_monitor_receive_device(f->monitor)))
		udev_device_unref(d);
}

static int udev_list(struct finder *finder, found_drive *found, void *arg)
{
	struct udev_finder *f = (struct udev_finder *)finder;
	struct udev_enumerate *all;
	struct udev_list_entry *entry;
	int met = 0;

	drain(f);
	all = udev_enumerate_new(f->udev);
	if (!all)
		return 0;
	udev_enumerate_add_match_subsystem(all, "block");
	udev_enumerate_scan_devices(all);
	udev_list_entry_foreach(entry, udev_enumerate_get_list_entry(all)) {
		struct udev_device *d = udev_device_new_from_syspath(f->udev, udev_list_entry_get_name(entry));
		struct drive_id id;

		if (!d)
			continue;
		if (describe(d, &id)) {
			found(arg, &id);
			met++;
		}
		udev_device_unref(d);
	}
	udev_enumerate_unref(all);
	return met;
}

static int udev_fd(struct finder *finder)
{
	struct udev_finder *f = (struct udev_finder *)finder;

	return f->monitor ? udev_monitor_get_fd(f->monitor) : -1;
}

static void udev_close(struct finder *finder)
{
	struct udev_finder *f = (struct udev_finder *)finder;

	if (f->monitor)
		udev_monitor_unref(f->monitor);
	udev_unref(f->udev);
	free(f);
}

static const struct finder_ops udev_ops = { .name = "udev", .list = udev_list, .fd = udev_fd, .close = udev_close };

/* After udev's rules have run, so that its database knows the drive. */
static struct udev_monitor *watch(struct udev *udev)
{
	struct udev_monitor *m = udev_monitor_new_from_netlink(udev, "udev");

	if (m && udev_monitor_filter_add_match_subsystem_devtype(m, "block", "disk") >= 0 &&
	    udev_monitor_enable_receiving(m) >= 0)
		return m;
	if (m)
		udev_monitor_unref(m);
	return NULL;
}

struct finder *finder_udev(void)
{
	struct udev_finder *f = calloc(1, sizeof *f);

	if (!f)
		return NULL;
	f->finder.ops = &udev_ops;
	f->udev = udev_new();
	if (!f->udev) {
		free(f);
		return NULL;
	}
	f->monitor = watch(f->udev);
	return &f->finder;
}

#else

struct finder *finder_udev(void)
{
	return NULL;
}

#endif
