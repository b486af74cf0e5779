"""The words that search compares."""

import pytest

from readinglist.values.search_words import (
    STOP_WORDS,
    address_word,
    fold_word,
    index_words,
    speak_formulas,
    split_words,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Scaling Laws, again", "scaling laws again"),
        ("GPT-4", "gpt4 gpt 4"),
        ("2405.04434", "240504434 2405 04434"),
        ("d'Arcy d’Arcy", "darcy d arcy darcy d arcy"),
        ("a_b/c+d", "abcd a b c d"),
        ("one- two", "one two"),
        ("FlashAttention", "flashattention flash attention"),
        ("GPT4All", "gpt4all gpt 4 all"),
        ("LLMs", "llms"),
        ("LLMsX", "llmsx ll ms x"),
        ("HTMLParser", "htmlparser html parser"),
        ("lower 123", "lower 123"),
        ("Éclair", "eclair"),
        ("Schölkopf Ørsted Łódź Straße Ægir Œuvre", "scholkopf orsted lodz strasse aegir oeuvre"),
        ("深度学习", "深度 度学 学习"),
        ("树", "树"),
        ("GPT模型v2", "gpt 模型 v2"),
        ("한국어", "한국 국어"),
        ("かな", "かな"),
        ("ไทย", "ไท ทย"),
        ("", ""),
        ("– … !", ""),
    ],
)
def test_words(text, words):
    assert list(split_words(text)) == words.split()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r"The $\ell_1$ norm", "the ell1 ell 1 norm l1"),
        (r"$O(n^2)$", "o n 2 o n2"),
        (r"\(x_{10}\)", "x 10 x10"),
        ("no formula", "no formula"),
        ("costs $5", "costs 5"),
    ],
)
def test_formulas_are_found_by_what_they_look_like(text, words):
    assert list(index_words(text)) == words.split()


def test_formulas_as_symbols():
    assert speak_formulas(r"The $\ell_1$ norm") == "The ℓ1 norm"
    assert speak_formulas(r"\(\alpha x\) and $\nosuch y$") == "αx and y"
    assert speak_formulas("plain {x}_1") == "plain {x}_1"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.Example.org/a-b/%C3%89",
        "http://example.org/a_b/É#part",
        " example.org/ab/e ",
        "WWW.example.org/a.b/E#",
    ],
)
def test_spellings_of_an_address_are_one_word(address):
    assert address_word(address) == "exampleorgabe"


def test_only_the_start_of_an_address_is_left_out():
    assert address_word("https://a.example/www.b/http://c") == "aexamplewwwbhttpc"
    assert address_word("10.1000/ABC.d") == "101000abcd"


def test_folding_and_stop_words():
    assert fold_word("İI") == "ii"
    assert [fold_word(char) for char in "øŁđßÆœı"] == ["o", "l", "d", "ss", "ae", "oe", "i"]
    assert {"a", "the", "of", "we"} <= STOP_WORDS
    assert all(word.islower() for word in STOP_WORDS)
