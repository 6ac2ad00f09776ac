#include "config.h"
#include "drive/drives_parts.h"
#include "drive/mounts.h"

#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Who may use a drive, and who does. */

enum { PROBE_MS = 500, UNMOUNT_MS = 20000 };

/* The device behind a spec; false: it is none. */
static bool device_of(struct drives *ds, const char *spec, char node[SPEC_SIZE], struct stat *sb)
{
	drives_listed(ds, spec, node);
	return !drives_are_simulated(node) && stat(node, sb) == 0 && S_ISBLK(sb->st_mode);
}

bool drives_mounted(struct drives *ds, const char *spec, char where[SPEC_SIZE])
{
	char node[SPEC_SIZE];
	struct stat sb;

	where[0] = '\0';
	return device_of(ds, spec, node, &sb) && mounts_find(&mounts_here, sb.st_rdev, where, SPEC_SIZE);
}

enum status drives_holder(struct drives *ds, const char *spec, char where[SPEC_SIZE])
{
	char node[SPEC_SIZE];
	struct stat sb;

	where[0] = '\0';
	if (!device_of(ds, spec, node, &sb))
		return STATUS_OK;
	if (mounts_find(&mounts_here, sb.st_rdev, where, SPEC_SIZE) || mounts_held(node, PROBE_MS))
		return STATUS_IN_USE;
	return STATUS_OK;
}

bool drives_holder_name(struct drives *ds, const char *spec, char name[80])
{
	char node[SPEC_SIZE];
	struct stat sb;

	name[0] = '\0';
	return device_of(ds, spec, node, &sb) && mounts_who(&mounts_here, &sb, name, 80);
}

enum status drives_unmount(struct drives *ds, const char *spec, struct fault *f)
{
	char node[SPEC_SIZE];
	struct stat sb;

	if (!device_of(ds, spec, node, &sb))
		return STATUS_OK;
	return mounts_unmount(&mounts_here, node, sb.st_rdev, UNMOUNT_MS, f);
}

void drives_group(struct drives *ds, const char *spec, char out[33])
{
	char node[SPEC_SIZE], room[4096];
	struct group g, *found = NULL;
	struct stat sb;

	out[0] = '\0';
	drives_listed(ds, spec, node);
	if (!drives_are_simulated(node) && stat(node, &sb) == 0 && sb.st_gid != 0 && (sb.st_mode & S_IRGRP) &&
	    getgrgid_r(sb.st_gid, &g, room, sizeof room, &found) == 0 && found)
		snprintf(out, 33, "%.32s", found->gr_name);
}
