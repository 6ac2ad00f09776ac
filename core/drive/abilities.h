#ifndef DRIVE_ABILITIES_H
#define DRIVE_ABILITIES_H

#include "drive/drive.h"

/*
 * What has been found out about drives, kept as JSON in the user's state folder, so that it is probed once: by vendor,
 * model, firmware and serial (or, without a serial, the place where it is plugged in). A file that cannot be understood is
 * left alone and counts as empty. Any thread; replaced atomically.
 */

/* False: nothing is known of that drive; *a is all zero then. `folder` NULL: nothing is kept. */
bool abilities_load(const char *folder, const struct drive_id *id, struct drive_abilities *a);
enum status abilities_save(const char *folder, const struct drive_id *id, const struct drive_abilities *a);

/* The key of a drive in that file: equal for one drive, whatever its node is called today. */
void abilities_key(const struct drive_id *id, char *out, size_t size);

#endif
