#!/bin/sh
# discnurse drives: the list over the kernel's interface, where nodes come and go, and others hold discs.
. "${srcdir:-.}/tests/tap.sh"
. "$srcdir/tests/fakesr/lib.sh"
fakesr_built || { skip "not built here"; finish; }
have jq || { skip "no jq"; finish; }

cat >twins.sim <<'END'
[disc data]   kind = cd   image = builtin:demo   sectors = 1200   label = "DATA"
[drive A]   disc = data   model = "PLEXTOR PX-716A"   firmware = 1.11   serial = "111111"
[drive B]   disc = none   model = "PLEXTOR PX-716A"   firmware = 1.11   serial = "222222"
END
fakesr_start "$scratch/twins.sim" || { ok 1 "the server starts"; finish; }

# list FILTER: of the drives as JSON
list () { ours drives --json | jq -r "$1"; }

run ours drives
is "$status" 0 "drives are found without being named"
like out '^/dev/sr0  PLEXTOR PX-716A 1\.11  111111  pci-0000:00:1f\.2-ata-1  CD.*, 1 200 sectors +DATA$' \
	"the first of two equal drives, with its number and its place"
like out '^/dev/sr1  PLEXTOR PX-716A 1\.11  222222  pci-0000:00:1f\.2-ata-2  there is no disc in the drive$' "the second"
is "$(list '.[] | [.drive, .name, .state, .serial, .bus, .medium.sectors, .in_use, .mounted] | @csv' | tr -d '"' | tr '\n' ';')" \
	"/dev/sr0,sr0,loaded,111111,pci-0000:00:1f.2-ata-1,1200,false,;/dev/sr1,sr1,no-medium,222222,pci-0000:00:1f.2-ata-2,,false,;" \
	"the same as JSON"
is "$(list '.[0].medium | [.kind, .profile, .tracks, .audio_tracks, .label] | @csv' | tr -d '"')" "CD,CD-ROM,1,0,DATA" "what is in it"
await 10 state_is 0 openers 0
ok $? "and the drive is let go of"

hand mount 0 /media/disc >/dev/null
run ours drives
like out '^/dev/sr0 .* DATA  mounted at /media/disc$' "a disc that is mounted"
is "$(list '.[] | [.in_use, .mounted] | @csv' | tr -d '"' | tr '\n' ';')" "true,/media/disc;false,;" "as JSON, too"
hand mount 0 >/dev/null
mkfifo hold
with "$fakesr/probe" keep /dev/sr0 nx <hold >kept &
exec 9>hold
await 20 test -s kept
run ours drives
like out '^/dev/sr0 .* DATA  another program is using the disc$' "a disc that another program holds"
is "$(list '.[] | [.in_use, .mounted] | @csv' | tr -d '"' | tr '\n' ';')" "true,;false,;" "as JSON, too"
exec 9>&-
wait $!
is "$(list '[.[].in_use] | @csv')" "false,false" "it is free again"

if getent group cdrom >/dev/null; then
	hand forbid 1 >/dev/null
	run ours drives
	is "$status" 0 "a drive that may not be opened does not spoil the list"
	like out '^/dev/sr1  PLEXTOR PX-716A 1\.11 .* no permission: your user must be in the group "cdrom"$' \
		"it is listed, and what to do is said"
	is "$(list '.[] | [.state, .group, .model] | @csv' | tr -d '"' | tr '\n' ' ')" "loaded,,PX-716A permission,cdrom,PX-716A " \
		"as JSON, too"
	hand forbid 1 off >/dev/null
else
	skip "no group cdrom"
fi

hand vanish 1 >/dev/null
is "$(list '[.[].drive] | @csv')" '"/dev/sr0"' "a drive that is pulled out is no longer listed"
hand return 1 sr4 >/dev/null
is "$(list '.[] | [.drive, .serial] | @csv' | tr -d '"' | tr '\n' ' ')" "/dev/sr0,111111 /dev/sr4,222222 " "plugged in again"

# the twins are told apart by their numbers
is "$(list '.[0].abilities | [.mmc, .read_cd, .set_speed, .retries] | @csv')" "true,true,true,true" "what it can do was tried out"
kept=$XDG_STATE_HOME/discnurse
is "$(stat -c %a "$kept")" 700 "and kept in the user's folder"
is "$(jq -r '.drives | keys | join(" ")' "$kept/drives.json")" "PLEXTOR|PX-716A|1.11|111111" "for that drive alone"
jq '.drives[].read_cd = "no"' "$kept/drives.json" >changed && cp changed "$kept/drives.json"
is "$(list '.[0].abilities.read_cd')" false "what is kept is believed, and not tried out again"
hand eject 0 >/dev/null
is "$(list '.[0] | [.state, .abilities.mmc, .abilities.set_speed] | @csv' | tr -d '"')" "tray-open,true,true" "also without a disc"
echo garbage >"$kept/drives.json"
is "$(list '.[0].abilities.mmc')" null "a file that is damaged counts as empty"
is "$(cat "$kept/drives.json")" garbage "and is left alone"
finish
