libcore_a_SOURCES += \
	core/job/about.c \
	core/job/about_disc.c core/job/about_disc.h \
	core/job/history.c \
	core/job/image.c \
	core/job/job.c core/job/job.h core/job/parts.h \
	core/job/list.c \
	core/job/lock.c \
	core/job/past.c core/job/past.h \
	core/job/save.c
