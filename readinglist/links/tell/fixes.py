"""Edits that the checker proposes, made at the exact place or not at all.

An address is replaced only if the file still has it at the recorded place, and only if nothing else
in the file changes its meaning. A file is written completely or not at all.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from readinglist.entry.findings import Location
from readinglist.entry.yaml.document import Document, Tree, parse_document
from readinglist.links.gather.markdown_urls import find_urls
from readinglist.system.bounded_reads import DATA, read_file
from readinglist.system.files import write_whole


@dataclass(frozen=True, slots=True, order=True)
class Replacement:
    """Replace the address at a place with another."""

    location: Location
    old: str
    new: str


@dataclass(frozen=True, slots=True, order=True)
class Addition:
    """Add a field `archive` to the entry whose `url` is at the place."""

    location: Location
    url: str


@dataclass
class Fixes:
    """Planned edits: the files' new contents, a diff, and the edits that cannot be made."""

    contents: dict[str, bytes] = field(default_factory=dict)
    diff: str = ""
    made: int = 0
    left: list[tuple[Replacement | Addition, str]] = field(default_factory=list)


def plan_fixes(root: Path, edits: Iterable[Replacement | Addition]) -> Fixes:
    """Plan the edits without writing anything. Raises `StorageError` for unreadable files."""
    fixes = Fixes()
    by_path: dict[str, list[Replacement | Addition]] = {}
    for edit in dict.fromkeys(edits):
        by_path.setdefault(edit.location.path, []).append(edit)
    diffs: list[str] = []
    for path, in_file in sorted(by_path.items()):
        after = before = read_file(root / path, path, most=DATA)
        # From the end of the file, so that earlier positions stay valid.
        for edit in sorted(in_file, key=lambda planned: planned.location, reverse=True):
            changed = _edit(after, path, edit)
            if changed is None:
                reason = "the text there has changed, or the edit would change more than it should"
                fixes.left.append((edit, reason))
            else:
                after = changed
                fixes.made += 1
        if after != before:
            fixes.contents[path] = after
            diffs.extend(_diff(path, before, after))
    fixes.diff = "".join(diffs)
    return fixes


def write_fixes(root: Path, fixes: Fixes) -> None:
    """Write the new contents. Raises `StorageError` when a file cannot be written."""
    for path, content in fixes.contents.items():
        write_whole(root / path, content, within=root)


def _edit(data: bytes, path: str, edit: Replacement | Addition) -> bytes | None:
    """The content with the edit made, or None if it cannot be made."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix("\ufeff")
    # `splitlines` would also split at characters that editors do not treat as line ends.
    lines = re.findall(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+", text)
    if edit.location.line > len(lines):
        return None
    if isinstance(edit, Addition):
        return _add(data, lines, path, edit, mark)
    line = lines[edit.location.line - 1]
    start = edit.location.column - 1
    if line[start : start + len(edit.old)] != edit.old:
        return None
    lines[edit.location.line - 1] = line[:start] + edit.new + line[start + len(edit.old) :]
    after = (mark + "".join(lines)).encode()
    is_sound = _is_sound_yaml if path.endswith((".yml", ".yaml")) else _is_sound_markdown
    return after if is_sound(data, after, path, edit) else None


def _add(data: bytes, lines: list[str], path: str, edit: Addition, mark: str) -> bytes | None:
    """The content with the field added after the line of the entry's address, or at the end."""
    before = parse_document(data, path)
    if not isinstance(before.tree, dict) or "archive" in before.tree:
        return None
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    field_line = f"archive: {edit.url}{end}"
    for at in (edit.location.line, len(lines)):
        new = list(lines)
        if at == len(new) and new[-1] and not new[-1].endswith("\n"):
            new[-1] += end
        new.insert(at, field_line)
        after = (mark + "".join(new)).encode()
        document = parse_document(after, path)
        if not document.findings and document.tree == {**before.tree, "archive": edit.url}:
            return after
    return None


def _is_sound_yaml(before: bytes, after: bytes, path: str, edit: Replacement) -> bool:
    """Whether both parse to the same tree except for the address."""
    old, new = parse_document(before, path), parse_document(after, path)
    if len(new.findings) > len(old.findings):
        return False
    texts_before, texts_after = list(_texts(old)), list(_texts(new))
    return len(texts_before) == len(texts_after) and all(
        a == b or (b != a and b.replace(edit.new, edit.old) == a.replace(edit.new, edit.old))
        for a, b in zip(texts_before, texts_after, strict=True)
    )


def _texts(document: Document) -> Iterator[str]:
    pending: list[Tree] = [document.tree] if document.tree is not None else []
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, list):
            pending.extend(node)
        else:
            yield from node
            pending.extend(node.values())


def _is_sound_markdown(before: bytes, after: bytes, path: str, edit: Replacement) -> bool:
    """Whether the new address is found exactly where the old one was."""
    del before, path
    wanted = (edit.new, edit.location.line, edit.location.column)
    return wanted in set(find_urls(after.decode("utf-8-sig")))


def _diff(path: str, before: bytes, after: bytes) -> Iterator[str]:
    for line in difflib.unified_diff(
        before.decode(errors="replace").splitlines(),
        after.decode(errors="replace").splitlines(),
        f"a/{path}",
        f"b/{path}",
        lineterm="",
    ):
        yield line + "\n"
