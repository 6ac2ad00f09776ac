#!/bin/sh
# The program on drives behind the kernel's interface: SG_IO, the reader process, nodes that come and go.
. "${srcdir:-.}/tests/tap.sh"
. "$srcdir/tests/fakesr/lib.sh"
fakesr_built || { skip "not built here"; finish; }
export HOME="$scratch" XDG_STATE_HOME="$scratch/state"

cat >two.sim <<'END'
[disc one]
kind = cd
image = builtin:demo
sectors = 1200
seed = 5
label = "NUMBER_ONE"
[damage one]
bad = 300 +2
weak = 500 +40 chance 0.4
[disc two]
kind = cd
image = builtin:demo
sectors = 900
seed = 6
label = "NUMBER_TWO"
[drive A]
disc = one
vendor = "PLEXTOR"
model = "PX-716A"
firmware = "1.11"
serial = "A-1"
[drive B]
disc = two
vendor = "LITE-ON"
model = "LTR-52327S"
firmware = "QS0C"
serial = "B-2"
END
"$simtool" dump two.sim one.iso || exit 99

# What the mapfile says, without the comments
map () { grep -v '^#' "$1/disc.map"; }
# in_background ARGUMENT...: the program, with $started its process; ended: waits for its end, exit status in $status
in_background () {
	LD_PRELOAD="$fakesr_first$fakesr/fakesr.so" "$discnurse" "$@" >out 2>err </dev/null &
	started=$!
}
ended () {
	wait "$started" 2>/dev/null
	status=$?
}

fakesr_start "$scratch/two.sim" || { ok 1 "the server starts"; finish; }
run ours drives --json
is $status 0 "drives --json ends well"
# one drive a line, without blanks
tr -d ' \n' <out | sed 's/{"drive"/\n&/g' | grep '"/dev/sr0"' >first
tr -d ' \n' <out | sed 's/{"drive"/\n&/g' | grep '"/dev/sr1"' >second
for what in '"vendor":"PLEXTOR","model":"PX-716A","firmware":"1.11","serial":"A-1"' '"state":"loaded"' \
	'"kind":"CD",.*"sectors":1200,' '"label":"NUMBER_ONE"'; do
	like first "$what" "drives: sr0 $what"
done
for what in '"vendor":"LITE-ON","model":"LTR-52327S","firmware":"QS0C","serial":"B-2"' '"sectors":900,' \
	'"label":"NUMBER_TWO"'; do
	like second "$what" "drives: sr1 $what"
done

# Weak sectors are read at one of the attempts; how many a rescue makes may depend on how fast this machine is.
run ours rescue real --drive /dev/sr0 --batch --retries 20
is $status 3 "a rescue by SG_IO ends with sectors unread"
run "$discnurse" rescue simulated --drive "sim:$scratch/two.sim#A" --batch --retries 20
is $status 3 "so it does in process"
is "$(map real)" "$(map simulated)" "sector for sector the same"
same real/disc.iso simulated/disc.iso "byte for byte, too"
cp one.iso holes.iso
dd if=/dev/zero of=holes.iso bs=2048 seek=300 count=2 conv=notrunc status=none
same real/disc.iso holes.iso "what was read is what the disc says, and all but two sectors were"

# While it reads
hand hold 0 900 >/dev/null
in_background rescue held --drive /dev/sr0 --batch --retries 0
is "$(hand held 0)" ok "it is in the middle of reading"
hand go 0 >/dev/null
ended
is "$(state 0 locked) $(state 0 speed) $(state 0 page01) $(state 0 openers)" "no 0 00c0 0" \
	"after the end the drive is as it was"

# SIGKILL
hand hold 0 900 >/dev/null
in_background rescue killed --drive /dev/sr0 --batch --retries 0
is "$(hand held 0)" ok "it is in the middle of reading again"
kill -9 "$started"
ended
is $status 137 "it was killed"
hand go 0 >/dev/null
await 20 state_is 0 openers 0
ok $? "its child ends, too"
is "$(state 0 locked) $(state 0 speed) $(state 0 page01)" "no 0 00c0" "and has made the drive as it was"
finish
