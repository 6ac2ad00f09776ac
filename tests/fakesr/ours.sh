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
	LD_PRELOAD="$fakesr_first$fakesr_so" "$discnurse" "$@" >out 2>err </dev/null &
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

hand mount 0 /media/disc >/dev/null
hand forbid 1 >/dev/null
run ours drives --json
tr -d ' \n' <out | sed 's/{"drive"/\n&/g' | grep '"/dev/sr0"' >first
like first '"mounted":"/media/disc"' "drives: where a disc is mounted"
run ours drives
like out '^/dev/sr1 .*no permission.*cdrom' "drives: the group that may read it"
hand mount 0 >/dev/null
hand forbid 1 off >/dev/null

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

# No sector is called bad but 300 and 301, and what is called finished is the disc's.
# sound JOB
sound () {
	map "$1" | sed 1d | while read -r pos size letter; do
		case $letter in
		+)	cmp -s -i $((pos)) -n $((size)) "$1/disc.iso" one.iso || echo "wrong at $pos" ;;
		-)	[ $((pos)) -ge $((300 * 2048)) ] && [ $((pos + size)) -le $((302 * 2048)) ] || echo "bad at $pos" ;;
		esac
	done
}
cat >calm.sim <<'END'
[disc one]
kind = cd
image = builtin:demo
sectors = 1200
seed = 5
label = "NUMBER_ONE"
[damage one]
bad = 300 +2
[disc other]
kind = cd
image = builtin:demo
sectors = 1200
seed = 6
label = "NUMBER_ONE"
[drive A]
disc = one
serial = "A-1"
[drive B]
disc = none
serial = "B-2"
END
fakesr_start "$scratch/calm.sim"

# While it reads
hand hold 0 900 >/dev/null
in_background rescue held --drive /dev/sr0 --batch --retries 0
is "$(hand held 0)" ok "it is in the middle of reading"
is "$(state 0 locked) $(state 0 page01)" "yes 0401" "it is locked, repeats little, and is to tell of recovered errors"
hand go 0 >/dev/null
ended
is "$status $(sound held)" "3 " "it ends with what is unread"
is "$(state 0 locked) $(state 0 speed) $(state 0 page01) $(state 0 openers)" "no 0 00c0 0" \
	"after the end the drive is as it was"

# SIGTERM and SIGKILL, while the drive does not answer
for signal in TERM KILL; do
	hand hold 0 900 >/dev/null
	in_background rescue "$signal" --drive /dev/sr0 --batch --retries 0
	is "$(hand held 0)" ok "$signal: the drive does not answer"
	kill -"$signal" "$started"
	ended
	is "$status" "$([ "$signal" = TERM ] && echo 143 || echo 137)" "$signal: the program ends all the same"
	[ "$signal" = KILL ] || is "$(sound TERM)" "" "$signal: job and image are right"
	is "$(state 0 openers)" 1 "$signal: its child is still in the call"
	hand go 0 >/dev/null
	await 120 state_is 0 openers 0
	ok $? "$signal: when the drive lets go, the child ends, too"
	is "$(state 0 locked) $(state 0 speed) $(state 0 page01)" "no 0 00c0" "$signal: and has made the drive as it was"
done
run ours rescue TERM --drive /dev/sr0 --batch --retries 0
is "$status $(sound TERM)" "3 " "the job goes on from there"
same TERM/disc.iso held/disc.iso "to the same end"

# The cable is pulled in mid-read, and put into another socket
hand hold 0 900 >/dev/null
in_background rescue pulled --drive /dev/sr0 --batch --retries 0
is "$(hand held 0)" ok "a read is under way"
hand vanish 0 >/dev/null
hand go 0 >/dev/null
await 120 grep -q 'plugged in again' err
ok $? "a drive that is gone is waited for"
is "$(hand return 0 sr2)" sr2 "it comes back as another node"
ended
is "$status $(sound pulled)" "3 " "the same run goes on there, and no sector is bad for it"
same pulled/disc.iso held/disc.iso "to the same end"

# A read that is silent for longer than a hang
hand hold 0 900 >/dev/null
in_background rescue hung --drive /dev/sr2 --batch --retries 0 --hang 2
is "$(hand held 0)" ok "the drive does not answer"
await 120 grep -q '"event":"hang".*"command":"READ(1[02])"' hung/history.jsonl
ok $? "that is written down, with the command"
hand go 0 >/dev/null
ended
is "$status $(sound hung)" "3 " "it is back, and the run ends"
same hung/disc.iso held/disc.iso "with all that can be read"

# The button, and the same disc in another drive
hand hold 0 900 >/dev/null
in_background rescue button --drive /dev/sr2 --batch --retries 0
is "$(hand held 0)" ok "a read is under way"
hand eject 0 >button.said
hand go 0 >/dev/null
ended
is "$(sound button)" "" "the eject button makes no sector bad"
with eject /dev/sr2
hand insert 1 >/dev/null
is "$(state 1 disc)" one "the disc is in the other drive"
run ours rescue button --drive /dev/sr1 --batch --retries 0
is "$status $(sound button)" "3 " "the job goes on there"
same button/disc.iso held/disc.iso "to the same end"

# Another disc of the same size and name, while nobody looks
hand hold 1 900 >/dev/null
in_background rescue swapped --drive /dev/sr1 --batch --retries 0
is "$(hand held 1)" ok "a read is under way"
kill -TERM "$started"
ended
hand go 1 >/dev/null
await 120 state_is 1 openers 0
hand eject 1 >/dev/null
hand load 1 other >/dev/null
run ours rescue swapped --drive /dev/sr1 --batch --retries 0
is "$status $(sound swapped)" "4 " "another disc is refused, and nothing is written"

# Two copies of one title, damaged in other places, in two drives
cat >copies.sim <<'END'
[disc one]
kind = cd
image = builtin:demo
sectors = 1200
seed = 5
label = "NUMBER_ONE"
[damage one]
bad = 300 +20
[disc again]
copy = one
[damage again]
bad = 700 +20
[drive A]
disc = one
serial = "A-1"
[drive B]
disc = again
serial = "B-2"
END
fakesr_start "$scratch/copies.sim"
run ours rescue copy1 --drive /dev/sr0 --batch --retries 0
is $status 3 "one copy alone is not enough"
run ours rescue copy2 --drive /dev/sr1 --batch --retries 0
is $status 3 "nor is the other"
run ours rescue both --drive /dev/sr0 --drive /dev/sr1 --batch --retries 0
is $status 0 "both together are"
same both/disc.iso one.iso "byte for byte"
finish
