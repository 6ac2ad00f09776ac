#!/bin/sh
# The console on a real terminal (tmux): colours, resize, ASCII, Ctrl-Z, and a terminal that is itself again after every
# way out. Over an engine that only counts.
. "${srcdir:-.}/tests/tap.sh"
if ! have tmux; then
	skip "tmux is not there"
	finish
fi
. "$srcdir/tests/tmux.sh"
show=$builddir/tests/ui/showcase
esc=$(printf '\033')
# begin ENVIRONMENT ARGUMENTS...: in a terminal of its own
begin () {
	env=$1
	shift
	tm kill-server 2>/dev/null
	socket=discnurse-$$-$tap_n	# a server that is going away takes no new session
	terminal 80 24
	in_terminal "$env '$show' $*"
}
start () {
	begin "$@"
	await $patience on_screen 'pass 4 of 6'
}
# SIGNAL: to the console, which the shell in the pane has started
send () { kill "-$1" "$(ps -o pid= --ppid "$(tm list-panes -F '#{pane_pid}')" | tr -d ' ')"; }

start ""
shown "it is on the screen" 'pass 4 of 6'
coloured "256 colours: good is quiet" "$esc\[38;5;65m"
tm resize-window -x 200 -y 60
shown "resized: everything at once, half blocks" 'read errors' '▀'
tm resize-window -x 60 -y 20
shown "too small is said" '80x24 is needed here, this is 60x20'
tm resize-window -x 80 -y 24
shown "and large enough again" 'pass 4 of 6'
key q "q asks" 'Everything is saved first'
key Escape "Escape is a key of its own" 'k skip'
tm send-keys 2
gone "the log screen" 'pass 4 of 6'
key 1 "and back" 'pass 4 of 6'
key C-z "Ctrl-Z stops it" 'Stopped'
tm send-keys "stty -a | grep -ow -e '-*icanon'; fg" Enter
shown "fg goes on" 'pass 4 of 6'
tm send-keys q y
shown "q y: ended, the last snapshot is handed back" 'had_job=1 phase=9'

start ""
tm send-keys q y
shown "after q y the terminal is itself" '^exit 0 icanon echo$'
start ""
send TERM
shown "SIGTERM" '^exit 143 icanon echo$'
start ""
key C-c "Ctrl-C" '^exit 130 icanon echo$'
start ""
send HUP
shown "SIGHUP" '^exit 129 icanon echo$'
start ""
send SEGV
shown "a crash leaves a usable terminal" '^exit [0-9]+ icanon echo$'
start "" --hang
tm send-keys q y
shown "a hung drive: it says what it waits for" 'Saving'
key q "q again leaves the drive to itself" 'hung=1'

start "" --noise 2
shown "what libraries write goes to the log" 'stderr \*\*WARN: a library speaks'
start "NO_COLOR=1"
shown "it is on the screen without colours" 'pass 4 of 6' 'k skip'
tm capture-pane -pe >colours
unlike colours "$esc\[[0-9;]*38;5" "none at all"
start "TERM=vt100 LC_ALL=C"
shown "vt100 in the C locale" 'pass 4 of 6' 'k skip'
LC_ALL=C unlike now "$(printf '[\200-\377]')" "only ASCII there"
begin "TERM=dumb"
shown "TERM=dumb is refused with a sentence" 'this terminal cannot place text on its screen; use --batch: dumb'
shown "and nothing was touched" 'exit 1 icanon echo'
run "$show"
like err 'there is no terminal here; use --batch' "no terminal is said"
finish
