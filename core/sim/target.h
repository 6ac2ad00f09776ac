#ifndef SIM_TARGET_H
#define SIM_TARGET_H

#include "drive/transport.h"
#include "sim/sim.h"

#include <stdbool.h>

/* The MMC target behind a simulated drive's transport. The commands and their names: target.c's table. */

/* The row of a command by its name in scenarios ("read-cd"), below 64; -1 if there is none. */
int target_command(const char *name);

/* Sense key, additional sense code and qualifier (SPC-4 4.5) in one number; 0: no error. */
#define SENSE(key, asc, ascq) ((uint32_t)(key) << 16 | (uint32_t)(asc) << 8 | (uint32_t)(ascq))

#define SENSE_INVALID_FIELD SENSE(5, 0x24, 0x00)
#define SENSE_OUT_OF_RANGE SENSE(5, 0x21, 0x00)
#define SENSE_WRONG_MODE SENSE(5, 0x64, 0x00)
#define SENSE_RECOVERED SENSE(1, 0x17, 0x01)
#define SENSE_BECOMING SENSE(2, 0x04, 0x01)
#define SENSE_TRAY_OPEN SENSE(2, 0x3a, 0x02)
#define SENSE_RESET SENSE(6, 0x29, 0x00)
#define SENSE_BUTTON SENSE(6, 0x5a, 0x01)
#define SENSE_TARGET_FAILED SENSE(4, 0x44, 0x00)

/* Flags of mode page 01h, byte 2 (MMC-6 7.2.3). */
enum { PAGE_TB = 0x20, PAGE_PER = 0x04, PAGE_DCR = 0x01 };

struct sim_drive;
struct sim_disc;

/* A command being run, with the world's lock held. */
struct call {
	struct sim *w;
	struct sim_drive *d;
	struct sim_disc *disc;	/* ready to be read; NULL for commands that need none and have none */
	struct transport_cmd *c;
	uint32_t given;		/* bytes of c->buf that are filled or taken */
	bool has_lsn;		/* the information field is valid */
	int32_t lsn;
	int row;		/* of the table of commands */
	int64_t ns;		/* what it costs */
	double block_s;		/* real seconds that it is silent */
	struct sim_read read;	/* of the medium; asked.count 0: it was none */
	enum status st;		/* other than STATUS_OK: the command never came back */
};

/* Big-endian numbers of CDBs and data. */
static inline uint32_t be16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static inline uint32_t be32(const uint8_t *p)
{
	return be16(p) << 16 | be16(p + 2);
}

static inline void put16(uint8_t *p, uint32_t n)
{
	p[0] = (uint8_t)(n >> 8);
	p[1] = (uint8_t)n;
}

static inline void put32(uint8_t *p, uint32_t n)
{
	put16(p, n >> 16);
	put16(p + 2, n);
}

/* Data to the host: as much as it allotted and has room for (SPC-4 4.2.5.6: no error). */
void target_give(struct call *k, const uint8_t *bytes, uint32_t len, uint32_t allotted);

/* Sectors the drive says there are; 0: it does not know. */
int32_t target_capacity(const struct call *k);

/* The commands. Each gives a sense code. */
uint32_t target_read(struct call *k);		/* READ(10), READ(12): target_read.c */
uint32_t target_read_cd(struct call *k);
uint32_t target_inquiry(struct call *k);	/* target_info.c */
uint32_t target_configuration(struct call *k);
uint32_t target_event(struct call *k);
uint32_t target_capacity_10(struct call *k);
uint32_t target_toc(struct call *k);		/* target_disc.c */
uint32_t target_disc_information(struct call *k);
uint32_t target_track_information(struct call *k);
uint32_t target_disc_structure(struct call *k);
uint32_t target_start_stop(struct call *k);	/* target_control.c */
uint32_t target_prevent(struct call *k);
uint32_t target_mode_sense(struct call *k);
uint32_t target_mode_select(struct call *k);

uint32_t target_set_speed(struct call *k);	/* target_speed.c */
uint32_t target_set_streaming(struct call *k);
uint32_t target_performance(struct call *k);

#endif
