#include "config.h"
#include "tests/engine/rig.h"

#include "base/fileio.h"

#include <fcntl.h>
#include <poll.h>

static void open_world(struct rig *r)
{
	struct fault f = { 0 };

	if (sim_load(r->scenario, &r->truth, &f) != STATUS_OK)
		fail_msg("%s:%ld: %s %s", f.place, f.line, f.reason, f.detail);
	for (int i = 0; i < sim_drives(r->truth) && i < 4; i++)
		snprintf(r->spec[i], sizeof r->spec[i], "sim:%.199s#%.40s", r->scenario, sim_drive_name(r->truth, i));
	r->log = log_new(2000);
	r->drives = drives_new(r->log);
	assert_non_null(r->drives);
	assert_int_equal(drives_add(r->drives, r->spec[0], &f), STATUS_OK);
}

void rig_new(struct rig *r, const char *name, const char *scenario_text)
{
	FILE *file;

	*r = (struct rig){ 0 };
	snprintf(r->folder, sizeof r->folder, "%.99s", scratch_folder(name));
	snprintf(r->scenario, sizeof r->scenario, "%s/world.sim", r->folder);
	snprintf(r->job, sizeof r->job, "%s/job", r->folder);
	file = fopen(r->scenario, "w");
	assert_non_null(file);
	fputs(scenario_text, file);
	fclose(file);
	open_world(r);
}

void rig_new_file(struct rig *r, const char *name, const char *path)
{
	*r = (struct rig){ 0 };
	snprintf(r->folder, sizeof r->folder, "%.99s", scratch_folder(name));
	snprintf(r->scenario, sizeof r->scenario, "%.199s", path);
	snprintf(r->job, sizeof r->job, "%s/job", r->folder);
	open_world(r);
}

void rig_free(struct rig *r)
{
	if (r->engine)
		assert_true(engine_free(r->engine, 20000));
	drives_free(r->drives);
	sim_free(r->truth);
	log_free(r->log);
}

struct engine_settings rig_settings(struct rig *r)
{
	struct engine_settings s = {
		.where = { .folder = r->job }, .plan = { .retries = 3 }, .time_limit_s = -1, .batch = true,
		.drives = { r->spec[0] }, .ndrives = 1,
	};

	snprintf(s.about.identifier, sizeof s.about.identifier, "test");
	return s;
}

void rig_start(struct rig *r, const struct engine_settings *s)
{
	r->engine = engine_new(s, r->drives, r->log);
	assert_non_null(r->engine);
}

struct snapshot rig_finish(struct rig *r)
{
	struct snapshot s;

	assert_true(engine_wait(r->engine, 60000));
	engine_snapshot(r->engine, &s);
	assert_true(engine_free(r->engine, 20000));
	r->engine = NULL;
	return s;
}

struct snapshot rig_wait(struct rig *r, enum phase p)
{
	struct snapshot s;

	for (int i = 0; i < 6000; i++) {
		struct pollfd fd = { .fd = engine_wake_fd(r->engine), .events = POLLIN };

		engine_snapshot(r->engine, &s);
		if (s.phase == p)
			return s;
		if (s.phase == PHASE_ENDED)
			fail_msg("ended: %s %s", status_name(s.end), s.fault.place);
		poll(&fd, 1, 10);
	}
	fail_msg("phase %d did not come, it is %d", p, s.phase);
	return s;
}

struct snapshot rig_read_on(struct rig *r, long reads)
{
	struct snapshot s;

	assert_true(engine_post(r->engine, (struct command){ .kind = CMD_HOLD, .hold = HOLD_READS, .reads = reads }));
	rig_post(r, CMD_RESUME);
	do
		s = rig_wait(r, PHASE_PAUSED);
	while (s.drives[s.active].reads < (uint32_t)reads);
	return s;
}

void rig_post(struct rig *r, enum command_kind kind)
{
	assert_true(engine_post(r->engine, (struct command){ .kind = kind }));
}

int32_t rig_check_image(struct rig *r)
{
	struct mapfile mf;
	struct fault f = { 0 };
	char path[400];
	uint8_t is[2048], want[2048];
	int32_t good = 0;
	int fd;

	snprintf(path, sizeof path, "%s/disc.map", r->job);
	if (mapfile_load(path, 2048, &mf, &f) != STATUS_OK)
		fail_msg("%s:%ld: %s %s", f.place, f.line, f.reason ? f.reason : "", f.detail);
	snprintf(path, sizeof path, "%s/disc.iso", r->job);
	fd = open(path, O_RDONLY);
	if (fd < 0 && map_tally(mf.map).sectors[map_state_index(MAP_GOOD)] == 0) {
		mapfile_clear(&mf);	/* killed before the image was made: the map claims nothing */
		return 0;
	}
	assert_true(fd >= 0);
	for (int32_t lsn = 0; lsn < map_size(mf.map); lsn++) {
		if (map_at(mf.map, lsn) != MAP_GOOD)
			continue;
		assert_int_equal(file_pread(fd, is, sizeof is, (int64_t)lsn * 2048), 2048);
		assert_int_equal(sim_truth(r->truth, 0, lsn, want), STATUS_OK);
		if (memcmp(is, want, sizeof is) != 0)
			fail_msg("sector %d is called finished and differs", lsn);
		good++;
	}
	close(fd);
	mapfile_clear(&mf);
	return good;
}

char *rig_map_text(struct rig *r)
{
	char path[400], *text = NULL;

	snprintf(path, sizeof path, "%s/disc.map", r->job);
	assert_int_equal(file_load(path, 64 << 20, &text, NULL, NULL), STATUS_OK);
	return text;
}
