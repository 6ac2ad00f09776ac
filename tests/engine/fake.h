#ifndef TESTS_FAKE_H
#define TESTS_FAKE_H

#include "tests/engine/rig.h"

#include "drive/drive.h"

/* Drives that do as they are told, opened as "fake:N" in place of what drives_open() would find (ld --wrap). */

/* A new job over fakes 0 (with disc 1 of `sectors`) and 1 (empty). */
void fake_rig(struct rig *r, const char *name, int32_t sectors);
struct engine_settings fake_settings(struct rig *r);
void fake_put(int drive, uint32_t disc, int32_t sectors);
void fake_trouble(int drive, int slot, int32_t lsn, enum status st, int times);
/* Before the run: disc `disc` (below 8) has a volume of that name and size; has the content of another but for `differs`. */
void fake_disc(uint32_t disc, const char *label, int32_t volume);
void fake_copy(uint32_t disc, uint32_t of_disc, struct span differs);
/* An area that it cannot read; a cache that makes a re-read worthless; its TOC. */
void fake_blind(int drive, struct span at);
void fake_cached(int drive, bool cached);
void fake_toc(int drive, const struct disc_toc *toc);
/* Reads from the disc itself that were asked for. */
long fake_fresh(int drive);
/* The capacity it tells (negative: none), the most it reads at once; 0 for neither. */
void fake_says(int drive, int32_t sectors, int32_t most);
void fake_gone(int drive, bool gone);
int fake_opened(int drive);
/* The next read does not come back; waits until it is under way; lets it go on. */
void fake_hang(int drive);
void fake_wait_hang(int drive);
void fake_release(int drive);
/* Waits until it was closed so often. */
void fake_wait_closed(int drive, int times);
/* Every sector the mapfile calls finished holds what disc 1 holds. Gives how many. */
int32_t fake_check(struct rig *r);
/* What the log has about that text: how often. */
int fake_logged(struct rig *r, const char *text);

#endif
