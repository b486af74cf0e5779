"""A list in a git repository, for changes and comparisons."""

from git_lists import garden, make_git_list

__all__ = ["garden", "make_git_list"]
