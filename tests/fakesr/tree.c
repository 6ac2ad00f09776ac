#include "config.h"
#include "tests/fakesr/node.h"
#include "base/fileio.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * The files in which Linux and udev tell of drives, below a folder that stands for the root: /sys, /run/udev/data, and
 * /proc/self/mountinfo.
 * Each drive is alone on a SATA port of its own; what udev says of it is what its rules would find out.
 */

struct tree_place {
	char device[96], block[112];	/* from the root: /sys/devices/... */
};

static struct tree_place place(const struct node *n, int minor)
{
	struct tree_place p;
	int h = n->drive;

	snprintf(p.device, sizeof p.device, "/sys/devices/pci0000:00/0000:00:1f.2/ata%d/host%d/target%d:0:0/%d:0:0:0", h + 1, h,
		 h, h);
	snprintf(p.block, sizeof p.block, "%s/block/sr%d", p.device, minor);
	return p;
}

/* Makes the folder, and those above it. */
static int folder(const char *root, const char *path)
{
	char all[PATH_MAX];
	size_t from = strlen(root);

	snprintf(all, sizeof all, "%s%s", root, path);
	if (mkdir(root, 0777) != 0 && errno != EEXIST)
		return errno;
	for (char *p = all + from + 1; (p = strchr(p, '/')) != NULL; p++) {
		*p = 0;
		if (mkdir(all, 0777) != 0 && errno != EEXIST)
			return errno;
		*p = '/';
	}
	return mkdir(all, 0777) != 0 && errno != EEXIST ? errno : 0;
}

__attribute__((format(printf, 4, 5)))
static int file(const char *root, const char *dir, const char *name, const char *text, ...)
{
	char path[PATH_MAX], what[2048];
	va_list ap;
	FILE *f;
	int e = 0;

	va_start(ap, text);
	vsnprintf(what, sizeof what, text, ap);
	va_end(ap);
	snprintf(path, sizeof path, "%s%s/%s", root, dir, name);
	f = fopen(path, "we");
	if (!f)
		return errno;
	if (fputs(what, f) < 0)
		e = EIO;
	return fclose(f) != 0 ? errno : e;
}

/* A link at `dir`/`name` to `target`, both in /sys; relative, and never leaving it. */
static int link_to(const char *root, const char *dir, const char *name, const char *target)
{
	char path[PATH_MAX], to[PATH_MAX] = "";
	int e = folder(root, dir);

	if (e)
		return e;
	snprintf(path, sizeof path, "%s%s/%s", root, dir, name);
	for (const char *p = dir + 1; (p = strchr(p, '/')) != NULL; p++)
		strcat(to, "../");
	strncat(to, target + strlen("/sys/"), sizeof to - strlen(to) - 1);
	(void)unlink(path);
	return symlink(to, path) != 0 ? errno : 0;
}

/* An INQUIRY's words, blanks at the end cut, and with '_' for blanks, as udev has them. */
static void words(char *out, const uint8_t *field, int len, char blank)
{
	while (len && (field[len - 1] == ' ' || !field[len - 1]))
		len--;
	for (int i = 0; i < len; i++)
		out[i] = field[i] == ' ' ? blank : (char)field[i];
	out[len] = 0;
}

static int sysfs(const char *root, const struct node *n, int minor, const uint8_t *inquiry)
{
	struct tree_place p = place(n, minor);
	char name[16], number[16], vendor[9], model[17], revision[5];
	int e = folder(root, p.block);

	snprintf(name, sizeof name, "sr%d", minor);
	snprintf(number, sizeof number, "%d:%d", WIRE_MAJOR, minor);
	words(vendor, inquiry + 8, 8, ' ');
	words(model, inquiry + 16, 16, ' ');
	words(revision, inquiry + 32, 4, ' ');
	e = e ? e : file(root, p.device, "vendor", "%-8s\n", vendor);
	e = e ? e : file(root, p.device, "model", "%-16s\n", model);
	e = e ? e : file(root, p.device, "rev", "%-4s\n", revision);
	e = e ? e : file(root, p.device, "type", "5\n");
	e = e ? e : file(root, p.device, "uevent", "DEVTYPE=scsi_device\nDRIVER=sr\nMODALIAS=scsi:t-0x05\n");
	e = e ? e : link_to(root, p.device, "subsystem", "/sys/bus/scsi");
	e = e ? e : file(root, p.block, "dev", "%s\n", number);
	e = e ? e : file(root, p.block, "removable", "1\n");
	e = e ? e : file(root, p.block, "ro", "0\n");
	e = e ? e : file(root, p.block, "range", "1\n");
	e = e ? e : file(root, p.block, "ext_range", "1\n");
	e = e ? e : file(root, p.block, "size", "%lld\n", (long long)n->capacity);
	e = e ? e : file(root, p.block, "events_poll_msecs", "-1\n");
	e = e ? e : file(root, p.block, "uevent", "MAJOR=%d\nMINOR=%d\nDEVNAME=%s\nDEVTYPE=disk\n", WIRE_MAJOR, minor, name);
	e = e ? e : link_to(root, p.block, "device", p.device);
	e = e ? e : link_to(root, p.block, "subsystem", "/sys/class/block");
	e = e ? e : link_to(root, "/sys/class/block", name, p.block);
	e = e ? e : link_to(root, "/sys/block", name, p.block);
	return e ? e : link_to(root, "/sys/dev/block", number, p.block);
}

/* What rules.d/60-cdrom_id, 60-persistent-storage and path_id would leave. */
static int udev(const char *root, const struct node *n, int minor, const uint8_t *inquiry, const char *serial)
{
	char name[24], vendor[9], model[17], revision[5];
	int e = folder(root, "/run/udev/data");

	snprintf(name, sizeof name, "b%d:%d", WIRE_MAJOR, minor);
	words(vendor, inquiry + 8, 8, '_');
	words(model, inquiry + 16, 16, '_');
	words(revision, inquiry + 32, 4, '_');
	return e ? e : file(root, "/run/udev/data", name,
			    "I:1\nE:ID_CDROM=1\nE:ID_TYPE=cd\nE:ID_BUS=ata\nE:ID_ATA=1\nE:ID_VENDOR=%s\nE:ID_MODEL=%s\n"
			    "E:ID_REVISION=%s\nE:ID_SERIAL=%s_%s\n%s%s%sE:ID_PATH=pci-0000:00:1f.2-ata-%d\nG:systemd\nG:uaccess\n",
			    vendor, model, revision, model, serial[0] ? serial : "x", serial[0] ? "E:ID_SERIAL_SHORT=" : "",
			    serial, serial[0] ? "\n" : "", n->drive + 1);
}

static void cut(const char *root, const char *dir, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s%s/%s", root, dir, name);
	(void)unlink(path);
}

void tree_without(struct system *s, int minor)
{
	char name[24];

	snprintf(name, sizeof name, "sr%d", minor);
	cut(s->root, "/sys/class/block", name);
	cut(s->root, "/sys/block", name);
	snprintf(name, sizeof name, "%d:%d", WIRE_MAJOR, minor);
	cut(s->root, "/sys/dev/block", name);
	snprintf(name, sizeof name, "b%d:%d", WIRE_MAJOR, minor);
	cut(s->root, "/run/udev/data", name);
}

void tree_mounts(struct system *s)
{
	char lines[1024] = "";

	for (int i = 0; i < s->count; i++) {
		const struct node *n = &s->nodes[i];
		size_t at = strlen(lines);

		if (n->mounted[0])
			snprintf(lines + at, sizeof lines - at, "%d 1 %d:%d / %s ro,relatime - iso9660 /dev/sr%d ro\n", 900 + i,
				 WIRE_MAJOR, n->minor, n->mounted, n->minor);
	}
	if (folder(s->root, "/proc/self") == 0)
		(void)file(s->root, "/proc/self", "mountinfo", "%s", lines);
}

int tree_with(struct system *s, struct node *n, int minor)
{
	uint8_t inquiry[64] = { 0 }, serial[64] = { 0 };
	struct wire_command c = { .cdb = { 0x12, 0, 0, 0, sizeof inquiry }, .cdb_len = 6, .direction = WIRE_FROM_DRIVE,
				  .len = sizeof inquiry };
	/* GET CONFIGURATION of one feature: 0108h, the serial number */
	struct wire_command g = { .cdb = { 0x46, 2, 0x01, 0x08, 0, 0, 0, 0, sizeof serial }, .cdb_len = 10,
				  .direction = WIRE_FROM_DRIVE, .len = sizeof serial };
	char text[33] = "";
	int e;

	(void)scsi_run(s, n, n->generation, &c, inquiry);
	if (scsi_run(s, n, n->generation, &g, serial) == 0 && serial[8] == 0x01 && serial[9] == 0x08)
		words(text, serial + 12, serial[11] <= 32 ? serial[11] : 32, '_');
	e = folder(s->root, "/sys/bus");
	e = e ? e : folder(s->root, "/sys/kernel");	/* by which readom knows that sysfs is there */
	e = e ? e : sysfs(s->root, n, minor, inquiry);
	return e ? e : udev(s->root, n, minor, inquiry, text);
}
