#!/bin/sh
# Debian's own programs judge the simulated drives: what they make of them must be what the scenario says.
. "${srcdir:-.}/tests/tap.sh"
. "$srcdir/tests/fakesr/lib.sh"
fakesr_built || { skip "not built here"; finish; }

# Page 500 has sectors 1000 and 1001, page 501 has 1002 (bad) and 1003 (sound).
cat >peers.sim <<'END'
[disc good]
kind = cd
image = builtin:demo
sectors = 1801
label = "A_GOOD_DISC"
[disc hurt]
kind = cd
image = builtin:demo
sectors = 2000
seed = 7
[damage hurt]
bad = 1000 +3
bad = 1500
[disc video]
kind = dvd
image = builtin:demo
sectors = 4000
label = "A_DVD"
[drive A]
disc = good
vendor = "PLEXTOR"
model = "PX-716A"
firmware = "1.11"
[drive B]
disc = hurt
vendor = "LITE-ON"
model = "LTR-52327S"
firmware = "QS0C"
END
fakesr_start "$scratch/peers.sim" --moment 0 || { ok 1 "the server starts"; finish; }
sed '/^\[disc good/,/^label/d; /^\[disc video/,/^label/d' peers.sim | sed '/^\[drive A/,/^firmware/d' >hurt.sim
"$simtool" dump peers.sim good.iso || exit 99
"$simtool" dump hurt.sim hurt.iso || exit 99

# differing FILE FILE: the numbers of the sectors that differ, a line
differing () { cmp -l "$1" "$2" | awk '{ print int(($1 - 1) / 2048) }' | uniq | tr '\n' ' '; }
# What a drive tells nothing of stays zero in a copy.
cp hurt.iso holes.iso
for lsn in 1000 1001 1002 1500; do
	dd if=/dev/zero of=holes.iso bs=2048 seek=$lsn count=1 conv=notrunc status=none
done

run with stat -L -c '%F %a %t:%T' /dev/cdrom /dev/sr1
is "$(cat out)" "block special file 660 b:0
block special file 660 b:1" "the nodes are block devices, and one is linked to"
run with stat /dev/sr2
is $status 1 "there are no more nodes than drives"

if have cd-info && have cd-drive; then
	run with cd-info --no-header /dev/sr0
	is $status 0 "cd-info ends well"
	like out '^Vendor +: PLEXTOR *$' "cd-info tells the vendor"
	like out '^Model +: PX-716A *$' "cd-info tells the model"
	like out '^Revision +: 1.11' "cd-info tells the revision"
	like out 'Disc mode is listed as: CD-DATA' "cd-info tells the kind of the disc"
	like out 'CD-ROM Track List \(1 - 1\)' "cd-info counts the tracks"
	like out '^ *1: 00:02:00 +000000 data ' "cd-info finds the first track"
	like out '^170: 00:26:01 +001801 leadout' "cd-info finds the lead-out"
	like out 'ISO 9660: 1801 blocks, label .A_GOOD_DISC ' "cd-info reads the volume's name"
	hand eject 0 >/dev/null && hand load 0 video >/dev/null
	run with cd-info --no-header --dvd /dev/sr0
	like out 'Disc mode is listed as: DVD-ROM' "cd-info knows a DVD from a CD"
	like out 'ISO 9660: 4000 blocks, label .A_DVD ' "and reads it"
	hand eject 0 >/dev/null && hand load 0 good >/dev/null
	run with cd-drive -i /dev/sr1
	like out '^Model +: LTR-52327S' "cd-drive tells the drive"
	like out 'ATAPI interface' "cd-drive reads the features"
	like out 'Tray type loading mechanism' "cd-drive finds a tray"
	like out 'Can eject +: Yes' "cd-drive reads the capabilities"
	run with cd-info --no-header --no-device-info --no-tracks
	like out 'A_GOOD_DISC' "cd-info takes /dev/cdrom when it is not told of another"
else
	skip "cd-info and cd-drive are not there (libcdio-utils)"
fi

if have readom; then
	run with readom dev=/dev/sr0 f=readom.iso
	is $status 0 "readom copies a sound disc"
	same readom.iso good.iso "readom: byte for byte"
	run with readom dev=/dev/sr1 retries=2 f=readom.part
	is "$(wc -c <readom.part)" $((960 * 2048)) "readom stops at the transfer with the bad sector"
	like err 'Sense Key: 0x3 Medium Error' "readom says why"
	like err 'Blk 1000 \(valid\)' "readom is told where"
	run with readom dev=/dev/sr1 retries=2 -noerror f=readom.hurt
	cat out err >said
	is "$(tr '\r' '\n' <said | sed -n '/could not be read correctly/,$p' | grep -E '^[0-9]+$' | tr '\n' ' ')" \
		"1000 1001 1002 1500 " "readom -noerror names the sectors that are bad"
	is "$(differing readom.hurt hurt.iso)" "1000 1001 1002 1500 " "readom -noerror: all others are right"
else
	skip "readom is not there (wodim)"
fi

if have ddrescue && with ddrescue --version >/dev/null 2>&1; then
	run with ddrescue -q -d -b2048 /dev/sr1 ddrescue.iso ddrescue.map
	is $status 0 "ddrescue -d ends well"
	is "$(grep -v '^#' ddrescue.map | sed 1d | tr -s ' ' | tr '\n' ';')" \
		"0x00000000 0x001F4000 +;0x001F4000 0x00001800 -;0x001F5800 0x000F8800 +;0x002EE000 0x00000800 -;0x002EE800 0x000F9800 +;" \
		"ddrescue -d: bad is what the scenario calls bad"
	same ddrescue.iso holes.iso "ddrescue -d: byte for byte"
	# Through the page cache a sound sector suffers with its neighbour.
	run with ddrescue -q -b2048 /dev/sr1 buffered.iso buffered.map
	is "$(differing buffered.iso hurt.iso)" "1000 1001 1002 1003 1500 1501 " "ddrescue without -d loses whole pages"
else
	skip "ddrescue is not there (gddrescue)"
fi

run with dd if=/dev/sr0 of=dd.iso bs=64k status=none
is $status 0 "dd copies a sound disc"
same dd.iso good.iso "dd: byte for byte, though the disc ends within a page"
run with dd if=/dev/sr1 of=dd.part bs=2048
is $status 1 "dd stops at the first bad page"
like err 'Input/output error' "dd: EIO, whatever the drive said"
is "$(wc -c <dd.part)" $((1000 * 2048)) "dd has what is before it"
run with dd if=/dev/sr1 of=dd.one bs=2048 skip=1003 count=1
is $status 1 "dd: a sound sector fails with its page"
run with dd if=/dev/sr1 of=dd.one bs=2048 skip=1003 count=1 iflag=direct
is $status 0 "dd iflag=direct: it is read alone"
dd if=hurt.iso of=one.iso bs=2048 skip=1003 count=1 status=none
same dd.one one.iso "dd iflag=direct: and is right"
run with dd if=/dev/sr1 of=dd.one bs=2048 skip=1002 count=1 iflag=direct
like err 'No data available' "dd iflag=direct: ENODATA for a medium error"
run with dd if=/dev/sr1 of=dd.one bs=2048 skip=3000 count=1
is "$(wc -c <dd.one)" 0 "dd: nothing is behind the end"

if have eject; then
	state_is 0 tray closed
	ok $? "the tray is closed"
	run with eject /dev/sr0
	is "$status $(state 0 tray)" "0 open" "eject opens the tray"
	run with dd if=/dev/sr0 of=dd.none bs=2048 count=1 iflag=nonblock
	ok $((status == 0)) "nothing is read from an open tray"
	run with eject -t /dev/sr0
	is "$status $(state 0 tray) $(state 0 disc)" "0 closed good" "eject -t closes it on the disc"
	run with eject /dev/sr0
	run with dd if=/dev/sr0 of=dd.again bs=2048 count=1 status=none
	is "$status $(state 0 tray)" "1 closed" "who opens a node to read it has the tray closed, and no disc yet"
	like err 'No medium found' "that is ENOMEDIUM"
	await 120 with dd if=/dev/sr0 of=dd.again bs=2048 count=1 status=none 2>err
	cmp -s -n 2048 dd.again good.iso
	ok $? "after a while it is ready"
	run with eject -i on /dev/sr0
	is "$(hand eject 0) $(state 0 tray)" "refused closed" "eject -i on: the button is locked"
	run with eject -i off /dev/sr0
	is "$(hand eject 0) $(state 0 tray)" "ok open" "eject -i off: it is not"
else
	skip "eject is not there"
fi
finish
