#include "config.h"
#include "tests/drive/script.h"

/* Bytes of a CDB by the group of its operation code, SPC-4 4.2.5.1. */
static int cdb_length(uint8_t opcode)
{
	return opcode < 0x20 ? 6 : opcode < 0x60 ? 10 : 12;
}

static void fill_sense(struct transport_cmd *c, const struct step *step)
{
	memset(c->sense, 0, sizeof c->sense);
	c->sense[0] = (uint8_t)((step->valid ? 0xf0 : 0x70) | (step->deferred ? 1 : 0));
	c->sense[2] = step->key;
	for (int i = 0; i < 4; i++)
		c->sense[3 + i] = (uint8_t)(step->info >> (24 - 8 * i));
	c->sense[7] = 10;
	c->sense[12] = step->asc;
	c->sense[13] = step->ascq;
	c->sense_len = step->sense_len ? step->sense_len : 18;
}

static void fill_data(struct transport_cmd *c, const struct step *step)
{
	int32_t lsn = (int32_t)((uint32_t)c->cdb[2] << 24 | (uint32_t)c->cdb[3] << 16 | (uint32_t)c->cdb[4] << 8
				| c->cdb[5]);
	int32_t count = step->all ? (int32_t)(c->len / 2048) : step->sectors;

	if (step->data) {
		uint32_t n = step->data_len < c->len ? step->data_len : c->len;

		memcpy(c->buf, step->data, n);
		c->residual = c->len - n;
		return;
	}
	assert_true((uint32_t)count * 2048 <= c->len);
	for (int32_t s = 0; s < count; s++)
		for (int i = 0; i < 2048; i++)
			c->buf[s * 2048 + i] = disc_byte(lsn + s, i);
	c->residual = step->residual;
}

static enum status script_run(struct transport *t, struct transport_cmd *c)
{
	struct script *s = (struct script *)t;
	const struct step *step = &s->steps[s->at];

	if (s->at >= s->count)
		fail_msg("unexpected command %02Xh", c->cdb[0]);
	s->at++;
	assert_int_equal(c->cdb_len, cdb_length(step->cdb[0]));
	for (int i = 0; i < c->cdb_len; i++)
		if (c->cdb[i] != step->cdb[i])
			fail_msg("step %d: byte %d of command %02Xh is %02Xh, not %02Xh", s->at, i, c->cdb[0], c->cdb[i],
				 step->cdb[i]);
	assert_in_range(c->timeout_ms, 7000, 120000);	/* what Linux takes, and what a user bears */
	s->timeout_ms = c->timeout_ms;
	s->now_ns += step->took_ms * NS_PER_MS;
	assert_true((c->dir == TRANSFER_NONE) == (c->len == 0));
	if (c->dir == TRANSFER_OUT && step->data) {
		assert_int_equal(c->len, step->data_len);
		assert_memory_equal(c->buf, step->data, c->len);
	}
	if (step->status != STATUS_OK)
		return step->status;
	c->scsi_status = step->scsi_status;
	if (step->scsi_status == 0x02 && !step->no_sense)
		fill_sense(c, step);
	if (c->dir == TRANSFER_IN)
		fill_data(c, step);
	return STATUS_OK;
}

static void script_close(struct transport *t)
{
	((struct script *)t)->closed = true;
}

static const struct transport_ops script_ops = { .name = "script", .run = script_run, .close = script_close };

static int64_t script_now(struct clock *c)
{
	return ((struct script *)((char *)c - offsetof(struct script, clock)))->now_ns;
}

void script_init(struct script *s, const struct step *steps, int count)
{
	*s = (struct script){
		.t = { .ops = &script_ops, .clock = &s->clock, .max_bytes = 1 << 20 }, .clock = { .now = script_now },
		.steps = steps, .count = count,
	};
}

void script_done(const struct script *s)
{
	assert_int_equal(s->at, s->count);
}

void script_next(struct script *s, const struct step *steps, int count)
{
	script_done(s);
	s->steps = steps;
	s->count = count;
	s->at = 0;
}

struct drive *script_drive(struct script *s)
{
	static const uint8_t inquiry[36] = { 0x05, 0x80, 0x05, 0x32, 31, 0, 0, 0, 'T', 'E', 'S', 'T', ' ', ' ', ' ', ' ',
					     'D', 'R', 'I', 'V', 'E', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ',
					     '1', '.', '0', '0' };
	static const struct step steps[] = {
		{ .cdb = INQUIRY, .data = inquiry, .data_len = sizeof inquiry },
		{ .cdb = SERIAL(2), CHECK(5, 0x24, 0) },
		{ .cdb = SERIAL(0), CHECK(5, 0x20, 0) },
		{ .cdb = SERIAL_PAGE, CHECK(5, 0x24, 0) },
	};
	const struct drive_settings settings = { 0 };
	struct drive *d = NULL;
	struct fault f;

	script_init(s, steps, ARRAY_LEN(steps));
	assert_int_equal(mmc_open(&s->t, "test:", "TEST", &settings, &d, &f), STATUS_OK);
	script_done(s);
	return d;
}

struct drive *script_plain_drive(struct script *s)
{
	struct drive *d = script_drive(s);

	PLAY(s, { .cdb = SENSE_PAGE(1, 0), CHECK(5, 0x20, 0) }, { .cdb = SENSE_BLOCKS(1, 0), CHECK(5, 0x20, 0) });
	assert_int_equal(drive_set_retries(d, 1), STATUS_UNSUPPORTED);
	script_done(s);
	return d;
}

uint8_t *script_buffer(void)
{
	void *buf = NULL;

	assert_int_equal(posix_memalign(&buf, 4096, 64 * 2048), 0);
	memset(buf, 0xee, 64 * 2048);
	return buf;
}

void assert_sectors(const uint8_t *buf, int32_t lsn, int32_t count)
{
	for (int32_t s = 0; s < count; s++)
		for (int i = 0; i < 2048; i++)
			if (buf[s * 2048 + i] != disc_byte(lsn + s, i))
				fail_msg("byte %d of sector %d is wrong", i, (int)(lsn + s));
}
