#define _GNU_SOURCE
#include "tests/fakesr/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/cdrom.h>
#include <linux/fs.h>
#include <scsi/sg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* SG_IO and CDROM_SEND_PACKET point to more than plain bytes, and are not here; nor is CDROMREADAUDIO. */
static const struct wire_ioctl ioctls[] = {
	{ SG_GET_VERSION_NUM, 0, sizeof(int) },
	{ SG_SET_TIMEOUT, sizeof(int), 0 },
	{ SG_GET_TIMEOUT, 0, 0 },
	{ SG_GET_RESERVED_SIZE, 0, sizeof(int) },
	{ SG_SET_RESERVED_SIZE, sizeof(int), 0 },
	{ SG_EMULATED_HOST, 0, sizeof(int) },
	{ WIRE_GET_IDLUN, 0, 8 },
	{ WIRE_GET_BUS_NUMBER, 0, sizeof(int) },
	{ BLKGETSIZE64, 0, sizeof(uint64_t) },
	{ BLKGETSIZE, 0, sizeof(unsigned long) },
	{ BLKSSZGET, 0, sizeof(int) },
	{ BLKPBSZGET, 0, sizeof(int) },
	{ BLKBSZGET, 0, sizeof(int) },
	{ BLKSECTGET, 0, sizeof(unsigned short) },
	{ BLKROGET, 0, sizeof(int) },
	{ BLKRAGET, 0, sizeof(long) },
	{ BLKFLSBUF, 0, 0 },
	{ CDROM_DRIVE_STATUS, 0, 0 },
	{ CDROM_DISC_STATUS, 0, 0 },
	{ CDROM_GET_CAPABILITY, 0, 0 },
	{ CDROM_MEDIA_CHANGED, 0, 0 },
	{ CDROM_CHANGER_NSLOTS, 0, 0 },
	{ CDROMEJECT, 0, 0 },
	{ CDROMCLOSETRAY, 0, 0 },
	{ CDROMEJECT_SW, 0, 0 },
	{ CDROM_LOCKDOOR, 0, 0 },
	{ CDROM_SELECT_SPEED, 0, 0 },
	{ CDROM_SET_OPTIONS, 0, 0 },
	{ CDROM_CLEAR_OPTIONS, 0, 0 },
	{ CDROMRESET, 0, 0 },
	{ CDROMSTART, 0, 0 },
	{ CDROMSTOP, 0, 0 },
	{ CDROM_GET_MCN, 0, sizeof(struct cdrom_mcn) },
	{ CDROMREADTOCHDR, 0, sizeof(struct cdrom_tochdr) },
	{ CDROMREADTOCENTRY, sizeof(struct cdrom_tocentry), sizeof(struct cdrom_tocentry) },
	{ CDROMMULTISESSION, sizeof(struct cdrom_multisession), sizeof(struct cdrom_multisession) },
	{ CDROMSUBCHNL, sizeof(struct cdrom_subchnl), sizeof(struct cdrom_subchnl) },
	{ CDROM_LAST_WRITTEN, 0, sizeof(long) },
	{ CDROM_NEXT_WRITABLE, 0, sizeof(long) },
	{ CDROMREADRAW, sizeof(struct cdrom_msf), CD_FRAMESIZE_RAW },
	{ CDROMREADMODE1, sizeof(struct cdrom_msf), CD_FRAMESIZE },
	{ CDROMREADMODE2, sizeof(struct cdrom_msf), CD_FRAMESIZE_RAW0 },
	{ DVD_READ_STRUCT, sizeof(dvd_struct), sizeof(dvd_struct) },
};

const struct wire_ioctl *wire_ioctl(unsigned long command)
{
	for (unsigned i = 0; i < sizeof ioctls / sizeof *ioctls; i++)
		if (ioctls[i].command == (command & 0xffffffffu))
			return &ioctls[i];
	return NULL;
}

bool wire_send(int connection, const void *data, uint32_t len)
{
	const char *p = data;

	while (len) {
		ssize_t n = send(connection, p, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (uint32_t)n;
	}
	return true;
}

bool wire_receive(int connection, void *data, uint32_t len)
{
	char *p = data;

	while (len) {
		ssize_t n = recv(connection, p, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (uint32_t)n;
	}
	return true;
}

/* The address of `path`, by way of its opened folder *folder, which stays open until the address was used. */
static bool address(const char *path, struct sockaddr_un *a, int *folder)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int n;

	snprintf(dir, sizeof dir, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
	*folder = (int)openat(AT_FDCWD, dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*folder < 0)
		return false;
	*a = (struct sockaddr_un){ .sun_family = AF_UNIX };
	n = snprintf(a->sun_path, sizeof a->sun_path, "/proc/self/fd/%d/%s", *folder, slash ? slash + 1 : path);
	if (n < (int)sizeof a->sun_path)
		return true;
	close(*folder);
	errno = ENAMETOOLONG;
	return false;
}

int wire_listen(const char *path)
{
	struct sockaddr_un a;
	int folder, s, saved;

	if (!address(path, &a, &folder))
		return -1;
	s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s >= 0 && (bind(s, (const struct sockaddr *)&a, sizeof a) != 0 || listen(s, 128) != 0)) {
		saved = errno;
		close(s);
		errno = saved;
		s = -1;
	}
	saved = errno;
	close(folder);
	errno = saved;
	return s;
}

int wire_connect(const char *path)
{
	struct sockaddr_un a;
	int folder, s, saved;

	if (!address(path, &a, &folder))
		return -1;
	s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s >= 0 && connect(s, (const struct sockaddr *)&a, sizeof a) != 0) {
		saved = errno;
		close(s);
		errno = saved;
		s = -1;
	}
	saved = errno;
	close(folder);
	errno = saved;
	return s;
}
