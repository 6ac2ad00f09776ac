#include "config.h"
#include "tests/bench/strategy_serve.h"

const char *serve_lacks(void)
{
	return "built without libfuse3";
}

bool serve(struct sim *w, struct trace *t, const char *mountpoint, int ready)
{
	(void)w;
	(void)t;
	(void)mountpoint;
	(void)ready;
	return false;
}
