"""Exports the works of a list to the formats of other programs."""
