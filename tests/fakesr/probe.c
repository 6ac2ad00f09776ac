/*
 * Asks a node what programs ask it, one thing a call, and prints what comes back; run with the preload library.
 * probe open NODE FLAGS: r, w (read and write), n (O_NONBLOCK), x (O_EXCL)
 * probe keep NODE FLAGS: opens it, says so, and keeps it until its standard input ends
 * probe sg NODE FLAGS TIMEOUT_MS LEN CDB: a command in hexadecimal digits; LEN bytes come in
 * probe packet NODE FLAGS LEN CDB: the same by CDROM_SEND_PACKET
 * probe status NODE: CDROM_DRIVE_STATUS, CDROM_DISC_STATUS, CDROM_MEDIA_CHANGED, BLKGETSIZE64
 * probe pass NODE: an opened node in the hands of another program
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/cdrom.h>
#include <linux/fs.h>
#include <scsi/sg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int open_node(const char *node, const char *flags)
{
	int how = strchr(flags, 'w') ? O_RDWR : O_RDONLY;

	how |= strchr(flags, 'n') ? O_NONBLOCK : 0;
	how |= strchr(flags, 'x') ? O_EXCL : 0;
	return open(node, how | O_CLOEXEC);
}

static int say_errno(const char *what)
{
	printf("%s: %s\n", what, strerrorname_np(errno));
	return 1;
}

static unsigned hex(const char *digits, uint8_t *out, unsigned size)
{
	unsigned n = 0, byte;

	while (n < size && sscanf(digits + 2 * n, "%2x", &byte) == 1)
		out[n++] = (uint8_t)byte;
	return n;
}

static int run_sg(char **word)
{
	uint8_t cdb[16], sense[32] = { 0 };
	unsigned len = (unsigned)atoi(word[3]);
	sg_io_hdr_t h = { .interface_id = 'S', .dxfer_direction = len ? SG_DXFER_FROM_DEV : SG_DXFER_NONE, .dxfer_len = len,
			  .cmdp = cdb, .sbp = sense, .mx_sb_len = sizeof sense, .timeout = (unsigned)atoi(word[2]) };
	int fd = open_node(word[0], word[1]);

	h.cmd_len = (unsigned char)hex(word[4], cdb, sizeof cdb);
	h.dxferp = calloc(1, len + 1);
	if (fd < 0 || ioctl(fd, SG_IO, &h) != 0)
		return say_errno(fd < 0 ? "open" : "SG_IO");
	printf("status=%02x host=%d driver=%d info=%d resid=%d sense=%d: %x/%02x/%02x %s%u first=%02x\n", (unsigned)h.status,
	       h.host_status, h.driver_status, (int)(h.info & SG_INFO_CHECK), h.resid, h.sb_len_wr, sense[2] & 15u,
	       (unsigned)sense[12], (unsigned)sense[13], sense[0] & 0x80 ? "at " : "-",
	       (unsigned)sense[3] << 24 | (unsigned)sense[4] << 16 | (unsigned)sense[5] << 8 | sense[6],
	       (unsigned)*(uint8_t *)h.dxferp);
	return 0;
}

static int run_packet(char **word)
{
	struct request_sense sense = { 0 };
	struct cdrom_generic_command g = { .sense = &sense, .timeout = 1000 };
	int fd = open_node(word[0], word[1]);

	g.buflen = (unsigned)atoi(word[2]);
	g.data_direction = g.buflen ? CGC_DATA_READ : CGC_DATA_NONE;
	g.buffer = calloc(1, g.buflen + 1);
	hex(word[3], g.cmd, sizeof g.cmd);
	if (fd < 0)
		return say_errno("open");
	if (ioctl(fd, CDROM_SEND_PACKET, &g) != 0) {
		printf("%s %x/%02x/%02x\n", strerrorname_np(errno), sense.sense_key, sense.asc, sense.ascq);
		return 1;
	}
	printf("left=%u first=%02x\n", g.buflen, g.buffer[0]);
	return 0;
}

static int status(const char *node)
{
	int fd = open_node(node, "rn");
	uint64_t bytes = 0;

	if (fd < 0)
		return say_errno("open");
	printf("drive=%d", ioctl(fd, CDROM_DRIVE_STATUS, CDSL_CURRENT));
	printf(" disc=%d", ioctl(fd, CDROM_DISC_STATUS, CDSL_CURRENT));
	printf(" changed=%d", ioctl(fd, CDROM_MEDIA_CHANGED, CDSL_CURRENT));
	if (ioctl(fd, BLKGETSIZE64, &bytes) != 0)
		return say_errno(" size");
	printf(" size=%llu\n", (unsigned long long)bytes);
	return 0;
}

/* One open file in two processes: where it stands, its flags and its kind are common to both. */
static int pass_on(const char *self, const char *node)
{
	char sector[2048];
	int fd = open(node, O_RDONLY | O_NONBLOCK);
	pid_t child;

	if (fd < 0 || dup2(fd, 9) != 9 || lseek(fd, 16 * 2048, SEEK_SET) != 16 * 2048)
		return say_errno("open");
	close(fd);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		execl(self, self, "passed", (char *)NULL);
		_exit(127);
	}
	waitpid(child, NULL, 0);
	printf("here: at %ld,", (long)lseek(9, 0, SEEK_CUR));
	printf(" read %zd\n", read(9, sector, sizeof sector));
	return 0;
}

static int passed(void)
{
	char sector[2048] = "";
	struct stat st;
	ssize_t n = read(9, sector, sizeof sector);

	printf("there: read %zd \"%.5s\", kind %d, flags %d\n", n, sector + 1, fstat(9, &st) == 0 && S_ISBLK(st.st_mode),
	       (fcntl(9, F_GETFL) & O_NONBLOCK) != 0);
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	char c;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 4 && (strcmp(what, "open") == 0 || strcmp(what, "keep") == 0)) {
		if (open_node(argv[2], argv[3]) < 0)
			return say_errno("open");
		printf("open\n");
		while (what[0] == 'k' && read(0, &c, 1) > 0)
			;
		return 0;
	}
	if (argc == 7 && strcmp(what, "sg") == 0)
		return run_sg(argv + 2);
	if (argc == 6 && strcmp(what, "packet") == 0)
		return run_packet(argv + 2);
	if (argc == 3 && strcmp(what, "status") == 0)
		return status(argv[2]);
	if (argc == 3 && strcmp(what, "pass") == 0)
		return pass_on(argv[0], argv[2]);
	if (strcmp(what, "passed") == 0)
		return passed();
	return 2;
}
