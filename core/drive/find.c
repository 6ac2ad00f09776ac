#include "config.h"
#include "drive/find.h"

#include <pthread.h>
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

void find_names(const char *node, struct drive_id *id)
{
	cdio_hwinfo_t hw;
	CdIo_t *cdio;

	pthread_mutex_lock(&cdio_lock);
	cdio = cdio_open(node, DRIVER_DEVICE);
	if (cdio && cdio_get_hwinfo(cdio, &hw)) {
		drive_take_text(id->vendor, hw.psz_vendor, sizeof id->vendor - 1);
		drive_take_text(id->model, hw.psz_model, sizeof id->model - 1);
		drive_take_text(id->firmware, hw.psz_revision, sizeof id->firmware - 1);
	}
	if (cdio)
		cdio_destroy(cdio);
	pthread_mutex_unlock(&cdio_lock);
}

void find_drives(void (*found)(void *arg, const char *node), void *arg)
{
	driver_id_t driver = DRIVER_DEVICE;
	char **nodes;

	pthread_mutex_lock(&cdio_lock);
	nodes = cdio_get_devices_ret(&driver);
	for (char **node = nodes; node && *node; node++) {
		struct stat sb;

		/* libcdio takes any file that opens for a drive. */
		if (stat(*node, &sb) == 0 && S_ISBLK(sb.st_mode))
			found(arg, *node);
	}
	if (nodes)
		cdio_free_device_list(nodes);
	pthread_mutex_unlock(&cdio_lock);
}
