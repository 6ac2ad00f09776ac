#include "config.h"
#include "engine/proof.h"

#include "base/span.h"

/* So many equal sectors are proof when nothing is missing; with gaps, the volume must agree as well. */
enum { FEW = 4 };

static const char *const names[] = {
	[VERDICT_NONE] = "none",
	[VERDICT_SAME] = "same-disc",
	[VERDICT_COPY] = "other-copy",
	[VERDICT_OTHER] = "other-disc",
	[VERDICT_UNSURE] = "unsure",
};

const char *verdict_name(enum verdict v)
{
	return (unsigned)v < ARRAY_LEN(names) ? names[v] : names[VERDICT_NONE];
}

/* What the drive says of the whole disc; drives get both wrong, so it only tips the balance. */
static bool outside_fits(const struct proof *p)
{
	return (p->capacity == WITNESS_AGREES || p->capacity == WITNESS_CLOSE) && p->toc != WITNESS_DIFFERS;
}

static bool outside_differs(const struct proof *p)
{
	return p->capacity == WITNESS_DIFFERS && p->toc == WITNESS_DIFFERS;
}

static enum verdict by_content(const struct proof *p)
{
	bool whole = p->unreadable == 0 && p->cached == 0;

	if (p->differ)
		return p->differ >= p->compared - p->differ || p->volume == WITNESS_DIFFERS ? VERDICT_OTHER : VERDICT_UNSURE;
	if (p->volume == WITNESS_DIFFERS)	/* a later edition of the same data */
		return VERDICT_UNSURE;
	if (p->compared >= PROOF_SAMPLES)
		return VERDICT_SAME;
	if (p->compared >= FEW)
		return whole || p->volume == WITNESS_AGREES ? VERDICT_SAME : VERDICT_UNSURE;
	return whole && (p->volume == WITNESS_AGREES || outside_fits(p)) ? VERDICT_SAME : VERDICT_UNSURE;
}

/* Nothing could be compared. */
static enum verdict by_name(const struct proof *p)
{
	if (p->volume == WITNESS_DIFFERS || (p->volume != WITNESS_AGREES && outside_differs(p)))
		return VERDICT_OTHER;
	if (p->unreadable || p->cached)
		return VERDICT_UNSURE;
	if (p->volume == WITNESS_AGREES)
		return VERDICT_SAME;
	return p->finished == 0 && p->capacity != WITNESS_DIFFERS && p->toc != WITNESS_DIFFERS ? VERDICT_SAME :
												VERDICT_UNSURE;
}

enum verdict proof_verdict(const struct proof *p)
{
	enum verdict v = p->compared > 0 ? by_content(p) : by_name(p);

	if (v != VERDICT_SAME || !p->elsewhere)
		return v;
	/* It cannot be the same disc, so names do not do: only what it holds. */
	return p->compared >= FEW ? VERDICT_COPY : VERDICT_UNSURE;
}
