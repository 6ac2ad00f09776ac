#!/bin/sh
# The rescue of real files in batch: whole, resumed, as a bare pair with GNU ddrescue, and every way to be refused.
. "${srcdir:-.}/tests/tap.sh"

bytes 4097001 >disc		# 2001 sectors, the last one short
run "$discnurse" rescue job --drive disc --identifier ID-1 --description "A test"
is "$status" 0 "a sound file is rescued whole"
same disc job/disc.iso "the image equals the file, the short last sector included"
like out "2 001 of 2 001 sectors rescued \(100\.000 %\)" "the summary says so"
like job/job.json '"ID-1"' "job.json carries the identifier"
like job/history.jsonl '"pass":"sweep","number":1,"reverse":false,"won":\[\[0,2001\]\]' "the history tells what was won by which pass"
cp job/disc.map first.map
run "$discnurse" rescue job --drive disc --batch
is "$status" 0 "a finished job starts and ends"
same job/disc.map first.map "and its map stays as it was, byte for byte"
run "$discnurse" map job --json
like out '"rescued": *2001' "map --json counts"
run "$discnurse" map job --svg map.svg --text
like map.svg '<svg' "map --svg draws"
like out '2 ?001' "map --text counts"

run "$discnurse" rescue job2 --drive disc --json --time-limit 0
is "$status" 3 "--time-limit 0 opens, checks, saves and stops"
like out '"non_tried": *2001' "nothing was read"
run "$discnurse" rescue job2 --drive disc --progress=json
is "$status" 0 "and the job goes on from there"
like out '^\{"event":"end",.*"rescued":2001' "the last line of --progress=json tells the end"

like out '"end":"ok","exit":0' "and why, with the exit status"
printf '[disc]\nkind = cd\nimage = builtin:demo\nsectors = 700\n[drive A]\n[drive B]\n' >two.sim
run "$discnurse" rescue job5 --drive sim:two.sim --batch --time-limit 0
is "$status" 3 "a simulated disc is taken up"
run "$discnurse" rescue job5 --drive sim:two.sim#B --progress=json
is "$status" 1 "without a disc in the drive the job cannot run"
like out '"end":"no-medium","exit":1,.*"place":"sim:two.sim#B"' "and the drive is named"
run "$discnurse" rescue job5 --drive sim:two.sim --batch
is "$status" 0 "with it, it ends"

# what a pass is to bring, and what it has brought
printf '[disc]\nkind = cd\nimage = builtin:demo\nsectors = 3000\n[damage]\nbad = 700 +20\n[drive A]\n' >hurt.sim
run "$discnurse" rescue job7 --drive sim:hurt.sim --progress=json --retries 1
is "$status" 3 "a disc with damage"
like out '^\{"event":"pass",.*"expected_won":.*"expected_low":.*"expected_high":.*"eta_s":.*"eta_s_low":.*"eta_s_high":.*"per_minute":' "a pass has its price"
like out '^\{"event":"bill","pass":"sweep","pass_number":1,"drive":"A","won":[0-9]+,"seconds":[0-9.]+,"failed":[0-9]+,"expected_won":' "and its bill"
like out '^\{"event":"end",.*"advice":"' "and there is advice"
sum=$(sed -n 's/^{"event":"bill",.*"won":\([0-9]*\).*/\1/p' out | awk '{ n += $1 } END { print n }')
is "$sum" 2980 "the bills tell of every sector that was won"
like job7/history.jsonl '"event":"pass",.*"ended":"sweep",.*"expected_won":[0-9]+,"expected_s":[0-9.]+,"won":[0-9]+,"seconds":[0-9.]+,"failed":[0-9]+' "so does the history"

# odd sizes: one sector, a part of one, 17 and a part
for size in 2048 1 34817; do
	head -c $size disc >tiny
	run "$discnurse" rescue tiny.$size --drive tiny --batch
	is "$status" 0 "a file of $size bytes is rescued"
	same tiny tiny.$size/disc.iso "to the byte"
done
: >empty
run "$discnurse" rescue job6 --drive empty --batch
is "$status" 2 "an empty file is no disc"
like err "empty: " "and is named"

for wrong in -1 soon 2,5 1/m 1000001 ''; do
	run "$discnurse" rescue never --drive disc --stop-below="$wrong" --batch
	is "$status" 1 "--stop-below=$wrong is refused"
	like err "--stop-below $wrong: expected sectors a minute" "and said to be"
	[ ! -e never ]
	ok $? "before anything is made"
done
for rate in 0 0.5 20; do
	run "$discnurse" rescue worth.$rate --drive disc --stop-below $rate --batch --time-limit 0
	is "$status" 3 "--stop-below $rate is taken"
done

# bare pairs
if have ddrescue; then
	ddrescue -q -b2048 -s 1000000 disc pair.iso pair.map
	run "$discnurse" rescue --image pair.iso --map pair.map --drive disc --batch
	is "$status" 0 "a pair that ddrescue left is taken over"
	same disc pair.iso "and ends equal to the source"
	ddrescuelog -D pair.map
	ok $? "ddrescuelog says the map is finished"
	ddrescue -q -b2048 -s 2000000 disc other.iso other.map
	run "$discnurse" rescue --image other.iso --map other.map --drive disc --batch --time-limit 0
	is "$status" 3 "a pair may be handed back half done"
	ddrescue -q -b2048 disc other.iso other.map
	same disc other.iso "and ddrescue finishes it"
	ddrescue -q -b512 -s 700000 -i 512 disc odd.iso odd.map
	run "$discnurse" rescue --image odd.iso --map odd.map --drive disc --batch
	is "$status" 0 "a pair that is not aligned to sectors is taken over"
	same disc odd.iso "and ends equal to the source, too"
else
	skip "ddrescue is not installed"
fi

# refused
run "$discnurse" rescue job3 --drive nothing-here
is "$status" 1 "a missing drive cannot run"
like err "nothing-here" "and is named"
[ ! -e job3/disc.iso ]
ok $? "no image was made for it"
head -c 200 job/disc.map >cut.map
cp job/disc.iso cut.iso
cp cut.map cut.before
run "$discnurse" rescue --image cut.iso --map cut.map --drive disc --batch
is "$status" 2 "a mapfile cut in the middle is refused with 2"
like err "cut.map: line [0-9]+: " "with file and line"
same cut.map cut.before "and not touched"
cp -r job garbage
echo '{ "version": 1, nonsense' >garbage/job.json
run "$discnurse" rescue garbage --drive disc --batch
is "$status" 2 "a job.json of garbage is refused with 2"
like err "garbage/job.json: line [0-9]+: " "with file and line"
like garbage/job.json nonsense "and not touched"
bytes 3000000 | tr 0-9 a-j >stranger
run "$discnurse" rescue job --drive stranger --batch
is "$status" 4 "a smaller disc is another disc"
bytes 4097001 | tr 0-9 a-j >stranger
run "$discnurse" rescue job --drive stranger --batch
is "$status" 4 "a disc of the same size with other bytes is another disc"
like err "another disc" "and it is said"
same disc job/disc.iso "nothing was written"
head -c $((2048 * 1850)) disc >fewer
head -c $((2048 * 1860)) disc >nearly
cp first.map near.map
cp job/disc.iso near.iso
run "$discnurse" rescue --image near.iso --map near.map --drive fewer --batch
is "$status" 0 "a pair whose drive has 151 sectors less, and the same in all the others: drives say the oddest things"
same near.iso disc "and what is known stays"
run "$discnurse" rescue --image near.iso --map near.map --drive nearly --batch
is "$status" 0 "141 sectors less: drives disagree so far"
(cat disc; bytes 4000000) >longer
head -c $((2048 * 2001)) longer >rounded
run "$discnurse" rescue job --drive rounded --batch
is "$status" 0 "the short last sector turns out to be whole"
same rounded job/disc.iso "and is read again"
run "$discnurse" rescue
is "$status" 1 "no job is wrong usage"
run "$discnurse" rescue job --drive disc --retries 08x
is "$status" 1 "a bad number is wrong usage"
like err "retries.*08x" "and is quoted"
run "$discnurse" rescue nopass --drive disc --passes sweep,polish
[ ! -e nopass ]
ok $? "an unknown pass leaves nothing behind"
is "$status" 1 "an unknown pass is wrong usage"
like err "polish" "and is named"
run "$discnurse" frobnicate
is "$status" 1 "an unknown command is wrong usage"
run "$discnurse"
is "$status" 1 "the console wants a terminal"
like err -- "--batch" "and says what to do without one"
printf '[disc]\nkind = cd\nflavour = mint\n' >bad.sim
run "$discnurse" rescue job4 --drive sim:bad.sim
is "$status" 2 "a bad scenario is refused with 2"
like err "bad.sim: line 3: .*flavour" "with file, line and key"

# what unread sectors hold
head -c 2048000 disc >short
run "$discnurse" rescue filled --drive disc --time-limit 0 --fill=marker
grep -aq "sector 1999" filled/disc.iso
ok $? "--fill=marker leaves text with the sector's number"
run "$discnurse" rescue filled --drive disc --time-limit 0 --fill=zero
head -c 4097001 /dev/zero >zeros
same filled/disc.iso zeros "--fill=zero takes it away again"
run "$discnurse" rescue filled --drive disc --batch
same filled/disc.iso disc "and the job still ends whole"

# disk full, then room again
mkdir small
if mount -t tmpfs -o size=2m none small 2>/dev/null; then
	tap_cleanup () { umount -l "$scratch/small"; }
	run "$discnurse" rescue small/full --drive disc --batch
	is "$status" 3 "a full file system ends the run with unread sectors"
	like err "full" "and says that it is full"
	mount -o remount,size=20m small
	run "$discnurse" rescue small/full --drive disc --batch
	is "$status" 0 "after room is made it goes on"
	same disc small/full/disc.iso "to the whole image"
	mount -o remount,ro small
	run "$discnurse" rescue small/more --drive disc --batch
	is "$status" 1 "a folder that cannot be written cannot run"
	like err "read-only" "and it is said why"
else
	skip "no small file system can be mounted here"
fi
( ulimit -f 2000; "$discnurse" rescue limited --drive disc --batch >out 2>err </dev/null; echo $? >status )
is "$(cat status)" 1 "a file-size limit below the image cannot run"
like err "limited/disc.iso: .*full" "and the file is named"
finish
