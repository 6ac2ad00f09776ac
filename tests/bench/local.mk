# Not part of make check: times depend on the machine. Built when asked for.
EXTRA_PROGRAMS += tests/bench/bench_map
tests_bench_bench_map_SOURCES = tests/bench/bench_map.c
tests_bench_bench_map_LDADD = libcore.a $(LIBINTL)
CLEANFILES += $(EXTRA_PROGRAMS)

bench-map: tests/bench/bench_map$(EXEEXT)
	tests/bench/bench_map$(EXEEXT)
.PHONY: bench-map
