# What real drives do, as scenarios: each says in its first lines what must happen.
EXTRA_DIST += \
	tests/cards/01-steady-timer.sim tests/cards/02-block-retry.sim tests/cards/03-protected-hole.sim \
	tests/cards/04-wedge.sim tests/cards/05-tape-patch.sim tests/cards/06-stale-cache.sim \
	tests/cards/07-zero-after-flush.sim tests/cards/08-tail-of-tao.sim tests/cards/09-endless-lead-out.sim \
	tests/cards/10-two-sizes.sim tests/cards/11-session-gap.sim tests/cards/12-reset-loop.sim \
	tests/cards/13-half-way-reset.sim tests/cards/14-locked-sectors.sim tests/cards/15-shape-trap.sim \
	tests/cards/16-speed-fall.sim tests/cards/17-tray.sim tests/cards/18-bad-cable.sim tests/cards/19-rim.sim \
	tests/cards/20-false-health.sim tests/cards/21-neighbour.sim tests/cards/22-ready-late.sim \
	tests/cards/23-medium-changed.sim tests/cards/24-other-copy.sim tests/cards/25-capacity-short.sim \
	tests/cards/26-capacity-stale.sim tests/cards/27-hang.sim tests/cards/28-block.sim tests/cards/29-vanish.sim \
	tests/cards/30-recovered.sim tests/cards/31-refusals.sim tests/cards/32-locked-tray.sim \
	tests/cards/33-two-drives-one-disc.sim tests/cards/34-three-copies.sim
card_tests = tests/cards/test_reads tests/cards/test_cards
unit_tests += $(card_tests)
tests_cards_test_reads_SOURCES = tests/cards/test_reads.c
tests_cards_test_reads_LDADD = $(TEST_LIBS)
tests_cards_test_cards_SOURCES = tests/cards/test_cards.c $(engine_rig)
tests_cards_test_cards_LDADD = $(TEST_LIBS)
