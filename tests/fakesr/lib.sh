# shellcheck shell=sh disable=SC2034,SC2154
# For scripts of fakesr, after tap.sh. fakesr_start SCENARIO [OPTION...]; then "with PROGRAM..." sees /dev/sr0...,
# "ours ARGUMENT..." is the program there, "hand COMMAND DRIVE [WORD]" is the operator (see hand.c).
fakesr=$builddir/tests/fakesr
simtool=$builddir/tests/sim/simtool
fakesr_pids=

fakesr_built () { [ -x "$fakesr/server" ] && [ -e "$fakesr/fakesr.so" ]; }

# The loader takes a blank or a colon for the end of a name.
fakesr_so=$fakesr/fakesr.so fakesr_link=
case $fakesr_so in
*[\ :]*)
	fakesr_link=$(mktemp -d /tmp/fakesr.XXXXXX) && ln -s "$fakesr_so" "$fakesr_link/fakesr.so" &&
		fakesr_so=$fakesr_link/fakesr.so ;;
esac

fakesr_stop () {
	for fakesr_pid in $fakesr_pids; do
		kill -9 "$fakesr_pid" 2>/dev/null
		wait "$fakesr_pid" 2>/dev/null
	done
	fakesr_pids=
	rm -rf ./*.socket ./*.socket.root
}
fakesr_end () {
	fakesr_stop
	[ -z "$fakesr_link" ] || rm -rf "$fakesr_link"
}
tap_cleanup () { fakesr_end; }

fakesr_start () {
	fakesr_stop
	FAKESR_SOCKET=$scratch/sr.socket
	fakesr_scenario=$1
	shift
	"$fakesr/server" "$@" "$fakesr_scenario" "$FAKESR_SOCKET" &
	fakesr_pids=$!
	export FAKESR_SOCKET
	await 120 test -S "$FAKESR_SOCKET"
}

with () { LD_PRELOAD="$fakesr_so" "$@"; }

# What a sanitizer needs must come first.
fakesr_first=$(ldd "$discnurse" 2>/dev/null | awk '/lib[at]san/ { printf "%s:", $3 }')
ours () { LD_PRELOAD="$fakesr_first$fakesr_so" "$discnurse" "$@"; }

hand () { "$fakesr/server" --hand "$FAKESR_SOCKET" "$@"; }

# DRIVE KEY: one word of its state
state () { hand state "$1" | tr ' ' '\n' | sed -n "s/^$2=//p"; }
state_is () { [ "$(state "$1" "$2")" = "$3" ]; }
