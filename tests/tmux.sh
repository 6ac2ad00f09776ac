# shellcheck shell=sh disable=SC2034,SC2154
# A terminal for the console (tmux), for scripts; sourced after tap.sh, which says "skip" where there is none.
socket=discnurse-$$
patience=180	# seconds that a screen may take; only who fails waits so long
tm () { tmux -L "$socket" -f /dev/null "$@"; }
tap_cleanup () { tm kill-server 2>/dev/null; }
# COLS ROWS
terminal () { tm new-session -d -x "$1" -y "$2" "env PS1='$ ' LC_ALL=C.UTF-8 sh"; }

# PATTERN...: all are on the screen at once; with $look as an option of capture-pane. The screen is left in the file now.
look=
on_screen () {
	# shellcheck disable=SC2086  # none, or one
	tm capture-pane -p $look >now 2>/dev/null
	missing=
	for pattern; do
		grep -Eq -e "$pattern" now || missing=$pattern
	done
	[ -z "$missing" ]
}
off_screen () { ! on_screen "$1"; }

# TITLE COMMAND...: waits for it; else what stands there is told
until_so () {
	title=$1
	shift
	if await $patience "$@"; then
		ok 0 "$title"
		return
	fi
	ok 1 "$title"
	patience=10
	[ -z "$missing" ] || echo "# not on the screen: $missing"
	sed 's/^/# |/' now
}
# shown TITLE PATTERN...
shown () {
	title=$1
	shift
	until_so "$title" on_screen "$@"
}
# gone TITLE PATTERN
gone () { until_so "$1" off_screen "$2"; }
# coloured TITLE PATTERN...: ESC in them stands for the byte
coloured () {
	look=-e
	shown "$@"
	look=
}
# key NAME TITLE PATTERN...: pressed, and what then is to be seen
key () {
	tm send-keys "$1"
	shift
	shown "$@"
}
# COMMAND: in the shell of the terminal, which then tells its exit status and the terminal's modes
in_terminal () {
	tm send-keys "clear; env -u NO_COLOR TERM=screen-256color $*; echo exit \$? \$(stty -a | grep -ow -e '-*icanon' -e '-*echo')" Enter
}
