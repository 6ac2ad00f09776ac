#!/bin/sh
# The console on a real terminal (tmux): colours, resize, ASCII, Ctrl-Z, and a terminal that is itself again after every
# way out. Over an engine that only counts.
top=$(cd "${top_builddir:-.}" && pwd)
show=$top/tests/ui/showcase
n=0 failed=0
ok () {
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; screen | sed 's/^/# /'; fi
}
if ! command -v tmux >/dev/null 2>&1; then
	echo "ok 1 # SKIP tmux is not there"
	echo "1..1"
	exit 0
fi
socket=discnurse-term-$$-0
tm () { tmux -L "$socket" -f /dev/null "$@"; }
screen () { tm capture-pane -p 2>/dev/null; }
trap 'tm kill-server 2>/dev/null' EXIT
trap 'exit 1' INT TERM HUP
# start ENVIRONMENT ARGUMENTS...: in a pane of 80x24 whose shell stays and tells the exit status and the terminal's modes
start () {
	env=$1
	shift
	tm kill-server 2>/dev/null
	socket=${socket%-*}-$n	# a server that is going away takes no new session
	tm new-session -d -x 80 -y 24 "exec sh"
	tm send-keys "PS1='$ '; clear; env LC_ALL=C.UTF-8 $env '$show' $*; echo exit \$? \$(stty -a | grep -ow -e '-*icanon' -e '-*echo')" Enter
}
# until TEXT: waits until it is on the screen, 20 s at most
until_shown () {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		for _ in 1 2 3 4 5; do
			screen | grep -q -e "$1" && return 0
			sleep 0.2
		done
	done
	return 1
}
until_gone () {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		for _ in 1 2 3 4 5; do
			screen | grep -q -e "$1" || return 0
			sleep 0.2
		done
	done
	return 1
}
pid () { tm list-panes -F '#{pane_pid}' | while read -r sh; do ps -o pid= --ppid "$sh"; done | tail -n 1 | tr -d ' '; }

start ""
until_shown 'pass 4 of 6'; ok $? "it is on the screen"
tm capture-pane -pe | grep -q "$(printf '\033\\[38;5;65m')"; ok $? "256 colours: good is quiet"
tm resize-window -x 200 -y 60
until_shown 'read errors'; ok $? "resized: everything at once"
screen | grep -q '▀'; ok $? "resized: half blocks"
tm resize-window -x 60 -y 20
until_shown '80x24 is needed here, this is 60x20'; ok $? "too small is said"
tm resize-window -x 80 -y 24
until_shown 'pass 4 of 6'; ok $? "and large enough again"
tm send-keys q; until_shown 'Everything is saved first'; ok $? "q asks"
tm send-keys Escape; until_shown 'k skip'; ok $? "Escape is a key of its own"
tm send-keys 2; until_gone 'pass 4 of 6'; ok $? "the log screen"
tm send-keys 1; until_shown 'pass 4 of 6'; ok $? "and back"
tm send-keys C-z; until_shown 'Stopped'; ok $? "Ctrl-Z stops it"
tm send-keys "stty -a | grep -ow -e '-*icanon'; fg" Enter; until_shown 'pass 4 of 6'; ok $? "fg goes on"
tm send-keys q y; until_shown 'had_job=1 phase=9'; ok $? "q y: ended, the last snapshot is handed back"

start ""
until_shown 'pass 4 of 6' && tm send-keys q y
until_shown '^exit 0 icanon echo$'; ok $? "after q y the terminal is itself"

start ""
until_shown 'pass 4 of 6' && kill -TERM "$(pid)"
until_shown '^exit 143 icanon echo$'; ok $? "SIGTERM"
start ""
until_shown 'pass 4 of 6' && tm send-keys C-c
until_shown '^exit 130 icanon echo$'; ok $? "Ctrl-C"
start ""
until_shown 'pass 4 of 6' && kill -HUP "$(pid)"
until_shown '^exit 129 icanon echo$'; ok $? "SIGHUP"
start ""
until_shown 'pass 4 of 6' && kill -SEGV "$(pid)"
until_shown '^exit [0-9]* icanon echo$'; ok $? "a crash leaves a usable terminal"
start "" --hang
until_shown 'pass 4 of 6' && tm send-keys q y
until_shown 'Saving'; ok $? "a hung drive: it says what it waits for"
tm send-keys q; until_shown 'hung=1'; ok $? "q again leaves the drive to itself"

start "" --noise 2
until_shown 'stderr \*\*WARN: a library speaks'; ok $? "what libraries write goes to the log"
start "NO_COLOR=1"
until_shown 'pass 4 of 6'
! tm capture-pane -pe | grep -q "$(printf '\033\\[[0-9;]*38;5')"; ok $? "NO_COLOR: no colours"
start "TERM=vt100 LC_ALL=C"
until_shown 'pass 4 of 6'; ok $? "vt100 in the C locale"
! screen | LC_ALL=C grep -q "$(printf '[\200-\377]')"; ok $? "only ASCII there"
start "TERM=dumb"
until_shown 'this terminal cannot place text on its screen; use --batch: dumb'; ok $? "TERM=dumb is refused with a sentence"
until_shown 'exit 1 icanon echo'; ok $? "and nothing was touched"
"$show" </dev/null 2>&1 | grep -q 'there is no terminal here; use --batch'; ok $? "no terminal is said"

echo "1..$n"
exit $failed
