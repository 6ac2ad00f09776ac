libcore_a_SOURCES += \
	core/pass/pass.c core/pass/pass.h \
	core/pass/sweep.c core/pass/gaps.c core/pass/trim.c core/pass/scrape.c core/pass/retry.c \
	core/pass/walk.c core/pass/walk.h \
	core/pass/plan.c core/pass/plan_note.c core/pass/plan.h \
	core/pass/turns.c core/pass/turns.h core/pass/turns_fit.c core/pass/turns_fit.h \
	core/pass/shape.c core/pass/shape.h core/pass/shape_scan.c core/pass/shape_scan.h
