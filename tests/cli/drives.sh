#!/bin/sh
# discnurse drives: the list as text and as JSON, over simulated drives and files.
. "${srcdir:-.}/tests/tap.sh"

cat >two.sim <<'END'
[disc]   kind = cd   image = builtin:demo   sectors = 2000   label = "ONE"
[drive A]   model = "PLEXTOR PX-716A"   firmware = 1.11   serial = "111111"
[drive B]   model = "PLEXTOR PX-716A"   firmware = 1.11   serial = "222222"
END
grep -v 222222 two.sim >one.sim
bytes 600000 >disc.img

run "$discnurse" drives --drive sim:two.sim
is "$status" 0 "the list ends well"
is "$(wc -l <out)" 2 "a line for each drive of the scenario"
like out '^sim:two\.sim#A  PLEXTOR PX-716A 1\.11  111111  CD.*2 000 sectors +ONE$' "the first, with what is in it"
like out '^sim:two\.sim#B  PLEXTOR PX-716A 1\.11  222222  there is no disc in the drive$' "the second"
run "$discnurse" drives --drive sim:two.sim --drive disc.img
like out '^disc\.img +CD, 293 sectors$' "a file needs no name of a maker, and stands in line"
is "$(sed -n 's/\(.*\)there is no disc.*/\1/p' out | wc -c)" "$(sed -n 's/\(.*\)CD, 293.*/\1/p' out | wc -c)" \
	"columns are aligned"
run "$discnurse" drives --drive sim:one.sim
like out '^sim:one\.sim#A  PLEXTOR PX-716A 1\.11  CD' "no serial number where it tells nothing apart"
unlike out ' $' "no blanks at the end"

if have genisoimage; then
	mkdir tree && echo file >tree/file
	genisoimage -quiet -udf -V "UDF_ALONE" -o udf.img tree 2>/dev/null
	run "$discnurse" drives --drive udf.img
	like out ' UDF_ALONE$' "a disc with ISO 9660 and UDF has a name"
	dd if=/dev/zero of=udf.img bs=2048 seek=16 count=1 conv=notrunc status=none
	run "$discnurse" drives --drive udf.img
	like out ' UDF_ALONE$' "and so has one with UDF alone"
else
	skip "no genisoimage"
	skip "no genisoimage"
fi

run "$discnurse" drives --drive nothing.img
is "$status" 1 "what is not there is an error"
like err 'nothing\.img: there is no such file or drive' "that says what is lacking"

if have jq; then
	run "$discnurse" drives --json --drive sim:two.sim --drive disc.img
	is "$status" 0 "as JSON"
	jq -c '.[] | [.drive, .name, .vendor, .model, .firmware, .serial, .bus, .state]' out >got
	cat >want <<'END'
["sim:two.sim#A","A","PLEXTOR","PX-716A","1.11","111111","","loaded"]
["sim:two.sim#B","B","PLEXTOR","PX-716A","1.11","222222","","no-medium"]
["disc.img","disc.img","","","","","","loaded"]
END
	same got want "who they are"
	is "$(jq -c '.[0].medium | [.kind, .sectors, .bytes, .label]' out)" '["CD",2000,4096000,"ONE"]' "what is in the first"
	is "$(jq -c '.[1].medium, .[2].medium.sectors' out | tr '\n' ' ')" 'null 293 ' "and in the others"
	is "$(jq -c '.[0] | [.mounted, .in_use, has("group"), has("stuck"), has("held_by")]' out)" \
		'[null,false,false,false,false]' "nobody else has it"
	is "$(jq -r '.[0].abilities | keys_unsorted | join(" ")' out)" \
		"mmc read_cd c2 fua cache set_speed speed_matters retries speeds failed_read_s" "what is known of what it can do"
	is "$(jq -c '.[2].abilities.mmc' out)" false "a file takes no commands"
	is "$(jq -r '.[1].abilities.mmc' out)" null "without a disc nothing is tried out"
else
	for what in end names disc others holder abilities file empty; do skip "$what: no jq"; done
fi
finish
