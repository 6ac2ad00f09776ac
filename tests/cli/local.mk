script_tests += tests/cli/completion.sh
EXTRA_DIST += tests/cli/offered.sh
