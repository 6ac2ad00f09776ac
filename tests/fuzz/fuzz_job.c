#include "config.h"
#include "job/parts.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* job.json from memory. What is accepted is within its bounds, what is refused says so and leaves the job alone. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct job j, blank;
	char *text = malloc(size + 1);
	struct fault f = { 0 };
	char quoted[300];
	enum status st;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	memset(&j, 0, sizeof j);
	memset(&blank, 0, sizeof blank);
	st = job_about_parse(&j, text, size, "job.json", &f);
	if (st == STATUS_OK) {
		if (j.disc.sectors < 0 || j.disc.sectors > MAP_MAX_SECTORS || j.disc.bytes < 0 ||
		    !memchr(j.about.notes, '\0', sizeof j.about.notes) || !memchr(j.id, '\0', sizeof j.id) ||
		    !memchr(j.disc.volume.label, '\0', sizeof j.disc.volume.label) || j.disc.toc.ntracks < 0 ||
		    j.disc.toc.ntracks > 99 || j.disc.ncapacities < 0 || j.disc.ncapacities > JOB_CAPACITIES)
			abort();
		for (int i = 1; i < j.disc.toc.ntracks; i++)
			if (j.disc.toc.track[i].lsn < j.disc.toc.track[i - 1].lsn || j.disc.toc.track[i].lsn > j.disc.toc.leadout)
				abort();
	} else if (f.status != st || memcmp(&j, &blank, sizeof j) != 0 || f.line < 0) {
		abort();
	}
	job_json_quote(quoted, size % sizeof quoted, text);
	free(text);
	return 0;
}
