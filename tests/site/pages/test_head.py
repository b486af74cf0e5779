"""Machine-readable data on pages, read like Zotero's translators do."""

import html.parser
import json
import re
from collections import defaultdict
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.entry.model import PaperEntry
from readinglist.entry.vocabulary import WorkType
from readinglist.graph.preparing import prepare
from readinglist.library.works import Work
from readinglist.site.pages.head import item_type, render_coins, render_preview, render_work_head
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name

ROOT = Path(__file__).parents[3]


class Head(html.parser.HTMLParser):
    """The meta tags of a head in order, its scripts and its spans' titles."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.metas = defaultdict(list)
        self.scripts = []
        self.spans = []
        self.unexpected = []
        self.open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.open = tag
        if tag == "meta":
            self.metas[values.get("name") or values["property"]].append(values["content"])
        elif tag == "span":
            self.spans.append(values["title"])
        elif tag != "script":
            self.unexpected.append(tag)

    def handle_data(self, data):
        if self.open == "script" and data.strip():
            self.scripts.append(data)

    def handle_endtag(self, _):
        self.open = ""


def clean_author(text, use_comma):
    """ZU.cleanAuthor of Zotero's utilities: (family, given)."""
    text = re.sub(r"^[\s.,/\[\]:]+|[\s,/\[\]:.]+$" if not use_comma else r"^[\s,/]+", "", text)
    if use_comma:
        family, _, rest = text.partition(",")
        return family.strip(), re.split(r", ?", rest)[0].strip()
    words = text.split(" ")
    return words[-1], " ".join(words[:-1])


def embedded_authors(contents):
    """The authors that Embedded Metadata makes from `citation_author` tags."""
    found = []
    for content in contents:
        authors = re.split(r"\s*;\s*", content)
        if len(authors) == 1:
            by_comma = re.split(r"\s*,\s*", authors[0])
            if len(by_comma) > 1 and " " in by_comma[0] and " " in by_comma[1]:
                authors = by_comma
        found += [
            clean_author(author.strip(), "," in author)
            for author in authors
            if re.search(r"[^\s,-.;]", author)
        ]
    return found


def as_zotero(name):
    given = " ".join(part for part in (name.given, name.suffix) if part)
    return (name.literal, "") if name.literal else (name.surname, given)


def work(**values):
    fields = {
        "id": "x",
        "folder": "papers",
        "entry": PaperEntry.model_validate({"takeaway": "T.", "themes": ["t"], "title": "T"}),
        "type": WorkType.ARTICLE,
        "title": "T",
        "authors": (),
        "issued": None,
        "venue": None,
        "url": "",
    }
    return Work(**(fields | values))


@pytest.mark.parametrize(
    "name",
    [
        Name("Maaten", "Laurens J. P.", "van der"),
        Name("Maaten", "Laurens", "van der"),
        Name("Ho", "Jonathan", suffix="Jr."),
        Name("de la Cruz", "Ana Maria", suffix="III"),
        Name("O'Neill", "Pat"),
        Name("Plato"),
        Name(literal="Gemini Team"),
        Name(literal="DeepSeek-AI"),
        Name(literal="B & <Co>"),
    ],
    ids=lambda name: name.display,
)
def test_authors_round_trip_through_the_tags(name):
    head = Head(render_work_head(work(authors=(name, Name("Last", "First")))))
    authors = embedded_authors(head.metas["citation_author"])
    assert authors == [as_zotero(name), ("Last", "First")]


def test_every_work_of_the_list_round_trips():
    works = prepare(ROOT).graph.works.values()
    for item in works:
        head = Head(render_work_head(item))
        assert head.metas["citation_title"] == [item.title]
        names = [name for name in item.authors if "," not in name.literal]
        authors = embedded_authors(head.metas["citation_author"])
        assert len(authors) == len(item.authors)
        assert [as_zotero(name) for name in names] == [
            author for author, name in zip(authors, item.authors, strict=True) if name in names
        ]
        assert head.metas["z:itemType"] == [item_type(item)]
        assert not head.spans
        assert json.loads(head.scripts[0])["name"] == item.title
    assert len(works) > 100


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\x85"), min_size=1
).map(lambda text: " ".join(text.split()) or "x")


@given(TEXTS, TEXTS)
def test_no_text_escapes_from_its_attribute(title, abstract):
    head = Head(render_work_head(work(title=title, abstract=abstract, venue=abstract)))
    assert head.unexpected == []
    assert head.metas["citation_title"] == [title]
    assert head.metas["citation_abstract"] == [abstract]
    assert len(head.scripts) == 1
    values = json.loads(head.scripts[0])
    assert values["name"] == title
    assert values["isPartOf"]["name"] == abstract


def test_hundreds_of_authors_are_named_once():
    """Zotero gets all of them, most in one tag; search engines get the first."""
    names = tuple(Name(f"Do{i}", "Jo") for i in range(300))
    head = Head(render_work_head(work(authors=names)))
    assert len(head.metas["citation_author"]) == 21
    assert embedded_authors(head.metas["citation_author"]) == [
        (name.family, name.given) for name in names
    ]
    assert len(json.loads(head.scripts[0])["author"]) == 20


def test_a_script_cannot_be_ended_by_a_title():
    head = render_work_head(work(title="</script><script>alert(1)</script>&amp;"))
    assert head.count("<script") == 1
    assert head.count("</script>") == 1


@pytest.mark.parametrize(
    ("values", "kind", "tag"),
    [
        ({"arxiv": "1706.03762"}, "preprint", None),
        ({"venue": "JMLR"}, "journalArticle", "citation_journal_title"),
        (
            {"venue": "NeurIPS", "type": WorkType.PAPER_CONFERENCE},
            "conferencePaper",
            "citation_conference_title",
        ),
        ({"type": WorkType.BOOK, "venue": "MIT Press"}, "book", "citation_publisher"),
        ({"type": WorkType.POST_WEBLOG}, "blogPost", None),
        (
            {"type": WorkType.THESIS, "venue": "ETH"},
            "thesis",
            "citation_dissertation_institution",
        ),
        (
            {"type": WorkType.REPORT, "venue": "OpenAI"},
            "report",
            "citation_technical_report_institution",
        ),
        ({"type": WorkType.SPEECH}, "presentation", None),
        ({"type": WorkType.SOFTWARE}, "computerProgram", None),
    ],
    ids=str,
)
def test_the_type_of_the_item(values, kind, tag):
    if "arxiv" in values:
        values = {"arxiv": ArxivId(values["arxiv"])}
    head = Head(render_work_head(work(**values)))
    assert head.metas["z:itemType"] == [kind]
    venue_tags = {
        name
        for name in head.metas
        if name.endswith(("_title", "_institution", "_publisher")) and name != "citation_title"
    }
    assert venue_tags == ({tag} if tag else set())


def test_every_type_has_an_item_type_and_coins():
    for kind in WorkType:
        made = work(type=kind, venue="V", title="A + B & C", authors=(Name("Do", "Jo"),))
        (title,) = Head(render_coins(made)).spans
        values = parse_qs(title, keep_blank_values=True, strict_parsing=True)
        assert values["ctx_ver"] == ["Z39.88-2004"]
        assert "A + B & C" in [value for given in values.values() for value in given]
        assert " " not in title
        assert not set(title) & set("<>\"';")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"venue": "JMLR", "type": WorkType.ARTICLE_JOURNAL},
            {"rft_val_fmt": "journal", "rft.genre": "article", "rft.jtitle": "JMLR"},
        ),
        (
            {"venue": "ICML", "type": WorkType.PAPER_CONFERENCE},
            {"rft_val_fmt": "book", "rft.genre": "proceeding", "rft.btitle": "ICML"},
        ),
        ({"type": WorkType.POST_WEBLOG}, {"rft_val_fmt": "dc", "rft.type": "blogPost"}),
        ({"type": WorkType.THESIS}, {"rft_val_fmt": "dissertation", "rft.title": "T"}),
    ],
    ids=str,
)
def test_coins_in_the_keys_that_zotero_reads(values, expected):
    authors = (Name("Maaten", "Laurens", "van der"), Name(literal="OpenAI"))
    made = work(authors=authors, url="https://a.example/", doi="10.1/x", **values)
    found = parse_qs(Head(render_coins(made)).spans[0])
    for key, value in expected.items():
        assert found[key][0].removeprefix("info:ofi/fmt:kev:mtx:") == value
    if expected["rft_val_fmt"] == "dc":
        assert found["rft.creator"] == ["Laurens van der Maaten", "OpenAI"]
    else:
        assert (found["rft.aulast"], found["rft.au"]) == (["van der Maaten"], ["OpenAI"])
    assert "info:doi/10.1/x" in found["rft_id"]


def test_the_preview_of_a_link():
    head = Head(render_preview('A "title"', "What <it> says.", "The list", "https://l.example/p/"))
    assert head.metas["og:title"] == ['A "title"']
    assert head.metas["og:description"] == ["What <it> says."]
    assert head.metas["og:url"] == ["https://l.example/p/"]
    assert "og:url" not in Head(render_preview("T", "D", "S", "")).metas
