# shellcheck shell=sh
# Read by the tests of the completions, which have made srcdir absolute: what bash and zsh are given to offer.
# shellcheck disable=SC2154

# bash WORD...: what bash would offer for the last of these words, split as bash splits them, one a line
bash_offers () {
	bash --norc --noprofile -c '
		. "$0"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_discnurse
		printf "%s\n" "${COMPREPLY[@]}"' "$srcdir/doc/completion/discnurse.bash" "$@" | sed '/^$/d' | sort
}

# COMMAND: the options that zsh is told of behind it, one a line; without a COMMAND, before any
zsh_options () {
	zsh -f -c '
		command=$1
		_arguments () {
			[[ -z $command || $state == argument ]] && print -rl -- "$@"
			[[ $command ]] && state=argument line=("$command")
		}
		_describe () { : }
		eval "$(<$0)"' "$srcdir/doc/completion/_discnurse" "$1" |
		sed -nE 's/^(\([^)]*\))?\*?(--[a-z][a-z-]*).*/\2/p' | sort -u
}
