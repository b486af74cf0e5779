"""Combining marks: however many stand on one letter, the time grows with the text."""

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import readinglist
from readinglist.links.judge.fragments import Page
from readinglist.values.folding import fold_quote, slugify, strip_accents
from readinglist.values.normal_forms import MOST_MARKS, normalize
from readinglist.values.same_work import fold_title
from readinglist.values.tex import decode_tex

#: Two marks that stand in the wrong order; one character that is two marks; one of another width.
RUNS = ("\u0301\u0323", "\u0f73", "\uff9e\u0301\u0323", "\U0001d165\u0301")


def seconds(function, text):
    begun = time.process_time()
    function(text)
    return time.process_time() - begun


def decode_with_a_tie(text):
    return decode_tex(f"~{text}")


@pytest.mark.parametrize(
    "function", [strip_accents, slugify, fold_quote, fold_title, decode_with_a_tie]
)
@pytest.mark.parametrize("run", RUNS)
def test_the_time_grows_with_the_marks(function, run):
    short, long = (f"a{run * (size // len(run))}" for size in (4_000, 40_000))
    # With all exchanges it would be a hundred times as long.
    assert seconds(function, long) < max(30 * seconds(function, short), 0.2)


def test_a_page_of_marks_is_read():
    page = Page("<p>a</p><p>" + "e" + "\u0301\u0323" * 60_000 + "</p><p>the words</p>")
    assert page.has_quote("the words")


@given(st.text(st.sampled_from("aé字\u0301\u0323\u0f73\uff9e\ufdfa "), max_size=60))
def test_no_letter_has_more_marks_than_may_be(text):
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        few = normalize(form, text)
        if few != unicodedata.normalize(form, text):
            runs = "".join("m" if unicodedata.combining(one) else " " for one in
                           unicodedata.normalize("NFKD", text)).split()  # fmt: skip
            assert max(map(len, runs)) > MOST_MARKS
        assert normalize(form, few) == few


def test_nothing_else_normalizes():
    package = Path(readinglist.__file__).parent
    texts = {one.name: one.read_text("utf-8") for one in package.rglob("*.py")}
    users = [name for name, text in texts.items() if "unicodedata.normalize" in text]
    assert users == ["normal_forms.py"]
