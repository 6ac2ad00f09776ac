#!/bin/sh
# The demo by hand in a terminal (tmux): every stage is looked at on the screen. Real engine, simulated drives, time that
# passes 20 times as fast.
. "${srcdir:-.}/tests/tap.sh"
if ! have tmux; then
	skip "tmux is not there"
	finish
fi
TMPDIR=$scratch
export TMPDIR
socket=discnurse-terminal-$$
tm () { tmux -L "$socket" -f /dev/null "$@"; }
screen () { tm capture-pane -p 2>/dev/null; }
tap_cleanup () { tm kill-server 2>/dev/null; }
# shown TITLE PATTERN...: waits until all are on the screen at once, a minute at most
shown () {
	title=$1
	shift
	for _ in $(seq 300); do
		screen >now
		missing=
		for pattern; do
			grep -Eq -e "$pattern" now || missing=$pattern
		done
		[ "$missing" ] || break
		sleep 0.2
	done
	if [ "$missing" ]; then
		ok 1 "$title"
		echo "# not on the screen: $missing"
		sed 's/^/# |/' now
	else
		ok 0 "$title"
	fi
}
# key NAME PATTERN TITLE: pressed, and what then is to be seen
key () { tm send-keys "$1"; shown "$3" "$2"; }

tm new-session -d -x 80 -y 24 "exec sh"
tm send-keys "PS1='$ '; clear; env -u NO_COLOR TERM=screen-256color LC_ALL=C.UTF-8 '$discnurse' demo; echo exit \$? \$(stty -a | grep -ow -e '-*icanon' -e '-*echo')" Enter
shown "it starts with the sweep" '^ Demo: a scratched disc  TOOLS_AND_TALES  .*A PLEXTOR PX-716A' 'sweep >  pass 1 of 6' '20 x as fast' \
	'^ █ rescued ▒ part · not tried \* to trim / to scrape × bad ◆ reading      45 000' '^>A PLEXTOR' '^ B LITE-ON'
shown "sectors are won" '^ [0-9.]+ % rescued   [1-9][0-9 ]* of 45 000 sectors' '█████◆'
key p 'paused; p goes on|pausing after this read' "p pauses"
shown "and it stands" 'paused; p goes on'
tm resize-window -x 200 -y 60
shown "200x60: everything at once" 'read errors' 'state +sectors +bytes +areas' 'serial|capacity' 'radius [0-9.]+' '^ B LITE-ON'
tm capture-pane -pe >colours
like colours "$(printf '\033')\[[0-9;]*38;5;65m" "in 256 colours, what is good is quiet"
tm resize-window -x 80 -y 24
shown "80x24 again, still paused" 'paused; p goes on' '^ \? help  p pause .* q quit$' 'drives counts cell log'
key p ' read [0-9.]+ s' "p goes on"
shown "the scratch is met" '^>A PLEXTOR PX-716A .* [1-9][0-9]*$' 'the sector cannot be read: LSN [0-9]+'
shown "all has been tried once" 'pass [2-6] of 6' ' [1-9][0-9 ]* still to try'
key n 'pass [3-6] of 6' "n: the next pass"
shown "the edges are trimmed" 'trim [<>] +pass 4 of 6 .* left' ' [1-9][0-9 ]* bad '
key 2 '^ Log +line' "the log screen"
shown "tells what could not be read" 'the sector cannot be read'
key 1 'pass [0-9] of 6' "and back"
key s 'Move the disc' "s: moving the disc"
shown "saved, the tray of A is open" 'saved: image and map' '3 open the tray of A +open: take the disc out' '4 put it into B +waiting' 'I put it in'
key I '^ Demo: a scratched disc .*B LITE-ON LTR-52327S' "I: in the other drive the work goes on"
shown "what A could not read is won there" '^>B LITE-ON LTR-52327S +[1-9][0-9 ]* +[1-9][0-9 ]* '
! grep -q 'Move the disc' now
ok $? "the dialog has closed by itself"
key p 'paused; p goes on' "paused once more"
key q 'Everything is saved first, nothing is lost' "q asks"
key Escape 'k skip' "Esc: it is still there"
key q 'Everything is saved first' "q again"
key y '^exit 3 icanon echo$' "it ends with its status, and the terminal is itself"
shown "the summary is on the main screen" '[0-9 ]+ of 45 000 sectors rescued \([0-9.]+ %\)' 'A PLEXTOR PX-716A 1.11: .* sectors won' \
	'B LITE-ON LTR-52327S QS0C: .* only here'
is "$(find "$scratch" -name 'discnurse-demo-*' | wc -l)" 0 "the temporary job is gone"
finish
