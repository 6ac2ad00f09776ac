#!/bin/sh
# The comparison of reading strategies, on discs so small that it takes no time.
. "$srcdir/tests/tap.sh"
bench=$builddir/tests/bench/bench_strategy
TMPDIR=$scratch
export TMPDIR
tiny=cd-tiny,dvd-tiny

# column NAME FILE: of each line but the first
column () {
	awk -F '\t' -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i } NR > 1 { print $at }' "$2"
}
# figures FILE: what must be the same in every run; not what the machine's clock says
figures () { cut -f 1-18,22- "$1"; }
# broken FILE READER CONDITION: how many lines of that reader there are, and of how many a condition over columns does not hold
broken () {
	awk -F '\t' -v reader="$2" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
		reader != "all" && $c["reader"] != reader { next }
		{ n++ } !('"$3"') { bad++ } END { print n + 0, bad + 0 }' "$1"
}

run "$bench" --nonsense
is "$status" 2 "a wrong option is refused"
like err '^usage:' "and the options are listed"
run "$bench" --setting cheap
is "$status" 2 "so is an unknown setting"

run "$bench" --print --only "$tiny" --seeds 3
cp out text
is "$(grep -c '^\[drive A\]' text)" 2 "the scenarios are printed"
run "$bench" --print --only cd-tiny --seeds 4 --setting failure=0.5 --setting stubborn=3
is "$(grep -cE '^(failed_read = 0.5 s|stubborn = 3)$' out)" 2 "with what a setting changes"
mkdir ours1 ours2
run "$bench" --ours --bound --lines --only "$tiny" --seeds 3-4 --log ours1/log
is "$status" 0 "our engine runs over them, and the bound is found"
cp out one
is "$(column reader one | sort | uniq -c | tr -s ' \n' ' ')" " 4 bound 4 ours " "each on each disc"
is "$(broken one all '$c["won"] <= $c["recoverable"] && $c["recoverable"] < $c["sectors"]')" "8 0" \
	"some of each disc is lost, and nobody gets that"
is "$(broken one bound '$c["won"] == $c["recoverable"] && $c["hopeless"] == 0 && $c["t100"] >= 0')" "4 0" \
	"the bound has all the rest and wastes nothing"
for mark in t50 t90 t99 t99.9 t100; do
	awk -F '\t' -v mark=$mark 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
		$c["reader"] == "bound" { b[$c["disc"] $c["seed"]] = $c[mark] }
		$c["reader"] == "ours" { o[$c["disc"] $c["seed"]] = $c[mark] }
		END { for (d in b) { n++; if (o[d] >= 0 && o[d] < b[d]) bad++ } print n, bad + 0 }' one >beaten
	is "$(cat beaten)" "4 0" "nobody comes before the bound: $mark"
done
is "$(ls ours1 | wc -l)" 4 "every read of ours is told"
is "$(cat ours1/* | wc -l)" "$(awk -F '\t' \
	'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next } $c["reader"] == "ours" { n += $c["reads"] } END { print n }' one)" \
	"with a line for each"
run "$bench" --ours --bound --lines --only "$tiny" --seeds 3-4 --log ours2/log
figures one >first
figures out >second
same first second "a second run has the same figures"
ok "$(diff -r ours1 ours2 >diffs; echo $?)" "and the same reads"

run "$bench" --ours --only "$tiny" --seeds 3-4 --also stubborn=3
is "$status" 0 "tables are printed"
like out '^\| cd-tiny  ' "with a row for the kind of disc"
like out '^\| time to 90 % by ddrescue' "with the aims"
like out '^\| stubborn=3 ' "and how it depends on the model"

why=
have ddrescue || why="no ddrescue"
[ -c /dev/fuse ] && [ -r /dev/fuse ] && [ -w /dev/fuse ] || why="no access to /dev/fuse"
run "$bench" --peers --lines --only cd-tiny --seeds 3
if grep -q 'built without libfuse3' err; then why="built without libfuse3"; fi
if [ "$why" ]; then
	like err 'without ddrescue: ' "what is missing is said"
	is "$status" 0 "and is no failure"
	skip "$why"
	finish
fi
mkdir peers1
run "$bench" --peers --lines --only "$tiny" --seeds 3 --log peers1/log --peers-file kept
is "$status" 0 "ddrescue runs on the same drives, and its images are right"
cp out peers
is "$(column reader peers | sort | uniq -c | tr -s ' \n' ' ')" " 2 dd-optical 2 dd-r0 2 dd-r3 " "in three ways on each disc"
is "$(broken peers all '$c["won"] > 0 && $c["won"] <= $c["recoverable"] && $c["failed"] > $c["hopeless"] && $c["hopeless"] > 0')" \
	"6 0" "it wins, and fails, and some of that was hopeless"
awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
	{ won[$c["disc"] $c["reader"]] = $c["won"]; failed[$c["disc"] $c["reader"]] = $c["failed"] }
	END { for (d in won) if (d ~ /dd-r3$/) { e = d; sub(/3$/, "0", e); n++
		if (won[d] < won[e] || failed[d] <= failed[e]) bad++ } print n, bad + 0 }' peers >better
is "$(cat better)" "2 0" "retries win more, and fail more often"
# the same blocks as sim_chance() finds: every lost sector of the CD is asked for once by -r0, and four times by -r3
lost=$(awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
	$c["disc"] == "cd-tiny" && $c["reader"] == "dd-r0" { print $c["sectors"] - $c["recoverable"] }' peers)
hopeless=$(awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
	$c["disc"] == "cd-tiny" && $c["reader"] == "dd-r3" { print $c["hopeless"] }' peers)
ok "$([ "$hopeless" -ge $((4 * lost)) ] && [ "$hopeless" -le $((6 * lost)) ]; echo $?)" \
	"with -r3 each of $lost lost sectors fails four times or little more: $hopeless"
# a failure that ended a read is told again from memory: the drive is not asked for it at once
awk -F '\t' '{ if (short && $3 == next_lsn) again++; short = $5 > 0 && $5 < $4; shorts += short; next_lsn = $3 + $5 }
	END { print (shorts > 5), again + 0 }' peers1/log.cd-tiny.3.dd-r0 >again
is "$(cat again)" "1 0" "a failure counts once"
is "$(awk -F '\t' '$4 > 32 { n++ } END { print n + 0 }' peers1/log.cd-tiny.3.dd-r0)" 0 "nothing is read ahead"
is "$(wc -l <kept)" 6 "its figures are kept"
PATH=/nowhere run "$bench" --ours --lines --only "$tiny" --seeds 3 --peers-file kept
is "$status" 0 "and are taken instead of another run"
is "$(column reader out | grep -c dd-)" 6 "all of them"
is "$(broken out ours '$c["left_then"] >= 0')" "2 0" "ours are set beside them"
awk -F '\t' -v OFS='\t' '{ $5 = "0x1"; print }' kept >stale
run "$bench" --ours --lines --only "$tiny" --seeds 3 --peers-file stale
is "$(column reader out | grep -c dd-)" 0 "but not those of other discs of that name"
echo rubbish >stale
run "$bench" --ours --lines --only cd-tiny --seeds 3 --peers-file stale
is "$status" 1 "a file of something else is refused"
is "$(ls -d discnurse-strategy.* 2>/dev/null | wc -l)" 0 "nothing is left behind"
finish
