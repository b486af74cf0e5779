"""Pairs of similar texts, found without comparing all pairs."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from readinglist.values.likeness import find_alike, jaccard, words_of

sets = st.dictionaries(
    st.text("abc", min_size=1, max_size=3), st.frozensets(st.sampled_from("pqrstuvw")), max_size=8
)


@given(sets, sets, st.sampled_from([0.1, 0.25, 0.4, 0.5, 2 / 3, 0.8, 1.0]))
def test_no_pair_is_lost(texts, known, at_least):
    found = {
        frozenset((pair.one, pair.other)): pair.index for pair in find_alike(texts, known, at_least)
    }
    wanted = {
        frozenset((name, other))
        for name, other in itertools.product(texts, known)
        if name != other and jaccard(texts[name], known[other]) >= at_least
    }
    if texts.keys() & known.keys():
        # A name in both mappings may have two texts here; only names with one text are compared.
        known = known | texts
        found = {frozenset((a.one, a.other)) for a in find_alike(known, known, at_least)}
        wanted = {
            frozenset(pair)
            for pair in itertools.combinations(known, 2)
            if jaccard(known[pair[0]], known[pair[1]]) >= at_least
        }
    assert set(found) == wanted


def test_words():
    assert words_of("The Shading of Müller’s mosses, and the rain!") == {
        "shad", "muller", "s", "moss", "rain",
    }  # fmt: skip
    assert words_of("and the of") == frozenset()
