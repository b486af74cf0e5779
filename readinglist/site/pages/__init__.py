"""Pages: the graph of a reading list → HTML bodies. Free of MkDocs and of any theme's HTML."""
