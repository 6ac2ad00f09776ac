#include "config.h"
#include "drive/node.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/cdrom.h>
#include <linux/fs.h>
#include <sys/sysmacros.h>
#endif

#ifdef __linux__

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

enum status node_state(int fd, dev_t rdev)
{
	char known[64];

	snprintf(known, sizeof known, "/sys/dev/block/%u:%u", major(rdev), minor(rdev));
	if (access("/sys/dev/block", F_OK) == 0 && access(known, F_OK) != 0)
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

int64_t node_size(int fd)
{
	return lseek(fd, 0, SEEK_END);
}

enum status node_state(int fd, dev_t rdev)
{
	(void)fd;
	(void)rdev;
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
