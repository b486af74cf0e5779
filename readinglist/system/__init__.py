"""Everything around the list on this machine: files, git, HTTP, clocks and locks."""
