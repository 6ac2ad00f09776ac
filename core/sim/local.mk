libcore_a_SOURCES += \
	core/sim/attempts.c core/sim/attempts.h \
	core/sim/builtin.c core/sim/builtin.h \
	core/sim/damage.c core/sim/damage.h \
	core/sim/hands.c \
	core/sim/medium.c core/sim/medium_trouble.c core/sim/medium.h \
	core/sim/plug.c \
	core/sim/raw.c core/sim/raw.h \
	core/sim/scenario.c core/sim/scenario.h core/sim/scenario_check.c core/sim/scenario_damage.c \
	core/sim/scenario_keys.c core/sim/scenario_trouble.c \
	core/sim/sim.h \
	core/sim/target.c core/sim/target.h \
	core/sim/target_control.c core/sim/target_disc.c core/sim/target_info.c core/sim/target_read.c \
	core/sim/target_speed.c \
	core/sim/words.c core/sim/words.h \
	core/sim/world.c core/sim/world_disc.c core/sim/world.h

scenariosdir = $(pkgdatadir)/scenarios
dist_scenarios_DATA = \
	doc/scenarios/clean.sim doc/scenarios/demo.sim doc/scenarios/dvd.sim doc/scenarios/dying.sim \
	doc/scenarios/edge-rot.sim doc/scenarios/fingerprint.sim doc/scenarios/scratch.sim doc/scenarios/scratches.sim
dist_doc_DATA += doc/scenarios.md
