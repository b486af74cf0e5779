"""A stand-in for arXiv's API, `https://export.arxiv.org/api/query`.

Its feeds have the format of answers recorded in April 2026 (fixtures of the `arxiv` package's
tests): the order of an entry's elements, a single error entry with status 400 for a malformed id,
no entry for an unknown id, totals without unknown ids, newest papers first. Supported parameters
are `id_list`, with or without versions, `start` and `max_results`.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from standins.server import Reply, Request, Server

_ID = re.compile(r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v(?P<version>\d+))?")
_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
    'xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">\n'
)
_ATOM = {"Content-Type": "application/atom+xml; charset=utf-8"}
#: The default limit on the length of a request's address, in characters.
LONGEST = 8190


@dataclass(frozen=True)
class Paper:
    """A version of a paper at arXiv. Times are in UTC, in the API's format."""

    id: str
    title: str
    authors: tuple[str, ...]
    abstract: str
    published: str = "2017-06-12T17:57:34Z"
    updated: str = "2017-06-12T17:57:34Z"
    version: int = 1
    primary: str = "cs.CL"
    categories: tuple[str, ...] = ()
    doi: str = ""
    journal_ref: str = ""
    comment: str = ""


#: The paper that the client uses as a probe; its facts are arXiv's, its abstract is ours.
FIRST = Paper(
    "0704.0001",
    "Calculation of prompt diphoton production cross sections at Tevatron and LHC energies",
    ("C. Balázs", "E. L. Berger", "P. M. Nadolsky", "C. -P. Yuan"),
    "An abstract in our own words.",
    "2007-04-02T19:18:42Z",
    "2007-07-24T20:10:27Z",
    2,
    "hep-ph",
    ("hep-ph",),
)


def paper_of(values: dict[str, Any]) -> Paper:
    """The paper in a line of a bulk file; unknown values are made up."""
    primary = values.get("primary_category") or "cs.LG"
    published = _moment(values.get("published") or "2001")
    return Paper(
        id=values["id"],
        title=values["title"],
        authors=tuple(values["authors"]),
        abstract=values.get("abstract") or "An abstract that stands in for one.",
        published=published,
        updated=_moment(values["updated"]) if values.get("updated") else published,
        primary=primary,
        categories=tuple(values.get("categories") or [primary]),
        doi=values.get("doi") or "",
        journal_ref=values.get("journal_ref") or "",
        comment=values.get("comment") or "",
    )


def _moment(date: str) -> str:
    return f"{date[:10]}{'-01-01'[: 3 * (3 - len(date[:10].split('-')))]}T12:00:00Z"


def papers_of(file: Path) -> list[Paper]:
    """The papers of a bulk file with one JSON object per line."""
    return [paper_of(json.loads(line)) for line in file.read_text("utf-8").splitlines() if line]


class Arxiv(Server):
    """The API with these papers and FIRST. All versions of an id can be requested."""

    def __init__(self, papers: Iterable[Paper] = (), *, longest: int = LONGEST, **options) -> None:
        super().__init__(self._answer, **options)
        self.longest = longest
        self.papers: dict[str, list[Paper]] = {}
        for paper in (FIRST, *papers):
            self.put(paper)

    @property
    def api(self) -> str:
        """The address of the API."""
        return f"{self.url}/api/query"

    @property
    def asked(self) -> list[list[str]]:
        """The ids of each request."""
        return [
            [arxiv_id for arxiv_id in r.query.get("id_list", "").split(",") if arxiv_id]
            for r in self.log
        ]

    def put(self, paper: Paper) -> None:
        """Publish a version, replacing one with the same number."""
        versions = self.papers.setdefault(paper.id, [])
        versions[:] = [version for version in versions if version.version != paper.version]
        versions.append(paper)
        versions.sort(key=lambda one: one.version)

    def revise(self, arxiv_id: str, **values: Any) -> None:
        """Publish a new version that differs from the latest in these values."""
        latest = self.papers[arxiv_id][-1]
        self.put(replace(latest, version=latest.version + 1, **values))

    def _answer(self, request: Request) -> Reply:
        if request.path != "/api/query":
            return Reply(404, b"<html><body>404 not found</body></html>")
        if len(request.target) > self.longest:
            return Reply(414, b"<html><body>URI too long</body></html>")
        query = request.query
        ids = [
            arxiv_id.strip() for arxiv_id in query.get("id_list", "").split(",") if arxiv_id.strip()
        ]
        for arxiv_id in ids:
            if not _ID.fullmatch(arxiv_id):
                said = f"incorrect id format for {arxiv_id}"
                return Reply(400, error_feed(said).encode(), _ATOM)
        numbers = {}
        for name, usual in (("start", "0"), ("max_results", "10")):
            if not query.get(name, usual).isdecimal():
                return Reply(400, error_feed(f"{name} must be an integer").encode(), _ATOM)
            numbers[name] = int(query.get(name, usual))
        found = sorted(self._found(ids), key=lambda one: one.published, reverse=True)
        page = found[numbers["start"] :][: numbers["max_results"]]
        return Reply(200, feed(page, request.target, len(found)).encode("utf-8"), _ATOM)

    def _found(self, ids: list[str]) -> Iterator[Paper]:
        for match in map(_ID.fullmatch, ids):
            versions = self.papers.get(match["id"], [])
            if match["version"]:
                yield from (
                    version for version in versions if version.version == int(match["version"])
                )
            else:
                yield from versions[-1:]


def feed(papers: Iterable[Paper], target: str, total: int) -> str:
    """A page of results."""
    papers = list(papers)
    name = hashlib.sha1(target.encode(), usedforsecurity=False).hexdigest()[:27]
    query = target.partition("?")[2]
    return (
        f"{_HEAD}  <id>https://arxiv.org/api/{name}</id>\n"
        f"  <title>arXiv Query: {escape(query)}</title>\n"
        "  <updated>2026-04-12T22:09:36Z</updated>\n"
        f"  <link href={quoteattr('https://arxiv.org/api/query?' + query)} "
        'type="application/atom+xml"/>\n'
        f"  <opensearch:itemsPerPage>{len(papers)}</opensearch:itemsPerPage>\n"
        f"  <opensearch:totalResults>{total}</opensearch:totalResults>\n"
        "  <opensearch:startIndex>0</opensearch:startIndex>\n"
        f"{''.join(map(entry, papers))}</feed>\n"
    )


def entry(paper: Paper) -> str:
    """An entry of a feed."""
    name = f"{paper.id}v{paper.version}"
    categories = paper.categories or (paper.primary,)
    pdf = f'href="https://arxiv.org/pdf/{name}" rel="related" type="application/pdf" title="pdf"'
    lines = [
        f"<id>http://arxiv.org/abs/{name}</id>",
        f"<title>{escape(paper.title)}</title>",
        f"<updated>{paper.updated}</updated>",
        f'<link href="https://arxiv.org/abs/{name}" rel="alternate" type="text/html"/>',
        f"<link {pdf}/>",
        f"<summary>{escape(paper.abstract)}</summary>",
        *(
            f'<category term="{category}" scheme="http://arxiv.org/schemas/atom"/>'
            for category in categories
        ),
        f"<published>{paper.published}</published>",
        paper.comment and f"<arxiv:comment>{escape(paper.comment)}</arxiv:comment>",
        f'<arxiv:primary_category term="{paper.primary}"/>',
        paper.journal_ref and f"<arxiv:journal_ref>{escape(paper.journal_ref)}</arxiv:journal_ref>",
        *(
            f"<author>\n      <name>{escape(author)}</name>\n    </author>"
            for author in paper.authors
        ),
        paper.doi and f"<arxiv:doi>{escape(paper.doi)}</arxiv:doi>",
        paper.doi
        and f'<link rel="related" href={quoteattr("https://doi.org/" + paper.doi)} title="doi"/>',
    ]
    return "  <entry>\n" + "".join(f"    {line}\n" for line in lines if line) + "  </entry>\n"


def error_entry(said: str) -> str:
    """The entry with which the API reports an error."""
    link = f"https://arxiv.org/api/errors#{said.replace(' ', '_')}"
    return (
        f"  <entry>\n    <id>{escape(link)}</id>\n    <title>Error</title>\n"
        "    <updated>2026-04-12T22:59:06Z</updated>\n"
        f'    <link href={quoteattr(link)} rel="alternate" type="text/html"/>\n'
        f"    <summary>{escape(said)}</summary>\n"
        "    <author>\n      <name>arXiv api core</name>\n    </author>\n  </entry>\n"
    )


def error_feed(said: str) -> str:
    """A feed that only reports an error."""
    return (
        f"{_HEAD}  <id>https://arxiv.org/</id>\n  <title>arXiv Search Results</title>\n"
        "  <updated>2026-04-12T22:59:06Z</updated>\n"
        "  <opensearch:itemsPerPage>1</opensearch:itemsPerPage>\n"
        "  <opensearch:totalResults>1</opensearch:totalResults>\n"
        "  <opensearch:startIndex>0</opensearch:startIndex>\n"
        f"{error_entry(said)}</feed>\n"
    )
