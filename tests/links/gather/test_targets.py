"""Addresses as targets: what belongs together, and what is expected of a page."""

import pytest
from targets import make_target

from readinglist.entry.findings import Location
from readinglist.links.gather.targets import Expected, Gatherer, Place, host_of
from readinglist.links.verdicts import Reason
from readinglist.values.identifiers import ArxivId


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


def place(line, written, field="url"):
    return Place(Location("entries/papers/a.yml", line, 1), written, field)


def gathered(*places):
    gatherer = Gatherer()
    for one in places:
        gatherer.add(one)
    return gatherer.gathered()


def test_an_address_is_one_target_with_all_its_places_in_order():
    places = [place(9, "https://a.example/x"), place(2, "https://a.example/x#part")]
    found = gathered(*places, places[0], place(2, "https://a.example/x#part", "links.code"))
    (page,) = found.pages
    assert [(at.location.line, at.field) for at in page.places] == [
        (2, "links.code"), (2, "url"), (9, "url"),
    ]  # fmt: skip
    assert [expected.field for expected in page.expects] == ["url", "links.code"]


def test_works_are_grouped_by_identifier_whatever_their_address():
    found = gathered(
        place(1, "https://arxiv.org/abs/2301.00001v2"),
        place(2, "https://arxiv.org/pdf/2301.00001"),
        place(3, "https://doi.org/10.5555/ABC"),
        place(4, "https://a.example/"),
    )
    assert found.count == 3
    assert [target.url for target in found.all()] == [
        "https://a.example/", "https://arxiv.org/abs/2301.00001", "https://doi.org/10.5555/abc",
    ]  # fmt: skip
    assert [at.location.line for at in found.arxiv[ArxivId("2301.00001")].places] == [1, 2]


def test_identifiers_that_are_not_well_formed_are_left_to_the_checks():
    gatherer = Gatherer()
    for kind, text in (("arxiv", "99.99"), ("doi", "nature14539"), ("doi", "10.1038/x")):
        gatherer.add_identifier(kind, text, place(1, text, kind))
    assert [target.url for target in gatherer.gathered().all()] == ["https://doi.org/10.1038/x"]


def test_nothing_is_expected_of_an_address_that_is_no_page():
    gatherer = Gatherer()
    gatherer.add(place(1, "https://arxiv.org/abs/2301.00001"))
    quote = Expected(Reason.MISSING_QUOTE, "q", Location("c.yml", 1))
    gatherer.expect("https://arxiv.org/abs/2301.00001", quote)
    assert [target.expects for target in gatherer.gathered().all()] == [()]


@pytest.mark.parametrize(
    ("fragment", "texts"),
    [
        (":~:text=one", ["one"]),
        (":~:text=one&text=two&unknown=three", ["one", "two"]),
        ("part:~:text=one", ["part", "one"]),
        (":~:", []),
        # Without the mark it is for a script of the page.
        ("text=one", []),
    ],
)
def test_text_directives(fragment, texts):
    target = make_target(f"https://a.example/x#{fragment}")
    assert [expected.text for expected in target.expects] == texts


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://WWW.Example.org:8080/x", "www.example.org"),
        ("https://example.org./", "example.org"),
        ("https://ada@example.org/", "example.org"),
        ("mailto:ada@example.org", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_hosts(url, host):
    assert host_of(url) == host
