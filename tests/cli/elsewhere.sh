#!/bin/sh
# A job goes on on another machine: another host, other drives under other names, the folder copied. A capacity of two less,
# a second copy, another disc, and a lock that the first machine left.
. "${srcdir:-.}/tests/tap.sh"

# on HOST COMMAND...: there
if have unshare && unshare --uts true 2>/dev/null; then
	on () { host=$1; shift; unshare --uts sh -c 'hostname "$1" && shift && exec "$@"' - "$host" "$@"; }
elif have unshare && unshare --map-root-user --uts true 2>/dev/null; then
	on () { host=$1; shift; unshare --map-root-user --uts sh -c 'hostname "$1" && shift && exec "$@"' - "$host" "$@"; }
else
	skip "no host can be given another name here"
	finish
fi

disc='[disc title]
kind = cd
image = builtin:demo
sectors = 9000
label = TRAVELLER
seed = 11
[damage]
bad = 7000 +8'
cat >alpha.sim <<END
$disc
[drive A]
model = "PLEXTOR PX-716A"
serial = "AA11"
END
mkdir beta
cat >beta/beta.sim <<END
$disc
[disc copy]
copy = title
[disc edition]
copy = title
differs = 100 +6000
[disc stranger]
kind = cd
image = builtin:demo
sectors = 9000
label = STRANGER
seed = 12
[drive X]
disc = title
model = "LITE-ON LTR-52327S"
serial = "BB22"
capacity = -2
[drive Y]
disc = copy
model = "TSSTCORP SH-S203D"
[drive Z]
disc = edition
[drive S]
disc = stranger
END

run on alpha "$discnurse" rescue job --drive sim:alpha.sim --batch --passes sweep
is "$status" 3 "on alpha: half done"
like job/history.jsonl '"host":"alpha",.*"event":"read","drive":\{"vendor":"PLEXTOR","model":"PX-716A","firmware":"[^"]*","serial":"AA11","bus":"[^"]*","name":"A"\}' "and written down by whom"
like job/history.jsonl '"failed":\[\[7000,1,"unreadable"' "and the sector that failed, not all that was asked for"

cp -r job beta/carried && rm -r job
cd beta || exit 99
cp carried/disc.map before.map
run on beta "$discnurse" rescue carried --drive sim:beta.sim#S --batch
is "$status" 4 "on beta, with another disc of that size: refused"
same carried/disc.map before.map "and nothing is written"
like carried/history.jsonl '"host":"beta",.*"event":"identify",.*"verdict":"other-disc","compared":1[67],' "but what was compared is"
run on beta "$discnurse" rescue carried --drive sim:beta.sim#Z --batch
is "$status" 4 "with an edition of which much is other: nothing proves it"
same carried/disc.map before.map "and nothing is written"

run on beta "$discnurse" rescue carried --drive sim:beta.sim#X --batch --json
is "$status" 3 "with the disc itself, in a drive that counts two sectors less: it goes on"
like carried/history.jsonl '"host":"beta",.*"verdict":"same-disc",.*"differ":0,.*"capacity":"close","volume":"agrees","sectors_here":8998,"sectors_job":9000' "and is known again"
like out '"sectors": *9000' "no sector is given up for it"
run on beta "$discnurse" rescue carried --drive sim:beta.sim#Y --passes sweep,trim,scrape,retry --batch --json
is "$status" 0 "a second copy, sound where the first is bad, ends it"
like out '"rescued": *9000' "to the last sector"
like carried/history.jsonl '"host":"alpha".*"PX-716A"' "the history tells of alpha"
like carried/history.jsonl '"host":"beta".*"LTR-52327S"' "and of beta"
like carried/job.json '"serial": "AA11"' "each drive's idea of the size is kept"
like carried/job.json '"serial": "BB22"' "of both"
run on alpha "$discnurse" rescue whole --drive "sim:beta.sim#Y" --batch
same carried/disc.iso whole/disc.iso "the image is that of a sound copy, byte for byte"

# what alpha left behind
printf 'host alpha\npid 4242\nboot 0-0\nsince 2026-01-02T03:04:05Z\nstarted 17\n' >carried/lock
run on beta "$discnurse" rescue carried --drive sim:beta.sim#X --batch
is "$status" 1 "a lock of alpha is not beta's to break"
like err 'alpha, pid 4242, since 2026-01-02T03:04:05Z' "and it is said whose it is"
run on beta "$discnurse" rescue carried --drive sim:beta.sim#X --batch --take-over
is "$status" 0 "but on the user's word"
[ ! -e carried/lock ]
ok $? "and it is gone at the end"
printf 'host alpha\npid 4242\nboot 0-0\nsince 2026-01-02T03:04:05Z\nstarted 17\n' >carried/lock
run on alpha "$discnurse" rescue carried --drive sim:beta.sim#X --batch
is "$status" 0 "alpha itself knows that it was started anew since"
finish
