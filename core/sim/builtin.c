#include "config.h"
#include "sim/builtin.h"
#include "base/hash.h"
#include "base/span.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SECTOR = 2048, MAX_FILES = 200, MAX_FOLDERS = 16, TAIL = 150 };
#define FILE_LIMIT INT64_C(0xfffff800)	/* bytes that one extent can hold (ECMA-119 9.1.4) */

/* A folder of the tree and the files in it; the files share `weight` thousandths of the disc unevenly. */
struct shelf {
	const char *name;	/* NULL ends the list; "" is the root, and comes first */
	int parent;		/* row */
	const char *stem, *ending;
	int files, weight;
	bool text;
};

static const struct shelf demo[] = {	/* parents before children */
	{ "", 0, "README", "TXT", 3, 2, true },
	{ "LETTERS", 0, "LETTER", "TXT", 14, 12, true },
	{ "PICTURES", 0, "COVER", "BMP", 4, 40, false },
	{ "SOUNDS", 0, "TAKE", "WAV", 9, 260, false },
	{ "TOOLS", 0, "TOOL", "EXE", 17, 130, false },
	{ "Y1998", 2, "IMG", "JPG", 23, 140, false },
	{ "Y1999", 2, "IMG", "JPG", 19, 150, false },
	{ "SOURCE", 4, "PART", "C", 12, 6, true },
	{ "VIDEO", 0, "REEL", "AVI", 3, 250, false },
	{ NULL, 0, NULL, NULL, 0, 0, false }
};

static const struct shelf archive[] = {
	{ "", 0, "INDEX", "TXT", 1, 1, true },
	{ "BACKUP", 0, "VOLUME", "TAR", 6, 989, false },
	{ NULL, 0, NULL, NULL, 0, 0, false }
};

static const struct {
	const char *name, *label;
	const struct shelf *shelves;
} discs[] = {
	{ "demo", "DEMO_DISC", demo },
	{ "archive", "ARCHIVE_DISC", archive },
};

struct file {
	char name[16];		/* "IMG001.JPG;1" */
	int folder;
	bool text;
	int32_t lsn, sectors;
	int64_t bytes;
};

struct folder {
	const char *name;
	int parent;		/* index; the root is its own parent */
	int number;		/* in the path table, from 1 */
	int32_t lsn, sectors;
};

struct builtin {
	int32_t sectors;
	uint64_t seed;
	char label[33];
	struct folder folders[MAX_FOLDERS];	/* as the path table has them (ECMA-119 9.4.6) */
	int folder_count;
	struct file files[MAX_FILES];		/* by place */
	int file_count;
	uint32_t path_bytes;
	int32_t meta_first, meta_count;		/* sectors held in memory: from the volume descriptor on */
	uint8_t *meta;
};

bool builtin_exists(const char *name)
{
	for (unsigned i = 0; i < ARRAY_LEN(discs); i++)
		if (strcmp(name, discs[i].name) == 0)
			return true;
	return false;
}

static void put_le(uint8_t *to, uint32_t n, int bytes)
{
	for (int i = 0; i < bytes; i++)
		to[i] = (uint8_t)(n >> 8 * i);
}

static void put_be(uint8_t *to, uint32_t n, int bytes)
{
	for (int i = 0; i < bytes; i++)
		to[i] = (uint8_t)(n >> 8 * (bytes - 1 - i));
}

/* ECMA-119 7.2.3, 7.3.3 */
static void put_both(uint8_t *to, uint32_t n, int bytes)
{
	put_le(to, n, bytes);
	put_be(to + bytes, n, bytes);
}

static void put_text(uint8_t *to, const char *text, size_t size)
{
	size_t len = strlen(text);

	memset(to, ' ', size);
	memcpy(to, text, len < size ? len : size);
}

/* A day in 2003 that depends on the seed: two discs do not carry the same date. */
static void date_of(const struct builtin *b, int date[6])
{
	uint64_t h = hash_mix(b->seed, 0xda7e);

	date[0] = 2003;
	date[1] = 1 + (int)(h % 12);
	date[2] = 1 + (int)(h / 12 % 28);
	date[3] = (int)(h / 336 % 24);
	date[4] = (int)(h / 8064 % 60);
	date[5] = (int)(h / 483840 % 60);
}

/* A directory record (ECMA-119 9.1). Gives its length. */
static int put_record(uint8_t *to, const struct builtin *b, const char *name, int name_len, int32_t lsn, int64_t bytes,
		      bool folder)
{
	int len = 33 + name_len + (name_len % 2 == 0), date[6];

	date_of(b, date);
	memset(to, 0, (size_t)len);
	to[0] = (uint8_t)len;
	put_both(to + 2, (uint32_t)lsn, 4);
	put_both(to + 10, (uint32_t)bytes, 4);
	to[18] = (uint8_t)(date[0] - 1900);
	for (int i = 1; i < 6; i++)
		to[18 + i] = (uint8_t)date[i];
	to[25] = folder ? 2 : 0;
	put_both(to + 28, 1, 2);
	to[32] = (uint8_t)name_len;
	memcpy(to + 33, name, (size_t)name_len);
	return len;
}

/* One entry of a folder. */
struct entry {
	const char *name;
	int32_t lsn;
	int64_t bytes;
	bool folder;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

/* The entries of a folder in order (ECMA-119 9.3); `entries` has room for all files and folders. */
static int list_folder(const struct builtin *b, int folder, struct entry *entries)
{
	int n = 0;

	for (int i = 1; i < b->folder_count; i++)
		if (b->folders[i].parent == folder)
			entries[n++] = (struct entry){ b->folders[i].name, b->folders[i].lsn,
						       (int64_t)b->folders[i].sectors * SECTOR, true };
	for (int i = 0; i < b->file_count; i++)
		if (b->files[i].folder == folder)
			entries[n++] = (struct entry){ b->files[i].name, b->files[i].lsn, b->files[i].bytes, false };
	qsort(entries, (size_t)n, sizeof *entries, by_name);
	return n;
}

/* Writes a folder's records to `to`, which is zeroed, or just measures when it is NULL. Gives the sectors it takes. */
static int32_t write_folder(const struct builtin *b, int folder, uint8_t *to)
{
	struct entry entries[MAX_FILES + MAX_FOLDERS];
	const struct folder *self = &b->folders[folder], *up = &b->folders[self->parent];
	int n = list_folder(b, folder, entries), at = 0;
	uint8_t record[64];

	for (int i = -2; i < n; i++) {
		int len;

		if (i == -2)
			len = put_record(record, b, "\0", 1, self->lsn, (int64_t)self->sectors * SECTOR, true);
		else if (i == -1)
			len = put_record(record, b, "\1", 1, up->lsn, (int64_t)up->sectors * SECTOR, true);
		else
			len = put_record(record, b, entries[i].name, (int)strlen(entries[i].name), entries[i].lsn,
					 entries[i].bytes, entries[i].folder);
		if (at % SECTOR + len > SECTOR)	/* a record ends in the sector in which it begins (6.8.1.1) */
			at += SECTOR - at % SECTOR;
		if (to)
			memcpy(to + at, record, (size_t)len);
		at += len;
	}
	return (at + SECTOR - 1) / SECTOR;
}

/* The path table (ECMA-119 9.4); `big` is type M. Gives its length; `to` may be NULL. */
static uint32_t write_paths(const struct builtin *b, uint8_t *to, bool big)
{
	uint32_t at = 0;

	for (int i = 0; i < b->folder_count; i++) {
		const struct folder *f = &b->folders[i];
		const char *name = i ? f->name : "\0";
		uint32_t len = i ? (uint32_t)strlen(name) : 1;

		if (to) {
			to[at] = (uint8_t)len;
			(big ? put_be : put_le)(to + at + 2, (uint32_t)f->lsn, 4);
			(big ? put_be : put_le)(to + at + 6, (uint32_t)b->folders[f->parent].number, 2);
			memcpy(to + at + 8, name, len);
		}
		at += 8 + len + len % 2;
	}
	return at;
}

/* The primary volume descriptor (ECMA-119 8.4). */
static void write_volume(const struct builtin *b, uint8_t *to)
{
	const struct folder *root = &b->folders[0];
	char stamp[64];
	int date[6];

	to[0] = 1;
	memcpy(to + 1, "CD001\1", 6);
	put_text(to + 8, "", 32);
	put_text(to + 40, b->label, 32);
	put_both(to + 80, (uint32_t)b->sectors, 4);
	put_both(to + 120, 1, 2);
	put_both(to + 124, 1, 2);
	put_both(to + 128, SECTOR, 2);
	put_both(to + 132, b->path_bytes, 4);
	put_le(to + 140, (uint32_t)b->meta_first + 2, 4);
	put_be(to + 148, (uint32_t)b->meta_first + 3, 4);
	put_record(to + 156, b, "\0", 1, root->lsn, (int64_t)root->sectors * SECTOR, true);
	put_text(to + 190, b->label, 128);
	put_text(to + 318, "", 128);
	put_text(to + 446, "DISCNURSE SIMULATED DISC", 128);
	put_text(to + 574, "DISCNURSE", 128);
	put_text(to + 702, "", 111);
	date_of(b, date);
	snprintf(stamp, sizeof stamp, "%04d%02d%02d%02d%02d%02d00", date[0], date[1], date[2], date[3], date[4],
		 date[5]);
	memcpy(to + 813, stamp, 16);
	memcpy(to + 830, stamp, 16);
	memset(to + 847, '0', 16);
	memset(to + 864, '0', 16);
	to[881] = 1;
}

/* Folders in the order of the path table: by level, then by the parent's number, then by name. The shelves are listed
 * with parents first; levels are few, so this looks for the next one again and again. */
static void make_folders(struct builtin *b, const struct shelf *shelves, int place[MAX_FOLDERS])
{
	b->folders[0] = (struct folder){ .name = "", .number = 1 };
	b->folder_count = 1;
	place[0] = 0;
	for (int parent = 0; parent < b->folder_count; parent++) {
		const char *last = "";

		for (;;) {
			int best = 0;

			for (int i = 1; shelves[i].name; i++)
				if (place[i] < 0 && place[shelves[i].parent] == parent &&
				    strcmp(shelves[i].name, last) > 0 &&
				    (!best || strcmp(shelves[i].name, shelves[best].name) < 0))
					best = i;
			if (!best)
				break;
			last = shelves[best].name;
			place[best] = b->folder_count;
			b->folders[b->folder_count] = (struct folder){ .name = last, .parent = parent,
								       .number = b->folder_count + 1 };
			b->folder_count++;
		}
	}
}

/* Names and sizes of all files; they share `room` sectors. */
static void make_files(struct builtin *b, const struct shelf *shelves, const int place[MAX_FOLDERS], int32_t room)
{
	int64_t spare;

	for (int s = 0; shelves[s].name; s++) {
		double part = (double)room * shelves[s].weight / 1000;
		uint64_t share[MAX_FILES], sum = 0;

		for (int i = 0; i < shelves[s].files; i++) {
			share[i] = 1 + hash_mix(b->seed, (uint64_t)s * 1000 + (uint64_t)i) % 32;
			sum += share[i] *= share[i];
		}
		for (int i = 0; i < shelves[s].files; i++) {
			struct file *f = &b->files[b->file_count++];

			snprintf(f->name, sizeof f->name, "%s%02d.%s;1", shelves[s].stem, i + 1, shelves[s].ending);
			f->folder = place[s];
			f->text = shelves[s].text;
			f->bytes = (int64_t)(part * (double)share[i] / (double)sum) * SECTOR;
			spare = (int64_t)(hash_mix(b->seed, (uint64_t)(s * 1000 + i) + 500) % SECTOR);
			if (f->bytes > FILE_LIMIT)
				f->bytes = FILE_LIMIT;
			else
				f->bytes = (f->bytes > 0 ? f->bytes : SECTOR) - spare;
			f->sectors = (int32_t)((f->bytes + SECTOR - 1) / SECTOR);
		}
	}
}

/* Gives every folder and file its place. */
static void place_all(struct builtin *b)
{
	int32_t at;

	b->meta_first = 16;
	b->path_bytes = write_paths(b, NULL, false);
	at = b->meta_first + 4;		/* two descriptors, two path tables of one sector each */
	for (int i = 0; i < b->folder_count; i++) {
		b->folders[i].lsn = at;
		b->folders[i].sectors = write_folder(b, i, NULL);
		at += b->folders[i].sectors;
	}
	b->meta_count = at - b->meta_first;
	for (int i = 0; i < b->file_count; i++) {
		b->files[i].lsn = at;
		at += b->files[i].sectors;
	}
}

struct builtin *builtin_new(const char *name, int32_t sectors, uint64_t seed, const char *label)
{
	struct builtin *b = calloc(1, sizeof *b);
	int place[MAX_FOLDERS], row = 0;

	if (!b)
		return NULL;
	while (row + 1 < (int)ARRAY_LEN(discs) && strcmp(discs[row].name, name) != 0)
		row++;
	b->sectors = sectors;
	b->seed = seed;
	snprintf(b->label, sizeof b->label, "%s", label ? label : discs[row].label);
	for (int i = 0; i < MAX_FOLDERS; i++)
		place[i] = -1;
	make_folders(b, discs[row].shelves, place);
	/* Every file is rounded up to a sector: one for each is kept back, and some for what stands around them. */
	make_files(b, discs[row].shelves, place, sectors - 64 - TAIL - MAX_FILES);
	place_all(b);
	b->meta = calloc((size_t)b->meta_count, SECTOR);
	if (!b->meta) {
		free(b);
		return NULL;
	}
	write_volume(b, b->meta);
	memcpy(b->meta + SECTOR, "\377CD001\1", 7);
	write_paths(b, b->meta + 2 * SECTOR, false);
	write_paths(b, b->meta + 3 * SECTOR, true);
	for (int i = 0; i < b->folder_count; i++)
		write_folder(b, i, b->meta + (size_t)(b->folders[i].lsn - b->meta_first) * SECTOR);
	return b;
}

void builtin_free(struct builtin *b)
{
	if (b)
		free(b->meta);
	free(b);
}

/* Lines of 64 bytes that tell where they are. */
static void write_text(const struct builtin *b, const struct file *f, int32_t lsn, uint8_t *out)
{
	for (int i = 0; i < SECTOR / 64; i++) {
		char line[96];

		snprintf(line, sizeof line, "%-14s line %9d of sector %9d, disc %08x              ", f->name,
			 (lsn - f->lsn) * (SECTOR / 64) + i + 1, (int)lsn, (unsigned)(b->seed & 0xffffffff));
		line[62] = '\r';
		line[63] = '\n';
		memcpy(out + 64 * i, line, 64);
	}
}

static void write_noise(const struct builtin *b, int32_t lsn, uint8_t *out)
{
	uint64_t h = hash_mix(b->seed, (uint64_t)lsn);

	for (int i = 0; i < SECTOR; i += 8) {
		uint64_t word = htole64(h);

		memcpy(out + i, &word, sizeof word);
		h = h * 6364136223846793005u + 1442695040888963407u;
		h ^= h >> 29;
	}
}

/* The file that has that sector, or NULL. */
static const struct file *file_at(const struct builtin *b, int32_t lsn)
{
	int low = 0, high = b->file_count;

	while (low < high) {
		int mid = (low + high) / 2;

		if (lsn >= b->files[mid].lsn + b->files[mid].sectors)
			low = mid + 1;
		else
			high = mid;
	}
	return low < b->file_count && lsn >= b->files[low].lsn ? &b->files[low] : NULL;
}

/* Whether `path` ends here, as the path of a folder or a file of that name in it does. */
static bool is_path(const struct builtin *b, int folder, const char *name, const char *path, size_t len)
{
	size_t n = strcspn(name, ";");

	if (n > len || strncasecmp(path + len - n, name, n) != 0)
		return false;
	len -= n;
	if (folder == 0)
		return len == 0;
	return len > 0 && path[len - 1] == '/' &&
	       is_path(b, b->folders[folder].parent, b->folders[folder].name, path, len - 1);
}

bool builtin_find(const struct builtin *b, const char *path, int32_t *lsn, int32_t *sectors)
{
	for (int i = 0; i < b->file_count; i++) {
		const struct file *f = &b->files[i];

		if (!is_path(b, f->folder, f->name, path, strlen(path)))
			continue;
		*lsn = f->lsn;
		*sectors = f->sectors;
		return true;
	}
	return false;
}

void builtin_sector(const struct builtin *b, int32_t lsn, uint8_t *out)
{
	const struct file *f;
	int64_t left;

	if (lsn >= b->meta_first && lsn < b->meta_first + b->meta_count) {
		memcpy(out, b->meta + (size_t)(lsn - b->meta_first) * SECTOR, SECTOR);
		return;
	}
	f = file_at(b, lsn);
	if (!f) {
		memset(out, 0, SECTOR);
		return;
	}
	if (f->text)
		write_text(b, f, lsn, out);
	else
		write_noise(b, lsn, out);
	left = f->bytes - (int64_t)(lsn - f->lsn) * SECTOR;
	if (left < SECTOR)
		memset(out + left, 0, (size_t)(SECTOR - left));
}
