#!/bin/sh
# The demo without a terminal: unslowed, to its end, the disc moved by itself.
. "${srcdir:-.}/tests/tap.sh"
TMPDIR=$scratch
export TMPDIR
run "$discnurse" demo --json
result=$status
like out '"sectors": *[0-9]+' "the demo ends with a result"
case $result in
	0) like out '"bad": *0,' "exit 0: everything was rescued" ;;
	3) like out '"bad": *[1-9]' "exit 3: sectors are left, and counted" ;;
	*) ok 1 "exit 0 or 3, not $result"; sed 's/^/# /' err ;;
esac
like out '"exit": *'"$result" "the summary names the exit status"
is "$(grep -c '"drive":' out)" 2 "both drives were at work"
unlike out '"won": *0,' "and both won sectors"
is "$(find "$scratch" -name 'discnurse-demo-*' | wc -l)" 0 "the temporary job is gone"
cp out first
run "$discnurse" demo --json
sed 's/discnurse-demo-[A-Za-z0-9]*//' first >first.clean
sed 's/discnurse-demo-[A-Za-z0-9]*//' out >second.clean
same first.clean second.clean "the same again, number for number"
finish
