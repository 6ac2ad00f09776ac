include tests/ui/parts.mk
