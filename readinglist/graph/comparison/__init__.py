"""Comparison of two states of a list: what a change means, rather than which lines it touches."""
