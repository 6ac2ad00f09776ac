#include "config.h"
#include "drive/find.h"

#include "base/hash.h"
#include "drive/node.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cdio/cdio.h>
#include <cdio/device.h>
#include <cdio/logging.h>

/* libcdio's handler gets no argument of ours, and its calls are not made for threads: so this one place is static. */
static pthread_mutex_t cdio_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t sink_lock = PTHREAD_MUTEX_INITIALIZER;
static struct log *sink;	/* borrowed, NULL: messages are dropped */

void find_lock(void)
{
	pthread_mutex_lock(&cdio_lock);
}

void find_unlock(void)
{
	pthread_mutex_unlock(&cdio_lock);
}

static void on_cdio_log(cdio_log_level_t level, const char msg[])
{
	static const enum log_level levels[] = {
		[CDIO_LOG_DEBUG] = LOG_DETAIL, [CDIO_LOG_INFO] = LOG_DETAIL, [CDIO_LOG_WARN] = LOG_WARNING,
		[CDIO_LOG_ERROR] = LOG_ERROR, [CDIO_LOG_ASSERT] = LOG_ERROR,
	};

	pthread_mutex_lock(&sink_lock);
	if (sink)
		log_add(sink, (unsigned)level < ARRAY_LEN(levels) ? levels[level] : LOG_NOTE, "libcdio", NULL, "%s",
			msg);
	pthread_mutex_unlock(&sink_lock);
}

void find_log_to(struct log *log)
{
	pthread_mutex_lock(&sink_lock);
	sink = log;
	pthread_mutex_unlock(&sink_lock);
	cdio_log_set_handler(on_cdio_log);
}

void find_log_end(struct log *log)
{
	pthread_mutex_lock(&sink_lock);
	if (sink == log)
		sink = NULL;
	pthread_mutex_unlock(&sink_lock);
}

void find_all(struct finder *const list[], int n, found_drive *found, void *arg)
{
	for (int i = 0, met = 0; i < n && met == 0; i++)
		if (list[i])
			met = list[i]->ops->list(list[i], found, arg);
}

int finder_fd(struct finder *f)
{
	return f && f->ops->fd ? f->ops->fd(f) : -1;
}

void finder_close(struct finder *f)
{
	if (f)
		f->ops->close(f);
}

/*
 * Drives by the names of their nodes, and those that libcdio knows besides. libcdio opens what it lists, so it is asked
 * only when nodes have come or gone.
 */
enum { MOST_NODES = 32 };

struct cdio_finder {
	struct finder finder;	/* first */
	uint64_t nodes;		/* a hash of those there were when libcdio was asked; 0: it was not */
	char node[MOST_NODES][256];	/* what it said */
	int n;
};

static bool is_block(const char *node, struct stat *sb)
{
	return stat(node, sb) == 0 && S_ISBLK(sb->st_mode);
}

static void tell(const char *node, const struct stat *sb, found_drive *found, void *arg)
{
	struct drive_id id = { 0 };

	snprintf(id.spec, sizeof id.spec, "%s", node);
	node_name(id.name, sizeof id.name, node);
	sysfs_describe("/sys", sb->st_rdev, &id);
	found(arg, &id);
}

/* The nodes that an optical drive may have, by which a change shows. */
static uint64_t hash_nodes(void)
{
	static const char *const forms[] = { "/dev/sr%d", "/dev/cd%d", "/dev/cdrom%d", "/dev/hd%d" };
	uint64_t h = 1;

	for (int i = 0; i < MOST_NODES * (int)ARRAY_LEN(forms); i++) {
		char node[32];
		struct stat sb;

		snprintf(node, sizeof node, forms[i / MOST_NODES], i % MOST_NODES);
		if (is_block(node, &sb))
			h = hash_mix(hash_mix(h, (uint64_t)i), hash_mix((uint64_t)sb.st_rdev, (uint64_t)sb.st_ino));
	}
	return h ? h : 1;
}

static bool is_sr(const char *node)
{
	return strncmp(node, "/dev/sr", 7) == 0;
}

static void ask_libcdio(struct cdio_finder *f)
{
	driver_id_t driver = DRIVER_DEVICE;
	char **nodes;

	f->n = 0;
	pthread_mutex_lock(&cdio_lock);
	nodes = cdio_get_devices_ret(&driver);
	for (char **node = nodes; node && *node && f->n < MOST_NODES; node++) {
		struct stat sb;

		/* libcdio takes any file that opens for a drive. */
		if (is_block(*node, &sb) && !is_sr(*node) && strlen(*node) < sizeof f->node[0])
			snprintf(f->node[f->n++], sizeof f->node[0], "%s", *node);
	}
	if (nodes)
		cdio_free_device_list(nodes);
	pthread_mutex_unlock(&cdio_lock);
}

static int cdio_list(struct finder *finder, found_drive *found, void *arg)
{
	struct cdio_finder *f = (struct cdio_finder *)finder;
	uint64_t nodes = hash_nodes();
	struct stat sb;
	char node[32];
	int met = 0;

	if (nodes != f->nodes)
		ask_libcdio(f);
	f->nodes = nodes;
	for (int i = 0; i < MOST_NODES; i++) {
		snprintf(node, sizeof node, "/dev/sr%d", i);
		if (is_block(node, &sb)) {
			tell(node, &sb, found, arg);
			met++;
		}
	}
	for (int i = 0; i < f->n; i++)
		if (is_block(f->node[i], &sb)) {
			tell(f->node[i], &sb, found, arg);
			met++;
		}
	return met;
}

static void cdio_close(struct finder *f)
{
	free(f);
}

static const struct finder_ops cdio_ops = { .name = "libcdio", .list = cdio_list, .close = cdio_close };

struct finder *finder_cdio(void)
{
	struct cdio_finder *f = calloc(1, sizeof *f);

	if (!f)
		return NULL;
	f->finder.ops = &cdio_ops;
	return &f->finder;
}
