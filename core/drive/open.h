#ifndef DRIVE_OPEN_H
#define DRIVE_OPEN_H

#include "drive/drive.h"

/* What the reader's process shares with node_open(): to know at which command a drive is. */
struct command_watch {
	/* Before each command: its name in MMC-6, and the LSN if it reads, else -1. */
	void (*sends)(struct command_watch *w, const char *command, int32_t lsn);
};

/* As node_open(). `w` is borrowed until the drive is closed, and told of MMC commands only. */
enum status node_open_watched(const char *path, const struct drive_settings *s, struct command_watch *w,
			      struct drive **out, struct fault *f);

struct transport;
/* A transport that tells `w`; it owns `inner`, also when it fails: then it is NULL. */
struct transport *watched_transport(struct transport *inner, struct command_watch *w);

#endif
