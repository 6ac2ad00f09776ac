dist_man_MANS = doc/discnurse.1

# Where bash-completion and zsh look of themselves
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = doc/completion/_discnurse
EXTRA_DIST += doc/completion/discnurse.bash

# The picture in README.md, and what draws a terminal's screen as one
EXTRA_DIST += doc/screen.svg doc/screen.awk

# bash looks for a file named like the program
install-data-local:
	$(MKDIR_P) "$(DESTDIR)$(bashcompletiondir)"
	$(INSTALL_DATA) $(srcdir)/doc/completion/discnurse.bash "$(DESTDIR)$(bashcompletiondir)/discnurse"

uninstall-local:
	rm -f "$(DESTDIR)$(bashcompletiondir)/discnurse"

# How reading strategies were measured: make bench-strategy
EXTRA_DIST += doc/strategy.md
