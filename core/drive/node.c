#include "config.h"
#include "drive/node.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/cdrom.h>
#include <linux/fs.h>
#include <linux/major.h>
#include <sys/sysmacros.h>
#endif

void node_name(char *out, size_t size, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash && slash[1] ? slash + 1 : path;
	size_t n = strlen(name);

	if (n >= size)
		for (n = size - 1; n > 0 && ((unsigned char)name[n] & 0xc0) == 0x80; n--)
			;
	memcpy(out, name, n);
	out[n] = '\0';
}

enum status node_denied(const char *path, const struct stat *sb, struct fault *f)
{
	char names[1024];
	struct group group, *found = NULL;

	if (S_ISREG(sb->st_mode))
		return fault_set(f, STATUS_PERMISSION, path, 0, NULL, NULL);
	if (getgrgid_r(sb->st_gid, &group, names, sizeof names, &found) == 0 && found)
		return fault_set(f, STATUS_PERMISSION, path, 0,
				 N_("permission denied: the device may be read by the members of this group"), "%s",
				 found->gr_name);
	return fault_set(f, STATUS_PERMISSION, path, 0,
			 N_("permission denied: the device may be read by the members of this group"), "%lu",
			 (unsigned long)sb->st_gid);
}

bool node_gone(const struct node_seen *seen)
{
	return seen->known[0] && access(seen->known, F_OK) != 0;
}

#ifdef __linux__

bool node_takes_commands(const struct stat *sb)
{
	return S_ISBLK(sb->st_mode) || (S_ISCHR(sb->st_mode) && major(sb->st_rdev) == SCSI_GENERIC_MAJOR);
}

void node_see(struct node_seen *seen, const struct stat *sb)
{
	snprintf(seen->known, sizeof seen->known, "/sys/dev/%s/%u:%u", S_ISBLK(sb->st_mode) ? "block" : "char",
		 major(sb->st_rdev), minor(sb->st_rdev));
	if (access(seen->known, F_OK) != 0)
		seen->known[0] = '\0';
}

bool node_is_optical(int fd)
{
	return ioctl(fd, CDROM_GET_CAPABILITY, 0) >= 0;
}

int64_t node_size(int fd)
{
	uint64_t bytes;

	if (ioctl(fd, BLKGETSIZE64, &bytes) != 0)
		return -1;
	if (bytes > INT64_MAX) {
		errno = EOVERFLOW;
		return -1;
	}
	return (int64_t)bytes;
}

static enum status from_ioctl(int result)
{
	if (result >= 0)
		return STATUS_OK;
	switch (errno) {
	case ENOTTY:
	case EINVAL:
	case ENOSYS:
		return STATUS_UNSUPPORTED;
	case ENOMEDIUM:
		return STATUS_NO_MEDIUM;
	case ENXIO:
	case ENODEV:
		return STATUS_DRIVE_GONE;
	case EACCES:
	case EPERM:
		return STATUS_PERMISSION;
	default:
		return STATUS_REFUSED;
	}
}

enum status node_state(int fd, const struct node_seen *seen)
{
	if (node_gone(seen))
		return STATUS_DRIVE_GONE;
	switch (ioctl(fd, CDROM_DRIVE_STATUS, CDSL_CURRENT)) {
	case CDS_NO_DISC:
		return STATUS_NO_MEDIUM;
	case CDS_TRAY_OPEN:
		return STATUS_TRAY_OPEN;
	case CDS_DRIVE_NOT_READY:
		return STATUS_NOT_READY;
	default:
		return STATUS_OK;
	}
}

enum status node_tray(int fd, enum tray_action what)
{
	switch (what) {
	case TRAY_OPEN:
		ioctl(fd, CDROM_LOCKDOOR, 0);
		return from_ioctl(ioctl(fd, CDROMEJECT));
	case TRAY_CLOSE:
		return from_ioctl(ioctl(fd, CDROMCLOSETRAY));
	case TRAY_LOCK:
	case TRAY_UNLOCK:
		return from_ioctl(ioctl(fd, CDROM_LOCKDOOR, what == TRAY_LOCK));
	}
	return STATUS_USAGE;
}

/* The system takes multiples of the CD's audio speed, 0 for the fastest. */
enum status node_set_speed(int fd, unsigned kb_per_s)
{
	enum { KB_PER_X = 177 };

	return from_ioctl(ioctl(fd, CDROM_SELECT_SPEED, (kb_per_s + KB_PER_X - 1) / KB_PER_X));
}

#else

bool node_takes_commands(const struct stat *sb)
{
	return S_ISBLK(sb->st_mode) || S_ISCHR(sb->st_mode);
}

void node_see(struct node_seen *seen, const struct stat *sb)
{
	(void)sb;
	seen->known[0] = '\0';
}

bool node_is_optical(int fd)
{
	(void)fd;
	return false;
}

int64_t node_size(int fd)
{
	return lseek(fd, 0, SEEK_END);
}

enum status node_state(int fd, const struct node_seen *seen)
{
	(void)fd;
	(void)seen;
	return STATUS_OK;
}

enum status node_tray(int fd, enum tray_action what)
{
	(void)fd;
	(void)what;
	return STATUS_UNSUPPORTED;
}

enum status node_set_speed(int fd, unsigned kb_per_s)
{
	(void)fd;
	(void)kb_per_s;
	return STATUS_UNSUPPORTED;
}

#endif
