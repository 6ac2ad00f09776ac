#include "config.h"
#include "tests/drive/fakenode.h"

#include "drive/find.h"
#include "drive/open.h"
#include "sim/sim.h"

#ifdef __linux__

#include "base/span.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/cdrom.h>
#include <linux/fs.h>
#include <scsi/sg.h>
#include <sys/sysmacros.h>

#define WORLD "[disc] image = builtin:demo  sectors = 1000\n[drive A] model = MAKER/READER_9\n"

/* A simulated drive behind the node: SG_IO, CDROM_SEND_PACKET, and what the system says of it. */
static struct {
	struct sim *world;
	struct transport *drive;
	int no_sg, no_packet;	/* errno; 0: it is let through */
	bool optical;
	int peripheral;		/* of INQUIRY; -1: the drive's */
	int host_status;
	int sg_runs, packet_runs;
} node;

static int run(struct transport_cmd *c)
{
	enum status st = node.drive->ops->run(node.drive, c);

	if (st == STATUS_OK && c->cdb[0] == 0x12 && node.peripheral >= 0)
		c->buf[0] = (uint8_t)node.peripheral;
	return st == STATUS_OK ? 0 : ENODEV;
}

static int sg_io(struct sg_io_hdr *h)
{
	struct transport_cmd c = {
		.cdb_len = h->cmd_len, .buf = h->dxferp, .len = h->dxfer_len, .timeout_ms = h->timeout,
		.dir = h->dxfer_direction == SG_DXFER_FROM_DEV ? TRANSFER_IN
		       : h->dxfer_direction == SG_DXFER_TO_DEV ? TRANSFER_OUT : TRANSFER_NONE,
	};

	node.sg_runs++;
	errno = node.no_sg;
	if (errno)
		return -1;
	memcpy(c.cdb, h->cmdp, h->cmd_len);
	errno = run(&c);
	if (errno)
		return -1;
	h->status = c.scsi_status;
	h->host_status = (unsigned short)node.host_status;
	h->driver_status = c.sense_len > 0 ? 8 : 0;
	h->sb_len_wr = (unsigned char)c.sense_len;
	h->resid = (int)c.residual;
	memcpy(h->sbp, c.sense, (size_t)c.sense_len);
	return 0;
}

static int send_packet(struct cdrom_generic_command *p)
{
	struct transport_cmd c = {
		.cdb_len = 12, .buf = p->buffer, .len = p->buflen,
		.dir = p->buflen == 0 ? TRANSFER_NONE : p->data_direction == CGC_DATA_READ ? TRANSFER_IN : TRANSFER_OUT,
	};

	node.packet_runs++;
	errno = node.no_packet;
	if (errno)
		return -1;
	memcpy(c.cdb, p->cmd, 12);
	errno = run(&c);
	if (errno)
		return -1;
	if (p->sense && c.sense_len > 0)
		memcpy(p->sense, c.sense, sizeof *p->sense);
	errno = EIO;
	return c.scsi_status ? -1 : 0;
}

static int node_ioctl(unsigned long request, void *arg)
{
	errno = ENOTTY;
	switch (request) {
	case SG_IO:
		return sg_io(arg);
	case CDROM_SEND_PACKET:
		return send_packet(arg);
	case SG_GET_VERSION_NUM:
		*(int *)arg = 30527;
		return node.no_sg == ENOTTY ? -1 : 0;
	case CDROM_GET_CAPABILITY:
		return node.optical ? 0 : -1;
	case BLKGETSIZE64:
		*(uint64_t *)arg = 1000 * 2048;
		return 0;
	default:
		return -1;
	}
}

static int set_up(void **state)
{
	struct fault f;

	(void)state;
	memset(&node, 0, sizeof node);
	assert_int_equal(sim_parse(WORLD, strlen(WORLD), "x.sim", &node.world, &f), STATUS_OK);
	node.drive = sim_transport(node.world, 0);
	node.optical = true;
	node.peripheral = -1;
	fakenode = (struct fakenode){
		.path = "/fake/sr7", .type = S_IFBLK, .rdev = makedev(11, 4077), .ioctl = node_ioctl,
	};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	node.drive->ops->close(node.drive);
	sim_free(node.world);
	assert_int_equal(fakenode.open_now, 0);
	return 0;
}

static struct drive *opened(void)
{
	const struct drive_settings s = { 0 };
	struct drive *d = NULL;
	struct fault f = { 0 };

	if (node_open("/fake/sr7", &s, &d, &f) != STATUS_OK)
		fail_msg("%s: %s: %s", f.place, f.reason ? f.reason : status_sentence(f.status), f.detail);
	return d;
}

/* It is read by commands, and what comes is what stands on the disc. */
static void assert_reads(struct drive *d)
{
	uint8_t *buf = aligned_alloc(4096, 16 * 2048), truth[2048];
	struct read_info got;
	enum status st;
	struct medium m;

	assert_string_equal(d->ops->name, "mmc");
	assert_string_equal(d->id.name, "sr7");
	assert_string_equal(d->id.spec, "/fake/sr7");
	assert_true(d->id.model[0] != '\0');
	assert_null(d->remark);
	assert_ptr_equal(d->clock, clock_real());
	do
		st = drive_medium(d, &m);
	while (st == STATUS_NOT_READY || st == STATUS_MEDIUM_CHANGED);
	assert_int_equal(st, STATUS_OK);
	assert_int_equal(m.sectors, 1000);
	do
		st = drive_read(d, (struct span){ 100, 16 }, buf, &got);
	while (st == STATUS_MEDIUM_CHANGED);
	assert_int_equal(st, STATUS_OK);
	for (int i = 0; i < 16; i++) {
		assert_int_equal(sim_truth(node.world, 0, 100 + i, truth), STATUS_OK);
		assert_memory_equal(buf + i * 2048, truth, 2048);
	}
	assert_int_equal(drive_read(d, (struct span){ 2000, 1 }, buf, &got), STATUS_OUT_OF_RANGE);
	free(buf);
}

static void test_sg_io_comes_first(void **state)
{
	struct drive *d = opened();

	(void)state;
	assert_reads(d);
	assert_int_equal(d->max_sectors, 32);
	assert_int_equal(node.packet_runs, 0);
	assert_int_equal(fakenode.open_now, 1);
	drive_close(d);
}

static void test_libcdio_comes_next(void **state)
{
	static const int errors[] = { ENOTTY, EPERM, EACCES };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(errors); i++) {
		struct drive *d;

		node.no_sg = errors[i];
		node.packet_runs = 0;
		d = opened();
		assert_reads(d);
		assert_int_equal(d->max_sectors, 16);
		assert_true(node.packet_runs > 0);
		drive_close(d);
	}
}

static void test_plain_reads_come_last_and_say_so(void **state)
{
	struct drive *d;
	struct medium m;

	(void)state;
	node.no_sg = EPERM;
	node.no_packet = EPERM;
	d = opened();
	assert_string_equal(d->ops->name, "block");
	assert_non_null(d->remark);
	assert_non_null(strstr(d->remark, "takes no commands"));
	assert_int_equal(drive_medium(d, &m), STATUS_OK);
	assert_int_equal(m.sectors, 1000);
	drive_close(d);
}

/* A disk, a memory stick, a loop device: no commands but INQUIRY, and no word of them. */
static void test_what_is_no_optical_drive(void **state)
{
	struct drive *d;

	(void)state;
	node.optical = false;
	node.peripheral = 0x00;
	d = opened();
	assert_string_equal(d->ops->name, "block");
	assert_true(!d->remark || !strstr(d->remark, "takes no commands"));
	assert_int_equal(node.sg_runs, 1);
	assert_int_equal(node.packet_runs, 0);
	drive_close(d);
	node.no_sg = ENOTTY;
	d = opened();
	assert_string_equal(d->ops->name, "block");
	assert_int_equal(node.sg_runs, 1);
	assert_int_equal(node.packet_runs, 0);
	drive_close(d);
}

/* A drive in trouble is not read in another way behind its back. */
static void test_trouble_ends_it(void **state)
{
	static const struct {
		int host_status, err;
		enum status st;
	} rows[] = {
		{ .host_status = 0x03, .st = STATUS_TIMEOUT }, { .host_status = 0x07, .st = STATUS_TRANSPORT },
		{ .host_status = 0x01, .st = STATUS_DRIVE_GONE }, { .err = ENODEV, .st = STATUS_DRIVE_GONE },
	};
	const struct drive_settings s = { 0 };
	struct drive *d = NULL;
	struct fault f;

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		node.host_status = rows[i].host_status;
		node.no_sg = rows[i].err;
		assert_int_equal(node_open("/fake/sr7", &s, &d, &f), rows[i].st);
		assert_int_equal(f.status, rows[i].st);
	}
	assert_int_equal(node.packet_runs, 0);
	assert_null(d);
}

static void test_no_permission(void **state)
{
	const struct drive_settings s = { 0 };
	struct drive *d = NULL;
	struct fault f;

	(void)state;
	fakenode.deny_write = fakenode.deny_read = EACCES;
	assert_int_equal(node_open("/fake/sr7", &s, &d, &f), STATUS_PERMISSION);
	assert_string_equal(f.reason, "permission denied: the device may be read by the members of this group");
	assert_string_equal(f.detail, "root");
	assert_int_equal(node.sg_runs + node.packet_runs, 0);
	fakenode.deny_read = 0;		/* reading is enough */
	d = opened();
	assert_reads(d);
	drive_close(d);
}

static void test_other_sector_sizes_are_no_drives(void **state)
{
	const struct drive_settings s = { .sector_size = 512 };
	struct drive *d = NULL;
	struct fault f;

	(void)state;
	assert_int_equal(node_open("/fake/sr7", &s, &d, &f), STATUS_OK);
	assert_string_equal(d->ops->name, "block");
	assert_int_equal(d->sector_size, 512);
	assert_int_equal(node.sg_runs, 0);
	drive_close(d);
}

static void test_generic_nodes(void **state)
{
	const struct drive_settings s = { 0 };
	struct drive *d;
	struct fault f;

	(void)state;
	fakenode.type = S_IFCHR;
	fakenode.rdev = makedev(21, 3);
	node.optical = false;	/* sg does not know that ioctl */
	d = opened();
	assert_reads(d);
	drive_close(d);
	d = NULL;
	node.peripheral = 0x00;
	assert_int_equal(node_open("/fake/sr7", &s, &d, &f), STATUS_UNSUPPORTED);
	assert_string_equal(f.reason, "this is not an optical drive");
	fakenode.deny_write = fakenode.deny_read = EACCES;
	assert_int_equal(node_open("/fake/sr7", &s, &d, &f), STATUS_PERMISSION);
	assert_null(d);
}

static void test_files(void **state)
{
	const struct drive_settings s = { 0 };
	struct drive *d = NULL;
	struct fault f;
	char path[300];
	FILE *out;

	(void)state;
	snprintf(path, sizeof path, "%s/disc.iso", scratch_folder("tests/drive/test_open"));
	out = fopen(path, "w");
	assert_non_null(out);
	for (int i = 0; i < 4096; i++)
		fputc(i, out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(node_open(path, &s, &d, &f), STATUS_OK);
	assert_string_equal(d->ops->name, "block");
	drive_close(d);
	assert_int_equal(node_open("/nothing/here", &s, &d, &f), STATUS_NOT_FOUND);
	assert_int_equal(node_open("/dev/null", &s, &d, &f), STATUS_BAD_FILE);
}

/* What the reader's process tells its parent of. */
struct watch {
	struct command_watch w;	/* first */
	char seen[400];
};

static void on_command(struct command_watch *w, const char *command, int32_t lsn)
{
	struct watch *k = (struct watch *)w;
	size_t len = strlen(k->seen);

	snprintf(k->seen + len, sizeof k->seen - len, "%s %d\n", command, (int)lsn);
}

static void test_commands_are_watched(void **state)
{
	const struct drive_settings s = { 0 };
	struct watch k = { .w.sends = on_command };
	uint8_t *buf = aligned_alloc(4096, 4096);
	struct drive *d = NULL;
	struct read_info got;
	struct medium m;
	struct fault f;
	enum status st;

	(void)state;
	assert_int_equal(node_open_watched("/fake/sr7", &s, &k.w, &d, &f), STATUS_OK);
	assert_true(strncmp(k.seen, "INQUIRY -1\n", 11) == 0);
	do
		st = drive_medium(d, &m);
	while (st == STATUS_NOT_READY || st == STATUS_MEDIUM_CHANGED);
	do {
		k.seen[0] = '\0';
		st = drive_read(d, (struct span){ 77, 2 }, buf, &got);
	} while (st == STATUS_MEDIUM_CHANGED);
	assert_int_equal(st, STATUS_OK);
	assert_non_null(strstr(k.seen, "READ(10) 77\n"));
	assert_int_equal(drive_poll(d), STATUS_OK);
	assert_non_null(strstr(k.seen, "TEST UNIT READY -1\n"));
	drive_close(d);
	free(buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sg_io_comes_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_libcdio_comes_next, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_plain_reads_come_last_and_say_so, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_is_no_optical_drive, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_trouble_ends_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_permission, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_other_sector_sizes_are_no_drives, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_generic_nodes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_commands_are_watched, set_up, tear_down),
	};

	find_log_to(NULL);
	return cmocka_run_group_tests_name("drive/open", tests, NULL, NULL);
}

#else

int main(void)
{
	return puts("1..0 # SKIP no node of this kind here") < 0;
}

#endif
