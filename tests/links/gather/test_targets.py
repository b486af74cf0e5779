"""Addresses as targets: what belongs together, and what is expected of a page."""

import pytest
from targets import make_target

from readinglist.entry.findings import Location
from readinglist.links.gather.targets import Gatherer, Place
from readinglist.links.verdicts import Reason


def test_fragments_are_kept_apart_from_the_address():
    target = make_target("https://a.example/x#part:~:text=so%20it,is", quotes=["a quote"])
    assert target.url == "https://a.example/x"
    assert [(expect.reason, expect.text) for expect in target.expects] == [
        (Reason.MISSING_ANCHOR, "part"),
        (Reason.MISSING_TEXT, "so%20it,is"),
        (Reason.MISSING_QUOTE, "a quote"),
    ]


@pytest.mark.parametrize("fragment", ["/route", "!state", "?q", "page=3", ""])
def test_fragments_for_scripts_are_not_expected(fragment):
    assert make_target(f"https://a.example/x#{fragment}").expects == ()


@pytest.mark.parametrize(
    ("url", "is_looked_for"),
    [
        ("https://github.com/o/n/blob/main/x.py#L119", False),
        ("https://git.example/o/n/-/blob/main/x.py#L3-10", False),
        ("https://huggingface.co/o/n/blob/main/config.json#L3", False),
        ("https://bitbucket.org/o/n/src/main/x.py#lines-3:9", False),
        ("https://git.example/~o/n/tree/master/item/x.c#L7", False),
        ("https://github.com/o/n/pull/3/files#diff-0a1b2c3dR10-R20", False),
        ("https://github.com/o/n/pull/3#discussion_r123", False),
        ("https://git.example/o/n/-/merge_requests/3#note_12", False),
        ("https://github.com/o/n/blob/main/README.md#usage", True),
        ("https://a.example/essay#L3", True),
        ("https://a.example/essay#note_12", True),
    ],
)
def test_lines_of_a_code_host_are_no_anchors(url, is_looked_for):
    gatherer = Gatherer()
    gatherer.add_page(Place(Location("entries/papers/a.yml", 1, 1), url))
    (page,) = gatherer.gathered().pages
    assert bool(page.expects) is is_looked_for
