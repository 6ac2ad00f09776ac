#include "config.h"
#include "drive/mmc.h"

#include <string.h>

/*
 * Mode page 01h. A drive must tell of the errors that it has corrected, and must not be silent about those that it has
 * not: programs leave bits behind that make it hand over wrong bytes as good ones. They are put right before the first
 * read and restored at the end.
 */
enum { PAGE_RECOVERY = 0x01, BITS = 2, COUNT = 3 };
enum { AWRE = 0x80, ARRE = 0x40, TB = 0x20, RC = 0x10, PER = 0x04, DTE = 0x02, DCR = 0x01 };
#define HIDES (TB | RC | DTE | DCR)
enum { MODE_HEADER = 8, PS = 0x80, MOST_RETRIES = 255 };

/* Page 01h with its head; gives its length, 0 if there is none. */
static int sense(struct mmc *m, enum page_control control, uint8_t page[PAGE_BYTES], enum status *st)
{
	uint8_t buf[MODE_HEADER + 16 + PAGE_BYTES];
	int32_t len = 0, at = 0;

	for (int no_blocks = 1; no_blocks >= 0; no_blocks--) {
		struct transport_cmd c = cdb_mode_sense(buf, sizeof buf, PAGE_RECOVERY, control, no_blocks);

		*st = mmc_ask(m, &c);
		len = (int32_t)mmc_bytes(&c);
		if (*st != STATUS_REFUSED)
			break;
	}
	if (*st != STATUS_OK)
		return 0;
	if (len >= MODE_HEADER) {
		len = min_i32(len, 2 + (buf[0] << 8 | buf[1]));
		at = MODE_HEADER + (buf[6] << 8 | buf[7]);
	}
	if (at == 0 || at + COUNT >= len || (buf[at] & 0x3f) != PAGE_RECOVERY || buf[at + 1] + 2 > PAGE_BYTES
	    || at + 2 + buf[at + 1] > len || buf[at + 1] + 2 <= COUNT)
		return 0;
	memcpy(page, buf + at, (size_t)buf[at + 1] + 2);
	page[0] &= (uint8_t)~PS;	/* reserved in MODE SELECT */
	return buf[at + 1] + 2;
}

static enum status select_page(struct mmc *m, const uint8_t *page)
{
	uint8_t buf[MODE_HEADER + PAGE_BYTES] = { 0 };
	struct transport_cmd c = cdb_mode_select(buf, (uint16_t)(MODE_HEADER + m->page.len));

	memcpy(buf + MODE_HEADER, page, (size_t)m->page.len);
	return mmc_ask(m, &c);
}

/* The page as it should be, as far as this drive lets it be changed. */
static void wanted(const struct recovery *p, unsigned told, uint8_t out[PAGE_BYTES])
{
	memcpy(out, p->found, PAGE_BYTES);
	out[BITS] = (uint8_t)((out[BITS] & (AWRE | ARRE)) | told);
	if (p->retries >= 0)
		out[COUNT] = (uint8_t)p->retries;
	for (int i = BITS; i < p->len; i++)
		out[i] = (uint8_t)((p->found[i] & ~p->mask[i]) | (out[i] & p->mask[i]));
}

/* Makes the drive go by what is wanted; without the reports of recovered errors, if that is what it refuses. */
static enum status apply(struct mmc *m)
{
	static const unsigned told[] = { PER, 0 };
	struct recovery *p = &m->page;
	enum status st = STATUS_OK;

	for (unsigned i = 0; i < ARRAY_LEN(told); i++) {
		uint8_t page[PAGE_BYTES];

		wanted(p, told[i] | (told[i] ? 0 : p->found[BITS] & PER), page);
		if (memcmp(page, p->changed ? p->ours : p->found, PAGE_BYTES) == 0)
			return STATUS_OK;
		st = select_page(m, page);
		if (st == STATUS_OK) {
			memcpy(p->ours, page, PAGE_BYTES);
			p->changed = memcmp(page, p->found, PAGE_BYTES) != 0;
		}
		if (st != STATUS_REFUSED)
			break;
	}
	return st;
}

/* What can be changed. Drives that do not say it may do it nevertheless. */
static void take_mask(struct mmc *m)
{
	struct recovery *p = &m->page;
	enum status st;
	int len = sense(m, PAGE_CHANGEABLE, p->mask, &st);

	if (len != p->len)
		memset(p->mask, 0xff, sizeof p->mask);
}

void mmc_page_look(struct mmc *m)
{
	struct recovery *p = &m->page;
	uint8_t now[PAGE_BYTES] = { 0 };
	enum status st;
	bool hides;
	int len;

	if (p->looked || p->refused)
		return;
	len = sense(m, PAGE_CURRENT, now, &st);
	p->looked = true;
	if (len == 0) {
		p->refused = st == STATUS_OK || mmc_is_refusal(st);
		p->denied = st == STATUS_PERMISSION;
		return;
	}
	if (p->changed && len == p->len && memcmp(now, p->ours, PAGE_BYTES) == 0)
		return;		/* another disc, and the drive still goes by what we said */
	memcpy(p->found, now, PAGE_BYTES);
	p->len = len;
	p->changed = false;
	take_mask(m);
	hides = p->found[BITS] & HIDES;
	st = apply(m);
	if (hides && st == STATUS_OK)
		hides = sense(m, PAGE_CURRENT, now, &st) != 0 && (now[BITS] & HIDES);
	if (hides)
		m->drive.remark = N_("the drive is set to hide errors, and does not let that be changed");
	else if (p->found[BITS] & HIDES)
		m->drive.remark = N_("another program had set the drive to hide errors; that is put right while it is "
				     "read");
}

void mmc_page_lost(struct mmc *m)
{
	bool looked = m->page.looked;

	m->page.looked = false;
	if (looked)
		mmc_page_look(m);
}

void mmc_page_restore(struct mmc *m)
{
	if (m->page.changed && select_page(m, m->page.found) == STATUS_OK)
		m->page.changed = false;
}

enum status mmc_set_retries(struct drive *d, int count)
{
	struct mmc *m = (struct mmc *)d;
	struct recovery *p = &m->page;
	uint8_t now[PAGE_BYTES];
	enum status st;

	mmc_page_look(m);
	if (p->refused || p->no_count || p->len == 0)
		return STATUS_UNSUPPORTED;
	p->retries = count < 0 ? -1 : min_i32(count, MOST_RETRIES);
	if (p->retries >= 0 && p->retries != p->found[COUNT] && p->mask[COUNT] == 0)
		st = STATUS_REFUSED;
	else
		st = apply(m);
	if (st == STATUS_OK && p->retries >= 0) {
		int len = sense(m, PAGE_CURRENT, now, &st);

		/* A drive may round. One that accepts and keeps what it had does not do it. */
		if (len == p->len && now[COUNT] == p->found[COUNT] && p->retries != p->found[COUNT])
			st = STATUS_REFUSED;
	}
	if (mmc_is_refusal(st)) {
		p->denied = st == STATUS_PERMISSION;
		p->retries = -1;
		apply(m);
		p->no_count = true;
		return STATUS_UNSUPPORTED;
	}
	return st;
}

enum status mmc_try_retries(struct mmc *m)
{
	int before = m->page.retries;
	enum status st;

	mmc_page_look(m);
	st = mmc_set_retries(&m->drive, m->page.found[COUNT] == 1 ? 2 : 1);
	return st == STATUS_OK ? mmc_set_retries(&m->drive, before) : st;
}
