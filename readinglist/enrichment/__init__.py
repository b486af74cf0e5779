"""Services that know more about works: arXiv and the registries of DOIs."""
