#!/bin/sh
# bench.sh copy|console: what a clean copy and the screen cost, as a table. Nothing is asserted: times depend on the
# machine. BENCH_MB, BENCH_ROUNDS and BENCH_SECONDS change the sizes, TMPDIR the place.
set -eu
LC_ALL=C.UTF-8; export LC_ALL
unset LANGUAGE NO_COLOR
mb=${BENCH_MB:-700} rounds=${BENCH_ROUNDS:-7} seconds=${BENCH_SECONDS:-20}
here=$(cd "${top_builddir:-.}" && pwd)
run=$here/tests/bench/bench_run program=$here/discnurse
work=$(mktemp -d "${TMPDIR:-/tmp}/discnurse-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"

# least, median and most of column $2 of file $1
spread() {
	awk -v c="$2" '{ print $c }' "$1" | sort -n |
		awk '{ v[NR] = $1 } END { print v[1], (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2, v[NR] }'
}

# One copy of `source` by the peer $1; a line of bench_run's goes to its file.
copy() {
	rm -rf out out.map job
	sync	# what the copy before has left behind
	case $1 in
	dd) set -- dd "$run" 0 0 0 dd if=source of=out bs=64K conv=fsync ;;
	dd-direct) set -- dd-direct "$run" 0 0 0 dd if=source of=out bs=64K iflag=direct conv=fsync ;;
	ddrescue) set -- ddrescue "$run" 0 0 0 ddrescue -b2048 source out out.map ;;
	ddrescue-d) set -- ddrescue-d "$run" 0 0 0 ddrescue -d -b2048 source out out.map ;;
	discnurse) set -- discnurse "$run" 0 0 0 "$program" rescue job --batch --drive source ;;
	esac
	name=$1
	shift
	line=$("$@")
	case $line in
	*" 0") echo "$line" >>"$name.times" ;;
	*) echo "$name: $line: it failed, and does not count" ;;
	esac
	[ "$name" != discnurse ] || mv job/disc.iso out
	cmp -s source out || echo "$name: the copy differs"
}

bench_copy() {
	peers='dd dd-direct ddrescue ddrescue-d discnurse'
	command -v ddrescue >/dev/null || peers='dd dd-direct discnurse'
	head -c "${mb}M" /dev/urandom >source
	sync
	cat source >/dev/null
	echo "A clean copy of a file of $mb MiB, all of it in the system's cache, written out and synced: $rounds rounds,"
	echo "each of them all in turn, on $(nproc) cores. Other work of the machine is in the figures; none is left out."
	echo "discnurse reads files with O_DIRECT where that works, so its peers are ddrescue -d and dd iflag=direct."
	for _ in $(seq "$rounds"); do
		for peer in $peers; do
			copy "$peer"
		done
	done
	[ -s discnurse.times ] || return 0
	mine=$(spread discnurse.times 1)
	printf '%-12s %24s %19s %33s\n' '' 'MB/s: least median most' 'CPU s: user system' \
		'its time by ours, median (best)'
	for peer in $peers; do
		[ -s "$peer.times" ] || continue
		echo "$peer $(spread "$peer.times" 1) $(spread "$peer.times" 2) $(spread "$peer.times" 3) $mine"
	done | awk -v mb="$mb" '{
		b = mb * 1.048576
		printf "%-12s %10.0f %6.0f %6.0f %12.2f %6.2f %25.2f (%.2f)\n", $1, b / $4, b / $3, b / $2,
			$6, $9, $3 / $12, $2 / $11
	}'
}

# $1: name; the rest: bench_run's
console() {
	name=$1
	shift
	rm -rf job job.screen
	line=$("$run" "$@")
	[ -f job.screen ] || echo 0 >job.screen
	sectors=$("$program" map --json job | awk '/"rescued"/ { print $2 + 0 }')
	echo "$line $sectors $(cat job.screen)" | awk -v name="$name" '{
		printf "%-10s %7.1f %6.1f %10.2f %7.2f %9.2f %% %13.2f %% %11.0f\n", name,
			$1, $6 * 2048e-6 / $1, $2, $3, ($2 + $3) * 100 / $1, $7 * 100 / $1, $4 / $1
	}'
}

bench_console() {
	cat >drive.sim <<-END
	[disc]    kind = dvd  image = builtin:archive  sectors = 2000000
	[drive A] speed = clv 7.22  spinup = 0 s  seek = 0 ms  ready_after = 0 s
	END
	echo "The console while a simulated drive reads 10 MB/s, $seconds s each. The drive is simulated in the same"
	echo "process, so its work is in every row; the first is the engine at the same reads without a screen."
	printf '%-10s %7s %6s %10s %7s %11s %15s %11s\n' '' 'wall s' 'MB/s' 'CPU: user' 'system' \
		'of a core' 'its screen' 'drawn B/s'
	console 'no screen' 0 0 0 "$here/tests/bench/bench_console" drive.sim job "$seconds"
	console '80x24' 24 80 "$seconds" "$here/tests/bench/bench_console" drive.sim job 0
	console '200x60' 60 200 "$seconds" "$here/tests/bench/bench_console" drive.sim job 0
}

"bench_$1"
