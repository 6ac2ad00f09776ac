#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

/* What cmocka wants before its own header, and a few things every unit test needs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A fresh folder below the build's tests, removed and made again; its path in static storage. */
static inline const char *scratch_folder(const char *name)
{
	static char path[256];
	char cmd[600];

	snprintf(path, sizeof path, "%s.scratch", name);
	snprintf(cmd, sizeof cmd, "rm -rf '%s' && mkdir -p '%s'", path, path);
	assert_int_equal(system(cmd), 0);
	return path;
}

#endif
