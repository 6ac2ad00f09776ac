#include "config.h"
#include "drive/sense.h"

/* Response codes, SPC-4 4.5.1. The odd ones are deferred: they speak of an earlier command. */
enum { SENSE_FIXED = 0x70, SENSE_DESCRIPTOR = 0x72, SENSE_DEFERRED = 0x01 };
enum { DESCRIPTOR_INFORMATION = 0x00 };
#define VALID 0x80

static uint64_t be(const uint8_t *bytes, int count)
{
	uint64_t n = 0;

	for (int i = 0; i < count; i++)
		n = n << 8 | bytes[i];
	return n;
}

/* Many drives leave junk, zero or the first sector there: only a sector further on in the request says something by
 * itself. */
static void take_information(struct sense *s, uint64_t info, struct span at)
{
	if (info == 0 || info > INT32_MAX || !span_has(at, (int32_t)info))
		return;
	s->first = (int32_t)info == at.lsn;
	if (s->first)
		return;
	s->has_lsn = true;
	s->lsn = (int32_t)info;
}

/* SPC-4 4.5.3 */
static struct sense decode_fixed(const uint8_t *b, int len, struct span at, bool deferred)
{
	struct sense s = { 0 };

	if (len < 3)
		return s;
	s.key = b[2] & 0x0f;
	if (len >= 8 && len > 8 + b[7])
		len = 8 + b[7];
	if (len >= 7 && (b[0] & VALID) && !deferred)
		take_information(&s, be(b + 3, 4), at);
	if (len >= 14) {
		s.asc = b[12];
		s.ascq = b[13];
	}
	return s;
}

/* SPC-4 4.5.2 */
static struct sense decode_descriptors(const uint8_t *b, int len, struct span at, bool deferred)
{
	struct sense s = { 0 };

	if (len < 2)
		return s;
	s.key = b[1] & 0x0f;
	if (len >= 4) {
		s.asc = b[2];
		s.ascq = b[3];
	}
	if (len < 8 || deferred)
		return s;
	if (len > 8 + b[7])
		len = 8 + b[7];
	for (int at_byte = 8; at_byte + 2 <= len; at_byte += 2 + b[at_byte + 1]) {
		const uint8_t *d = b + at_byte;

		if (d[0] == DESCRIPTOR_INFORMATION && d[1] >= 10 && at_byte + 12 <= len) {
			if (d[2] & VALID)
				take_information(&s, be(d + 4, 8), at);
			break;
		}
	}
	return s;
}

struct sense sense_decode(const uint8_t *bytes, int len, struct span at)
{
	bool deferred = len > 0 && (bytes[0] & SENSE_DEFERRED);

	switch (len > 0 ? bytes[0] & 0x7e : 0) {
	case SENSE_FIXED:
		return decode_fixed(bytes, len, at, deferred);
	case SENSE_DESCRIPTOR:
		return decode_descriptors(bytes, len, at, deferred);
	default:
		return (struct sense){ 0 };
	}
}

/* A row fits a key (SPC-4 4.5.6), an ASC and a range of ASCQ (SPC-4 annex D). */
struct row {
	uint8_t key;
	int16_t asc;	/* ANY: all of them */
	uint8_t ascq, last;
	struct sense_meaning means;
};
#define ANY (-1)
/* Codes from 80h on are the maker's own: an ASCQ of those is judged by the key, so "all" stops short of them. */
#define ALL 0x00, 0x7f
#define ONE(ascq) ascq, ascq
#define MEANS(status, reaction, words) { STATUS_##status, REACT_##reaction, words }

/*
 * The first row that fits counts, so within each key: exact codes, then all of an ASC, then the key. A row of
 * REACT_NURSE always says UNREADABLE, and no other row does: only those may ever turn a sector bad.
 */
static const struct row rows[] = {
	{ 0x0, 0x00, ONE(0x00), MEANS(TRANSPORT, REPEAT, N_("no sense")) },
	{ 0x0, 0x00, 0x11, 0x15, MEANS(OK, NONE, N_("audio play status")) },
	{ 0x0, 0x21, ALL, MEANS(OUT_OF_RANGE, END, N_("logical block address out of range")) },
	{ 0x0, 0x63, ALL, MEANS(OUT_OF_RANGE, END, N_("end of user area encountered on this track")) },
	{ 0x0, ANY, 0, 0xff, MEANS(TRANSPORT, REPEAT, N_("no sense")) },

	{ 0x1, 0x17, ALL, MEANS(OK, NONE, N_("recovered data without error correction")) },
	{ 0x1, 0x18, ALL, MEANS(OK, NONE, N_("recovered data with error correction")) },
	{ 0x1, 0x5d, 0x00, 0xff, MEANS(OK, NONE, N_("failure prediction threshold exceeded")) },
	{ 0x1, ANY, 0, 0xff, MEANS(OK, NONE, N_("recovered error")) },

	{ 0x2, 0x04, ONE(0x00), MEANS(NOT_READY, WAIT, N_("not ready, cause not reportable")) },
	{ 0x2, 0x04, ONE(0x01), MEANS(NOT_READY, WAIT, N_("in process of becoming ready")) },
	{ 0x2, 0x04, ONE(0x02), MEANS(NOT_READY, WAIT, N_("initializing command required")) },
	{ 0x2, 0x04, ONE(0x03), MEANS(DRIVE_FAILED, STOP, N_("manual intervention required")) },
	{ 0x2, 0x04, ONE(0x04), MEANS(NOT_READY, WAIT, N_("format in progress")) },
	{ 0x2, 0x04, ONE(0x07), MEANS(NOT_READY, WAIT, N_("operation in progress")) },
	{ 0x2, 0x04, ONE(0x08), MEANS(NOT_READY, WAIT, N_("long write in progress")) },
	{ 0x2, 0x30, ONE(0x01), MEANS(INCOMPATIBLE, IDENTIFY, N_("cannot read medium, unknown format")) },
	{ 0x2, 0x30, ONE(0x02), MEANS(INCOMPATIBLE, IDENTIFY, N_("cannot read medium, incompatible format")) },
	{ 0x2, 0x3a, ONE(0x01), MEANS(NO_MEDIUM, WAIT, N_("medium not present, tray closed")) },
	{ 0x2, 0x3a, ONE(0x02), MEANS(TRAY_OPEN, STOP, N_("medium not present, tray open")) },
	{ 0x2, 0x06, ALL, MEANS(NOT_READY, WAIT, N_("no reference position found")) },
	{ 0x2, 0x30, ALL, MEANS(INCOMPATIBLE, IDENTIFY, N_("incompatible medium installed")) },
	{ 0x2, 0x31, ALL, MEANS(INCOMPATIBLE, IDENTIFY, N_("medium format corrupted")) },
	{ 0x2, 0x3a, ALL, MEANS(NO_MEDIUM, WAIT, N_("medium not present")) },
	{ 0x2, 0x3e, ALL, MEANS(NOT_READY, WAIT, N_("logical unit has not self-configured yet")) },
	{ 0x2, 0x53, ALL, MEANS(DRIVE_FAILED, STOP, N_("media load or eject failed")) },
	{ 0x2, ANY, 0, 0xff, MEANS(NOT_READY, WAIT, N_("not ready")) },

	{ 0x3, 0x02, ONE(0x82), MEANS(ILLEGAL_MODE, OTHER, N_("the sector is of another mode")) },
	{ 0x3, 0x09, ONE(0x01), MEANS(UNREADABLE, NURSE, N_("tracking servo failure")) },
	{ 0x3, 0x09, ONE(0x02), MEANS(UNREADABLE, NURSE, N_("focus servo failure")) },
	{ 0x3, 0x09, ONE(0x03), MEANS(UNREADABLE, NURSE, N_("spindle servo failure")) },
	{ 0x3, 0x11, ONE(0x01), MEANS(UNREADABLE, NURSE, N_("read retries exhausted")) },
	{ 0x3, 0x11, ONE(0x02), MEANS(UNREADABLE, NURSE, N_("error too long to correct")) },
	{ 0x3, 0x11, ONE(0x05), MEANS(UNREADABLE, NURSE, N_("L-EC uncorrectable error")) },
	{ 0x3, 0x11, ONE(0x06), MEANS(UNREADABLE, NURSE, N_("CIRC unrecovered error")) },
	{ 0x3, 0x11, ONE(0x07), MEANS(UNREADABLE, NURSE, N_("data resynchronization error")) },
	{ 0x3, 0x11, ONE(0x0a), MEANS(UNREADABLE, NURSE, N_("miscorrected error")) },
	{ 0x3, 0x11, ONE(0x0f), MEANS(OK, NONE, N_("error reading UPC/EAN number")) },
	{ 0x3, 0x11, ONE(0x10), MEANS(OK, NONE, N_("error reading ISRC number")) },
	{ 0x3, 0x11, ONE(0x11), MEANS(REFUSED, OTHER, N_("loss of streaming")) },
	{ 0x3, 0x15, ONE(0x01), MEANS(UNREADABLE, NURSE, N_("mechanical positioning error")) },
	{ 0x3, 0x15, ONE(0x02), MEANS(UNREADABLE, NURSE, N_("positioning error detected by read of medium")) },
	{ 0x3, 0x02, ALL, MEANS(UNREADABLE, NURSE, N_("no seek complete")) },
	{ 0x3, 0x06, ALL, MEANS(UNREADABLE, NURSE, N_("no reference position found")) },
	{ 0x3, 0x09, ALL, MEANS(UNREADABLE, NURSE, N_("track following error")) },
	{ 0x3, 0x0c, ALL, MEANS(UNREADABLE, NURSE, N_("write error")) },
	{ 0x3, 0x10, 0x00, 0xff, MEANS(UNREADABLE, NURSE, N_("ID CRC or ECC error")) },
	{ 0x3, 0x11, ALL, MEANS(UNREADABLE, NURSE, N_("unrecovered read error")) },
	{ 0x3, 0x15, ALL, MEANS(UNREADABLE, NURSE, N_("random positioning error")) },
	{ 0x3, 0x30, ALL, MEANS(INCOMPATIBLE, IDENTIFY, N_("cannot read medium")) },
	{ 0x3, 0x31, ALL, MEANS(INCOMPATIBLE, IDENTIFY, N_("medium format corrupted")) },
	{ 0x3, 0x57, ALL, MEANS(NOT_READY, WAIT, N_("unable to recover table of contents")) },
	{ 0x3, ANY, 0, 0xff, MEANS(UNREADABLE, NURSE, N_("medium error")) },

	{ 0x4, 0x08, ONE(0x03), MEANS(TRANSPORT, REPEAT, N_("communication CRC error: check the cable")) },
	{ 0x4, 0x3e, ONE(0x01), MEANS(DRIVE_FAILED, IDENTIFY, N_("logical unit failure")) },
	{ 0x4, 0x3e, ONE(0x02), MEANS(UNREADABLE, NURSE, N_("timeout on logical unit")) },
	{ 0x4, 0x3e, ONE(0x03), MEANS(DRIVE_FAILED, STOP, N_("logical unit failed self-test")) },
	{ 0x4, 0x08, ALL, MEANS(TRANSPORT, REPEAT, N_("logical unit communication failure")) },
	{ 0x4, 0x09, ALL, MEANS(UNREADABLE, NURSE, N_("track following error")) },
	{ 0x4, 0x15, ALL, MEANS(UNREADABLE, NURSE, N_("mechanical positioning error")) },
	{ 0x4, 0x44, ALL, MEANS(DRIVE_FAILED, IDENTIFY, N_("internal target failure")) },
	{ 0x4, ANY, 0, 0xff, MEANS(DRIVE_FAILED, IDENTIFY, N_("hardware error")) },

	{ 0x5, 0x53, ONE(0x02), MEANS(REFUSED, REPEAT, N_("medium removal prevented")) },
	{ 0x5, 0x20, ALL, MEANS(REFUSED, OTHER, N_("invalid command operation code")) },
	{ 0x5, 0x21, ALL, MEANS(OUT_OF_RANGE, END, N_("logical block address out of range")) },
	{ 0x5, 0x24, ALL, MEANS(REFUSED, OTHER, N_("invalid field in CDB")) },
	{ 0x5, 0x25, ALL, MEANS(DRIVE_FAILED, STOP, N_("logical unit not supported")) },
	{ 0x5, 0x26, ALL, MEANS(REFUSED, OTHER, N_("invalid field in parameter list")) },
	{ 0x5, 0x27, ALL, MEANS(REFUSED, STOP, N_("write protected")) },
	{ 0x5, 0x2c, ALL, MEANS(NOT_READY, WAIT, N_("command sequence error")) },
	{ 0x5, 0x30, ALL, MEANS(INCOMPATIBLE, OTHER, N_("incompatible medium installed")) },
	{ 0x5, 0x39, ALL, MEANS(REFUSED, OTHER, N_("saving parameters not supported")) },
	{ 0x5, 0x63, ALL, MEANS(OUT_OF_RANGE, END, N_("end of user area encountered on this track")) },
	{ 0x5, 0x64, ALL, MEANS(ILLEGAL_MODE, OTHER, N_("illegal mode for this track")) },
	{ 0x5, 0x6f, ONE(0x03), MEANS(PROTECTED, STOP, N_("read of scrambled sector without authentication")) },
	{ 0x5, 0x6f, ONE(0x04), MEANS(PROTECTED, STOP, N_("media region code does not fit the drive's region")) },
	{ 0x5, 0x6f, ONE(0x05), MEANS(PROTECTED, STOP, N_("drive region must be permanent")) },
	{ 0x5, 0x6f, ALL, MEANS(PROTECTED, STOP, N_("copy protection key exchange failure")) },
	{ 0x5, ANY, 0, 0xff, MEANS(REFUSED, OTHER, N_("illegal request")) },

	{ 0x6, 0x28, 0x00, 0xff, MEANS(MEDIUM_CHANGED, IDENTIFY, N_("medium may have changed")) },
	{ 0x6, 0x29, ONE(0x04), MEANS(RESET, REPEAT, N_("device internal reset")) },
	{ 0x6, 0x29, ALL, MEANS(RESET, REPEAT, N_("power on, reset, or bus reset occurred")) },
	{ 0x6, 0x2a, ALL, MEANS(RESET, REPEAT, N_("mode parameters changed")) },
	{ 0x6, 0x3b, ALL, MEANS(MEDIUM_CHANGED, IDENTIFY, N_("medium magazine changed")) },
	{ 0x6, 0x3f, ALL, MEANS(MEDIUM_CHANGED, IDENTIFY, N_("target operating conditions have changed")) },
	{ 0x6, 0x5a, ALL, MEANS(EJECT_ASKED, STOP, N_("operator medium removal request")) },
	/* The disc may be another one, as long as nobody says that it is not. */
	{ 0x6, ANY, 0, 0xff, MEANS(MEDIUM_CHANGED, IDENTIFY, N_("unit attention")) },

	{ 0x7, 0x27, ALL, MEANS(OK, NONE, N_("write protected")) },
	{ 0x7, ANY, 0, 0xff, MEANS(PROTECTED, STOP, N_("data protect")) },

	{ 0x8, 0x00, ONE(0x05), MEANS(OUT_OF_RANGE, END, N_("end of data detected")) },
	{ 0x8, ANY, 0, 0xff, MEANS(BLANK, END, N_("blank check")) },

	{ 0xb, 0x08, ALL, MEANS(TRANSPORT, REPEAT, N_("logical unit communication failure")) },
	{ 0xb, 0x47, ALL, MEANS(TRANSPORT, REPEAT, N_("parity error")) },
	{ 0xb, 0x4a, ALL, MEANS(ABORTED, OTHER, N_("command phase error")) },
	{ 0xb, 0x4b, ALL, MEANS(ABORTED, OTHER, N_("data phase error")) },
	{ 0xb, 0x4e, ALL, MEANS(NOT_READY, WAIT, N_("overlapped commands attempted")) },
	{ 0xb, ANY, 0, 0xff, MEANS(ABORTED, REPEAT, N_("aborted command")) },

	{ 0xd, ANY, 0, 0xff, MEANS(OUT_OF_RANGE, END, N_("volume overflow")) },
};

/* Keys 9h, Ah, Ch, Eh, Fh: no optical drive has been seen to use them for a read. */
static const struct sense_meaning unheard_of = MEANS(DRIVE_FAILED, IDENTIFY, N_("unexpected sense key"));

struct sense_meaning sense_meaning(struct sense s)
{
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];

		if (r->key == s.key && (r->asc == ANY || r->asc == s.asc) && s.ascq >= r->ascq && s.ascq <= r->last)
			return r->means;
	}
	return unheard_of;
}
