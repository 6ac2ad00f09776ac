libcore_a_SOURCES += \
	core/sim/attempts.c core/sim/attempts.h \
	core/sim/builtin.c core/sim/builtin.h \
	core/sim/damage.c core/sim/damage.h \
	core/sim/raw.c core/sim/raw.h \
	core/sim/words.c core/sim/words.h
