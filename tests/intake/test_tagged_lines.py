"""Records of tagged lines: where they begin and end, and lines that go on."""

import re

import pytest

from readinglist.intake.tagged_lines import TaggedRecord, read_records

TAG = re.compile(r"([A-Z][A-Z0-9])  - ?")


def read(text, end="ER"):
    return [(record.line, record.fields) for record in read_records(text, TAG, "TY", end)]


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("", []),
        ("AU  - A\n", []),
        ("TY  - JOUR", [(1, [("TY", "JOUR")])]),
        ("x\n\nTY  - JOUR\nAU  - A\nER  - \nAU  - B\n", [(3, [("TY", "JOUR"), ("AU", "A")])]),
        ("TY  - A\nTY  - B\n", [(1, [("TY", "A")]), (2, [("TY", "B")])]),
        ("ER  - \nTY  - A\nER  -\nER  - ", [(2, [("TY", "A")])]),
        # Lines without a tag go on with the text above, empty ones do not.
        ("TY  - A\nTI  - one\n  two \n\nthree\nAU  -\n B\nER  - \nfour\n",
         [(1, [("TY", "A"), ("TI", "one two three"), ("AU", "B")])]),
    ],
)  # fmt: skip
def test_records(text, records):
    assert read(text) == records


def test_without_an_end_a_record_ends_before_the_next():
    assert read("TY  - A\nER  - x\nTY  - B", end="") == [
        (1, [("TY", "A"), ("ER", "x")]), (3, [("TY", "B")]),
    ]  # fmt: skip


def test_texts_by_their_tags():
    fields = [("AU", "A"), ("T1", ""), ("A1", "B"), ("AU", "C"), ("T2", "D")]
    record = TaggedRecord(1, fields)
    assert record.all("AU", "A1") == ["A", "C", "B"]
    assert record.all("A1", "AU") == ["B", "A", "C"]
    assert record.in_order("A1", "AU") == ["A", "B", "C"]
    assert record.first("T1", "T2") == "D"
    assert record.first("T1") == record.first() == ""
    assert record.all() == record.in_order("none") == []


def test_a_text_of_many_lines_takes_linear_time():
    """Joining at each line would copy a gigabyte."""
    text = "TY  - A\nAB  - x\n" + "some more words\n" * 50_000
    ((_, fields),) = read(text)
    assert len(fields[1][1]) == 1 + 50_000 * 16
