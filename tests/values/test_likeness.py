"""Texts that may say the same."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.values.likeness import Alike, count_shared, find_alike, jaccard, words_of

LETTERS = st.text("abcé", max_size=12)


def longest(one, other):
    """The length of the longest common subsequence, by its definition."""
    if not one or not other:
        return 0
    if one[0] == other[0]:
        return 1 + longest(one[1:], other[1:])
    return max(longest(one[1:], other), longest(one, other[1:]))


@given(LETTERS, LETTERS.filter(lambda text: len(text) < 7))
def test_letters_in_one_order_are_counted(one, other):
    assert count_shared(one, other) == count_shared(other, one) == longest(one, other)


def test_letters_beyond_a_word_of_the_machine_are_counted():
    text = "scaling laws for neural language models " * 5
    assert count_shared(text, text) == len(text)
    assert count_shared(text, text.replace("laws", "rules")) == len(text) - 5 * len("aw")


def test_words_that_say_what_a_text_is_about():
    assert words_of("The moving Éclairs are slowly baked in ovens; ring rings bus classes") == (
        set("moving eclair slow baked oven ring bus class".split())
    )
    common = (
        "a an and are as at be been being but by can could do does for from had has have how if in "
        "into is it its may more most much no nor not of on one only or other over own rather "
        "should so some such than that the their them then there these they this those to too "
        "under up upon use very was were what when where which while who why will with would you "
        "your"
    )
    assert words_of(common) == set()
    assert words_of("GPT-4's x_y") == {"gpt", "4", "s", "x", "y"}


def test_the_share_of_common_words():
    assert jaccard(frozenset("ab"), frozenset("bc")) == 1 / 3
    assert jaccard(frozenset("ab"), frozenset("ab")) == 1.0
    assert jaccard(frozenset(), frozenset()) == 0.0


def test_similar_texts():
    known = {name: frozenset(words) for name, words in
             {"p": "abcd", "q": "abce", "r": "xyz", "s": ""}.items()}  # fmt: skip
    texts = {"p": known["p"], "t": frozenset("abc"), "u": frozenset()}
    assert find_alike(texts, known, 0.6) == [
        Alike("t", "p", 0.75), Alike("t", "q", 0.75), Alike("p", "q", 0.6),
    ]  # fmt: skip
    assert find_alike(texts, known, 0.61) == [Alike("t", "p", 0.75), Alike("t", "q", 0.75)]
    assert find_alike(known, known, 0.6) == [Alike("p", "q", 0.6)]


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("ab", "bb", 1), ("ab", "aa", 1), ("ab", "ba", 1), ("abcd", "acbd", 3), ("", "a", 0),
     ("aab", "ab", 2), ("xay", "zaz", 1)],
)  # fmt: skip
def test_letters_that_repeat_are_counted_once(one, other, count):
    assert count_shared(one, other) == count_shared(other, one) == count


# Pairs, found without comparing all of them

SETS = st.dictionaries(
    st.text("abc", min_size=1, max_size=3), st.frozensets(st.sampled_from("pqrstuvw")), max_size=8
)


@given(SETS, SETS, st.sampled_from([0.1, 0.25, 0.4, 0.5, 2 / 3, 0.8, 1.0]))
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
