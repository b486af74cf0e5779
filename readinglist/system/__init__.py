"""The machine around the list: files, git, HTTP, clocks and locks."""
