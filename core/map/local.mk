libcore_a_SOURCES += \
	core/map/map.c core/map/map.h \
	core/map/cells.c core/map/cells.h \
	core/map/mapfile.c core/map/mapfile.h
