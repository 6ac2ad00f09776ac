noinst_LIBRARIES += libui.a
libui_a_SOURCES = \
	ui/app.c ui/app.h ui/app_job.c ui/app_loop.c ui/ui.h \
	ui/canvas.c ui/canvas.h \
	ui/drive_words.c ui/drive_words.h \
	ui/keys.c ui/keys.h \
	ui/layout_rescue.c ui/layout_rescue.h \
	ui/map_view.c ui/map_view.h \
	ui/move.h ui/move_draw.c \
	ui/price_words.c ui/price_words.h \
	ui/proof_words.c ui/proof_words.h \
	ui/rescue.h ui/rescue_advice.c ui/rescue_drives.c ui/rescue_head.c ui/rescue_map.c ui/rescue_panels.c ui/rescue_plan.c ui/rescue_use.c ui/rescue_words.c \
	ui/screens.c ui/screens.h ui/screen.h \
	ui/script.c ui/script.h \
	ui/speed.c ui/speed.h \
	ui/term.c ui/term.h \
	ui/screen_help.c ui/screen_move.c ui/screen_question.c ui/screen_quit.c ui/screen_rescue.c ui/screen_stop.c \
	ui/theme.c ui/theme.h
include ui/parts.mk
