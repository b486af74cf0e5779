"""Git: run in one way, and asked for changes, for history and for files at a revision."""
