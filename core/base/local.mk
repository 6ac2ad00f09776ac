libcore_a_SOURCES += \
	core/base/clock.c core/base/clock.h \
	core/base/fileio.c core/base/fileio.h \
	core/base/hash.h \
	core/base/log.c core/base/log.h \
	core/base/number.c core/base/number.h \
	core/base/span.h \
	core/base/spans.c core/base/spans.h \
	core/base/status.c core/base/status.h \
	core/base/strbuf.c core/base/strbuf.h
