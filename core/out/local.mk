libcore_a_SOURCES += \
	core/out/looks.c core/out/looks.h \
	core/out/picture.c core/out/picture.h \
	core/out/svg.c \
	core/out/caption.c core/out/caption.h
