# Text, numbers, edit fields, lists, and the screens made of them.
libui_a_SOURCES += ui/i18n.h
libui_a_SOURCES += ui/text.c ui/text.h
libui_a_SOURCES += ui/format.c ui/format.h
