#include "config.h"
#include "drive/mmc.h"

static void put_be(uint8_t *at, uint32_t n, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--, n >>= 8)
		at[i] = (uint8_t)n;
}

/*
 * How long each kind of command may take. A host that gives up resets the drive and everything on its bus, which is
 * the most harmful thing a rescue can cause: so these are well beyond what a drive's own timers need, and never below
 * the 7 s under which Linux does not go.
 */
enum wait { WAIT_ANSWER, WAIT_READ, WAIT_TRAY };
static const uint32_t wait_ms[] = {
	[WAIT_ANSWER] = 30000,	/* what the drive is, has in it, or is told; it may have to spin up first */
	[WAIT_READ] = 60000,	/* at least: mmc_open() lengthens it when the user is more patient */
	[WAIT_TRAY] = 100000,	/* load, eject, start: programs allow up to 100 s from load to ready */
};

/* Every command that this program sends. HACKING.md says of each what for, and what is done when it is refused. */
static const struct {
	uint8_t opcode;
	enum wait wait;
	const char *name;
} commands[] = {
	{ 0x00, WAIT_ANSWER, "TEST UNIT READY" },
	{ 0x12, WAIT_ANSWER, "INQUIRY" },
	{ 0x1b, WAIT_TRAY, "START STOP UNIT" },
	{ 0x1e, WAIT_ANSWER, "PREVENT ALLOW" },
	{ 0x25, WAIT_ANSWER, "READ CAPACITY" },
	{ 0x28, WAIT_READ, "READ(10)" },
	{ 0x46, WAIT_ANSWER, "GET CONFIGURATION" },
	{ 0x4a, WAIT_ANSWER, "GET EVENT STATUS" },
	{ 0x4e, WAIT_ANSWER, "STOP PLAY/SCAN" },
	{ 0xa8, WAIT_READ, "READ(12)" },
	{ 0xbb, WAIT_ANSWER, "SET CD SPEED" },
	{ 0xbe, WAIT_READ, "READ CD" },
};

const char *mmc_command_name(uint8_t opcode)
{
	for (unsigned i = 0; i < ARRAY_LEN(commands); i++)
		if (commands[i].opcode == opcode)
			return commands[i].name;
	return "unknown command";
}

static struct transport_cmd cdb(uint8_t opcode, int len)
{
	struct transport_cmd c = { .cdb_len = len };

	c.cdb[0] = opcode;
	for (unsigned i = 0; i < ARRAY_LEN(commands); i++)
		if (commands[i].opcode == opcode)
			c.timeout_ms = wait_ms[commands[i].wait];
	return c;
}

static struct transport_cmd cdb_in(uint8_t opcode, int len, uint8_t *buf, uint32_t bytes)
{
	struct transport_cmd c = cdb(opcode, len);

	c.dir = TRANSFER_IN;
	c.buf = buf;
	c.len = bytes;
	return c;
}

struct transport_cmd cdb_inquiry(uint8_t *buf, uint8_t len)
{
	struct transport_cmd c = cdb_in(0x12, 6, buf, len);

	c.cdb[4] = len;
	return c;
}

struct transport_cmd cdb_test_unit_ready(void)
{
	return cdb(0x00, 6);
}

struct transport_cmd cdb_get_configuration(uint8_t *buf, uint16_t len, int rt, uint16_t feature)
{
	struct transport_cmd c = cdb_in(0x46, 10, buf, len);

	c.cdb[1] = (uint8_t)rt;
	put_be(c.cdb + 2, feature, 2);
	put_be(c.cdb + 7, len, 2);
	return c;
}

struct transport_cmd cdb_get_event_status(uint8_t *buf, uint16_t len)
{
	struct transport_cmd c = cdb_in(0x4a, 10, buf, len);

	c.cdb[1] = 0x01;	/* polled */
	c.cdb[4] = 1u << 4;	/* media class */
	put_be(c.cdb + 7, len, 2);
	return c;
}

struct transport_cmd cdb_read_capacity(uint8_t buf[8])
{
	return cdb_in(0x25, 10, buf, 8);
}

/* READ CD: expected sector type, byte 1 bits 4-2. "Any" would give 2352 bytes of an audio sector. */
static struct transport_cmd cdb_read_cd(struct span at, uint8_t *buf, uint32_t bytes, uint8_t sector_type)
{
	struct transport_cmd c = cdb_in(0xbe, 12, buf, bytes);

	c.cdb[1] = (uint8_t)(sector_type << 2);
	put_be(c.cdb + 2, (uint32_t)at.lsn, 4);
	put_be(c.cdb + 6, (uint32_t)at.count, 3);
	c.cdb[9] = 0x10;	/* user data, and nothing else */
	return c;
}

struct transport_cmd cdb_read(enum shape shape, struct span at, uint8_t *buf)
{
	uint32_t bytes = (uint32_t)at.count * MMC_SECTOR;
	struct transport_cmd c;

	switch (shape) {
	case SHAPE_READ_CD_MODE_1:
		return cdb_read_cd(at, buf, bytes, 2);
	case SHAPE_READ_CD_MODE_2:
		return cdb_read_cd(at, buf, bytes, 4);
	case SHAPE_READ_12:
		c = cdb_in(0xa8, 12, buf, bytes);
		put_be(c.cdb + 6, (uint32_t)at.count, 4);
		break;
	default:
		c = cdb_in(0x28, 10, buf, bytes);
		put_be(c.cdb + 7, (uint32_t)at.count, 2);
		break;
	}
	put_be(c.cdb + 2, (uint32_t)at.lsn, 4);
	return c;
}

uint16_t mmc_speed_code(unsigned kb_per_s)
{
	return kb_per_s == 0 ? 0xffff : kb_per_s > 0xfffe ? 0xfffe : (uint16_t)kb_per_s;
}

struct transport_cmd cdb_set_cd_speed(uint16_t kb_per_s)
{
	struct transport_cmd c = cdb(0xbb, 12);

	put_be(c.cdb + 2, kb_per_s, 2);
	put_be(c.cdb + 4, 0xffff, 2);	/* writing: as it is */
	return c;
}

struct transport_cmd cdb_start_stop(bool load_eject, bool start)
{
	struct transport_cmd c = cdb(0x1b, 6);

	c.cdb[4] = (uint8_t)((load_eject ? 0x02 : 0) | (start ? 0x01 : 0));
	return c;
}

struct transport_cmd cdb_stop_play(void)
{
	return cdb(0x4e, 10);
}

struct transport_cmd cdb_prevent_allow(bool prevent)
{
	struct transport_cmd c = cdb(0x1e, 6);

	c.cdb[4] = prevent;
	return c;
}
