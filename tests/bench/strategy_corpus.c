#include "config.h"
#include "tests/bench/strategy_corpus.h"

#include "base/hash.h"
#include "base/span.h"
#include "disc/geometry.h"

#include <inttypes.h>
#include <math.h>

/*
 * Where damage lies, how large and how deep it is, how fast and how dense the disc is recorded and how good the drive is:
 * all drawn. The sizes are such that a reader that does not know optical discs needs from minutes to hours.
 */

struct corpus_making {
	struct strbuf *out;
	uint64_t state;		/* of the dice */
	double inner, outer;	/* mm: what is recorded */
};

struct corpus_model corpus_usual(void)
{
	return (struct corpus_model){ .failed_s = 3, .speed_gain = 0.4, .stubborn = 1, .short_reads = true };
}

/* Evenly from `low` to `high`. */
static double draw(struct corpus_making *m, double low, double high)
{
	m->state = hash_mix(m->state, 1);
	return low + (high - low) * hash_unit(m->state);
}

/* The same by orders of magnitude. */
static double draw_size(struct corpus_making *m, double low, double high)
{
	return exp(draw(m, log(low), log(high)));
}

static int draw_count(struct corpus_making *m, int low, int high)
{
	return low + (int)draw(m, 0, high - low + 1);
}

/* Where something `size` mm long begins. */
static double draw_place(struct corpus_making *m, double size)
{
	double edge = fmin(0.05, (m->outer - m->inner) / 20);

	return draw(m, m->inner + edge, m->outer - size - edge);
}

/* Lines of `low` to `high` mm of radius. */
static void scratches(struct corpus_making *m, int count, double low, double high)
{
	for (int i = 0; i < count; i++) {
		double length = fmin(draw_size(m, low, high), 0.4 * (m->outer - m->inner)), from = draw_place(m, length);

		strbuf_addf(m->out, "scratch = %.3f mm .. %.3f mm at %.1f deg", from, from + length, draw(m, 0, 360));
		strbuf_addf(m->out, " width %.2f mm", draw_size(m, 0.15, 2));
		strbuf_addf(m->out, " curve %.1f deg", draw(m, -70, 70));
		strbuf_addf(m->out, " depth %.2f\n", draw(m, 0.88, 1));
	}
}

static void blotches(struct corpus_making *m, int count, double low, double high)
{
	for (int i = 0; i < count; i++) {
		double size = draw_size(m, low, high), from = draw_place(m, size);

		strbuf_addf(m->out, "blotch = %.3f mm at %.1f deg", from + size / 2, draw(m, 0, 360));
		strbuf_addf(m->out, " size %.2f mm depth %.2f\n", size, draw(m, 0.88, 1));
	}
}

static void rings(struct corpus_making *m, int count, double low, double high)
{
	for (int i = 0; i < count; i++) {
		double width = draw_size(m, low, high), from = draw_place(m, width);

		strbuf_addf(m->out, "ring = %.4f mm .. %.4f mm depth %.2f\n", from, from + width, draw(m, 0.88, 1));
	}
}

/* From `low` to `high` mm at the edge, of which up to so many units are hit. */
static void rot(struct corpus_making *m, double low, double high, double least, double most)
{
	strbuf_addf(m->out, "rot = %.3f mm .. %.3f mm", m->outer - draw(m, low, high), m->outer);
	strbuf_addf(m->out, " share %.4f", draw_size(m, least, most));
	strbuf_addf(m->out, " depth %.2f\n", draw(m, 0.5, 0.8));
}

static void dust(struct corpus_making *m, double least, double most)
{
	strbuf_addf(m->out, "dust = share %.5f", draw_size(m, least, most));
	strbuf_addf(m->out, " depth %.2f\n", draw(m, 0.35, 0.55));
}

static void cd_scratch(struct corpus_making *m) { scratches(m, 1, 2, 6); }
static void cd_scratches(struct corpus_making *m) { scratches(m, draw_count(m, 4, 9), 1, 4); }
static void cd_blotches(struct corpus_making *m) { blotches(m, draw_count(m, 1, 3), 1, 3); }
static void cd_rot(struct corpus_making *m) { rot(m, 3, 7, 0.03, 0.12); }
static void cd_weak(struct corpus_making *m) { dust(m, 0.008, 0.02); }
static void cd_ring(struct corpus_making *m) { rings(m, 1, 0.15, 0.5); }
static void cd_rings(struct corpus_making *m) { rings(m, draw_count(m, 2, 6), 0.005, 0.04); }
static void cd_hybrid(struct corpus_making *m)
{
	scratches(m, draw_count(m, 1, 3), 1, 3);
	blotches(m, 1, 0.8, 2);
	rings(m, 1, 0.005, 0.04);
	rot(m, 1, 4, 0.02, 0.08);
	dust(m, 0.0002, 0.001);
}

static void dvd_scratch(struct corpus_making *m) { scratches(m, 1, 1, 2.2); }
static void dvd_scratches(struct corpus_making *m) { scratches(m, draw_count(m, 2, 5), 0.5, 1.4); }
static void dvd_blotch(struct corpus_making *m) { blotches(m, draw_count(m, 1, 2), 0.8, 1.8); }
static void dvd_ring(struct corpus_making *m) { rings(m, 1, 0.02, 0.08); }
static void dvd_rot(struct corpus_making *m) { rot(m, 2, 4, 0.05, 0.15); }
static void dvd_hybrid(struct corpus_making *m)
{
	scratches(m, draw_count(m, 1, 2), 0.6, 1.4);
	blotches(m, 1, 0.5, 1.2);
	rings(m, 1, 0.005, 0.02);
	rot(m, 1, 2.5, 0.03, 0.1);
}

static void bd_scratch(struct corpus_making *m) { scratches(m, 1, 0.15, 0.45); }
static void bd_hybrid(struct corpus_making *m)
{
	scratches(m, 1, 0.1, 0.3);
	blotches(m, 1, 0.1, 0.25);
	rings(m, 1, 0.002, 0.01);
	rot(m, 0.2, 0.8, 0.02, 0.06);
}

static void cd_tiny(struct corpus_making *m)
{
	scratches(m, 1, 0.05, 0.1);
	dust(m, 0.003, 0.005);
}

static void dvd_tiny(struct corpus_making *m)
{
	scratches(m, 1, 0.01, 0.02);
	dust(m, 0.01, 0.02);
}

const struct corpus_kind corpus_kinds[] = {
	{ "cd-clean", DISC_CD, false, NULL },
	{ "cd-scratch", DISC_CD, false, cd_scratch },
	{ "cd-scratches", DISC_CD, false, cd_scratches },
	{ "cd-blotches", DISC_CD, false, cd_blotches },
	{ "cd-rot", DISC_CD, false, cd_rot },
	{ "cd-weak", DISC_CD, false, cd_weak },
	{ "cd-ring", DISC_CD, false, cd_ring },
	{ "cd-rings", DISC_CD, false, cd_rings },
	{ "cd-hybrid", DISC_CD, false, cd_hybrid },
	{ "dvd-clean", DISC_DVD, false, NULL },
	{ "dvd-scratch", DISC_DVD, false, dvd_scratch },
	{ "dvd-scratches", DISC_DVD, false, dvd_scratches },
	{ "dvd-blotch", DISC_DVD, false, dvd_blotch },
	{ "dvd-ring", DISC_DVD, false, dvd_ring },
	{ "dvd-rot", DISC_DVD, false, dvd_rot },
	{ "dvd-hybrid", DISC_DVD, false, dvd_hybrid },
	{ "bd-scratch", DISC_BD, false, bd_scratch },
	{ "bd-hybrid", DISC_BD, false, bd_hybrid },
	{ "cd-tiny", DISC_CD, true, cd_tiny },
	{ "dvd-tiny", DISC_DVD, true, dvd_tiny },
	{ 0 }
};

/* By kind of disc: sizes, how far recordings differ from the nominal ones, and speed. */
static const struct {
	double least, most;		/* sectors */
	double velocity[2], pitch[2];	/* m/s, um */
	int speed;			/* CAV */
	const char *image;
} models[] = {
	[DISC_CD] = { 80000, 160000, { 1.2, 1.4 }, { 1.5, 1.7 }, 24, "archive" },
	[DISC_DVD] = { 500000, 540000, { 3.46, 3.52 }, { 0.73, 0.75 }, 8, "archive" },
	[DISC_BD] = { 590000, 610000, { 4.86, 4.97 }, { 0.317, 0.323 }, 6, "archive" },
};

int corpus_speed(enum disc_kind kind)
{
	return models[kind].speed;
}

/* Of its own for each kind. */
static uint64_t first_state(const char *name, int64_t seed)
{
	uint64_t h = hash_mix(0, (uint64_t)seed);

	for (; *name; name++)
		h = hash_mix(h, (unsigned char)*name);
	return h;
}

void corpus_scenario(const struct corpus_kind *k, int64_t seed, const struct corpus_model *model, struct strbuf *out)
{
	static const double skills[] = { 0.4, 0.5, 0.6 };
	struct corpus_making m = { .out = out, .state = first_state(k->name, seed) };
	int32_t sectors = (int32_t)draw(&m, models[k->disc].least, models[k->disc].most) / (k->tiny ? 32 : 1);
	double velocity = draw(&m, models[k->disc].velocity[0], models[k->disc].velocity[1]);
	double pitch = draw(&m, models[k->disc].pitch[0], models[k->disc].pitch[1]);
	struct geometry g = geometry_of(k->disc, sectors, velocity, pitch);
	double skill = skills[draw_count(&m, 0, ARRAY_LEN(skills) - 1)];
	int64_t luck = (int64_t)draw(&m, 1, 1e9);

	m.inner = geometry_radius(&g, 0);
	m.outer = geometry_radius(&g, sectors - 1);
	strbuf_addf(out, "# %s, seed %" PRId64 "\n[disc]\nkind = %s\nimage = builtin:%s\nsectors = %" PRId32 "\n", k->name, seed,
		    disc_kind_name(k->disc), models[k->disc].image, sectors);
	strbuf_addf(out, "seed = %" PRId64 "\nvelocity = %.4f m/s\npitch = %.4f um\nhopeless = 0.05\n", luck, velocity, pitch);
	if (k->hurt) {
		strbuf_addf(out, "[damage]\n");
		k->hurt(&m);
	}
	strbuf_addf(out, "[drive A]\nmodel = \"SIM MODEL\"\nspeed = cav %d\nspinup = 4 s\nseek = 120 ms\n",
		    models[k->disc].speed);
	strbuf_addf(out, "failed_read = %g s\nslow_factor = 0.25\nslow_time = 10 s\nretries = no\nskill = %g\n",
		    model->failed_s, skill);
	strbuf_addf(out, "speed_gain = %g\nspeed_change = 1 s\nstubborn = %d\nshort = %s\n", model->speed_gain, model->stubborn,
		    model->short_reads ? "yes" : "no");
}
