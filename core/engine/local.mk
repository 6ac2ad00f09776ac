libcore_a_SOURCES += \
	core/engine/account.c \
	core/engine/avoid.c \
	core/engine/capacity.c \
	core/engine/commands.c \
	core/engine/crew.c \
	core/engine/engine.c core/engine/engine.h \
	core/engine/event.c \
	core/engine/holder.c \
	core/engine/identify.c \
	core/engine/learnt.c \
	core/engine/move.c \
	core/engine/private.h \
	core/engine/proof.c core/engine/proof.h \
	core/engine/read.c \
	core/engine/run.c \
	core/engine/shelf.c core/engine/shelf.h core/engine/shelf_private.h \
	core/engine/shelf_look.c \
	core/engine/shelf_round.c \
	core/engine/samples.c \
	core/engine/shelf.c core/engine/shelf.h \
	core/engine/stuck.c \
	core/engine/settings.c \
	core/engine/tempo.c core/engine/tempo.h \
	core/engine/trouble.c \
	core/engine/worker.c \
	core/engine/worth.c
