#include "config.h"
#include "drive/find.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

/* An attribute of the device, without the blanks that pad it. */
static void attribute(const char *device, const char *name, char *out, size_t size)
{
	char path[PATH_MAX], text[64] = "", fit[64];
	FILE *file;

	if (*out || (size_t)snprintf(path, sizeof path, "%s/%s", device, name) >= sizeof path)
		return;
	file = fopen(path, "re");
	if (!file)
		return;
	if (fgets(text, sizeof text, file)) {
		text[strcspn(text, "\n")] = '\0';
		drive_take_text(fit, text, strlen(text));
		snprintf(out, size, "%.*s", (int)size - 1, fit);
	}
	fclose(file);
}

/* The length of a PCI address ("0000:00:1f.2") at the start of `s`; 0: there is none. */
static size_t pci_address(const char *s)
{
	static const char form[] = "xxxx:xx:xx.x";
	size_t i;

	for (i = 0; form[i]; i++)
		if (form[i] == 'x' ? !strchr("0123456789abcdef", s[i]) || !s[i] : s[i] != form[i])
			return 0;
	return i;
}

/*
 * The place in the form of udev's ID_PATH, from the device's path below /sys/devices: the PCI function nearest to the
 * drive, then the USB port and interface, or the ATA port.
 */
static void place(char *path, char *out, size_t size)
{
	char pci[16] = "", rest[40] = "", *save = NULL;

	for (char *part = strtok_r(path, "/", &save); part; part = strtok_r(NULL, "/", &save)) {
		const char *port = strchr(part, '-');

		if (pci_address(part) && strlen(part) == pci_address(part))
			snprintf(pci, sizeof pci, "%s", part);
		else if (strncmp(part, "ata", 3) == 0 && part[3] >= '0' && part[3] <= '9')
			snprintf(rest, sizeof rest, "ata-%.8s", part + 3);
		else if (port && strchr(port, ':') && part[0] >= '0' && part[0] <= '9')	/* bus-port.port:interface */
			snprintf(rest, sizeof rest, "usb-0:%.30s", port + 1);
	}
	if (*rest)
		snprintf(out, size, "%s%s%s%s", *pci ? "pci-" : "", pci, *pci ? "-" : "", rest);
}

void sysfs_describe(const char *root, dev_t dev, struct drive_id *id)
{
	char device[PATH_MAX], *real;

	if ((size_t)snprintf(device, sizeof device, "%s/dev/block/%u:%u/device", root, major(dev), minor(dev)) >=
	    sizeof device)
		return;
	attribute(device, "vendor", id->vendor, sizeof id->vendor);
	attribute(device, "model", id->model, sizeof id->model);
	attribute(device, "rev", id->firmware, sizeof id->firmware);
	real = id->bus[0] ? NULL : realpath(device, NULL);
	if (real)
		place(real, id->bus, sizeof id->bus);
	free(real);
}
