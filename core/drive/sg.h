#ifndef DRIVE_SG_H
#define DRIVE_SG_H

#include "base/status.h"

/* What sg.c shows its test; nobody else includes this. Linux only. */
#ifdef __linux__

#include <scsi/sg.h>

/*
 * What became of a command: `h` as the kernel left it, `err` the errno of SG_IO, 0 if it returned. STATUS_OK: the drive
 * answered, see sg_check(). NOT_READY: the bus is busy, ask again. TOO_LARGE: refused before it was sent.
 */
enum status sg_outcome(const struct sg_io_hdr *h, int err);

/* The SCSI status, where the drive answered. Sense that came with no status makes it CHECK CONDITION. */
unsigned char sg_check(const struct sg_io_hdr *h);

#endif
#endif
