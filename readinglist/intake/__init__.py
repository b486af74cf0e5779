"""Intake: works from elsewhere, an address or a bibliography, as entries of the list."""
