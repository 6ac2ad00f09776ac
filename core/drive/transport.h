#ifndef DRIVE_TRANSPORT_H
#define DRIVE_TRANSPORT_H

#include "base/clock.h"
#include "base/status.h"

#include <stdint.h>

enum transfer { TRANSFER_NONE, TRANSFER_IN, TRANSFER_OUT };

/* One command and its outcome. The caller owns `buf`. */
struct transport_cmd {
	uint8_t cdb[16];
	int cdb_len;
	enum transfer dir;
	uint8_t *buf;
	uint32_t len;		/* bytes in `buf` */
	uint32_t timeout_ms;
	/* the outcome */
	uint8_t scsi_status;	/* SAM: 00h GOOD, 02h CHECK CONDITION, 08h BUSY */
	uint32_t residual;	/* bytes of `buf` that were not transferred */
	uint8_t sense[96];
	int sense_len;		/* 0: no sense data */
};

/*
 * A way for a CDB to reach a drive. `run` gives STATUS_OK when the drive answered (whatever it said: see scsi_status
 * and sense), STATUS_TIMEOUT, STATUS_TRANSPORT or STATUS_DRIVE_GONE when it did not; STATUS_NOT_READY when the bus is
 * busy, to be asked again; STATUS_PERMISSION when the system does not let this one command through; STATUS_TOO_LARGE when
 * it was not sent for its length, max_bytes is lower then. One command at a time.
 */
struct transport;
struct transport_ops {
	const char *name;
	enum status (*run)(struct transport *t, struct transport_cmd *c);
	void (*close)(struct transport *t);	/* frees t */
};

/* A transport's own struct begins with this one. */
struct transport {
	const struct transport_ops *ops;
	struct clock *clock;	/* the time in which this drive lives; borrowed */
	uint32_t max_bytes;	/* most that one command may transfer; may fall, never below 2048 */
};

/* The name of a command by its operation code, as MMC-6 and SPC-4 have it: "READ(12)". Never NULL. */
const char *mmc_command_name(uint8_t opcode);

/*
 * The transports of real drives. `node` is /dev/srN or the like. Errors: PERMISSION (the fault says which group to join),
 * NOT_FOUND, DRIVE_GONE, UNSUPPORTED (no such way here, or the node is no optical drive).
 */
enum status sg_transport(const char *node, struct transport **out, struct fault *f);	/* Linux SG_IO */
enum status cdio_transport(const char *node, struct transport **out, struct fault *f);	/* libcdio's mmc_run_cmd */

#endif
