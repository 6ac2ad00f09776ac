unit_tests += tests/drive/test_sense
tests_drive_test_sense_SOURCES = tests/drive/test_sense.c
tests_drive_test_sense_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_mmc_read
tests_drive_test_mmc_read_SOURCES = tests/drive/test_mmc_read.c tests/drive/script.c tests/drive/script.h
tests_drive_test_mmc_read_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_mmc_drive
tests_drive_test_mmc_drive_SOURCES = tests/drive/test_mmc_drive.c tests/drive/script.c tests/drive/script.h
tests_drive_test_mmc_drive_LDADD = $(TEST_LIBS)
