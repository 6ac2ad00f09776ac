unit_tests += tests/map/test_map tests/map/test_mapfile tests/map/test_cells
tests_map_test_map_SOURCES = tests/map/test_map.c
tests_map_test_map_LDADD = $(TEST_LIBS)
tests_map_test_mapfile_SOURCES = tests/map/test_mapfile.c
tests_map_test_mapfile_LDADD = $(TEST_LIBS)
tests_map_test_cells_SOURCES = tests/map/test_cells.c
tests_map_test_cells_LDADD = $(TEST_LIBS)

# the tool of the shell tests
check_PROGRAMS += tests/map/maptool
tests_map_maptool_SOURCES = tests/map/maptool.c
tests_map_maptool_LDADD = libcore.a $(JANSSON_LIBS) $(CDIO_LIBS) $(LIBINTL)
script_tests += tests/map/ddrescue.sh
