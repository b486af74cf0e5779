"""Runs git, and reads changes, history and files at a revision."""
