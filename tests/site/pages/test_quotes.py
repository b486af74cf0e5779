"""Quotes of evidence: cut sentences are marked, places are linked, verification is shown."""

import datetime
from urllib.parse import unquote

import pytest

from readinglist.entry.model import Citation
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.site.pages.quotes import place_of, verification_of, with_cuts
from readinglist.site.pages.render import Pages, Site
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name

READ = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
ABSTRACT = (
    "Deep networks are hard to train. We present a framework, and show that these networks are "
    "easier to optimize. On ImageNet we evaluate depth of up to 152 layers, i.e. 8 times deeper."
)


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("Deep networks are hard to train.", "Deep networks are hard to train."),
        ("Deep networks are hard to train", "Deep networks are hard to train"),
        ("Deep networks", "Deep networks …"),
        ("these networks are easier to optimize", "… these networks are easier to optimize"),
        ("We present a framework,", "We present a framework, …"),
        ("ImageNet we evaluate depth", "… ImageNet we evaluate depth …"),
        ("152 layers, i.e. 8 times deeper.", "… 152 layers, i.e. 8 times deeper."),
        # White space, dashes and quotation marks are folded as for verification.
        ("these  networks\u00a0are", "… these  networks\u00a0are …"),
    ],
)
def test_a_cut_sentence_is_marked_by_its_context(quote, shown):
    assert with_cuts(quote, ABSTRACT) == shown


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("outputs are preferred", "… outputs are preferred"),
        ("(as shown) it works", "… (as shown) it works"),
        ("Outputs are preferred", "Outputs are preferred"),
        ("GPT-3 is large,", "GPT-3 is large, …"),
        ("… already marked", "… already marked"),
        ("42 layers", "42 layers"),
    ],
)
@pytest.mark.parametrize("text", [None, "Another text."])
def test_without_the_text_only_the_quote_counts(quote, shown, text):
    assert with_cuts(quote, text) == shown


@pytest.fixture
def work_of(graph_of):
    """An arXiv paper with this id, whose record has these values."""

    def make(arxiv, **values):
        arxiv_id = ArxivId(arxiv)
        record = Record(
            arxiv_id, "T", (Name("Lovelace", "Ada"),), Provenance("copy", READ),
            **values,
        )  # fmt: skip
        return graph_of({"p": {"arxiv": arxiv}}, records={arxiv_id: record}).works["p"]

    return make


def citation(**values):
    return Citation.model_validate({"work": "p", **values})


def test_a_quote_of_an_abstract_links_to_the_verified_version(work_of):
    work = work_of("1512.03385", abstract=ABSTRACT, version=3)
    quote = citation(quote="these networks are easier to optimize")
    place = place_of(quote, work, work.url)
    address, _, words = place.url.partition("#:~:text=")
    assert address == "https://arxiv.org/abs/1512.03385v3"
    assert unquote(words) == quote.quote
    known = verification_of(quote, work)
    assert (known.is_verified, known.words) == (True, "verified in the abstract of v3")
    other = verification_of(citation(quote="This is not there"), work)
    assert (other.is_verified, other.words) == (False, "not in the abstract of v3")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"version": 2, "updated": PartialDate(2016, 1, 5)}, "verified in the abstract of v2"),
        ({"updated": PartialDate(2016, 1, 5)}, "verified in the abstract of 5 January 2016"),
        ({}, "verified in the abstract, read 21 November 2026"),
    ],
)
def test_the_version_is_named_as_far_as_known(work_of, values, words):
    work = work_of("1512.03385", abstract=ABSTRACT, **values)
    assert verification_of(citation(quote="Deep networks"), work).words == words


def test_unverified_quotes_are_marked(work_of):
    work = work_of("1512.03385")
    assert verification_of(citation(quote="q"), work).words == "not verified yet"
    work = work_of("1512.03385", abstract="q", version=1)
    assert verification_of(citation(quote="q", locator="section 2"), work).words == "not verified"


@pytest.mark.parametrize(
    ("arxiv", "values", "start"),
    [
        ("2401.02954", {"version": 2}, "https://arxiv.org/html/2401.02954v2#:~:text=word%20for"),
        ("2312.00001", {}, "https://arxiv.org/html/2312.00001#:~:text="),
        # arXiv has no HTML version of older papers, and its PDFs support no text fragments.
        ("2311.99999", {"version": 1}, "https://arxiv.org/pdf/2311.99999v1"),
        ("hep-th/9901001", {}, "https://arxiv.org/pdf/hep-th/9901001"),
        ("2401.02954", {"withdrawn": "Wrong."}, "https://arxiv.org/abs/2401.02954#:~:text="),
    ],
)
def test_a_passage_within_the_paper(work_of, arxiv, values, start):
    work = work_of(arxiv, **values)
    place = place_of(citation(quote="word for word", locator="section 3"), work, work.url)
    assert place.url.startswith(start)


def test_formulas_are_not_searched_for(work_of):
    """arXiv renders formulas, so their source is nowhere on the page."""
    work = work_of("1512.03385")
    quote = citation(quote=r"of $O(n^2)$ to a cost that grows as slowly as $O(n)$ does")
    address = place_of(quote, work, work.url).url
    assert unquote(address.partition("=")[2]) == "a cost that grows as slowly"
    quote = citation(quote=r"at $10^3$ or $10^4$")
    assert place_of(quote, work, work.url).url == "https://arxiv.org/abs/1512.03385"


def test_quotes_of_other_works_link_to_their_address(graph_of):
    graph = graph_of({"p": {"url": "https://a.example/x#top"}})
    work = graph.works["p"]
    place = place_of(citation(quote="it works"), work, work.url)
    assert place.url == "https://a.example/x#top:~:text=it%20works"
    assert place_of(citation(locator="p. 4"), work, work.url).url == "https://a.example/x#top"
    assert place_of(citation(quote="q"), work, "") is None


def test_a_page_shows_it_all_next_to_each_quote(graph_of, html_of):
    evidence = [
        {"work": "p", "stance": "supports", "locator": "table 2", "quote": "it is said so"},
        {"work": "p", "stance": "opposes", "locator": "p. 4"},
    ]
    graph = graph_of({"p": {}}, claims={"c": {"evidence": evidence}})
    page = html_of(Pages(graph, Site("Site", "")).render("claims/c").body)
    assert "… it is said so" in page.text
    assert page.text.count("table 2") == page.text.count("not verified") == 1
    assert page.text.count("See it in context") == 2
    assert "https://a.example/x#:~:text=it%20is%20said%20so" in page.links
    assert "https://a.example/x" in page.links
