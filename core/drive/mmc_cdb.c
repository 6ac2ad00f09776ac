#include "config.h"
#include "drive/mmc.h"

#include <string.h>

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
	{ 0x43, WAIT_ANSWER, "READ TOC" },
	{ 0x46, WAIT_ANSWER, "GET CONFIGURATION" },
	{ 0x4a, WAIT_ANSWER, "GET EVENT STATUS" },
	{ 0x4e, WAIT_ANSWER, "STOP PLAY/SCAN" },
	{ 0x51, WAIT_ANSWER, "READ DISC INFORMATION" },
	{ 0x52, WAIT_ANSWER, "READ TRACK INFORMATION" },
	{ 0x55, WAIT_ANSWER, "MODE SELECT(10)" },
	{ 0x5a, WAIT_ANSWER, "MODE SENSE(10)" },
	{ 0xa8, WAIT_READ, "READ(12)" },
	{ 0xac, WAIT_ANSWER, "GET PERFORMANCE" },
	{ 0xad, WAIT_ANSWER, "READ DISC STRUCTURE" },
	{ 0xb6, WAIT_ANSWER, "SET STREAMING" },
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

static struct transport_cmd cdb_out(uint8_t opcode, int len, uint8_t *buf, uint32_t bytes)
{
	struct transport_cmd c = cdb_in(opcode, len, buf, bytes);

	c.dir = TRANSFER_OUT;
	return c;
}

struct transport_cmd cdb_inquiry_page(uint8_t *buf, uint8_t len, uint8_t page)
{
	struct transport_cmd c = cdb_inquiry(buf, len);

	c.cdb[1] = 0x01;	/* EVPD */
	c.cdb[2] = page;
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

struct transport_cmd cdb_read_toc(uint8_t *buf, uint16_t len)
{
	struct transport_cmd c = cdb_in(0x43, 10, buf, len);

	put_be(c.cdb + 7, len, 2);	/* format 0000b, LBA, all tracks */
	return c;
}

struct transport_cmd cdb_read_disc_information(uint8_t *buf, uint16_t len)
{
	struct transport_cmd c = cdb_in(0x51, 10, buf, len);

	put_be(c.cdb + 7, len, 2);
	return c;
}

struct transport_cmd cdb_read_track_information(uint8_t *buf, uint16_t len, uint32_t track)
{
	struct transport_cmd c = cdb_in(0x52, 10, buf, len);

	c.cdb[1] = 0x01;	/* by the number of the track */
	put_be(c.cdb + 2, track, 4);
	put_be(c.cdb + 7, len, 2);
	return c;
}

struct transport_cmd cdb_read_disc_structure(uint8_t *buf, uint16_t len, uint8_t layer)
{
	struct transport_cmd c = cdb_in(0xad, 12, buf, len);

	c.cdb[6] = layer;	/* format 00h: what the lead-in says of a DVD's layers */
	put_be(c.cdb + 8, len, 2);
	return c;
}

struct transport_cmd cdb_mode_sense(uint8_t *buf, uint16_t len, uint8_t page, enum page_control control,
				    bool no_blocks)
{
	struct transport_cmd c = cdb_in(0x5a, 10, buf, len);

	c.cdb[1] = no_blocks ? 0x08 : 0;
	c.cdb[2] = (uint8_t)((unsigned)control << 6 | page);
	put_be(c.cdb + 7, len, 2);
	return c;
}

struct transport_cmd cdb_mode_select(uint8_t *buf, uint16_t len)
{
	struct transport_cmd c = cdb_out(0x55, 10, buf, len);

	c.cdb[1] = 0x10;	/* PF: pages as in the standard. Never SP: what we set must not outlive a power cycle */
	put_be(c.cdb + 7, len, 2);
	return c;
}

struct transport_cmd cdb_get_performance(uint8_t *buf, uint32_t len)
{
	struct transport_cmd c = cdb_in(0xac, 12, buf, len);

	c.cdb[1] = 0x10;	/* tolerance 10 % and 20 %; reading, nominal */
	put_be(c.cdb + 8, (len - 8) / 16, 2);
	return c;			/* type 00h: performance */
}

struct transport_cmd cdb_set_streaming(uint8_t buf[28], unsigned kb_per_s, int32_t sectors)
{
	struct transport_cmd c = cdb_out(0xb6, 12, buf, 28);

	memset(buf, 0, 28);
	put_be(c.cdb + 9, 28, 2);
	if (kb_per_s == 0) {
		buf[0] = 0x04;		/* RDD: as the drive would by itself */
	} else {
		put_be(buf + 8, sectors > 0 ? (uint32_t)sectors - 1 : INT32_MAX, 4);
		put_be(buf + 12, kb_per_s, 4);		/* so many kB ... */
		put_be(buf + 16, 1000, 4);		/* ... in so many ms */
		put_be(buf + 20, kb_per_s, 4);		/* writing: the same, since 0 is refused */
		put_be(buf + 24, 1000, 4);
	}
	return c;
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

struct transport_cmd cdb_read_c2(int32_t lsn, uint8_t buf[MMC_C2_BYTES])
{
	struct transport_cmd c = cdb_read_cd((struct span){ lsn, 1 }, buf, MMC_C2_BYTES, 0);

	c.cdb[9] = 0xf8 | 0x02;		/* all of the sector, then the error pointers */
	return c;
}

struct transport_cmd cdb_read(enum shape shape, struct span at, bool fua, uint8_t *buf)
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
	if (fua)
		c.cdb[1] = 0x08;
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
