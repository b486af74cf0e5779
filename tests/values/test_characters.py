"""Which characters are unsafe, hidden or control characters, and where joiners have an effect."""

import pytest

from readinglist.values.characters import (
    clean,
    drop_hidden,
    find_control,
    find_hidden,
    spell_point,
)

#: One character of every kind, with its kinds: unsafe in exports, invisible, control character.
KINDS = [
    ("\x00", "uhc"), ("\x1f", "uhc"), ("\x7f", "uhc"), ("\x9f", "uhc"), (" ", ""), ("~", ""),
    ("\xa0", ""), ("\u2028", "uh"), ("\u2029", "uh"), ("\u202a", "uh"), ("\u202e", "uh"),
    ("\u2027", ""), ("\u2066", "uh"), ("\u2069", "uh"), ("\ud800", "uh"), ("\udfff", "uh"),
    ("\ufdd0", "uh"), ("\ufdef", "uh"), ("\ufdcf", ""), ("\ufdf0", ""), ("\ufffe", "uh"),
    ("\uffff", "uh"), ("\U0001fffe", "uh"), ("\U0010ffff", "uh"), ("\U0010fffd", ""),
    ("\u034f", "uh"), ("\u180e", "uh"), ("\u200b", "uh"), ("\u200a", ""), ("\u2060", "uh"),
    ("\u206f", "uh"), ("\u3164", "uh"), ("\ufeff", "uh"), ("\uffa0", "uh"), ("\ufffb", "uh"),
    ("\ufffd", ""), ("\U000e0000", "uh"), ("\U000e007f", "uh"), ("\u00ad", "h"), ("\u061c", "h"),
    ("\u200e", "h"), ("\u200f", "h"), ("\u200c", "h"), ("\u200d", "h"), ("\ufe00", "h"),
    ("\ufe0f", "h"), ("\U000e0100", "h"), ("\U000e01ef", "h"), ("é", ""), ("王", ""), ("😀", ""),
]  # fmt: skip


@pytest.mark.parametrize(("char", "kinds"), KINDS, ids=lambda value: value and ascii(value))
def test_kinds_of_characters(char, kinds):
    text = f"a{char}b"
    assert (clean(text) != text) == ("u" in kinds)
    assert find_hidden(text) == (char if "h" in kinds else "")
    assert find_control(text) == (char if "c" in kinds else "")
    # Between Latin letters no joiner has an effect.
    assert find_hidden(text, is_name=True) == find_hidden(text)
    assert (drop_hidden(text) != text) == ("h" in kinds)


def test_other_printable_characters_stay():
    text = "".join(map(chr, range(0x20, 0x7F))) + "é"  # with é nothing is decided by isascii
    assert clean(text) == drop_hidden(text) == text
    assert find_hidden(text) == find_control(text) == ""


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\tb\nc", "a\tb\nc"),
        ("a\x0bb\x0cc\u2028d\u2029e\x85f", "a b c d e f"),
        ("a\x00b\u200bc\u202ed", "abcd"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("", ""),
    ],
)
def test_clean(text, cleaned):
    assert clean(text) == cleaned


def test_tabs_and_line_feeds_are_control_characters():
    assert find_control("a\tb\nc") == "\t"
    assert find_hidden("ab\nc\t") == "\n"
    assert drop_hidden("Ada\nFern\t!") == "Ada Fern !"
    assert find_hidden("a\u200bb\u202ec") == "\u200b"


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("می\u200cخواهم", ""),  # Persian: the non-joiner parts two syllables
        ("क्\u200dष", ""),  # Devanagari
        ("葛\U000e0100城", ""),  # a variant of a character
        ("👩\u200d🔬", ""),
        ("👁\ufe0f\u200d🗨", ""),  # a joiner after a variation selector
        ("❤\ufe0f", ""),
        ("\u200cمی", "\u200c"),  # nothing before it
        ("می\u200c", "\u200c"),  # nothing after it
        ("Ada\u200dFern", "\u200d"),
        ("می\u200cx", "\u200c"),
        ("x\u200cمی", "\u200c"),
        ("Γ\u200dΔ", "\u200d"),
        ("Ж\u200dЗ", "\u200d"),
        ("Ａ\u200dＢ", "\u200d"),
        ("é\u200dé", "\u200d"),
        ("\ufe0fA", "\ufe0f"),
        ("1\ufe0f", "\ufe0f"),
        ("王。\u200d小", "\u200d"),  # punctuation takes no part
    ],
)
def test_joiners_count_where_they_have_no_effect(name, hidden):
    assert find_hidden(name, is_name=True) == hidden
    assert drop_hidden(name) == name.replace(hidden, "")
    # In any other text they count everywhere.
    assert find_hidden(name) != ""


def test_spell_point():
    assert spell_point("\x1b") == "U+001B"
    assert spell_point("\u202e") == "U+202E"
    assert spell_point("\U000e0001") == "U+E0001"
