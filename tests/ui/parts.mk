unit_tests += tests/ui/test_text
tests_ui_test_text_SOURCES = tests/ui/test_text.c
tests_ui_test_text_LDADD = $(TEST_LIBS)
unit_tests += tests/ui/test_format
tests_ui_test_format_SOURCES = tests/ui/test_format.c
tests_ui_test_format_LDADD = $(TEST_LIBS)
