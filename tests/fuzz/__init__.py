"""Fuzzing: generated inputs for every reader of untrusted content, and for whole lists.

`run.py` generates millions of them; `test_corpus.py` tries those that once failed, and a few more.
"""
