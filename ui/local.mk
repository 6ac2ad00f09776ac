noinst_LIBRARIES += libui.a
libui_a_SOURCES = \
	ui/canvas.c ui/canvas.h \
	ui/keys.c ui/keys.h \
	ui/term.c ui/term.h \
	ui/theme.c ui/theme.h
include ui/parts.mk
