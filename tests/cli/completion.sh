#!/bin/sh
# What the completions offer, asked as the shells ask them.
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 1
. "$srcdir/tests/cli/offered.sh"
scratch=completion.$$
mkdir -p "$scratch/scratched" && cd "$scratch" || exit 1
trap 'cd .. && rm -rf "$scratch"' EXIT
touch scratch.sim
n=0

# same TITLE WANTED GOT
same () {
	n=$((n + 1))
	if [ "$2" = "$3" ]; then
		printf 'ok %d - %s\n' "$n" "$1"
	else
		printf 'not ok %d - %s\n' "$n" "$1"
		printf 'wanted %s\ngot %s\n' "$2" "$3" | sed 's/^/# /'
	fi
}

skip () {
	n=$((n + 1))
	printf 'ok %d # SKIP %s\n' "$n" "$1"
}

words () { printf '%s\n' "$@" | sort; }

if command -v bash >/dev/null; then
	same "bash: the commands" "$(words rescue demo drives map)" "$(bash_offers discnurse '')"
	same "bash: a command from its first letters" rescue "$(bash_offers discnurse re)"
	same "bash: an option" --kind "$(bash_offers discnurse rescue j --ki)"
	same "bash: no option of another command" "" "$(bash_offers discnurse drives --retr)"
	same "bash: a value behind a blank" dvd "$(bash_offers discnurse rescue j --kind dv)"
	same "bash: a value behind =" dvd "$(bash_offers discnurse rescue j --kind = dv)"
	same "bash: all values behind =" "$(words bd cd dvd)" "$(bash_offers discnurse rescue j --kind =)"
	same "bash: one more pass in a list" "sweep,trim" "$(bash_offers discnurse rescue j --passes sweep,tr)"
	same "bash: a folder for a job" scratched "$(bash_offers discnurse rescue scr)"
	same "bash: a mapfile or a job for map" "$(words scratch.sim scratched)" "$(bash_offers discnurse map scr)"
	same "bash: a scenario, behind the colon" scratch.sim "$(bash_offers discnurse rescue j --drive sim : scratch.)"
	same "bash: sim: itself" sim: "$(bash_offers discnurse rescue j -d si)"
	same "bash: nothing invented for a number" "" "$(bash_offers discnurse rescue j --retries '')"
else
	skip "no bash"
fi

if command -v zsh >/dev/null; then
	same "zsh: the file is sound" "" "$(zsh -n "$srcdir/doc/completion/_discnurse" 2>&1)"
	for command in '' rescue demo drives map; do
		same "zsh: options of discnurse $command as bash has them" \
			"$(bash_offers discnurse ${command:+"$command"} --)" "$(zsh_options "$command")"
	done
else
	skip "no zsh"
fi
echo "1..$n"
