noinst_LIBRARIES += libui.a
libui_a_SOURCES = \
	ui/app.c ui/app.h ui/app_job.c ui/app_loop.c ui/ui.h \
	ui/canvas.c ui/canvas.h \
	ui/keys.c ui/keys.h \
	ui/screens.c ui/screens.h ui/screen.h \
	ui/script.c ui/script.h \
	ui/term.c ui/term.h \
	ui/screen_help.c \
	ui/theme.c ui/theme.h
include ui/parts.mk
