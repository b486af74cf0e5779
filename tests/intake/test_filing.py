"""Drafts become files of the list, without duplicates and under unique ids."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.intake.drafts import Draft, Reading
from readinglist.intake.filing import decode_bytes, plan_filing
from readinglist.library.reading import read_library
from readinglist.values.dates import PartialDate


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("é漢".encode(), "é漢", ""),
        (b"\xef\xbb\xbf\xc3\xa9", "é", ""),
        (b"\xe9 \x93x\x94", "é “x”", "Windows-1252"),
        (b"\xe9\x81", "é\x81", "ISO 8859-1"),
        (b"% Encoding: ISO8859_2\n\xb1", "% Encoding: ISO8859_2\ną", "ISO8859_2"),
        (b"% Encoding: nonsense\n\xe9", "% Encoding: nonsense\né", "Windows-1252"),
        ("é".encode("utf-16"), "é", "UTF-16-LE"),
        (b"", "", ""),
    ],
)
def test_encodings(data, text, encoding):
    assert decode_bytes(data) == (text, encoding)


@given(st.binary())
def test_any_bytes_can_be_decoded(data):
    text, encoding = decode_bytes(data)
    assert isinstance(text, str)
    assert encoding or text.encode("utf-8", "replace") in (data, data[3:])


def test_a_file_of_two_encodings():
    data = "title = {Wörter},\n".encode() + "title = {Öfen},\n".encode("cp1252")
    assert decode_bytes(data) == (
        "title = {Wörter},\ntitle = {Öfen},\n", "UTF-8 and Windows-1252 by turns",
    )  # fmt: skip
    assert decode_bytes(codecs.BOM_UTF8 + "Öfen".encode()) == ("Öfen", "")


def test_a_date_of_years_to_come_is_told_and_left_out(small_project):
    draft = Draft(title="T", url="https://a.example/", issued=PartialDate(2091), place="f:1")
    plan = plan_filing(read_library(small_project), Reading([draft]), {}, PartialDate(2026, 11, 30))
    assert "2091" not in plan.filed[0].text.partition("\n")[2]
    assert plan.notes[0].message == "the date 2091 is more than a year ahead; left out"
