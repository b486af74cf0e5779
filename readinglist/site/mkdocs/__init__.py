"""The adapter to MkDocs: plugin, shells, Markdown pages, preview."""
