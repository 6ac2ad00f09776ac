#include "config.h"
#include "tests/drive/fakenode.h"

#include "drive/find.h"
#include "drive/transport.h"

#ifdef __linux__

#include "base/span.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/cdrom.h>
#include <sys/sysmacros.h>

/* libcdio as it is, on a node that is not there: it sends commands by CDROM_SEND_PACKET. */
static struct {
	int err;
	uint8_t sense[18];
	struct cdrom_generic_command seen;
	int runs;
} answer;

static int answer_ioctl(unsigned long request, void *arg)
{
	struct cdrom_generic_command *c = arg;

	if (request != CDROM_SEND_PACKET) {
		errno = ENOTTY;
		return -1;
	}
	answer.runs++;
	answer.seen = *c;
	if (c->sense)
		memcpy(c->sense, answer.sense, sizeof answer.sense);
	if (c->data_direction == CGC_DATA_READ && c->buflen > 0 && !answer.err)
		memset(c->buffer, 0x5a, c->buflen);
	errno = answer.err;
	return answer.err ? -1 : 0;
}

static int fresh_node(void **state)
{
	(void)state;
	memset(&answer, 0, sizeof answer);
	fakenode = (struct fakenode){
		.path = "/fake/sr7", .type = S_IFBLK, .rdev = makedev(11, 4077), .ioctl = answer_ioctl,
		.known = "/sys/dev/block/11:4077",
	};
	return 0;
}

static int closed(void **state)
{
	(void)state;
	assert_int_equal(fakenode.open_now, 0);
	return 0;
}

static struct transport *opened(void)
{
	struct transport *t = NULL;
	struct fault f;

	assert_int_equal(cdio_transport("/fake/sr7", &t, &f), STATUS_OK);
	return t;
}

static void answer_sense(uint8_t key, uint8_t asc, uint8_t ascq)
{
	const uint8_t sense[18] = { 0xf0, 0, key, 0, 0, 0x01, 0x03, 10, 0, 0, 0, 0, asc, ascq };

	memcpy(answer.sense, sense, sizeof sense);
}

static void test_a_command_arrives(void **state)
{
	struct transport *t = opened();
	uint8_t buf[4096] = { 0 };
	struct transport_cmd c = {
		.cdb = { 0xa8, 0, 0, 0, 1, 2, 0, 0, 0, 2, 0, 0 }, .cdb_len = 12, .dir = TRANSFER_IN, .buf = buf,
		.len = sizeof buf, .timeout_ms = 60000,
	};

	(void)state;
	assert_int_equal(fakenode.flags & (O_ACCMODE | O_NONBLOCK | O_EXCL), O_RDWR | O_NONBLOCK);
	assert_int_equal(t->max_bytes, 32768);
	assert_int_equal(t->ops->run(t, &c), STATUS_OK);
	assert_memory_equal(answer.seen.cmd, c.cdb, 12);
	assert_int_equal(answer.seen.buflen, sizeof buf);
	assert_int_equal(c.scsi_status, 0);
	assert_int_equal(c.sense_len, 0);
	assert_int_equal(c.residual, 0);
	assert_int_equal(buf[4095], 0x5a);
	c = (struct transport_cmd){ .cdb = { 0x00 }, .cdb_len = 6 };
	assert_int_equal(t->ops->run(t, &c), STATUS_OK);
	assert_int_equal(answer.seen.buflen, 0);
	c.cdb_len = 16;
	assert_int_equal(t->ops->run(t, &c), STATUS_UNSUPPORTED);
	assert_int_equal(answer.runs, 2);
	t->ops->close(t);
}

static void test_sense_comes_back_once(void **state)
{
	struct transport *t = opened();
	uint8_t buf[2048];
	struct transport_cmd c = { .cdb = { 0x28 }, .cdb_len = 10, .dir = TRANSFER_IN, .buf = buf, .len = sizeof buf };

	(void)state;
	answer_sense(0x3, 0x11, 0x05);
	answer.err = EIO;
	assert_int_equal(t->ops->run(t, &c), STATUS_OK);
	assert_int_equal(c.scsi_status, 0x02);
	assert_int_equal(c.sense_len, 18);
	assert_memory_equal(c.sense, answer.sense, 18);
	memset(answer.sense, 0, sizeof answer.sense);
	assert_int_equal(t->ops->run(t, &c), STATUS_TRANSPORT);	/* nothing is left of the one before */
	assert_int_equal(c.sense_len, 0);
	t->ops->close(t);
}

static void test_what_success_says_besides(void **state)
{
	static const struct {
		uint8_t key;
		unsigned char status;
	} rows[] = { { 0x0, 0x00 }, { 0x1, 0x02 }, { 0x3, 0x00 }, { 0x6, 0x00 } };
	struct transport *t = opened();
	uint8_t buf[2048];

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct transport_cmd c = {
			.cdb = { 0x28 }, .cdb_len = 10, .dir = TRANSFER_IN, .buf = buf, .len = sizeof buf,
		};

		answer_sense(rows[i].key, 0x18, 0x00);
		assert_int_equal(t->ops->run(t, &c), STATUS_OK);
		assert_int_equal(c.scsi_status, rows[i].status);
		assert_int_equal(c.sense_len, rows[i].status ? 18 : 0);
	}
	t->ops->close(t);
}

static void test_without_an_answer(void **state)
{
	struct transport *t = opened();
	struct transport_cmd c = { .cdb_len = 6 };

	(void)state;
	answer.err = EPERM;
	assert_int_equal(t->ops->run(t, &c), STATUS_PERMISSION);
	answer.err = EIO;
	assert_int_equal(t->ops->run(t, &c), STATUS_TRANSPORT);
	fakenode.known = NULL;
	assert_int_equal(t->ops->run(t, &c), STATUS_DRIVE_GONE);
	t->ops->close(t);
}

static void test_nodes_that_do_not_open(void **state)
{
	struct transport *t = NULL;
	struct fault f;

	(void)state;
	fakenode.deny_write = EACCES;	/* reading is enough */
	t = opened();
	assert_int_equal(fakenode.flags & (O_ACCMODE | O_NONBLOCK), O_RDONLY | O_NONBLOCK);
	t->ops->close(t);
	t = NULL;
	fakenode.deny_read = EACCES;
	assert_int_equal(cdio_transport("/fake/sr7", &t, &f), STATUS_PERMISSION);
	assert_string_equal(f.reason, "permission denied: the device may be read by the members of this group");
	assert_string_equal(f.detail, "root");
	fakenode.deny_write = fakenode.deny_read = ENXIO;
	assert_int_equal(cdio_transport("/fake/sr7", &t, &f), STATUS_UNSUPPORTED);
	assert_int_equal(cdio_transport("/dev/null", &t, &f), STATUS_UNSUPPORTED);
	assert_int_equal(cdio_transport("/", &t, &f), STATUS_UNSUPPORTED);
	assert_int_equal(cdio_transport("/nothing/here", &t, &f), STATUS_NOT_FOUND);
	assert_null(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_command_arrives, fresh_node, closed),
		cmocka_unit_test_setup_teardown(test_sense_comes_back_once, fresh_node, closed),
		cmocka_unit_test_setup_teardown(test_what_success_says_besides, fresh_node, closed),
		cmocka_unit_test_setup_teardown(test_without_an_answer, fresh_node, closed),
		cmocka_unit_test_setup_teardown(test_nodes_that_do_not_open, fresh_node, closed),
	};

	find_log_to(NULL);
	return cmocka_run_group_tests_name("drive/cdio", tests, NULL, NULL);
}

#else

int main(void)
{
	return puts("1..0 # SKIP no node of this kind here") < 0;
}

#endif
