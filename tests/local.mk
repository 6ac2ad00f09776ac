# One program per module under tests/FOLDER, each with cmocka's TAP output; scripts speak TAP themselves.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
TEST_EXTENSIONS = .sh
SH_LOG_DRIVER = $(LOG_DRIVER)
# Every test runs under a time limit, so that a hang is a failure and not a wait.
LOG_COMPILER = timeout -k 10 600
SH_LOG_COMPILER = timeout -k 10 600 $(SHELL)
AM_TESTS_ENVIRONMENT = CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	ASAN_OPTIONS=handle_segv=1; export ASAN_OPTIONS; \
	srcdir='$(srcdir)'; export srcdir; top_builddir='$(top_builddir)'; export top_builddir; \
	LC_ALL=C.UTF-8; export LC_ALL; unset LANGUAGE NO_COLOR;

noinst_HEADERS = tests/unit.h
TEST_LIBS = libui.a libcore.a $(CMOCKA_LIBS) $(CURSES_LIBS) $(CDIO_LIBS) $(JANSSON_LIBS) $(LIBINTL)
unit_tests =
script_tests = tests/includes.sh tests/po.sh

include tests/base/local.mk
include tests/map/local.mk
include tests/drive/local.mk
include tests/sim/local.mk
include tests/pass/local.mk
include tests/job/local.mk
include tests/engine/local.mk
include tests/cards/local.mk
include tests/out/local.mk
include tests/ui/local.mk
include tests/cli/local.mk
include tests/fuzz/local.mk
include tests/fakesr/local.mk
include tests/bench/local.mk

# What runs in several threads: the tests worth the thread sanitizer
thread_tests = $(filter tests/engine/% tests/ui/% tests/drive/test_reader tests/drive/test_mmc_now tests/drive/test_abilities,$(unit_tests) $(script_tests))

if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif
TESTS += $(script_tests)
EXTRA_DIST += $(script_tests)

# Folders that tests work in
mostlyclean-local:
	find . -name '*.scratch' -prune -exec rm -rf {} +
