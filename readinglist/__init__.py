"""A static-site generator for curated research reading lists."""

__version__ = "0.1.0"
