"""Exports: the works of a list in the formats of other programs."""
