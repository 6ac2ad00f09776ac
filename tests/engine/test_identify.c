#include "config.h"
#include "tests/engine/fake.h"

#include "base/fileio.h"

#include <sys/stat.h>
#include <jansson.h>

/* Which disc is it, and how large: what drives say, and what comes of it. */

enum { SECTORS = 2000, HALF = 1000 };

static int32_t of(const struct snapshot *s, enum map_state state)
{
	return s->tally.sectors[map_state_index((char)state)];
}

static struct snapshot run_batch(struct rig *r, struct engine_settings *s)
{
	s->batch = true;
	rig_start(r, s);
	return rig_finish(r);
}

/* The first drive reads so many times; then the job rests. */
static void begin(struct rig *r, long reads)
{
	struct engine_settings s = fake_settings(r);

	s.start_held = true;
	rig_start(r, &s);
	rig_wait(r, PHASE_PAUSED);
	if (reads)
		rig_read_on(r, reads);
	rig_post(r, CMD_STOP);
	rig_finish(r);
}

/* All of a job's file; to be freed. */
static char *file_of(struct rig *r, const char *name, size_t *len)
{
	char path[400], *text;

	snprintf(path, sizeof path, "%s/%s", r->job, name);
	assert_int_equal(file_load(path, 1 << 24, &text, len, NULL), STATUS_OK);
	return text;
}

/* The last event of that name in the history; NULL: none. To be decref'd. */
static json_t *last_event(struct rig *r, const char *name)
{
	char *text = file_of(r, "history.jsonl", NULL), *rest = NULL;
	json_t *found = NULL;

	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		json_t *event = json_loads(line, 0, NULL);

		assert_non_null(event);
		if (strcmp(json_string_value(json_object_get(event, "event")), name) == 0) {
			json_decref(found);
			found = json_incref(event);
		}
		json_decref(event);
	}
	free(text);
	return found;
}

static void assert_proof(struct rig *r, const char *verdict, json_int_t compared, json_int_t differ)
{
	json_t *event = last_event(r, "identify");

	assert_non_null(event);
	assert_string_equal(json_string_value(json_object_get(event, "verdict")), verdict);
	if (compared >= 0)
		assert_int_equal(json_integer_value(json_object_get(event, "compared")), compared);
	if (differ >= 0)
		assert_int_equal(json_integer_value(json_object_get(event, "differ")), differ);
	json_decref(event);
}

/* A refused disc changes nothing: image and map stay as they were, byte for byte. */
static void assert_refused(struct rig *r, struct engine_settings *s, enum status why)
{
	size_t image_len, map_len, image_after, map_after;
	char *image = file_of(r, "disc.iso", &image_len), *map = file_of(r, "disc.map", &map_len);
	struct snapshot end = run_batch(r, s);
	char *image_is = file_of(r, "disc.iso", &image_after), *map_is = file_of(r, "disc.map", &map_after);

	assert_int_equal(end.end, why);
	assert_int_equal(image_after, image_len);
	assert_memory_equal(image_is, image, image_len);
	assert_int_equal(map_after, map_len);
	assert_memory_equal(map_is, map, map_len);
	free(image);
	free(map);
	free(image_is);
	free(map_is);
}

static void test_wrong_disc(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	(void)state;
	fake_rig(&r, "identify-wrong", SECTORS);
	begin(&r, 40);
	fake_put(0, 2, SECTORS);
	s = fake_settings(&r);
	assert_refused(&r, &s, STATUS_WRONG_DISC);
	assert_proof(&r, "other-disc", PROOF_SAMPLES, PROOF_SAMPLES);
	fake_put(0, 1, SECTORS);
	end = run_batch(&r, &s);
	assert_int_equal(end.end, STATUS_OK);
	assert_proof(&r, "same-disc", PROOF_SAMPLES, 0);
	assert_int_equal(fake_check(&r), SECTORS);
	rig_free(&r);
}

/* A series: the same label, the same first half. The samples are spread, so it is found. */
static void test_first_half_shared(void **state)
{
	struct rig r;
	struct engine_settings s;

	(void)state;
	fake_rig(&r, "identify-series", SECTORS);
	fake_disc(1, "SERIES", SECTORS);
	fake_copy(2, 1, (struct span){ HALF, HALF });
	s = fake_settings(&r);
	run_batch(&r, &s);
	fake_put(0, 2, SECTORS);
	assert_refused(&r, &s, STATUS_WRONG_DISC);
	rig_free(&r);
}

/* A copy with one other file is never taken in silence; the user's word is written down. */
static void test_one_file_differs(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot now;

	(void)state;
	fake_rig(&r, "identify-file", SECTORS);
	fake_disc(1, "TITLE", SECTORS);
	fake_copy(2, 1, (struct span){ 700, 250 });
	begin(&r, 60);
	fake_put(0, 2, SECTORS);
	s = fake_settings(&r);
	assert_refused(&r, &s, STATUS_UNPROVEN);
	assert_proof(&r, "unsure", PROOF_SAMPLES, -1);
	s.batch = false;
	rig_start(&r, &s);
	now = rig_wait(&r, PHASE_ASKING);
	assert_int_equal(now.ask.why, STATUS_UNPROVEN);
	assert_int_equal(now.ask.verdict, VERDICT_UNSURE);
	assert_int_equal(now.ask.proof.compared, PROOF_SAMPLES);
	assert_true(now.ask.proof.differ > 0 && now.ask.proof.differ < PROOF_SAMPLES / 2);
	engine_post(r.engine, (struct command){ .kind = CMD_ANSWER, .question = now.ask.id, .choice = CHOICE_GO_ON });
	now = rig_wait(&r, PHASE_DONE);
	assert_int_equal(of(&now, MAP_GOOD), SECTORS);
	rig_post(&r, CMD_STOP);
	rig_finish(&r);
	assert_proof(&r, "accepted", PROOF_SAMPLES, -1);
	assert_int_equal(fake_check(&r), SECTORS);	/* what differs was finished before */
	rig_free(&r);
}

/* Sectors of one pattern are on every disc. */
static void test_blank_sectors(void **state)
{
	uint8_t zeros[32 * 2048] = { 0 };
	struct rig r;
	struct engine_settings s;
	struct job j;
	struct job_where w;
	struct job_disc disc = { .kind = DISC_CD, .sectors = SECTORS, .bytes = (int64_t)SECTORS * 2048 };

	(void)state;
	fake_rig(&r, "identify-blank", SECTORS);
	w = (struct job_where){ .folder = r.job };
	assert_int_equal(job_open(&j, &w, NULL), STATUS_OK);
	assert_int_equal(job_create(&j, &disc, NULL), STATUS_OK);
	for (size_t i = 0; i < sizeof zeros; i += 4)
		zeros[i] = 0xa5;
	assert_int_equal(job_store(&j, (struct span){ 100, 32 }, zeros), STATUS_OK);
	assert_int_equal(job_save(&j, NULL), STATUS_OK);
	job_close(&j);
	s = fake_settings(&r);
	assert_refused(&r, &s, STATUS_UNPROVEN);
	assert_proof(&r, "unsure", 0, 0);
	rig_free(&r);
}

/* The drive answers from a cache that still has the other disc's sectors: that counts for nothing. */
static void test_stale_cache(void **state)
{
	struct rig r;
	struct engine_settings s;
	json_t *event;

	(void)state;
	fake_rig(&r, "identify-cache", SECTORS);
	begin(&r, 40);
	fake_put(0, 2, SECTORS);
	fake_cached(0, true);
	s = fake_settings(&r);
	assert_refused(&r, &s, STATUS_UNPROVEN);
	assert_proof(&r, "unsure", 0, 0);
	event = last_event(&r, "identify");
	assert_true(json_integer_value(json_object_get(event, "cached")) >= 8);
	json_decref(event);
	fake_cached(0, false);
	assert_refused(&r, &s, STATUS_WRONG_DISC);
	rig_free(&r);
}

/* A drive that reads little of what is finished: as much as it reads is compared; the volume decides. */
static void test_half_blind(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	(void)state;
	for (int named = 0; named < 2; named++) {
		fake_rig(&r, "identify-blind", SECTORS);
		if (named)
			fake_disc(1, "TITLE", SECTORS);
		begin(&r, 61);
		fake_blind(0, (struct span){ 300, 1650 });
		s = fake_settings(&r);
		end = run_batch(&r, &s);
		assert_int_equal(end.end, named ? STATUS_OK : STATUS_UNPROVEN);
		assert_proof(&r, named ? "same-disc" : "unsure", -1, 0);
		fake_put(0, 2, SECTORS);
		assert_refused(&r, &s, STATUS_WRONG_DISC);
		rig_free(&r);
	}
}

/* Nothing finished yet: the volume tells discs apart, and where there is none, all goes on. */
static void test_nothing_finished(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	(void)state;
	fake_rig(&r, "identify-nothing", SECTORS);
	fake_disc(1, "FIRST", SECTORS);
	fake_disc(2, "SECOND", SECTORS);
	begin(&r, 0);
	fake_put(0, 2, SECTORS);
	s = fake_settings(&r);
	assert_refused(&r, &s, STATUS_WRONG_DISC);
	fake_put(0, 1, SECTORS);
	end = run_batch(&r, &s);
	assert_int_equal(end.end, STATUS_OK);
	assert_int_equal(fake_check(&r), SECTORS);
	rig_free(&r);
}

/* A reset in mid-read asks for little; a disc that was out of the drive is looked at in full. */
static void test_reset_only(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;
	long fresh;

	(void)state;
	fake_rig(&r, "identify-reset", SECTORS);
	s = fake_settings(&r);
	s.start_held = true;
	rig_start(&r, &s);
	rig_wait(&r, PHASE_PAUSED);
	rig_read_on(&r, 30);
	fresh = fake_fresh(0);
	fake_trouble(0, 0, 1000, STATUS_RESET, 1);
	rig_read_on(&r, 40);
	assert_int_equal(fake_fresh(0), fresh + 1 + 4);		/* the volume, and four */
	assert_proof(&r, "same-disc", 4, 0);
	fake_put(0, 1, SECTORS);
	rig_post(&r, CMD_RESUME);
	rig_wait(&r, PHASE_DONE);
	assert_proof(&r, "same-disc", PROOF_SAMPLES, 0);
	rig_post(&r, CMD_STOP);
	end = rig_finish(&r);
	assert_int_equal(of(&end, MAP_GOOD), SECTORS);
	assert_int_equal(fake_check(&r), SECTORS);
	rig_free(&r);
}

/* Swapped by hand while a read is in flight: no sector is marked, not a byte of the wrong disc is written. */
static void test_swapped_in_mid_read(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot now, end;

	(void)state;
	fake_rig(&r, "identify-swap", SECTORS);
	s = fake_settings(&r);
	s.start_held = true;
	rig_start(&r, &s);
	rig_wait(&r, PHASE_PAUSED);
	rig_read_on(&r, 20);
	fake_hang(0);
	rig_post(&r, CMD_RESUME);
	fake_wait_hang(0);
	fake_put(0, 2, SECTORS);
	fake_release(0);
	now = rig_wait(&r, PHASE_ASKING);
	assert_int_equal(now.ask.why, STATUS_WRONG_DISC);
	assert_int_equal(now.ask.verdict, VERDICT_OTHER);
	assert_int_equal(of(&now, MAP_GOOD), 640);
	assert_int_equal(of(&now, MAP_UNTRIED), SECTORS - 640);
	assert_int_equal(fake_check(&r), 640);
	fake_put(0, 1, SECTORS);
	engine_post(r.engine, (struct command){ .kind = CMD_ANSWER, .question = now.ask.id, .choice = CHOICE_RETRY });
	rig_wait(&r, PHASE_DONE);
	rig_post(&r, CMD_STOP);
	end = rig_finish(&r);
	assert_int_equal(of(&end, MAP_GOOD), SECTORS);
	assert_int_equal(fake_check(&r), SECTORS);
	rig_free(&r);
}

static void use(struct rig *r, int drive)
{
	struct command c = { .kind = CMD_USE };

	snprintf(c.drive, sizeof c.drive, "%s", r->spec[drive]);
	assert_true(engine_post(r->engine, c));
}

/* The job's disc is in one drive, something else in another: a copy is read in both, any other disc is not. */
static void second_disc(const char *name, uint32_t disc, enum status why)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot now, end;
	json_t *event;

	fake_rig(&r, name, SECTORS);
	fake_disc(1, "TITLE", SECTORS);
	fake_copy(3, 1, (struct span){ 0, 0 });
	fake_copy(4, 1, (struct span){ 1000, 400 });
	fake_copy(5, 1, (struct span){ 200, 1800 });
	fake_put(1, disc, SECTORS);
	fake_trouble(0, 0, 1500, STATUS_UNREADABLE, -1);
	s = fake_settings(&r);
	s.start_held = true;
	rig_start(&r, &s);
	rig_wait(&r, PHASE_PAUSED);
	rig_read_on(&r, 5);		/* only the first sectors: those of the series are the same there */
	use(&r, 1);
	if (why == STATUS_OK) {
		rig_post(&r, CMD_RESUME);
		now = rig_wait(&r, PHASE_DONE);
		assert_int_equal(now.drives[0].verdict, VERDICT_SAME);
		assert_int_equal(now.drives[1].verdict, VERDICT_COPY);
		assert_int_equal(of(&now, MAP_GOOD), SECTORS);
		assert_int_equal(fake_logged(&r, "another copy of the same title"), 1);
		event = last_event(&r, "copy");
		assert_non_null(event);
		assert_int_equal(json_integer_value(json_object_get(event, "differ")), 0);
		assert_true(json_integer_value(json_object_get(event, "compared")) >= PROOF_SAMPLES);
		assert_string_equal(json_string_value(json_object_get(json_object_get(event, "drive"), "name")), r.spec[1]);
		json_decref(event);
	} else {
		now = rig_wait(&r, PHASE_ASKING);
		assert_int_equal(now.ask.why, why);
		assert_int_equal(now.ask.drive, 1);
		assert_true(now.ask.proof.elsewhere);
		assert_true(now.ask.proof.differ > 0);
		assert_null(last_event(&r, "copy"));
	}
	rig_post(&r, CMD_STOP);
	end = rig_finish(&r);
	assert_int_equal(fake_check(&r), of(&end, MAP_GOOD));
	assert_true(of(&end, MAP_GOOD) >= 160 + PROOF_SAMPLES / 2);
	rig_free(&r);
}

static void test_second_disc(void **state)
{
	(void)state;
	second_disc("identify-copy", 3, STATUS_OK);
	second_disc("identify-edition", 4, STATUS_UNPROVEN);
	second_disc("identify-sequel", 5, STATUS_WRONG_DISC);
	second_disc("identify-stranger", 2, STATUS_WRONG_DISC);
}

/* Drives that disagree on the size, one after the other, and in the other order. */
static void sizes(const char *name, int32_t first, int32_t second, int32_t domain)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	fake_rig(&r, name, SECTORS);
	fake_disc(1, "TITLE", SECTORS);
	fake_says(0, first, 0);
	begin(&r, 20);
	fake_says(0, second, 0);
	s = fake_settings(&r);
	s.plan.retries = 0;
	end = run_batch(&r, &s);
	assert_int_equal(end.end, STATUS_OK);
	assert_int_equal(end.disc.sectors, domain);
	assert_int_equal(of(&end, MAP_BAD), 0);
	fake_says(0, 0, 0);
	end = run_batch(&r, &s);
	assert_int_equal(end.end, STATUS_OK);
	assert_int_equal(of(&end, MAP_GOOD), SECTORS);
	assert_int_equal(end.disc.sectors, SECTORS);
	assert_int_equal(fake_check(&r), SECTORS);
	rig_free(&r);
}

static void test_sizes(void **state)
{
	(void)state;
	sizes("identify-less", SECTORS, SECTORS - 2, SECTORS);
	sizes("identify-more", SECTORS - 2, SECTORS, SECTORS);
	sizes("identify-half", SECTORS, HALF, SECTORS);
	sizes("identify-whole", HALF, SECTORS, SECTORS);
	sizes("identify-silent", SECTORS, -1, SECTORS);
	sizes("identify-silent-half", HALF, -1, HALF);
	sizes("identify-silent-first", -1, SECTORS, SECTORS);
	sizes("identify-silent-both", -1, -1, SECTORS);
	/* what it claims and then denies, is not there */
	sizes("identify-boast", SECTORS, SECTORS + 1000, SECTORS);
	sizes("identify-boast-first", SECTORS + 1000, SECTORS, SECTORS);
	sizes("identify-impossible", SECTORS, 15401768, SECTORS);
	sizes("identify-impossible-first", 15401768, SECTORS, SECTORS);
}

/* The drive does not say: the TOC does; without it the reads do, also where there is no volume. */
static void test_size_not_told(void **state)
{
	const struct disc_toc toc = { .ntracks = 1, .leadout = SECTORS, .track = { { 1, 4, 0 } } };
	struct rig r;
	struct engine_settings s;
	struct snapshot end;
	json_t *root, *list;
	char path[400];

	(void)state;
	for (int told = 0; told < 2; told++) {
		fake_rig(&r, "identify-untold", SECTORS);
		fake_says(0, -1, 0);
		if (told)
			fake_toc(0, &toc);
		s = fake_settings(&r);
		end = run_batch(&r, &s);
		assert_int_equal(end.end, STATUS_OK);
		assert_int_equal(end.disc.sectors, SECTORS);
		assert_int_equal(fake_check(&r), SECTORS);
		snprintf(path, sizeof path, "%s/job.json", r.job);
		root = json_load_file(path, 0, NULL);
		list = json_object_get(json_object_get(root, "disc"), "capacities");
		assert_int_equal(json_array_size(list), 1);
		assert_string_equal(json_string_value(json_object_get(json_array_get(list, 0), "source")), told ? "toc" : "read");
		json_decref(root);
		rig_free(&r);
	}
	fake_rig(&r, "identify-empty", 0);
	fake_says(0, -1, 0);
	s = fake_settings(&r);
	s.ndrives = 1;
	end = run_batch(&r, &s);
	assert_int_equal(end.end, STATUS_REFUSED);
	assert_int_equal(fake_logged(&r, "its end was not found"), 1);
	rig_free(&r);
}

/* The volume says that there is more than this drive shows: it is not forgotten, and is for another one. */
static void test_volume_says_more(void **state)
{
	const struct disc_toc toc = { .ntracks = 1, .leadout = SECTORS, .track = { { 1, 4, 0 } } };
	const int32_t says[] = { HALF, SECTORS - 2 };
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	(void)state;
	for (int i = 0; i < 2; i++) {
		fake_rig(&r, "identify-volume", says[i]);
		fake_disc(1, "TITLE", SECTORS);
		fake_toc(0, &toc);
		s = fake_settings(&r);
		end = run_batch(&r, &s);
		assert_int_equal(end.end, STATUS_OK);
		assert_int_equal(end.disc.sectors, SECTORS);
		assert_int_equal(of(&end, MAP_GOOD), says[i]);
		assert_int_equal(of(&end, MAP_BAD), 0);
		fake_put(0, 1, SECTORS);
		end = run_batch(&r, &s);
		assert_int_equal(of(&end, MAP_GOOD), SECTORS);
		assert_int_equal(fake_check(&r), SECTORS);
		rig_free(&r);
	}
}

/* One drive boasts, and fails on all that it claims; another says where the end is. */
static void test_failed_boast(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	(void)state;
	fake_rig(&r, "identify-failed-boast", SECTORS + 50);
	fake_disc(1, "TITLE", SECTORS);
	fake_blind(0, (struct span){ SECTORS, 50 });
	s = fake_settings(&r);
	end = run_batch(&r, &s);
	assert_int_equal(end.disc.sectors, SECTORS + 50);
	assert_int_equal(of(&end, MAP_BAD), 50);	/* as far as one drive can tell, damage */
	fake_put(1, 1, SECTORS);
	s.drives[0] = r.spec[1];
	s.ndrives = 1;
	end = run_batch(&r, &s);
	assert_int_equal(end.disc.sectors, SECTORS);
	assert_int_equal(of(&end, MAP_GOOD), SECTORS);
	s = fake_settings(&r);
	end = run_batch(&r, &s);
	rig_free(&r);
}

/* Tables of one disc differ by drive: never a reason to refuse it. The first stays the job's. */
static void test_toc(void **state)
{
	const struct disc_toc two = { .ntracks = 2, .leadout = SECTORS, .track = { { 1, 4, 0 }, { 2, 4, 1500 } } };
	const struct disc_toc other = { .ntracks = 3, .leadout = 1500, .track = { { 1, 0, 0 }, { 2, 0, 900 }, { 3, 0, 950 } } };
	struct rig r;
	struct engine_settings s;
	struct snapshot end;
	json_t *event;

	(void)state;
	fake_rig(&r, "identify-toc", SECTORS);
	fake_toc(0, &two);
	begin(&r, 40);
	fake_toc(0, &other);
	s = fake_settings(&r);
	end = run_batch(&r, &s);
	assert_int_equal(end.end, STATUS_OK);
	assert_int_equal(end.disc.toc.ntracks, 2);
	event = last_event(&r, "identify");
	assert_string_equal(json_string_value(json_object_get(event, "toc")), "differs");
	assert_string_equal(json_string_value(json_object_get(event, "capacity")), "agrees");
	assert_string_equal(json_string_value(json_object_get(event, "volume")), "silent");
	assert_int_equal(json_integer_value(json_object_get(event, "sectors_here")), SECTORS);
	json_decref(event);
	rig_free(&r);
}

/* Track-at-once: two sectors behind the volume that no drive reads are run-out, and not nursed. */
static void test_run_out(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;
	struct stat sb;
	char path[400];

	(void)state;
	for (int wide = 0; wide < 2; wide++) {
		fake_rig(&r, "identify-run-out", SECTORS + 2 + wide);
		fake_disc(1, "TITLE", SECTORS);
		fake_trouble(0, 0, SECTORS, STATUS_ILLEGAL_MODE, -1);
		fake_trouble(0, 1, SECTORS + 1, STATUS_UNREADABLE, -1);
		if (wide)	/* three are too many for that */
			fake_trouble(0, 2, SECTORS + 2, STATUS_UNREADABLE, -1);
		s = fake_settings(&r);
		end = run_batch(&r, &s);
		assert_int_equal(end.end, STATUS_OK);
		assert_int_equal(end.disc.sectors, wide ? SECTORS + 3 : SECTORS);
		assert_int_equal(of(&end, MAP_BAD), wide ? 3 : 0);
		assert_int_equal(fake_logged(&r, "run-out"), !wide);
		assert_int_equal(fake_check(&r), SECTORS);
		snprintf(path, sizeof path, "%s/disc.iso", r.job);
		assert_int_equal(stat(path, &sb), 0);
		assert_int_equal(sb.st_size, (int64_t)end.disc.sectors * 2048);
		/* and again, in that drive and in one that does not count them */
		end = run_batch(&r, &s);
		assert_int_equal(end.disc.sectors, wide ? SECTORS + 3 : SECTORS);
		fake_says(0, SECTORS, 0);
		end = run_batch(&r, &s);
		assert_int_equal(end.end, STATUS_OK);
		assert_int_equal(of(&end, MAP_GOOD), SECTORS);
		rig_free(&r);
	}
}

/* What the drives did in earlier runs is counted on. */
static void test_all_runs(void **state)
{
	struct rig r;
	struct engine_settings s;
	struct snapshot end;

	(void)state;
	fake_rig(&r, "identify-runs", SECTORS);
	fake_trouble(0, 0, 500, STATUS_UNREADABLE, -1);
	s = fake_settings(&r);
	s.plan.retries = 1;
	end = run_batch(&r, &s);
	assert_int_equal(of(&end, MAP_BAD), 1);
	assert_int_equal(end.drives[0].won, SECTORS - 1);
	fake_put(1, 1, SECTORS);
	s.drives[0] = r.spec[1];
	s.ndrives = 1;
	end = run_batch(&r, &s);
	assert_int_equal(of(&end, MAP_GOOD), SECTORS);
	assert_int_equal(end.drives[0].won, 1);
	assert_int_equal(end.drives[0].only_here, 1);	/* the other had failed on it yesterday */
	s = fake_settings(&r);
	end = run_batch(&r, &s);
	assert_int_equal(end.drives[0].won, SECTORS - 1);
	assert_true(end.drives[0].failed >= 2 && end.drives[0].reads > 60);
	rig_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrong_disc), cmocka_unit_test(test_first_half_shared),
		cmocka_unit_test(test_one_file_differs), cmocka_unit_test(test_blank_sectors),
		cmocka_unit_test(test_stale_cache), cmocka_unit_test(test_half_blind),
		cmocka_unit_test(test_nothing_finished), cmocka_unit_test(test_reset_only),
		cmocka_unit_test(test_swapped_in_mid_read), cmocka_unit_test(test_second_disc),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_size_not_told), cmocka_unit_test(test_volume_says_more),
		cmocka_unit_test(test_failed_boast), cmocka_unit_test(test_toc), cmocka_unit_test(test_run_out),
		cmocka_unit_test(test_all_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
