#include "config.h"
#include "drive/abilities.h"

#include "base/fileio.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "drives.json"
#define LOCK_NAME "drives.lock"
enum { FILE_VERSION = 1, FILE_MAX = 1 << 20, KEY_SIZE = 192 };
static const unsigned fastest_plausible = 1000000;	/* kB/s */
static const double slowest_plausible = 86400;		/* s a read */

/* The members of a drive's object that are yes or no; one that is lacking is not known. */
static const struct {
	const char *name;
	size_t at;
} members[] = {
	{ "mmc", offsetof(struct drive_abilities, mmc) },
	{ "read_cd", offsetof(struct drive_abilities, read_cd) },
	{ "c2", offsetof(struct drive_abilities, c2) },
	{ "fua", offsetof(struct drive_abilities, fua) },
	{ "cache", offsetof(struct drive_abilities, cache) },
	{ "set_speed", offsetof(struct drive_abilities, set_speed) },
	{ "speed_matters", offsetof(struct drive_abilities, speed_matters) },
	{ "retries", offsetof(struct drive_abilities, retries) },
};

static enum ability *member_of(struct drive_abilities *a, unsigned i)
{
	return (enum ability *)(void *)((char *)a + members[i].at);
}

/* Adds a field and what parts it from the next; what does not stand well in a key becomes '?'. */
static void add_field(char *out, size_t size, const char *prefix, const char *field)
{
	size_t len = strlen(out);

	snprintf(out + len, size - len, "%s%s", prefix, field);
	for (char *c = out + len + strlen(prefix); len < size && c < out + size && *c; c++)
		if (*c < 0x20 || *c > 0x7e || *c == '|')
			*c = '?';
}

void abilities_key(const struct drive_id *id, char *out, size_t size)
{
	if (size == 0)
		return;
	out[0] = '\0';
	if (!id->model[0])
		return;
	add_field(out, size, "", id->vendor);
	add_field(out, size, "|", id->model);
	add_field(out, size, "|", id->firmware);
	if (id->serial[0])
		add_field(out, size, "|", id->serial);
	else
		add_field(out, size, "|@", id->bus);
}

/* The file as it is. OK and *root NULL: there is none yet. *root is the caller's. */
static enum status load(const char *folder, json_t **root)
{
	char path[PATH_MAX], *text = NULL;
	size_t len = 0;
	enum status st = file_join(path, sizeof path, folder, FILE_NAME);
	const json_t *version;

	*root = NULL;
	if (st == STATUS_OK)
		st = file_load(path, FILE_MAX, &text, &len, NULL);
	if (st != STATUS_OK)
		return st == STATUS_NOT_FOUND ? STATUS_OK : st;
	*root = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	free(text);
	version = json_object_get(*root, "version");
	if (json_is_integer(version) && json_integer_value(version) == FILE_VERSION
	    && json_is_object(json_object_get(*root, "drives")))
		return STATUS_OK;
	json_decref(*root);
	*root = NULL;
	return STATUS_BAD_FILE;
}

/* What one drive's object says, as far as it can be meant. */
static void take(const json_t *o, struct drive_abilities *a)
{
	const json_t *list = json_object_get(o, "speeds"), *each;
	double s = json_number_value(json_object_get(o, "failed_read_s"));
	size_t i;

	for (unsigned m = 0; m < ARRAY_LEN(members); m++) {
		const char *word = json_string_value(json_object_get(o, members[m].name));

		if (word && (strcmp(word, "yes") == 0 || strcmp(word, "no") == 0))
			*member_of(a, m) = word[0] == 'y' ? ABILITY_YES : ABILITY_NO;
	}
	json_array_foreach(list, i, each) {
		json_int_t n = json_integer_value(each);

		if (a->nspeeds < DRIVE_SPEEDS && n > (a->nspeeds ? (json_int_t)a->speeds[a->nspeeds - 1] : 0)
		    && n <= fastest_plausible)
			a->speeds[a->nspeeds++] = (unsigned)n;
	}
	if (isfinite(s) && s > 0 && s <= slowest_plausible)
		a->failed_read_s = s;
}

bool abilities_load(const char *folder, const struct drive_id *id, struct drive_abilities *a)
{
	char key[KEY_SIZE];
	json_t *root = NULL;
	const json_t *o;

	*a = (struct drive_abilities){ 0 };
	abilities_key(id, key, sizeof key);
	if (!folder || !key[0] || load(folder, &root) != STATUS_OK || !root)
		return false;
	o = json_object_get(json_object_get(root, "drives"), key);
	if (json_is_object(o))
		take(o, a);
	else
		o = NULL;
	json_decref(root);
	return o != NULL;
}

/* Our members of a drive's object; what else is in it stays. False when memory is out. */
static bool put(json_t *o, const struct drive_abilities *a)
{
	struct drive_abilities copy = *a;
	json_t *list = json_array();
	int bad = 0;

	for (unsigned m = 0; m < ARRAY_LEN(members); m++) {
		enum ability now = *member_of(&copy, m);

		if (now == ABILITY_UNKNOWN)
			json_object_del(o, members[m].name);
		else
			bad |= json_object_set_new(o, members[m].name, json_string(now == ABILITY_YES ? "yes" : "no"));
	}
	for (int i = 0; i < a->nspeeds && i < DRIVE_SPEEDS; i++)
		bad |= json_array_append_new(list, json_integer((json_int_t)a->speeds[i]));
	bad |= json_object_set_new(o, "speeds", list);
	if (a->failed_read_s > 0)
		bad |= json_object_set_new(o, "failed_read_s", json_real(a->failed_read_s));
	else
		json_object_del(o, "failed_read_s");
	return bad == 0;
}

/* The object of that drive, made if there is none; NULL when memory is out. Borrowed from root. */
static json_t *object_of(json_t *root, const char *key)
{
	json_t *drives = json_object_get(root, "drives"), *o = json_object_get(drives, key);

	if (!json_is_object(o)) {
		o = json_object();
		if (json_object_set_new(drives, key, o) != 0)
			return NULL;
	}
	return o;
}

/* Makes the folder and those above it. */
static enum status make_folder(const char *folder)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof path, "%s", folder) >= (int)sizeof path)
		return STATUS_TOO_LARGE;
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0777) != 0 && errno != EEXIST && errno != EROFS && errno != EACCES)
			return status_from_errno(errno);
		*slash = '/';
	}
	return mkdir(path, 0700) == 0 || errno == EEXIST ? STATUS_OK : status_from_errno(errno);
}

/* Two programs, or two drives' threads, change the file one after the other. -1: without, where there are no locks. */
static int lock_file(const char *folder)
{
	char path[PATH_MAX];
	int fd = -1;

	if (file_join(path, sizeof path, folder, LOCK_NAME) == STATUS_OK)
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0)
		while (flock(fd, LOCK_EX) != 0 && errno == EINTR)
			;
	return fd;
}

static enum status store(const char *folder, const char *key, const struct drive_abilities *a)
{
	char path[PATH_MAX], *text = NULL;
	json_t *root = NULL, *o;
	enum status st = load(folder, &root);

	if (st == STATUS_OK && !root) {
		root = json_pack("{s:i, s:{}}", "version", FILE_VERSION, "drives");
		if (!root)
			st = STATUS_NO_MEMORY;
	}
	if (st == STATUS_OK) {
		o = object_of(root, key);
		if (o && put(o, a))
			text = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
		st = text ? file_join(path, sizeof path, folder, FILE_NAME) : STATUS_NO_MEMORY;
	}
	if (st == STATUS_OK)
		st = file_replace(path, text, strlen(text), NULL, NULL);
	free(text);
	json_decref(root);
	return st;
}

enum status abilities_save(const char *folder, const struct drive_id *id, const struct drive_abilities *a)
{
	char key[KEY_SIZE];
	enum status st;
	int lock;

	abilities_key(id, key, sizeof key);
	if (!folder || !key[0])
		return STATUS_OK;
	st = make_folder(folder);
	if (st != STATUS_OK)
		return st;
	lock = lock_file(folder);
	st = store(folder, key, a);
	if (lock >= 0)
		close(lock);
	return st;
}
