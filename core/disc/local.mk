libcore_a_SOURCES += \
	core/disc/disc.c core/disc/disc.h \
	core/disc/geometry.c core/disc/geometry.h \
	core/disc/toc.c core/disc/toc.h \
	core/disc/udf.c core/disc/udf.h
