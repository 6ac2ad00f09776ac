#include "config.h"
#include "disc/geometry.h"

#include <math.h>

#define PI 3.14159265358979323846

/* Past this many sectors a disc must have a second layer: 4.7 GB DVD, 25 GB BD. */
enum { DVD_LAYER = 2298496, BD_LAYER = 12219392 };

/* Where the program area ends at the latest (ECMA-130, ECMA-267: 116 mm across). */
#define RIM_MM 58.0

/* A disc that holds more than fits at the usual density is recorded denser: 74 minutes of CD run at 1.2 m/s. */
static double fit(const struct geometry *g, int32_t sectors)
{
	double area = PI * (RIM_MM * RIM_MM - g->r0_mm * g->r0_mm);
	double length = area / g->pitch_mm / (g->layer_sectors ? g->layer_sectors : max_i32(sectors, 1));

	return fmin(g->sector_mm, length);
}

/* Sectors per second at 1x: 1385 and 4496 kB/s of DVD and BD. */
static double per_second(enum disc_kind kind)
{
	return kind == DISC_DVD ? 1385000.0 / 2048 : kind == DISC_BD ? 4496000.0 / 2048 : 75;
}

struct geometry geometry_of(enum disc_kind kind, int32_t sectors, double velocity, double pitch_um)
{
	int32_t half = sectors / 2 + sectors % 2;
	struct geometry g;

	switch (kind) {
	case DISC_DVD:
		g = (struct geometry){ 24.0, 0.74e-3, 5.16, 0 };
		if (sectors > DVD_LAYER) {
			g.sector_mm = 5.68;
			g.layer_sectors = half;
		}
		break;
	case DISC_BD:
		g = (struct geometry){ 24.0, 0.32e-3, 2.24, sectors > BD_LAYER ? half : 0 };
		break;
	default:
		g = (struct geometry){ 25.0, 1.6e-3, 1300.0 / 75, 0 };
		break;
	}
	if (pitch_um > 0)
		g.pitch_mm = pitch_um / 1000;
	g.sector_mm = velocity > 0 ? velocity * 1000 / per_second(kind) : fit(&g, sectors);
	return g;
}

struct geometry geometry_for(enum disc_kind kind, int32_t sectors)
{
	return geometry_of(kind, sectors, 0, 0);
}

/* The place of `lsn` along the spiral of layer 0: layer 1 runs back. */
static double along(const struct geometry *g, int32_t lsn)
{
	if (g->layer_sectors && lsn >= g->layer_sectors)
		return fmax(0, 2.0 * g->layer_sectors - 1 - lsn);
	return lsn;
}

double geometry_radius(const struct geometry *g, int32_t lsn)
{
	return sqrt(g->r0_mm * g->r0_mm + along(g, lsn) * g->sector_mm * g->pitch_mm / PI);
}

double geometry_turns(const struct geometry *g, int32_t lsn)
{
	return (geometry_radius(g, lsn) - g->r0_mm) / g->pitch_mm;
}

double geometry_per_turn(const struct geometry *g, int32_t lsn)
{
	return 2 * PI * geometry_radius(g, lsn) / g->sector_mm;
}

int32_t geometry_lsn(const struct geometry *g, double radius_mm)
{
	double area = radius_mm * radius_mm - g->r0_mm * g->r0_mm;

	if (area <= 0)
		return 0;
	return (int32_t)fmin(ceil(area * PI / (g->sector_mm * g->pitch_mm) - 1e-6), INT32_MAX);
}
