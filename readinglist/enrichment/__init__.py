"""Asks services for metadata of works: arXiv, and the registries of DOIs."""
