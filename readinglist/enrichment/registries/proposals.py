"""Proposals to a list's curators, derived from the registries' records.

Nothing here changes an entry. A proposal says what a registry knows beyond the entry and arXiv, or
where two sources disagree; `readinglist.library.merging` defines which of them takes precedence.
"""

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readinglist.entry.model import PaperEntry
from readinglist.library.library import Library
from readinglist.library.lock.arxiv_records import Record
from readinglist.library.lock.registries import PublishedLock
from readinglist.library.lock.registry_records import PublishedRecord, Update
from readinglist.library.merging import (
    merge_published,
    published_by_arxiv,
    published_by_entry,
    published_by_registry,
    speaks_of,
)
from readinglist.library.works import Published
from readinglist.values.same_work import same_authors, same_title

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class ProposalKind(enum.StrEnum):
    """The kind of a proposal."""

    TAKEN_BACK = "taken back"
    DISAGREEMENT = "disagreement"
    PUBLISHED = "published"
    UPDATE = "update"


@dataclass(frozen=True)
class Proposal:
    """Something that the curators of a work's entry should know, as a line of plain text."""

    entry: str
    kind: ProposalKind
    text: str


def propose(library: Library, published: PublishedLock | None = None) -> list[Proposal]:
    """The proposals for a library, by entry.

    `published` replaces the library's registry records if those have not been read yet.
    """
    published = published or library.published
    return [
        proposal
        for entry_id, entry in sorted(library.papers.items())
        for proposal in _propose_for(
            entry_id,
            entry,
            library.lock.records.get(entry.arxiv) if entry.arxiv else None,
            published,
        )
    ]


def _propose_for(
    entry_id: str, entry: PaperEntry, record: Record | None, published: PublishedLock
) -> Iterator[Proposal]:
    own, arxiv = published_by_entry(entry), published_by_arxiv(record)
    doi = entry.doi or (arxiv.doi if arxiv else None)
    by_doi = published.by_doi.get(doi) if doi else None
    by_dblp = published.by_arxiv.get(entry.arxiv) if entry.arxiv else None
    if by_doi:
        if not speaks_of(by_doi, entry, record):
            giver = "the entry" if entry.doi else "arXiv"
            yield Proposal(
                entry_id,
                ProposalKind.DISAGREEMENT,
                f"{giver} gives the DOI {doi}, which {by_doi.registry.spoken} has for another "
                f"work, {_cited(by_doi)}; nothing is taken from it",
            )
            by_doi = None
        else:
            yield from _propose_from(entry_id, entry, by_doi)
    statements = [
        (name, item)
        for name, item in (
            ("the entry", own),
            ("arXiv", arxiv),
            *(
                (found.registry.spoken, published_by_registry(found))
                for found in (by_doi, by_dblp)
                if found
            ),
        )
        if item
    ]
    yield from _propose_disagreements(entry_id, statements)
    told = merge_published([own, arxiv])
    for found in (by_doi, by_dblp):
        news = published_by_registry(found)
        if not entry.arxiv or found is None or news is None or (told and told.venue):
            continue
        yield Proposal(
            entry_id,
            ProposalKind.PUBLISHED,
            f"arXiv {entry.arxiv.value} was published: {_described(news)}, "
            f"{found.registry.spoken} {found.key}",
        )
        told = merge_published([told, news])


def _propose_from(entry_id: str, entry: PaperEntry, found: PublishedRecord) -> Iterator[Proposal]:
    """Proposals from the record of a DOI alone."""
    for update in found.updates:
        kind = ProposalKind.TAKEN_BACK if update.takes_back else ProposalKind.UPDATE
        yield Proposal(entry_id, kind, _told(update, found))
    if found.doi and found.doi != found.key:
        yield Proposal(
            entry_id,
            ProposalKind.UPDATE,
            f"the DOI {found.key} is another name of {found.doi}",
        )
    for name, differs in (
        ("title", entry.title and not same_title(entry.title, found.title)),
        (
            "authors",
            entry.authors and found.authors and not same_authors(entry.authors, found.authors),
        ),
    ):
        if differs:
            theirs = (
                found.title
                if name == "title"
                else ", ".join(author.display for author in found.authors[:4])
                + (" and others" if len(found.authors) > 4 else "")
            )
            yield Proposal(
                entry_id,
                ProposalKind.DISAGREEMENT,
                f"{found.registry.spoken} gives the {name} '{theirs}' for {found.key}; "
                "the entry's stays",
            )


def _propose_disagreements(
    entry_id: str, statements: list[tuple[str, Published]]
) -> Iterator[Proposal]:
    """Each pair of contradicting statements; the first takes precedence."""
    for i, (first, ours) in enumerate(statements):
        for second, theirs in statements[i + 1 :]:
            if ours.contradicts(theirs) or _years_differ(ours, theirs):
                yield Proposal(
                    entry_id,
                    ProposalKind.DISAGREEMENT,
                    f"{first} says {_described(ours)}, {second} says {_described(theirs)}; "
                    f"{first} counts",
                )


def _years_differ(one: Published, other: Published) -> bool:
    """Whether the years are more than one apart; print often follows a year after online."""
    ours, theirs = _years(one), _years(other)
    return bool(ours and theirs) and all(abs(a - b) > 1 for a in ours for b in theirs)


def _years(published: Published) -> set[int]:
    years = {int(year) for year in _YEAR.findall(published.venue or "")}
    return years or ({published.issued.year} if published.issued else set())


def _described(published: Published) -> str:
    year = published.issued.year if published.issued else None
    words = [published.venue or ""]
    if year and str(year) not in words[0]:
        words.append(str(year))
    text = " ".join(word for word in words if word)
    if published.doi:
        return f"{text} (DOI {published.doi})" if text else f"DOI {published.doi}"
    return text


def _cited(found: PublishedRecord) -> str:
    authors = found.authors[0].surname if found.authors else "nobody"
    others = " et al." if len(found.authors) > 1 else ""
    return f"'{found.title}' by {authors}{others}"


_VERBS = {"retraction": "retracted", "withdrawal": "withdrawn", "removal": "removed"}


def _told(update: Update, found: PublishedRecord) -> str:
    on = f" on {update.on.spoken}" if update.on else ""
    told_by = [f"notice {update.doi}"] if update.doi else []
    if update.source == "title":
        told_by.append("its title says so")
    elif update.source:
        told_by.append(f"told by {update.source}")
    tail = f" ({', '.join(told_by)})" if told_by else ""
    if update.takes_back:
        return f"{found.key} was {_VERBS[update.kind]}{on}{tail}"
    kind = update.kind.replace("_", " ")
    article = "an" if kind[0] in "aeiou" else "a"
    return f"{found.key} has {article} {kind}{on}{tail}"
