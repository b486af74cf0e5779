"""Machine-readable page metadata: for citation managers, link previews, search engines.

A work's page carries `citation_*` tags, which Zotero's translator *Embedded Metadata* reads (see
github.com/zotero/translators). List pages carry COinS instead (`render_coins`), never both, because
Zotero prefers COinS to tags and would then offer a paper's neighbours in its place. The item type
is stated as `z:itemType`, without which a preprint would be taken for a journal article. JSON-LD
follows schema.org; none of these consumers needs the others.
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import quote_plus

from readinglist.entry.vocabulary import WorkType
from readinglist.library.works import Work
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import doi_url
from readinglist.values.names import Name

_ITEM_TYPES = {
    WorkType.ARTICLE: "journalArticle",
    WorkType.ARTICLE_JOURNAL: "journalArticle",
    WorkType.BOOK: "book",
    WorkType.CHAPTER: "bookSection",
    WorkType.DATASET: "dataset",
    WorkType.PAPER_CONFERENCE: "conferencePaper",
    WorkType.POST: "blogPost",
    WorkType.POST_WEBLOG: "blogPost",
    WorkType.REPORT: "report",
    WorkType.SOFTWARE: "computerProgram",
    WorkType.SPEECH: "presentation",
    WorkType.THESIS: "thesis",
    WorkType.WEBPAGE: "webpage",
}
_VENUE_TAGS = {
    WorkType.ARTICLE_JOURNAL: "citation_journal_title",
    WorkType.ARTICLE: "citation_journal_title",
    WorkType.PAPER_CONFERENCE: "citation_conference_title",
    WorkType.CHAPTER: "citation_book_title",
}
_PUBLISHER_TAGS = {
    WorkType.REPORT: "citation_technical_report_institution",
    WorkType.THESIS: "citation_dissertation_institution",
}
_IMPRINT_TAGS = {
    "volume": "citation_volume",
    "issue": "citation_issue",
    "series": "citation_series_title",
    "event": "citation_conference",
    "isbn": "citation_isbn",
    "issn": "citation_issn",
    "language": "citation_language",
}
_SCHEMA_TYPES = {
    WorkType.BOOK: "Book",
    WorkType.CHAPTER: "Chapter",
    WorkType.DATASET: "Dataset",
    WorkType.POST: "BlogPosting",
    WorkType.POST_WEBLOG: "BlogPosting",
    WorkType.REPORT: "Report",
    WorkType.SOFTWARE: "SoftwareApplication",
    WorkType.SPEECH: "CreativeWork",
    WorkType.THESIS: "Thesis",
    WorkType.WEBPAGE: "WebPage",
}


def item_type(work: Work) -> str:
    """The work's type in Zotero's terms."""
    return "preprint" if work.is_preprint else _ITEM_TYPES[work.type]


def _citation_author(name: Name) -> str:
    """The name in a form that Embedded Metadata splits correctly.

    It takes the part before a comma for the family name, but a name with spaces on both sides of
    the comma for two authors, unless it ends with a semicolon. The last word of a group without a
    comma would become its family name.
    """
    if name.literal:
        return f"{name.literal},"
    given = " ".join(part for part in (name.given, name.suffix) if part)
    text = f"{name.surname}, {given}"
    return f"{text};" if " " in name.surname and " " in given else text


def _slashed(date: PartialDate) -> str:
    """`2017/06/12`, the date format of Highwire Press tags."""
    return str(date).replace("-", "/")


#: The most authors with a tag each; hundreds of tags would outweigh the page. Embedded Metadata
#: splits at semicolons.
_AUTHORS_APART = 20


def _citation_tags(work: Work) -> Iterator[tuple[str, str]]:
    yield "z:itemType", item_type(work)
    yield "citation_title", work.title
    for name in work.authors[:_AUTHORS_APART]:
        yield "citation_author", _citation_author(name)
    if rest := work.authors[_AUTHORS_APART:]:
        parts = (f"{_citation_author(name).rstrip(';')};" for name in rest)
        yield "citation_author", " ".join(parts)
    if work.issued:
        yield "citation_publication_date", _slashed(work.issued)
    yield from _imprint_tags(work)
    if work.doi:
        yield "citation_doi", work.doi
    if work.arxiv:
        yield "citation_arxiv_id", work.arxiv.value
        yield "citation_pdf_url", work.arxiv.pdf_url
    elif work.entry.links.pdf:
        yield "citation_pdf_url", work.entry.links.pdf
    if work.url:
        yield "citation_public_url", work.url
    if work.abstract:
        yield "citation_abstract", work.abstract
    if work.entry.tags:
        yield "citation_keywords", "; ".join(work.entry.tags)


def _imprint_tags(work: Work) -> Iterator[tuple[str, str]]:
    if work.container and work.type in _VENUE_TAGS:
        yield _VENUE_TAGS[work.type], work.container
    elif work.container and not work.publisher:
        yield "citation_publisher", work.container
    if work.publisher:
        yield _PUBLISHER_TAGS.get(work.type, "citation_publisher"), work.publisher
    for editor in work.imprint.editors[:_AUTHORS_APART]:
        yield "citation_editor", _citation_author(editor)
    for name, text in work.imprint.texts():
        if name in _IMPRINT_TAGS:
            yield _IMPRINT_TAGS[name], text
    if work.imprint.number:
        yield "citation_technical_report_number", work.imprint.number
    first, last = work.imprint.page_range
    yield from (
        (tag, page)
        for tag, page in (("citation_firstpage", first), ("citation_lastpage", last))
        if page
    )


_AUTHORS_IN_JSON_LD = 20
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _person(name: Name) -> dict[str, str]:
    if name.literal:
        return {"@type": "Organization", "name": name.literal}
    return {"@type": "Person", "name": name.display}


#: schema.org's names for imprint fields of the work itself.
_SCHEMA_FIELDS = {
    "pages": "pagination",
    "edition": "bookEdition",
    "isbn": "isbn",
    "language": "inLanguage",
}


def _named(kind: str, name: str) -> dict[str, str] | None:
    return {"@type": kind, "name": name} if name else None


def _json_ld(work: Work) -> str:
    """The work in schema.org's terms, as a script element that no text of the work can end.

    The page's tags already hold the abstract and the authors beyond the twentieth.
    """
    values: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _SCHEMA_TYPES.get(work.type, "ScholarlyArticle"),
        "name": work.title,
        "author": [_person(name) for name in work.authors[:_AUTHORS_IN_JSON_LD]],
        "datePublished": str(work.issued) if work.issued else None,
        "url": work.url,
        "sameAs": doi_url(work.doi) if work.doi else None,
        "isPartOf": _named("CreativeWork", work.container),
        "publisher": _named("Organization", work.publisher),
        "editor": [_person(name) for name in work.imprint.editors[:_AUTHORS_IN_JSON_LD]],
        **{_SCHEMA_FIELDS[k]: text for k, text in work.imprint.texts() if k in _SCHEMA_FIELDS},
        "keywords": list(work.entry.tags),
    }
    text = _ENCODER.encode({key: value for key, value in values.items() if value})
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/ld+json">{safe}</script>'


def render_work_head(work: Work) -> str:
    """The tags of a work's page."""
    tags = "".join(
        f'<meta name="{name}" content="{escape(value)}">' for name, value in _citation_tags(work)
    )
    return f"{tags}{_json_ld(work)}"


def render_preview(title: str, description: str, site: str, url: str) -> str:
    """Open Graph tags (ogp.me), for previews of links to the page.

    `url` is the page's absolute address, or empty if the site's address is unknown.
    """
    tags = {
        "og:title": title,
        "og:description": description,
        "og:site_name": site,
        "og:type": "website",
        "og:url": url,
    }
    lines = [
        f'<meta property="{name}" content="{escape(value)}">'
        for name, value in tags.items()
        if value
    ]
    return "".join([*lines, '<meta name="twitter:card" content="summary">'])


#: Zotero's item types as a format and genre of OpenURL; the rest uses Dublin Core.
_GENRES = {
    "journalArticle": ("journal", "article"),
    "conferencePaper": ("book", "proceeding"),
    "book": ("book", "book"),
    "bookSection": ("book", "bookitem"),
    "report": ("book", "report"),
    "thesis": ("dissertation", ""),
}
_AUTHORS_IN_COINS = 20
#: Keys of imprint fields in the formats for journals, books and dissertations.
_COINS = {
    "volume": "rft.volume",
    "issue": "rft.issue",
    "pages": "rft.pages",
    "place": "rft.place",
    "edition": "rft.edition",
    "series": "rft.series",
    "isbn": "rft.isbn",
    "issn": "rft.issn",
}


@lru_cache(1 << 14)
def render_coins(work: Work) -> str:
    """The work as COinS: an OpenURL context object in a span (ocoins.info), for list pages.

    The keys are those that Zotero reads. Authors beyond the twentieth are left out.
    """
    kind = item_type(work)
    form, genre = _GENRES.get(kind, ("dc", ""))
    is_part = kind in ("journalArticle", "conferencePaper", "bookSection")
    pairs = [("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{form}")]
    pairs.append(("rft.type", kind) if form == "dc" else ("rft.genre", genre))
    if is_part:
        pairs.append(("rft.atitle", work.title))
        pairs.append(("rft.jtitle" if form == "journal" else "rft.btitle", work.container))
    else:
        pairs.append(("rft.btitle" if form == "book" else "rft.title", work.title))
    brought_out = work.publisher or ("" if is_part else work.container)
    pairs.append(("rft.publisher" if form == "dc" else "rft.pub", brought_out))
    if form != "dc":
        first, last = work.imprint.page_range
        pairs += [(_COINS[name], text) for name, text in work.imprint.texts() if name in _COINS]
        pairs += [("rft.spage", first), ("rft.epage", last)] if last else []
    pairs.append(("rft.date", str(work.issued or "")))
    names = work.authors[:_AUTHORS_IN_COINS]
    if form == "dc":
        pairs += [("rft.creator", name.display) for name in names]
        pairs.append(("rft.identifier", work.url))
    else:
        if names and not names[0].literal:
            pairs += [("rft.aulast", names[0].surname), ("rft.aufirst", names[0].given)]
            names = names[1:]
        pairs += [("rft.au", name.display) for name in names]
    pairs.append(("rft_id", f"info:doi/{work.doi}" if work.doi else ""))
    pairs.append(("rft_id", work.url if form != "dc" else ""))
    given = [(key, value) for key, value in pairs if value]
    # No character name begins with `rft`, so the ampersands need no escaping
    # (https://html.spec.whatwg.org/multipage/syntax.html#syntax-ambiguous-ampersand).
    text = "&".join([f"{key}={_quoted(value)}" for key, value in given])
    return f'<span class="Z3988" title="{text}"></span>'


_SAFE = ":/,()"
_NEEDS_NO_QUOTING = re.compile(rf"[A-Za-z0-9_.~{re.escape(_SAFE)} -]*")


def _quoted(value: str) -> str:
    """The value for a query string; most characters need no encoding."""
    if _NEEDS_NO_QUOTING.fullmatch(value):
        return value.replace(" ", "+")
    return quote_plus(value, safe=_SAFE)
