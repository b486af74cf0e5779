"""Fixtures for graphs, small lists and strict HTML parsing; settings of property tests.

Helpers are fixtures, because test modules cannot import each other.
"""

import gzip
import html.parser
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from readinglist.entry.model import ClaimEntry, EssayEntry, PaperEntry, PathEntry, Theme
from readinglist.graph.graph import Graph
from readinglist.graph.linking import link_graph
from readinglist.library.library import Library
from readinglist.library.lock.arxiv import Lock

# CI always tries the same examples; local runs try new ones.
settings.register_profile(
    "readinglist",
    deadline=None,
    max_examples=100,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("readinglist")

# HTML


TEXT_TAGS = frozenset("p em strong code pre a ul ol li blockquote hr br".split())
MATH_TAGS = frozenset(
    "math mi mn mo ms mtext mspace mrow mfrac msqrt mroot msub msup msubsup munder mover "
    "munderover mmultiscripts mprescripts mtable mtr mtd mpadded mphantom menclose merror mstyle "
    "semantics annotation span i b u code".split()
)
_VOID = frozenset("br hr".split())
_ATTRIBUTES = {
    "a": {"href", "title"},
    "code": {"class"},
    "ol": {"start"},
}
_MATH_ATTRIBUTES = frozenset(
    "display lspace rspace stretchy mathvariant accent accentunder symmetric minsize maxsize "
    "linethickness width height depth columnalign class form fence separator largeop "
    "movablelimits voffset scriptlevel displaystyle columnspan rowspan intent arg dir columnlines "
    "rowlines notation mathcolor".split()
)


class _Strict(html.parser.HTMLParser):
    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.allowed = allowed
        self.open: list[str] = []
        self.text = ""
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.allowed, f"the element <{tag}>"
        known = _MATH_ATTRIBUTES if tag in MATH_TAGS else _ATTRIBUTES.get(tag, set())
        for name, value in attrs:
            if tag == "span":
                assert name == "class"
                assert (value or "").startswith("rl-m-")
                continue
            assert name in known, f"the attribute {name}={value!r} of <{tag}>"
            assert not name.startswith("on")
            if name == "href":
                self.hrefs.append(value or "")
        if tag == "a":
            assert "a" not in self.open, "a link within a link"
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> without a start"
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl!r}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data!r}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a marked section: {data!r}")

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="session")
def parse_strictly() -> Callable[..., Any]:
    """Parse HTML, and fail for anything unbalanced or not among the allowed elements.

    Returns the parser with `text` and `hrefs`.
    """

    def parse(markup: str, *, math: bool = False) -> _Strict:
        parser = _Strict(TEXT_TAGS | MATH_TAGS if math else TEXT_TAGS)
        parser.feed(str(markup))  # Markup would escape strings that it is joined with.
        parser.close()
        assert parser.open == [], f"left open: {parser.open}"
        return parser

    return parse


# Real data


@pytest.fixture(scope="session")
def corpus() -> list[dict[str, Any]]:
    """10,000 real records, or None unless READINGLIST_DATA names their folder."""
    folder = os.environ.get("READINGLIST_DATA")
    file = Path(folder) / "corpus_10k.jsonl.gz" if folder else None
    if file is None or not file.is_file():
        return []
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


# Small lists


@pytest.fixture(scope="session")
def graph_of() -> Callable[..., Graph]:
    """Link entries given as the mappings in their YAML; missing required fields are filled in."""

    def link(  # noqa: PLR0913, PLR0917 - the kinds of entries
        papers: dict[str, dict[str, Any]] | None = None,
        essays: dict[str, dict[str, Any]] | None = None,
        claims: dict[str, dict[str, Any]] | None = None,
        paths: dict[str, dict[str, Any]] | None = None,
        themes: list[dict[str, Any]] | None = None,
        records: dict[Any, Any] | None = None,
    ) -> Graph:
        paper = {"title": "T", "authors": ["Ada Lovelace"], "url": "https://a.example/x"}
        paper |= {"themes": ["t"], "takeaway": "x"}
        essay = {"title": "E", "authors": ["Alan Turing"], "url": "https://e.example/"}
        essay |= {"themes": ["t"], "takeaway": "x", "sections": [{"title": "One"}]}
        claim: dict[str, Any] = {"claim": "C.", "kind": "claim", "themes": ["t"]}
        claim["source"] = {"essay": "e", "section": "One", "quote": "q"}
        library = Library(Path("/nowhere"), Path("/nowhere/entries"))

        def fill(into: Any, schema: Any, base: dict[str, Any], given: Any) -> None:
            for entry_id, values in (given or {}).items():
                plain = base if "arxiv" not in values else {"themes": ["t"], "takeaway": "x"}
                into[entry_id] = schema.model_validate(plain | values)

        fill(library.papers, PaperEntry, paper, papers)
        fill(library.essays, EssayEntry, essay, {"e": {}} if essays is None else essays)
        fill(library.claims, ClaimEntry, claim, claims)
        fill(library.paths, PathEntry, {"title": "P", "lead": "l"}, paths)
        library.themes = tuple(Theme.model_validate(theme) for theme in themes or ())
        library.lock = Lock(records or {})
        return link_graph(library)

    return link


THEMES = """\
- id: objectives
  title: Objectives
  lead: What a model is asked to do.
  introduction: About objectives.
  sections:
    - {id: prediction, title: Prediction}
"""
PAPER = """\
arxiv: "1706.03762"
themes: [objectives/prediction]
takeaway: Attention alone is enough.
"""
ESSAY = """\
title: Thoughts
authors: [Ada Lovelace]
url: https://essay.example/thoughts
themes: [objectives]
takeaway: Think.
sections:
  - title: Changing the objective
    cites: [vaswani2017attention]
"""
CLAIM = """\
claim: Objectives matter most.
kind: claim
themes: [objectives]
source:
  essay: lovelace2024thoughts
  section: Changing the objective
  quote: "the objective is what matters"
evidence:
  - work: vaswani2017attention
    stance: supports
    locator: section 3
"""
PATH = """\
title: A way
lead: In.
steps:
  - {read: vaswani2017attention, why: First., minutes: 60}
  - {read: objectives-matter, why: Then., minutes: 5}
"""


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """A valid list of four entries, without a lock."""
    folder = tmp_path / "small"
    for name, content in {
        "themes.yml": THEMES,
        "papers/vaswani2017attention.yml": PAPER,
        "essays/lovelace2024thoughts.yml": ESSAY,
        "claims/objectives-matter.yml": CLAIM,
        "paths/a-way.yml": PATH,
    }.items():
        file = folder / "entries" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8", newline="\n")
    return folder
