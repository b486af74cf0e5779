"""Unicode normalization that takes linear time."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.values.normal_forms import MOST_MARKS, normalize

FORMS = ("NFC", "NFD", "NFKC", "NFKD")
#: Letters, marks of several classes, and characters that decompose into marks alone.
CHARACTERS = "aé漢ﬀ İ\u0301\u0323\u0345\u0344\u3099"


@given(st.text(st.sampled_from(CHARACTERS), max_size=MOST_MARKS) | st.text(max_size=40))
def test_as_the_standard_library_has_it(text):
    assert [normalize(form, text) for form in FORMS] == [
        unicodedata.normalize(form, text) for form in FORMS
    ]


@pytest.mark.parametrize("mark", ["\u0301", "\u0323", "\u0345"])
def test_further_marks_are_dropped(mark):
    kept = normalize("NFD", "a" + mark * MOST_MARKS)
    assert len(kept) == MOST_MARKS + 1
    assert normalize("NFD", "a" + mark * (MOST_MARKS + 1)) == kept
    assert normalize("NFD", "é" + mark * 90 + "b" + mark) == (
        unicodedata.normalize("NFD", "é" + mark * (MOST_MARKS) + "b" + mark)
    )


def test_marks_are_counted_for_each_letter():
    text = ("漢" + "\u0301" * 20) * 20
    assert normalize("NFC", text) == unicodedata.normalize("NFC", text)


def test_characters_that_are_two_marks_count_as_one():
    assert normalize("NFC", "漢" + "\u0344" * 99) == unicodedata.normalize(
        "NFC", "漢" + "\u0344" * MOST_MARKS
    )
