"""Asking hosts for the pages that links lead to."""
