"""What a word that is not known may have been meant to be."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from readinglist.entry.kinds import FOLDERS
from readinglist.values import suggestions
from readinglist.values.suggestions import (
    KnownWords,
    _count_slips,
    _is_one_slip,
    _numbers,
    did_you_mean,
)

ENTRIES = Path(__file__).parents[2] / "entries"
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
    assert KnownWords(known.split()).find_sure(word) == meant


def test_the_work_for_suggestions_is_bounded(monkeypatch):
    monkeypatch.setattr(suggestions, "MOST_COMPARED", 500)
    known = KnownWords([*(f"scaling{number:04}" for number in range(100)), "theme"])
    said = [known.suggest("scaling0xx", "See themes.yml.") for _ in range(6)]
    assert known.suggest("theme", "See themes.yml.") == "See themes.yml."
    assert said == ["See themes.yml."] * 6  # too many are similar
    assert KnownWords(["theme"]).suggest("thema") == "Did you mean 'theme'?"


def test_the_work_for_replacements_is_bounded(monkeypatch):
    monkeypatch.setattr(suggestions, "MOST_LOOKED_AT", 100)
    known = KnownWords(["theme", *map(str, range(49))])
    assert [known.find_sure("thema") for _ in range(4)] == ["theme", "theme", None, None]


@given(st.text("ab1", max_size=6), st.text("ab1", max_size=6))
def test_one_slip_is_a_distance_of_one(word, other):
    is_one = _distance(word, other) == 1 and _numbers(word) == _numbers(other)
    assert _is_one_slip(word, other) == is_one


@pytest.mark.parametrize(("length", "is_suggested"), [(300, True), (301, False)])
def test_very_long_words_are_not_compared(length, is_suggested):
    word = "a" * length
    known = KnownWords(["a" * (length - 1)])
    assert bool(known.suggest(word)) == bool(known.find_sure(word)) == is_suggested


@pytest.mark.parametrize("count", [0, 1, 20])
def test_few_known_words_are_all_listed(count):
    words = [f"w{number}" for number in range(count)]
    assert KnownWords([*words, *words]).list_some("; ") == "; ".join(words)


def test_of_many_words_some_are_listed():
    said = KnownWords(f"w{number}" for number in range(3_000)).list_some()
    assert said.startswith("w0, w1, ")
    assert said.endswith("w19 and 2,980 more")


def test_membership_is_exact():
    assert "a" in KnownWords(["a"])
    assert "A" not in KnownWords(["a"])
