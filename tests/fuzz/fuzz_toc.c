#include "config.h"
#include "tests/fuzz/fuzz.h"

#include "disc/toc.h"

#include <stdlib.h>

/* A table of contents from a drive. What is accepted rises, is like itself, and holds no more than a disc can. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct disc_toc t, other;
	bool taken = toc_from_bytes(&t, data, size);

	if (taken != (t.ntracks > 0) || t.ntracks < 0 || t.ntracks > 99 || (!taken && t.leadout != 0))
		abort();
	for (int i = 0; i < t.ntracks; i++) {
		int32_t next = i + 1 < t.ntracks ? t.track[i + 1].lsn : t.leadout;

		if (t.track[i].number < 1 || t.track[i].number > 99 || t.track[i].lsn < 0 || t.track[i].lsn >= next)
			abort();
	}
	if (toc_compare(&t, &t) != (taken ? TOC_SAME : TOC_UNKNOWN))
		abort();
	/* and with what the second half of the bytes says, the same both ways */
	toc_from_bytes(&other, data + size / 2, size - size / 2);
	if (toc_compare(&t, &other) != toc_compare(&other, &t))
		abort();
	return 0;
}
