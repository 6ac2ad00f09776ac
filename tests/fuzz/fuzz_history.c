#include "config.h"
#include "base/fileio.h"
#include "job/past.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SECTORS = 5000 };

/* history.jsonl. Whatever stands in it: read to its end, and what is told of drives is within the job's bounds. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct past p;
	int fd;

	snprintf(path, sizeof path, "fuzz_history.%ld.input", (long)getpid());
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || file_write(fd, data, size) != STATUS_OK)
		abort();
	close(fd);
	if (past_read(path, SECTORS, 16, &p) != STATUS_OK || p.ndrives < 0 || p.ndrives > PAST_DRIVES || p.skipped < 0)
		abort();
	unlink(path);
	for (int i = 0; i < p.ndrives; i++) {
		const struct past_drive *d = &p.drives[i];

		if (d->won < 0 || d->won > SECTORS || d->only_here < 0 || d->only_here > d->won || !(d->failed_s >= 0) ||
		    d->nhangs > PAST_HANGS || !memchr(d->id.model, '\0', sizeof d->id.model) || past_find(&p, &d->id) != i)
			abort();
		for (int h = 0; h < d->nhangs; h++)
			if (d->hangs[h].at.lsn < 0 || d->hangs[h].at.count <= 0 || span_end(d->hangs[h].at) > SECTORS)
				abort();
	}
	past_free(&p);
	return 0;
}
