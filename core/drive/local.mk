libcore_a_SOURCES += \
	core/drive/drive.c core/drive/drive.h \
	core/drive/drives.h \
	core/drive/sense.c core/drive/sense.h \
	core/drive/transport.h
