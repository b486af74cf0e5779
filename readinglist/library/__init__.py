"""A folder of entries: read, checked, merged with its records."""
