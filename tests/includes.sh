#!/bin/sh
# The arrows of the house point down only, and foreign headers stay in their rooms (HACKING.md, "The house").
cd "${srcdir:-.}" || exit 1
n=0 failed=0
# none TITLE PATTERN [grep options and paths]: no line may match
none () {
	title=$1 pattern=$2
	shift 2
	n=$((n + 1))
	if hits=$(grep -nE "$pattern" "$@" 2>/dev/null); then
		printf 'not ok %d - %s\n' "$n" "$title"
		printf '%s\n' "$hits" | sed 's/^/# /'
		failed=1
	else
		printf 'ok %d - %s\n' "$n" "$title"
	fi
}
code="-r --include=*.c --include=*.h"
none "curses only in ui" 'include *[<"](n?curses|ncursesw|panel|term)[/.]' $code core src
none "in ui, curses only in term.c" 'include *[<"](n?curses|ncursesw|panel|term)[/.]' $code ui --exclude=term.c
none "popt only in src/options.c" 'include *<popt' $code core ui src --exclude=options.c
none "libcdio only in drive, disc, fs" 'include *<cdio/' $code ui src core/base core/map core/sim core/pass core/job core/engine core/out
none "core prints nothing and never exits" '(^|[^_[:alnum:]])(printf|puts|putchar|perror|exit|_exit|abort) *\(' $code core
none "core knows nothing of ui and src" 'include *"(ui|src)/' $code core
none "ui knows nothing of src, and of the engine only its public headers" \
	'include *"(src|sim|pass|job|out|fs|drive/(block|mmc|node|sense|transport)|map/mapfile)' $code ui
none "what is writable in ui lies in term.c" '^static (struct|enum|union|int|bool|char|unsigned|long|double|size_t|u?int[0-9]+_t) [^(]*(;|=)' -r --include=*.c --exclude=term.c ui
none "base knows nothing of ours" 'include *"(map|disc|drive|sim|pass|job|engine|out|fs)/' $code core/base
none "map knows base only" 'include *"(disc|drive|sim|pass|job|engine|out|fs)/' $code core/map
none "disc knows base only" 'include *"(map|drive|sim|pass|job|engine|out|fs)/' $code core/disc
none "pass knows map and base" 'include *"(drive/(block|mmc)|sim|job|engine|out|fs)' $code core/pass
none "drive knows nothing above it" 'include *"(map|pass|job|engine|out|fs)/' $code core/drive
none "the simulated drive is met only through its transport" 'include *"sim/' $code core/pass core/job core/engine core/out ui
none "job knows nothing of engine and drives" 'include *"(engine|drive|sim|pass)/' $code core/job
none "out knows map and disc" 'include *"(engine|drive|sim|pass|job)/' $code core/out
echo "1..$n"
exit $failed
