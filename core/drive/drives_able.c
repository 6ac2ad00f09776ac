#include "config.h"
#include "drive/abilities.h"
#include "drive/drives_parts.h"

#include <limits.h>
#include <stdio.h>

/* What drives can do: as told in this run, else as kept in the user's state folder. Simulated drives, which are another
 * thing in the next scenario, are remembered for this run alone. */

/* The folder, for a drive whose abilities are kept there; false: they are not. With the lock. */
static bool folder_for(const struct drives *ds, const struct drive_id *id, char folder[PATH_MAX])
{
	if (!ds->state || drives_are_simulated(id->spec))
		return false;
	return snprintf(folder, PATH_MAX, "%s", ds->state) < PATH_MAX;
}

static void remember(struct drives *ds, int i, const struct drive_abilities *a)
{
	if (i < 0)
		return;
	ds->entries[i].able = *a;
	ds->entries[i].able_known = true;
}

bool drives_abilities(struct drives *ds, const struct drive_id *id, struct drive_abilities *a)
{
	bool moved, known, kept;
	char folder[PATH_MAX];
	int i;

	*a = (struct drive_abilities){ 0 };
	pthread_mutex_lock(&ds->lock);
	i = drives_locate(ds, id->spec, &moved);
	known = i >= 0 && ds->entries[i].able_known;
	if (known)
		*a = ds->entries[i].able;
	kept = folder_for(ds, id, folder);
	pthread_mutex_unlock(&ds->lock);
	if (known || !kept || !abilities_load(folder, id, a))
		return known;
	pthread_mutex_lock(&ds->lock);
	if (i >= 0 && !ds->entries[i].able_known)
		remember(ds, i, a);
	pthread_mutex_unlock(&ds->lock);
	return true;
}

void drives_keep_abilities(struct drives *ds, const struct drive_id *id, const struct drive_abilities *a)
{
	char folder[PATH_MAX];
	bool moved, kept;
	enum status st;
	int i;

	pthread_mutex_lock(&ds->lock);
	i = drives_locate(ds, id->spec, &moved);
	remember(ds, i, a);
	kept = folder_for(ds, id, folder);
	pthread_mutex_unlock(&ds->lock);
	st = kept ? abilities_save(folder, id, a) : STATUS_OK;
	if (st != STATUS_OK)
		log_add(ds->log, LOG_WARNING, id->name, N_("What was found out about the drive could not be kept"), "%s: %s",
			folder, status_name(st));
}
