"""Texts that may say the same."""

from hypothesis import given
from hypothesis import strategies as st

from readinglist.values.likeness import count_shared

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
