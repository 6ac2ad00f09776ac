#include "config.h"
#include "sim/medium.h"
#include "sim/target.h"

#include <string.h>

/* A text in a field of `size` bytes, padded with blanks. */
static void put_field(uint8_t *to, const char *text, size_t size)
{
	size_t len = strlen(text);

	memset(to, ' ', size);
	memcpy(to, text, len < size ? len : size);
}

/* Vital product data (SPC-4 7.8): the list of pages, and the serial number. */
static uint32_t vital_data(struct call *k)
{
	const char *serial = k->d->say->serial;
	uint8_t data[4 + 20] = { 0x05, k->c->cdb[2] }, len = 4;

	if (data[1] == 0x80) {
		memcpy(data + 4, serial, strlen(serial));
		len += (uint8_t)strlen(serial);
	} else if (data[1] == 0x00) {
		data[5] = 0x80;
		len += 2;
	} else {
		return SENSE_INVALID_FIELD;
	}
	data[3] = (uint8_t)(len - 4);
	target_give(k, data, len, be16(k->c->cdb + 3));
	return 0;
}

/* SPC-4 6.6.2. Bytes 36 to 55, vendor specific, hold the serial number, as those of LG and ASUS do. */
uint32_t target_inquiry(struct call *k)
{
	const uint8_t *cdb = k->c->cdb;
	const struct scenario_drive *say = k->d->say;
	uint8_t data[56] = { 0x05, 0x80, 0x05, 0x02, sizeof data - 5 };

	if (cdb[1] & 0x01)
		return vital_data(k);
	if ((cdb[1] & 0x02) || cdb[2])
		return SENSE_INVALID_FIELD;
	put_field(data + 8, say->vendor, 8);
	put_field(data + 16, say->model, 16);
	put_field(data + 32, say->firmware, 4);
	put_field(data + 36, say->serial, 20);
	target_give(k, data, sizeof data, be16(cdb + 3));
	return 0;
}

enum { PROFILE_CD = 0x0008, PROFILE_DVD = 0x0010, PROFILE_BD = 0x0040 };

static const struct {
	enum disc_kind kind;
	unsigned profile, feature;	/* MMC-6 5.4, 5.3 */
	int data;			/* bytes of the feature's own data */
} kinds[] = {
	{ DISC_BD, PROFILE_BD, 0x0040, 28 },
	{ DISC_DVD, PROFILE_DVD, 0x001f, 4 },
	{ DISC_CD, PROFILE_CD, 0x001e, 4 },
};

/* The features of this drive, in ascending order; those in front of `kinds` are always current. */
static const unsigned features[] = { 0x0000, 0x0001, 0x0003, 0x0010, 0x001e, 0x001f, 0x0040, 0x0107, 0x0108 };

/* The kind of disc that can be read now, or DISC_UNKNOWN. */
static enum disc_kind current_kind(const struct call *k)
{
	if (!k->disc || k->d->becoming || !(k->d->say->reads >> k->disc->say->kind & 1))
		return DISC_UNKNOWN;
	return k->disc->say->kind;
}

/* The profile list (MMC-6 5.3.1). Gives its length. */
static int put_profiles(const struct call *k, uint8_t *to)
{
	int len = 0;

	for (unsigned i = 0; i < ARRAY_LEN(kinds); i++)
		if (k->d->say->reads >> kinds[i].kind & 1) {
			put16(to + len, kinds[i].profile);
			to[len + 2] = kinds[i].kind == current_kind(k);
			len += 4;
		}
	return len;
}

/* Writes one feature descriptor (MMC-6 5.2.2) to `to`; *current is its bit. Gives its length; 0: not in this drive. */
static int put_feature(const struct call *k, unsigned code, uint8_t *to, bool *current)
{
	enum disc_kind now = current_kind(k);
	int len = 0, version = 0;
	bool persistent = true;

	*current = true;
	memset(to, 0, 64);
	switch (code) {
	case 0x0000:
		len = put_profiles(k, to + 4);
		break;
	case 0x0001:	/* core: ATAPI; INQUIRY's second edition, device busy events not */
		version = 2;
		put32(to + 4, 2);
		to[8] = 0x02;
		len = 8;
		break;
	case 0x0003:	/* removable medium: a tray that locks, ejects and loads */
		version = 1;
		to[4] = 0x20 | 0x10 | 0x08 | 0x01;
		len = 4;
		break;
	case 0x0010:	/* random readable */
		put32(to + 4, 2048);
		put16(to + 8, (unsigned)disc_ecc_unit(now));
		to[10] = 1;	/* page 01h is there */
		len = 8;
		persistent = false;
		*current = now != DISC_UNKNOWN;
		break;
	case 0x0107:	/* real-time streaming, SET CD SPEED */
		version = 4;
		to[4] = 0x08;
		len = 4;
		persistent = false;
		*current = now != DISC_UNKNOWN;
		break;
	case 0x0108:	/* serial number */
		len = (int)strlen(k->d->say->serial);
		memcpy(to + 4, k->d->say->serial, (size_t)len);
		len = (len + 3) / 4 * 4;
		break;
	default:
		persistent = false;
		for (unsigned i = 0; i < ARRAY_LEN(kinds); i++)
			if (kinds[i].feature == code && (k->d->say->reads >> kinds[i].kind & 1)) {
				len = kinds[i].data;
				version = 1;
				*current = kinds[i].kind == now;
			}
	}
	if (!len)
		return 0;
	put16(to, code);
	to[2] = (uint8_t)(version << 2 | (persistent ? 2 : 0) | (*current ? 1 : 0));
	to[3] = (uint8_t)len;
	return 4 + len;
}

/* MMC-6 6.4 */
uint32_t target_configuration(struct call *k)
{
	const uint8_t *cdb = k->c->cdb;
	unsigned which = cdb[1] & 3, first = be16(cdb + 2);
	uint8_t data[8 + ARRAY_LEN(features) * 64];
	uint32_t len = 8;

	if (which == 3)
		return SENSE_INVALID_FIELD;
	memset(data, 0, 8);
	for (unsigned i = 0; i < ARRAY_LEN(features); i++) {
		bool current;
		int n;

		if (features[i] < first || (which == 2 && features[i] != first))
			continue;
		n = put_feature(k, features[i], data + len, &current);
		if (which != 1 || current)
			len += (uint32_t)n;
	}
	put32(data, len - 4);
	for (unsigned i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i].kind == current_kind(k))
			put16(data + 6, kinds[i].profile);
	target_give(k, data, len, be16(cdb + 7));
	return 0;
}

/* GET EVENT STATUS NOTIFICATION, polled, media class only (MMC-6 6.5). */
uint32_t target_event(struct call *k)
{
	const uint8_t *cdb = k->c->cdb;
	uint8_t data[8] = { 0, 0, 0, 0x10 };
	uint32_t len = 4;

	if (!(cdb[1] & 0x01))
		return SENSE_INVALID_FIELD;
	if (cdb[4] & 0x10) {
		data[2] = 4;
		data[4] = k->d->event;
		data[5] = (uint8_t)((k->d->open ? 1 : 0) | (k->disc && !k->d->becoming ? 2 : 0));
		len = 8;
		if (be16(cdb + 7) >= 8)	/* an event that was cut off is not told yet */
			k->d->event = MEDIA_NONE;
	} else {
		data[2] = 0x80;		/* none of the classes that were asked for */
	}
	put16(data, len - 2);
	target_give(k, data, len, be16(cdb + 7));
	return 0;
}

/* READ CAPACITY(10), SBC-3 5.15 */
uint32_t target_capacity_10(struct call *k)
{
	uint8_t data[8];

	put32(data, (uint32_t)max_i32(target_capacity(k) - 1, 0));
	put32(data + 4, 2048);
	k->ns += medium_spin_up(k->d);
	target_give(k, data, sizeof data, sizeof data);
	return 0;
}
