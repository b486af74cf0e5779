"""Labels of encodings in texts from elsewhere."""

import codecs

import pytest

from readinglist.values.encodings import _TEXT, text_encoding


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("UTF8", "utf-8"),
        ("utf-8 ", "utf-8"),
        ("latin-1", "iso8859-1"),
        ("ISO_8859-15", "iso8859-15"),
        ("Windows-1252", "cp1252"),
        ("Shift-JIS", "shift_jis"),
        ("euc-jp", "euc_jp"),
        ("ks_c_5601-1987", "euc_kr"),
        ("KOI8-R", "koi8-r"),
    ],
)
def test_labels_of_texts(label, name):
    assert text_encoding(label) == name


@pytest.mark.parametrize(
    "label",
    ["", "x-user-defined", "utf-9", "a\0b", "ü", "x" * 10_000, "utf-7", "punycode", "idna",
     "unicode_escape", "raw_unicode_escape", "rot13", "base64", "hex", "zlib", "mbcs", "undefined"],
)  # fmt: skip
def test_other_labels(label):
    assert text_encoding(label) is None


@pytest.mark.parametrize("name", sorted(_TEXT))
def test_no_encoding_of_text_gives_half_a_character(name):
    """Whatever the bytes: such a text could not be written to a file."""
    assert text_encoding(name) == name
    data = (
        bytes(range(256)) + b"\xed\xa0\x80\x00\xd8\xd8\x00\\ud800+2AA-" + bytes(range(255, -1, -1))
    )
    codecs.decode(data, name, "replace").encode("utf-8")
