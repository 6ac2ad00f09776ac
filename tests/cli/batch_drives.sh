#!/bin/sh
# Several drives in batch: copies of one title complete each other, another disc is left out, and all of it is told.
. "${srcdir:-.}/tests/tap.sh"

discs='[disc one]
kind = cd
image = builtin:demo
label = "TOOLS_AND_TALES"
sectors = 6000
seed = 7
[disc two]
copy = one
seed = 8
[disc other]
kind = cd
image = builtin:archive
label = "SECOND_DISC"
sectors = 6000
seed = 9'
printf '%s\n' "$discs" '[damage one]' 'bad = 3000 +40' '[damage two]' 'bad = 5000 +30' '[drive A]' 'disc = one' \
	'serial = "SN0042"' '[drive B]' 'disc = two' '[drive C]' 'disc = other' >copies.sim
printf '%s\n' "$discs" '[drive A]' 'disc = one' >sound.sim

run "$discnurse" rescue sound --drive sim:sound.sim --batch
is "$status" 0 "a sound disc, to compare with"
for drive in A B; do
	run "$discnurse" rescue "alone$drive" --drive "sim:copies.sim#$drive" --batch --retries 0
	is "$status" 3 "drive $drive alone leaves sectors unread"
done
run "$discnurse" rescue both --drive sim:copies.sim#A --drive sim:copies.sim#B --batch --retries 0
is "$status" 0 "both together leave none"
same both/disc.iso sound/disc.iso "and the image is that of a sound disc"
like out '^A .* sectors won, .* only here; ' "the summary tells of the first drive"
like out '^B .* sectors won, .* only here; ' "and of the second"
run "$discnurse" rescue json --drive sim:copies.sim#A --drive sim:copies.sim#B --json --retries 0
is "$status" 0 "the same as JSON"
like out '"serial": "SN0042"' "each drive has its serial number there"
like out '"verdict": "same-disc"' "the first has the disc of the job"
like out '"verdict": "other-copy"' "the second another copy"
like out '"hangs": \[\]' "neither hangs"

run "$discnurse" rescue lines --drive sim:copies.sim#A --drive sim:copies.sim#B --progress=json --retries 0
is "$status" 0 "and line by line"
for drive in A B; do
	like out "^\{\"event\":\"drive\",\"name\":\"$drive\",.*\"state\":\"reading\"" "drive $drive tells that it reads"
done
like out '^\{"event":"end",.*"exit":0,"drives":\[\{.*"won":[1-9].*\{.*"won":[1-9]' "the end tells what each has won"

# another disc among the drives is left out; alone it is refused
run "$discnurse" rescue mixed --drive sim:copies.sim#A --drive sim:copies.sim#C --progress=json --retries 0
is "$status" 3 "with another disc in the second drive the first goes on alone"
like out '^\{"event":"drive","name":"C",.*"verdict":"other-disc"' "the other disc is told of"
like out '^\{"event":"error","status":"wrong-disc","source":"C"' "as an error with its status"
unlike out '"name":"C".*"state":"reading"' "and never read from"
cp mixed/disc.map mixed.map
cp mixed/disc.iso mixed.iso
run "$discnurse" rescue mixed --drive sim:copies.sim#C --progress=json
is "$status" 4 "alone it is refused"
like out '"end":"wrong-disc","exit":4,.*"compared":(1[6-9]|[2-9][0-9]),"differ":(1[6-9]|[2-9][0-9])' "with what was compared"
same mixed/disc.iso mixed.iso "nothing was written"
cmp -s mixed/disc.map mixed.map
ok $? "nor marked"

for wrong in 3601 2h -1 soon; do
	run "$discnurse" rescue never --drive sim:sound.sim --hang=$wrong --batch
	is "$status" 1 "--hang=$wrong is refused"
	like err "--hang $wrong: expected seconds up to 3600" "and said to be"
done
run "$discnurse" rescue patient --drive sim:sound.sim --hang=5m --batch
is "$status" 0 "--hang=5m is taken"
finish
