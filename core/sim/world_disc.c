#include "config.h"
#include "sim/world.h"
#include "base/fileio.h"
#include "base/hash.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* The discs of a world: what they hold. */

/* An image's path is relative to its scenario's folder. */
static enum status image_path(char out[PATH_MAX], const char *scenario, const char *image)
{
	const char *slash = strrchr(scenario, '/');
	int n;

	if (image[0] == '/' || !slash)
		n = snprintf(out, PATH_MAX, "%s", image);
	else
		n = snprintf(out, PATH_MAX, "%.*s/%s", (int)(slash - scenario), scenario, image);
	return n >= 0 && n < PATH_MAX ? STATUS_OK : STATUS_TOO_LARGE;
}

static enum status bad_line(struct fault *f, const char *name, long line, const char *reason, const char *detail)
{
	return fault_set(f, STATUS_BAD_FILE, name, line, reason, "%s", detail);
}

static enum status open_file(struct sim_disc *disc, const char *name, struct fault *f)
{
	const struct scenario_disc *say = disc->say;
	char path[PATH_MAX];
	struct stat sb;
	int64_t sectors;
	enum status st = image_path(path, name, say->image);

	if (st != STATUS_OK)
		return bad_line(f, name, say->image_line, N_("the image's path is too long"), say->image);
	disc->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (disc->fd < 0 || fstat(disc->fd, &sb) != 0)
		return bad_line(f, name, say->image_line, N_("the image cannot be opened"), path);
	sectors = ((int64_t)sb.st_size + 2047) / 2048;
	if (!S_ISREG(sb.st_mode) || sectors < 1 || sectors > 70000000)
		return bad_line(f, name, say->image_line, N_("this is no image of a disc"), path);
	if (say->sectors > sectors)
		return bad_line(f, name, say->sectors_line, N_("the image is not that large"), path);
	disc->sectors = (int32_t)(say->sectors ? say->sectors : sectors);
	return STATUS_OK;
}

static enum status open_builtin(struct sim_disc *disc, const char *kind, const char *name, struct fault *f)
{
	const struct scenario_disc *say = disc->say;
	int32_t sectors = say->sectors ? (int32_t)say->sectors : 45000;

	if (!builtin_exists(kind))
		return bad_line(f, name, say->image_line, N_("there is no built-in disc of that name"), kind);
	if (sectors < BUILTIN_MIN_SECTORS)
		return fault_set(f, STATUS_BAD_FILE, name, say->sectors_line, N_("the value is out of range"),
				 "sectors = %d", (int)sectors);
	disc->builtin = builtin_new(kind, sectors, (uint64_t)say->content, say->label[0] ? say->label : NULL);
	disc->sectors = sectors;
	return disc->builtin ? STATUS_OK : fault_set(f, STATUS_NO_MEMORY, name, 0, NULL, NULL);
}

#define EDGE_MM 60.0		/* of what is made of polycarbonate; recorded is less */
#define GAP_SECTORS 11400	/* lead-out, lead-in and pregap between the first two sessions */
#define GAP_READABLE 6		/* what a drive still reads past the end of a session */

static enum status place_session(struct sim_disc *disc, const char *name, struct fault *f)
{
	const struct scenario_disc *say = disc->say;

	if (!say->session)
		return STATUS_OK;
	if (say->session < GAP_SECTORS + BUILTIN_MIN_SECTORS || say->session >= disc->sectors)
		return fault_set(f, STATUS_BAD_FILE, name, say->session_line, N_("the value is out of range"),
				 "session = %d", (int)say->session);
	disc->gap = span_between((int32_t)say->session - GAP_SECTORS, (int32_t)say->session);
	disc->lost = span_between(disc->gap.lsn + GAP_READABLE, span_end(disc->gap));
	return STATUS_OK;
}

static enum status place_differences(struct sim_disc *disc, const char *name, struct fault *f)
{
	for (int i = 0; i < disc->say->differ_count; i++) {
		const struct difference *say = &disc->say->differs[i];
		struct span *at = &disc->differs[disc->differ_count];

		if (say->path[0] && !disc->builtin)
			return bad_line(f, name, say->line, N_("only a built-in disc has files by name"), say->path);
		if (say->path[0] && !builtin_find(disc->builtin, say->path, &at->lsn, &at->count))
			return bad_line(f, name, say->line, N_("there is no such file on the disc"), say->path);
		if (!say->path[0] && say->lsn + say->count > disc->sectors)
			return fault_set(f, STATUS_BAD_FILE, name, say->line, N_("the value is out of range"),
					 "%s: %d", disc->say->name, (int)disc->sectors);
		if (!say->path[0])
			*at = (struct span){ (int32_t)say->lsn, (int32_t)say->count };
		disc->differ_count++;
	}
	return STATUS_OK;
}

/* The sector that is farthest out. */
static int32_t farthest(const struct damage *g)
{
	return g->geo.layer_sectors ? g->geo.layer_sectors - 1 : g->sectors - 1;
}

enum status world_open_disc(struct sim_disc *disc, const struct scenario_disc *say, const char *name, struct fault *f)
{
	static const char builtin[] = "builtin:";
	const struct hurt *lost;
	enum status st;

	disc->say = say;
	if (strncmp(say->image, builtin, sizeof builtin - 1) == 0)
		st = open_builtin(disc, say->image + sizeof builtin - 1, name, f);
	else
		st = open_file(disc, name, f);
	if (st == STATUS_OK)
		st = place_session(disc, name, f);
	if (st == STATUS_OK)
		st = place_differences(disc, name, f);
	if (st != STATUS_OK)
		return st;
	disc->damage = (struct damage){ .kind = say->kind, .sectors = disc->sectors, .seed = (uint64_t)say->seed,
					.velocity = say->velocity, .pitch_um = say->pitch, .hurts = say->hurts, .count = say->hurt_count };
	lost = damage_place(&disc->damage);
	if (say->velocity > 0 && geometry_radius(&disc->damage.geo, farthest(&disc->damage)) > EDGE_MM)
		return fault_set(f, STATUS_BAD_FILE, name, say->velocity_line, N_("the disc would not end before its edge"),
				 "%s: %d", say->name, (int)disc->sectors);
	if (lost)
		return fault_set(f, STATUS_BAD_FILE, name, lost->line,
				 N_("this damage lies outside of what is recorded"),
				 "%s: %d", say->name, (int)disc->sectors);
	return STATUS_OK;
}

/* A seed out of a name: drives of different names differ. */
uint64_t world_seed(const char *name)
{
	uint64_t h = 0;

	for (; *name; name++)
		h = hash_mix(h, (unsigned char)*name);
	return h;
}

/* A copy has other bytes there: as many, so that nothing else on the disc moves. */
static void differ(const struct sim_disc *disc, int32_t lsn, uint8_t *out)
{
	for (int i = 0; i < disc->differ_count; i++) {
		uint64_t h = hash_mix(world_seed(disc->say->name), (uint64_t)lsn);

		if (!span_has(disc->differs[i], lsn))
			continue;
		for (int at = (int)(h % 32); at < 2048; at += 32)
			out[at] ^= (uint8_t)((h >> at % 57) | 1);
	}
}

enum status world_sector(const struct sim_disc *disc, int32_t lsn, uint8_t *out)
{
	ssize_t got;

	if (disc->builtin) {
		builtin_sector(disc->builtin, lsn, out);
	} else {
		got = file_pread(disc->fd, out, 2048, (int64_t)lsn * 2048);
		if (got < 0)
			return STATUS_IO;
		memset(out + got, 0, 2048 - (size_t)got);	/* the last sector of a file may be short */
	}
	differ(disc, lsn, out);
	return STATUS_OK;
}
