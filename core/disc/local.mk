libcore_a_SOURCES += \
	core/disc/disc.c core/disc/disc.h \
	core/disc/geometry.c core/disc/geometry.h
