#include "config.h"
#include "tests/bench/strategy_plain.h"

#include <string.h>

bool plain_open(struct plain *p, struct sim *w)
{
	*p = (struct plain){ .w = w, .t = sim_transport(w, 0) };
	return p->t != NULL;
}

void plain_close(struct plain *p)
{
	if (p->t)
		p->t->ops->close(p->t);
	p->t = NULL;
}

static void put32(uint8_t *to, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		to[i] = (uint8_t)(n >> (24 - 8 * i));
}

int32_t plain_read(struct plain *p, struct span at, uint8_t *buf)
{
	struct transport_cmd c = { .cdb = { 0xa8 }, .cdb_len = 12, .dir = TRANSFER_IN, .buf = buf,
				   .len = (uint32_t)at.count * 2048, .timeout_ms = 600000 };

	put32(c.cdb + 2, (uint32_t)at.lsn);
	put32(c.cdb + 6, (uint32_t)at.count);
	if (p->t->ops->run(p->t, &c) != STATUS_OK)
		return 0;
	return (int32_t)((c.len - c.residual) / 2048);
}

void plain_speed(struct plain *p, unsigned kb_per_s)
{
	struct transport_cmd c = { .cdb = { 0xbb }, .cdb_len = 12, .timeout_ms = 60000 };

	c.cdb[2] = kb_per_s ? (uint8_t)(kb_per_s >> 8) : 0xff;
	c.cdb[3] = kb_per_s ? (uint8_t)kb_per_s : 0xff;
	c.cdb[4] = c.cdb[5] = 0xff;
	p->t->ops->run(p->t, &c);
}
