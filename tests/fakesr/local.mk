# The simulated drives behind the kernel's interface, for tests: a server, and a library that programs are run with.
if FAKESR
check_PROGRAMS += tests/fakesr/server tests/fakesr/fakesr.so
tests_fakesr_server_SOURCES = tests/fakesr/server.c tests/fakesr/node.c tests/fakesr/node.h tests/fakesr/block.c \
	tests/fakesr/scsi.c tests/fakesr/uniform.c tests/fakesr/dvd.c tests/fakesr/hand.c tests/fakesr/tree.c tests/fakesr/wire.c tests/fakesr/wire.h
tests_fakesr_server_LDADD = libcore.a $(LIBINTL)

# It stands before the C library, so no sanitizer may be in it.
tests_fakesr_fakesr_so_SOURCES = tests/fakesr/client.c tests/fakesr/client.h tests/fakesr/files.c tests/fakesr/names.c tests/fakesr/paths.c \
	tests/fakesr/requests.c tests/fakesr/wire.c tests/fakesr/wire.h
tests_fakesr_fakesr_so_CFLAGS = $(filter-out -fsanitize=% -fno-sanitize-recover=%,$(HOUSE_CFLAGS)) -fPIC -fvisibility=hidden
tests_fakesr_fakesr_so_LDFLAGS = -shared -Wl,-z,defs
tests_fakesr_fakesr_so_LDADD = -ldl

check_PROGRAMS += tests/fakesr/probe
tests_fakesr_probe_SOURCES = tests/fakesr/probe.c
tests_fakesr_probe_CFLAGS = $(filter-out -fsanitize=% -fno-sanitize-recover=%,$(HOUSE_CFLAGS))
tests_fakesr_probe_LDFLAGS =
endif

script_tests += tests/fakesr/peers.sh tests/fakesr/kernel.sh tests/fakesr/ours.sh tests/fakesr/console.sh
EXTRA_DIST += tests/fakesr/lib.sh
