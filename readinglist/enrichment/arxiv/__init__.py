"""Bibliographic metadata from arXiv: records, and the lock that keeps them."""

#: The address of arXiv's API.
BASE_URL = "https://export.arxiv.org/api/query"
