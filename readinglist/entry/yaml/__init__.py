"""YAML with places: reading it fast, reading it with positions, editing it in place."""
