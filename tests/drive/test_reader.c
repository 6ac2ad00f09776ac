#include "config.h"
#include "tests/unit.h"

#include "drive/reader.h"
#include "drive/reader_wire.h"
#include "tests/drive/readerprog.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* Every test has a folder, and the drive in it is "fake:FOLDER". */
struct bench {
	char program[256];	/* readerprog */
	const char *folder;
	char fake[256], mmc[256];
	uint8_t *buf;		/* FAKE_MOST sectors */
};

static void in_folder(const struct bench *b, char path[256], const char *name)
{
	snprintf(path, 256, "%s/%s", b->folder, name);
}

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);
	const char *top = getenv("top_builddir");

	assert_non_null(b);
	snprintf(b->program, sizeof b->program, "%s/tests/drive/readerprog", top ? top : ".");
	b->folder = scratch_folder("tests/drive/test_reader");
	snprintf(b->fake, sizeof b->fake, "fake:%s", b->folder);
	snprintf(b->mmc, sizeof b->mmc, "mmc:%s", b->folder);
	b->buf = aligned_alloc(4096, FAKE_MOST * 2048);
	assert_non_null(b->buf);
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	free(b->buf);
	free(b);
	return 0;
}

static struct drive *opened(const struct bench *b, const char *path)
{
	const struct drive_settings s = { .hang_s = 77 };
	struct drive *d = NULL;
	struct fault f = { 0 };

	if (reader_open(b->program, path, &s, &d, &f) != STATUS_OK)
		fail_msg("%s: %s: %s", f.place, f.reason ? f.reason : status_sentence(f.status), f.detail);
	return d;
}

static void pipe_in(const struct bench *b, const char *name)
{
	char path[256];

	in_folder(b, path, name);
	assert_int_equal(mkfifo(path, 0600), 0);
}

/* Waits until somebody opens the pipe for writing, and closes it. */
static void wait_at(const struct bench *b, const char *name)
{
	char path[256], byte;
	int fd;

	in_folder(b, path, name);
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	while (read(fd, &byte, 1) > 0)
		;
	close(fd);
}

static void open_gate(const struct bench *b)
{
	char path[256];
	int fd;

	in_folder(b, path, "gate");
	fd = open(path, O_WRONLY);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
}

static void assert_log(const struct bench *b, const char *expected)
{
	char path[256], text[1000] = "";
	size_t n;
	FILE *f;

	in_folder(b, path, "log");
	f = fopen(path, "r");
	assert_non_null(f);
	n = fread(text, 1, sizeof text - 1, f);
	text[n] = '\0';
	fclose(f);
	assert_string_equal(text, expected);
}

static void assert_fake(const uint8_t *buf, int32_t lsn, int32_t count)
{
	for (int32_t s = 0; s < count; s++)
		for (int i = 0; i < 2048; i++)
			if (buf[s * 2048 + i] != fake_byte(lsn + s, i))
				fail_msg("sector %d differs at byte %d", (int)(lsn + s), i);
}

static void assert_no_children(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* A file of `bytes` bytes, no two sectors alike. */
static void make_file(const struct bench *b, char path[256], int bytes)
{
	FILE *f;

	in_folder(b, path, "disc.iso");
	f = fopen(path, "w");
	assert_non_null(f);
	for (int i = 0; i < bytes; i++)
		fputc(fake_byte(i / 2048, i % 2048), f);
	assert_int_equal(fclose(f), 0);
}

static void test_a_file(void **state)
{
	struct bench *b = *state;
	const struct drive_settings s = { 0 };
	struct drive *d, *plain = NULL;
	struct drive_abilities a = { 0 };
	struct read_info got;
	struct medium m;
	struct fault f;
	char path[256];

	make_file(b, path, 100 * 2048 + 5);
	d = opened(b, path);
	assert_int_equal(block_open(path, &s, &plain, &f), STATUS_OK);
	assert_string_equal(d->id.spec, path);
	assert_string_equal(d->id.name, "disc.iso");
	assert_int_equal(d->sector_size, 2048);
	assert_int_equal(d->max_sectors, plain->max_sectors);
	assert_ptr_equal(d->clock, clock_real());
	if (plain->remark)
		assert_string_equal(d->remark, plain->remark);
	else
		assert_null(d->remark);
	assert_int_equal(drive_medium(d, &m), STATUS_OK);
	assert_int_equal(m.sectors, 101);
	assert_int_equal(m.bytes, 100 * 2048 + 5);
	assert_int_equal(m.kind, DISC_CD);
	assert_int_equal(drive_read(d, (struct span){ 70, 30 }, b->buf, &got), STATUS_OK);
	assert_fake(b->buf, 70, 30);
	memset(b->buf, 0xee, 4 * 2048);
	assert_int_equal(drive_read(d, (struct span){ 99, 4 }, b->buf, &got), STATUS_OUT_OF_RANGE);
	assert_int_equal(got.good, 2);
	assert_fake(b->buf, 99, 1);
	assert_int_equal(b->buf[2048 + 4], fake_byte(100, 4));
	assert_int_equal(b->buf[2048 + 5], 0);
	assert_int_equal(drive_poll(d), STATUS_OK);
	assert_int_equal(drive_set_speed(d, 706), STATUS_UNSUPPORTED);
	assert_int_equal(drive_tray(d, TRAY_OPEN), STATUS_UNSUPPORTED);
	assert_int_equal(drive_set_retries(d, 0), STATUS_UNSUPPORTED);
	assert_int_equal(drive_abilities(d, &a), STATUS_OK);
	assert_int_equal(a.mmc, ABILITY_NO);
	drive_close(plain);
	drive_close(d);
}

/* discnurse as it is installed is its own reader. */
static void test_the_program_itself(void **state)
{
	struct bench *b = *state;
	const char *top = getenv("top_builddir");
	struct read_info got;
	struct drive *d;
	char path[256];

	make_file(b, path, 8 * 2048);
	snprintf(b->program, sizeof b->program, "%s/discnurse", top ? top : ".");
	d = opened(b, path);
	assert_int_equal(drive_read(d, (struct span){ 1, 7 }, b->buf, &got), STATUS_OK);
	assert_fake(b->buf, 1, 7);
	drive_close(d);
	assert_no_children();
}

static void test_every_call(void **state)
{
	struct bench *b = *state;
	struct drive *d = opened(b, b->fake);
	struct drive_abilities a = { .speeds = { 706 }, .failed_read_s = 2 };
	struct read_info got;
	struct drive_now now;
	struct medium m;

	assert_string_equal(d->id.vendor, "MAKER");
	assert_string_equal(d->id.serial, "S123");
	assert_string_equal(d->id.bus, "usb-1");
	assert_int_equal(d->max_sectors, FAKE_MOST);
	assert_null(d->remark);

	assert_int_equal(drive_read(d, (struct span){ 5, FAKE_MOST }, b->buf, &got), STATUS_OK);
	assert_int_equal(got.good, FAKE_MOST);
	assert_true(got.took_ns == FAKE_READ_S * NS_PER_S);
	assert_fake(b->buf, 5, FAKE_MOST);
	memset(b->buf, 0xee, 8 * 2048);
	assert_int_equal(drive_read(d, (struct span){ FAKE_BAD, 8 }, b->buf, &got), STATUS_UNREADABLE);
	assert_int_equal(got.good, 2);
	assert_true(got.recovered && got.sense.has_lsn);
	assert_int_equal(got.sense.key << 16 | got.sense.asc << 8 | got.sense.ascq, 0x031105);
	assert_int_equal(got.sense.lsn, FAKE_BAD + 2);
	assert_int_equal(got.os_errno, 61);
	assert_string_equal(got.command, "READ(12)");
	assert_fake(b->buf, FAKE_BAD, 2);
	assert_int_equal(b->buf[2 * 2048], 0xee);	/* of the rest nothing is known */
	assert_int_equal(drive_read_fresh(d, (struct span){ 40, 3 }, b->buf, &got), STATUS_UNPROVEN);
	assert_int_equal(got.good, 3);
	assert_fake(b->buf, 40, 3);
	assert_int_equal(drive_read(d, (struct span){ 0, FAKE_MOST + 1 }, b->buf, &got), STATUS_USAGE);

	assert_int_equal(drive_medium(d, &m), STATUS_OK);
	assert_int_equal(m.profile, 0x10);
	assert_int_equal(m.toc.ntracks, 99);
	assert_int_equal(m.toc.track[98].lsn, 990);
	assert_string_equal(d->remark, "the file is empty");
	assert_int_equal(drive_poll(d), STATUS_EJECT_ASKED);
	assert_int_equal(drive_set_speed(d, 1411), STATUS_OK);
	assert_int_equal(d->speed, 1411);
	assert_int_equal(drive_set_speed(d, 1), STATUS_REFUSED);
	assert_int_equal(d->speed, 1411);
	assert_int_equal(drive_tray(d, TRAY_LOCK), STATUS_PERMISSION);
	assert_int_equal(drive_set_retries(d, -1), STATUS_OK);
	assert_int_equal(drive_abilities(d, &a), STATUS_OK);
	assert_int_equal(a.mmc, ABILITY_YES);
	assert_int_equal(a.speeds[1], 1412);
	assert_true(a.failed_read_s > 2.4 && a.failed_read_s < 2.6);
	assert_true(drive_now(d, &now));
	assert_string_equal(now.command, "");
	assert_int_equal(now.lsn, -1);
	drive_close(d);
	assert_log(b, "hang 77\nmedium 0\nspeed 1411\nspeed 1\ntray 2\nretries -1\nclose 1411\n");
}

/* What cannot be opened is told as if it had been opened here. */
static void test_faults_cross(void **state)
{
	struct bench *b = *state;
	const struct drive_settings s = { 0 };
	const char *const paths[] = { "/nothing/here", "/", "/dev/null", "" };
	struct drive *d = NULL;
	struct fault f, here;
	char longest[300];

	for (unsigned i = 0; i < ARRAY_LEN(paths); i++) {
		enum status st = node_open(paths[i], &s, &d, &here);

		memset(&f, 0x55, sizeof f);
		assert_int_not_equal(st, STATUS_OK);
		assert_int_equal(reader_open(b->program, paths[i], &s, &d, &f), st);
		assert_int_equal(f.status, st);
		assert_string_equal(f.place, here.place);
		assert_string_equal(f.detail, here.detail);
		if (here.reason)
			assert_string_equal(f.reason, here.reason);
		else
			assert_null(f.reason);
	}
	memset(longest, 'a', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	assert_int_equal(reader_open(b->program, longest, &s, &d, &f), STATUS_TOO_LARGE);
	assert_int_equal(reader_open(b->program, "/", &s, &d, NULL), STATUS_BAD_FILE);
	assert_null(d);
}

static void test_programs_that_are_no_reader(void **state)
{
	const struct drive_settings s = { 0 };
	struct drive *d = NULL;
	struct fault f;

	(void)state;
	assert_int_equal(reader_open("/nothing/here", "/", &s, &d, &f), STATUS_NOT_FOUND);
	assert_string_equal(f.place, "/nothing/here");
	assert_string_equal(f.reason, "the process that reads the drive cannot be started");
	assert_int_equal(reader_open("true", "/dev/sr0", &s, &d, &f), STATUS_DRIVE_GONE);
	assert_string_equal(f.place, "/dev/sr0");
	assert_string_equal(f.reason, "the process that reads the drive has failed");
	assert_null(d);
	assert_int_equal(reader_main(), READER_NOT_STARTED);
}

static void test_a_thousand_reads(void **state)
{
	struct bench *b = *state;
	struct drive *d;
	struct read_info got;
	char path[256];
	uint32_t dice = 1;

	make_file(b, path, 400 * 2048);
	d = opened(b, path);
	for (int i = 0; i < 1000; i++) {
		struct span at;

		dice = dice * 1664525u + 1013904223u;
		at.count = 1 + (int32_t)(dice >> 24) % FAKE_MOST;
		at.lsn = (int32_t)(dice >> 8 & 0xffff) % (400 - at.count);
		assert_int_equal(drive_read(d, at, b->buf, &got), STATUS_OK);
		assert_int_equal(got.good, at.count);
		assert_fake(b->buf, at.lsn, at.count);
	}
	drive_close(d);
}

/* A call that is under way in a thread of its own. */
struct under_way {
	struct drive *d;
	uint8_t *buf;
	int32_t lsn;
	enum status st;
	struct read_info got;
};

static void *read_there(void *arg)
{
	struct under_way *u = arg;

	u->st = drive_read(u->d, (struct span){ u->lsn, 1 }, u->buf, &u->got);
	return NULL;
}

static pthread_t begin(struct under_way *u)
{
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, read_there, u), 0);
	return thread;
}

static void test_now(void **state)
{
	struct bench *b = *state;
	const char *const drives[] = { b->fake, b->mmc }, *const commands[] = { "read", "READ(10)" };
	int64_t before = clock_now(clock_real());

	pipe_in(b, "started");
	pipe_in(b, "gate");
	for (unsigned i = 0; i < ARRAY_LEN(drives); i++) {
		struct under_way u = { .d = opened(b, drives[i]), .buf = b->buf, .lsn = FAKE_GATE };
		struct drive_now now;
		pthread_t thread = begin(&u);

		wait_at(b, "started");
		assert_true(drive_now(u.d, &now));
		assert_string_equal(now.command, commands[i]);
		assert_int_equal(now.lsn, FAKE_GATE);
		assert_true(now.since_ns >= before && now.since_ns <= clock_now(clock_real()));
		before = now.since_ns;
		open_gate(b);
		pthread_join(thread, NULL);
		assert_int_equal(u.st, STATUS_OK);
		assert_true(drive_now(u.d, &now));
		assert_string_equal(now.command, "");
		assert_int_equal(now.lsn, -1);
		drive_close(u.d);
	}
}

/* Readers of the note must see one command whole while it changes. */
static void *note_there(void *arg)
{
	for (int i = 0; i < 20000; i++)
		reader_note(arg, i % 2 ? "READ(12)" : "SET STREAMING", i % 2 ? 12 : -1);
	reader_note(arg, "end", 0);
	return NULL;
}

static void test_notes_are_whole(void **state)
{
	static struct reader_memory m;
	struct drive_now now = { 0 };
	pthread_t thread;

	(void)state;
	reader_note(&m, "a name that is longer than a name can be", 7);
	assert_true(reader_look(&m, &now));
	assert_string_equal(now.command, "a name that is longer t");
	reader_note(&m, "READ(12)", 12);
	assert_int_equal(pthread_create(&thread, NULL, note_there, &m), 0);
	do {
		if (!reader_look(&m, &now))
			continue;
		if (strcmp(now.command, "end") != 0)
			assert_int_equal(now.lsn, strcmp(now.command, "READ(12)") == 0 ? 12 : -1);
	} while (strcmp(now.command, "end") != 0);
	pthread_join(thread, NULL);
	atomic_fetch_or(&m.turn, 1);	/* it died over it */
	assert_false(reader_look(&m, &now));
	reader_note(&m, NULL, -1);
	assert_true(reader_look(&m, &now));
	assert_string_equal(now.command, "");
}

/* Waits until that process has ended, whether or not somebody has taken note of it. */
static void assert_ended(pid_t pid)
{
	char path[64], state;

	snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
	for (;;) {
		FILE *f = fopen(path, "r");
		int n = f ? fscanf(f, "%*d (%*[^)]) %c", &state) : 0;

		if (f)
			fclose(f);
		if (n != 1 || state == 'Z' || state == 'X')
			return;
		usleep(1000);
	}
}

static void test_a_killed_child(void **state)
{
	struct bench *b = *state;
	struct under_way u = { .d = opened(b, b->fake), .buf = b->buf, .lsn = FAKE_GATE };
	struct drive_abilities a = { .nspeeds = 1 };
	struct drive_now now;
	struct read_info got;
	struct medium m;
	pthread_t thread;
	pid_t pid = reader_pid(u.d);

	pipe_in(b, "started");
	pipe_in(b, "gate");
	thread = begin(&u);
	wait_at(b, "started");
	assert_int_equal(kill(pid, SIGKILL), 0);
	pthread_join(thread, NULL);
	assert_int_equal(u.st, STATUS_DRIVE_GONE);
	assert_int_equal(u.got.good, 0);
	assert_int_equal(drive_read(u.d, (struct span){ 0, 1 }, b->buf, &got), STATUS_DRIVE_GONE);
	assert_int_equal(drive_medium(u.d, &m), STATUS_DRIVE_GONE);
	assert_int_equal(drive_poll(u.d), STATUS_DRIVE_GONE);
	assert_int_equal(drive_set_speed(u.d, 0), STATUS_DRIVE_GONE);
	assert_int_equal(drive_abilities(u.d, &a), STATUS_DRIVE_GONE);
	assert_int_equal(a.nspeeds, 1);
	assert_true(drive_now(u.d, &now));
	assert_string_equal(now.command, "");
	drive_close(u.d);
	assert_ended(pid);
	assert_no_children();
	u.d = opened(b, b->fake);	/* opened anew */
	assert_int_equal(drive_read(u.d, (struct span){ 3, 1 }, b->buf, &got), STATUS_OK);
	assert_fake(b->buf, 3, 1);
	drive_close(u.d);
}

static void test_a_child_that_crashes(void **state)
{
	struct bench *b = *state;
	struct drive *d = opened(b, b->fake);
	struct read_info got;

	assert_int_equal(drive_read(d, (struct span){ FAKE_CRASH, 1 }, b->buf, &got), STATUS_DRIVE_GONE);
	assert_int_equal(got.good, 0);
	drive_close(d);
	assert_no_children();
}

/* The signals of a terminal, and those that end programs, are the parent's business. */
static void test_signals_pass_the_child_by(void **state)
{
	static const int signals[] = { SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGHUP, SIGTERM, SIGPIPE };
	struct bench *b = *state;
	struct drive *d = opened(b, b->fake);
	struct read_info got;

	assert_int_not_equal(getsid(reader_pid(d)), getsid(0));
	assert_int_not_equal(getpgid(reader_pid(d)), getpgid(0));
	for (unsigned i = 0; i < ARRAY_LEN(signals); i++)
		assert_int_equal(kill(reader_pid(d), signals[i]), 0);
	assert_int_equal(drive_read(d, (struct span){ 3, 1 }, b->buf, &got), STATUS_OK);
	assert_fake(b->buf, 3, 1);
	drive_close(d);
	assert_log(b, "hang 77\nclose 0\n");
}

static int descriptors(pid_t pid)
{
	char path[64];
	struct dirent *e;
	int n = 0;
	DIR *dir;

	snprintf(path, sizeof path, "/proc/%ld/fd", (long)pid);
	dir = opendir(path);
	assert_non_null(dir);
	while ((e = readdir(dir)))
		n += e->d_name[0] != '.';
	closedir(dir);
	return n;
}

static void test_the_child_holds_nothing_of_ours(void **state)
{
	struct bench *b = *state;
	int before = descriptors(getpid()), ours[8];
	char path[256], at[64], to[256];
	struct drive *d;
	ssize_t n;

	in_folder(b, path, "lock");
	for (unsigned i = 0; i < ARRAY_LEN(ours); i++)	/* not closed on exec */
		ours[i] = open(path, O_RDWR | O_CREAT, 0600);
	d = opened(b, b->fake);
	assert_int_equal(descriptors(reader_pid(d)), READER_MEMORY + 1);
	for (int fd = 0; fd < READER_SOCKET; fd++) {
		snprintf(at, sizeof at, "/proc/%ld/fd/%d", (long)reader_pid(d), fd);
		n = readlink(at, to, sizeof to - 1);
		assert_int_equal(n, 9);
		assert_memory_equal(to, "/dev/null", 9);
	}
	drive_close(d);
	for (unsigned i = 0; i < ARRAY_LEN(ours); i++)
		close(ours[i]);
	for (int i = 0; i < 20; i++)
		drive_close(opened(b, b->fake));
	assert_int_equal(descriptors(getpid()), before);
	assert_no_children();
}

/*
 * Runs `run` as another parent, with a drive and a thread that is in the gate; gives that parent, and the child's
 * number in *child.
 */
static pid_t other_parent(struct bench *b, const char *path, void (*run)(struct bench *b, struct drive *d),
			  pid_t *child)
{
	int tell[2];
	pid_t pid;

	assert_int_equal(pipe(tell), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct under_way u = { .d = opened(b, path), .buf = b->buf, .lsn = FAKE_GATE };
		pid_t reader = reader_pid(u.d);

		drive_set_speed(u.d, 706);
		drive_tray(u.d, TRAY_LOCK);
		begin(&u);
		if (write(tell[1], &reader, sizeof reader) == (ssize_t)sizeof reader)
			run(b, u.d);
		_exit(1);
	}
	close(tell[1]);
	assert_int_equal(read(tell[0], child, sizeof *child), sizeof *child);
	close(tell[0]);
	return pid;
}

static void stay(struct bench *b, struct drive *d)
{
	(void)b;
	(void)d;
	for (;;)
		pause();
}

static void test_a_killed_parent(void **state)
{
	struct bench *b = *state;
	pid_t child, parent;

	pipe_in(b, "started");
	pipe_in(b, "gate");
	pipe_in(b, "closed");
	parent = other_parent(b, b->fake, stay, &child);
	wait_at(b, "started");
	assert_int_equal(kill(parent, SIGKILL), 0);
	assert_int_equal(waitpid(parent, NULL, 0), parent);
	open_gate(b);		/* the drive lets go of it */
	wait_at(b, "closed");
	assert_ended(child);
	assert_log(b, "hang 77\nspeed 706\ntray 2\nclose 706\n");
}

/* The tray that was locked for the job must not stay locked. */
static void test_a_killed_parent_unlocks_the_tray(void **state)
{
	struct bench *b = *state;
	pid_t child, parent;

	pipe_in(b, "started");
	pipe_in(b, "gate");
	pipe_in(b, "closed");
	parent = other_parent(b, b->mmc, stay, &child);
	wait_at(b, "started");
	assert_int_equal(kill(parent, SIGKILL), 0);
	assert_int_equal(waitpid(parent, NULL, 0), parent);
	open_gate(b);
	wait_at(b, "closed");
	assert_ended(child);
	assert_log(b, "lock 1\nlock 0\nclose 0\n");
}

/* Leaves with a lock held, as if nothing were the matter. */
static void leave(struct bench *b, struct drive *d)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char path[256];
	int fd;

	(void)d;
	in_folder(b, path, "lock");
	fd = open(path, O_RDWR | O_CREAT, 0600);
	if (fd < 0 || fcntl(fd, F_OFD_SETLK, &lock) != 0 || write(fd, "intact", 6) != 6)
		_exit(1);
	wait_at(b, "started");
	/* From here on the child does not even run. */
	if (kill(reader_pid(d), SIGSTOP) != 0)
		_exit(1);
	exit(0);
}

static void test_a_hung_child_holds_nobody_up(void **state)
{
	struct bench *b = *state;
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char path[256], text[8] = "";
	pid_t child, parent;
	int status, fd;

	pipe_in(b, "started");
	pipe_in(b, "gate");
	parent = other_parent(b, b->fake, leave, &child);
	assert_int_equal(waitpid(parent, &status, 0), parent);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(kill(child, 0), 0);	/* it is still there */
	in_folder(b, path, "lock");
	fd = open(path, O_RDWR);
	assert_int_equal(fcntl(fd, F_OFD_SETLK, &lock), 0);
	assert_int_equal(read(fd, text, sizeof text), 6);
	assert_string_equal(text, "intact");
	close(fd);
	assert_log(b, "hang 77\nspeed 706\ntray 2\n");
	pipe_in(b, "closed");
	assert_int_equal(kill(child, SIGCONT), 0);
	open_gate(b);
	wait_at(b, "closed");
	assert_ended(child);
	assert_log(b, "hang 77\nspeed 706\ntray 2\nclose 706\n");
}

/* Closing a drive whose child does not run any more comes to an end; the child goes when it can. */
static void test_closing_a_stopped_child(void **state)
{
	struct bench *b = *state;
	struct drive *d = opened(b, b->fake);
	pid_t pid = reader_pid(d);

	pipe_in(b, "closed");
	assert_int_equal(kill(pid, SIGSTOP), 0);
	drive_close(d);
	assert_no_children();
	assert_int_equal(kill(pid, 0), 0);
	assert_int_equal(kill(pid, SIGCONT), 0);
	wait_at(b, "closed");
	assert_ended(pid);
	assert_log(b, "hang 77\nclose 0\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_program_itself, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_every_call, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_faults_cross, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_programs_that_are_no_reader, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_thousand_reads, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_now, set_up, tear_down),
		cmocka_unit_test(test_notes_are_whole),
		cmocka_unit_test_setup_teardown(test_a_killed_child, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_child_that_crashes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_signals_pass_the_child_by, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_child_holds_nothing_of_ours, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_killed_parent, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_killed_parent_unlocks_the_tray, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_hung_child_holds_nobody_up, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_closing_a_stopped_child, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("drive/reader", tests, NULL, NULL);
}
