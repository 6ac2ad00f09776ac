/* Scenario texts from memory. Images other than the built-in ones are looked for in a folder that is not there. */
#include "config.h"
#include "sim/sim.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sim *w = NULL;
	struct fault f = { 0 };
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	if (sim_parse(text, size, "/nonexistent/fuzz.sim", &w, &f) == STATUS_OK) {
		/* what was accepted can be read from one end to the other */
		uint8_t buf[2048];
		int32_t sectors = sim_sectors(w, 0);

		for (int32_t lsn = 0; lsn < sectors; lsn += sectors / 50 + 1) {
			double p = sim_chance(w, 0, lsn);

			if (!(p >= 0 && p <= 1) || sim_truth(w, 0, lsn, buf) != STATUS_OK)
				abort();
		}
		sim_free(w);
	} else if (!f.reason && f.status != STATUS_NO_MEMORY) {
		abort();
	}
	free(text);
	return 0;
}
