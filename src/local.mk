bin_PROGRAMS += discnurse
discnurse_SOURCES = src/main.c
discnurse_LDADD = libui.a libcore.a $(CURSES_LIBS) $(CDIO_LIBS) $(POPT_LIBS) $(JANSSON_LIBS) $(LIBINTL)
