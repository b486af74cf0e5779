"""Counts with the singular or plural of a word."""


def plural(count: int, word: str) -> str:
    """`1 paper`, `2 papers`, `1,000 entries`: a count with the word in the right form."""
    return f"{count:,} {word if count == 1 else plural_of(word)}"


def plural_of(word: str) -> str:
    """`papers` for `paper`, `entries` for `entry`, `searches` for `search`.

    Regular English plurals only; in a phrase the last word changes.
    """
    if word.endswith("y") and not word.endswith(("ay", "ey", "oy", "uy")):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"
