#ifndef TESTS_DRIVE_SCRIPT_H
#define TESTS_DRIVE_SCRIPT_H

#include "tests/unit.h"

#include "drive/drive.h"
#include "drive/transport.h"

/*
 * A transport that plays a script: the CDBs it expects, byte by byte, and what it answers. A command that is not in the
 * script, or a script that is not played to its end, fails the test.
 */
struct step {
	uint8_t cdb[12];
	enum status status;	/* of the transport */
	uint8_t scsi_status;
	uint8_t key, asc, ascq;
	bool valid, deferred, no_sense;
	int sense_len;		/* bytes of sense data that arrive; 0: 18 */
	uint32_t info;
	unsigned took_ms;	/* by the drive's clock, which stands still otherwise */
	int32_t sectors;	/* of the disc, put into the buffer: as many as asked for at most */
	bool all;		/* all sectors that were asked for */
	uint32_t residual;
	const uint8_t *data;	/* instead: these bytes, the residual is what is left of the buffer; of a command that
				 * sends, the bytes that are expected */
	uint32_t data_len;
};

struct script {
	struct transport t;	/* first */
	struct clock clock;
	int64_t now_ns;
	uint32_t timeout_ms;	/* of the last command */
	const struct step *steps;
	int count, at;
	bool closed;		/* told even after t is closed: the script belongs to the test */
};

#define CHECK(k, a, q) .scsi_status = 0x02, .key = k, .asc = a, .ascq = q
#define READ10(lsn, n) { 0x28, 0, (uint8_t)((lsn) >> 24), (uint8_t)((lsn) >> 16), (uint8_t)((lsn) >> 8), \
			 (uint8_t)(lsn), 0, 0, n }
#define READ10_FUA(lsn, n) { 0x28, 8, (uint8_t)((lsn) >> 24), (uint8_t)((lsn) >> 16), (uint8_t)((lsn) >> 8), \
			     (uint8_t)(lsn), 0, 0, n }
#define READ12(lsn, n) { 0xa8, 0, (uint8_t)((lsn) >> 24), (uint8_t)((lsn) >> 16), (uint8_t)((lsn) >> 8), \
			 (uint8_t)(lsn), 0, 0, 0, n }
#define READCD(type, lsn, n) { 0xbe, (type) << 2, (uint8_t)((lsn) >> 24), (uint8_t)((lsn) >> 16), \
			       (uint8_t)((lsn) >> 8), (uint8_t)(lsn), 0, 0, n, 0x10 }
#define MODE_1 2
#define MODE_2 4
#define TUR { 0x00 }
#define CAPACITY { 0x25 }
#define PROFILE { 0x46, 0, 0, 0, 0, 0, 0, 0, 8 }
#define EVENT { 0x4a, 1, 0, 0, 0x10, 0, 0, 0, 8 }
#define SPEED(hi, lo) { 0xbb, 0, hi, lo, 0xff, 0xff }
#define PREVENT { 0x1e, 0, 0, 0, 1 }
#define ALLOW { 0x1e }
#define EJECT { 0x1b, 0, 0, 0, 2 }
#define LOAD { 0x1b, 0, 0, 0, 3 }
#define TOC { 0x43, 0, 0, 0, 0, 0, 0, 0x03, 0x24 }
#define DISC_INFO { 0x51, 0, 0, 0, 0, 0, 0, 0, 34 }
#define TRACK_INFO(n) { 0x52, 1, 0, 0, 0, n, 0, 0, 36 }
#define LAYER(n) { 0xad, 0, 0, 0, 0, 0, n, 0, 0, 20 }
#define SENSE_PAGE(page, control) { 0x5a, 8, (control) << 6 | (page), 0, 0, 0, 0, 0, 56 }
#define SENSE_BLOCKS(page, control) { 0x5a, 0, (control) << 6 | (page), 0, 0, 0, 0, 0, 56 }
#define SELECT_PAGE { 0x55, 0x10, 0, 0, 0, 0, 0, 0, 20 }
#define BYTES(...) .data = (const uint8_t[]){ __VA_ARGS__ }, .data_len = sizeof((const uint8_t[]){ __VA_ARGS__ })
/* Page 01h behind its mode header: AWRE and the like, and the count of retries. */
#define PAGE_01(bits, count) BYTES(0, 18, 0, 0, 0, 0, 0, 0, 0x81, 10, bits, count, 0, 0, 0, 0, 0, 0, 0, 0)
/* The same as it is to be sent. */
#define SENT_01(bits, count) BYTES(0, 0, 0, 0, 0, 0, 0, 0, 0x01, 10, bits, count, 0, 0, 0, 0, 0, 0, 0, 0)
#define START { 0x1b, 0, 0, 0, 1 }
#define STOP_PLAY { 0x4e }
#define INQUIRY { 0x12, 0, 0, 0, 96 }
#define SERIAL_PAGE { 0x12, 1, 0x80, 0, 68 }
#define SERIAL(rt) { 0x46, rt, 1, 8, 0, 0, 0, 0, 76 }

/* What the disc holds: byte i of sector lsn. */
static inline uint8_t disc_byte(int32_t lsn, int i)
{
	return (uint8_t)((uint32_t)lsn * 131u + (uint32_t)i * 7u + (uint32_t)(i >> 8));
}

void script_init(struct script *s, const struct step *steps, int count);
/* The script goes on with these steps; the last ones must have been played. */
void script_next(struct script *s, const struct step *steps, int count);
void script_done(const struct script *s);
#define PLAY(s, ...) script_next(s, (const struct step[]){ __VA_ARGS__ }, \
				 (int)ARRAY_LEN(((const struct step[]){ __VA_ARGS__ })))

/* An MMC drive "TEST" on the script, opened; its close is not part of a script unless the tray was locked. */
struct drive *script_drive(struct script *s);
/* The same, and it knows no mode pages: nothing else is sent before the first read. */
struct drive *script_plain_drive(struct script *s);
/* A page-aligned buffer for 64 sectors; the caller frees it. */
uint8_t *script_buffer(void);
/* The first `count` sectors of buf are those of the disc from `lsn` on. */
void assert_sectors(const uint8_t *buf, int32_t lsn, int32_t count);

#endif
