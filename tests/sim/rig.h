#ifndef TESTS_SIM_RIG_H
#define TESTS_SIM_RIG_H

/* A simulated world from a text, and commands to its drives. */
#include "tests/unit.h"

#include "base/span.h"
#include "sim/sim.h"

struct rig {
	struct sim *w;
	struct transport *t[4];
	struct transport_cmd c;	/* the last command and its outcome */
	enum status st;
	uint8_t buf[1 << 17];
};

static inline void rig_up(struct rig *r, const char *text)
{
	struct fault f = { 0 };
	enum status st = sim_parse(text, strlen(text), "test.sim", &r->w, &f);

	if (st != STATUS_OK)
		fail_msg("%s:%ld: %s: %s", f.place, f.line, f.reason, f.detail);
	for (int i = 0; i < 4; i++)
		r->t[i] = sim_transport(r->w, i);
}

static inline void rig_down(struct rig *r)
{
	for (int i = 0; i < 4; i++)
		if (r->t[i])
			r->t[i]->ops->close(r->t[i]);
	sim_free(r->w);
}

/* Runs a CDB with `len` bytes of r->buf. Gives key << 16 | ASC << 8 | ASCQ, or 0. */
static inline uint32_t rig_run(struct rig *r, int drive, const uint8_t *cdb, int cdb_len, enum transfer dir,
			       uint32_t len)
{
	r->c = (struct transport_cmd){ .cdb_len = cdb_len, .dir = dir, .buf = r->buf, .len = len, .timeout_ms = 30000 };
	memcpy(r->c.cdb, cdb, (size_t)cdb_len);
	r->st = r->t[drive]->ops->run(r->t[drive], &r->c);
	if (r->st != STATUS_OK || r->c.scsi_status == 0)
		return 0;
	assert_int_equal(r->c.scsi_status, 2);
	assert_int_equal(r->c.sense_len, 18);
	assert_int_equal(r->c.sense[0] & 0x7f, 0x70);
	assert_int_equal(r->c.sense[7], 10);
	return (uint32_t)r->c.sense[2] << 16 | (uint32_t)r->c.sense[12] << 8 | r->c.sense[13];
}

#define RUN(r, drive, dir, len, ...) \
	rig_run(r, drive, (const uint8_t[]){ __VA_ARGS__ }, (int)sizeof((const uint8_t[]){ __VA_ARGS__ }), dir, len)

static inline uint32_t rig_ready(struct rig *r, int drive)
{
	return RUN(r, drive, TRANSFER_NONE, 0, 0x00, 0, 0, 0, 0, 0);
}

/* READ(12); flags are byte 1 (08h: FUA). The buffer is poisoned before. */
static inline uint32_t rig_read(struct rig *r, int drive, int32_t lsn, int32_t count, uint8_t flags)
{
	memset(r->buf, 0xa5, (size_t)count * 2048);
	return RUN(r, drive, TRANSFER_IN, (uint32_t)count * 2048, 0xa8, flags, (uint8_t)(lsn >> 24), (uint8_t)(lsn >> 16),
		   (uint8_t)(lsn >> 8), (uint8_t)lsn, 0, 0, (uint8_t)(count >> 8), (uint8_t)count, 0, 0);
}

static inline uint32_t rig_be(const uint8_t *p, int bytes)
{
	uint32_t n = 0;

	while (bytes--)
		n = n << 8 | *p++;
	return n;
}

/* The sense information field; -1 when it is not valid. */
static inline int64_t rig_information(const struct rig *r)
{
	return r->c.sense[0] & 0x80 ? (int64_t)rig_be(r->c.sense + 3, 4) : -1;
}

/* Sectors [from, from + count) of the buffer are what the disc says of lsn on. */
static inline void rig_expect_truth(struct rig *r, int drive, int from, int32_t lsn, int count)
{
	uint8_t truth[2048];

	for (int i = 0; i < count; i++) {
		assert_int_equal(sim_truth(r->w, drive, lsn + i, truth), STATUS_OK);
		assert_memory_equal(r->buf + (size_t)(from + i) * 2048, truth, 2048);
	}
}

#endif
