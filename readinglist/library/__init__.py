"""Reads a folder of entries, checks them, and merges them with their records."""
