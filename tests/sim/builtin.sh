#!/bin/sh
# The built-in discs are real ISO 9660 volumes: other programs read them, and agree with each other and with us.
top=${top_builddir:-.}
dir=$(mktemp -d "${TMPDIR:-/tmp}/builtin.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
n=0
failed=0
result () {	# STATUS TITLE
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		failed=1
	fi
}
lacks () {	# PROGRAM TITLE: true, and said, when it is not there
	command -v "$1" >/dev/null && return 1
	n=$((n + 1))
	echo "ok $n # SKIP $1 is not there: $2"
}

for row in 'demo 45000 104 9' 'archive 60000 7 2' 'demo 500 104 9' 'archive 2500000 7 2'; do
	set -- $row
	disc=$1 sectors=$2 files=$3 folders=$4
	name=$disc-$sectors
	kind='cd'
	[ "$sectors" -le 450000 ] || kind=dvd
	printf '[disc] kind = %s  image = builtin:%s  sectors = %s  label = TEST_%s  seed = 5\n[drive A]\n' \
		"$kind" "$disc" "$sectors" "$sectors" >"$dir/x.sim"
	if [ "$sectors" -gt 100000 ]; then
		# too large to write: only its descriptors, folders and size are looked at, in a sparse copy
		"$top/tests/sim/simtool" head "$dir/x.sim" "$dir/x.iso" 300
	else
		"$top/tests/sim/simtool" dump "$dir/x.sim" "$dir/x.iso"
	fi
	result $? "$name: dump"
	[ "$(wc -c <"$dir/x.iso")" = $((sectors * 2048)) ]
	result $? "$name: size"
	if ! lacks isoinfo "$name"; then
		isoinfo -d -i "$dir/x.iso" >"$dir/d" 2>&1 && grep -q "^Volume id: TEST_$sectors$" "$dir/d" &&
			grep -q "^Volume size is: $sectors$" "$dir/d"
		result $? "$name: isoinfo -d"
		isoinfo -l -i "$dir/x.iso" >"$dir/l" 2>"$dir/err" && [ ! -s "$dir/err" ] &&
			[ "$(grep -c ';1 *$' "$dir/l")" = "$files" ] &&
			[ "$(grep -c '^Directory listing of' "$dir/l")" = "$folders" ]
		result $? "$name: isoinfo -l"
		# type M and type L path tables say the same (isoinfo shows the one, xorriso reads the other)
		isoinfo -p -i "$dir/x.iso" >"$dir/p" 2>"$dir/err" && [ ! -s "$dir/err" ] &&
			[ "$(grep -c '^ *[0-9]*: ' "$dir/p")" = "$folders" ]
		result $? "$name: path table"
	fi
	if ! lacks bsdtar "$name"; then
		bsdtar -tvf "$dir/x.iso" >"$dir/t" 2>"$dir/err" && [ ! -s "$dir/err" ] &&
			[ "$(grep -c '^-' "$dir/t")" = "$files" ]
		result $? "$name: bsdtar"
	fi
	if ! lacks xorriso "$name"; then
		xorriso -indev "$dir/x.iso" -find / -type f >"$dir/x" 2>"$dir/err" &&
			[ "$(grep -c "^'/" "$dir/x")" = "$files" ] &&
			! grep -E '(WARNING|SORRY|FAILURE|FATAL)' "$dir/err" >&2
		result $? "$name: xorriso"
	fi
done

# What two programs extract is the same, and what a text says of its place is true.
printf '[disc] image = builtin:demo  sectors = 20000\n[drive A]\n' >"$dir/x.sim"
"$top/tests/sim/simtool" dump "$dir/x.sim" "$dir/x.iso"
if ! lacks bsdtar extraction && ! lacks isoinfo extraction; then
	mkdir "$dir/a"
	bsdtar -xf "$dir/x.iso" -C "$dir/a"
	result $? "bsdtar extracts"
	for f in README01.TXT TOOLS/SOURCE/PART03.C PICTURES/Y1998/IMG07.JPG VIDEO/REEL02.AVI; do
		isoinfo -i "$dir/x.iso" -x "/$f;1" | cmp -s - "$dir/a/$f" && [ -s "$dir/a/$f" ]
		result $? "$f: the same by isoinfo and bsdtar"
	done
	first=$(head -n 1 "$dir/a/README01.TXT" | sed 's/.*sector *\([0-9]*\),.*/\1/')
	[ "$(dd if="$dir/x.iso" bs=2048 skip="$first" count=1 2>/dev/null | head -n 1)" = \
		"$(head -n 1 "$dir/a/README01.TXT")" ]
	result $? "a text tells its sector"
fi
echo "1..$n"
exit $failed
