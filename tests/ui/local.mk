noinst_HEADERS += tests/ui/fake_engine.h tests/ui/rescue_stage.h
unit_tests += tests/ui/test_canvas
tests_ui_test_canvas_SOURCES = tests/ui/test_canvas.c
tests_ui_test_canvas_LDADD = $(TEST_LIBS)
unit_tests += tests/ui/test_map_view
tests_ui_test_map_view_SOURCES = tests/ui/test_map_view.c
tests_ui_test_map_view_LDADD = $(TEST_LIBS)
unit_tests += tests/ui/test_layout_rescue
tests_ui_test_layout_rescue_SOURCES = tests/ui/test_layout_rescue.c
tests_ui_test_layout_rescue_LDADD = $(TEST_LIBS)
unit_tests += tests/ui/test_keys
tests_ui_test_keys_SOURCES = tests/ui/test_keys.c tests/ui/fake_engine.c
tests_ui_test_keys_LDADD = $(TEST_LIBS)

unit_tests += tests/ui/test_rescue
tests_ui_test_rescue_SOURCES = tests/ui/test_rescue.c tests/ui/fake_engine.c
tests_ui_test_rescue_LDADD = $(TEST_LIBS)
unit_tests += tests/ui/test_price
tests_ui_test_price_SOURCES = tests/ui/test_price.c tests/ui/fake_engine.c
tests_ui_test_price_LDADD = $(TEST_LIBS)
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
script_tests += tests/ui/script.sh tests/ui/term.sh tests/ui/screens.sh tests/ui/terminal.sh
EXTRA_DIST += $(screens)
screens = \
	tests/screens/copies.sim \
	tests/screens/edition-asked.screen \
	tests/screens/edition-stayed.screen \
	tests/screens/edition-use.screen \
	tests/screens/edition.script \
	tests/screens/edition.sim \
	tests/screens/full-at-once.screen \
	tests/screens/full.script \
	tests/screens/hang-aside.screen \
	tests/screens/hang-done.screen \
	tests/screens/hang-move.screen \
	tests/screens/hang.script \
	tests/screens/hang.sim \
	tests/screens/move-after.screen \
	tests/screens/move-before.screen \
	tests/screens/move-choosing.screen \
	tests/screens/move-chosen.screen \
	tests/screens/move-done.screen \
	tests/screens/move-ejected.screen \
	tests/screens/move-put-back.screen \
	tests/screens/move-stayed.screen \
	tests/screens/move-waiting.screen \
	tests/screens/move.script \
	tests/screens/other-form.screen \
	tests/screens/other-job.screen \
	tests/screens/other.script \
	tests/screens/passes-never.screen \
	tests/screens/passes-plan.screen \
	tests/screens/passes-retry-120.screen \
	tests/screens/passes-retry.screen \
	tests/screens/passes-scrape-wide.screen \
	tests/screens/passes-stop.screen \
	tests/screens/demo.script \
	tests/screens/demo-gaps.screen \
	tests/screens/demo-plan.screen \
	tests/screens/demo-retry.screen \
	tests/screens/demo-done.screen \
	tests/screens/passes-again.screen \
	tests/screens/passes-cell.screen \
	tests/screens/passes-counts.screen \
	tests/screens/passes-done.screen \
	tests/screens/passes-gaps.screen \
	tests/screens/passes-help.screen \
	tests/screens/passes-log.screen \
	tests/screens/passes-marked.screen \
	tests/screens/passes-scrape.screen \
	tests/screens/passes-small.screen \
	tests/screens/passes-start.screen \
	tests/screens/passes-sweep.screen \
	tests/screens/passes.script \
	tests/screens/plain-move.screen \
	tests/screens/plain-quit.screen \
	tests/screens/plain-sweep.screen \
	tests/screens/plain-scrape-120.screen \
	tests/screens/plain.script \
	tests/screens/scratch.sim \
	tests/screens/start-120.screen \
	tests/screens/start-again.screen \
	tests/screens/start-broken-why.screen \
	tests/screens/start-broken.screen \
	tests/screens/start-drives.screen \
	tests/screens/start-filled.screen \
	tests/screens/start-found.screen \
	tests/screens/start-help.screen \
	tests/screens/start-jobs.screen \
	tests/screens/start-locked.screen \
	tests/screens/start-new.screen \
	tests/screens/start-wrong-disc.screen \
	tests/screens/start.script \
	tests/screens/two-discs.sim \
	tests/screens/two-chosen.screen \
	tests/screens/two-one.screen \
	tests/screens/two.script \
	tests/screens/stuck.script \
	tests/screens/stuck.sim \
	tests/screens/vanish-aside.screen \
	tests/screens/vanish-back.screen \
	tests/screens/vanish-gone.screen \
	tests/screens/vanish-quit.screen \
	tests/screens/vanish.script \
	tests/screens/vanish.sim \
	tests/screens/wrong-again.screen \
	tests/screens/wrong-disc.screen \
	tests/screens/wrong-done.screen \
	tests/screens/wrong-stayed.screen \
	tests/screens/wrong.script
EXTRA_DIST += $(ui_golden)
ui_golden = \
	tests/ui/golden/drives-120x40.screen \
	tests/ui/golden/drives-200x60.screen \
	tests/ui/golden/drives-80x24-ascii.screen \
	tests/ui/golden/drives-80x24.screen \
	tests/ui/golden/marks-200x60.screen \
	tests/ui/golden/marks-80x24-ascii.screen \
	tests/ui/golden/marks-80x24.screen \
	tests/ui/golden/price-plan-140x40.screen \
	tests/ui/golden/price-plan-80x24.screen \
	tests/ui/golden/price-plan-ascii.screen \
	tests/ui/golden/price-stop.screen \
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
