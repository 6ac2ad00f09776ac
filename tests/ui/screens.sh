#!/bin/sh
# Screens as text, over the real engine and simulated drives. Each script in tests/screens says in comments how it is run:
#   # sh COMMAND      before the program, in its folder, which is $HOME and holds the scenarios
#   # limit BLOCKS    largest file it may write, of 512 or 1024 bytes: shells differ
#   # run ARGUMENTS   of discnurse
#   # exit STATUS     0 if it does not say
# and every screen it saves is compared with the one beside it. DISCNURSE_SAVE=1 saves them anew.
. "${srcdir:-.}/tests/tap.sh"
# the screens of every script of that name
expected () { (cd "$srcdir/tests/screens" && ls "$1"-*.screen 2>/dev/null); }
unset COLUMNS LINES
for script in "$srcdir"/tests/screens/*.script; do
	name=$(basename "$script" .script)
	mkdir -p "$scratch/$name" && cd "$scratch/$name" || exit 99
	cp "$srcdir"/tests/screens/*.sim . && chmod u+w -- *.sim
	sed -n 's/^# sh //p' "$script" >before
	arguments=$(sed -n 's/^# run //p' "$script") wanted=$(sed -n 's/^# exit //p' "$script")
	discnurse=$discnurse HOME=$PWD sh -e ./before >before.out 2>&1 || ok 1 "$name: what comes before"
	# shellcheck disable=SC2086 # arguments are words
	(
		limit=$(sed -n 's/^# limit //p' "$script")
		[ -z "$limit" ] || ulimit -f "$limit"
		HOME=$PWD exec "$discnurse" $arguments --script "$script" --script-out . >out 2>err
	)
	is $? "${wanted:-0}" "$name: exit status" || true
	grep '' err | sed 's/^/# /'
	if [ "$DISCNURSE_SAVE" ]; then
		cp "$name"-*.screen "$srcdir/tests/screens"
	fi
	is "$(ls "$name"-*.screen 2>/dev/null)" "$(expected "$name")" "$name: all screens are saved, and no other"
	for screen in $(expected "$name"); do
		if cmp -s "$screen" "$srcdir/tests/screens/$screen"; then
			ok 0 "$screen"
		else
			ok 1 "$screen"
			diff "$srcdir/tests/screens/$screen" "$screen" | sed 's/^/# /'
		fi
	done
done
finish
