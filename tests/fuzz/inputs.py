"""Inputs for targets, generated from seeds and tokens: by hypothesis, or at random."""

import itertools
import random
import re
from collections.abc import Iterator

from hypothesis import strategies as st

from fuzz.target import Target, as_bytes

#: Pieces that have crashed some reader.
NASTY = (
    "\0", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u202e", "\u200b", "\ufeff", "\ufffe", "\ud800",
    "\U0010ffff", "é", "e\u0301", "漢", "ﬀ", "İ", "ß", "٣", "²", "\u3000", "\xa0", "\t", "\r\n", "\r",
    "\n", " ", "-", "--", "'", '"', "`", "\\", "/", "%", "%00", "%ff", "&", "&#0;", "&#x110000;",
    "&amp;", "<", ">", "<!--", "]]>", "{", "}", "[", "]", "(", ")", "$", "$$", "#", "@", "=", "~",
    "*", "_", "|", "::", ":", ";", ",", ".", "..", "0", "-1", "1e999", "9" * 30, "null", "NaN",
    "<script>alert(1)</script>", "javascript:alert(1)", "{{", "{%",
)  # fmt: skip
#: The maximum length of repeated inputs, in characters.
PUMPED = 20_000


def made_for(target: Target) -> st.SearchStrategy[bytes]:
    """Texts made of pieces, modified seeds, repeated pieces, any text, any bytes."""
    if target.inputs:
        return target.inputs()
    words = [word for seed in target.seeds for word in re.findall(r"\w+|\W", seed)]
    own = [*dict.fromkeys([*target.tokens, *words])] or [""]
    pieces = st.sampled_from(own) | st.sampled_from(NASTY) | st.text(max_size=6)
    joined = st.lists(pieces, max_size=16).map("".join)
    pumped = st.builds(
        lambda head, body, count, tail: head + body * min(count, PUMPED // (len(body) or 1)) + tail,
        joined, pieces, st.sampled_from([2, 2, 10, 10, 100, 1_000, PUMPED]), pieces,
    )  # fmt: skip
    changed = st.builds(
        change,
        st.sampled_from(target.seeds),
        st.integers(0, 2**32 - 1),
        st.lists(pieces, max_size=4),
    )
    texts = st.one_of(changed, changed, changed, joined, st.text(max_size=60), pumped)
    return st.one_of(texts.map(as_bytes), texts.map(as_bytes), st.binary(max_size=40))


def made_by_chance(target: Target, seed: int) -> Iterator[bytes]:
    """Endless random inputs, a hundred times as fast as hypothesis, and less sophisticated."""
    chance = random.Random(seed)
    words = [word for text in target.seeds for word in re.findall(r"\w+|\W", text)]
    pieces = (*target.tokens, *target.tokens, *NASTY, *dict.fromkeys(words))
    for number in itertools.count(seed << 32):
        some = [chance.choice(pieces) for _ in range(chance.choice((1, 1, 2, 3, 4, 8)))]
        kind = chance.random()
        if target.by_chance:
            yield as_bytes(target.by_chance(number, some))
        elif kind < 0.75:
            yield as_bytes(change(chance.choice(target.seeds), number, some))
        elif kind < 0.97:
            yield as_bytes("".join(some))
        else:
            yield as_bytes(some[0] * chance.choice((100, 1_000, 3_000)) + "".join(some[1:]))


def change(seed: str, number: int, pieces: list[str]) -> str:
    """The seed with this many pieces inserted, each in place of a few or many characters."""
    chance = random.Random(number)
    for piece in pieces:
        at = chance.randrange(len(seed) + 1)
        cut = chance.choice((0, 0, 1, 1, 2, 8, 60))
        kept = seed[at : at + cut] * chance.choice((0, 0, 0, 2))
        seed = seed[:at] + piece + kept + seed[at + cut :]
    return seed
