#include "config.h"
#include "drive/mmc.h"

#include <string.h>

enum { FEATURE_SERIAL_NUMBER = 0x0108 };	/* MMC-6 5.3.30 */
enum { PERIPHERAL_MMC = 0x05, INQUIRY_LEAST = 36, INQUIRY_LEN = 96 };

/* Enclosures and firmware builders put things there that two drives can share. */
static bool serial_is_junk(const struct drive_id *id)
{
	const char *s = id->serial;

	return strspn(s, "0 ") == strlen(s) || strchr(s, '?') || strchr(s, '/') || strcmp(s, id->model) == 0;
}

/* Takes the serial number, if it is one. */
static bool take_serial(struct drive_id *id, const uint8_t *field, size_t len)
{
	if (len >= sizeof id->serial)
		len = sizeof id->serial - 1;
	drive_take_text(id->serial, field, len);
	if (!serial_is_junk(id))
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
		return take_serial(&m->drive.id, buf + 12, (size_t)min_i32(buf[11], (int32_t)len - 12));
	}
	return false;
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
	if (!serial_from_feature(m) && len > INQUIRY_LEAST)
		take_serial(id, buf + 36, (size_t)min_i32(len - INQUIRY_LEAST, 20));
	return STATUS_OK;
}
