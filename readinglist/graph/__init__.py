"""The graph of entries and their relations, and what can be derived from it."""
