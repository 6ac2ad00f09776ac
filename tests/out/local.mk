unit_tests += tests/out/test_picture
tests_out_test_picture_SOURCES = tests/out/test_picture.c
tests_out_test_picture_LDADD = $(TEST_LIBS)
