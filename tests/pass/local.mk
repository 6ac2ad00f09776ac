noinst_HEADERS += tests/pass/script.h
unit_tests += tests/pass/test_pass
tests_pass_test_pass_SOURCES = tests/pass/test_pass.c
tests_pass_test_pass_LDADD = $(TEST_LIBS)
