import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readinglist.values.folding import MAX_SLUG, fold_quote, slugify, strip_accents


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("it’s “so”", 'it\'s "so"'),
        ("it´s", "it's"),
        ("a – b — c − d", "a - b - c - d"),
        ("co\u00adop\u200beration", "cooperation"),
        ("two\n   lines\u00a0here", "two lines here"),
        ("e\u0301cole", "école"),
        ("e\u200b\u0301cole", "école"),
        ("ﬁne", "fine"),
        ("x²", "x2"),
        ("«so»", '"so"'),
        ("ｗｉｄｅ", "wide"),
    ],
)
def test_texts_that_fold_to_the_same(one, other):
    assert fold_quote(one) == fold_quote(other) == other


@pytest.mark.parametrize(
    ("one", "other"), [("Word", "word"), ("a b", "ab"), ("a.", "a"), ("é", "e")]
)
def test_texts_that_fold_differently(one, other):
    assert fold_quote(one) != fold_quote(other)


@given(st.text())
@example("e\u200b\u0301")
@example("\u00b4")
@example("a \u00a8 \u0301")
@example("\u2033\u0301")
def test_folding_is_idempotent(text):
    folded = fold_quote(text)
    assert fold_quote(folded) == folded
    assert strip_accents(strip_accents(text)) == strip_accents(text)


@given(st.text(min_size=1), st.text(), st.text())
def test_a_quote_of_whole_words_is_found_in_its_text(quote, before, after):
    assert fold_quote(quote) in fold_quote(f"{before} . {quote} . {after}")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Attention", "attention"),
        ("Mixture of Experts", "mixture-of-experts"),
        ("Schölkopf", "scholkopf"),
        ("Łukasz Øre Straße", "lukasz-ore-strasse"),
        ("../../etc/passwd", "etc-passwd"),
        ("C++", "c"),
        ("a  --  b", "a-b"),
        ("漢字", "u-6f22-5b57"),
        ("", "u"),
        (" ", "u"),
        ("!", "u-21"),
    ],
)
def test_slugs(text, slug):
    assert slugify(text) == slug


def test_no_slug_is_index():
    assert slugify("Index") != "index"


@given(st.text())
def test_slugs_are_safe_in_urls_and_never_empty(text):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slugify(text))


@given(st.text(alphabet=st.characters(codec="ascii", categories=["L", "N", "Zs"])))
def test_slugs_are_idempotent(text):
    assert slugify(slugify(text)) == slugify(text)


# Did you mean


ENTRIES = Path(__file__).parents[2] / "entries"
FOLDERS = ("papers", "essays", "claims", "paths")


@pytest.mark.parametrize("length", [MAX_SLUG - 1, MAX_SLUG, MAX_SLUG + 1])
def test_long_slugs_end_in_a_digest(length):
    slug = slugify("a" * length)
    assert (slug == "a" * length) == (length <= MAX_SLUG)
    assert len(slug) == min(length, MAX_SLUG)
