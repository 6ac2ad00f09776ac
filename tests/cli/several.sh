#!/bin/sh
# Several drives in one batch run: two copies of a title, each with damage of its own, and a stranger among them.
. "${srcdir:-.}/tests/tap.sh"

cat >copies.sim <<'X'
[disc one]
kind = cd
image = builtin:demo
sectors = 4000
[damage one]
bad = 1000 +50
[disc two]
copy = one
[damage two]
bad = 3000 +70
[disc alien]
kind = cd
image = builtin:archive
seed = 4
sectors = 4000
[drive A]
disc = one
[drive B]
disc = two
[drive C]
disc = alien
[drive D]
X
run "$discnurse" rescue one --drive sim:copies.sim#A --batch
is "$status" 3 "the first copy alone leaves sectors unread"
like out "50 sectors are still unread" "as many as it has lost"
run "$discnurse" rescue two --drive sim:copies.sim#B --batch
is "$status" 3 "so does the second"
run "$discnurse" rescue both --drive sim:copies.sim#A --drive sim:copies.sim#B --batch --retries 0
is "$status" 0 "both at once end complete"
like out "4 000 of 4 000 sectors rescued" "with all of it"
[ "$(grep -c "sectors won" out)" = 2 ]
ok $? "what each drive has won is told"
like both/history.jsonl '"event":"read".*"name":"A"' "the history says what A read"
like both/history.jsonl '"event":"read".*"name":"B"' "and what B did"
run "$discnurse" rescue again --drive sim:copies.sim#A --drive sim:copies.sim#B --batch --retries 0
same both/disc.map again/disc.map "the same drives give the same mapfile"
same both/disc.iso again/disc.iso "and the same image"

run "$discnurse" rescue three --drive sim:copies.sim#A --drive sim:copies.sim#C --drive sim:copies.sim#D \
	--drive sim:copies.sim#B --progress=json
is "$status" 0 "a stranger and an empty drive among them do no harm"
same both/disc.iso three/disc.iso "nothing of the stranger is in the image"
like out '"event":"error","source":"C".*another disc' "the stranger is an event"
like out '"event":"error","source":"D".*no disc' "and so is the empty drive"
run "$discnurse" rescue three --drive sim:copies.sim#C --drive sim:copies.sim#D --batch
is "$status" 4 "without the disc in any of them it is another disc"
same both/disc.iso three/disc.iso "and nothing is written"
run "$discnurse" rescue one --drive sim:copies.sim#B --drive sim:copies.sim#A --batch --retries 0
is "$status" 0 "a job that one copy began goes on with both"
same both/disc.iso one/disc.iso "to its end"

finish
