/*
 * A file system with one file, disc.iso, that shows an image with bad sectors:
 *
 *	fusebad MOUNTPOINT IMAGE BADLIST [--short] [--slow-ms N] [--sector-size N]
 *
 * BADLIST has lines "LSN COUNT [TIMES]", with # comments: a read that touches one of those sectors gives EIO; with TIMES,
 * every sector fails only so often, and can then be read. A read fails at the first such sector, and only this one's
 * attempts are counted. With --short a read gives what stands before that sector, if anything does. --slow-ms makes
 * every read take so long. It stays in the foreground and unmounts on SIGTERM, SIGINT and SIGHUP.
 */
#define FUSE_USE_VERSION 312
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <getopt.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct bad {
	int64_t lsn, count;
	long times;		/* -1: for ever */
	unsigned char *failed;	/* attempts so far, per sector; NULL when for ever */
};

struct disc {
	int fd;
	int64_t sector_size;
	bool shorten;
	long slow_ms;
	struct bad *bads;
	size_t nbads;
	pthread_mutex_t lock;	/* over the attempts */
};

#define DISC_NAME "disc.iso"
enum { MOST_TIMES = 255 };

static struct disc *this_disc(void)
{
	return fuse_get_context()->private_data;
}

static int on_getattr(const char *path, struct stat *out, struct fuse_file_info *fi)
{
	struct stat image;

	(void)fi;
	memset(out, 0, sizeof *out);
	if (strcmp(path, "/") == 0) {
		out->st_mode = S_IFDIR | 0555;
		out->st_nlink = 2;
		return 0;
	}
	if (strcmp(path, "/" DISC_NAME) != 0)
		return -ENOENT;
	if (fstat(this_disc()->fd, &image) != 0)
		return -errno;
	out->st_mode = S_IFREG | 0444;
	out->st_nlink = 1;
	out->st_size = image.st_size;
	out->st_mtim = image.st_mtim;
	return 0;
}

static int on_readdir(const char *path, void *buf, fuse_fill_dir_t fill, off_t offset, struct fuse_file_info *fi,
		      enum fuse_readdir_flags flags)
{
	(void)offset;
	(void)fi;
	(void)flags;
	if (strcmp(path, "/") != 0)
		return -ENOTDIR;
	fill(buf, ".", NULL, 0, 0);
	fill(buf, "..", NULL, 0, 0);
	fill(buf, DISC_NAME, NULL, 0, 0);
	return 0;
}

static int on_open(const char *path, struct fuse_file_info *fi)
{
	if (strcmp(path, "/" DISC_NAME) != 0)
		return -ENOENT;
	if ((fi->flags & O_ACCMODE) != O_RDONLY)
		return -EROFS;
	fi->direct_io = 1;	/* every read comes here, in the size in which it was asked */
	return 0;
}

/* The first sector in [first, end) that fails now, and one attempt spent on it; end if there is none. */
static int64_t first_failing(struct disc *d, int64_t first, int64_t end)
{
	struct bad *worst = NULL;
	int64_t at = end;

	pthread_mutex_lock(&d->lock);
	for (size_t i = 0; i < d->nbads; i++) {
		struct bad *b = &d->bads[i];
		int64_t lsn = b->lsn > first ? b->lsn : first;
		int64_t stop = b->lsn + b->count < at ? b->lsn + b->count : at;

		while (lsn < stop && b->failed && b->failed[lsn - b->lsn] >= b->times)
			lsn++;
		if (lsn < stop) {
			at = lsn;
			worst = b;
		}
	}
	if (worst && worst->failed)
		worst->failed[at - worst->lsn]++;
	pthread_mutex_unlock(&d->lock);
	return at;
}

static void sleep_ms(long ms)
{
	struct timespec left = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		;
}

static int on_read(const char *path, char *buf, size_t size, off_t offset, struct fuse_file_info *fi)
{
	struct disc *d = this_disc();
	struct stat image;
	int64_t end, bad;
	size_t done = 0;

	(void)path;
	(void)fi;
	if (d->slow_ms > 0)
		sleep_ms(d->slow_ms);
	if (fstat(d->fd, &image) != 0)
		return -errno;
	if (offset >= image.st_size || size == 0)
		return 0;
	if ((off_t)size > image.st_size - offset)
		size = (size_t)(image.st_size - offset);
	end = (offset + (off_t)size - 1) / d->sector_size + 1;
	bad = first_failing(d, offset / d->sector_size, end);
	if (bad < end) {
		if (!d->shorten || bad * d->sector_size <= offset)
			return -EIO;
		size = (size_t)(bad * d->sector_size - offset);
	}
	while (done < size) {
		ssize_t n = pread(d->fd, buf + done, size - done, offset + (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (int)done;
}

static const struct fuse_operations operations = {
	.getattr = on_getattr, .readdir = on_readdir, .open = on_open, .read = on_read,
};

/* One line of the list; false if it is none. */
static bool take_line(struct disc *d, const char *line)
{
	long long lsn, count;
	long times = -1;
	int used = 0;
	struct bad *grown;
	unsigned char *failed = NULL;

	line += strspn(line, " \t\r\n");
	if (*line == '\0' || *line == '#')
		return true;
	if (sscanf(line, "%lld %lld%n", &lsn, &count, &used) != 2 || lsn < 0 || count < 1 || lsn > INT32_MAX
	    || count > INT32_MAX)
		return false;
	line += used;
	used = 0;
	if (sscanf(line, " %ld%n", &times, &used) == 1) {
		if (times < 1 || times > MOST_TIMES)
			return false;
		line += used;
	}
	line += strspn(line, " \t\r\n");
	if (*line != '\0' && *line != '#')
		return false;
	grown = realloc(d->bads, (d->nbads + 1) * sizeof *grown);
	if (grown)
		d->bads = grown;
	if (times > 0)
		failed = calloc((size_t)count, 1);
	if (!grown || (times > 0 && !failed))
		return false;
	d->bads[d->nbads++] = (struct bad){ lsn, count, times, failed };
	return true;
}

static bool load_list(struct disc *d, const char *path)
{
	FILE *file = fopen(path, "r");
	char line[512];
	bool good = true;

	if (!file) {
		fprintf(stderr, "fusebad: %s: %s\n", path, strerror(errno));
		return false;
	}
	for (long n = 1; good && fgets(line, sizeof line, file); n++) {
		good = take_line(d, line);
		if (!good)
			fprintf(stderr, "fusebad: %s:%ld: not LSN COUNT [TIMES]\n", path, n);
	}
	fclose(file);
	return good;
}

static bool take_number(const char *text, long least, long most, long *out)
{
	char *end;

	errno = 0;
	*out = strtol(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *out >= least && *out <= most;
}

static bool take_options(struct disc *d, int argc, char **argv)
{
	static const struct option options[] = {
		{ "short", no_argument, NULL, 's' },
		{ "slow-ms", required_argument, NULL, 'm' },
		{ "sector-size", required_argument, NULL, 'z' },
		{ NULL, 0, NULL, 0 },
	};
	long n;

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c == 's')
			d->shorten = true;
		else if (c == 'm' && take_number(optarg, 0, 600000, &n))
			d->slow_ms = n;
		else if (c == 'z' && take_number(optarg, 1, 65536, &n))
			d->sector_size = n;
		else
			return false;
	}
	return argc - optind == 3;
}

/* Mounts and answers until a signal comes or the file system is unmounted. */
static bool serve(struct disc *d, const char *name, const char *mountpoint)
{
	char option[] = "-oro,fsname=fusebad,attr_timeout=0,entry_timeout=0";
	char *args_text[] = { strdup(name), option, NULL };
	struct fuse_args args = FUSE_ARGS_INIT(2, args_text);
	struct fuse_loop_config *config = fuse_loop_cfg_create();
	struct fuse *fuse = fuse_new(&args, &operations, sizeof operations, d);
	bool good = false;

	if (!fuse || !config || fuse_mount(fuse, mountpoint) != 0)
		goto out;
	if (fuse_set_signal_handlers(fuse_get_session(fuse)) == 0) {
		fuse_loop_cfg_set_max_threads(config, 8);
		good = fuse_loop_mt(fuse, config) >= 0;
		fuse_remove_signal_handlers(fuse_get_session(fuse));
	}
	fuse_unmount(fuse);
out:
	if (fuse)
		fuse_destroy(fuse);
	if (config)
		fuse_loop_cfg_destroy(config);
	fuse_opt_free_args(&args);
	free(args_text[0]);
	return good;
}

int main(int argc, char **argv)
{
	struct disc disc = { .fd = -1, .sector_size = 2048, .lock = PTHREAD_MUTEX_INITIALIZER };
	int result = 1;

	if (!take_options(&disc, argc, argv)) {
		fprintf(stderr, "usage: fusebad MOUNTPOINT IMAGE BADLIST [--short] [--slow-ms N] [--sector-size N]\n");
		return 2;
	}
	disc.fd = open(argv[optind + 1], O_RDONLY | O_CLOEXEC);
	if (disc.fd < 0) {
		fprintf(stderr, "fusebad: %s: %s\n", argv[optind + 1], strerror(errno));
		return 2;
	}
	if (!load_list(&disc, argv[optind + 2]))
		result = 2;
	else if (serve(&disc, argv[0], argv[optind]))
		result = 0;
	for (size_t i = 0; i < disc.nbads; i++)
		free(disc.bads[i].failed);
	free(disc.bads);
	close(disc.fd);
	return result;
}
