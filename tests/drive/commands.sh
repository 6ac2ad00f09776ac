#!/bin/sh
# Every MMC command that is built stands in HACKING.md, and in the table of names and patience.
. "${srcdir:-.}/tests/tap.sh"

source=$srcdir/core/drive/mmc_cdb.c
grep -oE '\<cdb(_in|_out)?\(0x[0-9a-f]{2},' "$source" | grep -oE '[0-9a-f]{2},$' | tr -d , | sort -u > built
grep -oE '^	\{ 0x[0-9a-f]{2}, WAIT_[A-Z]+, "[^"]+" \},' "$source" > rows
sed -E 's/^	\{ 0x(..),.*/\1/' rows | sort > named
[ "$(wc -l < built)" -ge 20 ]
ok $? "commands are found"
same built named "each that is built has a name and a patience, and no other"

# "NAME (XXh)" at the beginning of a row, and three more columns that are not empty
sed -E 's/^	\{ 0x(..), WAIT_[A-Z]+, "([^"]+)" \},/\2 (\U\1\Eh)/' rows | sort > wanted
sed -n '/^### MMC commands/,/^## /p' "$srcdir/HACKING.md" |
	sed -nE 's/^\| ([^|]+ \([0-9A-F]{2}h\))[^|]* \|( [^| ][^|]* \|){3}$/\1/p' | sort -u > told
same wanted told "each has a row in HACKING.md, and no other"
diff wanted told | sed 's/^/# /'
finish
