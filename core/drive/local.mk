libcore_a_SOURCES += \
	core/drive/abilities.c core/drive/abilities.h \
	core/drive/block.c \
	core/drive/cdio.c \
	core/drive/drive.c core/drive/drive.h \
	core/drive/drives.c core/drive/drives.h core/drive/drives_parts.h \
	core/drive/drives_able.c \
	core/drive/drives_holder.c \
	core/drive/drives_path.c \
	core/drive/drives_sim.c \
	core/drive/find.c core/drive/find.h \
	core/drive/find_sysfs.c \
	core/drive/find_udev.c \
	core/drive/mmc.c core/drive/mmc.h \
	core/drive/mmc_able.c \
	core/drive/mmc_capacity.c \
	core/drive/mmc_cdb.c \
	core/drive/mmc_cmd.c \
	core/drive/mmc_fresh.c \
	core/drive/mmc_id.c \
	core/drive/mmc_medium.c \
	core/drive/mmc_page.c \
	core/drive/mmc_approach.c \
	core/drive/mmc_read.c \
	core/drive/mmc_speed.c \
	core/drive/mounts.c core/drive/mounts.h \
	core/drive/unmount.c \
	core/drive/node.c core/drive/node.h \
	core/drive/open.c core/drive/open.h \
	core/drive/reader.c core/drive/reader.h \
	core/drive/reader_child.c \
	core/drive/reader_wire.c core/drive/reader_wire.h \
	core/drive/sense.c core/drive/sense.h \
	core/drive/sg.c core/drive/sg.h \
	core/drive/transport.h
