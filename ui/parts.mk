# Text, numbers, edit fields, lists, and the screens made of them.
libui_a_SOURCES += ui/i18n.h
libui_a_SOURCES += ui/text.c ui/text.h
libui_a_SOURCES += ui/format.c ui/format.h
libui_a_SOURCES += ui/field.c ui/field.h
libui_a_SOURCES += ui/list.c ui/list.h
libui_a_SOURCES += ui/search.c ui/search.h
libui_a_SOURCES += ui/jobname.c ui/jobname.h
libui_a_SOURCES += ui/screen_start.c ui/start_draw.c ui/start.h
libui_a_SOURCES += ui/disc_words.c ui/disc_words.h
libui_a_SOURCES += ui/screen_unmount.c
libui_a_SOURCES += ui/screen_new_job.c
libui_a_SOURCES += ui/screen_log.c
