"""Compares a new record with the previous one, and keeps what must not be lost. Pure."""

import difflib
import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

from readinglist.library.lock.arxiv_records import FACTS, Record, keep_facts, withdrawal_reason

# Fields whose change has its own wording, or is not reported.
_TOLD = frozenset(
    "id title authors abstract version updated withdrawn doi journal_ref provenance".split()
)
# For these, a value where there was none before is not news.
_GAINED = frozenset({"abstract", "updated", "version"})


class Kind(enum.Enum):
    """What happened to a piece of a text."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"
    SKIPPED = "skipped"  #: kept, but too far from any change to be shown


@dataclass(frozen=True)
class Piece:
    """Some words of a changed text, or one name of a list."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class TextChange:
    """A changed field, compared word by word, or name by name for the authors."""

    field: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Changes:
    """The differences: `news` in words, `texts` piece by piece, `others` by field name only."""

    news: tuple[str, ...] = ()
    texts: tuple[TextChange, ...] = ()
    others: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.news or self.texts or self.others)


def succeed(new: Record, old: Record | None, *, facts_only: bool = False) -> Record:
    """The record to keep for a paper: the new one, plus what only the old one has.

    The licence of the same version, which the API does not give, is kept. So is the abstract from
    before a withdrawal notice replaced it. With `facts_only` only facts are taken from the new
    record, and texts in the old one stay. Fields kept from the old record name it as their source.
    """
    record = keep_facts(new) if facts_only else new
    if old is None:
        return record
    kept = {}
    if facts_only:
        texts = (
            {attribute.name for attribute in fields(Record)}
            - FACTS
            - {"id", "provenance", "withdrawn"}
        )
        kept = {name: getattr(old, name) for name in texts if getattr(old, name)}
    elif new.withdrawn and old.abstract and withdrawal_reason(None, new.abstract):
        kept["abstract"] = old.abstract
    if old.license and not new.license and (old.version or 0) in (0, new.version):
        kept["license"] = old.license
    if not kept:
        return record
    before = old.provenance
    sources = {
        name: before.sources.get(name, f"{before.endpoint or before.route}, {before.day}")
        for name in kept
    }
    provenance = replace(record.provenance, sources={**record.provenance.sources, **sources})
    return replace(record, **kept, provenance=provenance)


def is_same(new: Record, old: Record) -> bool:
    """Whether two records differ only in where and when they were read."""
    return replace(new, provenance=old.provenance) == old


def compare_records(new: Record, old: Record) -> Changes:
    """The changes from the old to the new record. A text that was empty before is not a change."""
    texts = []
    if new.title != old.title:
        texts.append(TextChange("title", diff_words(old.title, new.title)))
    if new.authors != old.authors:
        before, now = ([name.display for name in names] for names in (old.authors, new.authors))
        texts.append(TextChange("authors", diff_items(before, now)))
    if new.abstract and old.abstract and new.abstract != old.abstract:
        texts.append(TextChange("abstract", diff_words(old.abstract, new.abstract)))
    others = [
        attribute.name.replace("_", " ")
        for attribute in fields(Record)
        if getattr(new, attribute.name) != getattr(old, attribute.name)
        and (
            attribute.name not in _TOLD
            or (attribute.name in _GAINED and not getattr(old, attribute.name))
        )
    ]
    return Changes(tuple(_news(new, old)), tuple(texts), tuple(others))


def _news(new: Record, old: Record) -> list[str]:
    news = []
    if old.version and new.version != old.version:
        news.append(f"version {old.version} → {new.version or 'unknown'} (of {new.updated})")
    elif old.updated and new.updated and new.updated != old.updated:
        news.append(f"updated {old.updated} → {new.updated}")
    if new.withdrawn and not old.withdrawn:
        news.append(f"withdrawn: {new.withdrawn}")
    elif old.withdrawn and not new.withdrawn:
        news.append("no longer withdrawn")
    elif new.withdrawn != old.withdrawn:
        news.append(f"still withdrawn, now with the reason: {new.withdrawn}")
    for name, before, now in (
        ("DOI", old.doi, new.doi),
        ("journal reference", old.journal_ref, new.journal_ref),
    ):
        if now and not before:
            news.append(f"published, {name} {now}")
        elif before != now:
            news.append(f"{name} {before} → {now or 'none'}")
    if old.abstract and not new.abstract:
        news.append("the abstract is gone")
    return news


def diff_words(old: str, new: str) -> tuple[Piece, ...]:
    """The words removed, added and kept; those far from any change are skipped."""
    pieces: list[Piece] = []
    for kind, run in _runs(old.split(), new.split(), around=6):
        pieces.append(Piece(kind, " ".join(run)))
    return tuple(pieces)


def diff_items(old: Sequence[str], new: Sequence[str]) -> tuple[Piece, ...]:
    """The items removed, added and kept, one piece each; those far from any change are skipped."""
    return tuple(Piece(kind, run_) for kind, run in _runs(old, new, around=2) for run_ in run)


def _runs(
    old: Sequence[str], new: Sequence[str], *, around: int
) -> Iterator[tuple[Kind, Sequence[str]]]:
    """Runs of removed, added and kept items; `around` is how many are shown beside a change."""
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for index, (tag, i, j, k, m) in enumerate(codes):
        runs: tuple[tuple[Kind, Sequence[str]], ...]
        if tag != "equal":
            runs = ((Kind.GONE, old[i:j]), (Kind.NEW, new[k:m]))
        else:
            start = i if index == 0 else min(i + around, j)
            end = j if index == len(codes) - 1 else max(j - around, start)
            if end - start <= 2:
                start = end = j
            runs = (
                (Kind.KEPT, old[i:start]),
                (Kind.SKIPPED, old[start:end]),
                (Kind.KEPT, old[end:j]),
            )
        yield from ((kind, run) for kind, run in runs if run)
