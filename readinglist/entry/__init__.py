"""A single file of the list: its model, its YAML, its findings."""
