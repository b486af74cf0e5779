"""Lists of identifiers: what stands on a line, and what is wrong with it."""

import pytest

from readinglist.intake.formats import parse_bibliography
from readinglist.intake.id_list import parse_id_list
from readinglist.values.identifiers import ArxivId


def test_a_list_of_identifiers():
    reading = parse_bibliography(
        "# To read\n1706.03762  # attention\nhttps://doi.org/10.5555/A, 2405.04434v2\n\n"
        "ISBN 978-3-16-148410-0\nhttps://a.example/post#part\nnonsense\n",
        "-",
    )
    found = [
        draft.arxiv or draft.doi or draft.url or draft.imprint.isbn for draft in reading.drafts
    ]
    assert found == [
        ArxivId("1706.03762"), "10.5555/a", ArxivId("2405.04434"), "9783161484100",
        "https://a.example/post#part",
    ]  # fmt: skip
    assert [draft.place for draft in reading.drafts] == ["-:2", "-:3", "-:3", "-:5", "-:6"]
    (remark,) = reading.left_out
    assert remark.place == "-:7"


def test_a_list_of_identifiers_tells_wrong_ones_and_takes_all_of_a_line():
    reading = parse_bibliography("10.5555/a 10.5555/b; 10.5555/c\n978-3-16-148410-1\n", "-")
    assert [draft.doi for draft in reading.drafts] == ["10.5555/a", "10.5555/b", "10.5555/c"]
    (remark,) = reading.left_out
    assert "its check digit is 1 but should be 0" in remark.message


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("1706.03762", ["1706.03762"]),
        ("  1706.03762 , ", ["1706.03762"]),
        ("1706.03762# no comment", []),
        ("# a comment", []),
        ("https://a.example/#part # a comment", ["https://a.example/#part"]),
        ("10.5555/a;10.5555/b", ["10.5555/a", "10.5555/b"]),
        ("3-16-148410-X", ["9783161484100"]),
        ("ISBN-13: 978 3 16 148410 0", ["9783161484100"]),
        ("hep-th/9901001\t2405.04434", ["hep-th/9901001", "2405.04434"]),
        ("arXiv: 1706.03762", ["1706.03762"]),
    ],
)
def test_what_a_line_holds(line, found):
    reading = parse_id_list(line, "-")
    assert [
        (draft.arxiv.value if draft.arxiv else "") or draft.doi or draft.url or draft.imprint.isbn
        for draft in reading.drafts
    ] == found


def test_each_wrong_part_of_a_line_is_told_by_itself():
    reading = parse_id_list("\nodd 1706.03762 wrong\nodd words\n", "ids.txt")
    assert [draft.place for draft in reading.drafts] == ["ids.txt:2"]
    assert [remark.place for remark in reading.left_out] == ["ids.txt:2"] * 2 + ["ids.txt:3"] * 2
    assert ["'odd'" in remark.message for remark in reading.left_out] == [True, False, True, False]
    assert parse_id_list("", "-").drafts == []
