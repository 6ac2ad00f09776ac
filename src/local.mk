bin_PROGRAMS += discnurse
discnurse_SOURCES = \
	src/batch.c src/batch.h src/batch_drives.c src/batch_drives.h src/batch_price.c src/batch_price.h \
	src/cmd_console.c src/cmd_demo.c src/cmd_drives.c src/cmd_map.c src/cmd_rescue.c \
	src/main.c \
	src/options.c src/options.h \
	src/program.c src/program.h \
	src/say.c src/say.h
nodist_discnurse_SOURCES = src/demo_scenario.h
discnurse_LDADD = libui.a libcore.a $(CURSES_LIBS) $(CDIO_LIBS) $(POPT_LIBS) $(JANSSON_LIBS) $(LIBINTL)

# The demo runs from anywhere, so its scenario is inside the program.
BUILT_SOURCES += src/demo_scenario.h
CLEANFILES += src/demo_scenario.h
src/cmd_demo.$(OBJEXT): src/demo_scenario.h
src/demo_scenario.h: doc/scenarios/demo.sim
	$(AM_V_GEN)$(MKDIR_P) src && { printf 'static const char demo_scenario[] =\n'; \
	  sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/.*/\t"&\\n"/' $(top_srcdir)/doc/scenarios/demo.sim; \
	  printf '\t"";\n'; } > $@.tmp && mv $@.tmp $@
