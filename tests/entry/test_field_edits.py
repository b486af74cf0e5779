"""Setting fields in an entry's file without changing anything else."""

import pytest

from readinglist.entry.field_edits import UnfitLayoutError, set_fields
from readinglist.entry.model import PaperEntry

ENTRY = """\
# What it is.
title: "Shade"  # as on the cover
authors:
  - Ada Fern
  # not Bo
venue:
themes: [trees]
# A sentence.
takeaway: Shade cools.
"""
NEW = {
    "title": "title: Shade of Trees\n",
    "venue": "venue: Journal of Trees\n",
    "doi": "doi: 10.5555/shade\n",
    "editors": "editors:\n  - Bo Moss\n",
    "issued": "issued: 2017\n",
    "url": "url: https://a.example/x\n",
}
CHANGED = """\
# What it is.
doi: 10.5555/shade
title: Shade of Trees  # as on the cover
authors:
  - Ada Fern
  # not Bo
editors:
  - Bo Moss
issued: 2017
venue: Journal of Trees
url: https://a.example/x
themes: [trees]
# A sentence.
takeaway: Shade cools.
"""


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_fields_are_replaced_and_added_in_order(mark, end):
    data = mark + ENTRY.replace("\n", end).encode()
    assert set_fields(data, PaperEntry, NEW) == mark + CHANGED.replace("\n", end).encode()


def test_a_file_without_a_final_newline():
    assert set_fields(b"title: A", PaperEntry, {"url": "url: https://a.example/\n"}) == (
        b"title: A\nurl: https://a.example/"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("title: [\n", "cannot be read"),
        ("- a\n", "cannot be read"),
        ("{title: A}\n", "too unusual"),
        ("title: &a A\nvenue: *a\n", "too unusual"),
        ("title:\n  # of the reprint\n  A\n", "a comment"),
        ("title: A # 1\nauthors:\n  - Ada Fern # her\n  - Bo Moss\n", "a comment"),
    ],
)
def test_a_file_that_might_lose_something_is_left_alone(text, reason):
    fields = {"title": "title: B\n", "authors": "authors: [Cy Oak]\n"}
    with pytest.raises(UnfitLayoutError, match=reason):
        set_fields(text.encode(), PaperEntry, fields)


def test_indented_comments_belong_to_the_field_above():
    text = "title: A\n  # of the title\n\nauthors: [Ada Fern]\n"
    fields = {"issued": "issued: 2001\n", "known-as": "known-as: [X]\n"}
    assert set_fields(text.encode(), PaperEntry, fields).decode() == (
        "title: A\n  # of the title\nknown-as: [X]\n\nauthors: [Ada Fern]\nissued: 2001\n"
    )
    text = "authors:\n  - Ada Fern\n  # more\n    # and more\nvenue: V\n"
    assert set_fields(text.encode(), PaperEntry, {"issued": "issued: 2001\n"}).decode() == (
        "authors:\n  - Ada Fern\n  # more\n    # and more\nissued: 2001\nvenue: V\n"
    )
