"""Combining marks: any number of them on one letter takes linear time."""

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

#: Two marks in the wrong order; one character that is two marks; one of another encoded length.
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
def test_marks_take_linear_time(function, run):
    short, long = (f"a{run * (size // len(run))}" for size in (4_000, 40_000))
    # With all exchanges it would take a hundred times as long.
    assert seconds(function, long) < max(30 * seconds(function, short), 0.2)


def test_a_page_of_marks_is_read():
    page = Page("<p>a</p><p>" + "e" + "\u0301\u0323" * 60_000 + "</p><p>the words</p>")
    assert page.has_quote("the words")


@given(st.text(st.sampled_from("aé字\u0301\u0323\u0f73\uff9e\ufdfa "), max_size=60))
def test_the_marks_per_letter_are_limited(text):
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        few = normalize(form, text)
        if few != unicodedata.normalize(form, text):
            runs = "".join("m" if unicodedata.combining(char) else " " for char in
                           unicodedata.normalize("NFKD", text)).split()  # fmt: skip
            assert max(map(len, runs)) > MOST_MARKS
        assert normalize(form, few) == few


def test_only_this_module_normalizes():
    package = Path(readinglist.__file__).parent
    texts = {path.name: path.read_text("utf-8") for path in package.rglob("*.py")}
    users = [name for name, text in texts.items() if "unicodedata.normalize" in text]
    assert users == ["normal_forms.py"]
