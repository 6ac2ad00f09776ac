#!/bin/sh
# What the kernel makes of a drive's answers, as far as programs see it: errors by errno, the filter, who may open what.
. "${srcdir:-.}/tests/tap.sh"
. "$srcdir/tests/fakesr/lib.sh"
fakesr_built || { skip "not built here"; finish; }
cat >kernel.sim <<'END'
[disc one]
kind = cd
image = builtin:demo
sectors = 1000
[damage one]
bad = 400
[drive A]
disc = one
hang = 500 100 s
END
fakesr_start "$scratch/kernel.sim" --moment 0 || { ok 1 "the server starts"; finish; }

# asked WANTED TITLE ARGUMENT...: what the probe says
asked () {
	asked_for=$1 asked_title=$2
	shift 2
	is "$(with "$fakesr/probe" "$@")" "$asked_for" "$asked_title"
}

asked "status=00 host=0 driver=0 info=0 resid=0 sense=0: 0/00/00 -0 first=01" "SG_IO: a sector" \
	sg /dev/sr0 r 10000 2048 28000000001000000100
"$simtool" dump kernel.sim truth.iso || exit 99
before=$(od -An -tx1 -j $((399 * 2048)) -N 1 truth.iso | tr -d ' ')
asked "status=02 host=0 driver=8 info=1 resid=2048 sense=18: 3/11/05 at 400 first=$before" \
	"SG_IO: sense data, and what came before it" sg /dev/sr0 r 10000 4096 28000000018f00000200
asked "status=00 host=3 driver=0 info=1 resid=2048 sense=0: 0/00/00 -0 first=00" "SG_IO: DID_TIME_OUT" \
	sg /dev/sr0 r 10000 2048 2800000001f400000100
asked "drive=4 disc=101 changed=1 size=2048000" "after the reset the disc counts as changed" status /dev/sr0
asked "drive=4 disc=101 changed=0 size=2048000" "that is said once" status /dev/sr0
asked "SG_IO: EIO" "SG_IO: more than the queue takes" sg /dev/sr0 r 10000 3000000 28000000001000000100
asked "left=0 first=01" "CDROM_SEND_PACKET: a sector" packet /dev/sr0 r 2048 280000000010000001000000
asked "EIO 3/11/05" "CDROM_SEND_PACKET: EIO, and sense data" packet /dev/sr0 r 2048 280000000190000001000000

# The filter: SET CD SPEED needs O_RDWR, a vendor's command needs CAP_SYS_RAWIO.
asked "SG_IO: EPERM" "SET CD SPEED is not for those who only read" sg /dev/sr0 rn 10000 0 bb00ffffffff000000000000
asked "status=00 host=0 driver=0 info=0 resid=0 sense=0: 0/00/00 -0 first=00" "it is for those who may write" \
	sg /dev/sr0 wn 10000 0 bb00ffffffff000000000000
asked "SG_IO: EPERM" "D8h is for nobody" sg /dev/sr0 wn 10000 2048 d80000000010000000010000
asked "open: EROFS" "O_RDWR without O_NONBLOCK" open /dev/sr0 w

# Who may open it
mkfifo keep
with "$fakesr/probe" keep /dev/sr0 wnx <keep >kept &
keeper=$!
exec 7>keep
await 120 grep -q open kept
asked "open: EBUSY" "O_EXCL: the second does not get it" open /dev/sr0 rnx
asked "open" "but who does not say O_EXCL does" open /dev/sr0 rn
is "$(state 0 openers) $(state 0 exclusive)" "1 yes" "files are counted"
exec 7>&-
wait "$keeper"
await 120 state_is 0 openers 0
asked "open" "O_EXCL: free again" open /dev/sr0 rnx
hand mount 0 /media/disc >/dev/null
asked "open: EBUSY" "O_EXCL: not what is mounted" open /dev/sr0 rnx
is "$(with grep -c ' 11:0 / /media/disc ro,' /proc/self/mountinfo)" 1 "which is in the table of mounts"
hand mount 0 >/dev/null
hand forbid 0 >/dev/null
asked "open: EACCES" "who is not in the group" open /dev/sr0 rn
hand forbid 0 off >/dev/null
is "$(with "$fakesr/probe" pass /dev/sr0)" 'there: read 2048 "CD001", kind 1, flags 1
here: at 34816, read 2048' "an open node goes to other programs"

# Discs and drives that leave
hand eject 0 >/dev/null
asked "open: ENOMEDIUM" "a blocking open of an empty drive" open /dev/sr0 r
await 120 with "$fakesr/probe" open /dev/sr0 r >/dev/null
hand eject 0 >/dev/null
asked "drive=2 disc=1 changed=1 size=2048000" "CDS_TRAY_OPEN" status /dev/sr0
hand insert 0 >/dev/null
await 120 with "$fakesr/probe" open /dev/sr0 r >/dev/null
hand poll 0 >/dev/null
asked "status=00 host=0 driver=0 info=0 resid=0 sense=0: 0/00/00 -0 first=01" \
	"the kernel's own looking eats the unit attention" sg /dev/sr0 r 10000 2048 28000000001000000100

with "$fakesr/probe" keep /dev/sr0 rn <keep >kept &
keeper=$!
exec 7>keep
await 120 grep -q open kept
hand hold 0 700 >/dev/null
with "$fakesr/probe" sg /dev/sr0 r 60000 2048 2800000002bc00000100 >flight &
flier=$!
is "$(hand held 0)" ok "a read is under way"
hand vanish 0 >/dev/null
hand go 0 >/dev/null
wait "$flier"
is "$(cat flight)" "status=00 host=1 driver=0 info=1 resid=2048 sense=0: 0/00/00 -0 first=00" \
	"a drive that vanishes in mid-read: DID_NO_CONNECT"
asked "open: ENOENT" "then its node is gone" open /dev/sr0 rn
with test -e /sys/class/block/sr0
is $? 1 "and what sysfs says of it"
is "$(hand return 0)" sr1 "a node that is still open keeps its number"
asked "drive=3 disc=101 changed=1 size=1073741312" "it is getting ready, and its size is not known" status /dev/sr1
ready () { with "$fakesr/probe" status /dev/sr1 | grep -q drive=4; }
await 120 ready
asked "drive=4 disc=101 changed=0 size=2048000" "then it has its disc" status /dev/sr1
exec 7>&-
wait "$keeper"
hand vanish 0 >/dev/null
is "$(hand return 0)" sr0 "the number is free after that"
finish
