"""What registries of publications know: Crossref and DataCite by DOI, DBLP by title and authors."""
