#!/bin/sh
# The translations: what is extracted, that they are whole, and that their formats agree with the program's.
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 1
scratch=po.$$.scratch
mkdir "$scratch" && scratch=$(cd "$scratch" && pwd) || exit 1
trap 'rm -rf "$scratch"' EXIT
n=0

# check TITLE COMMAND...: right if it succeeds
check () {
	title=$1
	shift
	n=$((n + 1))
	if said=$("$@" 2>&1); then
		printf 'ok %d - %s\n' "$n" "$title"
	else
		printf 'not ok %d - %s\n' "$n" "$title"
		printf '%s\n' "$said" | sed 's/^/# /'
	fi
}

if ! command -v msgmerge >/dev/null || ! command -v xgettext >/dev/null; then
	echo "1..0 # SKIP no gettext tools"
	exit 0
fi

# Files with a marked text: _("...), N_("...), ngettext("..., also where the text stands on the next line
marked () {
	(cd "$srcdir" && find core ui src -name '*.[ch]' | LC_ALL=C sort | while IFS= read -r file; do
		if tr '\n' ' ' <"$file" | grep -qE '(^|[^[:alnum:]_])(_|N_|ngettext)[[:space:]]*\([[:space:]]*"'; then
			printf '%s\n' "$file"
		fi
	done) >"$scratch/marked"
	grep -vE '^(#|[[:space:]]*$)' "$srcdir/po/POTFILES.in" | LC_ALL=C sort >"$scratch/listed"
	diff "$scratch/listed" "$scratch/marked"	# "<": listed for nothing, ">": not listed
}

extract () {
	options=$(sed -n 's/^XGETTEXT_OPTIONS *= *//p' "$srcdir/po/Makevars")
	# shellcheck disable=SC2086  # several options
	(cd "$srcdir" && xgettext $options -f po/POTFILES.in -o "$scratch/fresh.pot")
}

# whole LANGUAGE: each text of the program has a translation, none is fuzzy; names those that have not
whole () {
	msgmerge -q --no-fuzzy-matching -o "$scratch/$1.po" "$srcdir/po/$1.po" "$scratch/fresh.pot" || return 1
	{
		msgattrib --untranslated --no-wrap "$scratch/$1.po"
		msgattrib --only-fuzzy --no-obsolete --no-wrap "$scratch/$1.po"
	} | grep '^msgid' | grep -vxF 'msgid ""' >"$scratch/lacking"
	cat "$scratch/lacking"
	[ ! -s "$scratch/lacking" ]
}

languages=$(grep -v '^#' "$srcdir/po/LINGUAS")
check "POTFILES.in lists the files with texts, and no other" marked
check "the texts can be extracted" extract
check "there are texts" grep -q 'the sector cannot be read' "$scratch/fresh.pot"
check "Dutch and German are there" test "$(printf '%s ' $languages)" = "nl de "
for language in $languages; do
	check "$language: formats agree" msgfmt -c -o /dev/null "$srcdir/po/$language.po"
	check "$language: is whole" whole "$language"
done
echo "1..$n"
