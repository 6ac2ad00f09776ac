# shellcheck shell=sh disable=SC2034
# Test Anything Protocol for shell scripts; sourced. A script runs in a scratch folder of its own, removed at the end.
# $discnurse: the program; $srcdir: absolute.
srcdir=$(cd "${srcdir:-.}" && pwd)
builddir=$(cd "${top_builddir:-.}" && pwd)
discnurse=$builddir/discnurse
tap_n=0 tap_failed=0
scratch=$(mktemp -d "$builddir/scratch.XXXXXX") || exit 99
cd "$scratch" || exit 99
# what is found out about drives stays here
XDG_STATE_HOME=$scratch/.state
export XDG_STATE_HOME
tap_cleanup () { :; }
trap 'tap_cleanup; cd "$builddir" && rm -rf "$scratch"' EXIT
trap 'exit 99' HUP INT TERM

# ok STATUS TITLE
ok () {
	tap_n=$((tap_n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_n - $2"
	else
		echo "not ok $tap_n - $2"
		tap_failed=1
	fi
}
# is GOT WANTED TITLE
is () {
	if [ "$1" = "$2" ]; then ok 0 "$3"; else ok 1 "$3"; echo "# got \"$1\", wanted \"$2\""; fi
}
# like FILE PATTERN TITLE
like () {
	if grep -Eq -e "$2" "$1"; then ok 0 "$3"; else ok 1 "$3"; sed 's/^/# /' "$1" | head -20; fi
}
unlike () {
	if grep -Eq -e "$2" "$1"; then ok 1 "$3"; sed 's/^/# /' "$1" | head -20; else ok 0 "$3"; fi
}
# same FILE FILE TITLE
same () {
	cmp -s "$1" "$2"
	ok $? "$3"
}
# skip WHY
skip () {
	tap_n=$((tap_n + 1))
	echo "ok $tap_n # SKIP $1"
}
# run COMMAND...: output in out and err, exit status in $status
run () {
	"$@" >out 2>err </dev/null
	status=$?
}
# await SECONDS COMMAND...: until it succeeds
await () {
	await_left=$(($1 * 10))
	shift
	while ! "$@"; do
		await_left=$((await_left - 1))
		[ $await_left -gt 0 ] || return 1
		sleep 0.1
	done
}
have () { command -v "$1" >/dev/null 2>&1; }
finish () {
	echo "1..$tap_n"
	exit $tap_failed
}
# text BYTES: that many bytes, never twice the same sector
bytes () { seq 1 9999999 | head -c "$1"; }
