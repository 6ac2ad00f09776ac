#include "config.h"
#include "pass/shape.h"
#include "base/hash.h"
#include "sim/damage.h"
#include "tests/unit.h"

#include <math.h>

#define PI 3.14159265358979323846

enum { MOST = 12 };

/* A simulated disc that was read once, or in part, and what is seen of its damage. */
struct sight {
	struct damage d;
	int32_t unit, units;
	uint8_t *failed, *tried;
	int32_t lost;		/* units that failed */
	struct turns turns;
	struct shape shapes[MOST];
	int n;
};

static const struct medium {
	enum disc_kind kind;
	int32_t sectors;
	double velocity, pitch;		/* as recorded: m/s, um */
} media[] = { { DISC_CD, 300000, 1.36, 1.55 }, { DISC_DVD, 2200000, 3.52, 0.745 }, { DISC_BD, 11000000, 4.95, 0.318 } };

enum { CD, DVD, BD };

/* `off`: how wrong the length of a turn is that was learnt. */
static void sight_start(struct sight *s, const struct medium *m, struct hurt *hurts, int count, double off)
{
	double length;

	memset(s, 0, sizeof *s);
	s->d = (struct damage){ .kind = m->kind, .sectors = m->sectors, .velocity = m->velocity, .pitch_um = m->pitch,
				.seed = 5, .hurts = hurts, .count = count };
	assert_null(damage_place(&s->d));
	s->unit = disc_ecc_unit(m->kind);
	s->units = (m->sectors + s->unit - 1) / s->unit;
	s->failed = calloc((size_t)s->units, 1);
	s->tried = calloc((size_t)s->units, 1);
	assert_non_null(s->failed);
	assert_non_null(s->tried);
	s->turns = turns_nominal(m->kind, m->sectors, s->unit);
	length = s->d.geo.sector_mm * s->unit / (1 + off);
	s->turns.a = pow(2 * PI * s->d.geo.r0_mm / length, 2);
	s->turns.b = 4 * PI * s->d.geo.pitch_mm / length;
	s->turns.known = true;
}

static void sight_try(struct sight *s, int32_t u)
{
	struct wound w = damage_at(&s->d, damage_unit(&s->d, u * s->unit));

	s->tried[u] = 1;
	s->failed[u] = hash_unit(hash_mix(43, (uint64_t)u)) >= damage_chance(w, 0.5, 0, hash_mix(9, (uint64_t)u));
	s->lost += s->failed[u];
}

/* Of every `nth` part of 50 turns all units; then what there is to see. */
static void sight_read(struct sight *s, int nth)
{
	struct geometry usual = geometry_for(s->d.kind, s->d.sectors);

	for (int32_t u = 0; u < s->units; u++)
		if ((int64_t)(turns_at(&s->turns, u) / 50) % nth == 0)
			sight_try(s, u);
	s->n = shapes_find(&s->turns, &usual, s->unit, s->failed, s->tried, s->units, s->shapes, MOST);
}

static void sight_end(struct sight *s)
{
	free(s->failed);
	free(s->tried);
}

/* The shape of that kind with most failures, or NULL. */
static const struct shape *seen(const struct sight *s, enum shape_kind kind)
{
	for (int i = 0; i < s->n; i++)
		if (s->shapes[i].kind == kind)
			return &s->shapes[i];
	return NULL;
}

static void check_place(const struct sight *s, const struct shape *h, double from_mm, double to_mm, double slack_mm)
{
	int32_t mid = geometry_lsn(&s->d.geo, (from_mm + to_mm) / 2);

	assert_non_null(h);
	assert_true(fabs(h->from_mm - from_mm) < slack_mm);
	assert_true(fabs(h->to_mm - to_mm) < slack_mm);
	assert_true(fabs(h->per_turn / geometry_per_turn(&s->d.geo, mid) - 1) < 0.05);
}

static const struct hurt scratch = { .kind = HURT_SCRATCH, .r0 = 31, .r1 = 44, .angle = 40, .curve = 20, .width = 0.4,
				     .depth = 0.8 };
static const struct hurt blotch = { .kind = HURT_BLOTCH, .r0 = 36, .angle = 200, .width = 5, .depth = 0.9 };
static const struct hurt ring = { .kind = HURT_RING, .r0 = 40, .r1 = 41, .depth = 0.9 };
static const struct hurt rot = { .kind = HURT_ROT, .r0 = 40, .r1 = 58, .share = 0.2, .depth = 0.7 };
static const struct hurt dust = { .kind = HURT_DUST, .share = 0.01, .depth = 0.6 };

/* The share of each part of a damaged area that was read: all, a fifth, a ninth. */
static const int parts[] = { 1, 5, 9 };

static void test_scratch(void **state)
{
	(void)state;
	for (unsigned m = 0; m < ARRAY_LEN(media); m++)
		for (unsigned i = 0; i < ARRAY_LEN(parts); i++) {
			struct hurt h = scratch;
			struct sight s;

			sight_start(&s, &media[m], &h, 1, i * 1e-4);
			sight_read(&s, parts[i]);
			check_place(&s, &s.shapes[0], 31, 44, 0.6);
			assert_int_equal(s.shapes[0].kind, SHAPE_SCRATCH);
			assert_true(s.shapes[0].failed > 0.97 * s.lost * s.unit);
			assert_true(s.shapes[0].width >= s.unit && s.shapes[0].width < 1.1 * s.unit);
			sight_end(&s);
		}
}

static void test_three_scratches(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(parts); i++) {
		struct hurt h[] = { scratch, scratch, scratch };
		struct sight s;
		double turn;

		h[0].r0 = 28, h[0].r1 = 39, h[0].angle = 300, h[0].curve = 0, h[0].depth = 0.6;
		h[1].curve = 0;
		h[2].r0 = 35, h[2].r1 = 50, h[2].angle = 190;
		sight_start(&s, &media[CD], h, 3, 0);
		sight_read(&s, parts[i]);
		assert_true(s.n >= 3);
		check_place(&s, &s.shapes[0], 35, 50, 0.6);
		check_place(&s, &s.shapes[1], 31, 44, 0.6);
		check_place(&s, &s.shapes[2], 28, 39, 0.7);
		for (int k = 0; k < 3; k++)
			assert_int_equal(s.shapes[k].kind, SHAPE_SCRATCH);
		/* of the two that do not bend */
		turn = s.shapes[2].angle - s.shapes[1].angle - 260;
		assert_true(fabs(turn - 360 * floor(turn / 360 + 0.5)) < 12);
		sight_end(&s);
	}
}

static void test_blotch(void **state)
{
	(void)state;
	for (unsigned m = 0; m < ARRAY_LEN(media); m++)
		for (unsigned i = 0; i < ARRAY_LEN(parts); i++) {
			struct hurt h = blotch;
			struct sight s;

			sight_start(&s, &media[m], &h, 1, i * 1e-4);
			sight_read(&s, parts[i]);
			check_place(&s, &s.shapes[0], 33.5, 38.5, 0.6);
			assert_int_equal(s.shapes[0].kind, SHAPE_BLOTCH);
			assert_true(s.shapes[0].width > 1.02 * s.unit);
			sight_end(&s);
		}
}

static void test_ring(void **state)
{
	(void)state;
	for (unsigned m = 0; m < ARRAY_LEN(media); m++)
		for (unsigned i = 0; i < 2; i++) {
			struct hurt h = ring;
			struct sight s;

			sight_start(&s, &media[m], &h, 1, i * 1e-4);
			sight_read(&s, parts[i]);
			check_place(&s, &s.shapes[0], 40, 41, 0.5);
			assert_int_equal(s.shapes[0].kind, SHAPE_RING);
			assert_true(s.shapes[0].failed > 0.85 * s.lost * s.unit);
			sight_end(&s);
		}
}

static void test_without_shape(void **state)
{
	(void)state;
	for (unsigned m = 0; m < ARRAY_LEN(media); m++)
		for (unsigned i = 0; i < ARRAY_LEN(parts); i++) {
			struct hurt h = rot;
			struct sight s;

			sight_start(&s, &media[m], &h, 1, 0);
			sight_read(&s, parts[i]);
			assert_int_equal(s.shapes[0].kind, SHAPE_EDGE);
			assert_true(s.shapes[0].from_mm > 42 && s.shapes[0].failed > 0.95 * s.lost * s.unit);
			sight_end(&s);
			h = dust;
			sight_start(&s, &media[m], &h, 1, 0);
			sight_read(&s, parts[i]);
			assert_int_equal(s.shapes[0].kind, SHAPE_SCATTERED);
			assert_true(s.shapes[0].from_mm < 30 && s.shapes[0].failed > 0.95 * s.lost * s.unit);
			sight_end(&s);
		}
}

static void test_all_at_once(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct hurt h[] = { scratch, blotch, ring, rot, dust };
		struct sight s;

		sight_start(&s, &media[CD], h, ARRAY_LEN(h), 1e-4);
		sight_read(&s, parts[i]);
		check_place(&s, seen(&s, SHAPE_SCRATCH), 31, 44, 0.6);
		check_place(&s, seen(&s, SHAPE_BLOTCH), 33.5, 38.5, 0.6);
		check_place(&s, seen(&s, SHAPE_RING), 40, 41, 0.5);
		assert_non_null(seen(&s, SHAPE_EDGE));
		assert_null(seen(&s, SHAPE_SCATTERED));
		for (int k = 1; k < s.n; k++)
			assert_true(s.shapes[k - 1].failed >= s.shapes[k].failed);
		sight_end(&s);
	}
}

/* At the other end of the spiral, backwards. */
static void test_second_layer(void **state)
{
	const struct medium dvd = { DISC_DVD, 4100000, 3.84, 0.74 };
	struct hurt h = scratch;
	struct sight s;
	struct geometry usual;

	(void)state;
	sight_start(&s, &dvd, &h, 1, 0);
	assert_true(s.turns.layer > 0);
	for (int32_t u = s.turns.layer; u < s.units; u++)
		sight_try(&s, u);
	usual = geometry_for(DISC_DVD, 4100000);
	s.n = shapes_find(&s.turns, &usual, s.unit, s.failed, s.tried, s.units, s.shapes, MOST);
	assert_true(s.n >= 1);
	assert_int_equal(s.shapes[0].kind, SHAPE_SCRATCH);
	check_place(&s, &s.shapes[0], 31, 44, 0.3);
	sight_end(&s);
}

static void test_nothing_and_little(void **state)
{
	struct turns t = turns_nominal(DISC_CD, 1000, 1);
	struct geometry g = geometry_for(DISC_CD, 1000);
	uint8_t failed[1000] = { 0 };
	struct shape shapes[3];

	(void)state;
	assert_int_equal(shapes_find(&t, &g, 1, failed, NULL, 1000, shapes, 3), 0);
	assert_int_equal(shapes_find(&t, &g, 1, failed, failed, 0, shapes, 3), 0);
	failed[500] = 2;
	assert_int_equal(shapes_find(&t, &g, 1, failed, NULL, 1000, shapes, 0), 0);
	assert_int_equal(shapes_find(&t, &g, 1, failed, NULL, 1000, shapes, 3), 1);
	assert_int_equal(shapes[0].kind, SHAPE_SCATTERED);
	assert_int_equal(shapes[0].failed, 1);
	memset(failed, 1, sizeof failed);
	assert_int_equal(shapes_find(&t, &g, 1, failed, NULL, 1000, shapes, 3), 1);
	assert_int_equal(shapes[0].kind, SHAPE_RING);
	assert_int_equal(shapes[0].failed, 1000);
}

/* Whatever has failed, on whatever disc: numbers come back, each failure counted once at most. */
static void test_anything(void **state)
{
	static uint8_t failed[60000], tried[60000];

	(void)state;
	for (uint64_t run = 0; run < 60; run++) {
		int32_t units = (int32_t)(60000 * hash_unit(hash_mix(run, 1))), lost = 0, sum = 0;
		double chance = pow(hash_unit(hash_mix(run, 2)), 3), stay = hash_unit(hash_mix(run, 3));
		struct turns t = turns_nominal((enum disc_kind)(run % 4), units * 16, 16);
		struct geometry g = geometry_for((enum disc_kind)(run % 4), units * 16);
		struct shape shapes[100];
		int n;

		t.layer = run % 3 ? 0 : (int32_t)(40000 * hash_unit(hash_mix(run, 4)));
		for (int32_t u = 0; u < units; u++) {
			bool again = u > 0 && hash_unit(hash_mix(run + 1000, (uint64_t)u)) < stay;

			tried[u] = run % 2 || hash_unit(hash_mix(run + 2000, (uint64_t)u)) < 0.3;
			failed[u] = again ? failed[u - 1] : hash_unit(hash_mix(run + 3000, (uint64_t)u)) < chance;
			lost += failed[u];
		}
		n = shapes_find(&t, &g, 16, failed, run % 5 ? tried : NULL, units, shapes, 100);
		for (int i = 0; i < n; i++) {
			assert_true(isfinite(shapes[i].from_mm) && isfinite(shapes[i].to_mm) && isfinite(shapes[i].angle));
			assert_true(shapes[i].from_mm <= shapes[i].to_mm && isfinite(shapes[i].width));
			assert_true(isfinite(shapes[i].per_turn) && shapes[i].failed > 0);
			sum += shapes[i].failed;
		}
		assert_true(sum <= lost * 16);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scratch),
		cmocka_unit_test(test_three_scratches),
		cmocka_unit_test(test_blotch),
		cmocka_unit_test(test_ring),
		cmocka_unit_test(test_without_shape),
		cmocka_unit_test(test_all_at_once),
		cmocka_unit_test(test_second_layer),
		cmocka_unit_test(test_nothing_and_little),
		cmocka_unit_test(test_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
