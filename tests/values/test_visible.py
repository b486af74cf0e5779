"""What a terminal or a reader would not see is escaped."""

import json

from readinglist.values.visible import dump_json, show_line, show_lines


def test_one_line():
    assert show_line("plain ~ text") == "plain ~ text"
    assert show_line("é 王 😀 \u200d") == "é 王 😀 \u200d"
    assert show_line("a\x1b[0m\t\n\r\x7f\x85") == r"a\x1b[0m\x09\x0a\x0d\x7f\x85"
    assert show_line("\xff\xad\u0100\u061c\u200b\u202e\u2028") == (
        "\xff" r"\xad" "\u0100" r"\u061c\u200b\u202e\u2028"
    )
    assert show_line("\ufff9\U000e0001") == r"\ufff9\U000e0001"
    assert show_line("\uffff\U0001fffe\U000e0041") == r"\uffff\U0001fffe\U000e0041"


def test_several_lines():
    assert show_lines("a\tb\nc\rd\x1be\u202ef\xad") == "a\tb\nc" r"\x0dd\x1be\u202ef\xad"
    assert show_lines("\x08\x0b\x0e") == r"\x08\x0b\x0e"


def test_json_keeps_its_value():
    value = {"ä": ["\u202e", "\U000e0041\x7f", "a\nb", "😀", "\U0010fffe"], "n": None}
    text = dump_json(value)
    assert json.loads(text) == value
    assert text.splitlines()[:3] == ["{", '  "ä": [', r'    "\u202e",']
    assert r'"\udb40\udc41\u007f"' in text
    assert "😀" in text
    assert r'"\udbff\udffe"' in text
    assert "a\\nb" in text
