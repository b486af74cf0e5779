"""Readers of single things: values, bibliographies, responses, records, pages, settings."""

import atexit
import datetime
import json
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

from graphs import MATH_TAGS, TEXT_TAGS, _Strict
from targets import make_target

from fuzz.target import Broken, Target, as_text, require
from readinglist.enrichment.arxiv.client import Client
from readinglist.enrichment.registries import crossref, datacite, dblp
from readinglist.enrichment.registries.absences import Absences
from readinglist.enrichment.registries.answers import MalformedRecordError
from readinglist.entry.formatting import format_entry
from readinglist.entry.model import ClaimEntry, EssayEntry, PaperEntry, PathEntry
from readinglist.entry.yaml.document import _compose_document, parse_document
from readinglist.entry.yaml.edits import spell_scalar
from readinglist.entry.yaml.quick import parse_plain
from readinglist.errors import StorageError
from readinglist.intake.bibtex import parse_bibtex
from readinglist.intake.csl_json import parse_csl_json
from readinglist.intake.drafts import Reading, propose_id, render_draft
from readinglist.intake.endnote_xml import parse_endnote_xml
from readinglist.intake.id_list import parse_id_list
from readinglist.intake.issue_forms import claim_form, paper_form
from readinglist.intake.issues import find_kind, propose_entry
from readinglist.intake.nbib import parse_nbib
from readinglist.intake.new_list import render_starter
from readinglist.intake.new_list.origin import Origin
from readinglist.intake.ris import parse_ris
from readinglist.library.checks.settings import check_settings
from readinglist.library.library import Library
from readinglist.library.lock.arxiv_records import (
    Provenance,
    Record,
    UnreadableLine,
    parse_bulk,
    parse_record,
)
from readinglist.library.lock.dead_links import parse_dead_links, render_dead_links
from readinglist.library.lock.files import BrokenRecordError, read_record_file
from readinglist.library.lock.registries import doi_path
from readinglist.library.lock.registry_records import (
    PublishedRecord,
    Registry,
    Update,
    parse_published_record,
)
from readinglist.library.reading import read_library
from readinglist.library.settings import nav_pages, read_settings
from readinglist.links.ask.fetching import make_url
from readinglist.links.gather.exclusions import read_exclusions
from readinglist.links.gather.markdown_urls import find_urls, trim_bare_url
from readinglist.links.gather.targets import host_of
from readinglist.links.history import History
from readinglist.links.judge.fragments import Page
from readinglist.links.judge.glance import Glance
from readinglist.links.judge.heuristics import judge_page
from readinglist.links.tell.report import parse_run, render_report
from readinglist.links.verdicts import Reason, Result, Verdict
from readinglist.site.pages.markdown import render_inline, render_markdown, strip_markdown
from readinglist.site.pages.tex import render_tex
from readinglist.site.slim import slim
from readinglist.system.http import FetchError, UnsoundAnswerError
from readinglist.system.http_dates import parse_http_date
from readinglist.system.retry_after import parse_retry_after
from readinglist.values.characters import find_control
from readinglist.values.dates import (
    PartialDate,
    normal_date,
    parse_full_date,
    parse_minutes,
    parse_partial_date,
)
from readinglist.values.folding import fold_quote, slugify
from readinglist.values.formulas import conversion_work, find_formulas
from readinglist.values.identifiers import (
    ArxivId,
    normal_arxiv_id,
    normal_doi,
    normal_url,
    parse_arxiv_id,
    parse_doi,
    parse_dois,
    parse_entry_id,
    parse_url,
)
from readinglist.values.markdown_escapes import escape_code, escape_markdown
from readinglist.values.names import Name, parse_name
from readinglist.values.references import find_arxiv_id, find_doi, parse_reference, without_trackers
from readinglist.values.same_work import same_authors, same_title
from readinglist.values.suggestions import did_you_mean
from readinglist.values.tex import decode_address, decode_tex
from readinglist.values.visible import show_line

NOW = datetime.datetime(2026, 11, 30, tzinfo=datetime.UTC)
DAY = PartialDate(2026, 11, 30)
ARXIV = ArxivId("1706.03762")
DOI = "10.1234/abc"
_FOLDER = Path(
    tempfile.mkdtemp(prefix="fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
)
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)


# Values


def names(data: bytes) -> None:
    """A name is not empty, and is read back from the form written to files."""
    text = as_text(data)
    try:
        name = parse_name(text)
    except ValueError:
        return
    require(name.display.strip(), "an empty name")
    require("\n" not in name.display, "a name of two lines")
    for shown in (name.inverted, name.surname, name.slug, *name.sort_key):
        require(isinstance(shown, str), "no text")
    require(_read_back(name) == name, "a name is read back differently")
    same_authors((name,), (name, parse_name("Ada Fern")))


def _read_back(name: Name) -> Name:
    plain = name.as_plain()
    return parse_name(plain) if isinstance(plain, str) else Name(**plain)


def folding(data: bytes) -> None:
    """Slugs are valid file names, whatever the text."""
    text = as_text(data)
    require(
        re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slugify(text)), "a slug with other characters"
    )
    require(slugify(slugify(text)) == slugify(text), "slugs are not idempotent")
    fold_quote(text)
    same_title(text, text[::-1])
    did_you_mean(text, ("attention", "scaling", text[:9]))
    require(show_line(text).isprintable() or "\t" not in show_line(text), "a tab on a line")
    escape_code(text)


def identifiers(data: bytes) -> None:
    """Identifiers found in a text are canonical, and give a file name in the records' folder."""
    text = as_text(data)
    for find, parse in ((normal_arxiv_id, parse_arxiv_id), (normal_doi, parse_doi)):
        if found := find(text):
            _accepts(parse, found)
    for parse in (parse_arxiv_id, parse_doi, parse_entry_id):
        with suppress(ValueError):
            _canonical(parse(text))
    for doi in parse_dois(text):
        _canonical(doi)
    if found := find_arxiv_id(text):
        _canonical(found)
    with suppress(ValueError):
        reference = parse_reference(text)
        for identifier in (reference.arxiv, reference.doi):
            if identifier:
                _canonical(identifier)
        if reference.url:
            _accepts(parse_url, reference.url)


def _accepts(parse: Callable[[str], object], text: str) -> None:
    with suppress(ValueError):
        parse(text)
        return
    # Forbidden characters are rejected in the canonical form, too.
    require(not text.isprintable(), f"{parse.__name__} refuses what was found")


def _canonical(value: ArxivId | str) -> None:
    if isinstance(value, ArxivId):
        require(parse_arxiv_id(value.value) == value, "another id")
        require(1991 <= value.year <= 2099 and 1 <= value.month <= 12, "no month")
    elif value.startswith("10."):
        file = doi_path(Path("metadata"), value)
        require(len(file.name.encode()) <= 255, "a file name that is too long")
        require(".." not in file.parts and file.name.isprintable(), "an unsafe file name")


def urls(data: bytes) -> None:
    """An accepted address works in a browser, is on one line, and normalizing it is idempotent."""
    text = as_text(data)
    with suppress(ValueError):
        url = parse_url(text)
        require(not any(char.isspace() or ord(char) < 32 for char in url), "white space in a URL")
        target = make_target(url)
        host_of(url), without_trackers(url), target.url
    if (normal := normal_url(text)) is not None:
        require(normal_url(normal) == normal, "normalizing is not idempotent")
    with suppress(ValueError):
        require(make_url(text).scheme in ("http", "https"), "another scheme")
    find_doi(text)
    require(text.startswith(trim_bare_url(text)), "more than the address")
    decode_address(text)


def dates(data: bytes) -> None:
    """A date is written in a form that is read back."""
    text = as_text(data)
    for parse in (parse_partial_date, parse_full_date):
        with suppress(ValueError):
            date = parse(text)
            require(parse_partial_date(str(date)) == date, "another date")
            require(date.spoken, "nothing to say")
    if normal := normal_date(text):
        require(normal_date(normal) == normal, "normalizing is not idempotent")
    with suppress(ValueError):
        require(1 <= parse_minutes(text) <= 6000, "odd minutes")


def retry_after(data: bytes) -> None:
    """A pause is a finite number of seconds."""
    text = as_text(data)
    for seconds in (
        parse_retry_after(text, now=1e9),
        parse_retry_after("120", now=1e9, date=text),
    ):
        require(seconds is None or 0 <= seconds < 1e300, "an endless pause")
    moment = parse_http_date(text)
    require(moment is None or abs(moment) < 1e15, "a moment beyond time")


# Works from other programs


def _bibliography(parse: Callable[[str, str], Reading]) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        reading = parse(as_text(data), "works")
        for remark in (*reading.left_out, *reading.notes):
            require(remark.place.startswith("works"), "a place elsewhere")
            require(remark.message, "nothing is told")
        for draft in reading.drafts[:3]:
            _accepts(parse_entry_id, propose_id(draft, frozenset()))
            _is_sound(render_draft(draft, (), DAY, ["from: works"]))

    run.__doc__ = "Drafts are YAML with a safe id, whatever the file."
    return run


def _is_sound(text: str) -> None:
    document = parse_document(text.encode(), "draft.yml")
    require(not document.findings, f"a draft that is not YAML: {document.findings}")
    require(document.tree is not None, "a draft of nothing")
    require(not find_control(" ".join(text.split())), "a control character in a draft")


def references(data: bytes) -> None:
    """The argument of `add`: a reference, or `ValueError`."""
    with suppress(ValueError):
        reference = parse_reference(as_text(data))
        require(reference.arxiv or reference.doi or reference.url, "a reference to nothing")


def _library() -> Library:
    root = _FOLDER / "list"
    for name, text in render_starter("A list", DAY, Origin("x")).items():
        if name.startswith("entries/"):
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_library(root)


_LIBRARY = _library()
_ENTRY = re.compile(r"entries/(?:papers|claims)/[a-z0-9]+(?:-[a-z0-9]+)*\.yml")
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def issues(data: bytes) -> None:
    """A proposal is a new entry in YAML, and its remarks are printable."""
    body = as_text(data)
    kinds = {find_kind(body), "paper", "claim"} - {""}
    for kind in sorted(kinds):
        proposal = propose_entry(body, kind, _LIBRARY, DAY)
        require(bool(proposal.path) == bool(proposal.text), "a file without a text")
        require(proposal.path or proposal.remarks, "neither an entry nor a reason")
        if proposal.path:
            require(_ENTRY.fullmatch(proposal.path), "an odd path")
            require(not (_LIBRARY.root / proposal.path).exists(), "a path that is taken")
            _is_sound(proposal.text)
            require(not _UNSEEN.search(proposal.text), "a hidden character in a proposal")


def latex(data: bytes) -> None:
    """TeX becomes plain text."""
    text = as_text(data)
    decode_tex(text)
    decode_address(text)


# Responses of services


def _as_kept(record: Record | PublishedRecord, parse: Callable[..., object]) -> None:
    """What is written to the lock is read back as the same record."""
    file = _FOLDER / "record.json"
    file.write_bytes(json.dumps(record.as_dict(), ensure_ascii=False).encode())
    try:
        again = read_record_file(file, parse)
    except BrokenRecordError as error:
        raise Broken(f"a record is written but cannot be read: {error.reason}") from error
    require(again == record, "a record is read back differently")


def atom(data: bytes) -> None:
    """A response of arXiv gives an outcome for the requested id."""
    asked = []

    def get(_url: str, parse: Callable[[bytes], object], **_: object) -> object:
        asked.append(1)
        require(len(asked) < 20, "requested over and over")
        try:
            return parse(data)
        except UnsoundAnswerError as error:
            raise FetchError(error, str(error)) from error  # type: ignore[arg-type]

    client = Client(SimpleNamespace(get=get), NOW)  # type: ignore[arg-type]
    answers = [answer for some in client.fetch([ARXIV]) for answer in some]
    require([answer.id for answer in answers] == [ARXIV], "not one answer")
    if record := answers[0].record:
        _as_kept(record, parse_record)


def _registry(parse: Callable[..., PublishedRecord | None]) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        try:
            record = parse(data, DOI, NOW, "https://api.example")
        except (UnsoundAnswerError, MalformedRecordError) as error:
            require(str(error), "nothing is told")
            return
        if record:
            _as_kept(record, parse_published_record)

    run.__doc__ = "A response gives a record that can be stored, or one of two errors."
    return run


_WANTED = dblp.Wanted(ARXIV, "A title", (Name("Fern", "Ada"),))


def dblp_hits(data: bytes) -> None:
    """Like `_registry`, for a search."""
    try:
        hits = dblp.parse_hits(data, _WANTED, NOW, "https://dblp.example")
    except UnsoundAnswerError:
        return
    for record in hits.published:
        _as_kept(record, parse_published_record)


def bulk(data: bytes) -> None:
    """A line of a bulk file is a record that can be stored, or reported as unreadable."""
    for _, item in parse_bulk(iter(as_text(data).splitlines()), "bulk", NOW):
        if isinstance(item, UnreadableLine):
            require(item.reason, "nothing is told")
        else:
            _as_kept(item, parse_record)


def lock(data: bytes) -> None:
    """A lock file is a record that is written as it was read, or `BrokenRecordError`."""
    file = _FOLDER / "lock.json"
    file.write_bytes(data)
    for parse in (parse_record, parse_published_record):
        try:
            record = read_record_file(file, parse)
        except BrokenRecordError as error:
            require(error.reason and "\n" not in error.reason, "an odd reason")
            error.report("lock.json")
        else:
            require(record, "no record")
            _as_kept(record, parse)  # type: ignore[arg-type]
    with suppress(ValueError):
        links = parse_dead_links(as_text(data))
        require(parse_dead_links(render_dead_links(links)) == links, "other links")
    require("x\n" not in Absences(file, 0.0), "a malformed identifier counts as absent")


# Web pages


def pages(data: bytes) -> None:
    """A web page: the first line is the fragment, the second the address that it was redirected to."""
    fragment, _, rest = as_text(data).partition("\n")
    final, _, html = rest.partition("\n")
    page = Page(html)
    page.has_anchor(fragment)
    page.has_quote(fragment)
    page.has_text(fragment)
    glance = Glance(html)
    require(isinstance(glance.titles, list), "no titles")
    judge_page("https://example.org/a", "https://example.org/b", html)
    with suppress(ValueError):
        judge_page("https://example.org/a", parse_url(final), html)
    slim(html)


def runs(data: bytes) -> None:
    """The JSON of a link check is a run whose report has no markup, or `StorageError`."""
    try:
        run = parse_run(as_text(data), "run.json")
    except StorageError:
        return
    report = render_report(run, now=NOW)
    require(not find_control(" ".join(report.split())), "a control character in a report")


_HISTORY = History(None)
_TARGET = make_target("https://example.org/")
_HISTORY.record(
    _TARGET,
    Result(_TARGET.url, Verdict.OK, Reason.OK, final_url=_TARGET.url, checked_at=1e9),
)
_ROW = dict(_HISTORY._row(_TARGET.url) or {})
_COLUMNS = sorted(set(_ROW) - {"url"})


def history(data: bytes) -> None:
    """Rows of a history: each line is a column, a letter for the type, and the value."""
    changes: dict[str, object] = {}
    for line in data.split(b"\n")[:6]:
        if len(line) < 2:
            continue
        column = _COLUMNS[line[0] % len(_COLUMNS)]
        changes[column] = _cell(line[1] % 6, line[2:])
    row = _ROW | changes
    assignments = ", ".join(f"{name} = ?" for name in row if name != "url")
    values = [value for name, value in row.items() if name != "url"]
    try:
        _HISTORY._db.execute(f"UPDATE links SET {assignments}", values)
    except sqlite3.IntegrityError:
        return  # rejected by the database itself
    _HISTORY.recall(_TARGET, 1e9 + 1)
    _HISTORY.etag(_TARGET)
    _HISTORY.urgency(_TARGET.url)
    _HISTORY.standing(_TARGET.url)
    _HISTORY.checks(_TARGET.url)


def _cell(kind: int, value: bytes) -> object:
    if kind == 0:
        return None
    if kind == 1:
        return value
    if kind == 2:
        return int.from_bytes(value[:7], "big") - (1 << 40)
    if kind == 3:
        with suppress(ValueError):
            return float(value[:20])
        return float("inf")
    return value.decode("utf-8", "replace").replace("\0", "")


# Texts of entries


def _no_entry(_: str) -> None:
    return None


_ALLOWED = re.compile(r"(?:https?:|mailto:|[^:/?#]*(?:[/?#]|$))", re.IGNORECASE)


def _strict(html: str, *, math: bool = False) -> None:
    parser = _Strict(TEXT_TAGS | MATH_TAGS if math else TEXT_TAGS)
    parser.feed(str(html))
    parser.close()
    require(not parser.open, "an element is left open")
    for href in parser.hrefs:
        require(_ALLOWED.match(href), f"a link to {href[:20]}")


def markdown(data: bytes) -> None:
    """Markdown becomes elements of text, and nothing else."""
    text = as_text(data)
    _strict(render_markdown(text, _no_entry))
    _strict(render_inline(text, _no_entry))
    strip_markdown(text, lambda one: one)
    for url, line, column in find_urls(text):
        require(url and line >= 1 and column >= 1, "an address at no place")
    escaped = escape_markdown(text)
    require(
        "<a" not in render_inline(" ".join(escaped.split()), _no_entry),
        "a link in escaped text",
    )


def tex(data: bytes) -> None:
    """Abstracts become text and MathML, and nothing else."""
    text = as_text(data)
    _strict(render_tex(text), math=True)
    end = 0
    for formula in find_formulas(text):
        require(end <= formula.start < formula.end <= len(text), "formulas that overlap")
        end = formula.end
        conversion_work(formula.source)


# YAML


def readers(data: bytes) -> None:
    """The two YAML readers agree, unless the quick one declines."""
    text = as_text(data)
    parse_document(data, "x.yml")
    if not text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable():
        return
    plain = parse_plain(text)
    if plain is None:
        return
    document = _compose_document(text, "x.yml")
    require(not document.findings, "the quick reader accepts what libyaml rejects")
    require(plain[0] == document.tree, "other trees")
    require(plain[1] == document.eaten, "different notes on YAML 1.1's conversions")


_SCHEMAS = (PaperEntry, EssayEntry, ClaimEntry, PathEntry)


def formatting(data: bytes) -> None:
    """`fmt` changes only the layout, and is idempotent."""
    before = parse_document(data, "x.yml")
    for schema in _SCHEMAS[: 1 + len(data) % 2]:
        new = format_entry(data, schema).data
        after = parse_document(new, "x.yml")
        if not before.findings:
            require(not after.findings, "no longer YAML")
            require(_folded(after.tree) == _folded(before.tree), "other values")
            require(format_entry(new, schema).data == new, "formatting is not idempotent")


def _folded(tree: object) -> object:
    if isinstance(tree, dict):
        return {key: _folded(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_folded(child) for child in tree]
    return " ".join(str(tree).split())


def scalars(data: bytes) -> None:
    """A text written to YAML is read back."""
    text = " ".join(as_text(data).split())
    if not text.isprintable():
        return
    for like in ("", "'", '"'):
        document = parse_document(f"a: {spell_scalar(text, like)}\n".encode(), "x.yml")
        require(document.text("a") == text, "another text")


def settings(data: bytes) -> None:
    """mkdocs.yml: findings, or `StorageError`."""
    for name in ("mkdocs.yml", "links.yml"):
        (_FOLDER / name).write_bytes(data)
    with suppress(StorageError):
        found = read_settings(_FOLDER)
        require(found, "no settings")
        list(check_settings(found))
        list(nav_pages(found))
        found.docs, found.plugin  # noqa: B018
        found.warns_of("links", "absolute_links")
    with suppress(StorageError):
        exclusions = read_exclusions(_FOLDER, datetime.date(2026, 11, 30))
        exclusions.holds_for("https://example.org/a")
        list(exclusions.check_expired())
        list(exclusions.check_unused())


# Seeds

_PROVENANCE = Provenance("api", NOW, {"title": "x"}, "https://api.example")
_RECORD = Record(
    ARXIV, "A title", (Name("Fern", "Ada"), Name(literal="A Group")), _PROVENANCE,
    abstract="Text.", submitted=DAY, updated=DAY, primary_category="cs.CL", categories=("cs.CL",),
    doi=DOI, journal_ref="J. 1", comment="12 pages", version=2,
)  # fmt: skip
_PUBLISHED = PublishedRecord(
    Registry.CROSSREF, DOI, "A title", (Name("Fern", "Ada"),), _PROVENANCE,
    kind="journal-article", venue="Annals", issued=DAY, doi=DOI, url="https://example.org/",
    version_of=("10.1234/b",), updates=(Update("retraction", "10.1234/c", DAY, "publisher"),),
)  # fmt: skip
_FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">
<opensearch:totalResults>1</opensearch:totalResults><opensearch:startIndex>0</opensearch:startIndex>
<entry><id>http://arxiv.org/abs/1706.03762v7</id><updated>2023-08-02T00:41:18Z</updated>
<published>2017-06-12T17:57:34Z</published><title>A title</title><summary>Text $x^2$.</summary>
<author><name>Ada Fern</name></author><author><name>Kim de Grove</name></author>
<arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">15 pages</arxiv:comment>
<arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1234/abc</arxiv:doi>
<arxiv:journal_ref xmlns:arxiv="http://arxiv.org/schemas/atom">J. 1</arxiv:journal_ref>
<link href="http://arxiv.org/abs/1706.03762v7" rel="alternate" type="text/html"/>
<arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.CL"/>
<category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/></entry></feed>"""
_ERROR = """<feed xmlns="http://www.w3.org/2005/Atom"><entry>
<id>http://arxiv.org/api/errors#incorrect_id_format_for_1706.03762</id><title>Error</title>
<summary>incorrect id format for 1706.03762</summary></entry></feed>"""
_WORK = {
    "status": "ok", "message-type": "work",
    "message": {
        "DOI": DOI, "title": ["A <i>title</i>"], "subtitle": ["More"], "type": "journal-article",
        "author": [{"family": "Fern", "given": "Ada", "suffix": "Jr."}, {"name": "A Group"}],
        "container-title": ["Annals"], "issued": {"date-parts": [[2017, 6, 12]]},
        "URL": "https://doi.org/10.1234/abc", "aliases": [],
        "relation": {"is-preprint-of": [{"id": "10.1234/b", "id-type": "doi"}]},
        "updated-by": [{"DOI": "10.1234/c", "type": "retraction", "source": "publisher",
                        "updated": {"date-parts": [[2018, 1]]}}],
    },
}  # fmt: skip
_DEPOSIT = {
    "data": {
        "id": DOI, "type": "dois",
        "attributes": {
            "doi": DOI, "state": "findable", "titles": [{"title": "A title"}],
            "creators": [{"name": "Fern, Ada", "nameType": "Personal", "familyName": "Fern"}],
            "types": {"resourceTypeGeneral": "Preprint"}, "publicationYear": 2017,
            "dates": [{"date": "2017-06-12", "dateType": "Issued"}], "url": "https://example.org/",
            "container": {"title": "Annals"},
            "relatedIdentifiers": [{"relatedIdentifier": "10.1234/b", "relationType": "IsVersionOf",
                                    "relatedIdentifierType": "DOI"}],
        },
    }
}  # fmt: skip
_HITS = {
    "result": {
        "status": {"@code": "200"},
        "hits": {
            "@total": "1", "@sent": "1",
            "hit": [{"info": {
                "authors": {"author": [{"text": "Ada Fern 0001"}]}, "title": "A title.",
                "venue": "NIPS", "year": "2017", "type": "Conference and Workshop Papers",
                "key": "conf/nips/Fern17", "doi": DOI, "url": "https://dblp.org/rec/x"}}],
        },
    }
}  # fmt: skip
_SNAPSHOT = {
    "id": "1706.03762", "title": "A title", "authors": "A. Fern", "categories": "cs.CL cs.LG",
    "authors_parsed": [["Fern", "Ada", "Jr"], ["A Group", "", ""]], "abstract": "Text.",
    "versions": [{"version": "v1", "created": "Mon, 12 Jun 2017 17:57:34 GMT"}],
    "comments": "Withdrawn", "doi": DOI, "journal-ref": "J. 1", "license": "http://x.example/",
}  # fmt: skip
_LINE = {
    "id": "1706.03762", "title": "A title", "authors": ["Ada Fern"], "published": "2017-06-12",
    "updated": "2017-06-13", "categories": ["cs.CL"], "primary_category": "cs.CL",
    "abstract": "Text.", "crosscheck": {"title_from": "x"},
}  # fmt: skip
_BIB = (
    '@string{ann = "Annals of " # "Botany"}\n'
    "@article{fern2012, author = {Fern, Ada and {A Group} and de Grove, Kim and others},\n"
    ' title = "{S}hade \\& $x^2$ {\\\'e}", journal = ann, year = 2012, month = jun,\n'
    " doi = {10.1234/ABC}, url = {\\url{https://example.org/a_b}}, eprint = {1706.03762},\n"
    " archiveprefix = {arXiv}, keywords = {a, b}, crossref = {b}, note = {See \\emph{x}}}\n"
    "@comment{x}\n@preamble{y}\n@inproceedings{b, booktitle = {Proc.}, date = {2012-06/2013}}"
)
_RIS = """TY  - CONF
AU  - Fern, Ada, Jr.
A2  - Moss, Bo
TI  - Shade in the <i>city</i>
 and its measure
T2  - A meeting
C3  - Its proceedings
DA  - 2017/06/12/
SP  - 1
EP  - 9
SN  - 0001-0782
DO  - 10.1234/abc
UR  - https://a.example/1 https://b.example/2
AN  - arXiv:1706.03762
ER  -
"""
_NBIB = """PMID- 31234567
TI  - [Shade in the city].
FAU - Fern, Ada
AU  - Moss B Jr
DP  - 2019 Jun 12
JT  - Journal of Trees
PT  - Preprint
IS  - 1476-4687 (Electronic)
LID - 10.1234/abc [doi]
AID - x1 [pii]
"""
_ENDNOTE = """<?xml version="1.0"?><xml><records><record><ref-type name="Book Section">5</ref-type>
<contributors><authors><author><style>Fern, Ada</style></author></authors>
<secondary-authors><author>Moss, Bo</author></secondary-authors></contributors>
<titles><title>Shade &amp; city</title><secondary-title>The Book</secondary-title></titles>
<dates><year>2017</year><pub-dates><date>Jun 12</date></pub-dates></dates><isbn>9783161484100</isbn>
<electronic-resource-num>10.1234/abc</electronic-resource-num>
<urls><related-urls><url>https://a.example/1</url></related-urls></urls>
<accession-num>arXiv:1706.03762</accession-num><custom1>x</custom1></record></records></xml>
"""
_CSL = [
    {"id": "a", "type": "article-journal", "title": "A <i>title</i>", "DOI": "10.1234/ABC",
     "author": [{"family": "Fern", "given": "Ada", "non-dropping-particle": "de"},
                {"literal": "A Group"}],
     "issued": {"date-parts": [["2017", 6, 12]]}, "container-title": "Annals",
     "URL": "https://arxiv.org/abs/1706.03762v1", "note": "x", "keyword": "a, b"},
    {"title": "B", "issued": {"raw": "2017-06"}, "custom": {"a": 1}},
]  # fmt: skip
_PAGE = (
    "sec-1:~:text=shade,noon\nhttps://example.org/login?next=/a\n<!doctype html><html><head>"
    "<title>A page</title><script>var a = '<p>'</script></head><body><h1>Shade</h1>"
    "<p id='sec-1'>The shade of a <b>tree</b> at noon&nbsp;&#8212; cool.</p><!-- x -->"
    '<a name="x"></a><input type="password"><pre> a  b</pre></body></html>'
)
_MARKDOWN = (
    'A *note* with `code`, [a link](https://example.org/a_(b) "t"), <https://e.org>, [@fern2012] '
    "and ![x](y).\n\n> quote\n\n- one\n- two\n\n```py\nx\n```\n\n[r]: javascript:x\n[r] &amp; \\* **b**",
)
_TEX = (
    r"We show $\sum_{i=1}^n x_i^2 \leq \left( \frac{a}{b} \right)$ and \emph{more} \(\mathbf{x}\).",
    r"$$\begin{pmatrix} a & b \\ c & d \end{pmatrix}$$ costs $5 million, ``quoted'' \[\sqrt[3]{x}\]",
    r"$\operatorname{arg\,max}_\theta \text{x} \mathcal{L}(\theta)$ \textbf{b} \% \href{u}{v}",
)
_TEX_TOKENS = tuple(
    r"\frac \left \right \sqrt \text \operatorname \begin{cases} \end{cases} \begin{array}{cc} & \\"
    r" \mathbb \hat \overline \underbrace \color{red} \href{javascript:x} \def \newcommand \big( \{"
    r" \langle \lvert ^ _ ' \tag{1} \label{x} \not \substack \cfrac \binom \stackrel \mathrm \limits"
    r" \input{x} \write18 \( \) \[ \] $ $$ { }".split(" ")
)
_YAML = (
    "title: Shade and 'x'\nauthors: [Ada Fern, {literal: A Group}]\nissued: 2012-06\n"
    "url: https://example.org/a\nthemes: [streets/shade]\ntakeaway: >-\n  In the shade\n  it is\n\n"
    '  cool.\nnote: "a: b \\" c" # d\ntags: [heat, no, 1]\nadded: 2026-01-01\n',
    "# c\n\nclaim: A row of\n  trees.\nsource:\n  essay: brook\n  quote: 'so ''what'''\nevidence:\n"
    "  - work: fern\n    stance: supports\n    note: |\n      a\n        b\n  - {work: x, stance: y}\n",
)
_YAML_TOKENS = tuple(
    ["a: ", "b:\n", "\n  ", "\n    ", "\n- ", "\n  - ", ": ", " #", "'", "''", '"', '\\"', ">-\n  ",
     "|\n  ", ">+", "[", "]", "{", "}", ", ", "&a ", "*a", "!!str ", "---\n", "...\n", "? ", "<<: ",
     "2020-01-01", "2020-01-01 10:00:00", "+1", "12:30:45", "0x1", "1_0", ".inf", "~", "null", "on",
     "%YAML 1.1\n", "@", "`", "= ", "- - ", "\ufeff", "\xa0", "\u2028", "\x85"]
)  # fmt: skip


def _form(answers: dict[str, str], form: object) -> str:
    questions = form.questions  # type: ignore[attr-defined]
    return "".join(
        f"### {question.label}\n\n{answers.get(question.id, '_No response_')}\n\n"
        for question in questions
    )


_PAPER = _form(
    {"reference": "https://doi.org/10.1234/abc", "title": "Moss on stone", "authors": "Ada Fern\nX",
     "issued": "2001-02", "themes": "streets, choices", "takeaway": "Moss *grows*.", "tags": "a, b",
     "venue": "Annals", "type": "report", "note": "n"},
    paper_form(),
)  # fmt: skip
_CLAIM = _form(
    {"claim": "Moss grows.", "kind": "prediction", "themes": "streets", "essay": "brook2024streets",
     "section": "What shade is for", "quote": '"moss grows"', "resolves-by": "2030-01-01",
     "evidence": 'fern2012shade | supports | "shade cools" | x\nmoss2019roots | opposes | 3 | y'},
    claim_form(),
)  # fmt: skip
_PLACE = {"path": "entries/papers/a.yml", "line": 1, "column": 1, "field": "url"}
_RUN = {
    "verdicts": {"ok": 1, "broken": 1},
    "links": [{
        "url": "https://a.example/", "verdict": "broken", "reason": "not-found", "detail": "404",
        "status": 404, "redirects": [[301, "https://b.example/"]], "final_url": "https://b.example/",
        "moved_to": None, "attempts": 1, "seconds": 0.5, "checked_at": 1e9,
        "missing": [{"reason": "missing-anchor", "text": "x"}], "first_broken": 9e8, "broken_runs": 2,
        "unknown_runs": 0, "is_confirmed": True, "is_new": False, "snapshot": "https://c.example/",
        "places": [_PLACE | {"written": "https://a.example/", "is_exact": True}],
        "expects": [_PLACE | {"reason": "missing-anchor", "text": "x"}],
    }],
    "others": [_PLACE | {"code": "W607", "severity": "warning", "message": "m", "hint": "h"}],
}  # fmt: skip
_DEAD = {"dead": {"https://a.org/": {"since": "2026-01-01", "confirmed": True}}}
_SETTINGS = next(
    text if isinstance(text, str) else text.decode()
    for name, text in render_starter("A list", DAY, Origin("x")).items()
    if name == "mkdocs.yml"
)
_LINKS = (
    "hosts:\n  - host: example.org\n    at-once: 1\n    pause: 2\nexclusions:\n"
    "  - url: https://example.org/a\n    why: x\n    until: 2026-12-01\n"
    "  - host: x.org\n    why: y\n    until: 2027-01-01\n"
)
_DATES = ("2017-06-12", "2017/6/2", "2017", "45", "0000-01-01", "9999-12-31")
_PAUSES = (
    "120", "Mon, 01 Jan 2024 00:00:00 GMT", "Monday, 01-Jan-24 00:00:00 GMT",
    "Mon Jan  1 00:00:00 2024", "Mon, 01 Jan 2024 00:00:00 +0100",
)  # fmt: skip
_URLS = (
    "https://example.org/a?b=c&utm_source=d#e", "http://[::1]:80/@/", "https://user:p@x.example:99999",
    "https://doi.org/10.1234/ABC%2Fd", "\\url{https://a.org/\\%7Eb\\_c}", "HTTPS://EXAMPLE.org:443/./../a",
    "https://münchen.example/ü", "mailto:a@b.c",
)  # fmt: skip
_IDS = (
    "1706.03762v5", "arXiv:math.GT/0309136", "https://arxiv.org/pdf/1706.03762.pdf", "10.1234/ABC",
    "https://doi.org/10.48550/arXiv.1706.03762", "doi: 10.1234/a;10.5678/b", "vaswani2017attention",
    "https://x.org/10.1234/a/pdf?x=y", "arXiv:1706.03762v5 [cs.CL] 6 Dec 2017",
)  # fmt: skip
_NAMES = (
    "Laurens van der Maaten", "Ho, Jr., Jonathan", "李飞飞", "The OpenAI Team", "J.-P. Serre",
    "de la Cruz, María José", "Jean de La Fontaine III", "X.", "van", "Müller-Lüdenscheidt, A.",
)  # fmt: skip
_NAME_TOKENS = (", ", " and ", "van ", "de ", "von der ", "Jr.", "III", "Collaboration", "team")


def _dumped(*values: object) -> tuple[str, ...]:
    return tuple(json.dumps(value) for value in values)


_JSON = (
    '"',
    '": ',
    "{",
    "}",
    "[",
    "]",
    ", ",
    "null",
    "true",
    "1e400",
    "-0",
    '"\\ud800"',
    "\\u001b",
)
_HTML = ("<p>", "</p>", "<script>", "<!--", "-->", "<![CDATA[", "<pre>", " id='a'", "text=", ",-")

PARSERS: tuple[Target, ...] = (
    Target("names", names, _NAMES, _NAME_TOKENS),
    Target("folding", folding, (*_NAMES, "A Title: of Things (2017)"), _NAME_TOKENS),
    Target("identifiers", identifiers, _IDS, ("10.", "/", "v1", "arXiv:", "doi:", "%2F", "1501")),
    Target("urls", urls, _URLS, ("://", "http", "@", ":", "[", "]", "?", "#", "%", "xn--", "..")),
    Target("references", references, (*_IDS, *_URLS), ("10.1234/", "/pdf", "arxiv.org/abs/")),
    Target("dates", dates, _DATES, ("-", "/", "0", "12", "31")),
    Target("retry-after", retry_after, _PAUSES, ("GMT", "Jan", ":", "+9999", "Mon, ", "24:00:00")),
    Target("bibtex", _bibliography(parse_bibtex), (_BIB,),
           ("@article{", "@string{", "author = ", "title = ", " # ", " and ", "\\", "{", "}", '"'),
           few=60),
    Target("csl-json", _bibliography(parse_csl_json), _dumped(_CSL, {"items": _CSL}), _JSON),
    Target("ris", _bibliography(parse_ris), (_RIS,),
           ("TY  - ", "\nER  - ", "\nAU  - ", "\nDA  - ", "\nUR  - ", "\nSN  - ", "<sub>", ", "),
           few=60),
    Target("nbib", _bibliography(parse_nbib), (_NBIB,),
           ("PMID- ", "\nFAU - ", "\nAU  - ", "\nLID - ", " [doi]", "\nDP  - ", "\n      "),
           few=60),
    Target("endnote", _bibliography(parse_endnote_xml), (_ENDNOTE,),
           ("<record>", "</record>", "<style>", "<author>", "&lt;", "<![CDATA[", "<!DOCTYPE x ["),
           few=60),
    Target("ids", _bibliography(parse_id_list), (" ".join(_IDS), "\n".join(_URLS)),
           ("10.1234/", "arXiv:", "ISBN ", " # ", ", "), few=60),
    Target("latex", latex, (r"{\'e}t\'e \emph{x} \url{a_b} $x$ \& --", *_TEX), _TEX_TOKENS),
    Target("atom", atom, (_FEED, _ERROR), ("<entry>", "</entry>", "<!DOCTYPE x>", "&#1;", "v2")),
    Target("crossref", _registry(crossref.parse_work), _dumped(_WORK), _JSON),
    Target("datacite", _registry(datacite.parse_work), _dumped(_DEPOSIT), _JSON),
    Target("dblp", dblp_hits, _dumped(_HITS), _JSON),
    Target("bulk", bulk, _dumped(_SNAPSHOT, _LINE), _JSON),
    Target("lock", lock, _dumped(_RECORD.as_dict(), _PUBLISHED.as_dict(), _DEAD), _JSON),
    Target("issues", issues, (_PAPER, _CLAIM), ("### ", "\n", "supports", "_No response_", "\u200b")),
    Target("pages", pages, (_PAGE,), _HTML),
    Target("runs", runs, _dumped(_RUN), _JSON),
    Target("history", history, ("\x00\x00", "\x01\x04[[1]]\n\x02\x02x", "\x05\x03nan"), ("\n",)),
    Target("markdown", markdown, _MARKDOWN, ("[", "](", ")", "*", "**", "`", "\n\n", "> ", "- ")),
    Target("tex", tex, _TEX, _TEX_TOKENS),
    Target("readers", readers, _YAML, _YAML_TOKENS),
    Target("formatting", formatting, _YAML, _YAML_TOKENS),
    Target("scalars", scalars, _YAML, _YAML_TOKENS),
    Target("settings", settings, (_SETTINGS, _LINKS), _YAML_TOKENS),
)  # fmt: skip
