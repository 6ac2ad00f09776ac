script_tests += tests/cli/batch_drives.sh tests/cli/completion.sh tests/cli/demo.sh tests/cli/docs.sh tests/cli/drives.sh tests/cli/elsewhere.sh tests/cli/fuse.sh tests/cli/languages.sh tests/cli/rescue.sh tests/cli/several.sh
EXTRA_DIST += tests/cli/offered.sh tests/tap.sh tests/tmux.sh
script_tests += tests/cli/completion.sh tests/cli/demo.sh tests/cli/docs.sh tests/cli/drives.sh tests/cli/nodes.sh tests/cli/fuse.sh tests/cli/languages.sh tests/cli/rescue.sh
EXTRA_DIST += tests/cli/offered.sh tests/tap.sh
