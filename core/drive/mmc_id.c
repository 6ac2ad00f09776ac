#include "config.h"
#include "drive/mmc.h"

#include <stdio.h>
#include <string.h>

enum { FEATURE_SERIAL_NUMBER = 0x0108 };	/* MMC-6 5.3.30 */
enum { PAGE_SERIAL_NUMBER = 0x80 };
enum { PERIPHERAL_MMC = 0x05, INQUIRY_LEAST = 36, INQUIRY_LEN = 96 };

/* What enclosures and firmware builders put there, and what two drives can share. */
static bool serial_is_junk(const struct drive_id *id)
{
	static const char *const known[] = { "0000000000007478", "0123456789ABCDEF", "123456789ABC", "1234567890" };
	const char *s = id->serial;

	if (strspn(s, "0 ") == strlen(s) || strchr(s, '?') || strchr(s, '/') || strcmp(s, id->model) == 0)
		return true;
	for (unsigned i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp(s, known[i]) == 0)
			return true;
	return false;
}

/*
 * The bytes of INQUIRY that are the maker's own hold a serial number, a date of build, a time, or a word such as KREON
 * V1.00. The first is one word of capitals and digits, and no day.
 */
static bool looks_like_serial(const char *s)
{
	enum { LEAST = 6, LEAST_DIGITS = 3, DAY = 8 };
	size_t len = strlen(s), digits = 0;

	for (const char *p = s; *p; p++) {
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", *p))
			return false;
		digits += *p >= '0' && *p <= '9';
	}
	if (len == DAY && digits == DAY && (strncmp(s, "19", 2) == 0 || strncmp(s, "20", 2) == 0))
		return false;
	return len >= LEAST && digits >= LEAST_DIGITS;
}

/* Takes the serial number, if it is one; `strict` where other things may stand. */
static bool take_serial(struct drive_id *id, const uint8_t *field, size_t len, bool strict)
{
	if (len >= sizeof id->serial)
		len = sizeof id->serial - 1;
	drive_take_text(id->serial, field, len);
	if (!serial_is_junk(id) && (!strict || looks_like_serial(id->serial)))
		return true;
	id->serial[0] = '\0';
	return false;
}

/* Feature 0108h by itself (RT 10b); drives that refuse that give all features from it on (RT 00b). */
static bool serial_from_feature(struct mmc *m)
{
	static const int ways[] = { 2, 0 };
	uint8_t buf[8 + 4 + 64];

	for (unsigned i = 0; i < ARRAY_LEN(ways); i++) {
		struct transport_cmd c = cdb_get_configuration(buf, sizeof buf, ways[i], FEATURE_SERIAL_NUMBER);
		uint32_t len;

		if (mmc_do(m, &c, NULL) != STATUS_OK)
			continue;
		len = mmc_bytes(&c);
		if (len < 12 || (buf[8] << 8 | buf[9]) != FEATURE_SERIAL_NUMBER)
			return false;
		return take_serial(&m->drive.id, buf + 12, (size_t)min_i32(buf[11], (int32_t)len - 12), false);
	}
	return false;
}

/* The unit serial number page (SPC-4 7.8.15): behind a bridge it is mostly the bridge's. */
static void serial_from_page(struct mmc *m)
{
	uint8_t buf[4 + 64];
	struct transport_cmd c = cdb_inquiry_page(buf, sizeof buf, PAGE_SERIAL_NUMBER);
	uint32_t len;

	if (mmc_do(m, &c, NULL) != STATUS_OK)
		return;
	len = mmc_bytes(&c);
	if (len > 4 && buf[1] == PAGE_SERIAL_NUMBER)	/* else a drive that knows no pages gives the usual answer */
		take_serial(&m->drive.id, buf + 4, (size_t)min_i32(buf[2] << 8 | buf[3], (int32_t)len - 4), false);
}

/* As INQUIRY has them, by maker. */
static const char *const vendors[] = {
	"ACER", "AOPEN", "ASUS", "ATAPI", "BENQ", "CREATIVE", "HITACHI", "HL-DT-ST", "HP", "IDE-CD", "JLMS", "KENWOOD",
	"LG", "LITE-ON", "MATSHITA", "MITSUMI", "NEC", "OPTIARC", "Optiarc", "PBDS", "PHILIPS", "PIONEER", "PLDS",
	"PLEXTOR", "QSI", "RICOH", "SAMSUNG", "SONY", "Slimtype", "TDK", "TEAC", "TOSHIBA", "TSSTcorp", "YAMAHA", "hp",
};

/* A text as it arrives when one line of the cable is dead: bit 3 of each odd byte is 0. */
static void through_bad_cable(char text[9])
{
	for (int i = 1; text[i - 1] && text[i]; i += 2)
		text[i] &= ~0x08;
}

/* A maker's name that is almost right. */
static bool cable_is_bad(const char *vendor)
{
	bool almost = false;

	for (unsigned i = 0; i < ARRAY_LEN(vendors); i++) {
		char seen[9];

		if (strcmp(vendor, vendors[i]) == 0)
			return false;
		snprintf(seen, sizeof seen, "%s", vendors[i]);
		through_bad_cable(seen);
		almost = almost || strcmp(vendor, seen) == 0;
	}
	return almost;
}

enum status mmc_identify(struct mmc *m, struct fault *f)
{
	struct drive_id *id = &m->drive.id;
	uint8_t buf[INQUIRY_LEN];
	struct transport_cmd c = cdb_inquiry(buf, sizeof buf);
	enum status st = mmc_do(m, &c, NULL);
	int32_t len = (int32_t)mmc_bytes(&c);

	if (st != STATUS_OK)
		return fault_set(f, st, id->spec, 0, NULL, NULL);
	len = min_i32(len, 5 + buf[4]);
	if (len < INQUIRY_LEAST)
		return fault_set(f, STATUS_TRANSPORT, id->spec, 0, N_("the drive does not say what it is"),
				 "INQUIRY: %d bytes", (int)len);
	if (buf[0] != PERIPHERAL_MMC)
		return fault_set(f, STATUS_UNSUPPORTED, id->spec, 0, N_("this is not an optical drive"),
				 "peripheral %02Xh", buf[0]);
	for (int i = 8; i < 16; i++)	/* some makers pad with it */
		if (buf[i] == '_')
			buf[i] = ' ';
	drive_take_text(id->vendor, buf + 8, 8);
	drive_take_text(id->model, buf + 16, 16);
	drive_take_text(id->firmware, buf + 32, 4);
	if (cable_is_bad(id->vendor))
		m->drive.remark = N_("the drive's name comes with wrong bits: the cable is bad, and so is what is read "
				     "over it");
	if (serial_from_feature(m))
		return STATUS_OK;
	if (len <= INQUIRY_LEAST || !take_serial(id, buf + 36, (size_t)min_i32(len - INQUIRY_LEAST, 20), true))
		serial_from_page(m);
	return STATUS_OK;
}
