unit_tests += tests/drive/test_sense
tests_drive_test_sense_SOURCES = tests/drive/test_sense.c
tests_drive_test_sense_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_mmc_read
tests_drive_test_mmc_read_SOURCES = tests/drive/test_mmc_read.c tests/drive/script.c tests/drive/script.h
tests_drive_test_mmc_read_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_mmc_drive
tests_drive_test_mmc_drive_SOURCES = tests/drive/test_mmc_drive.c tests/drive/script.c tests/drive/script.h
tests_drive_test_mmc_drive_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_mmc_disc
tests_drive_test_mmc_disc_SOURCES = tests/drive/test_mmc_disc.c tests/drive/script.c tests/drive/script.h
tests_drive_test_mmc_disc_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_mmc_setup
tests_drive_test_mmc_setup_SOURCES = tests/drive/test_mmc_setup.c tests/drive/script.c tests/drive/script.h
tests_drive_test_mmc_setup_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_mmc_fresh
tests_drive_test_mmc_fresh_SOURCES = tests/drive/test_mmc_fresh.c tests/drive/script.c tests/drive/script.h
tests_drive_test_mmc_fresh_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_mmc_able
tests_drive_test_mmc_able_SOURCES = tests/drive/test_mmc_able.c tests/drive/script.c tests/drive/script.h
tests_drive_test_mmc_able_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_abilities
tests_drive_test_abilities_SOURCES = tests/drive/test_abilities.c
tests_drive_test_abilities_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_mmc_now
tests_drive_test_mmc_now_SOURCES = tests/drive/test_mmc_now.c
tests_drive_test_mmc_now_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_mmc_sim
tests_drive_test_mmc_sim_SOURCES = tests/drive/test_mmc_sim.c
tests_drive_test_mmc_sim_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_block
tests_drive_test_block_SOURCES = tests/drive/test_block.c
tests_drive_test_block_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/drive/blockread
tests_drive_blockread_SOURCES = tests/drive/blockread.c
tests_drive_blockread_LDADD = libcore.a $(CDIO_LIBS)

script_tests += tests/drive/commands.sh tests/drive/fuse.sh tests/drive/kernel.sh tests/drive/texts.sh
if HAVE_FUSE
noinst_PROGRAMS += tests/drive/fusebad
tests_drive_fusebad_SOURCES = tests/drive/fusebad.c
tests_drive_fusebad_CFLAGS = $(AM_CFLAGS) $(FUSE_CFLAGS)
tests_drive_fusebad_LDADD = $(FUSE_LIBS)
endif

unit_tests += tests/drive/test_drives
tests_drive_test_drives_SOURCES = tests/drive/test_drives.c tests/drive/script.c tests/drive/script.h
tests_drive_test_drives_LDADD = $(TEST_LIBS)
tests_drive_test_drives_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=node_open -Wl,--wrap=reader_open

unit_tests += tests/drive/test_sg
tests_drive_test_sg_SOURCES = tests/drive/test_sg.c tests/drive/fakenode.c tests/drive/fakenode.h
tests_drive_test_sg_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_cdio
tests_drive_test_cdio_SOURCES = tests/drive/test_cdio.c tests/drive/fakenode.c tests/drive/fakenode.h
tests_drive_test_cdio_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_find
tests_drive_test_find_SOURCES = tests/drive/test_find.c
tests_drive_test_find_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_reader
tests_drive_test_reader_SOURCES = tests/drive/test_reader.c tests/drive/readerprog.h
tests_drive_test_reader_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/drive/readerprog
tests_drive_readerprog_SOURCES = tests/drive/readerprog.c tests/drive/readerprog.h
tests_drive_readerprog_LDADD = libcore.a $(CDIO_LIBS)

unit_tests += tests/drive/test_open
tests_drive_test_open_SOURCES = tests/drive/test_open.c tests/drive/fakenode.c tests/drive/fakenode.h
tests_drive_test_open_LDADD = $(TEST_LIBS)

unit_tests += tests/drive/test_mounts
tests_drive_test_mounts_SOURCES = tests/drive/test_mounts.c
tests_drive_test_mounts_LDADD = $(TEST_LIBS)
