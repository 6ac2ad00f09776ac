#!/bin/sh
# Script mode: the console without a terminal, over an engine that only counts. Equal scripts save equal bytes.
top=$(cd "${top_builddir:-.}" && pwd)
show=$top/tests/ui/showcase
dir=script-test-$$
n=0 failed=0
ok () {
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; fi
}
mkdir -p "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
run () { "$show" --script "$1" "$dir" >"$dir/out" 2>"$dir/err" </dev/null; }
# refused LINE MESSAGE: a script of that line, after an empty one, fails and says where
refused () {
	printf '\n%s\n' "$1" >"$dir/bad.script"
	run "$dir/bad.script"
	test $? = 1 && grep -q "^$dir/bad.script:2: .*$2" "$dir/err"
	ok $? "refused: $1"
}

cat >"$dir/a.script" <<'END'
# it stands before the first read, whenever it is looked at
size 80 24
expect paused; p goes on
expect 328 554 of 339 102 sectors
save start
wait reads 3
expect 328 674 of 339 102
save three
key s
expect Move the disc
key I
wait reads 5
colours 0
ascii
resize 100 40
save five
wait phase done
expect Everything is rescued.
save done
key q
END
run "$dir/a.script"; ok $? "it runs to its end"
grep -q 'had_job=1 phase=9 hung=0' "$dir/out"; ok $? "the job was ended"
test "$(wc -l <"$dir/start.screen")" = 24 && test "$(wc -l <"$dir/five.screen")" = 40; ok $? "screens have their rows"
! LC_ALL=C grep -q "$(printf '[\200-\377]')" "$dir/five.screen"; ok $? "ascii is ASCII"
mkdir "$dir/first" && mv "$dir"/*.screen "$dir/first"
same=0
for _ in 1 2 3 4 5; do
	run "$dir/a.script" || same=1
	for f in start three five 'done'; do
		cmp -s "$dir/$f.screen" "$dir/first/$f.screen" || same=1
	done
done
ok $same "five more runs save the same bytes"
TZ=Asia/Tokyo LC_ALL=C.UTF-8 run "$dir/a.script" && cmp -s "$dir/three.screen" "$dir/first/three.screen"
ok $? "in another time zone, too"

refused 'size 80' 'a size is columns and rows'
refused 'size 80 9999999999' 'a size is columns and rows'
refused 'key F99' 'there is no such key: F99'
refused 'dance' 'there is no such command: dance'
refused 'key' 'an argument is missing'
refused 'go now' 'is too much'
refused 'save ../x' 'cannot be the name'
refused 'expect no such text' 'the text is not on the screen: no such text'
refused 'wait phase nonsense' 'there is no such phase'
refused 'wait reads -1' 'this cannot be waited for'
refused 'colours 7' 'a terminal has 256, 8 or 0 colours'
grep -q '^|.*rescued' "$dir/err"; test $? = 1; ok $? "the screen is printed only where it helps"
printf 'expect nothing of the kind\n' >"$dir/bad.script"
run "$dir/bad.script"
grep -q '^|.*328 554 of 339 102' "$dir/err"; ok $? "a text that is missing: the screen is shown"
printf 'key q\nkey y\nwait idle\nkey p\n' >"$dir/bad.script"
run "$dir/bad.script"
grep -q "bad.script:4: the console has ended before this line" "$dir/err"; ok $? "keys after the end are an error"
run "$dir/no-such-file"; test $? = 1 && grep -q 'no-such-file' "$dir/err"; ok $? "a script that is missing is named"

echo "1..$n"
exit $failed
