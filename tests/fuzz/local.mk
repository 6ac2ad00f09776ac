# Fuzz targets, with a driver of their own: see driver.c. They want no cmocka.
fuzz_tests = tests/fuzz/fuzz_mapfile tests/fuzz/fuzz_job tests/fuzz/fuzz_scenario tests/fuzz/fuzz_history \
	tests/fuzz/fuzz_toc tests/fuzz/fuzz_mmc
fuzz_driver = tests/fuzz/driver.c tests/fuzz/fuzz.h
fuzz_libs = libcore.a $(CDIO_LIBS) $(JANSSON_LIBS) $(LIBINTL)
tests_fuzz_fuzz_mapfile_SOURCES = tests/fuzz/fuzz_mapfile.c $(fuzz_driver)
tests_fuzz_fuzz_mapfile_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_job_SOURCES = tests/fuzz/fuzz_job.c $(fuzz_driver)
tests_fuzz_fuzz_job_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_scenario_SOURCES = tests/fuzz/fuzz_scenario.c $(fuzz_driver)
tests_fuzz_fuzz_scenario_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_history_SOURCES = tests/fuzz/fuzz_history.c $(fuzz_driver)
tests_fuzz_fuzz_history_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_toc_SOURCES = tests/fuzz/fuzz_toc.c $(fuzz_driver)
tests_fuzz_fuzz_toc_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_mmc_SOURCES = tests/fuzz/fuzz_mmc.c $(fuzz_driver)
tests_fuzz_fuzz_mmc_LDADD = $(fuzz_libs)
EXTRA_DIST += \
	tests/fuzz/corpus/history/run.jsonl tests/fuzz/corpus/history/torn.jsonl \
	tests/fuzz/corpus/job/cut.json tests/fuzz/corpus/job/full.json tests/fuzz/corpus/job/short.json \
	tests/fuzz/corpus/mapfile/begins-late.map tests/fuzz/corpus/mapfile/edited.map \
	tests/fuzz/corpus/mapfile/empty.map tests/fuzz/corpus/mapfile/example.map \
	tests/fuzz/corpus/mapfile/gap.map tests/fuzz/corpus/mapfile/oldest.map \
	tests/fuzz/corpus/mapfile/unaligned.map \
	tests/fuzz/corpus/mmc/attention.bin tests/fuzz/corpus/mmc/cd.bin tests/fuzz/corpus/mmc/refusals.bin \
	tests/fuzz/corpus/scenario/dvd.sim tests/fuzz/corpus/scenario/dying.sim tests/fuzz/corpus/scenario/scratch.sim \
	tests/fuzz/corpus/scenario/troubles.sim \
	tests/fuzz/corpus/toc/cut.toc tests/fuzz/corpus/toc/extra.toc tests/fuzz/corpus/toc/one.toc
check_PROGRAMS += $(fuzz_tests)
TESTS += $(fuzz_tests)
CLEANFILES += tests/fuzz/*.last fuzz_history.*.input
