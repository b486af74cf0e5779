"""Fuzzing: made-up inputs for every reader of what others have written, and for whole lists.

`run.py` makes them by the million; `test_corpus.py` tries those that ever failed, and a few more.
"""
