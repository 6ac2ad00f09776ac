#include "config.h"
#define FUSE_USE_VERSION 35
#include "tests/bench/strategy_serve.h"

#include "tests/bench/strategy_plain.h"

#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct served {
	struct plain drive;
	int32_t sectors;
	int32_t failed_at;	/* where the read before failed, and nobody has been told; -1 */
	int ready;
};

static struct served *this_drive(void)
{
	return fuse_get_context()->private_data;
}

static void *on_init(struct fuse_conn_info *conn, struct fuse_config *config)
{
	struct served *s = this_drive();

	(void)conn;
	config->kernel_cache = 0;
	config->attr_timeout = 3600;
	if (write(s->ready, "", 1) != 1)
		fuse_exit(fuse_get_context()->fuse);
	return s;
}

static int on_getattr(const char *path, struct stat *out, struct fuse_file_info *fi)
{
	(void)fi;
	memset(out, 0, sizeof *out);
	if (strcmp(path, "/") == 0) {
		out->st_mode = S_IFDIR | 0555;
		out->st_nlink = 2;
		return 0;
	}
	if (strcmp(path, "/" SERVE_NAME) != 0)
		return -ENOENT;
	out->st_mode = S_IFREG | 0444;
	out->st_nlink = 1;
	out->st_size = (off_t)this_drive()->sectors * 2048;
	return 0;
}

static int on_open(const char *path, struct fuse_file_info *fi)
{
	if (strcmp(path, "/" SERVE_NAME) != 0)
		return -ENOENT;
	if ((fi->flags & O_ACCMODE) != O_RDONLY)
		return -EROFS;
	fi->direct_io = 1;	/* every read comes here, in the size in which it was asked */
	return 0;
}

static int on_read(const char *path, char *buf, size_t size, off_t offset, struct fuse_file_info *fi)
{
	struct served *s = this_drive();
	struct span at;
	int32_t done = 0;
	bool told;

	(void)path;
	(void)fi;
	if (offset % 2048 != 0 || size % 2048 != 0)
		return -EINVAL;
	at = span_clip((struct span){ (int32_t)(offset / 2048), (int32_t)(size / 2048) },
		       (struct span){ 0, s->sectors });
	told = at.count > 0 && at.lsn == s->failed_at;
	s->failed_at = -1;
	if (told)
		return -EIO;
	while (done < at.count) {
		struct span piece = { at.lsn + done, min_i32(at.count - done, PLAIN_MOST) };
		int32_t got = plain_read(&s->drive, piece, (uint8_t *)buf + (size_t)done * 2048);

		done += got;
		if (got < piece.count) {
			if (done == 0)
				return -EIO;
			s->failed_at = at.lsn + done;
			break;
		}
	}
	return done * 2048;
}

static const struct fuse_operations operations = {
	.init = on_init, .getattr = on_getattr, .open = on_open, .read = on_read,
};

const char *serve_lacks(void)
{
	return access("/dev/fuse", R_OK | W_OK) == 0 ? NULL : "no access to /dev/fuse";
}

bool serve(struct sim *w, struct trace *t, const char *mountpoint, int ready)
{
	struct served s = { .sectors = t->sectors, .failed_at = -1, .ready = ready };
	char name[] = "bench_strategy", option[] = "-oro,fsname=bench_strategy";
	char *texts[] = { name, option, NULL };
	struct fuse_args args = FUSE_ARGS_INIT(2, texts);
	struct fuse *fuse = fuse_new(&args, &operations, sizeof operations, &s);
	bool good = false;

	if (!fuse || !plain_open(&s.drive, w) || fuse_mount(fuse, mountpoint) != 0)
		goto out;
	sim_watch(w, trace_told, t);
	if (fuse_set_signal_handlers(fuse_get_session(fuse)) == 0) {
		good = fuse_loop(fuse) >= 0;
		fuse_remove_signal_handlers(fuse_get_session(fuse));
	}
	sim_watch(w, NULL, NULL);
	fuse_unmount(fuse);
out:
	if (fuse)
		fuse_destroy(fuse);
	plain_close(&s.drive);
	fuse_opt_free_args(&args);
	return good;
}
