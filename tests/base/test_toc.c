#include "config.h"
#include "tests/unit.h"

#include "disc/disc.h"
#include "disc/toc.h"

/* A table as READ TOC gives it: `count` tracks from number `first` on, then the lead-out. */
static size_t make(uint8_t out[1024], int first, int count, const uint32_t *lsns, const uint8_t *controls)
{
	size_t len = 4;

	memset(out, 0, 1024);
	out[2] = (uint8_t)first;
	out[3] = (uint8_t)(first + count - 1);
	for (int i = 0; i <= count; i++, len += 8) {
		out[len + 1] = (uint8_t)(0x10 | (controls ? controls[i] : 4));
		out[len + 2] = (uint8_t)(i < count ? first + i : 0xaa);
		for (int b = 0; b < 4; b++)
			out[len + 4 + (size_t)b] = (uint8_t)(lsns[i] >> (24 - 8 * b));
	}
	out[0] = (uint8_t)((len - 2) >> 8);
	out[1] = (uint8_t)(len - 2);
	return len;
}

static void test_bytes(void **state)
{
	static const uint32_t lsns[] = { 0, 20000, 45000, 300000 };
	static const uint8_t controls[] = { 4, 0, 2, 0 };
	uint8_t b[1024];
	size_t len = make(b, 3, 3, lsns, controls);
	struct disc_toc t;

	(void)state;
	assert_true(toc_from_bytes(&t, b, len));
	assert_int_equal(t.ntracks, 3);
	assert_int_equal(t.leadout, 300000);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(t.track[i].number, 3 + i);
		assert_int_equal(t.track[i].control, controls[i]);
		assert_int_equal(t.track[i].lsn, lsns[i]);
	}
	assert_true(toc_from_bytes(&t, b, sizeof b));	/* the rest of the buffer is not looked at */
	assert_int_equal(t.ntracks, 3);
	for (size_t cut = 0; cut < len; cut++) {
		uint8_t *part = malloc(cut ? cut : 1);

		assert_non_null(part);
		memcpy(part, b, cut);
		t.ntracks = 7;
		assert_false(toc_from_bytes(&t, part, cut));
		assert_int_equal(t.ntracks, 0);
		free(part);
	}
}

static void test_99_tracks(void **state)
{
	uint32_t lsns[100];
	uint8_t b[1024];
	struct disc_toc t;

	(void)state;
	for (unsigned i = 0; i < 100; i++)
		lsns[i] = i * 3000;
	assert_true(toc_from_bytes(&t, b, make(b, 1, 99, lsns, NULL)));
	assert_int_equal(t.ntracks, 99);
	assert_int_equal(t.track[98].number, 99);
	assert_int_equal(t.leadout, 99 * 3000);
	assert_false(toc_from_bytes(&t, b, make(b, 2, 99, lsns, NULL)));	/* the last would be number 100 */
}

static void test_contradictions(void **state)
{
	static const uint32_t lsns[] = { 0, 20000, 45000, 300000 };
	static const struct {
		const char *what;
		size_t at;
		uint8_t byte;
	} cases[] = {
		{ "no first track", 2, 0 }, { "the last before the first", 3, 0 }, { "a track too many", 3, 4 },
		{ "a track too few", 3, 2 }, { "the length is cut", 1, 33 }, { "the length is zero", 1, 0 },
		{ "numbers out of order", 4 + 8 + 2, 3 }, { "no lead-out", 4 + 24 + 2, 4 },
		{ "a start that falls", 4 + 16 + 6, 0x10 }, { "a start beyond any disc", 4 + 16 + 4, 0x08 },
		{ "a negative start", 4 + 4, 0xff }, { "the lead-out before the last track", 4 + 24 + 5, 0 },
	};
	uint8_t b[1024];
	struct disc_toc t;

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		size_t len = make(b, 1, 3, lsns, NULL);

		b[cases[i].at] = cases[i].byte;
		if (toc_from_bytes(&t, b, len) || t.ntracks != 0 || t.leadout != 0)
			fail_msg("accepted: %s", cases[i].what);
	}
}

/* A disc of up to four tracks; a start of -1 ends it. */
struct shown {
	int first;
	int32_t lsn[4], leadout;
	uint8_t control[4];
};

static struct disc_toc toc_of(const struct shown *s)
{
	struct disc_toc t = { .leadout = s->leadout };

	while (t.ntracks < 4 && s->lsn[t.ntracks] >= 0) {
		t.track[t.ntracks] = (struct disc_track){ (uint8_t)(s->first + t.ntracks), s->control[t.ntracks],
							  s->lsn[t.ntracks] };
		t.ntracks++;
	}
	return t;
}

static void test_compare(void **state)
{
#define THREE { 1, { 0, 50000, 200000, -1 }, 300000, { 4, 4, 4 } }
	static const struct {
		struct shown a, b;
		enum toc_match match;
	} cases[] = {
		{ THREE, THREE, TOC_SAME },
		{ THREE, { 1, { -1 }, 0, { 0 } }, TOC_UNKNOWN },
		{ THREE, { 1, { 0, 50000, 200000, -1 }, 299998, { 4, 4, 4 } }, TOC_CLOSE },
		{ THREE, { 1, { 0, 50000, 200000, -1 }, 300150, { 4, 4, 4 } }, TOC_CLOSE },
		{ THREE, { 1, { 0, 50000, 200000, -1 }, 300151, { 4, 4, 4 } }, TOC_OTHER },
		{ THREE, { 1, { 0, 50150, 199850, -1 }, 300000, { 4, 4, 4 } }, TOC_CLOSE },
		{ THREE, { 1, { 0, 50151, 200000, -1 }, 300000, { 4, 4, 4 } }, TOC_OTHER },
		{ THREE, { 1, { 0, 50000, 200000, -1 }, 300000, { 4, 6, 4 } }, TOC_CLOSE },	/* copies permitted */
		{ THREE, { 1, { 0, 50000, 200000, -1 }, 300000, { 4, 0, 4 } }, TOC_OTHER },	/* audio */
		{ THREE, { 2, { 0, 50000, 200000, -1 }, 300000, { 4, 4, 4 } }, TOC_OTHER },
		/* only the first session; the second begins 11400 behind its end */
		{ THREE, { 1, { 0, 50000, -1 }, 188600, { 4, 4 } }, TOC_CLOSE },
		{ THREE, { 1, { 0, 50000, -1 }, 188598, { 4, 4 } }, TOC_CLOSE },
		{ THREE, { 1, { 0, 50000, -1 }, 193100, { 4, 4 } }, TOC_CLOSE },	/* the third behind the second */
		{ THREE, { 1, { 0, 50000, -1 }, 199850, { 4, 4 } }, TOC_OTHER },	/* no gap: another disc */
		{ THREE, { 1, { 0, 50000, -1 }, 170000, { 4, 4 } }, TOC_OTHER },
		/* only the last session */
		{ THREE, { 3, { 200000, -1 }, 300000, { 4 } }, TOC_CLOSE },
		{ THREE, { 3, { 200000, -1 }, 299998, { 4 } }, TOC_CLOSE },
		{ THREE, { 3, { 200000, -1 }, 290000, { 4 } }, TOC_OTHER },
		{ THREE, { 1, { 200000, -1 }, 300000, { 4 } }, TOC_OTHER },
		{ THREE, { 1, { 0, -1 }, 300000, { 4 } }, TOC_OTHER },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		struct disc_toc a = toc_of(&cases[i].a), b = toc_of(&cases[i].b);

		if (toc_compare(&a, &b) != cases[i].match || toc_compare(&b, &a) != cases[i].match)
			fail_msg("row %u: %d and %d, not %d", i, (int)toc_compare(&a, &b), (int)toc_compare(&b, &a),
				 (int)cases[i].match);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes), cmocka_unit_test(test_99_tracks), cmocka_unit_test(test_contradictions),
		cmocka_unit_test(test_compare),
	};

	return cmocka_run_group_tests_name("disc/toc", tests, NULL, NULL);
}
