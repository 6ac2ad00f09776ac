#include "config.h"
#include "tests/unit.h"

#include "base/span.h"
#include "engine/proof.h"

#define YES WITNESS_AGREES
#define NEAR WITNESS_CLOSE
#define NO WITNESS_DIFFERS
#define NONE WITNESS_SILENT

/* Every case of the same-disc proof. */
static const struct {
	const char *what;
	struct proof p;
	enum verdict v;
} cases[] = {
#define CASE(what, verdict, ...) { what, { __VA_ARGS__ }, VERDICT_##verdict },
	/* content agrees */
	CASE("all samples agree", SAME, .compared = 16, .finished = 9000, .toc = YES, .capacity = YES, .volume = YES)
	CASE("more than asked for agree", SAME, .compared = 32, .finished = 32, .capacity = YES, .volume = YES)
	CASE("all agree, nothing else is known", SAME, .compared = 16, .finished = 9000)
	CASE("all agree, the job's disc is in another drive", COPY, .compared = 16, .finished = 9000, .toc = YES,
	     .capacity = YES, .volume = YES, .elsewhere = true)
	CASE("a copy need not agree in TOC and capacity", COPY, .compared = 16, .finished = 9000, .toc = NO, .capacity = NO,
	     .volume = YES, .elsewhere = true)
	CASE("a reset only: volume and four samples", SAME, .compared = 4, .finished = 9000, .capacity = YES, .volume = YES)
	/* drives disagree on capacity and TOC: never a reason alone */
	CASE("the drive shows only layer 0", SAME, .compared = 16, .finished = 9000, .capacity = NO, .volume = YES,
	     .job_sectors = 3514962, .here_sectors = 1757481)
	CASE("the drive does not say how large the disc is", SAME, .compared = 16, .finished = 9000, .capacity = NONE,
	     .volume = YES, .job_sectors = 4039168)
	CASE("a stale size", SAME, .compared = 16, .finished = 9000, .capacity = NO, .volume = YES, .job_sectors = 4039168,
	     .here_sectors = 4038915)
	CASE("two run-out sectors less", SAME, .compared = 16, .finished = 9000, .capacity = NEAR, .volume = YES,
	     .job_sectors = 310338, .here_sectors = 310336)
	CASE("two run-out sectors more", SAME, .compared = 16, .finished = 9000, .capacity = NEAR, .toc = NEAR,
	     .volume = YES, .job_sectors = 310336, .here_sectors = 310338)
	CASE("only the last session is shown", SAME, .compared = 16, .finished = 9000, .toc = NEAR, .capacity = YES)
	CASE("the TOC is another", SAME, .compared = 16, .finished = 9000, .toc = NO, .capacity = YES, .volume = YES)
	CASE("TOC and capacity are others", SAME, .compared = 16, .finished = 9000, .toc = NO, .capacity = NO)
	/* content differs */
	CASE("all differ", OTHER, .compared = 16, .differ = 16, .finished = 9000, .toc = YES, .capacity = YES, .volume = YES)
	CASE("most differ", OTHER, .compared = 16, .differ = 9, .finished = 9000, .toc = YES, .capacity = YES, .volume = YES)
	CASE("half differ: the first half of a series", OTHER, .compared = 16, .differ = 8, .finished = 9000, .toc = YES,
	     .capacity = YES, .volume = YES)
	CASE("the only one differs", OTHER, .compared = 1, .differ = 1, .finished = 1, .capacity = YES, .volume = YES)
	CASE("all differ, the others cannot be read", OTHER, .compared = 3, .differ = 3, .unreadable = 13, .finished = 99)
	CASE("a few differ", UNSURE, .compared = 16, .differ = 7, .finished = 9000, .toc = YES, .capacity = YES,
	     .volume = YES)
	CASE("one file differs", UNSURE, .compared = 32, .differ = 1, .finished = 9000, .toc = YES, .capacity = YES,
	     .volume = YES)
	CASE("a copy with one differing file", UNSURE, .compared = 32, .differ = 1, .finished = 9000, .toc = YES,
	     .capacity = YES, .volume = YES, .elsewhere = true)
	CASE("a few differ, and so does the volume", OTHER, .compared = 32, .differ = 4, .finished = 9000, .capacity = NO,
	     .volume = NO)
	CASE("the samples agree, the volume does not: another edition", UNSURE, .compared = 16, .finished = 9000,
	     .toc = YES, .capacity = YES, .volume = NO)
	/* few sectors */
	CASE("three finished ones agree, so does the volume", SAME, .compared = 3, .finished = 3, .volume = YES)
	CASE("three finished ones agree, so does the size", SAME, .compared = 3, .finished = 3, .capacity = NEAR)
	CASE("three agree, and nothing else is known", UNSURE, .compared = 3, .finished = 3)
	CASE("three agree, size and TOC do not", UNSURE, .compared = 3, .finished = 3, .capacity = NO, .toc = NO)
	CASE("three agree, size does, TOC does not", UNSURE, .compared = 3, .finished = 3, .capacity = YES, .toc = NO)
	CASE("three agree, in a second drive", UNSURE, .compared = 3, .finished = 3, .volume = YES, .elsewhere = true)
	CASE("five agree, all that are finished", SAME, .compared = 5, .finished = 5)
	/* the drive does not get the samples, or gets them from its cache */
	CASE("four could be compared, the volume agrees", SAME, .compared = 4, .unreadable = 16, .finished = 9000,
	     .volume = YES)
	CASE("three could be compared, the volume agrees", UNSURE, .compared = 3, .unreadable = 16, .finished = 9000,
	     .capacity = YES, .volume = YES)
	CASE("twelve could be compared, the volume is silent", UNSURE, .compared = 12, .unreadable = 16, .finished = 9000,
	     .capacity = YES)
	CASE("sixteen could be compared, others not", SAME, .compared = 16, .unreadable = 9, .finished = 9000)
	CASE("twelve agree, the others are from the cache", UNSURE, .compared = 12, .cached = 20, .finished = 9000,
	     .capacity = YES)
	CASE("four agree, others are from the cache, the volume agrees", SAME, .compared = 4, .cached = 28,
	     .finished = 9000, .volume = YES)
	CASE("all from the cache", UNSURE, .cached = 32, .finished = 9000, .toc = YES, .capacity = YES, .volume = YES)
	CASE("none can be read", UNSURE, .unreadable = 16, .finished = 9000, .toc = YES, .capacity = YES, .volume = YES)
	CASE("none can be read, the volume differs", OTHER, .unreadable = 16, .finished = 9000, .toc = YES, .capacity = YES,
	     .volume = NO)
	/* nothing to compare */
	CASE("nothing finished, the volume agrees", SAME, .volume = YES, .capacity = YES)
	CASE("nothing finished, the volume agrees, the size does not", SAME, .volume = YES, .capacity = NO)
	CASE("nothing finished, the size agrees", SAME, .capacity = YES)
	CASE("nothing finished, all silent", SAME)
	CASE("nothing finished, a volume without a name", SAME, .volume = NEAR, .capacity = YES)
	CASE("nothing finished, the volume differs", OTHER, .volume = NO, .toc = YES, .capacity = YES)
	CASE("nothing finished, size and TOC differ", OTHER, .toc = NO, .capacity = NO)
	CASE("nothing finished, the size differs", UNSURE, .capacity = NO)
	CASE("nothing finished, the TOC differs", UNSURE, .toc = NO, .capacity = YES)
	CASE("nothing finished, a disc in a second drive", UNSURE, .volume = YES, .capacity = YES, .elsewhere = true)
	CASE("only blank sectors finished, the volume agrees", SAME, .finished = 500, .volume = YES, .capacity = YES)
	CASE("only blank sectors finished, the volume differs", OTHER, .finished = 500, .volume = NO, .capacity = YES)
	CASE("only blank sectors finished, all else silent", UNSURE, .finished = 500, .capacity = YES, .toc = YES)
#undef CASE
};

static void test_verdicts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum verdict v = proof_verdict(&cases[i].p);

		if (v != cases[i].v)
			fail_msg("%s: %s, not %s", cases[i].what, verdict_name(v), verdict_name(cases[i].v));
	}
}

static struct proof nth(unsigned n)
{
	static const int32_t counts[] = { 0, 1, 3, 4, 15, 16, 32 };
	struct proof p = { .compared = counts[n % 7] };

	n /= 7;
	p.differ = n % 4 == 0 ? 0 : n % 4 == 1 ? p.compared > 0 : n % 4 == 2 ? p.compared / 2 : p.compared;
	n /= 4;
	p.unreadable = n % 2 ? 5 : 0;
	p.cached = n / 2 % 2 ? 5 : 0;
	p.toc = (enum witness)(n / 4 % 4);
	p.capacity = (enum witness)(n / 16 % 4);
	p.volume = (enum witness)(n / 64 % 4);
	p.elsewhere = n / 256 % 2;
	p.finished = n / 512 % 2 ? 9000 : p.compared + p.unreadable + p.cached;
	return p;
}

/* What holds whatever the witnesses say. */
static void test_always(void **state)
{
	(void)state;
	for (unsigned n = 0; n < 7 * 4 * 1024; n++) {
		struct proof p = nth(n), better = p;
		enum verdict v = proof_verdict(&p);

		assert_true(v != VERDICT_NONE);
		if (p.differ)		/* a differing sector is never written over in silence */
			assert_true(v == VERDICT_OTHER || v == VERDICT_UNSURE);
		if (v == VERDICT_COPY)
			assert_true(p.elsewhere && p.compared >= 4);
		if (p.elsewhere)
			assert_true(v != VERDICT_SAME);
		if (!p.differ && p.compared)
			assert_true(v != VERDICT_OTHER);
		better.toc = WITNESS_SILENT;	/* a TOC alone refuses nothing */
		if (v == VERDICT_OTHER && p.capacity != WITNESS_DIFFERS)
			assert_int_equal(proof_verdict(&better), VERDICT_OTHER);
		better = p;
		better.capacity = WITNESS_SILENT;	/* nor does a capacity */
		if (v == VERDICT_OTHER && p.toc != WITNESS_DIFFERS)
			assert_int_equal(proof_verdict(&better), VERDICT_OTHER);
	}
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(verdict_name(VERDICT_SAME), "same-disc");
	assert_string_equal(verdict_name(VERDICT_COPY), "other-copy");
	assert_string_equal(verdict_name(VERDICT_OTHER), "other-disc");
	assert_string_equal(verdict_name(VERDICT_UNSURE), "unsure");
	assert_string_equal(verdict_name(VERDICT_NONE), "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts), cmocka_unit_test(test_always), cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
