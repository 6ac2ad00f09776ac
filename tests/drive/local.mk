unit_tests += tests/drive/test_sense
tests_drive_test_sense_SOURCES = tests/drive/test_sense.c
tests_drive_test_sense_LDADD = $(TEST_LIBS)
