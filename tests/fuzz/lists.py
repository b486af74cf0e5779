"""Whole lists: read, checked, linked, compared, and rendered as pages, feeds and exports.

An input is the text of files, each after a line `=== entries/…`; files of the seed that it does not
include are unchanged. A list with errors is shown like in the preview: with the last valid version
of entries with mistakes.
"""

import csv
import functools
import html.parser
import io
import json
import random
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import bibtexparser
from hypothesis import strategies as st

from fuzz.inputs import NASTY, change
from fuzz.parsers import _FOLDER, _PUBLISHED, _RECORD, DAY, DOI
from fuzz.target import Target, as_bytes, as_text, require
from readinglist.entry.json_schema import FOLDER as SCHEMAS
from readinglist.graph.comparison.comparing import Side, compare
from readinglist.graph.comparison.telling import render_comparison
from readinglist.graph.coverage import coverage
from readinglist.graph.editor_ids import names_of_schemas
from readinglist.graph.preparing import Prepared, prepare
from readinglist.intake.new_list import render_starter
from readinglist.intake.new_list.origin import Origin
from readinglist.library.fixing import apply_fixes
from readinglist.library.lock.registries import doi_path
from readinglist.links.gather.gathering import gather_targets
from readinglist.site.exports.files import SCHEMA, plan_exports
from readinglist.site.exports.selection import select
from readinglist.site.pages.feeds import FeedWriter, plan_feeds
from readinglist.site.pages.render import Pages, Site
from readinglist.site.search import index_files
from readinglist.values.characters import clean

_ROOT = _FOLDER / "project"
_SPARE = _FOLDER / "spare"
_SITE = Site("A list", "Works", url="https://reading.example/list/", feeds=frozenset({"all"}))
_HEAD = re.compile(r"^=== (entries/[\w./-]{1,80})\n", re.MULTILINE | re.ASCII)
_REPOSITORY = Path(__file__).parents[2]
_MORE = {
    "entries/papers/fern2017arxiv.yml": (
        'arxiv: "1706.03762"\nthemes: [streets]\ntakeaway: It *is* so, says [@moss2019roots].\n'
        "builds-on: [fern2012shade]\nadded: 2026-01-02\n"
    ),
    "entries/papers/abc2017doi.yml": (
        "doi: 10.1234/abc\ntitle: A title with $x^2$\nauthors: [Ada Fern]\nissued: 2017\n"
        "themes: [choices]\ntakeaway: It is so.\nadded: 2026-01-03\n"
    ),
    "entries/metadata/arxiv/1706.03762.json": json.dumps(_RECORD.as_dict(), indent=1),
    doi_path(Path("entries/metadata"), DOI).as_posix(): json.dumps(_PUBLISHED.as_dict(), indent=1),
}


def _files() -> dict[str, str]:
    files = {
        name: text if isinstance(text, str) else text.decode()
        for name, text in render_starter("A list", DAY, Origin("x")).items()
        if name.startswith("entries/")
    }
    return files | _MORE


#: Exports that do not depend on the list.
_CONSTANT = frozenset({SCHEMA, *(f"{SCHEMAS}/{name}" for name in names_of_schemas())})
_SEED = _files()
_SEED_TEXT = "".join(f"=== {name}\n{text}" for name, text in _SEED.items())


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(as_bytes(text))


@functools.cache
def _good() -> Prepared:
    """The seed, prepared."""
    _write(_SPARE, _SEED)
    prepared = prepare(_SPARE)
    assert not prepared.has_errors, prepared.findings
    return prepared


_reset: dict[str, bool] = {}


def lists(data: bytes) -> None:
    """A list gives findings or a site, and every file of the site is well-formed."""
    good = _good()
    if not _reset:
        _write(_ROOT, _SEED)
    parts = _HEAD.split(as_text(data))
    changed = {
        name: text
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
        if ".." not in name.split("/") and not name.endswith("/") and _SEED.get(name) != text
    }
    _reset["done"] = True
    try:
        _write(_ROOT, changed)
    except (OSError, ValueError):
        return  # names that cannot be in one folder
    finally:
        written = set(changed)
    try:
        _follow(good)
    finally:
        for name in written:
            file = _ROOT / name
            if name in _SEED:
                file.write_bytes(as_bytes(_SEED[name]))
            else:
                file.unlink(missing_ok=True)
                for folder in file.relative_to(_ROOT).parents[:-2]:
                    if not any(path.startswith(f"{folder}/") for path in _SEED):
                        shutil.rmtree(_ROOT / folder, ignore_errors=True)


def _follow(good: Prepared) -> None:
    prepared = prepare(_ROOT)
    for finding in prepared.findings:
        require("\n" not in str(finding), "a finding of two lines")
        require(finding.location.line >= 1 and finding.location.column >= 1, "a place before all")
        require("a fault of readinglist" not in finding.hint, "a fault of ours")
    apply_fixes(prepared.library, prepared.findings, write=False)
    gather_targets(prepared.library)
    if prepared.has_errors:
        prepared = prepare(_ROOT, before=good)
    sides = [Side(name, library.graph, library.findings)
             for name, library in (("before", good), ("after", prepared))]  # fmt: skip
    render_comparison(compare(*sides))
    _show(prepared)


def _show(prepared: Prepared) -> None:
    graph = prepared.graph
    coverage(graph)
    pages = Pages(graph, _SITE)
    for plan in pages.plan().values():
        page = plan.render()
        _read_html(page.body)
        _read_html(page.head)
        require(pages.find(plan.name), "a page that is not found by its name")
    for name, text in index_files(pages).items():
        text.encode()
        require(name, "a file without a name")
    for feed in plan_feeds(graph, None):
        atom, as_json = FeedWriter(graph, _SITE).render(feed)
        require(clean(atom + as_json) == atom + as_json, "an unsafe character in a feed")
        ET.fromstring(atom)
        json.loads(as_json)
    for name, render in plan_exports(graph).items():
        if name in _CONSTANT:
            continue
        text = render()
        require(clean(text.replace("\r\n", "\n")) == text.replace("\r\n", "\n"),
                f"an unsafe character in an export ({name.rpartition('.')[2]})")  # fmt: skip
        _EXPORTS[name.rpartition(".")[2]](text, name, prepared)


@functools.lru_cache(1024)
def _entries_of(text: str) -> int:
    library = bibtexparser.parse_string(text)
    require(not library.failed_blocks, "BibTeX that cannot be read")
    return len(library.entries)


def _bib(text: str, name: str, prepared: Prepared) -> None:
    cited = select(prepared.graph, name.removeprefix("exports/").removesuffix(".bib"))
    require(_entries_of(text) == len(cited), "a different number of entries in BibTeX")
    require(not re.search(r"\\(?:input|write18|openin|csname)\b", text), "TeX that does things")


_RIS = re.compile(r"(?:[A-Z][A-Z0-9]  - .*)?")


def _ris(text: str, _name: str, _prepared: Prepared) -> None:
    require(all(_RIS.fullmatch(line) for line in text.split("\n")), "a line that is not RIS")


def _json(text: str, _name: str, _prepared: Prepared) -> None:
    json.loads(text)


def _csv(text: str, _name: str, _prepared: Prepared) -> None:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    require(len({len(row) for row in rows}) == 1, "rows of different lengths")
    for row in rows:
        for cell in row:
            require(not cell.lstrip()[:1] or cell.lstrip()[0] not in "=+-@", "a cell of a formula")


_EXPORTS = {"bib": _bib, "ris": _ris, "json": _json, "csv": _csv}
_VOID = frozenset("area br col hr img input link meta source wbr".split())
_SCRIPTED = re.compile(r"[\s\x00-\x20]*(?:javascript|data|vbscript):", re.IGNORECASE)


@functools.lru_cache(4096)
def _read_html(text: str) -> None:
    """Most pages are the same as those of the seed."""
    _Reader(text)


class _Reader(html.parser.HTMLParser):
    """Reads our HTML, in which everything must be closed and nothing may run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        text.encode()
        self.open: list[str] = []
        self.feed(text)
        self.close()
        require(not self.open, f"left open: {self.open[-1:]}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        require(tag not in ("iframe", "object", "embed", "base", "style"), f"the element {tag}")
        for name, value in attrs:
            require(re.fullmatch(r"[A-Za-z][A-Za-z0-9:_-]*", name), "an odd attribute")
            require(not name.startswith("on"), f"the attribute {name}")
            require(name not in ("srcdoc", "style", "formaction"), f"the attribute {name}")
            require(not _SCRIPTED.match(value or ""), f"a script in {name}")
        if tag == "script":
            kind = dict(attrs).get("type") or ""
            require(kind.startswith("application/"), "a script")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        require(self.open and self.open.pop() == tag, f"</{tag}> that ends nothing")

    def handle_comment(self, data: str) -> None:
        require(data is None, "a comment")

    handle_decl = handle_pi = unknown_decl = handle_comment


# Inputs

_VALUE = re.compile(
    r"^(\s*(?:- )?[a-z-]+: |\s*- )(?![>|\[{])(.+)$|(\"(?:[^\"\\]|\\.)*\")", re.MULTILINE
)
_PIECES = (
    *NASTY, "$x$", "$\\frac{a}{b}$", "[@fern2012shade]", "[@x](y)", "**b**", "`c`", "=1+1",
    "}, x = {", "\\input{x}", "@article{", "TY  - X", "::error::", "<b>", "2012", "streets",
    "fern2012shade", "half-of-new-rows-mixed", "supports", "prediction", "https://a.example/",
    "10.1234/abc", "2026-13-01", "A B, C", "x" * 200,
)  # fmt: skip


def made_lists() -> st.SearchStrategy[bytes]:
    """The seed with other values, properly quoted, or with changes anywhere."""
    pieces = st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=4)
    numbers = st.integers(0, 2**32 - 1)
    values = st.builds(_with_values, numbers, st.lists(pieces.map("".join), min_size=1, max_size=4))
    broken = st.builds(lambda number, some: change(_SEED_TEXT, number, some), numbers, pieces)
    return st.one_of(values, values, values, broken).map(as_bytes)


def _with_values(number: int, texts: list[str]) -> str:
    chance = random.Random(number)
    text = _SEED_TEXT
    for new in texts:
        found = list(_VALUE.finditer(text))
        match = chance.choice(found)
        old = match[2] or match[3] or ""
        value = chance.choice((new, f"{old.strip(chr(34))} {new}"))
        quoted = json.dumps(value, ensure_ascii=chance.random() < 0.1)
        text = f"{text[: match.start()]}{match[1] or ''}{quoted}{text[match.end() :]}"
    return text


def _by_chance(number: int, pieces: list[str]) -> str:
    return change(_SEED_TEXT, number, pieces) if number % 5 == 0 else _with_values(number, pieces)


LISTS = Target(
    "lists",
    lists,
    (_SEED_TEXT,),
    _PIECES,
    seconds=20.0,
    few=12,
    is_pipeline=True,
    inputs=made_lists,
    by_chance=_by_chance,
)
