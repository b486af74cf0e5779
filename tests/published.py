"""One paper in the words of arXiv, Crossref and DBLP, and a list on disk with their records."""

import datetime
from pathlib import Path

from readinglist.library.library import Library
from readinglist.library.lock.arxiv import write_record
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.library.lock.registries import write_published
from readinglist.library.lock.registry_records import PublishedRecord, Registry
from readinglist.library.reading import read_library
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name

DOI = "10.1000/x"
PAPER = ArxivId("1706.03762")
READ = datetime.datetime(2026, 11, 21, 6, 40, tzinfo=datetime.UTC)
API = Provenance("api", READ, {}, "https://api.example.org")
ADA, ALAN = Name("Lovelace", "Ada"), Name("Turing", "Alan")
ARXIV = Record(PAPER, "On Examples", (ADA, ALAN), API, submitted=PartialDate(2017, 6, 12))
CROSSREF = PublishedRecord(
    Registry.CROSSREF,
    DOI,
    "On Examples",
    (ADA, ALAN),
    API,
    kind="journal-article",
    venue="Journal",
    issued=PartialDate(2018, 3),
    doi=DOI,
)
DBLP = PublishedRecord(
    Registry.DBLP,
    "conf/nips/LT17",
    "On Examples",
    (ADA, ALAN),
    API,
    kind="Conference and Workshop Papers",
    venue="NIPS",
    issued=PartialDate(2017),
    arxiv=PAPER,
)
THEMES = "- {id: t, title: T, lead: l, introduction: i}\n"


def write_list(
    root: Path, *records: PublishedRecord, arxiv: Record | None = None, **papers: str
) -> Library:
    """Write papers, each given by its lines besides theme and takeaway, and records."""
    entries = root / "entries"
    (entries / "papers").mkdir(parents=True, exist_ok=True)
    (entries / "themes.yml").write_text(THEMES)
    for name, lines in papers.items():
        text = f"{lines}\nthemes: [t]\ntakeaway: x\n"
        (entries / "papers" / f"{name}.yml").write_text(text)
    for record in records:
        write_published(entries / "metadata", record)
    if arxiv:
        write_record(entries / "metadata/arxiv", arxiv)
    return read_library(root)
