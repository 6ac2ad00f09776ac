#ifndef DRIVE_NODE_H
#define DRIVE_NODE_H

#include "drive/drive.h"

#include <sys/types.h>

/* What the system can say of an open block device without reading from it. block.c alone uses this. */

/* Bytes of the device; -1 with errno. */
int64_t node_size(int fd);

/* OK, NO_MEDIUM, TRAY_OPEN, NOT_READY, DRIVE_GONE. A device that has no tray is OK as long as the system knows it. */
enum status node_state(int fd, dev_t rdev);

/* UNSUPPORTED where the device is no optical drive. */
enum status node_tray(int fd, enum tray_action what);
enum status node_set_speed(int fd, unsigned kb_per_s);

#endif
