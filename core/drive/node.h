#ifndef DRIVE_NODE_H
#define DRIVE_NODE_H

#include "drive/drive.h"

#include <sys/stat.h>
#include <sys/types.h>

/* Nodes of devices, as the system knows them. The back ends and transports of real drives share this. */

/* The last part of the path, as much of it as fits without cutting a UTF-8 character. */
void node_name(char *out, size_t size, const char *path);

/* Gives STATUS_PERMISSION; the fault says which group may use the device. */
enum status node_denied(const char *path, const struct stat *sb, struct fault *f);

/* May be an optical drive that takes commands: a block device, or a SCSI generic node. */
bool node_takes_commands(const struct stat *sb);

/* Whether a device that was there is known to the system no more. False where the system cannot say. */
struct node_seen {
	char known[64];		/* a file that is there as long as the device is; empty: none */
};
void node_see(struct node_seen *seen, const struct stat *sb);
bool node_gone(const struct node_seen *seen);

/* The rest asks an open block device, without reading from it. */

/* The system takes it for an optical drive. */
bool node_is_optical(int fd);

/* Bytes of the device; -1 with errno. */
int64_t node_size(int fd);

/* OK, NO_MEDIUM, TRAY_OPEN, NOT_READY, DRIVE_GONE. A device that has no tray is OK as long as the system knows it. */
enum status node_state(int fd, const struct node_seen *seen);

/* UNSUPPORTED where the device is no optical drive. */
enum status node_tray(int fd, enum tray_action what);
enum status node_set_speed(int fd, unsigned kb_per_s);

#endif
