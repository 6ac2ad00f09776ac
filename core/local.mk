noinst_LIBRARIES += libcore.a
libcore_a_SOURCES =
include core/base/local.mk
include core/map/local.mk
include core/disc/local.mk
include core/drive/local.mk
include core/sim/local.mk
include core/pass/local.mk
include core/job/local.mk
include core/engine/local.mk
include core/out/local.mk
