#!/bin/sh
# The manual page and both completions know every option that the program knows, and no other.
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 1
. "$srcdir/tests/cli/offered.sh"
program=${top_builddir:-.}/discnurse
n=0

# check TITLE COMMAND...: right if the command says nothing
check () {
	title=$1
	shift
	n=$((n + 1))
	said=$("$@" 2>&1)
	if [ "$said" ]; then
		printf 'not ok %d - %s\n' "$n" "$title"
		printf '%s\n' "$said" | sed 's/^/# /'
	else
		printf 'ok %d - %s\n' "$n" "$title"
	fi
}

skip () {
	n=$((n + 1))
	printf 'ok %d # SKIP %s\n' "$n" "$1"
}

# The long options in a text, sorted; popt's own --usage is not worth a place in a manual.
options () { grep -oE -e '--[a-z][a-z-]*' | grep -vx -e --usage | sort -u; }

# only_in LIST LIST: the lines that the first has and the second lacks
only_in () { printf '%s\n' "$1" | grep -vxF -e "$2" | sed '/^$/d'; }

# What the program says it takes behind COMMAND: the rows of its help that begin with an option
known () { "$program" ${1:+"$1"} --help 2>&1 | sed -nE 's/^ +(-., +)?(--[a-z-]+).*/\2/p' | options; }

# COMMAND SHELL: what the completion of that shell offers behind it
offered () {
	case $2 in
	bash) bash_offers discnurse ${1:+"$1"} -- ;;
	zsh) zsh_options "$1" ;;
	esac
}

all=$(for command in '' rescue demo drives map; do known "$command"; done | sort -u)
manual=$(sed 's/\\-/-/g' "$srcdir/doc/discnurse.1" | options)
check "the program says which options it has" only_in "$(printf '%s\n' --drive --batch --retries --help)" "$all"
check "the manual page has every option" only_in "$all" "$manual"
check "the manual page has no other" only_in "$manual" "$all"

for shell in bash zsh; do
	if ! command -v $shell >/dev/null; then
		skip "no $shell"
		continue
	fi
	for command in '' rescue demo drives map; do
		wanted=$(known "$command") got=$(offered "$command" $shell)
		check "$shell completes every option of discnurse $command" only_in "$wanted" "$got"
		check "$shell completes no other behind discnurse $command" only_in "$got" "$wanted"
	done
done

if command -v mandoc >/dev/null; then
	check "mandoc finds nothing wrong in the manual page" mandoc -T lint -W warning "$srcdir/doc/discnurse.1"
else
	skip "no mandoc"
fi
if command -v groff >/dev/null; then
	check "groff finds nothing wrong in the manual page" groff -t -man -Tutf8 -ww -z "$srcdir/doc/discnurse.1"
else
	skip "no groff"
fi
echo "1..$n"
