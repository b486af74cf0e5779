"""Reads a folder of entries: files → documents, entries and findings.

    entries/
      themes.yml
      papers/<id>.yml   essays/<id>.yml   claims/<id>.yml   paths/<id>.yml
      metadata/arxiv/<id>.json            the lock: arXiv's records,
      metadata/doi/<DOI>.json             Crossref's and DataCite's,
      metadata/dblp/<arXiv id>.json       DBLP's
      metadata/links.json                 links that are dead

Everything is read before anything is checked, and nothing in a file raises an exception.
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.entry.kinds import FOLDERS
from readinglist.entry.model import Theme
from readinglist.entry.places import ENTRIES_FOLDER, METADATA_FOLDER, THEMES_FILE
from readinglist.entry.yaml.document import Document, FieldPath, Tree, read_document
from readinglist.errors import UsageError
from readinglist.library.library import Library, Loaded
from readinglist.library.lock.arxiv import Lock, read_lock
from readinglist.library.lock.arxiv_records import Record
from readinglist.library.lock.dead_links import DeadLinks, read_dead_links
from readinglist.library.lock.registries import PublishedLock, doi_path, read_published
from readinglist.library.schema_findings import S, is_draft, read_entry, read_record
from readinglist.system.clock import read_clock
from readinglist.system.garbage import uncollected
from readinglist.system.outside import find_links_out, leads_out, message_of
from readinglist.system.signatures import Signature, scan_tree, settled, signature_of
from readinglist.values.dates import day_of
from readinglist.values.identifiers import (
    ArxivId,
    parse_arxiv_id,
    parse_doi,
    parse_dois,
    parse_entry_id,
)
from readinglist.values.suggestions import did_you_mean


def read_library(
    root: Path,
    progress: Callable[[int], Any] | None = None,
    like: Library | None = None,
) -> Library:
    """Read the reading list in a project's folder.

    `progress` is called with the number of files read so far. Files with the same content as in
    `like`, another state of the same list, are reused from it; if `like` is of the same folder,
    files whose signature is unchanged are not even opened. Raises `UsageError` if the folder does
    not exist and `StorageError` if a file cannot be read.
    """
    folder = root / ENTRIES_FOLDER
    if not folder.is_dir():
        raise UsageError(
            f"there is no folder '{ENTRIES_FOLDER}' in {root}",
            "Go to the folder of the reading list, or name it with --project.",
        )
    library = Library(root, folder, read_on=day_of(read_clock()))
    with uncollected():
        _check_links(library)
        _read_themes(library)
        for name in FOLDERS:
            _read_folder(library, name, progress, like)
        _check_strays(library)
        _read_records(library, like)
    return library


def _read_folder(
    library: Library,
    name: str,
    progress: Callable[[int], Any] | None,
    like: Library | None,
) -> None:
    folder = library.folder / name
    known = {file.id: file for file in like.files if file.folder == name} if like else {}
    same_place = like is not None and like.folder == library.folder
    entries, known_entries = library.entries(name), like.entries(name) if like else {}
    place = folder.relative_to(library.root).as_posix()
    now = time.time_ns()
    for file in _entry_files(library, folder):
        entry_id = file.name.removesuffix(".yml")
        before = known.get(entry_id)
        signature = _signature_of(file)
        if same_place and before and before.signature and before.signature == signature:
            loaded = before
        else:
            old = before.document if before else None
            document = read_document(file.path, f"{place}/{file.name}", old)
            sure = signature if signature and settled(signature, now) else None
            loaded = Loaded(entry_id, name, document, sure)
        library.files.append(loaded)
        document = loaded.document
        library.findings.extend(document.findings)
        if (
            before
            and document is before.document
            and entry_id in known_entries
            and not is_draft(document)
        ):
            # Valid as before, including the id. What a draft lacks is reported every time.
            entries[entry_id] = known_entries[entry_id]
        else:
            has_safe_id = _has_safe_id(library, entry_id, document)
            _read_entry(library, name, entry_id, document, keep=has_safe_id)
        if progress:
            progress(len(library.files))


def _signature_of(file: "os.DirEntry[str]") -> Signature | None:
    try:
        return signature_of(file.stat())
    except OSError:
        return None  # read it, which will report what is wrong


def _read_records(library: Library, like: Library | None = None) -> None:
    root, folder = library.root, library.metadata_folder
    now = time.time_ns()
    library.record_files = scan_tree(folder)
    library.record_keys = {
        (document.document.text("arxiv"), document.document.text("doi"))
        for document in library.documents("papers")
    }
    same: set[str] = set()
    if like is not None and like.folder == library.folder:
        before = like.record_files
        same = {path for path, sign in library.record_files.items() if before.get(path) == sign}
        if len(same) == len(before) == len(library.record_files) and (
            not _names_other_records(library, like)
        ):
            _take_records(library, like.lock, like.published, like.dead_links)
            return
    papers = set(_arxiv_ids(library))
    lock = read_lock(library.lock_folder, papers, root, _known_records(like, same))
    # Equal objects are made identical, so that later comparisons are cheap.
    library.lock = like.lock if like and like.lock == lock else lock
    published = read_published(folder, _dois(library), papers, root)
    published = like.published if like and like.published == published else published
    dead_links = read_dead_links(folder, root)
    dead_links = like.dead_links if like and like.dead_links == dead_links else dead_links
    _take_records(library, library.lock, published, dead_links)
    for name in [path for path, sign in library.record_files.items() if not settled(sign, now)]:
        # Read it again next time, whatever its signature.
        library.record_files[name] = (-1, *library.record_files[name][1:])


def _names_other_records(library: Library, like: Library) -> bool:
    """Whether entries name records that exist but were not read for `like`.

    Records that entries no longer name do not matter.
    """
    if like.lock.findings or like.published.findings:
        return library.record_keys != like.record_keys
    for arxiv, doi in library.record_keys - like.record_keys:
        with contextlib.suppress(ValueError):
            arxiv_id = parse_arxiv_id(arxiv or "").value
            if not library.record_files.keys().isdisjoint(
                (f"arxiv/{arxiv_id}.json", f"dblp/{arxiv_id}.json")
            ):
                return True
        with contextlib.suppress(ValueError):
            file = doi_path(library.metadata_folder, parse_doi((doi or "").strip()))
            if file.relative_to(library.metadata_folder).as_posix() in library.record_files:
                return True
    return False


def _take_records(
    library: Library, lock: Lock, published: PublishedLock, dead_links: DeadLinks
) -> None:
    library.lock, library.published, library.dead_links = lock, published, dead_links
    for part in (lock, published, dead_links):
        library.findings.extend(part.findings)


def _known_records(like: Library | None, same: AbstractSet[str]) -> dict[ArxivId, Record]:
    """The arXiv records whose files have not changed."""
    if like is None or not same:
        return {}
    records = like.lock.records.items()
    return {
        arxiv_id: record for arxiv_id, record in records if f"arxiv/{arxiv_id.value}.json" in same
    }


def _entry_files(library: Library, folder: Path) -> "list[os.DirEntry[str]]":
    if not folder.is_dir() or (folder.is_symlink() and leads_out(folder, library.root)):
        if folder.exists() and not folder.is_dir():
            _report_stray(
                library, folder, "entries are read from a folder of this name", "Move it elsewhere."
            )
        return []
    files = []
    with os.scandir(folder) as items:
        inside = sorted(items, key=lambda item: item.name)
    for item in inside:
        if item.name.startswith("."):
            continue
        if item.is_symlink() and leads_out(item.path, library.root):
            continue
        if item.name.endswith(".yml") and item.is_file():
            files.append(item)
            continue
        file = folder / item.name
        hint = f"Rename it to {file.stem}.yml." if file.suffix == ".yaml" else "Move it elsewhere."
        _report_stray(library, file, "only files that end in .yml are read here", hint)
    return files


def _check_strays(library: Library) -> None:
    known = {*FOLDERS, METADATA_FOLDER, THEMES_FILE}
    for item in sorted(library.folder.iterdir(), key=lambda path: path.name):
        if item.name not in known and not item.name.startswith("."):
            hint = did_you_mean(item.name, known) or f"Known are {', '.join(sorted(known))}."
            _report_stray(library, item, "nothing is read from here", hint)


def _check_links(library: Library) -> None:
    """Report links that lead out of the project; what they lead to is not part of the list."""
    root, folder = library.root, library.folder
    places = [folder / name for name in (THEMES_FILE, METADATA_FOLDER)]
    for name in FOLDERS:
        is_link = (folder / name).is_symlink()
        places += [folder / name] if is_link else [Path(link) for link in _links_in(folder / name)]
    if leads_out(folder, root):
        places = [folder]
    for place in places:
        for link, real in find_links_out(place, root):
            _report_stray(library, link, *message_of(real))


def _links_in(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as items:
        return sorted(item.path for item in items if item.is_symlink())


def _report_stray(library: Library, file: Path, message: str, hint: str) -> None:
    location = Location(file.relative_to(library.root).as_posix())
    library.findings.append(Finding("E008", Severity.ERROR, location, message, hint))


def _has_safe_id(library: Library, entry_id: str, document: Document) -> bool:
    try:
        parse_entry_id(entry_id)
    except ValueError as error:
        message, hint = error.args
        library.findings.append(
            Finding("E005", Severity.ERROR, Location(document.path), message, hint)
        )
        return False
    return True


def _read_themes(library: Library) -> None:
    file = library.folder / THEMES_FILE
    path = file.relative_to(library.root).as_posix()
    if file.is_symlink() and leads_out(file, library.root):
        return
    if not file.is_file():
        library.findings.append(
            Finding(
                "E102",
                Severity.ERROR,
                Location(path),
                "the file is missing",
                "Write the list of themes: each with id, title, lead and introduction.",
            )
        )
        return
    document = read_document(file, path)
    library.themes_document = document
    library.findings.extend(document.findings)
    if document.tree is None:
        return
    themes = []
    if not isinstance(document.tree, list):
        library.findings.append(
            document.report(
                "E103",
                "expected a list of themes, found a mapping",
                "Start each theme with '- id:'.",
            )
        )
        return
    for path_, item in document.list_items():
        theme = _validate(library, Theme, document, item, path_)
        if theme:
            themes.append(theme)
    library.themes = tuple(themes)


def _read_entry(
    library: Library, folder: str, entry_id: str, document: Document, *, keep: bool
) -> None:
    if document.tree is None:
        return
    if not isinstance(document.tree, dict):
        library.findings.append(
            document.report(
                "E004",
                "expected fields, found a list",
                "Write 'name: value' lines, without '- ' in front.",
            )
        )
        return
    entry, findings = read_entry(folder, document)
    library.findings.extend(findings)
    if not keep:
        # Its id cannot be part of a URL, so it gets no page; its findings are still reported.
        return
    if entry is not None:
        library.entries(folder)[entry_id] = entry


def _validate(
    library: Library, schema: type[S], document: Document, tree: Tree, at: FieldPath
) -> S | None:
    value, findings = read_record(schema, document, tree, at)
    library.findings.extend(findings)
    return value


def _arxiv_ids(library: Library) -> Iterator[ArxivId]:
    for loaded in library.documents("papers"):
        text = loaded.document.text("arxiv")
        try:
            if text:
                yield parse_arxiv_id(text)
        except ValueError:
            continue


def _dois(library: Library) -> Iterator[str]:
    """The DOIs named by the entries, and those in arXiv's records."""
    for loaded in library.documents("papers"):
        try:
            yield parse_doi((loaded.document.text("doi") or "").strip())
        except ValueError:
            continue
    for record in library.lock.records.values():
        yield from parse_dois(record.doi or "")
