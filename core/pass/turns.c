#include "config.h"
#include "pass/turns.h"

#include <math.h>

#define PI 3.14159265358979323846

/*
 * How far discs are from nominal, as standard deviations of length of a sector (velocity), pitch and first radius. A CD
 * is 1.2 to 1.4 m/s and 1.5 to 1.7 um (ECMA-130 clauses 9, 10.6), and any of it is as likely; DVD and BD are held to
 * about a per cent.
 */
static const struct play {
	double sector, pitch, r0;
} play_cd = { 0.046, 0.03, 0.004 }, play_other = { 0.010, 0.010, 0.004 };

struct turns turns_nominal(enum disc_kind kind, int32_t sectors, int32_t unit)
{
	struct geometry g = geometry_for(kind, sectors);
	struct play play = kind == DISC_DVD || kind == DISC_BD ? play_other : play_cd;
	double length = g.sector_mm * max_i32(unit, 1), first = 2 * PI * g.r0_mm / length;
	struct turns t = {
		.a = first * first,
		.b = 4 * PI * g.pitch_mm / length,
		.layer = g.layer_sectors / max_i32(unit, 1),
	};
	double sector2 = play.sector * play.sector;

	t.aa = 4 * t.a * t.a * (sector2 + play.r0 * play.r0);
	t.ab = 2 * t.a * t.b * sector2;
	t.bb = t.b * t.b * (sector2 + play.pitch * play.pitch);
	return t;
}

/* Units from the start of the spiral to the beginning of that one, as the crow flies over layer 1. */
static double along(const struct turns *t, int32_t unit)
{
	double u = unit;

	if (t->layer && unit >= t->layer)
		u = 2.0 * t->layer - unit;
	return fmax(u, 0);
}

double turns_at(const struct turns *t, int32_t unit)
{
	double u = along(t, unit);

	/* (2 / b) (sqrt(a + b u) - sqrt(a)), without the difference of what is nearly equal */
	return 2 * u / (sqrt(t->a + t->b * u) + sqrt(t->a));
}

double turns_length(const struct turns *t, int32_t unit)
{
	return sqrt(t->a + t->b * along(t, unit));
}

int32_t turns_unit(const struct turns *t, double turns)
{
	double u = turns * (sqrt(t->a) + t->b * turns / 4);

	if (!(u > 0))
		return 0;
	return (int32_t)fmin(ceil(u - 1e-6), INT32_MAX);
}
