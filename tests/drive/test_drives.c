#include "config.h"
#include "tests/drive/script.h"

#include "drive/drives_parts.h"
#include "drive/node.h"
#include "sim/sim.h"

#include <cdio/logging.h>
#include <grp.h>
#include <sys/stat.h>

/*
 * The list of drives, over worlds that only count what is done to them: linked instead of the simulation, which has
 * tests of its own. A scenario here is a file with the names of its drives, one letter each.
 */
struct sim {
	char names[8][2];
	int drives;
	double pace;
	int inserted, gone;	/* bit per drive */
	struct script script;
};

static struct {
	int loaded, freed;
	struct sim *last;
} worlds;

enum status sim_load(const char *path, struct sim **out, struct fault *f)
{
	FILE *file = fopen(path, "r");
	struct sim *w = calloc(1, sizeof *w);
	int c;

	assert_non_null(file);
	assert_non_null(w);
	while ((c = getc(file)) >= 'A')
		w->names[w->drives++][0] = (char)c;
	fclose(file);
	if (c == '?') {
		free(w);
		return fault_set(f, STATUS_BAD_FILE, path, 3, "what is this", NULL);
	}
	worlds.loaded++;
	worlds.last = *out = w;
	return STATUS_OK;
}

void sim_free(struct sim *w)
{
	worlds.freed++;
	free(w);
}

void sim_set_pace(struct sim *w, double pace)
{
	w->pace = pace;
}

double sim_wanted_pace(const struct sim *w)
{
	(void)w;
	return 12;
}

int sim_drives(const struct sim *w)
{
	return w->drives;
}

const char *sim_drive_name(const struct sim *w, int drive)
{
	return w->names[drive];
}

int sim_find_drive(const struct sim *w, const char *name)
{
	for (int i = 0; i < w->drives; i++)
		if (strcmp(w->names[i], name) == 0)
			return i;
	return -1;
}

bool sim_here(struct sim *w, int drive)
{
	return !(w->gone >> drive & 1);
}

struct transport *sim_transport(struct sim *w, int drive)
{
	static const uint8_t inquiry[36] = { 0x05, 0x80, 0x05, 0x32, 31, 0, 0, 0, 'S', 'I', 'M', ' ', ' ', ' ', ' ', ' ',
					     'T', 'O', 'Y', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ',
					     '1', '.', '0', '0' };
	static const struct step steps[] = {
		{ .cdb = INQUIRY, .data = inquiry, .data_len = sizeof inquiry },
		{ .cdb = SERIAL(2), CHECK(5, 0x24, 0) }, { .cdb = SERIAL(0), CHECK(5, 0x20, 0) },
		{ .cdb = SERIAL_PAGE, CHECK(5, 0x24, 0) },
	};

	assert_in_range(drive, 0, w->drives - 1);
	script_init(&w->script, steps, ARRAY_LEN(steps));
	return &w->script.t;
}

enum status sim_insert(struct sim *w, int drive)
{
	w->inserted |= 1 << drive;
	return STATUS_OK;
}

/* What a file would say of itself if it were a drive; NULL: nothing. */
static const char *own_serial;

enum status __real_node_open(const char *path, const struct drive_settings *s, struct drive **out, struct fault *f);
enum status __wrap_node_open(const char *path, const struct drive_settings *s, struct drive **out, struct fault *f);
enum status __wrap_node_open(const char *path, const struct drive_settings *s, struct drive **out, struct fault *f)
{
	enum status st = __real_node_open(path, s, out, f);

	if (st == STATUS_OK && own_serial)
		snprintf((*out)->id.serial, sizeof (*out)->id.serial, "%s", own_serial);
	return st;
}

/* How a reader process was asked for: "PROGRAM PATH SECTOR_SIZE". */
static char asked_for[600];

enum status __wrap_reader_open(const char *program, const char *path, const struct drive_settings *s, struct drive **out,
			       struct fault *f);
enum status __wrap_reader_open(const char *program, const char *path, const struct drive_settings *s, struct drive **out,
			       struct fault *f)
{
	(void)out;
	snprintf(asked_for, sizeof asked_for, "%s %s %d", program, path, s->sector_size);
	return fault_set(f, STATUS_STUCK, path, 0, NULL, NULL);
}

struct bench {
	struct log *log;
	struct drives *ds;
	struct fault f;
	const char *folder;
};

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	memset(&worlds, 0, sizeof worlds);
	b->log = log_new(16);
	b->ds = drives_new(b->log);
	b->folder = scratch_folder("tests/drive/drives");
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	drives_free(b->ds);
	assert_int_equal(worlds.freed, worlds.loaded);
	log_free(b->log);
	free(b);
	return 0;
}

static void put_file(const struct bench *b, const char *name, const char *text)
{
	char path[300];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", b->folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* "%" in a spec stands for the scratch folder. */
static const char *expand(const struct bench *b, const char *spec)
{
	static char out[2][600];
	static int turn;
	const char *mark = strchr(spec, '%');

	turn = !turn;
	if (mark)
		snprintf(out[turn], sizeof out[turn], "%.*s%s%s", (int)(mark - spec), spec, b->folder, mark + 1);
	else
		snprintf(out[turn], sizeof out[turn], "%s", spec);
	return out[turn];
}

static enum status add(struct bench *b, const char *spec)
{
	b->f = (struct fault){ 0 };
	return drives_add(b->ds, expand(b, spec), &b->f);
}

static enum status try_open(struct bench *b, const char *spec, struct drive **d)
{
	const struct drive_settings settings = { 0 };

	*d = NULL;
	b->f = (struct fault){ 0 };
	return drives_open(b->ds, expand(b, spec), &settings, d, &b->f);
}

static void assert_spec(struct bench *b, int i, const char *spec)
{
	char got[256];

	drives_spec(b->ds, i, got);
	assert_string_equal(got, expand(b, spec));
}

static void test_files(void **state)
{
	struct bench *b = *state;
	struct drive *d;

	put_file(b, "one.iso", "data");
	put_file(b, "two.iso", "data");
	assert_int_equal(add(b, "%/one.iso"), STATUS_OK);
	assert_int_equal(add(b, "%/two.iso"), STATUS_OK);
	assert_int_equal(symlink("two.iso", expand(b, "%/link.iso")), 0);
	/* the same under other names */
	assert_int_equal(add(b, "%/./one.iso"), STATUS_OK);
	assert_int_equal(add(b, "%/link.iso"), STATUS_OK);
	assert_int_equal(drives_count(b->ds), 2);
	assert_spec(b, 0, "%/one.iso");
	assert_spec(b, 1, "%/two.iso");
	assert_spec(b, 2, "");
	assert_spec(b, -1, "");
	assert_int_equal(try_open(b, "%/link.iso", &d), STATUS_OK);
	assert_string_equal(d->ops->name, "block");
	assert_string_equal(d->id.name, "link.iso");
	drive_close(d);
	assert_int_equal(drives_insert(b->ds, expand(b, "%/one.iso")), STATUS_UNSUPPORTED);
	assert_false(drives_are_simulated("/dev/sr0"));
	assert_false(drives_are_simulated("sim"));
}

static void test_errors(void **state)
{
	struct bench *b = *state;
	struct drive *d;
	char longest[400];

	assert_int_equal(add(b, ""), STATUS_NOT_FOUND);
	assert_string_equal(b->f.reason, "no drive is named");
	assert_int_equal(add(b, "%/nothing.iso"), STATUS_NOT_FOUND);
	assert_string_equal(b->f.place, expand(b, "%/nothing.iso"));
	assert_int_equal(add(b, "sim:%/nothing.sim"), STATUS_NOT_FOUND);
	assert_string_equal(b->f.place, expand(b, "%/nothing.sim"));
	assert_int_equal(add(b, "sim:%/nothing.sim#A"), STATUS_NOT_FOUND);
	assert_string_equal(b->f.place, expand(b, "%/nothing.sim"));
	assert_int_equal(add(b, "sim:"), STATUS_NOT_FOUND);
	assert_int_equal(add(b, "sim:#A"), STATUS_NOT_FOUND);
	assert_int_equal(drives_insert(b->ds, expand(b, "sim:%/nothing.sim#A")), STATUS_NOT_FOUND);
	assert_int_equal(drives_insert(b->ds, ""), STATUS_NOT_FOUND);
	memset(longest, 'x', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	assert_int_equal(add(b, longest), STATUS_TOO_LARGE);
	memcpy(longest, "sim:", 4);
	assert_int_equal(add(b, longest), STATUS_TOO_LARGE);
	put_file(b, "bad.sim", "AB?");
	assert_int_equal(add(b, "sim:%/bad.sim"), STATUS_BAD_FILE);
	assert_int_equal(b->f.line, 3);
	put_file(b, "none.sim", "");
	assert_int_equal(add(b, "sim:%/none.sim"), STATUS_NOT_FOUND);
	assert_string_equal(b->f.reason, "the scenario has no such drive");
	assert_int_equal(drives_count(b->ds), 0);
	assert_int_equal(try_open(b, "%", &d), STATUS_BAD_FILE);
	assert_int_equal(try_open(b, "", &d), STATUS_NOT_FOUND);
	assert_null(d);
}

static void test_worlds(void **state)
{
	struct bench *b = *state;
	struct drive *d;

	put_file(b, "x.sim", "AB");
	drives_set_pace(b->ds, 10);
	/* one drive is named, and all become known, since the disc may move */
	assert_int_equal(add(b, "sim:%/x.sim#B"), STATUS_OK);
	assert_int_equal(drives_count(b->ds), 2);
	assert_spec(b, 0, "sim:%/x.sim#A");
	assert_spec(b, 1, "sim:%/x.sim#B");
	assert_true(worlds.last->pace > 9 && worlds.last->pace < 11);
	/* under any name it is one world */
	assert_int_equal(add(b, "sim:%/./x.sim"), STATUS_OK);
	assert_int_equal(add(b, "sim:%/x.sim#A"), STATUS_OK);
	assert_int_equal(worlds.loaded, 1);
	assert_int_equal(drives_count(b->ds), 2);
	assert_int_equal(add(b, "sim:%/x.sim#C"), STATUS_NOT_FOUND);
	assert_string_equal(b->f.detail, "C");
	assert_int_equal(add(b, "sim:%/x.sim#b"), STATUS_NOT_FOUND);

	assert_int_equal(try_open(b, "sim:%/x.sim", &d), STATUS_OK);
	assert_string_equal(d->id.name, "A");
	assert_string_equal(d->id.spec, expand(b, "sim:%/x.sim#A"));
	assert_string_equal(d->id.model, "TOY");
	assert_string_equal(d->ops->name, "mmc");
	drive_close(d);
	assert_int_equal(try_open(b, "sim:%/x.sim#B", &d), STATUS_OK);
	assert_string_equal(d->id.name, "B");
	drive_close(d);
	assert_int_equal(worlds.loaded, 1);
	assert_int_equal(try_open(b, "sim:%/x.sim#C", &d), STATUS_NOT_FOUND);
	assert_null(d);

	assert_int_equal(drives_insert(b->ds, expand(b, "sim:%/x.sim#B")), STATUS_OK);
	assert_int_equal(worlds.last->inserted, 1 << 1);
	assert_true(drives_are_simulated("sim:x"));

	put_file(b, "watched.sim", "A");
	drives_set_pace(b->ds, -1);	/* as the scenario says */
	assert_int_equal(add(b, "sim:%/watched.sim"), STATUS_OK);
	assert_true(worlds.last->pace > 11 && worlds.last->pace < 13);
}

/* A '#' may belong to the file, or to a folder. */
static void test_names_with_hash(void **state)
{
	struct bench *b = *state;
	struct drive *d;

	put_file(b, "x#1.sim", "AB");
	assert_int_equal(add(b, "sim:%/x#1.sim"), STATUS_OK);
	assert_spec(b, 1, "sim:%/x#1.sim#B");
	assert_int_equal(try_open(b, "sim:%/x#1.sim#B", &d), STATUS_OK);
	assert_string_equal(d->id.name, "B");
	drive_close(d);
	assert_int_equal(mkdir(expand(b, "%/a#b"), 0755), 0);
	put_file(b, "a#b/y.sim", "A");
	assert_int_equal(add(b, "sim:%/a#b/y.sim"), STATUS_OK);
	assert_spec(b, 2, "sim:%/a#b/y.sim#A");
	assert_int_equal(worlds.loaded, 2);
}

/* Whatever the machine has: block devices, each once. */
static void test_machine(void **state)
{
	struct bench *b = *state;
	int found = drives_find(b->ds);

	assert_int_equal(drives_count(b->ds), found);
	for (int i = 0; i < found; i++) {
		char spec[256];
		struct stat sb;

		drives_spec(b->ds, i, spec);
		assert_int_equal(stat(spec, &sb), 0);
		assert_true(S_ISBLK(sb.st_mode));
	}
	assert_int_equal(drives_find(b->ds), 0);
	assert_int_equal(drives_count(b->ds), found);
}

/* What libcdio has to say goes to our log, whole and as it is, and nowhere else once the log is gone. */
static void test_libcdio_log(void **state)
{
	struct bench *b = *state;
	unsigned long before = log_last(b->log);
	struct log_line line;

	cdio_warn("the drive %s says %d%%", "X", 7);
	assert_int_equal(log_copy(b->log, before, &line, 1), 1);
	assert_string_equal(line.source, "libcdio");
	assert_string_equal(line.detail, "the drive X says 7%");
	assert_int_equal(line.level, LOG_WARNING);
	assert_null(line.text);
	drives_free(b->ds);
	cdio_warn("nobody hears this");
	assert_int_equal(log_last(b->log), before + 1);
	b->ds = drives_new(b->log);
}

/* A finder that tells what it is told to: links in the scratch folder stand for nodes. */
struct told {
	struct finder finder;	/* first */
	struct drive_id id[4];
	int n, asked, closed;
	int fd;
};

static int told_list(struct finder *f, found_drive *found, void *arg)
{
	struct told *t = (struct told *)f;

	t->asked++;
	for (int i = 0; i < t->n; i++)
		found(arg, &t->id[i]);
	return t->n;
}

static int told_fd(struct finder *f)
{
	return ((struct told *)f)->fd;
}

static void told_close(struct finder *f)
{
	((struct told *)f)->closed++;
}

static const struct finder_ops told_ops = {
	.name = "told", .list = told_list, .fd = told_fd, .close = told_close,
};

/* Says from now on that there is a drive on that node. */
static void tell(struct bench *b, struct told *t, const char *node, const char *model, const char *serial, const char *bus)
{
	struct drive_id *id = &t->id[t->n++];

	put_file(b, node, "a disc");
	*id = (struct drive_id){ 0 };
	snprintf(id->spec, sizeof id->spec, "%s/%s", b->folder, node);
	node_name(id->name, sizeof id->name, id->spec);
	snprintf(id->model, sizeof id->model, "%s", model);
	snprintf(id->serial, sizeof id->serial, "%s", serial);
	snprintf(id->bus, sizeof id->bus, "%s", bus);
}

static void use(struct bench *b, struct told *first, struct told *second)
{
	struct finder *const list[FINDERS] = { &first->finder, second ? &second->finder : NULL };

	*first = (struct told){ .finder.ops = &told_ops, .fd = 77 };
	if (second)
		*second = (struct told){ .finder.ops = &told_ops, .fd = -1 };
	drives_use_finders(b->ds, list);
}

/* Two equal drives, told apart by where they are; one goes, and comes back under another name. */
static void test_hot_plug(void **state)
{
	struct bench *b = *state;
	struct told t;
	struct drive *d;
	struct drive_id id;
	char listed[256];

	use(b, &t, NULL);
	assert_int_equal(drives_watch_fd(b->ds), 77);
	tell(b, &t, "sr0", "PX-716A", "", "ata-1");
	tell(b, &t, "sr1", "PX-716A", "", "usb-0:2:1.0");
	assert_int_equal(drives_find(b->ds), 2);
	assert_int_equal(drives_find(b->ds), 0);
	assert_int_equal(drives_count(b->ds), 2);
	assert_spec(b, 0, "%/sr0");
	assert_spec(b, 1, "%/sr1");
	drives_id(b->ds, 1, &id);
	assert_string_equal(id.name, "sr1");
	assert_string_equal(id.model, "PX-716A");
	assert_string_equal(id.bus, "usb-0:2:1.0");
	assert_string_equal(id.spec, expand(b, "%/sr1"));
	/* what the drive does not say of itself is taken from what the system says */
	assert_int_equal(try_open(b, "%/sr1", &d), STATUS_OK);
	assert_string_equal(d->id.bus, "usb-0:2:1.0");
	assert_string_equal(d->id.model, "PX-716A");
	drive_close(d);

	t.n = 1;		/* pulled out */
	unlink(expand(b, "%/sr1"));
	assert_int_equal(drives_find(b->ds), 0);
	assert_true(drives_here(b->ds, 0));
	assert_false(drives_here(b->ds, 1));
	assert_int_equal(drives_count(b->ds), 2);
	assert_int_equal(try_open(b, "%/sr1", &d), STATUS_NOT_FOUND);

	tell(b, &t, "sr2", "PX-716A", "", "usb-0:2:1.0");
	assert_int_equal(drives_find(b->ds), 1);
	assert_int_equal(drives_count(b->ds), 2);
	assert_true(drives_here(b->ds, 1));
	assert_spec(b, 1, "%/sr2");
	drives_listed(b->ds, expand(b, "%/sr1"), listed);
	assert_string_equal(listed, expand(b, "%/sr2"));
	/* whoever has the old name gets the same drive */
	assert_int_equal(try_open(b, "%/sr1", &d), STATUS_OK);
	assert_string_equal(d->id.spec, expand(b, "%/sr2"));
	assert_string_equal(d->id.name, "sr2");
	drive_close(d);

	tell(b, &t, "sr1", "LTR-52327S", "", "usb-0:3:1.0");	/* another one under that name */
	assert_int_equal(drives_find(b->ds), 1);
	assert_spec(b, 1, "%/sr2");
	assert_spec(b, 2, "%/sr1");
	drives_listed(b->ds, expand(b, "%/sr1"), listed);
	assert_string_equal(listed, expand(b, "%/sr1"));
	drives_use_finders(b->ds, (struct finder *const[FINDERS]){ NULL });
	assert_int_equal(t.closed, 1);
}

/* By its serial number a drive is known in another port, and when two change their names at once. */
static void test_serials(void **state)
{
	struct bench *b = *state;
	struct told t;

	use(b, &t, NULL);
	tell(b, &t, "sr0", "PX-716A", "111", "usb-0:1:1.0");
	tell(b, &t, "sr1", "PX-716A", "222", "usb-0:2:1.0");
	assert_int_equal(drives_find(b->ds), 2);
	t.n = 0;
	assert_int_equal(drives_find(b->ds), 0);
	assert_false(drives_here(b->ds, 0) || drives_here(b->ds, 1));
	tell(b, &t, "sr0", "PX-716A", "222", "usb-0:4:1.0");
	tell(b, &t, "sr1", "PX-716A", "111", "usb-0:3:1.0");
	assert_int_equal(drives_find(b->ds), 2);
	assert_int_equal(drives_count(b->ds), 2);
	assert_spec(b, 0, "%/sr1");
	assert_spec(b, 1, "%/sr0");
	/* a stranger in the same port is a stranger, even on the same node, and without the old one being missed first */
	t.n = 0;
	tell(b, &t, "sr0", "PX-716A", "333", "usb-0:4:1.0");
	tell(b, &t, "sr1", "PX-716A", "111", "usb-0:3:1.0");
	assert_int_equal(drives_find(b->ds), 1);
	assert_int_equal(drives_count(b->ds), 3);
	assert_false(drives_here(b->ds, 1));
	assert_spec(b, 2, "%/sr0");
	drives_use_finders(b->ds, (struct finder *const[FINDERS]){ NULL });
}

/* A drive that the system tells nothing of but its make, in another port: only the drive itself knows its number. */
static void test_number_of_its_own(void **state)
{
	struct bench *b = *state;
	struct told t;
	struct drive *d;
	char listed[256];

	use(b, &t, NULL);
	tell(b, &t, "sr0", "PX-716A", "", "usb-0:1:1.0");
	assert_int_equal(drives_find(b->ds), 1);
	own_serial = "111";
	assert_int_equal(try_open(b, "%/sr0", &d), STATUS_OK);
	assert_string_equal(d->id.serial, "111");
	drive_close(d);
	t.n = 0;
	drives_find(b->ds);
	unlink(expand(b, "%/sr0"));
	tell(b, &t, "sr1", "PX-716A", "", "usb-0:2:1.0");
	assert_int_equal(drives_find(b->ds), 1);
	assert_int_equal(drives_count(b->ds), 2);	/* it may be another one */
	drives_listed(b->ds, expand(b, "%/sr0"), listed);
	assert_string_equal(listed, expand(b, "%/sr0"));
	assert_int_equal(try_open(b, "%/sr1", &d), STATUS_OK);
	drive_close(d);
	drives_listed(b->ds, expand(b, "%/sr0"), listed);
	assert_string_equal(listed, expand(b, "%/sr1"));
	assert_int_equal(try_open(b, "%/sr0", &d), STATUS_OK);
	assert_string_equal(d->id.name, "sr1");
	drive_close(d);
	/* a third, with a number of its own, is not the first */
	tell(b, &t, "sr2", "PX-716A", "", "usb-0:3:1.0");
	drives_find(b->ds);
	own_serial = "333";
	assert_int_equal(try_open(b, "%/sr2", &d), STATUS_OK);
	drive_close(d);
	drives_listed(b->ds, expand(b, "%/sr0"), listed);
	assert_string_equal(listed, expand(b, "%/sr1"));
	own_serial = NULL;
	drives_use_finders(b->ds, (struct finder *const[FINDERS]){ NULL });
}

/* One number for every bay of an enclosure: then the bay tells. */
static void test_shared_serial(void **state)
{
	struct bench *b = *state;
	struct told t;

	use(b, &t, NULL);
	tell(b, &t, "sr0", "PX-716A", "0123", "usb-0:1:1.0");
	tell(b, &t, "sr1", "PX-716A", "0123", "usb-0:2:1.0");
	assert_int_equal(drives_find(b->ds), 2);
	t.n = 0;
	drives_find(b->ds);
	tell(b, &t, "sr3", "PX-716A", "0123", "usb-0:2:1.0");
	tell(b, &t, "sr4", "PX-716A", "0123", "usb-0:1:1.0");
	assert_int_equal(drives_find(b->ds), 2);
	assert_spec(b, 0, "%/sr4");
	assert_spec(b, 1, "%/sr3");
	drives_use_finders(b->ds, (struct finder *const[FINDERS]){ NULL });
}

/* The next way of finding is asked only when the first finds nothing; named drives are followed without adding others. */
static void test_ways_of_finding(void **state)
{
	struct bench *b = *state;
	struct told first, second;

	use(b, &first, &second);
	tell(b, &second, "sr0", "PX-716A", "", "ata-1");
	tell(b, &second, "sr1", "PX-716A", "", "ata-2");
	put_file(b, "disc.iso", "data");
	assert_int_equal(add(b, "%/disc.iso"), STATUS_OK);
	assert_int_equal(add(b, "%/sr1"), STATUS_OK);
	assert_int_equal(drives_refresh(b->ds), 0);
	assert_int_equal(drives_count(b->ds), 2);
	assert_int_equal(first.asked, 1);
	assert_int_equal(second.asked, 1);
	second.n = 1;
	assert_int_equal(drives_refresh(b->ds), 0);
	assert_true(drives_here(b->ds, 0));	/* files are not looked for */
	assert_false(drives_here(b->ds, 1));
	assert_false(drives_here(b->ds, 2) || drives_here(b->ds, -1));
	tell(b, &first, "sr1", "PX-716A", "", "ata-2");
	assert_int_equal(drives_refresh(b->ds), 1);
	assert_true(drives_here(b->ds, 1));
	assert_int_equal(second.asked, 2);
	assert_int_equal(drives_find(b->ds), 0);
	assert_int_equal(drives_count(b->ds), 2);
	drives_use_finders(b->ds, (struct finder *const[FINDERS]){ NULL });
}

/* What was found out is there in the next run, for that drive and no other; of a simulated one only in this run. */
static void test_abilities(void **state)
{
	static const struct drive_abilities found = { .mmc = ABILITY_YES, .c2 = ABILITY_NO, .nspeeds = 1, .speeds = { 706 } };
	struct drive_abilities a;
	struct bench *b = *state;
	struct drive_id real, sim;
	struct told t;
	struct drive *d;
	char folder[300];

	use(b, &t, NULL);
	tell(b, &t, "sr0", "PX-716A", "111", "usb-0:1:1.0");
	drives_find(b->ds);
	snprintf(folder, sizeof folder, "%s/state/discnurse", b->folder);
	drives_set_state(b->ds, folder);
	assert_int_equal(try_open(b, "%/sr0", &d), STATUS_OK);
	real = d->id;
	drive_close(d);
	put_file(b, "x.sim", "A");
	assert_int_equal(add(b, "sim:%/x.sim"), STATUS_OK);
	assert_int_equal(try_open(b, "sim:%/x.sim", &d), STATUS_OK);
	sim = d->id;
	drive_close(d);
	assert_false(drives_abilities(b->ds, &real, &a));
	assert_int_equal(a.mmc, ABILITY_UNKNOWN);
	assert_false(drives_abilities(b->ds, &sim, &a));
	drives_keep_abilities(b->ds, &real, &found);
	drives_keep_abilities(b->ds, &sim, &found);
	assert_true(drives_abilities(b->ds, &sim, &a));
	assert_memory_equal(&a, &found, sizeof a);

	drives_free(b->ds);
	b->ds = drives_new(b->log);
	drives_set_state(b->ds, folder);
	assert_int_equal(add(b, "sim:%/x.sim"), STATUS_OK);
	assert_false(drives_abilities(b->ds, &sim, &a));
	assert_true(drives_abilities(b->ds, &real, &a));
	assert_int_equal(a.mmc, ABILITY_YES);
	assert_int_equal(a.c2, ABILITY_NO);
	assert_int_equal(a.fua, ABILITY_UNKNOWN);
	assert_int_equal(a.speeds[0], 706);
	strcpy(real.serial, "222");
	strcpy(real.spec, "elsewhere");
	assert_false(drives_abilities(b->ds, &real, &a));
	/* a folder that cannot be made is said, and nothing else */
	put_file(b, "file", "x");
	snprintf(folder, sizeof folder, "%s/file/discnurse", b->folder);
	drives_set_state(b->ds, folder);
	drives_keep_abilities(b->ds, &real, &found);
	assert_true(log_last(b->log) > 0);
}

/* Files and devices are read by a process of their own where one is given; simulated drives live in this one. */
static void test_reader(void **state)
{
	struct bench *b = *state;
	const struct drive_settings settings = { .sector_size = 2352 };
	char want[700];
	struct drive *d;

	put_file(b, "disc.iso", "data");
	put_file(b, "x.sim", "A");
	drives_set_reader(b->ds, "/usr/bin/reads");
	assert_int_equal(drives_open(b->ds, expand(b, "%/disc.iso"), &settings, &d, &b->f), STATUS_STUCK);
	snprintf(want, sizeof want, "/usr/bin/reads %s 2352", expand(b, "%/disc.iso"));
	assert_string_equal(asked_for, want);
	assert_int_equal(try_open(b, "sim:%/x.sim#A", &d), STATUS_OK);
	drive_close(d);
	drives_set_reader(b->ds, NULL);
	assert_int_equal(try_open(b, "%/disc.iso", &d), STATUS_OK);
	drive_close(d);
}

/* Whom a node belongs to; root's own group is nothing to join. */
static void test_group(void **state)
{
	struct bench *b = *state;
	const struct group *mine = getgrgid(getegid());
	char got[33];

	put_file(b, "node", "x");
	assert_int_equal(chmod(expand(b, "%/node"), 0640), 0);
	drives_group(b->ds, expand(b, "%/node"), got);
	assert_string_equal(got, getegid() != 0 && mine ? mine->gr_name : "");
	if (geteuid() == 0 && (mine = getgrnam("cdrom"))) {
		assert_int_equal(chown(expand(b, "%/node"), 0, mine->gr_gid), 0);
		drives_group(b->ds, expand(b, "%/node"), got);
		assert_string_equal(got, "cdrom");
		assert_int_equal(chmod(expand(b, "%/node"), 0600), 0);	/* nor is it of use to be in it */
		drives_group(b->ds, expand(b, "%/node"), got);
		assert_string_equal(got, "");
	}
	drives_group(b->ds, expand(b, "%/nothing"), got);
	assert_string_equal(got, "");
	drives_group(b->ds, "sim:x", got);
	assert_string_equal(got, "");
}

/* A simulated drive comes back under another name. */
static void test_sim_returns(void **state)
{
	struct bench *b = *state;
	struct drive *d;
	char listed[256];

	put_file(b, "x#1.sim", "AB");
	assert_int_equal(add(b, "sim:%/x#1.sim"), STATUS_OK);
	assert_int_equal(drives_refresh(b->ds), 0);
	worlds.last->gone = 1 << 1;
	assert_int_equal(drives_refresh(b->ds), 0);
	assert_true(drives_here(b->ds, 0));
	assert_false(drives_here(b->ds, 1));
	worlds.last->gone = 0;
	assert_int_equal(drives_refresh(b->ds), 1);	/* as it was */
	assert_true(drives_here(b->ds, 1));
	assert_spec(b, 1, "sim:%/x#1.sim#B");
	worlds.last->names[1][0] = 'C';
	assert_int_equal(drives_refresh(b->ds), 1);
	assert_int_equal(drives_refresh(b->ds), 0);
	assert_int_equal(drives_count(b->ds), 2);
	assert_spec(b, 1, "sim:%/x#1.sim#C");
	drives_listed(b->ds, expand(b, "sim:%/x#1.sim#B"), listed);
	assert_string_equal(listed, expand(b, "sim:%/x#1.sim#C"));
	assert_int_equal(try_open(b, "sim:%/x#1.sim#B", &d), STATUS_OK);
	assert_string_equal(d->id.name, "C");
	drive_close(d);
	assert_int_equal(try_open(b, "sim:%/x#1.sim#D", &d), STATUS_NOT_FOUND);
	worlds.last->names[1][0] = 'B';		/* and once more, as before */
	assert_int_equal(drives_find(b->ds), 1);
	assert_spec(b, 1, "sim:%/x#1.sim#B");
	drives_listed(b->ds, expand(b, "sim:%/x#1.sim#C"), listed);
	assert_string_equal(listed, expand(b, "sim:%/x#1.sim#B"));
	assert_int_equal(try_open(b, "sim:%/x#1.sim#B", &d), STATUS_OK);
	assert_string_equal(d->id.name, "B");
	drive_close(d);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_files), TEST(test_errors), TEST(test_worlds), TEST(test_names_with_hash), TEST(test_machine),
		TEST(test_libcdio_log), TEST(test_hot_plug), TEST(test_serials), TEST(test_shared_serial),
		TEST(test_number_of_its_own), TEST(test_group), TEST(test_reader), TEST(test_abilities),
		TEST(test_ways_of_finding), TEST(test_sim_returns),
	};

	return cmocka_run_group_tests_name("drive/drives", tests, NULL, NULL);
}
