#ifndef FAKESR_WIRE_H
#define FAKESR_WIRE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What the preload library and the server say to each other over a UNIX socket, in the byte order of the machine they
 * share. A connection is either an open file of a program (a token, which the server holds as long as any process has
 * it) or carries one request and its reply.
 *
 * A token has one message in it that is never taken, only looked at: so a process that inherited the descriptor finds
 * out what it is.
 */

#define WIRE_MAGIC 0x72734b66u
#define WIRE_MAX (4u << 20)	/* bytes of data in one message */
/* Of the kernel's <scsi/scsi.h>, which user space does not get (wodim has them so, too) */
#define WIRE_GET_IDLUN 0x5382
#define WIRE_GET_BUS_NUMBER 0x5386

#define WIRE_MAJOR 11		/* of the nodes: SCSI CD-ROM */

enum wire_op {
	WIRE_LOOK,	/* is there a node `number`? */
	WIRE_OPEN,	/* node `number` with open(2)'s `flags`; the connection becomes a token */
	WIRE_READ,	/* `want` bytes at `number`, or where the file stands if that is -1; flags: the buffer's offset in 512 */
	WIRE_SEEK,	/* to `number`, by `flags` (SEEK_SET...); the reply's value is where it stands then */
	WIRE_GET_FLAGS,	/* the value is open(2)'s flags */
	WIRE_SET_FLAGS,	/* to `flags` */
	WIRE_RUN,	/* struct wire_command, then its data; back come the same two */
	WIRE_IOCTL,	/* command `number`, by value `flags`; data is what the argument points to, there and back */
	WIRE_HAND,	/* data is a text; back comes one */
};

struct wire_request {
	uint32_t magic, op, handle, flags;
	int64_t number;
	uint32_t len;		/* bytes of data that follow */
	uint32_t want;		/* bytes that the reply may hold */
};

struct wire_reply {
	int32_t error;		/* errno; 0 */
	uint32_t len;		/* bytes that follow */
	int64_t value;		/* of the call */
};

struct wire_token {
	uint32_t magic, handle;
	int32_t minor;
	uint32_t reserved;
};

enum wire_direction { WIRE_NONE, WIRE_FROM_DRIVE, WIRE_TO_DRIVE };

/* A CDB, as SG_IO or CDROM_SEND_PACKET gives it. */
struct wire_command {
	uint8_t cdb[16];
	uint32_t cdb_len, direction;
	uint32_t len;		/* bytes of data */
	uint32_t timeout_ms;	/* 0: the kernel's default */
	/* the outcome */
	uint32_t status, host_status, residual, sense_len, duration_ms;
	uint8_t sense[96];
};

/* An ioctl whose argument points to plain bytes. */
struct wire_ioctl {
	unsigned long command;
	uint32_t in, out;	/* bytes that are read and written there; both 0: the argument is a number */
};

/* The row of an ioctl; NULL if the node has no such one. In wire.c. */
const struct wire_ioctl *wire_ioctl(unsigned long command);

/* Whole messages; false when the other side is gone. `connection` is a socket. */
bool wire_send(int connection, const void *data, uint32_t len);
bool wire_receive(int connection, void *data, uint32_t len);

/* A socket that listens at `path`, or is connected to it; -1 and errno. The path may be longer than sun_path. */
int wire_listen(const char *path);
int wire_connect(const char *path);

#endif
