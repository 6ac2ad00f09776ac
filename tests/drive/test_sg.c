#include "config.h"
#include "tests/drive/fakenode.h"

#include "drive/sg.h"
#include "drive/transport.h"

#ifdef __linux__

#include "base/span.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/sysmacros.h>

/* What can become of a command, one row each. */
struct outcome {
	const char *what;
	int err;
	unsigned short host, driver;
	unsigned char status, sense;	/* sense: bytes that came */
	enum status means;
	unsigned char check;		/* the SCSI status, where it was answered */
};

static const struct outcome outcomes[] = {
	{ "good", .means = STATUS_OK },
	{ "check condition with sense", .status = 0x02, .driver = 0x08, .sense = 18, .check = 0x02 },
	{ "check condition, new kernel", .status = 0x02, .sense = 18, .check = 0x02 },
	{ "check condition without sense", .status = 0x02, .check = 0x02 },
	{ "sense without status", .driver = 0x08, .sense = 18, .check = 0x02 },
	{ "old sense beside a good status", .sense = 18, .check = 0x00 },
	{ "vendor bits in the status", .status = 0x83, .check = 0x02 },
	{ "busy", .status = 0x08, .check = 0x08 },
	{ "task set full", .status = 0x28, .check = 0x28 },
	{ "reservation conflict", .status = 0x18, .check = 0x18 },

	{ "no connect", .host = 0x01, .means = STATUS_DRIVE_GONE },
	{ "bus busy", .host = 0x02, .means = STATUS_NOT_READY },
	{ "time out", .host = 0x03, .means = STATUS_TIMEOUT },
	{ "time out with sense of the recovery", .host = 0x03, .status = 0x02, .sense = 18, .means = STATUS_TIMEOUT },
	{ "bad target", .host = 0x04, .means = STATUS_NOT_READY },
	{ "abort", .host = 0x05, .means = STATUS_NOT_READY },
	{ "parity", .host = 0x06, .means = STATUS_TRANSPORT },
	{ "error", .host = 0x07, .means = STATUS_TRANSPORT },
	{ "error with a good status", .host = 0x07, .status = 0x00, .means = STATUS_TRANSPORT },
	{ "reset", .host = 0x08, .means = STATUS_TRANSPORT },
	{ "bad interrupt", .host = 0x09, .means = STATUS_TRANSPORT },
	{ "passthrough", .host = 0x0a, .means = STATUS_TRANSPORT },
	{ "passthrough, answered", .host = 0x0a, .status = 0x02, .sense = 18, .check = 0x02 },
	{ "soft error", .host = 0x0b, .means = STATUS_TRANSPORT },
	{ "immediate retry", .host = 0x0c, .means = STATUS_TRANSPORT },
	{ "requeue", .host = 0x0d, .means = STATUS_TRANSPORT },
	{ "transport disrupted", .host = 0x0e, .means = STATUS_TRANSPORT },
	{ "transport failed fast", .host = 0x0f, .means = STATUS_TRANSPORT },
	{ "target failure", .host = 0x10, .means = STATUS_TRANSPORT },
	{ "target failure, answered", .host = 0x10, .status = 0x02, .sense = 18, .check = 0x02 },
	{ "nexus failure", .host = 0x11, .means = STATUS_TRANSPORT },
	{ "nexus failure, answered", .host = 0x11, .status = 0x18, .check = 0x18 },
	{ "allocation failure", .host = 0x12, .means = STATUS_TRANSPORT },
	{ "allocation failure, answered", .host = 0x12, .status = 0x02, .sense = 18, .check = 0x02 },
	{ "medium error", .host = 0x13, .means = STATUS_TRANSPORT },
	{ "medium error, answered", .host = 0x13, .status = 0x02, .sense = 18, .check = 0x02 },
	{ "transport marginal", .host = 0x14, .means = STATUS_TRANSPORT },
	{ "a host status of the future", .host = 0x15, .means = STATUS_TRANSPORT },
	{ "a host status out of a byte", .host = 0x4000, .means = STATUS_TRANSPORT },

	{ "driver busy", .driver = 0x01, .means = STATUS_NOT_READY },
	{ "driver soft", .driver = 0x02, .means = STATUS_TRANSPORT },
	{ "driver media", .driver = 0x03, .means = STATUS_TRANSPORT },
	{ "driver media, answered", .driver = 0x03, .status = 0x02, .sense = 18, .check = 0x02 },
	{ "driver error", .driver = 0x04, .means = STATUS_TRANSPORT },
	{ "driver invalid", .driver = 0x05, .means = STATUS_TRANSPORT },
	{ "driver timeout, old kernels", .driver = 0x06, .means = STATUS_TIMEOUT },
	{ "driver timeout with advice", .driver = 0x16, .means = STATUS_TIMEOUT },
	{ "driver hard", .driver = 0x07, .means = STATUS_TRANSPORT },
	{ "sense with advice", .driver = 0x38, .status = 0x02, .sense = 18, .check = 0x02 },

	{ "filtered", .err = EPERM, .means = STATUS_PERMISSION },
	{ "no access", .err = EACCES, .means = STATUS_PERMISSION },
	{ "opened for reading", .err = EROFS, .means = STATUS_PERMISSION },
	{ "longer than the queue takes", .err = EIO, .means = STATUS_TOO_LARGE },
	{ "too many pieces", .err = EINVAL, .means = STATUS_TOO_LARGE },
	{ "offline", .err = ENXIO, .means = STATUS_DRIVE_GONE },
	{ "in recovery or gone", .err = ENODEV, .means = STATUS_DRIVE_GONE },
	{ "not connected", .err = ENOTCONN, .means = STATUS_DRIVE_GONE },
	{ "no medium", .err = ENOMEDIUM, .means = STATUS_NO_MEDIUM },
	{ "medium of a wrong type", .err = EMEDIUMTYPE, .means = STATUS_INCOMPATIBLE },
	{ "again", .err = EAGAIN, .means = STATUS_NOT_READY },
	{ "busy node", .err = EBUSY, .means = STATUS_NOT_READY },
	{ "timed out", .err = ETIMEDOUT, .means = STATUS_TIMEOUT },
	{ "no memory", .err = ENOMEM, .means = STATUS_NO_MEMORY },
	{ "no such ioctl", .err = ENOTTY, .means = STATUS_UNSUPPORTED },
	{ "not built in", .err = ENOSYS, .means = STATUS_UNSUPPORTED },
	{ "interrupted", .err = EINTR, .means = STATUS_TRANSPORT },
	{ "an errno nobody heard of", .err = 4000, .means = STATUS_TRANSPORT },
};

static void test_every_outcome_has_one_meaning(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(outcomes); i++) {
		const struct outcome *o = &outcomes[i];
		struct sg_io_hdr h = {
			.status = o->status, .host_status = o->host, .driver_status = o->driver, .sb_len_wr = o->sense,
		};

		if (sg_outcome(&h, o->err) != o->means)
			fail_msg("%s: %s", o->what, status_name(sg_outcome(&h, o->err)));
		if (o->means == STATUS_OK && sg_check(&h) != o->check)
			fail_msg("%s: SCSI status %02Xh", o->what, sg_check(&h));
	}
}

/* What an errno left in the header must not count. */
static void test_an_errno_counts_alone(void **state)
{
	struct sg_io_hdr h = { .status = 0x02, .host_status = 0x03, .sb_len_wr = 18 };

	(void)state;
	assert_int_equal(sg_outcome(&h, ENODEV), STATUS_DRIVE_GONE);
}

/* The node. What the next SG_IO is to answer: */
static struct {
	int err;
	struct sg_io_hdr h;
	uint8_t sense[18];
	int version, reserved;
	unsigned short sectors;		/* BLKSECTGET; 0: not told */
	struct sg_io_hdr seen;
	uint8_t cdb[16];
	int runs;
} answer;

static int answer_ioctl(unsigned long request, void *arg)
{
	struct sg_io_hdr *h = arg;

	switch (request) {
	case SG_GET_VERSION_NUM:
		*(int *)arg = answer.version;
		errno = ENOTTY;
		return answer.version ? 0 : -1;
	case SG_GET_RESERVED_SIZE:
		*(int *)arg = answer.reserved;
		errno = ENOTTY;
		return answer.reserved ? 0 : -1;
	case BLKSECTGET:
		*(unsigned short *)arg = answer.sectors;
		errno = ENOTTY;
		return answer.sectors ? 0 : -1;
	case SG_IO:
		break;
	default:
		errno = ENOTTY;
		return -1;
	}
	answer.runs++;
	answer.seen = *h;
	memcpy(answer.cdb, h->cmdp, h->cmd_len);
	errno = answer.err;
	if (answer.err)
		return -1;
	h->status = answer.h.status;
	h->host_status = answer.h.host_status;
	h->driver_status = answer.h.driver_status;
	h->resid = answer.h.resid;
	h->sb_len_wr = answer.h.sb_len_wr;
	memcpy(h->sbp, answer.sense, sizeof answer.sense);
	if (h->dxfer_direction == SG_DXFER_FROM_DEV)
		memset(h->dxferp, 0x5a, h->dxfer_len);
	return 0;
}

static int fresh_node(void **state)
{
	(void)state;
	memset(&answer, 0, sizeof answer);
	answer.version = 30527;
	fakenode = (struct fakenode){
		.path = "/fake/sr7", .type = S_IFBLK, .rdev = makedev(11, 4077), .ioctl = answer_ioctl,
	};
	return 0;
}

static struct transport *opened(void)
{
	struct transport *t = NULL;
	struct fault f;

	assert_int_equal(sg_transport("/fake/sr7", &t, &f), STATUS_OK);
	return t;
}

static int closed(void **state)
{
	(void)state;
	assert_int_equal(fakenode.open_now, 0);
	return 0;
}

static void test_a_command_arrives_as_it_was_built(void **state)
{
	struct transport *t = opened();
	uint8_t buf[4096];
	struct transport_cmd c = {
		.cdb = { 0x28, 0, 0, 0, 1, 2, 0, 0, 2, 0 }, .cdb_len = 10, .dir = TRANSFER_IN, .buf = buf,
		.len = sizeof buf, .timeout_ms = 61000,
	};

	(void)state;
	assert_int_equal(fakenode.flags & O_ACCMODE, O_RDWR);
	assert_int_equal(fakenode.flags & (O_NONBLOCK | O_CLOEXEC | O_EXCL), O_NONBLOCK | O_CLOEXEC);
	assert_int_equal(t->ops->run(t, &c), STATUS_OK);
	assert_int_equal(answer.seen.interface_id, 'S');
	assert_int_equal(answer.seen.cmd_len, 10);
	assert_memory_equal(answer.cdb, c.cdb, 10);
	assert_int_equal(answer.seen.timeout, 61000);
	assert_int_equal(answer.seen.dxfer_direction, SG_DXFER_FROM_DEV);
	assert_int_equal(answer.seen.dxfer_len, sizeof buf);
	assert_int_equal(answer.seen.mx_sb_len, sizeof c.sense);
	assert_int_equal(c.scsi_status, 0);
	assert_int_equal(c.residual, 0);
	assert_int_equal(c.sense_len, 0);
	assert_int_equal(buf[0], 0x5a);
	assert_int_equal(buf[4095], 0x5a);

	c = (struct transport_cmd){ .cdb = { 0x55 }, .cdb_len = 10, .dir = TRANSFER_OUT, .buf = buf, .len = 20 };
	assert_int_equal(t->ops->run(t, &c), STATUS_OK);
	assert_int_equal(answer.seen.dxfer_direction, SG_DXFER_TO_DEV);
	assert_int_equal(answer.seen.dxfer_len, 20);
	c = (struct transport_cmd){ .cdb_len = 6 };
	assert_int_equal(t->ops->run(t, &c), STATUS_OK);
	assert_int_equal(answer.seen.dxfer_direction, SG_DXFER_NONE);
	assert_int_equal(answer.seen.dxfer_len, 0);
	t->ops->close(t);
}

static void test_sense_and_residual_come_back(void **state)
{
	static const uint8_t sense[18] = { 0xf0, 0, 0x03, 0, 0, 0x01, 0x03, 10, 0, 0, 0, 0, 0x11, 0x05 };
	struct transport *t = opened();
	uint8_t buf[4096];
	struct transport_cmd c = {
		.cdb = { 0x28 }, .cdb_len = 10, .dir = TRANSFER_IN, .buf = buf, .len = sizeof buf,
	};

	(void)state;
	memcpy(answer.sense, sense, sizeof sense);
	answer.h = (struct sg_io_hdr){ .status = 0x02, .driver_status = 0x08, .sb_len_wr = 18, .resid = 2048 };
	assert_int_equal(t->ops->run(t, &c), STATUS_OK);
	assert_int_equal(c.scsi_status, 0x02);
	assert_int_equal(c.sense_len, 18);
	assert_memory_equal(c.sense, sense, 18);
	assert_int_equal(c.residual, 2048);
	answer.h.resid = -12;
	assert_int_equal(t->ops->run(t, &c), STATUS_OK);
	assert_int_equal(c.residual, 0);
	answer.h = (struct sg_io_hdr){ .resid = 5000 };
	assert_int_equal(t->ops->run(t, &c), STATUS_OK);
	assert_int_equal(c.residual, 4096);
	assert_int_equal(c.scsi_status, 0);
	assert_int_equal(c.sense_len, 0);
	t->ops->close(t);
}

/* Sense of the command before must not be taken for an answer to one that was never answered. */
static void test_no_answer_leaves_no_sense(void **state)
{
	struct transport *t = opened();
	struct transport_cmd c = { .cdb_len = 6, .sense_len = 18, .residual = 7 };

	(void)state;
	answer.h.host_status = 0x03;
	answer.h.sb_len_wr = 18;
	assert_int_equal(t->ops->run(t, &c), STATUS_TIMEOUT);
	assert_int_equal(c.sense_len, 0);
	assert_int_equal(c.residual, 0);
	answer.err = ENODEV;
	assert_int_equal(t->ops->run(t, &c), STATUS_DRIVE_GONE);
	t->ops->close(t);
}

/* DID_ERROR and DID_TIME_OUT are also what a command ends with whose drive was unplugged. */
static void test_a_pulled_cable_is_the_drive_gone(void **state)
{
	static const unsigned short hosts[] = { 0x02, 0x03, 0x05, 0x07 };
	static const enum status here[] = { STATUS_NOT_READY, STATUS_TIMEOUT, STATUS_NOT_READY, STATUS_TRANSPORT };
	struct transport *t;
	struct transport_cmd c = { .cdb_len = 6 };

	(void)state;
	fakenode.known = "/sys/dev/block/11:4077";
	t = opened();
	for (unsigned i = 0; i < ARRAY_LEN(hosts); i++) {
		answer.h.host_status = hosts[i];
		fakenode.known = "/sys/dev/block/11:4077";
		assert_int_equal(t->ops->run(t, &c), here[i]);
		fakenode.known = NULL;
		assert_int_equal(t->ops->run(t, &c), STATUS_DRIVE_GONE);
	}
	answer.h.host_status = 0;	/* but what it answers, it answers */
	assert_int_equal(t->ops->run(t, &c), STATUS_OK);
	t->ops->close(t);

	t = opened();	/* a system that never knew it cannot tell */
	answer.h.host_status = 0x07;
	assert_int_equal(t->ops->run(t, &c), STATUS_TRANSPORT);
	t->ops->close(t);
}

static void test_a_refused_length_is_halved(void **state)
{
	static uint8_t buf[65536];
	struct transport *t = opened();
	struct transport_cmd c = { .cdb_len = 10, .dir = TRANSFER_IN, .buf = buf, .len = sizeof buf };

	(void)state;
	assert_int_equal(t->max_bytes, 65536);
	answer.err = EIO;
	assert_int_equal(t->ops->run(t, &c), STATUS_TOO_LARGE);
	assert_int_equal(t->max_bytes, 32768);
	c.len = 3 * 2048;
	assert_int_equal(t->ops->run(t, &c), STATUS_TOO_LARGE);
	assert_int_equal(t->max_bytes, 2048);
	c.len = 2048;	/* this is not for its length */
	assert_int_equal(t->ops->run(t, &c), STATUS_TRANSPORT);
	assert_int_equal(t->max_bytes, 2048);
	c = (struct transport_cmd){ .cdb_len = 6 };
	answer.err = EINVAL;
	assert_int_equal(t->ops->run(t, &c), STATUS_TRANSPORT);
	t->ops->close(t);
}

static void test_the_queue_says_how_much_it_takes(void **state)
{
	static const struct {
		unsigned short sectors;
		int reserved;
		uint32_t most;
	} rows[] = {
		{ 0, 0, 65536 }, { 240, 0, 65536 }, { 64, 0, 32768 }, { 65535, 1 << 20, 65536 }, { 240, 32768, 32768 },
		{ 33, 0, 16384 }, { 4, 0, 2048 }, { 3, 0, 65536 }, { 0, 2047, 65536 }, { 0, 5000, 4096 },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct transport *t;

		answer.sectors = rows[i].sectors;
		answer.reserved = rows[i].reserved;
		t = opened();
		assert_int_equal(t->max_bytes, rows[i].most);
		t->ops->close(t);
	}
}

static void test_what_cannot_be_written_is_read(void **state)
{
	static const int errors[] = { EACCES, EPERM, EROFS };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(errors); i++) {
		struct transport *t;

		fakenode.deny_write = errors[i];
		t = opened();
		assert_int_equal(fakenode.flags & O_ACCMODE, O_RDONLY);
		assert_int_equal(fakenode.flags & (O_NONBLOCK | O_CLOEXEC), O_NONBLOCK | O_CLOEXEC);
		t->ops->close(t);
	}
}

static void test_what_does_not_open_says_why(void **state)
{
	static const struct {
		int err;
		enum status st;
	} rows[] = {
		{ EACCES, STATUS_PERMISSION }, { ENXIO, STATUS_DRIVE_GONE }, { ENODEV, STATUS_DRIVE_GONE },
		{ EBUSY, STATUS_IN_USE }, { ENOENT, STATUS_NOT_FOUND }, { EMFILE, STATUS_IO },
	};
	struct transport *t = NULL;
	struct fault f;

	(void)state;
	fakenode.group = 0;	/* root, everywhere */
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		fakenode.deny_write = fakenode.deny_read = rows[i].err;
		assert_int_equal(sg_transport("/fake/sr7", &t, &f), rows[i].st);
		assert_int_equal(f.status, rows[i].st);
		assert_string_equal(f.place, "/fake/sr7");
		if (rows[i].st == STATUS_PERMISSION) {
			assert_string_equal(f.reason,
					    "permission denied: the device may be read by the members of this group");
			assert_string_equal(f.detail, "root");
		}
	}
	assert_null(t);
}

static void test_other_nodes_are_not_touched(void **state)
{
	struct transport *t = NULL;
	struct fault f;

	(void)state;
	answer.version = 0;	/* a loop device */
	assert_int_equal(sg_transport("/fake/sr7", &t, &f), STATUS_UNSUPPORTED);
	answer.version = 20134;
	assert_int_equal(sg_transport("/fake/sr7", &t, &f), STATUS_UNSUPPORTED);
	assert_int_equal(answer.runs, 0);
	fakenode.flags = -1;
	fakenode.type = S_IFCHR;	/* who knows what opening it does */
	fakenode.rdev = makedev(10, 130);
	assert_int_equal(sg_transport("/fake/sr7", &t, &f), STATUS_UNSUPPORTED);
	assert_int_equal(sg_transport("/", &t, &f), STATUS_UNSUPPORTED);
	assert_int_equal(sg_transport("/nothing/here", &t, &f), STATUS_NOT_FOUND);
	assert_int_equal(fakenode.flags, -1);
	assert_null(t);
}

static void test_a_generic_node_is_taken(void **state)
{
	struct transport *t;

	(void)state;
	fakenode.type = S_IFCHR;
	fakenode.rdev = makedev(21, 3);
	answer.sectors = 64;	/* sg says it in another unit there */
	answer.reserved = 32768;
	t = opened();
	assert_int_equal(t->max_bytes, 65536);
	t->ops->close(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_outcome_has_one_meaning),
		cmocka_unit_test(test_an_errno_counts_alone),
		cmocka_unit_test_setup_teardown(test_a_command_arrives_as_it_was_built, fresh_node, closed),
		cmocka_unit_test_setup_teardown(test_sense_and_residual_come_back, fresh_node, closed),
		cmocka_unit_test_setup_teardown(test_no_answer_leaves_no_sense, fresh_node, closed),
		cmocka_unit_test_setup_teardown(test_a_pulled_cable_is_the_drive_gone, fresh_node, closed),
		cmocka_unit_test_setup_teardown(test_a_refused_length_is_halved, fresh_node, closed),
		cmocka_unit_test_setup_teardown(test_the_queue_says_how_much_it_takes, fresh_node, closed),
		cmocka_unit_test_setup_teardown(test_what_cannot_be_written_is_read, fresh_node, closed),
		cmocka_unit_test_setup_teardown(test_what_does_not_open_says_why, fresh_node, closed),
		cmocka_unit_test_setup_teardown(test_other_nodes_are_not_touched, fresh_node, closed),
		cmocka_unit_test_setup_teardown(test_a_generic_node_is_taken, fresh_node, closed),
	};

	return cmocka_run_group_tests_name("drive/sg", tests, NULL, NULL);
}

#else

int main(void)
{
	return puts("1..0 # SKIP no SG_IO here") < 0;
}

#endif
