"""A static-site generator for curated research reading lists."""

__version__ = "0.2.0"
