#!/bin/sh
# Drives as the kernel shows them: SG_IO, the reader process, and what becomes of both when drives hang and vanish.
. "${srcdir:-.}/tests/tap.sh"
[ -r "$srcdir/tests/fakesr/lib.sh" ] || { skip "no drives behind the kernel's interface here"; finish; }
. "$srcdir/tests/fakesr/lib.sh"
fakesr_built || { skip "not built here"; finish; }
blockread=$builddir/tests/drive/blockread

cat >kernel.sim <<'END'
[disc]
kind = cd
image = builtin:demo
sectors = 2000
seed = 7
[damage]
bad = 1000 +3
[drive A]
vendor = "PLEXTOR"
model = "PX-716A"
firmware = "1.11"
hang = 1200 900 s
vanish = 1300
block = 1400 3 s
block = 1500 600 s
END
fakesr_start "$scratch/kernel.sim" || { ok 1 "the server starts"; finish; }
sed '/^\[damage/,/^bad/d; /^hang/d; /^vanish/d; /^block/d' kernel.sim >sound.sim
"$simtool" dump sound.sim disc.iso || exit 99

# reads here|there STEP...: in this process, or in one of its own
reads () {
	reads_how=$1
	shift
	if [ "$reads_how" = there ]; then
		set -- -r "$discnurse" /dev/sr0 disc.iso "$@"
	else
		set -- -n /dev/sr0 disc.iso "$@"
	fi
	LD_PRELOAD="$fakesr_first$fakesr_so" "$blockread" "$@"
}
nobody_has_it () { state_is 0 openers 0; }

cat >wanted <<'END'
medium ok 2000 sectors CD direct
sr0|PLEXTOR|PX-716A|1.11
poll ok
0+32 ok 32 same
990+20 unreadable 10 same
1000+1 unreadable 0 same
1003+32 ok 32 same
1995+10 out-of-range 0 same
2000+1 out-of-range 0 same
speed=706 ok
retries=3 ok
lock ok
END
as_found="no $(state 0 speed) $(state 0 page01)"
# what a drive was set to
settings () { echo "$(state 0 locked) $(state 0 speed) $(state 0 page01)"; }
for how in here there; do
	run reads "$how" id poll 0+32 990+20 1000+1 1003+32 1995+10 2000+1 speed=706 retries=3 lock
	same out wanted "$how: it is read by commands"
	is "$(settings) $(state 0 openers)" "$as_found 0" "$how: afterwards the drive is as it was found"
done

# What the system does with a hung command, it tells by the host status.
for how in here there; do
	run reads "$how" 1200+1 1200+1 0+16
	like out '^1200\+1 timeout 0 same$' "$how: a command that the host gave up is a timeout"
	like out '^0\+16 ok 16 same$' "$how: and the drive goes on"
done

run hand forbid 0 on
run reads there 0+1
like out '^open permission: permission denied: the device may be read by the members of this group cdrom$' \
	"no permission: the group is named, from the other process, too"
hand forbid 0 off >/dev/null

# The cable is pulled while a read is under way; it is plugged in again.
for how in here there; do
	run reads "$how" 0+1 1300+1 0+1 poll
	is "$(cat out)" "medium ok 2000 sectors CD direct
0+1 ok 1 same
1300+1 drive-gone 0 same
0+1 drive-gone 0 same
poll drive-gone" "$how: a pulled cable says nothing of any sector"
	run reads "$how" 0+1
	like out '^open (not-found|drive-gone)' "$how: what is gone does not open"
	await 120 nobody_has_it
	hand return 0 sr0 >back
	run reads "$how" 0+1 1300+1
	is "$(sed 1d out)" "0+1 ok 1 same
1300+1 ok 1 same" "$how: it is opened anew"
	# the next round pulls again
	[ "$how" = here ] && fakesr_start "$scratch/kernel.sim"
done

# started STEP...: a program that reads in another process, in the background, and its first read has begun
started () {
	FAKESR_SOCKET=$FAKESR_SOCKET LD_PRELOAD="$fakesr_first$fakesr_so" \
		"$blockread" -r "$discnurse" /dev/sr0 disc.iso "$@" >/dev/null 2>&1 &
	pid=$!
	await 120 sectors_asked
}
sectors_asked () { ! state_is 0 asked 0; }

# Killed with the drive set up for a rescue, in the middle of a read that takes 3 s.
fakesr_start "$scratch/kernel.sim"
started speed=706 retries=3 lock 1400+1
kill -9 $pid
wait $pid 2>/dev/null
is "$(state 0 locked) $(state 0 speed)" "yes 706" "killed in mid-read, the drive is still set up for it"
await 120 nobody_has_it
ok $? "the reader ends when the drive lets go of it"
is "$(settings)" "$as_found" "and leaves it as it was found"

# A drive that is silent for ten minutes does not keep the program from ending.
fakesr_start "$scratch/kernel.sim"
started 1500+1
kill $pid
wait $pid 2>/dev/null
is $? 143 "a program whose drive hangs ends at once"
is "$(state 0 openers)" "1" "while its reader still hangs"
finish
