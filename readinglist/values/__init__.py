"""Small values that parse themselves, and the rules for texts: no files, no network, no list."""
