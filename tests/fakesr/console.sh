#!/bin/sh
# The console in a terminal (tmux), on drives behind the kernel's interface: a drive that does not answer, and a disc
# that goes to the other drive.
. "${srcdir:-.}/tests/tap.sh"
. "$srcdir/tests/fakesr/lib.sh"
fakesr_built || { skip "not built here"; finish; }
have tmux || { skip "tmux is not there"; finish; }
export HOME="$scratch" XDG_STATE_HOME="$scratch/state"
TMPDIR=$scratch
export TMPDIR
. "$srcdir/tests/tmux.sh"
tap_cleanup () { tm kill-server 2>/dev/null; fakesr_end; }
in_console () { in_terminal "LD_PRELOAD='$fakesr_first$fakesr_so' '$discnurse' $*"; }

cat >console.sim <<'END'
[disc one]
kind = cd
image = builtin:demo
sectors = 1200
seed = 5
label = "NUMBER_ONE"
[damage one]
bad = 300 +2
[drive A]
disc = one
vendor = "PLEXTOR"
model = "PX-716A"
[drive B]
disc = none
vendor = "LITE-ON"
model = "LTR-52327S"
END
"$simtool" dump console.sim one.iso || exit 99
fakesr_start "$scratch/console.sim" || { ok 1 "the server starts"; finish; }
terminal 100 30	# fakesr_start exports where the server is

hand hold 0 900 >/dev/null
in_console rescue job --drive /dev/sr0
shown "it reads, by the drive's own name" 'sr0 PLEXTOR PX-716A' '^ [0-9.]+ % rescued'
is "$(hand held 0)" ok "then the drive does not answer"
key '?' "the console does: help" 'Move the disc|moves? the disc'
key Escape "and away with it" 'rescued .* of 1 200 sectors'
key 2 "the log" '^ Log +line'
key 1 "and back" 'rescued .* of 1 200 sectors'
key q "it can be left" 'Everything is saved first'
key y "the terminal is itself again" '^exit [0-9]+ icanon echo$'
is "$(state 0 openers)" 1 "the drive is still at it"
hand go 0 >/dev/null
await 120 state_is 0 openers 0
ok $? "when it lets go, it is left as it was"
is "$(state 0 locked) $(state 0 speed) $(state 0 page01)" "no 0 00c0" "with its settings"

# Moving the disc, in the middle of a read
hand hold 0 1000 >/dev/null
in_console rescue job --drive /dev/sr0 --drive /dev/sr1
shown "it goes on where it was" 'sr0 PLEXTOR PX-716A'
is "$(hand held 0)" ok "a read is under way"
key s "the disc is to be moved" 'Move the disc'
hand go 0 >/dev/null
shown "the tray opens when the read has ended" 'open: take the disc out'
is "$(state 0 tray)" open "it has opened"
hand insert 1 >/dev/null
shown "the disc is noticed in the other drive, and the work goes on there" 'sr1 LITE-ON LTR-52327S' '^ 99\.833 % rescued'
tm send-keys q
shown "it can be left" 'Everything is saved first|exit 3 icanon echo'
tm send-keys y
shown "with what is unread" '^exit 3 icanon echo$'
cp one.iso holes.iso
dd if=/dev/zero of=holes.iso bs=2048 seek=300 count=2 conv=notrunc status=none
same job/disc.iso holes.iso "the image has all that is readable, from two drives"
is "$(state 0 openers) $(state 1 openers) $(state 1 page01)" "0 0 00c0" "both drives are left as they were"

# Drives that come and go, on the start screen
mkdir jobs
in_console --jobs jobs
shown "both drives are listed" 'sr0 +PLEXTOR PX-716A' 'sr1 +LITE-ON LTR-52327S .*NUMBER_ONE'
hand vanish 0 >/dev/null
gone "a cable is pulled: the drive is no longer listed" '^.{0,6}sr0 +PLEXTOR'
shown "the other still is" 'sr1 +LITE-ON LTR-52327S .*NUMBER_ONE'
hand return 0 sr4 >/dev/null
shown "and is again, as another node" 'sr4 +PLEXTOR PX-716A'
hand eject 1 >/dev/null
shown "a tray opens" 'sr1 +LITE-ON LTR-52327S .*the tray is open'
hand load 1 one >/dev/null
shown "and closes" 'sr1 +LITE-ON LTR-52327S .*NUMBER_ONE'
tm send-keys q
shown "it can be left at once" '^exit 0 icanon echo$'
await 120 state_is 1 openers 0
ok $? "nobody has the drives any more"
finish
