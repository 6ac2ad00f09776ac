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

/* Real drives are opened in a process of their own from now on: that program's "--reader". NULL (usual): in this one. */
void drives_set_reader(struct drives *ds, const char *program);

/* Where the abilities of drives are kept; NULL (usual): nowhere. */
void drives_set_state(struct drives *ds, const char *folder);

/*
 * Finds the machine's own drives (udev; libcdio where it is absent) and adds those that are new; those that were found
 * and are no longer there are not `here`. A drive that comes back, also under another name, keeps its index: drives_spec
 * and drives_listed give its name of today, and drives_open takes the one it had. Opens no drive that was listed before.
 * Gives how many came.
 */
int drives_find(struct drives *ds);

/* The same for the drives that are known already, and for no others. */
int drives_refresh(struct drives *ds);

/* A descriptor that becomes readable when drives may have come, gone or changed; -1: there is none, look by time. */
int drives_watch_fd(struct drives *ds);

/* It is plugged in, as far as is known. Indices stay as they are. */
bool drives_here(struct drives *ds, int i);

/* Who has the disc of that drive: STATUS_OK nobody; STATUS_IN_USE, and where it is mounted, or "" when some other program
 * holds it. Never waits for a drive (longer than half a second). */
enum status drives_holder(struct drives *ds, const char *spec, char where[256]);
/* The first half of it: is it mounted? Asks the system's table alone. */
bool drives_mounted(struct drives *ds, const char *spec, char where[256]);
/* Another program of this user that has it open, "vlc (4711)". Looks at all processes. */
bool drives_holder_name(struct drives *ds, const char *spec, char name[80]);
/* Unmounts it (udisksctl, umount); waits for that, up to 40 s. */
enum status drives_unmount(struct drives *ds, const char *spec, struct fault *f);
/* The group whose members may read from that device; "" when there is none such. */
void drives_group(struct drives *ds, const char *spec, char out[33]);

int drives_count(struct drives *ds);
/* What is known of drive i, without asking it. */
void drives_id(struct drives *ds, int i, struct drive_id *id);
/* The spec of drive i, in the order of adding, into out. */
void drives_spec(struct drives *ds, int i, char out[256]);
/* The spec under which a drive that was named otherwise is listed; the same text if it is not known. */
void drives_listed(struct drives *ds, const char *spec, char out[256]);

/* Opens a drive by its spec ("sim:FILE" alone opens the scenario's first). The caller closes it. */
enum status drives_open(struct drives *ds, const char *spec, const struct drive_settings *s, struct drive **out,
			struct fault *f);

/* What is known of that drive; then what a look at it adds is kept. */
bool drives_abilities(struct drives *ds, const struct drive_id *id, struct drive_abilities *a);
void drives_keep_abilities(struct drives *ds, const struct drive_id *id, const struct drive_abilities *a);

/* Only where hands are simulated: puts the disc that was taken out into that drive and closes the tray.
 * STATUS_UNSUPPORTED for real drives: there the user does it. */
enum status drives_insert(struct drives *ds, const char *spec);
bool drives_are_simulated(const char *spec);

#endif
