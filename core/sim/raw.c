#include "config.h"
#include "sim/raw.h"

#include <string.h>

enum { HEADER = 12, DATA = 16, EDC = 2064, P = 2076, Q = 2248 };

void raw_tables_make(struct raw_tables *t)
{
	for (unsigned i = 0; i < 256; i++) {
		unsigned twice = i << 1 ^ (i & 0x80 ? 0x11d : 0);
		uint32_t edc = i;

		for (int bit = 0; bit < 8; bit++)
			edc = edc >> 1 ^ (edc & 1 ? 0xd8018001 : 0);	/* ECMA-130 14.3, bits reversed */
		t->edc[i] = edc;
		t->twice[i] = (uint8_t)twice;
		t->third[twice ^ i] = (uint8_t)i;
	}
}

static uint8_t bcd(int n)
{
	return (uint8_t)(n / 10 * 16 + n % 10);
}

/*
 * Two parity bytes for each of `vectors` columns of `length` bytes over the sector from its header on (ECMA-130 annex
 * A). Even and odd bytes are separate planes; byte k of vector v stands at `major` and `minor` steps, round at `wrap`.
 */
static void parity(const struct raw_tables *t, const uint8_t *from, uint8_t *to, int vectors, int length, int major,
		   int minor, int wrap)
{
	for (int v = 0; v < vectors; v++) {
		int at = (v >> 1) * major + (v & 1);
		uint8_t a = 0, b = 0;

		for (int k = 0; k < length; k++) {
			uint8_t byte = from[at];

			at += minor;
			if (at >= wrap)
				at -= wrap;
			a = t->twice[a ^ byte];
			b ^= byte;
		}
		/* a = sum of byte * 2^(n-k), b = sum of bytes: solve for the two bytes that make both checks zero */
		a = t->third[t->twice[a] ^ b];
		to[v] = a;
		to[v + vectors] = a ^ b;
	}
}

void raw_mode1(const struct raw_tables *t, int32_t lsn, const uint8_t *data, uint8_t *out)
{
	int32_t frame = lsn + 150;
	uint32_t edc = 0;

	memset(out, 0xff, HEADER);
	out[0] = out[11] = 0;
	out[12] = bcd(frame / 75 / 60 % 100);
	out[13] = bcd(frame / 75 % 60);
	out[14] = bcd(frame % 75);
	out[15] = 1;
	memcpy(out + DATA, data, 2048);
	for (int i = 0; i < EDC; i++)
		edc = edc >> 8 ^ t->edc[(edc ^ out[i]) & 0xff];
	for (int i = 0; i < 4; i++)
		out[EDC + i] = (uint8_t)(edc >> 8 * i);
	memset(out + EDC + 4, 0, 8);
	parity(t, out + HEADER, out + P, 86, 24, 2, 86, 2236);
	parity(t, out + HEADER, out + Q, 52, 43, 86, 88, 2236);
}
