# A terminal's screen as an SVG picture. doc/screen.svg is the demo at 120x40 during its retries:
#   tmux new-session -d -x 120 -y 40 'TERM=screen-256color discnurse demo'
#   tmux capture-pane -pe | LC_ALL=C awk -v COLS=120 -v ROWS=40 -f doc/screen.awk >doc/screen.svg
# In the C locale an awk may take bytes for characters: those of UTF-8 are put together here.
function hex2(n) { return sprintf("%02x", n) }
function colour(n,   s) {
	if (n < 16)
		return base[n + 1]
	if (n >= 232) {
		s = hex2((n - 232) * 10 + 8)
		return "#" s s s
	}
	n -= 16
	return "#" hex2(level[int(n / 36)]) hex2(level[int(n / 6) % 6]) hex2(level[n % 6])
}
function plain() { fg = bg = ""; bold = dim = reversed = under = 0 }
function sgr(text,   p, n, i, v) {
	n = split(text, p, ";")
	if (n == 0)
		plain()
	for (i = 1; i <= n; i++) {
		v = p[i] + 0
		if (v == 0) plain()
		else if (v == 1) bold = 1
		else if (v == 2) dim = 1
		else if (v == 4) under = 1
		else if (v == 7) reversed = 1
		else if (v >= 30 && v <= 37) fg = colour(v - 30)
		else if (v >= 40 && v <= 47) bg = colour(v - 40)
		else if (v == 39) fg = ""
		else if (v == 49) bg = ""
		else if (v >= 90 && v <= 97) fg = colour(v - 82)
		else if (v == 38) { fg = colour(p[i + 2] + 0); i += 2 }
		else if (v == 48) { bg = colour(p[i + 2] + 0); i += 2 }
	}
}
function box(x, y, w, h, fill) {
	printf "<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" fill=\"%s\"/>\n", x, y, w, h, fill
}
# What has been put since the last change of looks.
function flush(   f, b, t, x, w, y) {
	f = fg == "" ? INK : fg
	b = bg == "" ? PAPER : bg
	if (reversed) { t = f; f = b; b = t }
	x = from * W; w = (col - from) * W; y = (NR - 1) * H
	if (cells && b != PAPER)
		box(x, y, w, H, b)
	if (cells && kind == "block")
		box(x, y + (run == LOWER ? H / 2 : 0), w, run == FULL ? H : H / 2, f)
	else if (cells && run !~ /^ *$/)
		printf "<text x=\"%g\" y=\"%g\" textLength=\"%g\" fill=\"%s\"%s%s%s>%s</text>\n", x, y + H * 0.74, w, f,
			bold ? " font-weight=\"bold\"" : "", dim ? " opacity=\"0.6\"" : "",
			under ? " text-decoration=\"underline\"" : "", run
	run = kind = ""
	from = col
	cells = 0
}
function put(c,   k) {
	k = c == FULL || c == UPPER || c == LOWER ? "block" : "text"
	if (cells && (k != kind || (k == "block" && c != run)))
		flush()
	kind = k
	run = k == "block" ? c : run (c == "&" ? "&amp;" : c == "<" ? "&lt;" : c == ">" ? "&gt;" : c)
	cells++
	col++
}
BEGIN {
	W = 9; H = 19; INK = "#d0d0d0"; PAPER = "#101214"
	FULL = "\342\226\210"; UPPER = "\342\226\200"; LOWER = "\342\226\204"
	split("#000000 #cd3131 #0dbc79 #c8b900 #2472c8 #bc3fbc #11a8cd #e5e5e5" \
	      " #666666 #f14c4c #23d18b #f5f543 #3b8eea #d670d6 #29b8db #ffffff", base, " ")
	level[0] = 0; level[1] = 95; level[2] = 135; level[3] = 175; level[4] = 215; level[5] = 255
	for (i = 192; i < 256; i++)
		bytes[sprintf("%c", i)] = i >= 240 ? 4 : i >= 224 ? 3 : 2
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%g\" height=\"%g\" xml:space=\"preserve\"" \
		" font-family=\"DejaVu Sans Mono, monospace\" font-size=\"14.95\">\n", COLS * W, ROWS * H
	box(0, 0, COLS * W, ROWS * H, PAPER)
}
{
	col = from = cells = 0
	rest = $0
	while (rest != "") {
		if (match(rest, /^\033\[[0-9;]*m/)) {
			flush()
			sgr(substr(rest, 3, RLENGTH - 3))
			rest = substr(rest, RLENGTH + 1)
		} else if (match(rest, /^(\033[(].|[\016\017])/)) {
			rest = substr(rest, RLENGTH + 1)
		} else {
			c = substr(rest, 1, 1)
			if (c in bytes)
				c = substr(rest, 1, bytes[c])
			put(c)
			rest = substr(rest, length(c) + 1)
		}
	}
	flush()
}
END { print "</svg>" }
