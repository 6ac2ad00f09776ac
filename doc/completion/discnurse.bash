# bash completion for discnurse(1)

# Sets words and cur from the line up to the cursor. Bash takes "sim:a" for three words and "--kind=cd", too: the first
# is one for us, and the second is two.
_discnurse_split () {
	local i word joined=
	words=()
	for ((i = 0; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [[ $word == : || $joined ]]; then
			words[${#words[@]} - 1]+=$word
			joined=
			[[ $word == : ]] && joined=yes
		elif [[ $word != = ]]; then
			words+=("$word")
		elif ((i == COMP_CWORD)); then
			words+=('')
		fi
	done
	cur=${words[${#words[@]} - 1]}
}

# The sub-command before the cursor; nothing when there is none yet
_discnurse_command () {
	local i
	for ((i = 1; i < ${#words[@]} - 1; i++)); do
		case ${words[i]} in
		rescue | demo | drives | map)
			printf '%s\n' "${words[i]}"
			return ;;
		esac
	done
}

# Sets COMPREPLY to the words of $1 that begin with $cur
_discnurse_words () {
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

# ... to files and folders (-f) or folders alone (-d)
_discnurse_paths () {
	mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
	compopt -o filenames 2>/dev/null
}

_discnurse_drives () {
	if [[ $cur == sim:* ]]; then
		mapfile -t COMPREPLY < <(compgen -P sim: -f -- "${cur#sim:}")
	elif [[ $cur == /dev/* ]]; then
		_discnurse_paths -f
	else
		_discnurse_words "$(compgen -G '/dev/sr*') sim:"
		[[ ${COMPREPLY[*]} ]] || _discnurse_paths -f
	fi
	[[ ${COMPREPLY[*]} == sim: ]] && compopt -o nospace 2>/dev/null
	return 0
}

# Completes the value of option $1; fails when it takes none.
_discnurse_value () {
	local before=
	case $1 in
	-d | --drive) _discnurse_drives ;;
	-i | --image | -m | --map | --svg) _discnurse_paths -f ;;
	-j | --jobs) _discnurse_paths -d ;;
	-k | --kind) _discnurse_words 'cd dvd bd' ;;
	--fill) _discnurse_words 'zero marker' ;;
	--progress) _discnurse_words json ;;
	-b | --sector-size) _discnurse_words 2048 ;;
	-t | --time-limit) _discnurse_words '0 30m 1h 8h' ;;
	--stop-below) _discnurse_words '0 0.5 2 10' ;;
	--hang) _discnurse_words '10 60 5m' ;;
	-r | --retries | -s | --speed | --identifier | --description) ;;
	--passes)
		[[ $cur == *,* ]] && before=${cur%,*},
		mapfile -t COMPREPLY < <(compgen -P "$before" -W 'sweep gaps trim scrape retry' -- "${cur##*,}")
		compopt -o nospace 2>/dev/null ;;
	*) return 1 ;;
	esac
	return 0
}

_discnurse_options () {
	local reading='--retries --passes --reverse --speed --hang --kind --sector-size --time-limit --stop-below --fill'
	local job='--image --map --identifier --description --take-over'
	case $1 in
	rescue) _discnurse_words "--drive $job $reading --batch --progress --json --version --help" ;;
	demo) _discnurse_words "$reading --batch --progress --json --version --help" ;;
	drives) _discnurse_words '--drive --json --version --help' ;;
	map) _discnurse_words "--kind --sector-size --text --svg --ascii --json --version --help" ;;
	*) _discnurse_words "--drive --jobs $reading --version --help" ;;
	esac
}

_discnurse_any () {
	local command
	_discnurse_value "${words[${#words[@]} - 2]}" && return
	command=$(_discnurse_command)
	if [[ $cur == -* ]]; then
		_discnurse_options "$command"
		return
	fi
	case $command in
	rescue) _discnurse_paths -d ;;
	map) _discnurse_paths -f ;;
	'') _discnurse_words 'rescue demo drives map' ;;
	esac
}

_discnurse () {
	local cur words
	COMPREPLY=()
	_discnurse_split
	_discnurse_any
	# bash replaces only what stands behind the colon
	[[ $cur == *:* && $COMP_WORDBREAKS == *:* ]] && COMPREPLY=("${COMPREPLY[@]#"${cur%"${cur##*:}"}"}")
	return 0
}

complete -F _discnurse discnurse
