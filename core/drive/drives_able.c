#include "config.h"
#include "drive/drives_parts.h"

/* What drives can do. */

bool drives_abilities(struct drives *ds, const struct drive_id *id, struct drive_abilities *a)
{
	bool moved, known = false;
	int i;

	*a = (struct drive_abilities){ 0 };
	pthread_mutex_lock(&ds->lock);
	i = drives_locate(ds, id->spec, &moved);
	if (i >= 0 && ds->entries[i].able_known) {
		*a = ds->entries[i].able;
		known = true;
	}
	pthread_mutex_unlock(&ds->lock);
	return known;
}

void drives_keep_abilities(struct drives *ds, const struct drive_id *id, const struct drive_abilities *a)
{
	bool moved;
	int i;

	pthread_mutex_lock(&ds->lock);
	i = drives_locate(ds, id->spec, &moved);
	if (i >= 0) {
		ds->entries[i].able = *a;
		ds->entries[i].able_known = true;
	}
	pthread_mutex_unlock(&ds->lock);
}
