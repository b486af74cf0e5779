"""Asks registries of publications: Crossref and DataCite by DOI, DBLP by title and authors."""
