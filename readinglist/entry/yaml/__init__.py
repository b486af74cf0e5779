"""YAML with positions: a fast reader, a reader with positions, and edits in place."""
