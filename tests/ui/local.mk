noinst_HEADERS += tests/ui/fake_engine.h
unit_tests += tests/ui/test_canvas
tests_ui_test_canvas_SOURCES = tests/ui/test_canvas.c
tests_ui_test_canvas_LDADD = $(TEST_LIBS)
unit_tests += tests/ui/test_map_view
tests_ui_test_map_view_SOURCES = tests/ui/test_map_view.c
tests_ui_test_map_view_LDADD = $(TEST_LIBS)
unit_tests += tests/ui/test_layout_rescue
tests_ui_test_layout_rescue_SOURCES = tests/ui/test_layout_rescue.c
tests_ui_test_layout_rescue_LDADD = $(TEST_LIBS)
unit_tests += tests/ui/test_rescue
tests_ui_test_rescue_SOURCES = tests/ui/test_rescue.c tests/ui/fake_engine.c
tests_ui_test_rescue_LDADD = $(TEST_LIBS)
unit_tests += tests/ui/test_app
tests_ui_test_app_SOURCES = tests/ui/test_app.c tests/ui/fake_engine.c
tests_ui_test_app_LDADD = $(TEST_LIBS)
unit_tests += tests/ui/test_long_words
tests_ui_test_long_words_SOURCES = tests/ui/test_long_words.c tests/ui/fake_engine.c
tests_ui_test_long_words_LDADD = $(TEST_LIBS)
# the console over an engine that only counts
check_PROGRAMS += tests/ui/showcase
tests_ui_showcase_SOURCES = tests/ui/showcase.c tests/ui/fake_engine.c
tests_ui_showcase_LDADD = libui.a libcore.a $(CURSES_LIBS) $(CDIO_LIBS) $(JANSSON_LIBS) $(LIBINTL)
include tests/ui/parts.mk
script_tests += tests/ui/script.sh tests/ui/term.sh
EXTRA_DIST += $(ui_golden)
ui_golden = \
	tests/ui/golden/rescue-100x45.screen \
	tests/ui/golden/rescue-200x60-ascii.screen \
	tests/ui/golden/rescue-200x60.screen \
	tests/ui/golden/rescue-80x24-ascii.screen \
	tests/ui/golden/rescue-80x24-cell.screen \
	tests/ui/golden/rescue-80x24-counts.screen \
	tests/ui/golden/rescue-80x24-log.screen \
	tests/ui/golden/rescue-80x24-zoom.screen \
	tests/ui/golden/rescue-80x24.screen \
	tests/ui/golden/rescue-bdxl.screen \
	tests/ui/golden/rescue-help.screen \
	tests/ui/golden/rescue-move.screen \
	tests/ui/golden/rescue-quit.screen \
	tests/ui/golden/rescue-small.screen \
	tests/ui/golden/rescue-tiny.screen
