#include "config.h"
#include "drive/mounts.h"

#include "base/span.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

const struct mounts_from mounts_here = { .table = "/proc/self/mountinfo", .sys = "/sys", .proc = "/proc" };

enum { MOST_DEVICES = 8 };

/* "\040" is a blank (proc(5)). In place. */
static void decode(char *s)
{
	char *to = s;

	while (*s) {
		if (s[0] == '\\' && s[1] >= '0' && s[1] <= '3' && s[2] >= '0' && s[2] <= '7' && s[3] >= '0' && s[3] <= '7' &&
		    (s[1] != '0' || s[2] != '0' || s[3] != '0')) {
			*to++ = (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 | (s[3] - '0'));
			s += 4;
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
}

/* "11:0" */
static bool parse_numbers(const char *text, dev_t *dev)
{
	char *colon, *end;
	unsigned long high = strtoul(text, &colon, 10), low;

	if (!isdigit((unsigned char)*text) || *colon != ':' || !isdigit((unsigned char)colon[1]))
		return false;
	low = strtoul(colon + 1, &end, 10);
	if ((*end && *end != '\n') || high > UINT_MAX || low > UINT_MAX)
		return false;
	*dev = makedev((unsigned)high, (unsigned)low);
	return true;
}

/* The place of one line of mountinfo, decoded in it, and its device. NULL: the line is not understood. */
static char *parse(char *line, dev_t *dev)
{
	char *field[5], *save = NULL;

	for (unsigned i = 0; i < ARRAY_LEN(field); i++) {
		field[i] = strtok_r(i ? NULL : line, " \n", &save);
		if (!field[i])
			return NULL;
	}
	if (!parse_numbers(field[2], dev))
		return NULL;
	decode(field[4]);
	return field[4];
}

/* The device and those that lie over it. Gives how many. */
static int stack(const struct mounts_from *from, dev_t dev, dev_t devs[MOST_DEVICES])
{
	char path[PATH_MAX];
	struct dirent *entry;
	int n = 0, len;
	DIR *dir;

	devs[n++] = dev;
	for (int i = 0; i < n; i++) {
		len = snprintf(path, sizeof path, "%s/dev/block/%u:%u/holders", from->sys, major(devs[i]), minor(devs[i]));
		if (len < 0 || (size_t)len >= sizeof path || !(dir = opendir(path)))
			continue;
		while (n < MOST_DEVICES && (entry = readdir(dir))) {
			char numbers[32];
			FILE *file;

			if (entry->d_name[0] == '.' ||
			    (size_t)snprintf(path + len, sizeof path - (size_t)len, "/%s/dev", entry->d_name) >=
				    sizeof path - (size_t)len || !(file = fopen(path, "re")))
				continue;
			if (fgets(numbers, sizeof numbers, file) && parse_numbers(numbers, &devs[n]))
				n++;
			fclose(file);
		}
		closedir(dir);
	}
	return n;
}

bool mounts_find(const struct mounts_from *from, dev_t dev, char *where, size_t size)
{
	dev_t devs[MOST_DEVICES];
	int n = stack(from, dev, devs);
	FILE *file = fopen(from->table, "re");
	char *line = NULL;
	size_t room = 0;
	bool found = false;

	where[0] = '\0';
	while (file && !found && getline(&line, &room, file) > 0) {
		dev_t mounted;
		const char *place = parse(line, &mounted);

		for (int i = 0; place && i < n && !found; i++)
			found = devs[i] == mounted;
		if (found)
			snprintf(where, size, "%s", place);
	}
	free(line);
	if (file)
		fclose(file);
	return found;
}

/* --- held --- */

/* Between the asker and the thread that may have to wait for the drive; the last of them frees it. */
struct probe {
	pthread_mutex_t lock;
	pthread_cond_t done;
	char node[PATH_MAX];
	int users;
	bool over, held;
};

static void leave(struct probe *p)
{
	bool last = --p->users == 0;

	pthread_mutex_unlock(&p->lock);
	if (!last)
		return;
	pthread_cond_destroy(&p->done);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

static void *probe_main(void *arg)
{
	struct probe *p = arg;
	int fd = open(p->node, O_RDONLY | O_NONBLOCK | O_EXCL | O_CLOEXEC);
	bool held = fd < 0 && errno == EBUSY;

	if (fd >= 0)
		close(fd);
	pthread_mutex_lock(&p->lock);
	p->held = held;
	p->over = true;
	pthread_cond_signal(&p->done);
	leave(p);
	return NULL;
}

static bool start(struct probe *p)
{
	sigset_t all, before;
	pthread_t thread;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&thread, NULL, probe_main, p);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err == 0)
		pthread_detach(thread);
	return err == 0;
}

bool mounts_held(const char *node, int ms)
{
	struct probe *p = calloc(1, sizeof *p);
	pthread_condattr_t attr;
	struct timespec until;
	bool held;

	if (!p)
		return false;
	snprintf(p->node, sizeof p->node, "%s", node);
	p->users = 2;
	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&p->done, &attr);
	pthread_condattr_destroy(&attr);
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += ms % 1000 * 1000000L;
	until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	if (!start(p))
		p->users--, p->over = true;
	pthread_mutex_lock(&p->lock);
	while (!p->over)
		if (pthread_cond_timedwait(&p->done, &p->lock, &until) != 0)
			break;
	held = p->over && p->held;
	leave(p);
	return held;
}

/* --- who --- */

/* Does the process have it open? */
static bool has_open(const char *fds, const struct stat *device)
{
	DIR *dir = opendir(fds);
	struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir))) {
		char path[PATH_MAX];
		struct stat sb;

		if ((size_t)snprintf(path, sizeof path, "%s/%s", fds, entry->d_name) < sizeof path)
			found = stat(path, &sb) == 0 && (sb.st_mode & S_IFMT) == (device->st_mode & S_IFMT) &&
				sb.st_rdev == device->st_rdev;
	}
	if (dir)
		closedir(dir);
	return found;
}

/* Our own program: this process, and the readers of its drives. */
static bool is_ours(const char *proc, const char *pid)
{
	char path[PATH_MAX];
	struct stat own, sb;

	snprintf(path, sizeof path, "%.512s/self/exe", proc);
	if (stat(path, &own) != 0)
		return false;
	snprintf(path, sizeof path, "%.512s/%s/exe", proc, pid);
	return stat(path, &sb) == 0 && sb.st_dev == own.st_dev && sb.st_ino == own.st_ino;
}

/* The name of a process, "?" when it has just ended. */
static void name_of(const char *proc, const char *pid, char name[64])
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(name, 64, "?");
	snprintf(path, sizeof path, "%.512s/%s/comm", proc, pid);
	file = fopen(path, "re");
	if (file && fgets(name, 64, file))
		name[strcspn(name, "\n")] = '\0';
	if (file)
		fclose(file);
}

bool mounts_who(const struct mounts_from *from, const struct stat *device, char *name, size_t size)
{
	DIR *dir = opendir(from->proc);
	struct dirent *entry;
	bool found = false;

	name[0] = '\0';
	while (dir && !found && (entry = readdir(dir))) {
		char path[PATH_MAX], comm[64];

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		snprintf(path, sizeof path, "%.512s/%s/fd", from->proc, entry->d_name);
		if (!has_open(path, device) || is_ours(from->proc, entry->d_name))
			continue;
		name_of(from->proc, entry->d_name, comm);
		snprintf(name, size, "%s (%s)", comm, entry->d_name);
		found = true;
	}
	if (dir)
		closedir(dir);
	return found;
}
