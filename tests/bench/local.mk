# Not part of make check: times depend on the machine. Built when asked for.
EXTRA_PROGRAMS += tests/bench/bench_console tests/bench/bench_map tests/bench/bench_run
tests_bench_bench_console_SOURCES = tests/bench/bench_console.c
tests_bench_bench_console_LDADD = libui.a libcore.a $(CURSES_LIBS) $(CDIO_LIBS) $(JANSSON_LIBS) $(LIBINTL)
tests_bench_bench_map_SOURCES = tests/bench/bench_map.c
tests_bench_bench_map_LDADD = libcore.a $(LIBINTL)
tests_bench_bench_run_SOURCES = tests/bench/bench_run.c
tests_bench_bench_run_LDADD = libcore.a $(LIBINTL)
# Reading strategies against each other: make bench-strategy. A look whether it works is part of make check.
check_PROGRAMS += tests/bench/bench_strategy
strategy_parts = tests/bench/strategy_bills.c tests/bench/strategy_bills.h tests/bench/strategy_bound.c \
	tests/bench/strategy_bound.h tests/bench/strategy_corpus.c tests/bench/strategy_corpus.h tests/bench/strategy_ours.c \
	tests/bench/strategy_ours.h tests/bench/strategy_peers.c tests/bench/strategy_peers.h tests/bench/strategy_plan.c \
	tests/bench/strategy_plan.h tests/bench/strategy_plain.c \
	tests/bench/strategy_plain.h tests/bench/strategy_rows.c tests/bench/strategy_rows.h tests/bench/strategy_serve.h \
	tests/bench/strategy_table.c tests/bench/strategy_table.h tests/bench/strategy_trace.c tests/bench/strategy_trace.h
tests_bench_bench_strategy_SOURCES = tests/bench/bench_strategy.c tests/bench/strategy_options.c \
	tests/bench/strategy_options.h $(strategy_parts)
tests_bench_bench_strategy_LDADD = libcore.a $(CDIO_LIBS) $(JANSSON_LIBS) $(LIBINTL)
if HAVE_FUSE
tests_bench_bench_strategy_SOURCES += tests/bench/strategy_fuse.c
tests_bench_bench_strategy_CFLAGS = $(AM_CFLAGS) $(FUSE_CFLAGS)
tests_bench_bench_strategy_LDADD += $(FUSE_LIBS)
else
tests_bench_bench_strategy_SOURCES += tests/bench/strategy_nofuse.c
endif
unit_tests += tests/bench/test_strategy
tests_bench_test_strategy_SOURCES = tests/bench/test_strategy.c tests/bench/strategy_nofuse.c $(strategy_parts)
tests_bench_test_strategy_LDADD = $(TEST_LIBS)
script_tests += tests/bench/strategy.sh
CLEANFILES += $(EXTRA_PROGRAMS)
EXTRA_DIST += tests/bench/bench.sh

bench: bench-map bench-copy bench-console
bench-map: tests/bench/bench_map$(EXEEXT)
	tests/bench/bench_map$(EXEEXT)
bench-console: tests/bench/bench_console$(EXEEXT)
bench-copy bench-console: tests/bench/bench_run$(EXEEXT) discnurse$(EXEEXT)
	top_builddir='$(top_builddir)' $(SHELL) $(srcdir)/tests/bench/bench.sh $(@:bench-%=%)
# Some minutes, and 2 GB in TMPDIR; STRATEGY has more options, as --peers-file
bench-strategy: tests/bench/bench_strategy$(EXEEXT)
	tests/bench/bench_strategy$(EXEEXT) --retries 20 --stop-below 0 --also failure=0.5 --also failure=15 --also lowgain=0 --also stubborn=3 $(STRATEGY)
.PHONY: bench bench-map bench-copy bench-console bench-strategy
