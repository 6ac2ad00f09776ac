#!/bin/sh
# Mapfiles go both ways: GNU ddrescue and ddrescuelog read ours, we read theirs, at every stage of a rescue.
tool=$top_builddir/tests/map/maptool
dir=$top_builddir/tests/map/ddrescue.scratch
n=0 failed=0
check () {	# TITLE COMMAND...: the command succeeds
	title=$1
	shift
	n=$((n + 1))
	if "$@" >"$dir/said" 2>&1; then
		echo "ok $n - $title"
	else
		echo "not ok $n - $title"
		sed 's/^/# /' "$dir/said"
		failed=1
	fi
}
if ! command -v ddrescue >/dev/null || ! command -v ddrescuelog >/dev/null; then
	echo "1..1"
	echo "ok 1 # SKIP GNU ddrescue is not installed"
	exit 0
fi
rm -rf "$dir" && mkdir -p "$dir" || exit 1

# same_blocks MAP SIZE: for every state, we list the sectors that ddrescuelog lists
same_blocks () {
	for letter in '?' '*' / - +; do
		ddrescuelog -b "$2" -l "$letter" "$1" >"$dir/theirs" || return 1
		"$tool" list "$1" "$2" "$letter" >"$dir/ours" || return 1
		cmp "$dir/theirs" "$dir/ours" || return 1
	done
}
# same_again MAP SIZE: what we read and write again says the same to ddrescuelog, status line included
same_again () {
	"$tool" roundtrip "$1" "$dir/again" "$2" && ddrescuelog -q -p "$dir/again" "$1" &&
	grep -v '^#' "$1" >"$dir/theirs" && grep -v '^#' "$dir/again" | diff "$dir/theirs" -
}
# is WORDS COMMAND...: the command prints that
is () {
	want=$1
	shift
	got=$("$@") && test "$got" = "$want" || { echo "got  $got"; echo "want $want"; return 1; }
}

# 64 sectors of 2048 bytes, each full of its own number
seq -f %063.0f 0 2047 >"$dir/good.img"
image_size=$(wc -c <"$dir/good.img")
check "the test image has 64 sectors" test "$image_size" -eq 131072
cut_at () { dd if="$1" of="$2" bs=2048 skip="$3" seek="$3" count="$4" conv=notrunc status=none; }

# --- ours to them
letters='++++++++++++++++----////****????++++++++++++++++-+-+-/-/-*-*-?-?'
for status in '?' '*' / - F G +; do
	"$tool" make "$dir/ours.map" 2048 "$letters" "$status" 3
	check "ddrescuelog reads our map with status $status" ddrescuelog -q -t "$dir/ours.map"
done
check "ddrescuelog lists the sectors that we wrote" same_blocks "$dir/ours.map" 2048
ddrescuelog -t "$dir/ours.map" >"$dir/summary" 2>&1
check "ddrescuelog counts what we wrote" grep 'bad-sector: *24576 B' "$dir/summary"
"$tool" make "$dir/done.map" 2048 "++++++++" + 1
check "ddrescuelog sees a finished map" ddrescuelog -q -D "$dir/done.map"
check "ddrescuelog sees an unfinished one" sh -c '! ddrescuelog -q -D "$1"' sh "$dir/ours.map"

# A resume of ours: what we called finished must not be read again, so the disc holds other bytes there.
"$tool" make "$dir/ours.map" 2048 "$letters" '?' 1
"$tool" make "$dir/truth.map" 2048 "$(printf '%s' "$letters" | tr '?*/' '+++')" + 1
cp "$dir/good.img" "$dir/disc.img"
dd if=/dev/zero of="$dir/disc.img" bs=2048 seek=0 count=16 conv=notrunc status=none
truncate -s "$image_size" "$dir/out.img"
for i in $("$tool" list "$dir/ours.map" 2048 +); do cut_at "$dir/good.img" "$dir/out.img" "$i" 1; done
check "ddrescue resumes our map" ddrescue -q -b2048 -H "$dir/truth.map" "$dir/disc.img" "$dir/out.img" "$dir/ours.map"
check "it says so" sh -c '"$1" status "$2" 2048 | grep " + 1$"' sh "$tool" "$dir/ours.map"
check "what it leaves is what the disc holds" ddrescuelog -q -p "$dir/truth.map" "$dir/ours.map"
cp "$dir/good.img" "$dir/want.img"
for i in $("$tool" list "$dir/truth.map" 2048 -); do
	dd if=/dev/zero of="$dir/want.img" bs=2048 seek="$i" count=1 conv=notrunc status=none
done
check "finished sectors were left alone, the others read" cmp "$dir/want.img" "$dir/out.img"
check "we read what it leaves" is "$("$tool" letters "$dir/truth.map" 2048)" "$tool" letters "$dir/ours.map" 2048

# --- theirs to us: one rescue, stopped at many points, our rewriting of the map between all of them
rm -f "$dir/out.img"
# stage TITLE OPTION...: goes on with the rescue, then compares
stage () {
	stage=$1
	shift
	ddrescue -q -b2048 -c4 -H "$dir/truth.map" "$@" "$dir/good.img" "$dir/out.img" "$dir/stage.map"
	check "$stage: same sectors" same_blocks "$dir/stage.map" 2048
	check "$stage: same text again" same_again "$dir/stage.map" 2048
	cp "$dir/again" "$dir/stage.map"
}
# holds LETTERS: those states occur in the map, so that the stages test what they mean to test
holds () {
	for letter in "$@"; do
		test -n "$("$tool" list "$dir/stage.map" 2048 "$letter")" || { echo "no $letter"; return 1; }
	done
}
stage "a part of the disc" -i 20Ki -s 30Ki --cpass=1 -N -n
check "a part of the disc: the rest is untried" holds '?' '+'
stage "stopped at the first bad area" -e 0 -N -n
stage "stopped after two read errors" -X 2 --cpass=1,2
check "stopped after two read errors: something to trim" holds '*' '+'
stage "the copying passes" -N -n
check "the copying passes: nothing untried" sh -c '! "$1" list "$2" 2048 "?" | grep -q .' sh "$tool" "$dir/stage.map"
check "the copying passes: something to trim" holds '*' '+'
stage "stopped while trimming" -X 3 -n
stage "the trimming" -n
check "the trimming: something to scrape" holds / - +
stage "stopped while scraping" -X 2
stage "the scraping"
check "the scraping: as the disc is" ddrescuelog -q -p "$dir/truth.map" "$dir/stage.map"
stage "stopped while retrying" -r 2 -X 3
check "stopped while retrying: the status says so" sh -c '"$1" status "$2" 2048 | grep -q " - 1$"' sh "$tool" "$dir/stage.map"
stage "retried backwards" -r 1 -R
check "the image of all stages" cmp "$dir/want.img" "$dir/out.img"

# --- 512-byte blocks below our sectors of 2048
# least: the state of each 2048-byte sector, from ddrescuelog's lists of 512-byte blocks
least () {
	for letter in + - / '*' '?'; do	# the later, the less settled
		ddrescuelog -b512 -l "$letter" "$1" | sed "s|\$| $letter|"
	done | awk '{ s = int($1 / 4); of[s] = $2; if (s > last) last = s }
		END { for (s = 0; s <= last; s++) printf "%s", of[s] }'
}
"$tool" make "$dir/truth.map" 512 "$(printf '%s' '++++++++++-+++++++--------+++++++++++-++++++++++----++++++++++++-+++')" + 1
dd if="$dir/good.img" of="$dir/small.img" bs=512 count=66 status=none
rm -f "$dir/out.img" "$dir/stage.map"
for stop in "-N -n" "-X 1 -n" "-n" "-X 2" "-r1"; do
	# word splitting is meant
	# shellcheck disable=SC2086
	ddrescue -q -b512 -c3 -H "$dir/truth.map" $stop "$dir/small.img" "$dir/out.img" "$dir/stage.map"
	check "512-byte blocks, $stop: the least settled part counts" \
		is "$(least "$dir/stage.map")" "$tool" letters "$dir/stage.map" 2048
	check "512-byte blocks, $stop: same text again" same_again "$dir/stage.map" 512
done
check "the last sector is half there" is "17 $((66 * 512))" sh -c \
	'echo $("$1" letters "$2" 2048 | wc -c) $("$1" status "$2" 2048 | cut -d " " -f 1)' sh "$tool" "$dir/stage.map"
"$tool" roundtrip "$dir/stage.map" "$dir/coarse.map" 2048
check "ddrescue takes our coarser map" ddrescue -q -b512 -H "$dir/truth.map" "$dir/small.img" "$dir/out.img" "$dir/coarse.map"

# --- written by hand
printf '0 ? 1\n0 2048 +\n4096 2048 -\n' >"$dir/gap.map"
check "ddrescuelog refuses a gap" sh -c 'ddrescuelog -q -t "$1"; test $? -eq 2' sh "$dir/gap.map"
check "so do we, with the line" sh -c '"$1" letters "$2" 2048 2>&1 | grep -q "gap.map:3: there is a gap"' sh "$tool" "$dir/gap.map"
printf '\t# c\n\n010\t?\n0  0X800 +# x\n04000 2048 -\n' >"$dir/edited.map"
check "an edited map means the same to both" same_blocks "$dir/edited.map" 2048
echo "1..$n"
test "$failed" -eq 0 && rm -rf "$dir"
exit "$failed"
