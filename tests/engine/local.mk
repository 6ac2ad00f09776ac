engine_tests = tests/engine/test_rescue tests/engine/test_commands tests/engine/test_kill tests/engine/test_scenarios \
	tests/engine/test_trouble tests/engine/test_property tests/engine/test_looks tests/engine/test_proof \
	tests/engine/test_shelf tests/engine/test_crew tests/engine/test_identify tests/engine/test_stuck \
	tests/engine/test_tempo tests/engine/test_settings tests/engine/test_learnt tests/engine/test_worth
unit_tests += $(engine_tests)
engine_rig = tests/engine/rig.c tests/engine/rig.h
engine_fake = tests/engine/fake.c tests/engine/fake.h $(engine_rig)
tests_engine_test_rescue_SOURCES = tests/engine/test_rescue.c $(engine_rig)
tests_engine_test_rescue_LDADD = $(TEST_LIBS)
tests_engine_test_commands_SOURCES = tests/engine/test_commands.c $(engine_rig)
tests_engine_test_commands_LDADD = $(TEST_LIBS)
tests_engine_test_kill_SOURCES = tests/engine/test_kill.c $(engine_rig)
tests_engine_test_kill_LDADD = $(TEST_LIBS)
tests_engine_test_scenarios_SOURCES = tests/engine/test_scenarios.c $(engine_rig)
tests_engine_test_scenarios_LDADD = $(TEST_LIBS)
tests_engine_test_property_SOURCES = tests/engine/test_property.c $(engine_rig)
tests_engine_test_property_LDADD = $(TEST_LIBS)
tests_engine_test_trouble_SOURCES = tests/engine/test_trouble.c $(engine_fake)
tests_engine_test_trouble_LDADD = $(TEST_LIBS)
tests_engine_test_trouble_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=drives_open -Wl,--wrap=job_store -Wl,--wrap=job_save
tests_engine_test_looks_SOURCES = tests/engine/test_looks.c $(engine_fake)
tests_engine_test_looks_LDADD = $(TEST_LIBS)
tests_engine_test_looks_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=drives_open
tests_engine_test_proof_SOURCES = tests/engine/test_proof.c
tests_engine_test_proof_LDADD = $(TEST_LIBS)
tests_engine_test_shelf_SOURCES = tests/engine/test_shelf.c $(engine_fake)
tests_engine_test_shelf_LDADD = $(TEST_LIBS)
tests_engine_test_shelf_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=drives_open
tests_engine_test_crew_SOURCES = tests/engine/test_crew.c $(engine_fake)
tests_engine_test_crew_LDADD = $(TEST_LIBS)
tests_engine_test_crew_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=drives_open
tests_engine_test_identify_SOURCES = tests/engine/test_identify.c $(engine_fake)
tests_engine_test_identify_LDADD = $(TEST_LIBS)
tests_engine_test_identify_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=drives_open
tests_engine_test_stuck_SOURCES = tests/engine/test_stuck.c $(engine_rig)
tests_engine_test_stuck_LDADD = $(TEST_LIBS)
tests_engine_test_tempo_SOURCES = tests/engine/test_tempo.c
tests_engine_test_tempo_LDADD = $(TEST_LIBS)
tests_engine_test_settings_SOURCES = tests/engine/test_settings.c $(engine_rig)
tests_engine_test_settings_LDADD = $(TEST_LIBS)
tests_engine_test_learnt_SOURCES = tests/engine/test_learnt.c $(engine_rig)
tests_engine_test_learnt_LDADD = $(TEST_LIBS)
tests_engine_test_learnt_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=plan_next -Wl,--wrap=lore_new -Wl,--wrap=lore_inherit \
	-Wl,--wrap=lore_take_map -Wl,--wrap=lore_tell
tests_engine_test_worth_SOURCES = tests/engine/test_worth.c $(engine_rig)
tests_engine_test_worth_LDADD = $(TEST_LIBS)
tests_engine_test_worth_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=plan_next
