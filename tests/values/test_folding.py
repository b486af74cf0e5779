import re
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from readinglist.values.folding import (
    MAX_SLUG,
    _count_slips,
    did_you_mean,
    fold_quote,
    slugify,
    strip_accents,
    sure_match,
)


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
IDS = sorted(file.stem for folder in FOLDERS for file in (ENTRIES / folder).glob("*.yml"))
#: Ids in the list that are one typo apart: models of one name and year.
TWINS = [
    {"deepseek2024v2", "deepseek2024v3"},
    {"openai2024o1", "openai2024o3"},
    {"qwen2024qvq", "qwen2024qwq"},
]


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("tilte", ["title", "type", "themes"], "Did you mean 'title'?"),
        ("TITLE", ["title"], "Did you mean 'title'?"),
        ("vaswani2017atention", {"vaswani2017attention"}, "Did you mean 'vaswani2017attention'?"),
        ("zzz", ["title"], ""),
        ("idx", ["id", "doi"], "Did you mean 'id'?"),
        ("titel", ["title", "tags", "type"], "Did you mean 'title'?"),
        ("tpye", ["title", "tags", "type"], "Did you mean 'type'?"),
        ("Takeaway", ["takeaway"], "Did you mean 'takeaway'?"),
        ("arxiv-id", ["arxiv", "doi"], "Did you mean 'arxiv'?"),
        ("vaswani2017", ["vaswani2017attention", "he2015residual"],
         "Did you mean 'vaswani2017attention'?"),
        ("flashattention", ["dao2022flashattention"], "Did you mean 'dao2022flashattention'?"),
        ("attention-variant", ["attention-variant-changes-next"],
         "Did you mean 'attention-variant-changes-next'?"),
        ("explorative", ["structural", "developmental", "exploratory"],
         "Did you mean 'exploratory'?"),
        ("A. Okafor", ["Adaeze Okafor", "Bo Li"], "Did you mean 'Adaeze Okafor'?"),
        ("openai2024o2", ["openai2024o1", "openai2024o3"],
         "Did you mean 'openai2024o1' or 'openai2024o3'?"),
        ("E2O3", ["E203", "E304"], "Did you mean 'E203'?"),
        ("pages", ["tags", "title", "links", "paths"], ""),
        ("he2015residual", ["he2015rectifiers", "he2021masked"], ""),
        ("he2015", ["he2021masked"], ""),
        ("2017", ["vaswani2017attention"], ""),
        ("a", ["an", "b"], ""),
        ("", ["a", "ab"], ""),
        ("E20", [f"E20{digit}" for digit in range(10)], ""),
        ("url", ["doi", "uri"], "Did you mean 'uri'?"),
        ("anything", [], ""),
    ],
)  # fmt: skip
def test_did_you_mean(word, known, said):
    assert did_you_mean(word, known) == said


@given(st.sampled_from(IDS), st.data())
def test_a_typo_in_an_id_is_always_found(entry_id, data):
    at = data.draw(st.integers(0, len(entry_id) - 1))
    letter = data.draw(st.sampled_from("abcxyz0189-"))
    before, after = entry_id[:at], entry_id[at:]
    wrong = data.draw(
        st.sampled_from([
            before + after[1:],
            before + letter + after,
            before + letter + after[1:],
            before + after[1:2] + after[:1] + after[2:],
        ])
    )  # fmt: skip
    assume(wrong not in IDS)
    assert f"'{entry_id}'" in did_you_mean(wrong, IDS)


def test_nothing_is_suggested_for_a_removed_entry():
    offered = {
        entry_id: said
        for entry_id in IDS
        if (said := did_you_mean(entry_id, [x for x in IDS if x != entry_id]))
    }
    assert {frozenset((word, said.split("'")[1])) for word, said in offered.items()} <= {
        frozenset(pair) for pair in TWINS
    }


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=8))
def test_suggestions_are_known_words(word, known):
    said = did_you_mean(word, known)
    assert not said or any(f"'{word}'" in said for word in known)
    if word in known and len(word) > 2:
        assert f"'{word}'" in said or word.casefold() in {word.casefold() for word in known}


def _distance(word, other):
    """The optimal string alignment distance, from the whole table."""
    table = {(i, 0): i for i in range(len(word) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i, letter in enumerate(word, 1):
        for j, opposite in enumerate(other, 1):
            ways = [
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (letter != opposite),
            ]
            if i > 1 and j > 1 and (letter, opposite) == (other[j - 2], word[i - 2]):
                ways.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(ways)
    return table[len(word), len(other)]


@given(st.text("abc", max_size=9), st.text("abc", max_size=9), st.integers(0, 3))
@example("ab", "ba", 1)
@example("abcabc", "bacacb", 2)
def test_typos_are_counted_up_to_a_limit(word, other, most):
    assert _count_slips(word, other, most) == min(_distance(word, other), most + 1)


@pytest.mark.parametrize(
    ("word", "known", "suggested"),
    [
        # One slip, two from nine letters on, in the word and in what is meant.
        ("abcdefgh", "abcdefgx", "abcdefgx"),
        ("abcdefghi", "xycdefghi", "xycdefghi"),
        ("abcdefgh", "xycdefgh", ""),
        ("abcdefghi", "abcdxfgh", ""),
        ("abc", "abx", "abx"),
        ("bac", "abc", "abc"),
        ("xy", "xz", ""),
        # The nearest comes first; of several as near, up to three.
        ("abcdefghi", "abcdefgxy abcdefghx", "abcdefghx"),
        ("abcdefghi", "xbcdefghi abcdefghx", "abcdefghx xbcdefghi"),
        ("abcde", "abcdx abcdy abcdz", "abcdx abcdy abcdz"),
        ("abcde", "abcdw abcdx abcdy abcdz", ""),
        ("ABCDE", "AbcDX", "AbcDX"),
    ],
)
def test_how_near_a_suggestion_is(word, known, suggested):
    said = did_you_mean(word, known.split())
    assert re.findall("'([^']*)'", said) == suggested.split()


@pytest.mark.parametrize(
    ("word", "other", "slips"),
    [
        ("ab", "ab", 0), ("ab", "axb", 1), ("axb", "ab", 1), ("ab", "ba", 1), ("ab", "axxb", 2),
        ("abcd", "abcdxy", 2), ("abcdxy", "abcd", 2), ("abcd", "xbcy", 2), ("abcd", "badc", 2),
        ("abcd", "wxyz", 3), ("ca", "abc", 3), ("", "ab", 2),
    ],
)  # fmt: skip
def test_slips(word, other, slips):
    assert _count_slips(word, other, 2) == slips


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        (
            "Vaswani2017Attention",
            "vaswani2017attention vaswani2017attentive",
            "vaswani2017attention",
        ),
        ("vaswani2017atention", "vaswani2017attention", "vaswani2017attention"),
        ("vaswani2018attention", "vaswani2017attention", None),
        ("doe2020a", "doe2020b", None),
        ("doe2020ab", "doe2020ac", "doe2020ac"),
        ("learning", "learninh learnimg", None),
        ("abd", "abc", None),
        ("abce", "abcd", "abcd"),
        ("learning", "serving", None),
        ("learning", "learninggg", None),
    ],
)
def test_the_one_word_that_must_be_meant(word, known, meant):
    assert sure_match(word, known.split()) == meant


@pytest.mark.parametrize("length", [MAX_SLUG - 1, MAX_SLUG, MAX_SLUG + 1])
def test_long_slugs_end_in_a_digest(length):
    slug = slugify("a" * length)
    assert (slug == "a" * length) == (length <= MAX_SLUG)
    assert len(slug) == min(length, MAX_SLUG)
