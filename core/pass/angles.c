#include "config.h"
#include "pass/angles.h"

#include <math.h>

/* Per turn: damage ends, drifts to either side, begins. */
#define ENDS 0.004
#define DRIFTS 0.02
#define BEGINS 2e-5
#define START 5e-4

void angles_begin(struct angles *a, const struct turns *t, int32_t unit, int dir)
{
	for (int i = 0; i < ANGLES; i++)
		a->p[i] = (float)START;
	a->behind = (float)START;
	a->dir = dir;
	a->next = unit;
	a->phase = turns_at(t, dir > 0 ? unit : unit + 1) * ANGLES;
}

static int cell_of(double phase)
{
	int64_t n = (int64_t)floor(phase);
	int c = (int)(n % ANGLES);

	return c < 0 ? c + ANGLES : c;
}

int angles_cells(struct angles *a, const struct turns *t, double h, enum result r, float *out)
{
	double to = turns_at(t, a->dir > 0 ? a->next + 1 : a->next) * ANGLES;
	int n = (int)fabs(floor(to) - floor(a->phase)), way = to < a->phase ? -1 : 1;	/* it runs back on layer 1 */
	int c = cell_of(way > 0 ? a->phase : a->phase - 1);
	int first = c;
	double sound = 1 - h, q;

	n = n < 1 ? 1 : n > ANGLES ? ANGLES : n;
	for (int i = 0; i < n; i++) {
		int ahead = c + way;
		double p;

		ahead = ahead < 0 ? ANGLES - 1 : ahead == ANGLES ? 0 : ahead;
		p = (1 - ENDS) * ((1 - 2 * DRIFTS) * a->p[c] + DRIFTS * (a->behind + a->p[ahead])) + BEGINS;
		a->behind = a->p[c];
		a->p[c] = out[i] = (float)p;
		sound *= 1 - ANGLES_SEEN * p;
		c = ahead;
	}
	q = 1 - sound;
	c = first;
	for (int i = 0; i < n && r != RESULT_NONE; i++) {
		double p = a->p[c], rest = 1 - ANGLES_SEEN * p;

		a->p[c] = (float)(r == RESULT_GOOD ? p * (1 - ANGLES_SEEN) / rest
						   : p * (1 - (1 - ANGLES_SEEN) * sound / rest) / fmax(q, 1e-9));
		c += way;
		c = c < 0 ? ANGLES - 1 : c == ANGLES ? 0 : c;
	}
	a->phase = to;
	a->next += a->dir;
	return n;
}

double angles_step(struct angles *a, const struct turns *t, double h, enum result r)
{
	float cells[ANGLES];
	int n = angles_cells(a, t, h, r, cells);
	double sound = 1 - h;

	for (int i = 0; i < n; i++)
		sound *= 1 - ANGLES_SEEN * cells[i];
	return 1 - sound;
}
