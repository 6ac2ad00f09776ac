#ifndef MAP_MAPFILE_H
#define MAP_MAPFILE_H

#include "base/status.h"
#include "base/strbuf.h"
#include "map/map.h"

/*
 * The mapfile of GNU ddrescue (manual, chapter "Mapfile structure"), versions 1.20 to 1.30: comment lines, a status
 * line "position status pass", then "position size state" lines without gaps or overlap, in decimal, 0x hexadecimal or
 * 0 octal. Positions are bytes in the image.
 */
enum { MAPFILE_NOTE = 16384 };

struct mapfile {
	struct map *map;	/* owned */
	int64_t bytes;		/* where the last block ends; the last sector may be a part of one */
	int64_t position;	/* status line: byte position, */
	char status;		/* what the program was doing: one of ? * / - F G +, */
	int pass;		/* and the number of the pass; at least 1 */
	char note[MAPFILE_NOTE];	/* ours: where the plan stands, from a comment line; empty in a foreign mapfile */
};

/*
 * Reads a mapfile. Blocks need not be aligned to `sector_size`: a sector is in the least settled state of its parts,
 * and what lies before the first block is untried. `place` names the text in faults. STATUS_BAD_FILE with a line number
 * for everything that is not as above; *out is untouched then. Free with mapfile_clear().
 */
enum status mapfile_parse(const char *text, size_t len, const char *place, int sector_size, struct mapfile *out,
			  struct fault *f);

/* The same from a file. A missing file is STATUS_NOT_FOUND. */
enum status mapfile_load(const char *path, int sector_size, struct mapfile *out, struct fault *f);

/* The text of a mapfile that ddrescue accepts, appended to `b` (check b->failed). No time of day in it: equal work,
 * equal bytes. */
void mapfile_format(const struct mapfile *mf, int sector_size, struct strbuf *b);

void mapfile_clear(struct mapfile *mf);

#endif
