#ifndef TESTS_STRATEGY_PLAIN_H
#define TESTS_STRATEGY_PLAIN_H

#include "sim/sim.h"

/* A simulated drive without any help: what is asked for is asked of it, once. */
struct plain {
	struct sim *w;
	struct transport *t;
};

enum { PLAIN_MOST = 64 };	/* sectors a read: 128 KiB */

bool plain_open(struct plain *p, struct sim *w);
void plain_close(struct plain *p);

/* READ(12) of at most PLAIN_MOST sectors. Gives how many arrived; fewer than asked: the next one failed. */
int32_t plain_read(struct plain *p, struct span at, uint8_t *buf);

/* SET CD SPEED; 0: the fastest. */
void plain_speed(struct plain *p, unsigned kb_per_s);

#endif
