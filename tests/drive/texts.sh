#!/bin/sh
# Faults and remarks of a drive in a process of its own cross as numbers: every text that such a drive can give must have
# one (core/drive/reader_wire.c).
. "${srcdir:-.}/tests/tap.sh"
LC_ALL=C
export LC_ALL

# texts PATTERNS: the N_() texts of files of core/drive, one a line, the pieces of a string joined
texts () {
	# shellcheck disable=SC2086
	(cd "$srcdir/core/drive" && cat $1) | tr '\n\t' '  ' | sed -e 's/"  *"//g' -e 's/N_("/\
&/g' | sed -n 's/^N_("\([^"]*\)").*/\1/p' | sort -u
}

texts reader_wire.c > known
texts "block.c node.c open.c sg.c cdio.c mmc*.c" > needed
is "$(comm -23 needed known)" "" "every text of a back end has a number"
is "$(comm -13 needed known)" "" "every number has a text of a back end"
echo "a text that nobody says" >> needed
sort -o needed needed
is "$(comm -23 needed known)" "a text that nobody says" "one that lacks is seen"
finish
