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
. "$srcdir/tests/tmux.sh"

terminal 80 24
in_terminal "'$discnurse' demo"
shown "it starts with the sweep" '^ Demo: a scratched disc  TOOLS_AND_TALES  .*A PLEXTOR PX-716A' 'sweep >  pass 1 of 5' '20 x as fast' \
	'^ █ rescued ▒ part · not tried \* to trim / to scrape × bad ◆ reading      45 000' '^>A PLEXTOR' '^ B LITE-ON'
shown "sectors are won" '^ [0-9.]+ % rescued   [1-9][0-9 ]* of 45 000 sectors' '█████◆'
key p "p pauses" 'paused; p goes on|pausing after this read'
shown "and it stands" 'paused; p goes on'
tm resize-window -x 200 -y 60
shown "200x60: everything at once" 'read errors' 'state +sectors +bytes +areas' 'serial|capacity' 'radius [0-9.]+' '^ B LITE-ON'
coloured "in 256 colours, what is good is quiet" "$(printf '\033')\[[0-9;]*38;5;65m"
tm resize-window -x 80 -y 24
shown "80x24 again, still paused" 'paused; p goes on' '^ \? help  p pause .* q quit$' 'drives plan counts cell log'
key p "p goes on" ' read [0-9.]+ s'
shown "the scratch is met" '^>A PLEXTOR PX-716A .* [1-9][0-9]*$' 'the sector cannot be read: LSN [0-9]+'
shown "all has been tried once" '^ (gaps|trim|scrape|retry) [<>]' ' [1-9][0-9 ]* still to try'
key n "n: the next pass" '^ (trim|scrape|retry) [<>]'
shown "the edges are trimmed" '^ (trim|scrape|retry) [<>] .* (left|in) ' ' [1-9][0-9 ]* bad '
key 2 "the log screen" '^ Log +line'
shown "tells what could not be read" 'the sector cannot be read'
key 1 "and back" '^ (gaps|trim|scrape|retry) [<>]'
key s "s: moving the disc" 'Move the disc'
shown "saved, the tray of A is open" 'saved: image and map' '3 open the tray of A +open: take the disc out' '4 put it into B +waiting' 'I put it in'
key I "I: in the other drive the work goes on" '^ Demo: a scratched disc .*B LITE-ON LTR-52327S'
shown "what A could not read is won there" '^>B LITE-ON LTR-52327S +[1-9][0-9 ]* +[1-9][0-9 ]* '
! grep -q 'Move the disc' now
ok $? "the dialog has closed by itself"
key p "paused once more" 'paused; p goes on'
key q "q asks" 'Everything is saved first, nothing is lost'
key Escape "Esc: it is still there" 'k skip'
key q "q again" 'Everything is saved first'
key y "it ends with its status, and the terminal is itself" '^exit 3 icanon echo$'
shown "the summary is on the main screen" '[0-9 ]+ of 45 000 sectors rescued \([0-9.]+ %\)' 'A PLEXTOR PX-716A 1.11: .* sectors won' \
	'B LITE-ON LTR-52327S QS0C: .* only here'
is "$(find "$scratch" -name 'discnurse-demo-*' | wc -l)" 0 "the temporary job is gone"
finish
