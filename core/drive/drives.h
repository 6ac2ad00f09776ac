#ifndef DRIVE_DRIVES_H
#define DRIVE_DRIVES_H

#include "drive/drive.h"

/*
 * The drives this program may use: those of the machine, and those of simulated worlds. Simulated drives of one
 * scenario share their discs, so the worlds live here. Any thread; a lock inside.
 */
struct drives;

struct drives *drives_new(struct log *log);	/* borrows log, to which libcdio's messages go */
void drives_free(struct drives *ds);		/* after every drive is closed */

/* n virtual seconds are slept as one; 0 (the default): time is only counted; negative: as the scenario itself says. For
 * all scenarios loaded from now on. */
void drives_set_pace(struct drives *ds, double pace);

/* How many seconds of that drive's time pass in one of ours: 1 for real ones; 0: simulated time is only counted. */
double drives_pace(struct drives *ds, const char *spec);

/*
 * Makes known what the user named: a device, a file, or all drives of a scenario ("sim:FILE"; "sim:FILE#B" makes known
 * all of them, too, since the disc may move). A scenario that cannot be read is a fault with file and line.
 */
enum status drives_add(struct drives *ds, const char *spec, struct fault *f);

/* Finds the machine's own drives through libcdio and adds those that are new. Gives how many were added. */
int drives_find(struct drives *ds);

int drives_count(struct drives *ds);
/* The spec of drive i, in the order of adding, into out. */
void drives_spec(struct drives *ds, int i, char out[256]);
/* The spec under which a drive that was named otherwise is listed; the same text if it is not known. */
void drives_listed(struct drives *ds, const char *spec, char out[256]);

/* Opens a drive by its spec ("sim:FILE" alone opens the scenario's first). The caller closes it. */
enum status drives_open(struct drives *ds, const char *spec, const struct drive_settings *s, struct drive **out,
			struct fault *f);

/* Only where hands are simulated: puts the disc that was taken out into that drive and closes the tray.
 * STATUS_UNSUPPORTED for real drives: there the user does it. */
enum status drives_insert(struct drives *ds, const char *spec);
bool drives_are_simulated(const char *spec);

#endif
