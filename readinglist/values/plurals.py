"""Numbers of things in words."""


def plural(count: int, word: str) -> str:
    """`1 paper`, `2 papers`, `1,000 entries`: a number with the form of the word that it needs."""
    return f"{count:,} {word if count == 1 else plural_of(word)}"


def plural_of(word: str) -> str:
    """`papers` for `paper`, `entries` for `entry`, `searches` for `search`.

    These are the regular forms of English; the last word of several is the one that changes.
    """
    if word.endswith("y") and not word.endswith(("ay", "ey", "oy", "uy")):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"
