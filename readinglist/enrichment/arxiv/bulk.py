"""Fills the lock from a bulk file of records, without the network."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from readinglist.library.lock.arxiv import writing
from readinglist.library.lock.arxiv_records import Record, UnreadableLine, keep_facts, parse_bulk
from readinglist.values.identifiers import ArxivId


@dataclass
class Filling:
    """The result of filling a lock: ids written, unchanged and not found; unusable lines."""

    written: list[ArxivId] = field(default_factory=list)
    unchanged: list[ArxivId] = field(default_factory=list)
    missing: list[ArxivId] = field(default_factory=list)
    unreadable: list[UnreadableLine] = field(default_factory=list)


def fill_lock(  # noqa: PLR0913 - what a filling depends on
    folder: Path,
    wanted: Iterable[ArxivId],
    known: Mapping[ArxivId, Record],
    lines: Iterable[str],
    *,
    source: str,
    read: datetime.datetime,
    facts_only: bool = False,
    within: Path | None = None,
    progress: Callable[[int], Any] | None = None,
) -> Filling:
    """Write the wanted records in a bulk file to the lock's folder.

    A record that differs from the known one only in the day it was read is left as it is. If two
    lines have the same id, the later one counts. Links must not lead out of `within`, the folder of
    the project. Raises `StorageError` if a record cannot be written.
    """
    filling = Filling()
    open_ids = set(wanted)
    found: dict[ArxivId, Record] = {}
    for number, item in parse_bulk(iter(lines), source, read):
        if isinstance(item, UnreadableLine):
            filling.unreadable.append(item)
        elif item.id in open_ids:
            found[item.id] = keep_facts(item) if facts_only else item
        if progress:
            progress(number)
    with writing(folder, within) as writer:
        for arxiv_id in sorted(open_ids, key=lambda open_id: open_id.value):
            record = found.get(arxiv_id)
            if record is None:
                filling.missing.append(arxiv_id)
            elif _same(record, known.get(arxiv_id)) or not writer.write(record):
                filling.unchanged.append(arxiv_id)
            else:
                filling.written.append(arxiv_id)
    return filling


def _same(record: Record, known: Record | None) -> bool:
    if known is None:
        return False
    provenance = replace(known.provenance, read=record.provenance.read)
    return replace(known, provenance=provenance) == record
