"""Bibliographic metadata from arXiv: records, and the lock that keeps them."""
