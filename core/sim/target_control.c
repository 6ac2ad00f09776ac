#include "config.h"
#include "sim/medium.h"
#include "sim/target.h"

#include <math.h>
#include <string.h>

#define TRAY_NS NS_PER_S	/* a tray takes a second to move */

/* START STOP UNIT, MMC-6 6.42 */
uint32_t target_start_stop(struct call *k)
{
	const uint8_t *cdb = k->c->cdb;
	bool immediate = cdb[1] & 0x01, load_eject = cdb[4] & 0x02, start = cdb[4] & 0x01;

	if (cdb[4] & 0xf0)	/* a power condition: nothing to do */
		return 0;
	if (load_eject && !start) {
		if (k->d->locked)
			return SENSE(5, 0x53, 0x02);
		if (!k->d->open && !immediate)
			k->ns += TRAY_NS;
		world_open_tray(k->w, k->d);
	} else if (load_eject) {
		if (k->d->open && !immediate)
			k->ns += TRAY_NS;
		world_close_tray(k->w, k->d);
	} else if (start) {
		if (k->d->open)
			return SENSE(2, 0x3a, 0x02);
		if (!k->disc)
			return SENSE(2, 0x3a, 0x01);
		if (!k->d->becoming)
			k->ns += medium_spin_up(k->d);
	} else {
		k->d->spinning = false;
	}
	return 0;
}

/* PREVENT ALLOW MEDIUM REMOVAL, MMC-6 6.14. The persistent form locks in the same way. */
uint32_t target_prevent(struct call *k)
{
	k->d->locked = k->c->cdb[4] & 0x01;
	return 0;
}

enum { PAGE_ERROR = 0x01, PAGE_CAPABILITIES = 0x2a, ALL_PAGES = 0x3f };
enum control { CURRENT, CHANGEABLE, DEFAULT, SAVED };

/* Read error recovery (MMC-6 7.2.3). */
static int error_page(const struct call *k, enum control control, uint8_t *to)
{
	struct sim_drive fresh = { .say = k->d->say };

	memset(to, 0, 12);
	to[0] = PAGE_ERROR;
	to[1] = 10;
	if (control == CHANGEABLE) {
		to[2] = to[3] = 0xff;
	} else {
		if (control == DEFAULT)
			world_reset_drive(&fresh);
		memcpy(to + 2, control == DEFAULT ? fresh.error_page : k->d->error_page, 2);
	}
	return 12;
}

static unsigned speed_word(double kb_per_s)
{
	return kb_per_s < 0xffff ? (unsigned)ceil(kb_per_s) : 0xffff;
}

/* CD capabilities and mechanical status (MMC-3 5.5.10; later editions keep it for old hosts). Nothing changeable. */
static int capabilities_page(const struct call *k, enum control control, uint8_t *to)
{
	enum disc_kind kind = k->disc ? k->disc->say->kind : DISC_CD;
	unsigned most = speed_word(medium_top_speed(k->d, kind) * medium_kb_per_s(kind));

	memset(to, 0, 22);
	to[0] = PAGE_CAPABILITIES;
	to[1] = 20;
	if (control == CHANGEABLE)
		return 22;
	to[2] = k->d->say->reads >> DISC_DVD & 1 ? 0x0b : 0x03;	/* reads CD-R, CD-RW, DVD-ROM */
	to[6] = 0x20 | 0x08 | (k->d->locked ? 0x02 : 0) | 0x01;	/* tray, ejects, lock state, locks */
	put16(to + 8, most);
	put16(to + 12, (unsigned)(k->d->say->cache < 0x7fff ? k->d->say->cache * 2 : 0xffff));
	put16(to + 14, k->d->limit && k->d->limit < most ? k->d->limit : most);
	return 22;
}

/* MODE SENSE(10), SPC-4 6.14 */
uint32_t target_mode_sense(struct call *k)
{
	const uint8_t *cdb = k->c->cdb;
	unsigned page = cdb[2] & 0x3f;
	enum control control = (enum control)(cdb[2] >> 6);
	uint8_t data[8 + 12 + 22] = { 0 };
	int len = 8;

	if (control == SAVED)
		return SENSE(5, 0x39, 0x00);
	if (cdb[3])
		return SENSE_INVALID_FIELD;
	if (page == PAGE_ERROR || page == ALL_PAGES)
		len += error_page(k, control, data + len);
	if (page == PAGE_CAPABILITIES || page == ALL_PAGES)
		len += capabilities_page(k, control, data + len);
	if (len == 8)
		return SENSE_INVALID_FIELD;
	put16(data, (unsigned)len - 2);
	target_give(k, data, (uint32_t)len, be16(cdb + 7));
	return 0;
}

/* MODE SELECT(10), SPC-4 6.12: page 01h, after the header and without block descriptors. */
uint32_t target_mode_select(struct call *k)
{
	const uint8_t *cdb = k->c->cdb, *data = k->c->buf;
	uint32_t len = be16(cdb + 7);

	if (!(cdb[1] & 0x10))	/* PF: pages as in the standard */
		return SENSE_INVALID_FIELD;
	if (cdb[1] & 0x01)
		return SENSE(5, 0x39, 0x00);
	if (!len)
		return 0;
	if (k->c->dir != TRANSFER_OUT || k->c->len < len) {
		k->st = STATUS_TRANSPORT;
		return 0;
	}
	if (len < 8 || (len > 8 && len < 10))
		return SENSE(5, 0x1a, 0x00);
	if (be16(data + 6))
		return SENSE(5, 0x26, 0x00);
	if (len > 8) {
		if ((data[8] & 0x3f) != PAGE_ERROR || data[9] != 10)
			return SENSE(5, 0x26, 0x00);
		if (len != 8 + 12)
			return SENSE(5, 0x1a, 0x00);
		memcpy(k->d->error_page, data + 10, 2);
	}
	k->given = len;
	return 0;
}
