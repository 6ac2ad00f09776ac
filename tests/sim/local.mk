check_PROGRAMS += tests/sim/simtool
tests_sim_simtool_SOURCES = tests/sim/simtool.c
tests_sim_simtool_LDADD = libcore.a $(LIBINTL)

noinst_HEADERS += tests/sim/rig.h
unit_tests += tests/sim/test_scenario
tests_sim_test_scenario_SOURCES = tests/sim/test_scenario.c
tests_sim_test_scenario_LDADD = $(TEST_LIBS)
unit_tests += tests/sim/test_target
tests_sim_test_target_SOURCES = tests/sim/test_target.c
tests_sim_test_target_LDADD = $(TEST_LIBS)
unit_tests += tests/sim/test_medium
tests_sim_test_medium_SOURCES = tests/sim/test_medium.c
tests_sim_test_medium_LDADD = $(TEST_LIBS)
unit_tests += tests/sim/test_shipped
tests_sim_test_shipped_SOURCES = tests/sim/test_shipped.c
tests_sim_test_shipped_LDADD = $(TEST_LIBS)
script_tests += tests/sim/builtin.sh
