#include "config.h"
#include "pass/shape.h"

#include "base/status.h"

const char *shape_name(enum shape_kind kind)
{
	static const char *const names[] = {
		[SHAPE_SCRATCH] = N_("radial scratch"), [SHAPE_BLOTCH] = N_("blotch"), [SHAPE_RING] = N_("ring"),
		[SHAPE_EDGE] = N_("edge damage"), [SHAPE_SCATTERED] = N_("scattered damage"),
	};

	return names[kind];
}
