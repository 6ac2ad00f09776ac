#!/bin/sh
# The program in Dutch and German: its screens, its errors, its options, from catalogues made here.
. "${srcdir:-.}/tests/tap.sh"
if ! have msgfmt; then
	echo "1..0 # SKIP no msgfmt"
	exit 0
fi
DISCNURSE_LOCALEDIR=$scratch/locale
export DISCNURSE_LOCALEDIR

cat >console.script <<'END'
size 80 24
wait reads 5
save rescue
key F1
save help
key Esc
key q
save quit
key Esc
key s
save move
END

# says LANGUAGE FILE TEXT: a line of FILE holds TEXT
says () {
	if grep -Fq -e "$3" "$2"; then
		ok 0 "$1: $3"
	else
		ok 1 "$1: $3"
		sed 's/^/# /' "$2"
	fi
}

# in_language LANGUAGE NO_SUCH_FILE USAGE LEGEND PASS DIALOG QUESTION HINT HELP REVERSE RESULT
# SUMMARY STATE
in_language () {
	mkdir -p "$DISCNURSE_LOCALEDIR/$1/LC_MESSAGES" "$1"
	msgfmt -o "$DISCNURSE_LOCALEDIR/$1/LC_MESSAGES/discnurse.mo" "$srcdir/po/$1.po"
	ok $? "$1: a catalogue can be made"
	LANGUAGE=$1
	export LANGUAGE
	run "$discnurse" map nowhere.map
	is "$status" 1 "$1: the exit status is the same"
	says "$1" err "$2"
	run "$discnurse" map --help
	says "$1" out "$3"
	run "$discnurse" rescue --help
	says "$1" out "${10}"
	run "$discnurse" demo --script console.script --script-out "$1"
	is "$(find "$1" -name '*.screen' | wc -l)" 4 "$1: every screen was saved"
	says "$1" "$1/rescue.screen" "$4"
	says "$1" "$1/rescue.screen" "$5"
	says "$1" "$1/move.screen" "$6"
	says "$1" "$1/quit.screen" "$7"
	says "$1" "$1/rescue.screen" "$8"
	says "$1" "$1/help.screen" "$9"
	run "$discnurse" rescue "$1.job" --drive "sim:$srcdir/doc/scenarios/clean.sim" --time-limit 0 --batch
	says "$1" out "${11}"
	run "$discnurse" map "$1.job"
	says "$1" out "${12}"
	says "$1" out "${13}"
	run "$discnurse" map "$1.job" --svg "$1.svg"
	says "$1" "$1.svg" "${12}"
	# what a program reads stays what it is
	run "$discnurse" drives --json --drive "sim:$srcdir/doc/scenarios/clean.sim"
	cp out "$1.json"
	unset LANGUAGE
	run "$discnurse" drives --json --drive "sim:$srcdir/doc/scenarios/clean.sim"
	same out "$1.json" "$1: JSON is not translated"
}

in_language nl "zo'n bestand of station is er niet" "[OPTIE...] KLUS | MAPFILE" \
	"█ gered  ▒ deels  · nog niet  * randen  / binnenin  × slecht  ◆ leest" "sectoren in " \
	"De schijf verhuizen" \
	"De klus stoppen?" "? help  p pauze  s verhuizen" "Naar de volgende ronde gaan" \
	"Aan het einde van de schijf beginnen" \
	"sectoren gered (0.000 %)" \
	"CD, 40 000 sectoren van 2048 bytes, 0.000 % gered" "* randen                0"
in_language de "eine solche Datei oder ein solches Laufwerk gibt es nicht" "[OPTION...] AUFTRAG | MAPFILE" \
	"█ gerettet ▒ teils · noch nicht * Ränder / innen × defekt ◆ liest" "Sektoren in " "Die Disc umziehen" \
	"Den Auftrag beenden?" "? Hilfe  p Pause  s umziehen" "Zum nächsten Durchgang gehen" "Am Ende der Disc beginnen" \
	"Sektoren gerettet (0.000 %)" \
	"CD, 40 000 Sektoren zu 2048 Bytes, 0.000 % gerettet" "* Ränder                0"
finish
