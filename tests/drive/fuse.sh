#!/bin/sh
# Files whose sectors fail, as a damaged disc's do, through a real file system.
fusebad=$top_builddir/tests/drive/fusebad blockread=$top_builddir/tests/drive/blockread
why=
[ -x "$fusebad" ] || why="built without fuse3"
[ -c /dev/fuse ] && [ -r /dev/fuse ] && [ -w /dev/fuse ] || why="no access to /dev/fuse"
if [ "$why" ]; then
	echo "1..1"
	echo "ok 1 # SKIP $why"
	exit 0
fi
work=$(mktemp -d) || exit 1
n=0 failed=0 pid= loop=

unmount () {
	[ "$pid" ] || return 0
	kill "$pid" && wait "$pid"
	left=$?
	pid=
	return $left
}
trap '[ -z "$loop" ] || losetup -d "$loop"; unmount; rm -rf "$work"' EXIT

# mount BADLIST [options]: waits until the file is there, or the server has given up
mount () {
	printf "$1" > "$work/bad"
	shift
	"$fusebad" "$work/mnt" "$work/image" "$work/bad" "$@" &
	pid=$!
	until [ -f "$work/mnt/disc.iso" ]; do
		kill -0 $pid 2>/dev/null || { wait $pid; pid=; return 1; }
		sleep 0.05
	done
}

# is TITLE EXPECTED COMMAND...: the command prints exactly that
is () {
	title=$1 expected=$2
	shift 2
	n=$((n + 1))
	got=$("$@" 2>&1)
	if [ "$got" = "$expected" ]; then
		printf 'ok %d - %s\n' $n "$title"
	else
		printf 'not ok %d - %s\n' $n "$title"
		printf 'expected:\n%s\ngot:\n%s\n' "$expected" "$got" | sed 's/^/# /'
		failed=1
	fi
}

mkdir "$work/mnt"
# 300 sectors and 100 bytes, all different
awk 'BEGIN { for (i = 0; i < 614500 / 10; i++) printf "%09d\n", i * 7 }' > "$work/image"

if ! mount '100 4\n200 1\n' 2>"$work/why"; then
	echo "1..1"
	echo "ok 1 # SKIP mounting is not possible here: $(head -1 "$work/why")"
	exit 0
fi
is "a failed read says nothing of its sectors, good ones are good, the last is padded" \
"medium ok 301 sectors CD direct
0+100 ok 100 same
96+8 unreadable 0 same
99+1 ok 1 same
100+1 unreadable 0 same
103+1 unreadable 0 same
104+96 ok 96 same
190+256 unreadable 0 same
201+99 ok 99 same
299+2 ok 2 same
300+1 ok 1 same
300+2 out-of-range 1 same
301+1 out-of-range 0 same" \
	"$blockread" "$work/mnt/disc.iso" "$work/image" 0+100 96+8 99+1 100+1 103+1 104+96 190+256 201+99 299+2 300+1 300+2 \
	301+1
is "the rest is what the image is" "" cmp -n 204800 "$work/mnt/disc.iso" "$work/image"
unmount
is "SIGTERM unmounts and ends well" "0 " sh -c 'echo "$1 $(ls "$2")"' sh $? "$work/mnt"

mount '100 4\n' --short
is "a short read vouches for the whole sectors it gives" \
"medium ok 301 sectors CD direct
96+8 unreadable 4 same
0+256 unreadable 100 same
100+8 unreadable 0 same
104+8 ok 8 same" \
	"$blockread" "$work/mnt/disc.iso" "$work/image" 96+8 0+256 100+8 104+8
unmount

mount '# sectors that come with patience\n100 2 2\n200 1 1\n'
is "every sector fails as often as the list says" \
"medium ok 301 sectors CD direct
100+1 unreadable 0 same
100+1 unreadable 0 same
100+1 ok 1 same
100+2 unreadable 0 same
100+2 unreadable 0 same
100+2 ok 2 same
200+1 unreadable 0 same
200+1 ok 1 same" \
	"$blockread" "$work/mnt/disc.iso" "$work/image" 100+1 100+1 100+1 100+2 100+2 100+2 200+1 200+1
unmount

printf '10 2\n# fine\n12 x\n' > "$work/bad"
is "a list that makes no sense is refused, with its line" "fusebad: $work/bad:3: not LSN COUNT [TIMES]
2" sh -c '"$@"; echo $?' sh "$fusebad" "$work/mnt" "$work/image" "$work/bad"

mount '' --slow-ms 20
is "slow reads are slow, and good" "medium ok 301 sectors CD direct
0+256 ok 256 same" "$blockread" "$work/mnt/disc.iso" "$work/image" 0+256
unmount

# The same file as a block device, where the system lets us make one.
mount '100 4\n'
loop=$(losetup -f -r --show "$work/mnt/disc.iso" 2>/dev/null)
if [ "$loop" ] && [ -b "$loop" ]; then
	is "a block device with bad sectors" "medium ok 300 sectors CD direct
96+8 unreadable 0 same
99+1 ok 1 same
100+1 unreadable 0 same
103+1 unreadable 0 same
104+196 ok 196 same
medium ok 300 sectors CD direct
299+2 out-of-range 1 same
300+1 out-of-range 0 same" \
		"$blockread" "$loop" "$work/image" 96+8 99+1 100+1 103+1 104+196 medium 299+2 300+1
else
	n=$((n + 1))
	echo "ok $n # SKIP no loop devices here"
fi
[ -z "$loop" ] || losetup -d "$loop"
loop=
unmount

# The server is killed while the file is open: nothing is said of any sector.
mount '100 4\n'
is "a drive that is lost makes no sector bad" "medium ok 301 sectors CD direct
0+8 ok 8 same
100+1 unreadable 0 same
0+8 drive-gone 0 same
100+1 drive-gone 0 same
medium drive-gone 0 sectors disc direct" \
	"$blockread" "$work/mnt/disc.iso" "$work/image" 0+8 100+1 "!kill -9 $pid" 0+8 100+1 medium
wait $pid 2>/dev/null
pid=
fusermount3 -u "$work/mnt" 2>/dev/null || umount "$work/mnt"

echo "1..$n"
exit $failed
