"""Bibliographic metadata from arXiv: its API, its feeds and bulk files."""

#: The address of arXiv's API.
BASE_URL = "https://export.arxiv.org/api/query"
