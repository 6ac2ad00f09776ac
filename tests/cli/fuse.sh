#!/bin/sh
# A file that returns EIO on given sectors, through FUSE: rescued with the same result as GNU ddrescue's; interrupted and
# resumed; a slow one answers a signal with its state saved.
. "${srcdir:-.}/tests/tap.sh"
fusebad=$builddir/tests/drive/fusebad
if [ ! -x "$fusebad" ] || [ ! -w /dev/fuse ] || ! have fusermount3; then
	skip "FUSE cannot be used here"
	finish
fi
mounted=
tap_cleanup () { [ -z "$mounted" ] || fusermount3 -u -z "$mounted"; }
# mount_bad IMAGE LIST [options]: on mnt
mount_bad () {
	mkdir -p mnt
	image=$1 list=$2
	shift 2
	"$fusebad" mnt "$image" "$list" "$@" &
	mounted=$scratch/mnt
	tries=0
	while [ ! -e mnt/disc.iso ] && [ $tries -lt 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	[ -e mnt/disc.iso ]
}
unmount () {
	fusermount3 -u mnt
	wait
	mounted=
}

bytes 8192000 >disc		# 4000 sectors
cat >bad <<LIST
100 1
500 37
1111 2
2000 400
3999 1
LIST
mount_bad disc bad
ok $? "the damaged file is there"
run "$discnurse" rescue job --drive mnt/disc.iso --batch
is "$status" 3 "sectors stay unread: exit 3"
run "$discnurse" map job --json
like out '"bad": *441' "just those that give EIO are bad"
like out '"rescued": *3559' "and all others are rescued"
if have ddrescue; then
	ddrescue -q -b2048 -d -r1 mnt/disc.iso peer.iso peer.map
	truncate -s 8192000 peer.iso
	same job/disc.iso peer.iso "the image equals what ddrescue gets"
	"$discnurse" map peer.map --json | grep -c '' >/dev/null
	"$discnurse" map peer.map --json >peer.json
	"$discnurse" map job --json >ours.json
	is "$(tr -d ' \n' <ours.json)" "$(tr -d ' \n' <peer.json)" "and so does the map"
else
	skip "ddrescue is not installed"
fi
unmount
: >none
mount_bad disc none --slow-ms 60
ok $? "a slow file is there"
"$discnurse" rescue slow --drive mnt/disc.iso --batch >out 2>err </dev/null &
pid=$!
tries=0
while [ ! -s slow/disc.map ] && [ $tries -lt 100 ]; do tries=$((tries + 1)); sleep 0.1; done
kill -INT $pid
wait $pid
is $? 130 "SIGINT ends with 130"
run "$discnurse" map slow --json
like out '"non_trimmed": *0' "the map is whole"
run "$discnurse" rescue slow --drive mnt/disc.iso --batch
is "$status" 0 "a second start ends the job"
same disc slow/disc.iso "with the whole image"
"$discnurse" rescue second --drive mnt/disc.iso --batch >out 2>err </dev/null &
pid=$!
tries=0
while [ ! -s second/disc.map ] && [ $tries -lt 100 ]; do tries=$((tries + 1)); sleep 0.1; done
run "$discnurse" rescue second --drive disc --batch
is "$status" 1 "a second console on the same job is refused"
like err "another discnurse is working on it.*pid $pid|pid $pid" "and told who has it"
kill -TERM $pid
wait $pid
is $? 143 "SIGTERM ends with 143"
unmount
mount_bad disc bad --short
ok $? "a file with short reads is there"
run "$discnurse" rescue short --drive mnt/disc.iso --batch
same job/disc.iso short/disc.iso "short reads are nursed to the same image"
unmount
finish
